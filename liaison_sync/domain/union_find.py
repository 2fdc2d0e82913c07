"""Disjoint sets over hashable values: the only structure threading needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class DisjointSets(Generic[T]):
    """Union–find with path halving; near-linear in the number of joins. Which member represents a set is arbitrary."""

    __slots__ = ("_above",)

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def find(self, value: T) -> T:
        """The representative of the set `value` is in; a value never seen is a set of its own."""
        above = self._above
        parent = above.setdefault(value, value)
        while parent != value:
            grand = above[parent]
            above[value] = grand
            value, parent = parent, grand
        return value

    def join(self, first: T, second: T) -> None:
        a, b = self.find(first), self.find(second)
        if a != b:
            self._above[b] = a

    def join_all(self, first: T, others: Iterable[T]) -> None:
        """Join every one of `others` with `first`."""
        above = self._above
        root = self.find(first)
        for other in others:
            found = above.get(other)
            if found is None:
                above[other] = root
            elif found != root:
                above[self.find(other)] = root

    def same(self, first: T, second: T) -> bool:
        return self.find(first) == self.find(second)
