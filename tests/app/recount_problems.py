"""Communication problems counted anew: a season's raw octets, its directory and its story, by the definitions alone.

One function a kind; each answers with whom it concerns. The definitions are those of design and reference: nothing of
the product's own reading is used but the calendar of working days.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import getaddresses
from itertools import combinations, pairwise
from statistics import median, median_low
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.demo.season import Season
from liaison_sync.domain.workdays import Calendar
from tests.app.recount import ASKS_NOTHING, Mail, answers, hours

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
_FAILED = re.compile(r"^Final-Recipient:\s*rfc822;\s*<?([^>\s]+)", re.MULTILINE | re.IGNORECASE)
_DEAD = re.compile(r"^Status:\s*5\.1\.", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What is known at the end of a period: every mail until then, and the period with the one before."""

    mails: Sequence[Mail]
    before: datetime
    start: datetime
    end: datetime
    courteous: Collection[str]
    season: Season

    def here(self, mail: Mail) -> bool:
        return self.start <= mail.at < self.end

    def letters(self, direction: str) -> list[Mail]:
        """What people wrote that asks for an answer, since the story began."""
        mine = (m for m in self.mails if m.truth.direction == direction and m.by_hand and m.method not in ASKS_NOTHING)
        return [m for m in mine if not set(m.truth.sha256s) & set(self.courteous)]

    def threads(self) -> dict[str, list[Mail]]:
        found: dict[str, list[Mail]] = defaultdict(list)
        for mail in self.mails:
            found[mail.truth.thread].append(mail)
        return found

    def partner_of(self, thread: str) -> str | None:
        return next(one.partner for one in self.season.truth.threads if one.key == thread)


def addressed(mail: Mail) -> str:
    """To whom it is written before anybody else."""
    said = email.message_from_bytes(mail.raw, policy=email.policy.compat32)
    return next((address.lower() for _, address in getaddresses([str(said["To"] or "")]) if address), "")


def forged(mail: Mail) -> bool:
    """Our server did not vouch for it."""
    return b"dmarc=fail" in mail.raw or b"spf=fail" in mail.raw


def pretends(told: Told, mail: Mail) -> bool:
    """A freemail address that calls itself by a partner's name."""
    said = email.message_from_bytes(mail.raw, policy=email.policy.compat32)["From"] or ""
    names = (re.sub(r"\W", "", one["name"]).lower() for one in told.season.directory["partners"])
    return "@gmail.com" in said and any(name in re.sub(r"\W", "", str(said)).lower() for name in names)


def every(told: Told, calendar: Callable[[str, str], Calendar]) -> dict[str, set[Any]]:
    """Kind → whom it concerns; `calendar` is that of a country and a zone."""
    zones = {one["id"]: (one["country"], one["zone"]) for one in told.season.directory["partners"]}

    def late(partner: str, since: datetime, now: datetime) -> bool:
        return calendar(*zones[partner]).add_working_days(since, 3) <= now

    return {
        "bounced": bounced(told),
        "two_writers": two_writers(told),
        "vanished": vanished(told, late),
        "slowing": slowing(told, lambda partner: calendar(*zones[partner]).is_working_day),
        "single_contact": single_contact(told),
        "dormant": dormant(told, 2.0, 21, lambda partner: calendar(*zones[partner]).is_working_day),
        "moved_again": moved_again(told),
        "contradictory": contradictory(told),
        "unverified": {m.truth.sender for m in told.mails if told.here(m) and (forged(m) or pretends(told, m))},
    }


def bounced(told: Told) -> set[tuple[str, ...]]:
    """The addresses that each delivery report (RFC 3464) of the period calls dead."""
    found: set[tuple[str, ...]] = set()
    for mail in told.mails:
        if told.here(mail) and mail.truth.automatic == "bounce":
            for part in email.message_from_bytes(mail.raw, policy=email.policy.compat32).walk():
                if part.get_content_type() == "message/delivery-status":
                    text = "\n".join(str(block) for block in part.get_payload())
                    if _DEAD.search(text):
                        found.add(tuple(one.lower() for one in _FAILED.findall(text)))
    return found


def two_writers(told: Told) -> set[str]:
    """Who of us wrote to a partner within a day of a letter of another of us on another matter; the later of the two.

    Answers to invitations are no letters; a pair is told once for a partner.
    """
    wrote: dict[str, list[Mail]] = defaultdict(list)
    for mail in told.mails:
        partner = told.partner_of(mail.truth.thread)
        letter = mail.truth.direction == "out" and mail.by_hand and mail.method not in ASKS_NOTHING
        if partner and letter and told.here(mail):
            wrote[partner].append(mail)
    found: dict[tuple[str, frozenset[str]], str] = {}
    for partner, each in wrote.items():
        for one, other in sorted(combinations(each, 2), key=lambda pair: pair[1].at):
            apart = one.truth.sender != other.truth.sender and one.truth.thread != other.truth.thread
            if apart and other.at - one.at < DAY:
                found.setdefault((partner, frozenset({one.truth.sender, other.truth.sender})), other.truth.sender)
    return set(found.values())


def vanished(told: Told, late: Callable[[str, datetime, datetime], bool]) -> set[str]:
    """Who wrote before the period before and not since, while two letters to them wait, one of them too long."""
    people = [m for m in told.mails if m.truth.direction == "in" and not m.truth.junk]
    here = {m.truth.sender for m in people if m.at >= told.before}
    old = {m.truth.sender: m.truth.partner for m in people if m.by_hand and m.truth.partner and m.at < told.before}
    waiting: dict[str, list[Mail]] = defaultdict(list)
    asking = {id(m) for m in told.letters("out")}
    for thread in told.threads().values():
        answered = max((m.at for m in thread if m.truth.direction == "in" and m.by_hand), default=told.before)
        for mail in thread:
            if id(mail) in asking and mail.at > answered and mail.at >= told.before:
                waiting[addressed(mail)].append(mail)
    return {
        who
        for who, each in waiting.items()
        if who in old.keys() - here
        and len(each) >= 2
        and max(m.at for m in each) >= told.start
        and late(old[who] or "", min(m.at for m in each), told.end)
    }


