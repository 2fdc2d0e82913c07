"""Renewal: a follow-up nobody has approved goes to whom its trigger would name today, and when it would be due now."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers import TRIGGERS

_OPEN = frozenset({"planned", "drafted", "held", "postponed"})
_DECIDED = frozenset({"approved", "queued"})


def renewed(followup: FollowUp, view: View, context: Context, *, edited: bool = False) -> FollowUp:
    """`followup` with the partner, recipients, language and, until it is due, the time its trigger finds now.

    What a person approved or wrote (`edited`) keeps its readers, unless there were none or nobody knew whose they are.
    """
    if followup.state not in _OPEN or (_decided(followup, edited=edited) and not _incomplete(followup)):
        return followup
    trigger = next((one for one in TRIGGERS if one.name == followup.trigger), None)
    called = trigger.calls(view, context) if trigger and isinstance(view, trigger.sees) else ()
    found = next((one for one in called if one.id == followup.id), None)
    if found is None:
        return followup
    here = replace(followup, partner=found.partner, to=found.to, cc=found.cc, language=found.language)
    return _timed(here, found)


def _timed(followup: FollowUp, found: FollowUp) -> FollowUp:
    """A holiday decreed late, or another patience, moves what is still to come."""
    if followup.state != "planned" or followup.due_at == found.due_at:
        return followup
    chain = (*followup.chain, because("due_moved", due=found.due_at))
    return replace(followup, due_at=found.due_at, expires_at=found.expires_at, chain=chain)


def _decided(followup: FollowUp, *, edited: bool) -> bool:
    return edited or (followup.state in {"held", "postponed"} and followup.resume in _DECIDED)


def _incomplete(followup: FollowUp) -> bool:
    return not followup.to or (followup.audience == "partner" and followup.partner is None)
