"""What the latest letters of a contact tell, read from their stored parts; and what people answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, func, select

from liaison_sync.domain.learning import Told
from liaison_sync.formats import signature_card
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

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
    return found


def answered(connection: Connection, addresses: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """Address → the suggestions (field, value) a person accepted or ignored."""
    a = s.suggestion_answer.c
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for condition in among(a.address, addresses):
        for row in connection.execute(select(a.address, a.field, a.value).where(condition)):
            found[row.address].add((row.field, row.value))
    return found
