"""Instances against their series: which a redefined series drops, which EXDATE takes, which are nobody's."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.meeting import Item, Meeting


def reconcile(meeting: Meeting) -> None:
    """Settle every instance once the whole line of the organiser's facts has been applied."""
    series = meeting.items.get("")
    if series is None or series.version is None:
        _mark_orphans(meeting)
        return
    for key, item in list(meeting.items.items()):
        if key == "" or item.source is None:
            continue
        if item.cancel is None and _dropped(series, item, key):
            del meeting.items[key]
        else:
            _settle(meeting, series, key, item)


def _mark_orphans(meeting: Meeting) -> None:
    for item in meeting.items.values():
        if item.version is not None:
            item.flags.add("orphan")


def _dropped(series: Item, item: Item, key: str) -> bool:
    """An update that changes DTSTART, RRULE or zone takes the instances with it that it does not carry itself."""
    ruled, source = series.ruled, item.source
    if ruled is None or source is None or ruled is series.history[0] or (item.added and source is ruled):
        return False
    carried = any(key in version.siblings for version in series.history if not _older(version, ruled))
    return _older(source, ruled) and not carried


def _older(one: Fact, other: Fact) -> bool:
    """By the organiser's own clock: instances and series count their SEQUENCE apart."""
    return (one.order[1], one.order[0]) < (other.order[1], other.order[0])


def _settle(meeting: Meeting, series: Item, key: str, item: Item) -> None:
    assert series.version is not None  # noqa: S101 - reconcile looked
    assert series.source is not None  # noqa: S101
    assert item.source is not None  # noqa: S101
    if item.recurrence_id is None:
        return
    excluded = any(moment.key == key for moment in series.version.recurrence.exdates)
    if excluded and not item.cancel and _older(item.source, series.source) and key not in series.source.siblings:
        item.cancel = series.source
    if item.added or excluded:
        item.flags -= {"orphan", "refresh_suggested"}
        return
    if meeting.is_instance(series.version, item.recurrence_id):
        item.flags.discard("orphan")
    else:
        item.flags.add("orphan")
        meeting.notes[item.source.id] = ("ORPHAN", "request.not_an_instance")
