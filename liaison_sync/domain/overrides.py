"""Instances against their series: which a redefined series drops, which EXDATE takes, which are nobody's."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.itip.meeting import Item, Meeting
from liaison_sync.domain.wall_time import canonical


def reconcile(meeting: Meeting) -> None:
    """Settle every instance once the whole line of the organiser's facts has been applied."""
    series = meeting.items.get("")
    if series is None or series.version is None:
        _mark_orphans(meeting)
        return
    excluded = excluded_keys(series.version)
    for key, item in list(meeting.items.items()):
        if key == "":
            continue
        if item.version is None:
            _settle_cancelled(meeting, series, item, key in excluded)
            continue
        if item.cancel is None and _dropped(meeting, series, item, key):
            del meeting.items[key]
        else:
            _settle(meeting, series, key, item, key in excluded)
    _left_out(meeting, series)


def _left_out(meeting: Meeting, series: Item) -> None:
    """An instance described without us, who are asked to the series: we are not asked to that one."""
    if meeting.organizer in meeting.own or not meeting.own & set(series.asked):
        return
    for item in meeting.items.values():
        if item is not series and item.version is not None and item.asked and not meeting.own & set(item.asked):
            item.uninvited = True


def _mark_orphans(meeting: Meeting) -> None:
    for item in meeting.items.values():
        if item.version is not None:
            item.flags.add("orphan")
            if item.source is not None and not item.added:
                meeting.notes[item.source.id] = ("ORPHAN", "request.instance_without_series")


def _dropped(meeting: Meeting, series: Item, item: Item, key: str) -> bool:
    """An update that changes DTSTART, RRULE or zone takes the instances with it that it does not carry itself."""
    ruled, source = series.ruled, item.source
    if ruled is None or source is None or ruled is series.history[0] or (item.added and source is ruled):
        return False
    carried = any(key in meeting_keys(meeting, version) for version in series.history if not older(version, ruled))
    return older(source, ruled) and not carried


def meeting_keys(meeting: Meeting, fact: Fact) -> frozenset[str]:
    """The items one message carries, as the series writes them."""
    return frozenset(meeting.key(key) for key in fact.siblings)


def excluded_keys(series: Invitation) -> frozenset[str]:
    """EXDATEs as keys; a DATE takes that day's instance of a timed series."""
    start = series.start
    return frozenset((canonical(moment, start) if start else moment).key for moment in series.recurrence.exdates)


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


def _settle(meeting: Meeting, series: Item, key: str, item: Item, excluded: bool) -> None:
    assert series.version is not None  # noqa: S101 - reconcile looked
    assert series.source is not None  # noqa: S101
    assert item.source is not None  # noqa: S101
    if item.recurrence_id is None:
        return
    if (
        excluded
        and not item.cancel
        and older(item.source, series.source)
        and key not in meeting_keys(meeting, series.source)
    ):
        item.cancel = series.source
    if item.added or excluded:
        item.flags -= {"orphan", "refresh_suggested"}
        return
    if meeting.is_instance(series.version, item.recurrence_id):
        item.flags.discard("orphan")
    else:
        item.flags.add("orphan")
        meeting.notes[item.source.id] = ("ORPHAN", "request.not_an_instance")
