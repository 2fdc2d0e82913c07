"""A meeting's letters: invitations, changes and answers of ours, and its follow-ups, with what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.followups import FollowUpRow, meeting_asked, meeting_told

__all__ = ["FollowUpRow", "Letter", "letters_asked", "letters_told", "meeting_asked", "meeting_told", "waits_for"]

MOST = 40
_O = s.outbox.c
_WAITS = {"queued": ("pace", "deferred", "account_unavailable", "repeated_by_policy"), "in_flight": ("asking",)}


def waits_for(state: str, detail: Any) -> str:
    """Why a letter that has not settled waits, as a key of "outbox"; "" where it does not."""
    reason = (detail or {}).get("reason", "")
    return reason if reason in _WAITS.get(state, ()) else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One scheduling letter; `recipients` are [{address, outcome}], `leaves_at` when it is tried next."""

    id: str
    state: str
    recipients: Sequence[Any]
    queued_at: datetime
    leaves_at: datetime | None
    settled_at: datetime | None
    tries: int
    frozen: bytes
    detail: Any = None

    @property
    def waits_for(self) -> str:
        """Why it has not left, as a key of "outbox"; "" where it does not wait."""
        return waits_for(self.state, self.detail)

    @property
    def withdrawable(self) -> bool:
        """Whether it waits and nobody has had it."""
        return self.state == "queued" and all(one["outcome"] != "accepted" for one in self.recipients)


def letters_asked(uid: str) -> Select[Any]:
    """The latest of a meeting's scheduling letters."""
    columns = (_O.id, _O.state, _O.recipients, _O.queued_at, _O.next_try, _O.settled_at, _O.tries, _O.frozen, _O.detail)
    query = select(*columns).where(_O.kind == "invitation", _O.about == uid)
    return query.order_by(_O.queued_at.desc(), _O.id).limit(MOST)


def letters_told(rows: Iterable[Any]) -> list[Letter]:
    """Those that need somebody first, then the latest."""
    found = sorted((Letter(*row) for row in rows), key=lambda one: (one.queued_at, one.id), reverse=True)
    return sorted(found, key=lambda one: one.state not in ("failed", "ambiguous"))
