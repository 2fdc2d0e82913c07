"""A series of ours edited: as a whole, or one occurrence of it moved or called off; what stands apart goes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.message import Address
from liaison_sync.domain.wall_time import canonical, instant, wall_in
from liaison_sync.formats.invite_ics import invite_of, planned
from liaison_sync.formats.series import is_instance


def changed(before: Sequence[Invitation], invite: Invite, organizer: Address) -> list[Invitation]:
    """Every component once the whole is as `invite` says. Raises ValueError for a time that cannot be.

    Occurrences that were moved stay as they are where the new series still has them, with what changed for all;
    those called off stay so, even at another hour of their day.
    """
    bare = planned(invite, organizer)
    was = master_of(before)
    apart = [one for one in before if one.recurrence_id is not None]
    if not invite.rule or was is None:
        return [bare]
    still = [one for one in apart if _has(bare, one.recurrence_id)]
    off = [one.recurrence_id for one in apart if one not in still and one.status == "CANCELLED"]
    gone = [_same_day(each, bare) for each in (*was.recurrence.exdates, *off) if each is not None]
    without = {each.key: each for each in gone if each is not None}
    series = planned(invite, organizer, without=[without[key] for key in sorted(without)])
    return [series, *(one if one.status == "CANCELLED" else _along(one, was, invite, organizer) for one in still)]


def master_of(components: Sequence[Invitation]) -> Invitation | None:
    """The series, or the single meeting."""
    return next((one for one in components if one.recurrence_id is None), None)


def _has(series: Invitation, moment: Moment | None) -> bool:
    return moment is not None and is_instance(series, moment, ignore_exdates=True)


def _same_day(moment: Moment | None, series: Invitation) -> Moment | None:
    """The occurrence of `series` that an earlier one has become; None where it has none that day."""
    if moment is None or series.start is None or not isinstance(series.start.wall, datetime):
        return None
    named = canonical(moment, series.start)
    if _has(series, named):
        return named
    wall = datetime.combine(named.wall, series.start.wall.time())
    there = replace(named, wall=wall, utc=instant(wall, series.start.zone))
    return there if _has(series, there) else None


def _along(one: Invitation, was: Invitation, invite: Invite, organizer: Address) -> Invitation:
    """A moved occurrence with what now holds for all: it keeps only what made it differ from its series."""
    own, of = invite_of(one), invite_of(was)
    said = {who.address: who.partstat for who in own.guests}
    told = {
        name: getattr(invite if getattr(own, name) == getattr(of, name) else own, name)
        for name in ("title", "place", "link", "text")
    }
    guests = tuple(replace(who, partstat=said.get(who.address, who.partstat)) for who in invite.guests)
    return planned(replace(own, guests=guests, **told), organizer, instance=one.recurrence_id)


# --- one occurrence ----------------------------------------------------------------------------------------------


def occurrence(before: Sequence[Invitation], key: str) -> tuple[Moment, Invite]:
    """One occurrence (by its RECURRENCE-ID's key) as it stands. Raises LookupError where the series has it no more."""
    series = master_of(before)
    moment = _moment(series, key)
    if series is None or moment is None:
        raise LookupError(key)
    own = next((one for one in before if one.recurrence_id and one.recurrence_id.key == moment.key), None)
    if own is not None and own.status == "CANCELLED":
        raise LookupError(key)
    if own is not None:
        return moment, replace(invite_of(own), repeat=None, kept="")
    if not series.recurrence.rrules or not is_instance(series, moment) or not isinstance(moment.wall, datetime):
        raise LookupError(key)
    return moment, replace(invite_of(series), start=moment.wall, repeat=None, kept="")


def _moment(series: Invitation | None, key: str) -> Moment | None:
    start = series.start if series else None
    try:
        at = datetime.fromisoformat(key)
    except ValueError:
        return None
    if start is None or at.tzinfo is None:
        return None
    wall = wall_in(at, start.zone)
    return Moment(wall, start.zone, start.source, at.astimezone(UTC)) if wall else None


def instance_key(key: str) -> str:
    """The key of an occurrence however its offset was written. Raises ValueError where it is no time with an offset."""
    at = datetime.fromisoformat(key)
    if at.tzinfo is None:
        raise ValueError(key)
    return at.astimezone(UTC).isoformat()


def moved(before: Sequence[Invitation], key: str, invite: Invite, organizer: Address) -> list[Invitation]:
    """Every component once one occurrence is as `invite` says, for the people it has.

    Raises LookupError where the series has it no more, ValueError for a time that cannot be.
    """
    moment, stood = occurrence(before, key)
    wanted = replace(invite, guests=stood.guests, repeat=None, kept="")
    if wanted == stood:
        return list(before)
    return [*_without(before, moment.key), planned(wanted, organizer, instance=moment)]


def called_off(before: Sequence[Invitation], key: str, organizer: Address) -> list[Invitation]:
    """Every component once one occurrence is cancelled. Raises LookupError where the series has it no more."""
    moment, stood = occurrence(before, key)
    return [*_without(before, moment.key), planned(stood, organizer, instance=moment, status="CANCELLED")]


def _without(before: Sequence[Invitation], key: str) -> list[Invitation]:
    return [one for one in before if one.recurrence_id is None or one.recurrence_id.key != key]
