"""What the latest letters of a contact tell, read from their stored parts; and what people answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from liaison_sync.domain.learning import Told
from liaison_sync.formats import signature, signature_card
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

FORWARDS = 30  # of each partner, looked at
MAX_FORWARD = 20_000  # characters
LETTERS = 6  # of each address, the latest: who changed their title a year ago is past


def told(connection: Connection, addresses: Collection[str]) -> dict[str, list[Told]]:
    """Address → what its latest letters tell; automatic mail and junk tell nothing."""
    m, t = s.message.c, s.message_text.c
    rank = func.row_number().over(partition_by=m.sender, order_by=(m.at.desc(), m.key)).label("rank")
    found: dict[str, list[Told]] = defaultdict(list)
    for condition in among(m.sender, addresses):
        honest = (m.direction == "in", m.automatic.is_(None), m.junk.is_(False), m.trust != "low")
        ranked = (
            select(m.key, m.n, m.sender, m.sender_name, m.at, m.language, rank).where(condition, *honest).subquery()
        )
        r = ranked.c
        query = select(ranked, t.rest).join(s.message_text, t.n == r.n).where(r.rank <= LETTERS)
        for row in connection.execute(query):
            card = signature_card.read((row.rest or {}).get("signature") or "", row.sender_name)
            fields = (card.name, card.title, card.organisation, card.phones)
            found[row.sender].append(Told(row.key, row.at, row.sender_name, *fields, row.language))
    for address, one in _passed_on(connection, addresses):
        found[address].append(one)
    return found


def _passed_on(connection: Connection, addresses: Collection[str]) -> Iterator[tuple[str, Told]]:
    """What mail of theirs tells that colleagues passed on, the latest of each partner."""
    m, t, c = s.message.c, s.message_text.c, s.contact.c
    partners: set[str] = set()
    for condition in among(c.address, addresses):
        here = select(c.partner).where(condition, c.partner.is_not(None)).distinct()
        partners.update(connection.execute(here).scalars())
    for partner in sorted(partners):
        latest = (
            select(m.key, m.at, t.rest)
            .join(s.message_text, t.n == m.n)
            .where(m.partner == partner, m.reason == "forwarded", m.junk.is_(False))
            .order_by(m.at.desc(), m.key)
            .limit(FORWARDS)
        )
        for row in connection.execute(latest):
            for one in (row.rest or {}).get("forwarded", ()):
                writer = one.get("from_") or {}
                if writer.get("address", "").lower() in addresses:
                    yield writer["address"].lower(), _of_forward(row, one, writer.get("name", ""))


def _of_forward(row: Any, one: dict[str, Any], name: str) -> Told:
    lines = str(one.get("text", ""))[:MAX_FORWARD].splitlines()
    card = signature_card.read("\n".join(lines[signature.start(lines) :]), name)
    fields = (card.name, card.title, card.organisation, card.phones)
    return Told(row.key, row.at, name, *fields, forwarded=True)


def answered(connection: Connection, addresses: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """Address → the suggestions (field, value) a person accepted or ignored."""
    a = s.suggestion_answer.c
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for condition in among(a.address, addresses):
        for row in connection.execute(select(a.address, a.field, a.value).where(condition)):
            found[row.address].add((row.field, row.value))
    return found
