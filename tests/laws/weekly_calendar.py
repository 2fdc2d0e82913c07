"""A weekly meeting as its organiser's calendar holds it, a row a week, and every message it or a guest sends of it.

Nothing of ours works here: each act changes the rows it means, and says so in the message iTIP has for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee, Moment, Recurrence
from tests.domain.engagement_story import BOSS, BUDI, CITRA, DAY0, DIAN, US, component, sent

WEEKS = 5
RULE = Recurrence(rrules=(f"FREQ=WEEKLY;COUNT={WEEKS}",))
ANSWERS = ("ACCEPTED", "DECLINED", "TENTATIVE")
STAND_INS = (DIAN, "eka@mitra.id", "fajar@mitra.id")
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@dataclass
class Said:
    """What people answered, and whom they sent instead."""

    partstat: dict[str, str] = field(default_factory=dict)
    stand_in: dict[str, str] = field(default_factory=dict)

    def over(self, other: Said) -> Said:
        return Said(other.partstat | self.partstat, other.stand_in | self.stand_in)

    def people(self, invited: Iterable[str]) -> dict[str, str]:
        """Everybody asked, each followed by its stand-in, with their answers."""
        found: dict[str, str] = {}
        for one in invited:
            who: str | None = one
            while who is not None:
                found[who] = self.partstat.get(who, "NEEDS-ACTION")
                who = self.stand_in.get(who)
        return found


@dataclass
class Row:
    """One week: `original` names it for ever; `said` is shared with all weeks of its series, or of a range of it."""

    original: datetime
    start: datetime
    lasts: timedelta
    title: str
    said: Said
    alone: Said = field(default_factory=Said)  # of this week only
    described: bool = False  # apart from its series
    head: bool = False  # here a range begins
    cancelled: bool = False
    cut: bool = False  # cancelled with all that follow an earlier one

    @property
    def off(self) -> bool:
        return self.cancelled or self.cut

    @property
    def all_said(self) -> Said:
        return self.alone.over(self.said)


class WeeklyCalendar:
    """The organiser's side; what guests answer is written into it at once."""

    def __init__(self, *, ours: bool, random: Random) -> None:
        self.random = random
        self.address = US if ours else BOSS
        self.invited = (BUDI, CITRA) if ours else (US, BUDI)
        self.title = "Rapat"
        self.sequence = self.clock = self.moves = 0
        self.cancelled = False
        self.sent: list[Fact] = []
        self._fill()
        self._tell_series()

    # What the organiser does

    def retitle(self) -> None:
        """The weeks that follow the series itself; what was said of one, or from one on, stays said."""
        self.cancelled, self.title = False, f"Rapat {self.tick()}"
        self.sequence += self.random.choice((0, 1))
        for row in self._of_series():
            row.title = self.title
        self._tell_series()

    def reschedule(self) -> None:
        """The whole series on another day: whatever was said of its old weeks goes."""
        if self.moves < 5:
            self.moves, self.sequence = self.moves + 1, self.sequence + 1
            self.cancelled = False
            self._fill()
            self._tell_series()

    def cancel(self) -> None:
        self.sequence, self.cancelled = self.sequence + 1, True
        self._send("CANCEL", self.rows[0], of_all=True)

    def move_one(self) -> None:
        """One week to another time; all are asked anew, and it is on where it was cancelled."""
        row = self.any_row()
        self.sequence += 1
        row.start, row.lasts = row.original + self._a_while(), 2 * HOUR
        row.said, row.alone, row.described = Said(), Said(), not row.head
        row.cancelled = row.cut = False
        self._send("REQUEST", row)

    def retitle_one(self) -> None:
        """One week on another matter at its own time; the answers stand."""
        row = self.any_row()
        if row.off:
            return
        row.title = f"Khusus {self.tick()}"
        if not row.head:  # what is answered to the first of a range goes for all of it
            row.said, row.alone, row.described = row.all_said, Said(), True
        self._send("REQUEST", row)

    def move_from_one_on(self) -> None:
        """This week and those that follow up to the next such change, but for what was described apart."""
        head = self.any_row()
        if any(row.cut for row in self.rows) and any(row.head for row in self.rows):
            return  # nobody could tell what of it still stands
        self.sequence += 1
        by, said, title = self._a_while(), Said(), f"Lanjutan {self.clock}"
        head.described = head.cancelled = False
        for row in self._range_of(head):
            row.start, row.lasts, row.title = row.original + by, 3 * HOUR, title
            row.said, row.alone = said, Said()
        for row in self._from(head):
            row.cut = False
        head.head = True
        self._send("REQUEST", head, this_and_future=True)

    def cancel_one(self) -> None:
        row = self.any_row()
        self.sequence += 1
        row.cancelled = True
        self._send("CANCEL", row)

    def cancel_from_one_on(self) -> None:
        first = self.any_row()
        self.sequence += 1
        first.described, first.head, first.cancelled = first.described or first.head, False, False
        for row in self._from(first):
            row.cut = True
        self._send("CANCEL", first, this_and_future=True)

    # What guests do

    def answer(self) -> None:
        """To the whole series; it does not reach what was said of one week, or from one on."""
        self._answer(self.series, self.series, None)

    def answer_one(self) -> None:
        """To one week; where a range begins, to the range."""
        row = self.any_row()
        if not row.off:
            self._answer(row.all_said, row.said if row.head else row.alone, row)

    def answer_from_one_on(self) -> None:
        first, who, partstat = self.any_row(), self.random.choice(self.invited), self.random.choice(ANSWERS)
        rows = self._from(first)
        if not (first.off or any(row.head or who in row.all_said.stand_in for row in rows)):
            for row in rows:
                row.alone.partstat[who] = partstat
            self._reply(who, partstat, first, this_and_future=True)

    def delegate(self) -> None:
        """Somebody sends another to the whole series."""
        told = {who for row in self._of_series() for who in row.alone.partstat}
        self._delegate(self.series, self.series, None, told)

    def delegate_one(self) -> None:
        row = self.any_row()
        if not (row.off or row.head):
            self._delegate(row.all_said, row.alone, row, set())

    # What they have in common

    def tick(self) -> int:
        self.clock += self.random.randint(1, 9)
        return self.clock

    def any_row(self) -> Row:
        """The first week of a range more often than others: much may happen to it alone."""
        return self.random.choice(self.rows + 3 * [row for row in self.rows if row.head])

    def _a_while(self) -> timedelta:
        """Another one each time: who moves a meeting moves it."""
        return timedelta(minutes=30 + self.tick())

    def _fill(self) -> None:
        self.series = Said()
        first = DAY0 + timedelta(days=self.moves, hours=3)
        starts = [first + number * WEEK for number in range(WEEKS)]
        self.rows = [Row(start, start, HOUR, self.title, self.series) for start in starts]

    def _of_series(self) -> list[Row]:
        return [row for row in self.rows if row.said is self.series]

    def _from(self, first: Row) -> list[Row]:
        return self.rows[self.rows.index(first) :]

    def _range_of(self, head: Row) -> list[Row]:
        rows = self._from(head)
        until = next((n for n, row in enumerate(rows) if row.head and row is not head), len(rows))
        return [row for row in rows[:until] if not row.described]

    def _answer(self, known: Said, into: Said, row: Row | None) -> None:
        who, partstat = self.random.choice(list(known.people(self.invited))), self.random.choice(ANSWERS)
        if who not in known.stand_in:
            into.partstat[who] = partstat
            sender = next((one for one, other in known.stand_in.items() if other == who), None)
            self._reply(who, partstat, row, delegated_from=(sender,) if sender else ())

    def _delegate(self, known: Said, into: Said, row: Row | None, told: set[str]) -> None:
        who = self.random.choice(list(known.people(self.invited)))
        busy = {one for each in self.rows for one in each.all_said.people(self.invited)}
        free = [one for one in STAND_INS if one not in busy | set(self.series.people(self.invited))]
        if free and who not in known.stand_in and who not in told:
            into.partstat[who], into.stand_in[who] = "DELEGATED", free[0]
            sender = next((one for one, other in known.stand_in.items() if other == who), None)
            self._reply(who, "DELEGATED", row, delegated_to=(free[0],), delegated_from=(sender,) if sender else ())

    # How it is said

    def _reply(
        self,
        who: str,
        partstat: str,
        row: Row | None,
        *,
        this_and_future: bool = False,
        delegated_to: tuple[str, ...] = (),
        delegated_from: tuple[str, ...] = (),
    ) -> None:
        """Everybody's clock is another one."""
        line = Attendee(who, partstat=partstat, delegated_to=delegated_to, delegated_from=delegated_from)
        rid = moment(row.original) if row else None
        body = component("REPLY", (line,), sequence=self.sequence, stamp=self.tick() + 1000 * len(who), rid=rid,
                         organizer=self.address, this_and_future=this_and_future)  # fmt: skip
        self.sent.append(sent(body, who))

    def _tell_series(self) -> None:
        self._send(
            "REQUEST", Row(self.rows[0].original, self.rows[0].original, HOUR, self.title, self.series), of_all=True
        )

    def _send(self, method: str, row: Row, *, of_all: bool = False, this_and_future: bool = False) -> None:
        body = component(
            method, self._lines(row.all_said), sequence=self.sequence, stamp=self.tick(), start=moment(row.start),
            end=moment(row.start + row.lasts), title=row.title, recurrence=RULE if of_all else Recurrence(),
            rid=None if of_all else moment(row.original), this_and_future=this_and_future,
            status="CANCELLED" if method == "CANCEL" else None, organizer=self.address,
        )  # fmt: skip
        self.sent.append(sent(body, self.address))

    def _lines(self, said: Said) -> tuple[Attendee, ...]:
        sender = {other: one for one, other in said.stand_in.items()}
        return tuple(
            Attendee(
                who,
                partstat=partstat,
                delegated_to=(said.stand_in[who],) if who in said.stand_in else (),
                delegated_from=(sender[who],) if who in sender else (),
            )
            for who, partstat in said.people(self.invited).items()
        )


def moment(at: datetime) -> Moment:
    return Moment(at.replace(tzinfo=None), "UTC", "utc", at)
