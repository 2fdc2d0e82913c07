"""Expand a series: master and overrides of one UID to occurrences (RFC 5545 §3.8.5), within a budget of steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from threading import local

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import instances
from liaison_sync.formats.instances import EARLIEST, INSTANCES, LATEST, STEPS, Master, as_naive
from liaison_sync.formats.membership import Membership
from liaison_sync.formats.rules import Budget

__all__ = ["STEPS", "Budget", "Expansion", "Occurrence", "expand", "is_instance", "named_instance"]

SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series (or a single one); `recurrence_id` is the instance's original start, None if single."""

    uid: str
    recurrence_id: Moment | None
    start: Moment
    end: Moment | None
    all_day: bool
    zone: str | None
    override: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences overlapping the window, by start; and reason keys (with the UID) for what was not expanded."""

    occurrences: tuple[Occurrence, ...] = ()
    problems: tuple[str, ...] = ()


def expand(
    invitations: Sequence[Invitation], start: datetime, end: datetime, *, budget: Budget | None = None
) -> Expansion:
    """Every occurrence that overlaps [start, end) (aware); all-day and floating times are laid on UTC for that."""
    budget = Budget(STEPS) if budget is None else budget
    work = _Work(start.astimezone(UTC).replace(tzinfo=None), end.astimezone(UTC).replace(tzinfo=None), budget)
    masters = [each for each in invitations if each.recurrence_id is None and each.start is not None]
    overrides = [each for each in invitations if each.recurrence_id is not None]
    if masters:
        _expand_master(max(masters, key=_revision), overrides, work)
    else:
        for override in _newest(overrides, lambda rid: rid.key):
            _add_override(override, override.recurrence_id, None, work)
    ordered = sorted(work.found, key=lambda each: (as_naive(each.start), each.all_day))
    return Expansion(tuple(ordered[:INSTANCES]), tuple(dict.fromkeys(work.problems)))


def is_instance(master: Invitation, recurrence_id: Moment, *, ignore_exdates: bool = False) -> bool:
    """Whether a RECURRENCE-ID names an instance of the series, today or ever: no clock, no horizon."""
    if master.start is None:
        return False
    seen = _membership(master)
    if not ignore_exdates and seen.master.excluded(recurrence_id):
        return False
    return seen.names(recurrence_id)


def named_instance(master: Invitation, moment: Moment) -> Moment | None:
    """The start of the instance a moment names, excluded or not: of a DATE on a timed series that day's at its time."""
    if not is_instance(master, moment, ignore_exdates=True):
        return None
    seen = _membership(master)
    if not moment.all_day or seen.master.all_day:
        return moment
    timed = seen.master.moment(datetime.combine(instances.midnight(moment.wall).date(), seen.begins.time()))
    return timed if seen.names(timed) else moment


class _Last(local):
    """The master asked about last in this thread: the next question is as a rule about it again."""

    asked: tuple[Invitation, Membership] | None = None


_last = _Last()


def _membership(master: Invitation) -> Membership:
    if _last.asked is None or _last.asked[0] is not master:
        _last.asked = master, Membership.of(Master.of(master))
    return _last.asked[1]


@dataclass(slots=True)
class _Work:
    first: datetime
    last: datetime
    budget: Budget
    found: list[Occurrence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, occurrence: Occurrence | None) -> None:
        """Keep an occurrence that overlaps the window; an empty one counts at its start, None is beyond all time."""
        if occurrence is None:
            return
        begin = as_naive(occurrence.start)
        end = as_naive(occurrence.end) if occurrence.end is not None else begin
        if begin < self.last and (end > self.first or (begin == end and begin >= self.first)):
            self.found.append(occurrence)


@dataclass(frozen=True, slots=True)
class _Change:
    """An override of all that follow (§3.2.13), and the series it makes of them: None where it tells no time."""

    said: Invitation
    template: Master | None
    moved: timedelta = timedelta(0)

    @classmethod
    def of(cls, said: Invitation) -> _Change:
        if said.start is None or said.recurrence_id is None:
            return cls(said, None)
        template = Master.of(said)
        return cls(said, template, as_wall(said.start) - template.wall_of(said.recurrence_id))


@dataclass(frozen=True, slots=True)
class _Future:
    """RANGE=THISANDFUTURE: from which key on the series is described by which override."""

    keys: list[datetime]
    said: list[_Change]

    @classmethod
    def of(cls, keyed: list[tuple[datetime, Invitation]]) -> _Future:
        ordered = sorted((pair for pair in keyed if pair[1].this_and_future), key=lambda pair: pair[0])
        return cls([key for key, _ in ordered], [_Change.of(each) for _, each in ordered])

    def at(self, key: datetime) -> _Change | None:
        """The override that describes the instance of this key; None where none does yet."""
        index = bisect_right(self.keys, key) - 1
        return self.said[index] if index >= 0 else None


def _revision(invitation: Invitation) -> tuple[int, datetime, str]:
    """RFC 5546 §2.1.5; the digest decides between equals, so that the order of components does not."""
    return invitation.sequence, invitation.dtstamp or datetime.min.replace(tzinfo=UTC), invitation.digest


