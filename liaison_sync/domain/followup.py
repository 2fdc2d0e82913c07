"""FollowUp: one letter due because of a trigger, the states it goes through, and why (the rule chain)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.policy import Approval
from liaison_sync.domain.value import dataclass

Audience = Literal["partner", "internal"]
State = Literal[
    "planned", "drafted", "approved", "queued", "in_flight", "sent", "answered", "held", "postponed", "cancelled",
    "failed", "ambiguous",
]  # fmt: skip
Stage = Literal["plan", "approve", "send"]
Value = str | int | float | datetime | date

_ASIDE: frozenset[State] = frozenset({"held", "postponed", "cancelled"})
_RESUMED: frozenset[State] = frozenset({"planned", "drafted", "approved", "queued"})

MOVES: Mapping[State, frozenset[State]] = {
    "planned": _ASIDE | {"drafted"},
    "drafted": _ASIDE | {"approved"},
    "approved": _ASIDE | {"queued", "drafted"},  # back to drafted: edited, or the approval undone
    "queued": _ASIDE | {"in_flight"},
    "in_flight": frozenset({"sent", "queued", "failed", "ambiguous"}),
    "sent": frozenset({"answered"}),
    "answered": frozenset(),
    "held": _RESUMED | {"held", "postponed", "cancelled"},  # held: by something else now
    "postponed": _RESUMED | {"held", "cancelled"},
    "cancelled": frozenset({"drafted"}),  # a person's undo only
    "failed": frozenset({"queued", "cancelled"}),  # a person's decision only
    "ambiguous": frozenset({"sent", "queued", "failed", "cancelled"}),  # verified, or a person's decision
}
BEFORE_FLIGHT: frozenset[State] = _RESUMED | {"held", "postponed"}
_LEFT: frozenset[State] = frozenset({"sent", "answered", "failed", "ambiguous"})
_BY_A_PERSON = frozenset({"cancelled_by", "snoozed_by"})
SETTLED: frozenset[State] = frozenset({"answered", "cancelled", "failed", "ambiguous"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A key of wording area "followups" with its parameters, sorted by name so that equal reasons are equal."""

    key: str
    params: tuple[tuple[str, Value], ...] = ()


def because(key: str, /, **params: Value) -> Reason:
    return Reason(key, tuple(sorted(params.items())))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`since`: an answer after this instant ends it. `expires_at`: pointless from then on.

    `reply_to` is the Message-ID the letter answers; `resume` the state a held or postponed one returns to;
    `waived` are holds a person has overruled, `held_by` those that stand (of a held one).
    """

    id: str
    trigger: str
    about: str
    step: int
    partner: str | None
    to: tuple[str, ...]
    audience: Audience
    language: str
    due_at: datetime
    since: datetime
    cc: tuple[str, ...] = ()
    state: State = "planned"
    approval: Approval = "review"
    thread: str | None = None
    meeting: str | None = None
    reply_to: str | None = None
    expires_at: datetime | None = None
    resume: State = "planned"
    waived: tuple[Reason, ...] = ()
    chain: tuple[Reason, ...] = ()
    held_by: tuple[Reason, ...] = ()
    digest: str | None = None  # the letter (outbox id) in which it is told with others
    files: tuple[str, ...] = ()  # of its meeting (SHA-256) that a person sends along


@dataclass(frozen=True, slots=True)
class Move:
    """What a decision asks for: the next state and why. `alarm`: an administrator should know at once."""

    to: State
    reasons: tuple[Reason, ...] = ()
    due_at: datetime | None = None
    resume: State | None = None
    alarm: bool = False


class IllegalMove(ValueError):
    """The state table knows no such move."""


def derived_id(trigger: str, about: str, step: int) -> str:
    """The same for the same reason to write, however often and wherever it is found."""
    text = "\x00".join((trigger, about, str(step)))
    return "fu-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def moved(followup: FollowUp, move: Move) -> FollowUp:
    """`followup` after `move`, its rule chain longer by the reasons. Raises IllegalMove."""
    if move.to not in MOVES[followup.state]:
        raise IllegalMove(f"{followup.id}: {followup.state} → {move.to}")
    return replace(
        followup,
        state=move.to,
        due_at=move.due_at or followup.due_at,
        resume=_resume(followup, move),
        chain=followup.chain + move.reasons,
        held_by=move.reasons if move.to == "held" else (),
        digest=None if move.to == "drafted" else followup.digest,
    )


def _resume(followup: FollowUp, move: Move) -> State:
    """A held letter that is postponed still returns to where it stood before both."""
    if move.to not in {"held", "postponed"}:
        return followup.resume
    return move.resume or (followup.state if followup.state in _RESUMED else followup.resume)


def resumed(followup: FollowUp, now: datetime) -> Move | None:
    """A postponed follow-up whose time has come goes back to where it stood."""
    if followup.state == "postponed" and now >= followup.due_at:
        return Move(followup.resume, (because("resumed", at=now),))
    return None


def approved(by: str, at: datetime) -> Move:
    return Move("approved", (because("approved_by", who=by, at=at),))


def cancelled(by: str, at: datetime, why: str) -> Move:
    return Move("cancelled", (because("cancelled_by", who=by, at=at, why=why),))


def snoozed(by: str, at: datetime, until: datetime) -> Move:
    return Move("postponed", (because("snoozed_by", who=by, at=at, until=until),), due_at=until)


def released(followup: FollowUp, by: str, at: datetime) -> tuple[FollowUp, Move]:
    """A person overrules what holds `followup` now: these reasons count no longer, new ones and all stops do."""
    waived = replace(followup, waived=tuple(dict.fromkeys(followup.waived + followup.chain)))
    return waived, Move(followup.resume, (because("released_by", who=by, at=at),))


class NotUndone(Exception):
    """`refused.<key>` says why an act is not to be undone."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def undone(followup: FollowUp, approved_by: str | None, by: str, at: datetime) -> Move:
    """Back to the draft from what a person did: an approval until it leaves, a cancellation until it is pointless.

    Raises NotUndone.
    """
    if followup.state in {"queued", "in_flight", *_LEFT}:
        raise NotUndone("undo_left")
    if followup.state not in {"approved", "postponed", "cancelled"}:
        raise NotUndone("undo_nothing")
    last = followup.chain[-1].key if followup.chain else ""
    theirs = approved_by not in {None, "policy"} if followup.state == "approved" else last in _BY_A_PERSON
    if not theirs:
        raise NotUndone("undo_stopped")
    if followup.expires_at is not None and followup.expires_at <= at:
        raise NotUndone("undo_expired")
    return Move("drafted", (because("undone_by", at=at, who=by),))
