"""Long lists, a slice at a time: by key, so that a new row never repeats or hides another; counts equal lists."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from liaison_sync.domain.value import dataclass

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some rows of a list: `count` of the whole, `after` the mark of the next slice ("" at the end)."""

    rows: Sequence[T]
    count: int
    after: str = ""


def sliced(
    connection: Connection,
    query: Select[Any],
    order: Sequence[tuple[ColumnElement[Any], bool]],
    made: Callable[[Sequence[Any]], Sequence[T]],
    *,
    after: str = "",
    size: int = SIZE,
    counting: Select[Any] | None = None,
) -> Slice[T]:
    """The rows of `query` after the mark `after`, in `order`: (column, descending), the last one unique, none null.

    The ordering columns must be among the columns selected. `made` turns the rows of one slice into values. `counting`
    says how many rows `query` has where that is cheaper to know than by running it; a list that fits in one slice is
    not counted at all.
    """
    mark = _read(after, len(order))
    rest = query
    if mark is not None:
        rest = query.where(_beyond([column for column, _ in order], [down for _, down in order], mark))
    rows = connection.execute(rest.order_by(*_by(order)).limit(size + 1)).all()
    here = rows[:size]
    if mark is None and len(rows) <= size:
        return Slice(made(here), len(here))
    counting = select(func.count()).select_from(query.subquery()) if counting is None else counting
    count = connection.execute(counting).scalar() or 0
    names = [column.key for column, _ in order]
    return Slice(made(here), count, _written([getattr(here[-1], str(n)) for n in names]) if len(rows) > size else "")


def leading(
    connection: Connection,
    query: Select[Any],
    order: Sequence[tuple[ColumnElement[Any], bool]],
    made: Callable[[Sequence[Any]], Sequence[T]],
    *,
    size: int,
) -> list[T]:
    """The first rows of `query`, where nobody asks how many there are."""
    return list(made(connection.execute(query.order_by(*_by(order)).limit(size)).all()))


def _by(order: Sequence[tuple[ColumnElement[Any], bool]]) -> list[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for column, down in order]


def _beyond(columns: list[ColumnElement[Any]], down: list[bool], mark: list[Any]) -> ColumnElement[bool]:
    first, rest = columns[0], columns[1:]
    past: ColumnElement[bool] = first < mark[0] if down[0] else first > mark[0]
    if not rest:
        return past
    return or_(past, and_(first == mark[0], _beyond(rest, down[1:], mark[1:])))


def _written(values: list[Any]) -> str:
    plain = [{"at": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any] | None:
    """The values of a mark; None for none, or one that is not ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = [datetime.fromisoformat(v["at"]) if isinstance(v, dict) else v for v in values]
    except (ValueError, TypeError, KeyError):
        return None
    plain = all(isinstance(v, str | int | float) or (isinstance(v, datetime) and v.tzinfo is not None) for v in found)
    return found if plain and len(found) == length else None
