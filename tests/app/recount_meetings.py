"""How meetings went, counted anew: the octets of invitations and answers, and what officers recorded, by definitions.

Nothing of the product's own reading is used but which days are working days.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.demo.closings import Recorded
from liaison_sync.demo.truth import EngagementTruth
from tests.app.recount import Mail
from tests.app.recount_problems import forged

WIB, DAY = ZoneInfo("Asia/Jakarta"), timedelta(days=1)
LIVE = {"proposed", "confirmed", "tentative", "countered"}
Working = Callable[[date], bool]


@dataclass(frozen=True)
class Sent:
    """One single VEVENT as a mail carries it; `partstats` by address."""

    uid: str
    method: str
    sequence: int
    start: str
    end: str
    at: datetime
    partstats: Mapping[str, str]


def sent(mails: Sequence[Mail]) -> dict[str, list[Sent]]:
    """UID → what was sent about it, in time order; a master of a series and its instances are left out."""
    found: dict[str, list[Sent]] = defaultdict(list)
    series: set[str] = set()
    for mail in mails:
        if mail.method in {"REQUEST", "REPLY"} and not mail.truth.junk and not forged(mail):
            for said, people in events(mail):
                uid = said["UID"]
                series |= {uid} if {"RRULE", "RDATE", "RECURRENCE-ID"} & said.keys() else set()
                sequence = int(said.get("SEQUENCE", 0))
                told = Sent(uid, mail.method, sequence, said.get("DTSTART", ""), said.get("DTEND", ""), mail.at, people)
                found[uid].append(told)
    return {uid: each for uid, each in found.items() if uid not in series}


def events(mail: Mail) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Properties and PARTSTATs of each VEVENT (RFC 5545, lines unfolded)."""
    for part in email.message_from_bytes(mail.raw, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/calendar":
            body: Any = part.get_payload(decode=True)
            text = re.sub(r"\r?\n[ \t]", "", body.decode("utf-8", "replace"))
            for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL):
                said = dict(re.findall(r"^([A-Z-]+)(?:;[^:\n]*)?:(.*?)\r?$", event, re.MULTILINE))
                lines = re.findall(r"^ATTENDEE(.*?):mailto:(.*?)\r?$", event, re.MULTILINE | re.IGNORECASE)
                yield said, {who.lower(): _partstat(params) for params, who in lines}


def _partstat(params: str) -> str:
    found = re.search(r"PARTSTAT=([A-Z-]+)", params)
    return found[1] if found else "NEEDS-ACTION"


def requests(each: Sequence[Sent]) -> list[Sent]:
    return sorted((one for one in each if one.method == "REQUEST"), key=lambda one: (one.sequence, one.at))


def changes(each: Sequence[Sent]) -> list[Sent]:
    """The invitations that set another time under a higher SEQUENCE."""
    found, known = [], None
    for one in requests(each):
        if known and one.sequence > known.sequence and (one.start, one.end) != (known.start, known.end):
            found.append(one)
        known = one
    return found


def days(since: datetime, until: datetime, working: Working) -> int:
    """Working days after that of `since`, up to that of `until`."""
    first, last = since.astimezone(WIB).date(), until.astimezone(WIB).date()
    return sum(working(first + n * DAY) for n in range(1, (last - first).days + 1))


@dataclass(frozen=True)
class Told:
    """A period with what is known at its end."""

    start: datetime
    end: datetime
    until: datetime
    meetings: Collection[EngagementTruth]
    recorded: Collection[Recorded]
    invitations: Mapping[str, Sequence[Sent]]
    working: Working

    def standing(self) -> list[EngagementTruth]:
        """Single meetings of the period that took place or are to."""
        off = {r.uid for r in self.recorded if r.outcome == "not_held" and r.at < self.until}
        here = (e for e in self.meetings if self.start <= e.start < self.end and e.uid in self.invitations)
        return [e for e in here if e.status in LIVE and e.uid not in off and requests(self.invitations[e.uid])]

    def held(self) -> tuple[int, int]:
        """(held, with an outcome) of those that began in the period."""
        here = [r for r in self.recorded if r.at < self.until and self.start <= r.start < self.end]
        return sum(r.outcome == "held" for r in here), len(here)

    def notice(self) -> list[int]:
        first = ((e, min(one.at for one in requests(self.invitations[e.uid]))) for e in self.standing())
        return [days(at, e.start, self.working) for e, at in first]

    def notice_moved(self) -> list[int]:
        moved = ((e, [c.at for c in changes(self.invitations[e.uid]) if c.at < e.start]) for e in self.standing())
        return [days(max(at), e.start, self.working) for e, at in moved if at]

    def until_minutes(self) -> list[int]:
        """Of a meeting recorded with minutes; meetings of the story end on the day they begin."""
        written = (r for r in self.recorded if r.minutes and self.start <= r.at < min(self.end, self.until))
        return [days(r.start, r.at, self.working) for r in written if r.start >= self.start - 60 * DAY]

    def accepted(self, uid: str) -> set[str]:
        """Who said yes to the time that holds: the last answer of each, else as the invitation says."""
        each = self.invitations.get(uid, ())
        asked = requests(each)
        if not asked:
            return set()
        holds = max((one.sequence for one in changes(each)), default=asked[0].sequence)
        said = dict(asked[-1].partstats)
        for one in each:
            if one.method == "REPLY" and one.sequence >= holds:
                said.update({who: state for who, state in one.partstats.items() if who in said})
        return {who for who, state in said.items() if state == "ACCEPTED"}


def middle(found: Collection[int]) -> float | None:
    return median(found) if found else None
