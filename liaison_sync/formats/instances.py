"""The instances of one master: DTSTART, RRULE and RDATE less EXRULE and EXDATE, keyed by instant (P6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import rules, zone_rules, zones
from liaison_sync.formats.calendar_event import later
from liaison_sync.formats.calendar_values import duration
from liaison_sync.formats.content_lines import tree

INSTANCES = 5_000
STEPS = 50_000
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9000, 1, 1)  # noqa: DTZ001


def as_naive(moment: Moment) -> datetime:
    """A naive datetime to order and compare by: the instant in UTC, else the wall time (midnight for dates)."""
    utc = moment.utc
    if utc is not None:
        return (utc if utc.tzinfo is UTC else utc.astimezone(UTC)).replace(tzinfo=None)
    return midnight(moment.wall)


def midnight(wall: datetime | date) -> datetime:
    return wall if isinstance(wall, datetime) else datetime(wall.year, wall.month, wall.day)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Instance:
    """A wall time in the master's zone, and an end of its own where an RDATE PERIOD gave one."""

    wall: datetime
    end: Moment | None = None


@dataclass(frozen=True, slots=True)
class Master:
    """An invitation seen as a series: its zone, its length, how its instances are named."""

    invitation: Invitation
    start: Moment
    zone: zones.Resolved
    nominal: timedelta | None  # a length counted on the wall
    exact: timedelta | None  # a length that elapses
    gone: frozenset[datetime] = frozenset()  # keys EXDATE takes away
    days: frozenset[date] = frozenset()  # whole days a DATE takes away from a timed series

    @classmethod
    def of(cls, invitation: Invitation) -> Master:
        """Raises ValueError if the invitation has no start."""
        start = invitation.start
        if start is None:
            raise ValueError("no start")
        nominal, exact = _length(invitation, start)
        master = cls(invitation, start, _zone(invitation, start), nominal, exact)
        whole = [each for each in invitation.recurrence.exdates if each.all_day and not start.all_day]
        exact_ones = [each for each in invitation.recurrence.exdates if not each.all_day or start.all_day]
        return replace(
            master,
            gone=frozenset(master.key(each) for each in exact_ones),
            days=frozenset(midnight(each.wall).date() for each in whole),
        )

    @property
    def all_day(self) -> bool:
        """Whether instances are dates."""
        return self.start.all_day

    @property
    def recurring(self) -> bool:
        """Whether there is anything to expand."""
        recurrence = self.invitation.recurrence
        return bool(recurrence.rrules or recurrence.rdates)

    @property
    def zoned(self) -> bool:
        """Whether instances are instants."""
        return not self.all_day and self.zone.zone not in (None, "floating")

    def moment(self, wall: datetime) -> Moment:
        """The Moment of an instance's wall time."""
        if self.all_day:
            return Moment(wall.date(), self.start.zone, self.start.source)
        return zones.moment(wall, self.zone)

    def end_of(self, wall: datetime) -> Moment | None:
        """The end of an instance: days counted on the wall, then hours that elapse (§3.3.6, §3.8.5.3)."""
        if self.nominal is None or self.exact is None:
            return None
        try:
            end = self.moment(wall + self.nominal)
            if end.utc is None:
                return self.moment(wall + self.nominal + self.exact)
            return self._at(end.utc + self.exact) if self.exact else end
        except OverflowError:
            return None

    def _at(self, instant: datetime) -> Moment:
        wall = zones.from_utc(instant, self.zone)
        return Moment(wall, zones.zone_at(wall, self.zone), self.zone.source, instant)

    def instant(self, wall: datetime) -> datetime:
        """The naive key of a wall time: UTC where the series is zoned."""
        return zones.to_utc(wall, self.zone).replace(tzinfo=None) if self.zoned else wall

    def key(self, moment: Moment) -> datetime:
        """How a RECURRENCE-ID, EXDATE or RDATE names an instance of this series."""
        if self.all_day:
            return datetime.combine(midnight(moment.wall).date(), datetime.min.time())
        if not self.zoned:
            return midnight(moment.wall)
        if moment.utc is not None:
            return as_naive(moment)
        wall = midnight(moment.wall)
        if moment.all_day:  # a DATE names that day's instance
            wall = datetime.combine(wall.date(), midnight(self.start.wall).time())
        return self.instant(wall)

    def wall_of(self, moment: Moment) -> datetime:
        """A moment on this master's wall."""
        if moment.utc is None or not self.zoned:
            return midnight(moment.wall)
        return zones.from_utc(moment.utc, self.zone)

    def excluded(self, moment: Moment) -> bool:
        """Whether EXDATE takes away what this names; a DATE takes that whole day."""
        return self.key(moment) in self.gone or self.wall_of(moment).date() in self.days


def _zone(invitation: Invitation, start: Moment) -> zones.Resolved:
    """The zone again as it was resolved; a calendar's own rules are read from the component's text."""
    if start.all_day or start.zone in (None, "floating"):
        return zones.Resolved(start.zone, start.source)
    if start.source == "vtimezone" and str(start.zone).startswith("UTC"):
        root, _ = tree(invitation.ics.encode())
        line = next(
            (each.first("DTSTART") for top in root.children for each in top.children if each.name == "VEVENT"), None
        )
        for component in (each for top in root.children for each in top.children if each.name == "VTIMEZONE"):
            found = zone_rules.read(component)
            if found and line and zone_rules.clean(found.tzid) == zone_rules.clean(line.param("TZID") or ""):
                return zones.resolve(found.tzid, vtimezone=found, at=midnight(start.wall).date())
    return zones.Resolved(start.zone, start.source)