def slowing(told: Told, working: Callable[[str], Callable[[date], bool]]) -> set[str]:
    """Partners whose answers of the period, half of them at least, take twice their median of the twelve weeks before.

    Two answers now and three before make a comparison; under a working day nobody is slow.
    """
    zones = {one["id"]: one["zone"] for one in told.season.directory["partners"]}
    now: dict[str, list[float]] = defaultdict(list)
    then: dict[str, list[float]] = defaultdict(list)
    for question, answer in answers(told.mails, "theirs", told.courteous):
        partner = answer.truth.partner
        if partner is None:
            continue
        took = hours(question, answer, working(partner), zones[partner])
        if told.here(answer):
            now[partner].append(took)
        elif told.start - 12 * WEEK <= answer.at < told.start:
            then[partner].append(took)
    return {
        partner
        for partner, took in now.items()
        if len(took) >= 2
        and len(then[partner]) >= 3
        and median_low(took) >= max(8.0, 2 * max(median(then[partner]), 0.5))
    }


def single_contact(told: Told) -> set[str]:
    """Partners with three letters in the period, known to us through one person alone; a role address is nobody.

    Who is a person themselves has no colleague to meet.
    """
    alone = {one["id"] for one in told.season.directory["partners"] if one["kind"] == "person"}
    known: dict[str, set[str]] = defaultdict(set)
    roles = {one["address"].lower() for one in told.season.directory["contacts"] if one.get("kind") == "role"}
    for one in told.season.directory["contacts"]:
        if one.get("partner"):
            known[one["partner"]].add(one["address"].lower())
    count: dict[str, int] = defaultdict(int)
    for mail in told.mails:
        if mail.truth.direction == "in" and mail.truth.partner and not mail.truth.junk and mail.at >= told.before:
            known[mail.truth.partner].add(mail.truth.sender)
        if mail.truth.direction == "in" and mail.by_hand and mail.truth.partner and told.here(mail):
            count[mail.truth.partner] += not forged(mail)
    return {one for one, n in count.items() if n >= 3 and len(known[one]) == 1 and not known[one] & roles} - alone


def dormant(told: Told, factor: float, least: int, working: Callable[[str], Callable[[date], bool]]) -> set[str]:
    """Partners silent beyond `factor` × their own median gap between days of contact, and `least` days at least.

    Weekdays that are a partner's holidays do not count.

    Silence older than the report is about (45 days of a week's, 120 of a month's) was told before.
    """
    news = timedelta(days=45 if told.end - told.start <= WEEK else 120)
    spoken: dict[str, list[datetime]] = defaultdict(list)
    for mail in told.mails:
        if mail.truth.direction == "in" and mail.truth.partner and not mail.truth.automatic and not mail.truth.junk:
            spoken[mail.truth.partner].append(mail.at)
    found = set()
    for partner, times in spoken.items():
        gaps = [(b - a).days for a, b in pairwise(sorted({at.date() for at in times[-20:]}))]
        silent = told.end - times[-1]
        days = [
            times[-1].astimezone(ZoneInfo("Asia/Jakarta")).date() + timedelta(days=n + 1) for n in range(silent.days)
        ]
        off = sum(day.weekday() < 5 and not working(partner)(day) for day in days)
        if len(gaps) >= 3 and silent < news and silent.days - off > max(factor * median(gaps), least):
            found.add(partner)
    return found


def contradictory(told: Told) -> set[str]:
    """Meetings not over at the period's start whose letter the story tells to say otherwise than its invitation."""
    sent = {uid for mail in told.mails for uid, _, _ in _events(mail)}
    meetings = [one for one in told.season.truth.engagements if one.uid in sent and max(one.starts) >= told.start]
    return {one.uid for one in meetings if any(flag.startswith("text_conflict") for flag in one.flags)}


def moved_again(told: Told) -> set[str]:
    """UIDs whose start the octets of later invitations changed twice or more, the last time in the period."""
    seen: dict[str, list[tuple[int, datetime, str]]] = defaultdict(list)
    for mail in told.mails:
        if mail.method == "REQUEST" and not mail.truth.junk:
            for uid, sequence, start in _events(mail):
                seen[uid].append((sequence, mail.at, start))
    found = set()
    for uid, each in seen.items():
        moves = [
            later[1] for earlier, later in pairwise(sorted(each)) if later[2] != earlier[2] and later[0] > earlier[0]
        ]
        if len(moves) >= 2 and any(told.start <= at < told.end for at in moves):
            found.add(uid)
    return found


def _events(mail: Mail) -> Iterator[tuple[str, int, str]]:
    """UID, SEQUENCE and DTSTART of each master VEVENT (RFC 5545)."""
    for part in email.message_from_bytes(mail.raw, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/calendar":
            body: Any = part.get_payload(decode=True)
            text = re.sub(r"\r?\n[ \t]", "", body.decode("utf-8", "replace"))
            for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL):
                said = dict(re.findall(r"^(UID|SEQUENCE|RECURRENCE-ID|DTSTART)[^:\n]*:(.*?)\r?$", event, re.MULTILINE))
                if "UID" in said and "DTSTART" in said and "RECURRENCE-ID" not in said:
                    yield said["UID"], int(said.get("SEQUENCE", 0)), said["DTSTART"]
