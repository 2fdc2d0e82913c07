"""Several questions asked as one: a page that shows many kinds of things beside one looks them up at once."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from sqlalchemy import Connection, Select, Subquery, Text, cast, literal, null, select, union_all
from sqlalchemy.types import NullType


def together(connection: Connection, *queries: Select[Any] | None) -> list[list[Any]]:
    """The rows of each query, by the names of its columns, in no order; none for a query that is None."""
    asked = {n: query.subquery() for n, query in enumerate(queries) if query is not None}
    found: list[list[Any]] = [[] for _ in queries]
    if not asked:
        return found
    made = {n: namedtuple("made", own.c.keys(), rename=True) for n, own in asked.items()}
    begins, at = {}, 1
    for n, own in asked.items():
        begins[n], at = at, at + len(own.c)
    for row in connection.execute(union_all(*(_padded(n, asked) for n in asked))):
        n = row[0]
        found[n].append(made[n](*row[begins[n] : begins[n] + len(asked[n].c)]))
    return found


def _padded(n: int, asked: dict[int, Subquery]) -> Select[Any]:
    """The rows of one query, with nothing in the columns of all others."""
    cells = [
        column if of is asked[n] else cast(null(), Text() if isinstance(column.type, NullType) else column.type)
        for of in asked.values()
        for column in of.c
    ]
    return select(literal(n), *(cell.label(f"c{place}") for place, cell in enumerate(cells)))