def _length(invitation: Invitation, start: Moment) -> tuple[timedelta | None, timedelta | None]:
    """DURATION is nominal in its days; DTEND is an exact length, whatever the clocks do (§3.8.5.3)."""
    if invitation.end is None:
        return None, None
    stated = _stated_duration(invitation.ics)
    if stated is not None and later(start, *stated) == invitation.end:  # else DTEND holds, or it was below nought
        return stated
    if start.utc is None or invitation.end.utc is None:
        return midnight(invitation.end.wall) - midnight(start.wall), timedelta(0)
    return timedelta(0), invitation.end.utc - start.utc


def _stated_duration(ics: str) -> tuple[timedelta, timedelta] | None:
    at = ics.find("\nDURATION", ics.find("BEGIN:VEVENT"))
    alarm = ics.find("BEGIN:VALARM")
    if at < 0 or (0 <= alarm < at):
        return None
    line = ics[at + 1 : at + 120].split("\r", maxsplit=1)[0].split("\n", maxsplit=1)[0]
    return duration(line.rpartition(":")[2])


def between(
    master: Master, first: datetime, last: datetime, budget: rules.Budget
) -> tuple[dict[datetime, Instance], list[str]]:
    """Instances with first ≤ wall < last (a day of slack for the zone is the caller's), by key; and reason keys."""
    problems: list[str] = []
    found: dict[datetime, Instance] = {}
    recurrence = master.invitation.recurrence
    begin = [] if ends_before_it_begins(master) else [midnight(master.start.wall)]
    for wall in [*begin, *_ruled(master, recurrence.rrules, first, last, budget, problems)]:
        wall = midnight(wall.date()) if master.all_day else wall  # FREQ=HOURLY names the same date again and again
        found.setdefault(safe(master, wall), Instance(wall))
    for moment, until in recurrence.rdates[:INSTANCES]:
        key = master.key(moment)
        end = until if until is not None and until.all_day == master.all_day else None  # a day tells no hour
        if key not in found or end is not None:
            found[key] = Instance(wall_of_rdate(master, moment), end)
    removed = {safe(master, wall) for wall in _ruled(master, recurrence.exrules, first, last, budget, problems)}
    if begin and recurrence.exrules and _start_excluded(master, budget):
        removed.add(safe(master, begin[0]))
    return {key: each for key, each in found.items() if key not in removed}, problems


def _start_excluded(master: Master, budget: rules.Budget) -> bool:
    start = midnight(master.start.wall)
    bounds = rules.Bounds(start, min(start + timedelta(days=400), LATEST), lambda wall: safe(master, wall))
    parsed = [rules.parse(text) for text in master.invitation.recurrence.exrules[: rules.MOST]]
    try:
        return any(
            isinstance(rule, rules.Rule)
            and not rules.refusal(rule)
            and rules.names_start(rules.on_dates(rule) if master.all_day else rule, start, bounds, budget)
            for rule in parsed
        )
    except rules.BudgetSpentError:
        return False


def kept(master: Master, found: dict[datetime, Instance]) -> dict[datetime, Instance]:
    """The instances EXDATE leaves."""
    if not master.gone and not master.days:
        return found
    return {key: each for key, each in found.items() if key not in master.gone and each.wall.date() not in master.days}


def ends_before_it_begins(master: Master) -> bool:
    """UNTIL before DTSTART, as Google leaves behind when a series is cut at its first instance: nothing is left."""
    parsed = [rules.parse(text) for text in master.invitation.recurrence.rrules[: rules.MOST]]
    begin = midnight(master.start.wall)
    bounds = rules.Bounds(EARLIEST, LATEST, lambda wall: safe(master, wall))
    return bool(parsed) and all(
        isinstance(rule, rules.Rule) and rules.past_until(rule, begin, bounds) for rule in parsed
    )


def wall_of_rdate(master: Master, moment: Moment) -> datetime:
    if moment.all_day and not master.all_day:
        return datetime.combine(midnight(moment.wall).date(), midnight(master.start.wall).time())
    return master.wall_of(moment)


def safe(master: Master, wall: datetime) -> datetime:
    try:
        return master.instant(wall)
    except OverflowError:
        return wall


def _ruled(
    master: Master,
    texts: tuple[str, ...],
    first: datetime,
    last: datetime,
    budget: rules.Budget,
    problems: list[str],
) -> list[datetime]:
    begin = midnight(master.start.wall)
    bounds = rules.Bounds(max(first, EARLIEST), min(last, LATEST), lambda wall: safe(master, wall))
    found: list[datetime] = []
    for text in texts[: rules.MOST]:
        rule = rules.parse(text)
        refused = rule if isinstance(rule, str) else rules.refusal(rule)
        if refused or isinstance(rule, str):
            problems.append(refused or "rule_unreadable")
            continue
        try:
            rule = rules.on_dates(rule) if master.all_day else rule
            found += rules.walls(rule, begin, bounds, budget, INSTANCES + 1)
        except rules.BudgetSpentError:
            problems.append("rule_too_costly")
    if len(found) > INSTANCES:
        problems.append("instances_truncated")
        found = sorted(found)[:INSTANCES]
    return found
