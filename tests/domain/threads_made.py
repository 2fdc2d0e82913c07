"""Nodes and small histories for the tests of threading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from liaison_sync.domain.thread import Node, ThreadGroup

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def node(name: str, *answers: str, partner: str | None = "kemlu", minute: int = 0, **more: object) -> Node:
    """A message `<name@x.id>` answering the messages named in `answers`, the nearest last."""
    sender = f"rina@{partner or 'nobody'}.go.id"
    base = Node(
        key=name,
        message_id=f"{name}@x.id",
        references=tuple(f"{a}@x.id" for a in answers),
        in_reply_to=tuple(f"{a}@x.id" for a in answers[-1:]),
        date=MONDAY + timedelta(minutes=minute),
        sender=sender,
        participants=frozenset({sender}),
        partner=partner,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def sets(groups: tuple[ThreadGroup, ...]) -> set[frozenset[str]]:
    return {frozenset(m.key for m in g.members) for g in groups}
