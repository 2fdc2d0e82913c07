"""Counting anew: a season's raw octets and its story, by the definitions alone, without the product."""

from __future__ import annotations

import email
import email.policy
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.demo.season import Season
from liaison_sync.demo.truth import MessageTruth

_NUMBERED = re.compile(r"No(?:mor)?\.?\s*:\s*(\S+/\S+)")
ASKS_NOTHING = {"REPLY", "CANCEL", "DECLINECOUNTER", "PUBLISH", "REFRESH"}  # RFC 5546


@dataclass(frozen=True)
class Mail:
    """A message of the season with what its octets say."""

    truth: MessageTruth
    at: datetime
    method: str | None
    raw: bytes

    @property
    def by_hand(self) -> bool:
        return not self.truth.junk and (self.truth.automatic is None or self.method is not None)


def of_season(season: Season) -> list[Mail]:
    """Every message once, however many copies lie around, in the order of their dates."""
    truth = {sha: one for one in season.truth.messages for sha in one.sha256s}
    found: dict[int, Mail] = {}
    for placed in season.messages:
        one = truth[sha256(placed.raw).hexdigest()]
        found.setdefault(id(one), Mail(one, _date(placed.raw) or placed.received_at, _method(placed.raw), placed.raw))
    return sorted(found.values(), key=lambda mail: mail.at)


def _date(raw: bytes) -> datetime | None:
    said = email.message_from_bytes(raw)["Date"]
    return parsedate_to_datetime(said) if said else None


def _method(raw: bytes) -> str | None:
    for part in email.message_from_bytes(raw, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/calendar":
            body: Any = part.get_payload(decode=True)
            lines = [line for line in body.decode("utf-8", "replace").splitlines() if line.startswith("METHOD:")]
            return lines[0].partition(":")[2].strip() if lines else None
    return None


def answers(mails: Iterable[Mail], side: str, courteous: Collection[str]) -> Iterator[tuple[Mail, Mail]]:
    """(question, answer) of that side: the first message nobody had answered, and the first the other way after it."""
    threads: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        if mail.by_hand and mail.truth.direction != "internal" and mail.method not in {"PUBLISH", "REFRESH"}:
            threads[mail.truth.thread].append(mail)
    answering = "out" if side == "ours" else "in"
    for each in threads.values():
        asked: Mail | None = None
        for mail in each:
            if mail.truth.direction == answering:
                if asked is not None:
                    yield asked, mail
                asked = None
            elif asked is None and mail.method not in ASKS_NOTHING and not set(mail.truth.sha256s) & set(courteous):
                asked = mail


def hours(question: Mail, answer: Mail, is_working: Callable[[date], bool], zone: str = "Asia/Jakarta") -> float:
    """Working hours (08.00-16.30 of working days) between the two where the one who answers is."""
    there, total = ZoneInfo(zone), timedelta()
    begin, end = question.at.astimezone(there), answer.at.astimezone(there)
    day = begin.date()
    while day <= end.date():
        opens, closes = datetime.combine(day, time(8), there), datetime.combine(day, time(16, 30), there)
        total += max(timedelta(), min(end, closes) - max(begin, opens)) if is_working(day) else timedelta()
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def numbers(mail: Mail) -> list[str]:
    """The numbers an official letter's own text begins its head with ("Nomor : 12/HUMAS/XI/2026"); quotes are none."""
    found: list[str] = []
    for part in email.message_from_bytes(mail.raw, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            body: Any = part.get_payload(decode=True)  # numbers are ASCII, whatever the charset calls itself
            lines = body.decode("utf-8", "replace").splitlines()
            found += [one[1] for line in lines if (one := _NUMBERED.match(line))]
    return found


def first_of(mails: Iterable[Mail], name: Callable[[Mail], str | None]) -> dict[str, datetime]:
    """Who (by `name`) → their first message that is not junk."""
    found: dict[str, datetime] = {}
    for mail in mails:
        who = name(mail)
        if who and not mail.truth.junk:
            found.setdefault(who, mail.at)
    return found
