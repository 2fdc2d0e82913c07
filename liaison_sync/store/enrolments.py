"""Who takes part in which campaign, and where our letters of it stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, literal, select

from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.triggers import sequence
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.policy_kept import CAMPAIGN
from liaison_sync.store.views import among


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A contact in a campaign; `left`: taken out of it again."""

    campaign: str
    contact: str
    at: datetime
    actor: str
    left: bool


def listed(connection: Connection, *, campaign: str = "", contacts: Collection[str] | None = None) -> list[Enrolment]:
    """By campaign and when they were put in; `contacts`: of these addresses alone."""
    e = s.enrolment.c
    query = select(e.campaign, e.contact, e.at, e.actor, e.left_at)
    query = query.where(e.campaign == campaign) if campaign else query
    query = query.where(e.contact.in_(sorted(contacts))) if contacts is not None else query
    rows = connection.execute(query.order_by(e.campaign, e.at, e.contact))
    return [Enrolment(row.campaign, row.contact, row.at, row.actor, row.left_at is not None) for row in rows]


@dataclass(frozen=True, slots=True)
class Stood:
    """An enrolment with the campaign as it is kept (None: only the configuration has it), whom it is about, and `last`.

    `last` is the latest follow-up of it, None before it was first planned.
    """

    enrolment: Enrolment
    kept: KeptCampaign | None
    name: str
    partner: str | None
    last: FollowUp | None


def stood(connection: Connection, *, campaign: str = "", contacts: Collection[str] | None = None) -> list[Stood]:
    """As `listed`, with where each stands; one question."""
    e, f, k, p = s.enrolment.c, s.followup.c, s.contact.c, s.policy_entry.c
    about = and_(f.trigger == sequence.NAME, f.about == e.campaign + literal(":") + e.contact)
    whole = (
        s.enrolment.outerjoin(s.policy_entry, and_(p.kind == CAMPAIGN, p.whose == e.campaign))
        .outerjoin(s.contact, k.address == e.contact)
        .outerjoin(s.followup, about)
    )
    columns = (p.document.label("kept"), k.name, k.partner, f.document)
    query = select(e.campaign, e.contact, e.at, e.actor, e.left_at, *columns).select_from(whole)
    query = query.where(e.campaign == campaign) if campaign else query
    query = query.where(e.contact.in_(sorted(contacts))) if contacts is not None else query
    found: dict[tuple[str, str], Stood] = {}
    for row in connection.execute(query.order_by(e.campaign, e.at, e.contact, f.step, k.partner.is_(None))):
        found[row.campaign, row.contact] = _stood(row, found.get((row.campaign, row.contact)))
    return list(found.values())


def _stood(row: Any, before: Stood | None) -> Stood:
    """Rows come by step, so that the last one tells; who is a contact of several partners is named by the first."""
    last = load(FollowUp, row.document["followup"]) if row.document else None
    if before is not None:
        return replace(before, last=last)
    kept = load(KeptCampaign, row.kept) if row.kept else None
    return Stood(
        Enrolment(row.campaign, row.contact, row.at, row.actor, row.left_at is not None),
        kept,
        row.name or "",
        row.partner,
        last,
    )


def threads(connection: Connection, letters: Collection[tuple[str, str]]) -> dict[str, str]:
    """What a letter is about → the thread it stands in, of (about, Message-ID)."""
    m = s.message.c
    stands: dict[str, str] = {}
    for condition in among(m.message_id, {id_ for _, id_ in letters}):
        rows = connection.execute(select(m.message_id, m.thread).where(condition))
        stands.update((row.message_id, row.thread) for row in rows)
    return {about: stands[id_] for about, id_ in sorted(letters) if id_ in stands}
