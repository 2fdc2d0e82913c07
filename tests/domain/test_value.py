"""Values behave as the standard library's frozen dataclasses do; only the lock is mypy's (docs/adr/0016)."""

from __future__ import annotations

import dataclasses
import pickle
from copy import deepcopy
from dataclasses import asdict, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain import value


@value.dataclass(frozen=True, slots=True)
class Place:
    """A value as the package writes them."""

    city: str
    rooms: tuple[int, ...] = ()
    note: str = field(default="", compare=False, repr=False)


@value.dataclass(slots=True)
class Count:
    """One that changes has no hash."""

    seen: int = 0


@value.dataclass(frozen=True, slots=True)
class Nothing:
    """Without fields, all are alike."""


class Theirs:
    """The same by the standard library."""

    @dataclasses.dataclass(frozen=True, slots=True)
    class Place:
        city: str
        rooms: tuple[int, ...] = ()
        note: str = field(default="", compare=False, repr=False)

    Place.__qualname__ = "Place"


FIELDS = st.tuples(st.sampled_from("ab"), st.lists(st.integers(0, 1), max_size=2).map(tuple), st.sampled_from("xy"))


@given(FIELDS, FIELDS)
def test_two_values_compare_hash_and_read_as_the_standard_librarys_do(one: Any, other: Any) -> None:
    ours, theirs = (Place(*one), Place(*other)), (Theirs.Place(*one), Theirs.Place(*other))
    assert (ours[0] == ours[1], len({*ours})) == (theirs[0] == theirs[1], len({*theirs}))
    assert hash(ours[0]) == hash(theirs[0])
    assert repr(ours) == repr(theirs)
    assert asdict(ours[0]) == asdict(theirs[0])


def test_a_value_is_no_other_classs() -> None:
    others: list[object] = [Theirs.Place("a"), "a", Nothing()]
    assert Place("a") not in others
    assert {Nothing(), Nothing()} == {Nothing()}


def test_a_value_is_copied_and_kept() -> None:
    found = Place("Semarang", (1, 2), "atas")
    assert pickle.loads(pickle.dumps(found)).note == deepcopy(found).note == "atas"
    assert replace(found, city="Solo") == Place("Solo", (1, 2))
    with pytest.raises(AttributeError):
        found.street = "Pemuda"  # type: ignore[attr-defined]


def test_what_changes_has_no_hash() -> None:
    count = Count()
    count.seen += 1
    assert count == Count(1)
    with pytest.raises(TypeError):
        hash(count)


def test_mypy_keeps_a_frozen_value_as_it_is() -> None:
    """Were it not refused there, mypy would report the comment as unused."""
    found = Place("Semarang")
    found.city = "Solo"  # type: ignore[misc]