def _newest(overrides: list[Invitation], name: Callable[[Moment], object]) -> list[Invitation]:
    chosen: dict[tuple[object, bool], Invitation] = {}
    for each in overrides:
        key = (name(each.recurrence_id) if each.recurrence_id else None, each.this_and_future)
        if key not in chosen or _revision(each) > _revision(chosen[key]):
            chosen[key] = each
    return list(chosen.values())


def _expand_master(invitation: Invitation, overrides: list[Invitation], work: _Work) -> None:
    master = Master.of(invitation)
    overrides = _newest(overrides, master.key)  # a series may name one instance in several ways
    keyed = [(master.key(each.recurrence_id), each) for each in overrides if each.recurrence_id]
    future = _Future.of(keyed)
    reach = SLACK + max((_reach(each) for each in [invitation, *overrides]), default=SLACK)
    begin = max(work.first, EARLIEST + reach) - reach
    every, problems = instances.between(master, begin, min(work.last, LATEST) + reach, work.budget)
    work.problems += [f"{problem}:{invitation.uid}" for problem in problems]
    base = instances.kept(master, every)
    by_day = {each.wall.date(): key for key, each in reversed(base.items())}
    member = Membership.of(master)
    taken = [(key, each, _named(master, key, each, base, by_day)) for key, each in keyed]
    replaced = {named for _, _, named in taken}
    exact = {key for key, each in keyed if not each.this_and_future}
    for key, instance in base.items():
        if key not in replaced:
            work.add(_instance(master, instance, key, future))
    for key, each, named in taken:
        if each.recurrence_id and not _taken_away(master, each):
            if each.this_and_future and key in exact:
                continue  # it says how all that follow are, its own instance has been described since
            original = master.moment(base[named].wall) if named is not None else each.recurrence_id
            _add_override(each, original, master, work)
            if named is None and not member.names(each.recurrence_id):
                work.problems.append(f"orphan_override:{invitation.uid}")


def _taken_away(master: Master, override: Invitation) -> bool:
    """An EXDATE takes the instance with it, unless the override is no older: describing it gave it back."""
    rid = override.recurrence_id
    return rid is not None and override.sequence < master.invitation.sequence and master.excluded(rid)


def _reach(invitation: Invitation) -> timedelta:
    """How far an occurrence may lie from its original start: its length, and how far THISANDFUTURE moves it."""
    if invitation.start is None:
        return timedelta(0)
    begin = as_naive(invitation.start)
    length = abs(as_naive(invitation.end) - begin) if invitation.end else timedelta(0)
    moved = abs(begin - as_naive(invitation.recurrence_id)) if invitation.recurrence_id else timedelta(0)
    return min(length + moved, timedelta(days=3660))


def _named(
    master: Master,
    key: datetime,
    override: Invitation,
    base: dict[datetime, instances.Instance],
    by_day: dict[date, datetime],
) -> datetime | None:
    """The key of the instance an override replaces; a DATE on a timed series names that day's instance."""
    if key in base:
        return key
    rid = override.recurrence_id
    return by_day.get(as_wall(rid).date()) if rid and rid.all_day and not master.all_day else None


def _instance(
    master: Master,
    instance: instances.Instance,
    key: datetime,
    future: _Future,
) -> Occurrence | None:
    original = master.moment(instance.wall)
    change = future.at(key)
    if change is not None and instance.end is None:
        return _shifted(master, change, original)
    begin, end = original, instance.end or master.end_of(instance.wall)
    cancelled = _cancelled(master.invitation)
    rid = original if master.recurring else None
    return Occurrence(master.invitation.uid, rid, begin, end, master.all_day, begin.zone, cancelled=cancelled)


def _shifted(master: Master, change: _Change, original: Moment) -> Occurrence | None:
    """RANGE=THISANDFUTURE (§3.2.13): later instances move by as much as the named one, and last as long."""
    cancelled, template = _cancelled(change.said), change.template
    if template is None:
        end = master.end_of(as_wall(original))
        return Occurrence(
            master.invitation.uid, original, original, end, master.all_day, original.zone, True, cancelled
        )
    try:
        wall = template.wall_of(original) + change.moved
    except OverflowError:
        return None
    begin = template.moment(wall)
    return Occurrence(
        master.invitation.uid, original, begin, template.end_of(wall), template.all_day, begin.zone, True, cancelled
    )


def as_wall(moment: Moment) -> datetime:
    """The wall time; midnight for a date."""
    wall: date = moment.wall
    return wall if isinstance(wall, datetime) else datetime(wall.year, wall.month, wall.day)  # noqa: DTZ001


def _add_override(override: Invitation, original: Moment | None, master: Master | None, work: _Work) -> None:
    begin, end = override.start or original, override.end
    if begin is None:
        return
    if override.start is None and master is not None:
        end = master.end_of(as_wall(begin))
    cancelled = _cancelled(override) or (master is not None and _cancelled(master.invitation))
    work.add(Occurrence(override.uid, original, begin, end, begin.all_day, begin.zone, True, cancelled))


def _cancelled(invitation: Invitation) -> bool:
    return invitation.status == "CANCELLED" or invitation.method == "CANCEL"
