"""What both databases share: aware UTC instants, JSON as text that compares equal everywhere, many values as one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, Boolean, DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; a naive one is refused (house rule 5)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        # In place of process_bind_param: a page has thousands of them, and each layer above it costs as much.
        return _sqlite_text if dialect.name == "sqlite" else _utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("naive datetime reached the store")
    return value.astimezone(UTC)


def _sqlite_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes a DateTime for SQLite."""
    utc = _utc(value)
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds") if utc else None


class Document(TypeDecorator[Any]):
    """A JSON document as canonical text: the same bytes on SQLite and PostgreSQL."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        return _json  # as in Instant

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def _json(value: Any) -> str | None:
    if value is None:
        return None
    if not value and isinstance(value, (list, tuple)):  # most lists
        return "[]"
    return _encode(value).replace("\\u0000", "")


class Several(TypeDecorator[Collection[Any]]):
    """Many values as one parameter: a JSON array on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.kind))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        return _encode(value) if dialect.name == "sqlite" else value


class OneOf(FunctionElement[bool]):
    """Whether a column has one of `Several` values; however many they are, the statement is the same."""

    name = "one_of"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> OneOf:
        return self  # else SQLite is asked whether it equals 1, which no index answers


@compiles(OneOf)
def _any(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(OneOf, "sqlite")
def _each(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a parameter's place
