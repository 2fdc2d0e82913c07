"""Dataclasses that cost little to make and to fill; to mypy they are the standard library's.

The standard library compiles up to six methods for each class and fills a frozen one past a lock, field by field: a
start makes some hundreds of classes, a mailbox thousands of values. Here the methods that are the same for all are
shared, and `frozen` is kept by mypy, which reads package and tests, not at run time (docs/adr/0016).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ("dataclass",)

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(kind: type | None = None, /, *, frozen: bool = False, slots: bool = False) -> Any:
        """A dataclass; a frozen one may be hashed, and nobody is kept from changing it."""

        def made(kind: type) -> type:
            found = dataclasses.dataclass(kind, repr=False, eq=False, slots=slots)
            shared = {"__repr__": _repr, "__eq__": _equal, "__hash__": _hash if frozen else None}
            for name in shared.keys() - vars(kind).keys():
                setattr(found, name, shared[name])
            return found

        return made if kind is None else made(kind)


@cache
def _compared(kind: Any) -> Callable[[Any], Any]:
    """What takes the fields of a value that tell it from others."""
    names = [field.name for field in dataclasses.fields(kind) if field.compare]
    return attrgetter(*names) if names else lambda _: None


def _equal(self: Any, other: Any) -> Any:
    if self.__class__ is not other.__class__:
        return NotImplemented
    compared = _compared(self.__class__)
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(_compared(self.__class__)(self))


def _repr(self: Any) -> str:
    said = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(said)})"
