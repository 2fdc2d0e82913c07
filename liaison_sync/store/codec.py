"""Frozen dataclasses as JSON documents and back, by their type hints.

Fields at their default are left out; a union of dataclasses carries the class's name under "is". Only what our own
values use is known: text, numbers, dates, instants, tuples, frozensets, optionals and such unions.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Decoder = Callable[[Any], Any]


def dump(value: Any) -> Any:
    """JSON types for `value`; instants in UTC."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [one if type(one) in _PLAIN else dump(one) for one in value]
    if isinstance(value, frozenset):
        return sorted(dump(one) for one in value)
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        document = {} if kind.__name__ not in _TAGGED else {"is": kind.__name__}
        names, defaults, get = _reader(kind)
        for name, default, one in zip(names, defaults, get(value), strict=True):
            if one is not default and one != default:
                document[name] = one if type(one) in _PLAIN else dump(one)
        return document
    return value


def load(kind: type[T], document: Any) -> T:
    """The value back; a document of another shape is a bug and raises KeyError, TypeError or ValueError."""
    hashable: Any = kind
    value: T = _decoder(hashable)(document)
    return value


_PLAIN = frozenset({str, int, bool, float, NoneType})
_TAGGED = frozenset({"Invitation", "Snapshot", "HumanAct"})


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in dataclasses.fields(kind) if f.init)


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], tuple[Any, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields, their defaults, and what reads them all at once."""
    names, defaults = zip(*_fields(kind), strict=True)
    get = attrgetter(*names)
    return names, defaults, get if len(names) > 1 else lambda value: (get(value),)


@cache
def _decoder(kind: Any) -> _Decoder:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _union(get_args(kind))
    if origin is tuple:
        return _tuple(get_args(kind))
    if origin is frozenset:
        (inner,) = get_args(kind)
        one = _decoder(inner)
        return lambda document: frozenset(one(item) for item in document)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    return {datetime: datetime.fromisoformat, date: date.fromisoformat}.get(kind, _same)


def _same(document: Any) -> Any:
    return document


def _tuple(kinds: tuple[Any, ...]) -> _Decoder:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        one = _decoder(kinds[0])
        return tuple if one is _same else lambda document: tuple([one(item) for item in document])
    each = [_decoder(kind) for kind in kinds]
    return lambda document: tuple([one(item) for one, item in zip(each, document, strict=True)])


def _dataclass(kind: Any) -> _Decoder:
    hints = get_type_hints(kind)
    every = [(name, _decoder(hints[name])) for name, _ in _fields(kind)]
    decoders = [(name, one) for name, one in every if one is not _same]  # most fields are what JSON makes of them

    def decode(document: Any) -> Any:
        if isinstance(document, str):
            return kind(document)  # kept as text before it had more to say
        found = dict(document)
        found.pop("is", None)
        for name, one in decoders:
            if name in found:
                found[name] = one(found[name])
        return kind(**found)

    return decode


def _union(kinds: tuple[Any, ...]) -> _Decoder:
    some = [kind for kind in kinds if kind is not NoneType]
    if len(some) == 1:
        one = _decoder(some[0])
        if one is _same:
            return one
        return lambda document: None if document is None else one(document)
    if set(some) == {datetime, date}:
        return _moment
    if datetime in some and str in some:
        return _said
    if any(get_origin(kind) is Literal or kind is str for kind in some):
        return _same
    by_name = {kind.__name__: _decoder(kind) for kind in some}
    return lambda document: None if document is None else by_name[document["is"]](document)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def _said(value: Any) -> Any:
    """A parameter of a reason: what is written as we write instants is one."""
    return datetime.fromisoformat(value) if isinstance(value, str) and _INSTANT.fullmatch(value) else value


def _moment(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
