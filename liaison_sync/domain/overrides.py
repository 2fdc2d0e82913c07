"""Instances against their series: which a redefined series drops, which EXDATE takes, which are nobody's."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.meeting import Item, Meeting
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import excluded_keys


def reconcile(meeting: Meeting) -> None:
    """Settle every instance once the whole line of the organiser's facts has been applied."""
    series = meeting.items.get("")
    if series is None or series.version is None:
        _mark_orphans(meeting)
        return
    around = Around.of(meeting, series)
    for key, item in list(meeting.items.items()):
        if key != "":
            _end_range(meeting, around, key, item)
            reconcile_one(meeting, around, key, item)


@dataclass(frozen=True, slots=True)
class Around:
    """The series as its instances are held against it, worked out once for all of them."""

    series: Item
    excluded: frozenset[str]
    carried: frozenset[str]  # instances in the same message as its newest version
    since_ruled: frozenset[str]  # and as any version since it was redefined
    asks_us: bool

    @classmethod
    def of(cls, meeting: Meeting, series: Item) -> Around:
        assert series.version is not None  # noqa: S101 - reconcile looked
        ruled = series.ruled
        since = [fact for fact in series.history if ruled is not None and not older(fact, ruled)]
        return cls(
            series,
            excluded_keys(series.version),
            _carried(meeting, series.source) if series.source else frozenset(),
            frozenset().union(*(_carried(meeting, fact) for fact in since)),
            meeting.organizer not in meeting.own and bool(meeting.own & set(series.asked)),
        )


def reconcile_one(meeting: Meeting, around: Around, key: str, item: Item) -> None:
    """Settle one instance against the series."""
    if item.version is None:
        _settle_cancelled(meeting, around.series, item, key in around.excluded)
        return
    if item.cancel is None and _dropped(around, item, key):
        meeting.drop(item)
        return
    _settle(meeting, around, key, item)
    if around.asks_us and item.asked and not meeting.own & set(item.asked):
        item.uninvited = True  # described without us, who are asked to the series


def _mark_orphans(meeting: Meeting) -> None:
    for item in meeting.items.values():
        if item.version is not None:
            item.flags.add("orphan")
            if item.source is not None and not item.added:
                meeting.notes[item.source.id] = ("ORPHAN", "request.instance_without_series")


def _dropped(around: Around, item: Item, key: str) -> bool:
    """An update that changes DTSTART, RRULE or zone takes the instances with it that it does not carry itself."""
    source = item.source
    if source is None or (item.added and source is around.series.ruled):
        return False
    return _replaced(around, source, key)


def _end_range(meeting: Meeting, around: Around, key: str, item: Item) -> None:
    """What was said of all that follow, of a rule since replaced, reaches nothing of the new one."""
    said = item.split.said if item.split else item.cut
    if said is not None and _replaced(around, said, key):
        meeting.end_range(item)


def _replaced(around: Around, fact: Fact, key: str) -> bool:
    """Whether this was said of an older rule, and the message that sets the new one does not repeat it."""
    ruled = around.series.ruled
    if ruled is None or ruled is around.series.history[0]:
        return False
    return older(fact, ruled) and key not in around.since_ruled


def _carried(meeting: Meeting, fact: Fact) -> frozenset[str]:
    """The items one message carries, as the series writes them."""
    return frozenset(meeting.key(key) for key in fact.siblings)


def older(one: Fact, other: Fact) -> bool:
    """By the organiser's own clock: instances and series count their SEQUENCE apart."""
    return (one.order[1], one.order[0]) < (other.order[1], other.order[0])


def _settle_cancelled(meeting: Meeting, series: Item, item: Item, excluded: bool) -> None:
    """A cancelled instance the series never had; one of a rule since replaced stays as it was."""
    assert series.version is not None  # noqa: S101 - reconcile looked
    if item.cancel is None or item.recurrence_id is None or excluded:
        return
    replaced = series.ruled is not None and older(item.cancel, series.ruled)
    if not replaced and not meeting.is_instance(series.version, item.recurrence_id):
        item.flags.add("orphan")
        meeting.notes[item.cancel.id] = ("ORPHAN", "cancel.not_an_instance")


def _taken_away(around: Around, described: Fact, series: Fact, key: str) -> bool:
    """Whether an EXDATE is the later word; in one message, where it stands in a newer version of the series."""
    if described.message == series.message:
        return described.invitation.sequence < series.invitation.sequence
    return older(described, series) and key not in around.carried


def _settle(meeting: Meeting, around: Around, key: str, item: Item) -> None:
    series, excluded = around.series, key in around.excluded
    assert series.version is not None  # noqa: S101 - reconcile looked
    assert series.source is not None  # noqa: S101
    assert item.source is not None  # noqa: S101
    if item.recurrence_id is None:
        return
    if excluded and not item.cancel and _taken_away(around, item.source, series.source, key):
        item.cancel = series.source
    if item.added or excluded:
        item.flags -= {"orphan", "refresh_suggested"}
        return
    if meeting.is_instance(series.version, item.recurrence_id):
        item.flags.discard("orphan")
    else:
        item.flags.add("orphan")
        meeting.notes[item.source.id] = ("ORPHAN", "request.not_an_instance")
