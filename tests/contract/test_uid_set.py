"""Laws of UID sets and cursors: what goes in comes out, and set algebra is that of sets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.ports import Cursor
from liaison_sync.sources.imap_cursor import Head, State, read, read_head

uids = st.sets(st.integers(1, 400), max_size=120)
any_uids = st.sets(st.one_of(st.integers(1, 50), st.integers(1, 4_294_967_295)), max_size=40)


@given(uids, uids)
@settings(max_examples=100)
def test_the_algebra_is_that_of_sets(one: set[int], other: set[int]) -> None:
    left, right = UidSet.of(one), UidSet.of(other)
    assert set(left | right) == one | other
    assert set(left - right) == one - other
    assert len(left) == len(one)
    assert all((number in left) == (number in one) for number in range(402))


@given(any_uids)
@settings(max_examples=100)
def test_every_written_form_reads_back(numbers: set[int]) -> None:
    made = UidSet.of(numbers)
    assert list(made) == sorted(numbers)
    assert UidSet.parse(str(made)) == made
    assert UidSet.unpack(made.pack()) == made
    assert UidSet(part for line in made.commands(40) for part in UidSet.parse(line).ranges) == made
    assert all(len(line) <= 40 for line in made.commands(40))


@given(uids, st.integers(0, 130), st.integers(0, 410))
@settings(max_examples=50)
def test_the_smallest_and_the_lower_part(numbers: set[int], count: int, last: int) -> None:
    made = UidSet.of(numbers)
    assert list(made.first(count)) == sorted(numbers)[:count]
    assert set(made.upto(last)) == {number for number in numbers if number <= last}


def test_a_million_uids_with_gaps_stay_small() -> None:
    made = UidSet((low, low + 95) for low in range(1, 1_000_000, 100))
    assert len(made.pack()) < 2000
    assert UidSet.unpack(made.pack()) == made


modseqs, ids = (
    st.none() | st.integers(0, 2**63 - 1),
    st.just("") | st.from_regex(r"[A-Za-z0-9_-]{1,255}", fullmatch=True),
)


@given(any_uids, st.integers(1, 2**32 - 1), modseqs, st.booleans(), ids)
@settings(max_examples=50)
def test_a_cursor_reads_back(numbers: set[int], uidvalidity: int, modseq: int | None, settled: bool, id_: str) -> None:
    state = State(Head(uidvalidity, 5, 7, 0, modseq, settled, None, id_), UidSet.of(numbers))
    assert read(state.text()) == state
    assert read_head(state.text()) == state.head


@given(st.text(max_size=60), st.integers(0, 80))
@settings(max_examples=100)
def test_a_damaged_cursor_is_refused_or_still_a_cursor(noise: str, at: int) -> None:
    whole = State(Head(7, 3, 3, 0, 9, True, 4), UidSet([(1, 3)])).text()
    damaged = Cursor(whole[:at] + noise + whole[at + len(noise) :])
    try:
        state = read(damaged)
    except CursorInvalid:
        return
    assert isinstance(state.head.uidvalidity, int)


@pytest.mark.parametrize("text", ["*", "1:*", "a", "1:2:3", "-1", "99999999999", "1,,x"])
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a set"):
        UidSet.parse(text)
