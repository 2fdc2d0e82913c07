"""Whose name a stranger bears, for people to read: a warning keeps the partner's id, and the partner may be renamed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Text, case, cast, literal, select

from liaison_sync.domain.pretence import BEARS_NAME
from liaison_sync.store import schema as s


def borne_name(warnings: ColumnElement[list[str]]) -> ColumnElement[str | None]:
    """The name of the partner a message's warnings say is pretended to, as a part of the query that reads them."""
    said, p = cast(warnings, Text), s.partner.c
    sign = literal(f'"{BEARS_NAME}:').concat(p.id).concat('"')
    name = select(p.name).where(said.contains(sign)).order_by(p.id).limit(1).scalar_subquery()
    return case((said.contains(f'"{BEARS_NAME}:'), name)).label("borne")


def by_name(warnings: Sequence[str] | None, name: str | None) -> tuple[str, ...]:
    """The warnings with that name in place of the id."""
    told = f"{BEARS_NAME}:{name}"
    return tuple(told if name and one.startswith(f"{BEARS_NAME}:") else one for one in warnings or ())
