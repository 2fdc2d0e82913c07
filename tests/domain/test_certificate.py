"""Whether everything a server lists is accounted for: laws of the decision, and when a certificate is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.certificate import (
    ACCOUNTED,
    OVERDUE,
    FolderCount,
    Known,
    Made,
    Missing,
    due,
    overdue,
    standing,
    tally,
    together,
    verdict,
)

LOCATORS = st.integers(1, 40).map(lambda uid: f"7.{uid}")
ORIGINALS = st.sampled_from(("there", "let_go", "erased"))
KNOWN = st.builds(Known, st.sampled_from((*ACCOUNTED, "odd")), st.booleans(), st.booleans(), original=ORIGINALS)
STORES = st.dictionaries(LOCATORS, KNOWN)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 10.00 in Jakarta


@settings(max_examples=150)
@given(st.lists(LOCATORS), STORES)
def test_every_listed_copy_is_counted_once_or_missing(listed: list[str], known: dict[str, Known]) -> None:
    found = tally(listed, known)
    assert found.listed == len(set(listed))
    sound = {
        one for one in listed if (row := known.get(one)) and row.state in ACCOUNTED and not (row.gone or row.hollow)
    }
    assert {one.locator for one in found.missing} == set(listed) - sound
    assert all(number == sum(known[one].state == state for one in sound) for state, number in found.counts.items())


@settings(max_examples=100)
@given(st.lists(LOCATORS), STORES)
def test_what_is_stored_without_its_original_is_counted_among_the_stored(
    listed: list[str], known: dict[str, Known]
) -> None:
    found = tally(listed, known)
    lost = {one.locator for one in found.missing}
    stored = [known[one] for one in set(listed) - lost if known[one].state == "stored"]
    assert found.counts.get("stored", 0) == len(stored)
    told = {why: number for why, number in found.bare.items() if number}
    assert told == {why: n for why in ("let_go", "erased") if (n := sum(one.original == why for one in stored))}


@settings(max_examples=100)
@given(st.lists(LOCATORS, unique=True), STORES, st.integers(0, 40))
def test_in_windows_the_same_comes_out_as_at_once(listed: list[str], known: dict[str, Known], at: int) -> None:
    whole = tally(listed, known)
    parts = together([tally(listed[:at], known), tally(listed[at:], known)])
    assert (dict(parts.counts), parts.missing) == (dict(whole.counts), whole.missing)
    assert dict(parts.bare) == dict(whole.bare)


@settings(max_examples=100)
@given(st.lists(LOCATORS, unique=True), STORES)
def test_what_was_expunged_meanwhile_is_neither_listed_nor_missing(listed: list[str], known: dict[str, Known]) -> None:
    found = tally(listed, known)
    left = found.without({one.locator for one in found.missing})
    assert left.missing == ()
    assert left.listed == found.listed - len(found.missing)


@settings(max_examples=100)
@given(st.lists(LOCATORS, unique=True, min_size=1), st.data())
def test_one_row_deleted_by_hand_is_named_and_nothing_else(listed: list[str], data: st.DataObject) -> None:
    known = {one: Known(data.draw(st.sampled_from(ACCOUNTED))) for one in listed}
    victim = data.draw(st.sampled_from(listed))
    del known[victim]
    assert tally(listed, known).missing == (Missing(victim, "not_stored"),)


def test_a_copy_is_missed_in_three_ways() -> None:
    known = {"1": Known("stored"), "2": Known("stored", gone=True), "3": Known("stored", hollow=True)}
    kinds = {one.locator: one.kind for one in tally(["1", "2", "3", "4"], known).missing}
    assert kinds == {"2": "marked_gone", "3": "message_missing", "4": "not_stored"}


def test_what_the_server_does_not_let_be_compared_is_never_complete() -> None:
    whole = FolderCount("INBOX", "INBOX", "inbox", listed=2, stored=2)
    short = FolderCount("Arsip", "Arsip", "other", listed=2, stored=2, unlisted=1)
    assert verdict([whole]) == "complete"
    shut = FolderCount("Umum", "Umum", "other", refused="")
    for one in (short, shut):
        assert verdict([whole, one]) == "partial"
        assert standing("partial", 0, proven=False) == "partial"
        missed = FolderCount("Tamu", "Tamu", "other", listed=1, missing=1)
        assert verdict([missed, one]) == "differs"
        assert standing("differs", 1, proven=False) == "differs"
        assert standing("differs", 0, proven=False) == "partial"


def test_a_difference_stands_until_all_of_it_is_fetched() -> None:
    assert standing("differs", 1, proven=True) == "differs"
    assert standing("differs", 0, proven=True) == "healed"
    assert standing("complete", 0, proven=True) == "complete"
    assert standing("uncertified", 0, proven=True) == "uncertified"


def test_a_certificate_is_due_once_a_local_day_from_two_in_the_night_on() -> None:
    night = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)  # 02.00 on the 22nd in Jakarta
    made = Made(night, night, whole=True)
    assert due(None, night, "Asia/Jakarta")
    assert not due(None, night - timedelta(minutes=1), "Asia/Jakarta")
    assert not due(made, night + timedelta(hours=21), "Asia/Jakarta")
    assert not due(made, night + timedelta(hours=23), "Asia/Jakarta")
    assert due(made, night + timedelta(hours=24), "Asia/Jakarta")
    assert not due(made, night + timedelta(hours=9), "America/Sao_Paulo")
    assert due(made, night + timedelta(hours=10), "America/Sao_Paulo")


def test_a_day_without_a_whole_certificate_has_a_handful_more_and_no_more() -> None:
    first = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    made, hours = Made(first, first, whole=False), []
    for n in range(1, 22 * 6):
        at = first + timedelta(minutes=10 * n)
        if due(made, at, "Asia/Jakarta"):
            hours.append(n / 6)
            made = Made(first, at, whole=False)
    assert hours == [1, 2, 4, 8, 16]


def test_certificates_have_ceased_after_a_day_and_a_half_without_one() -> None:
    assert not overdue(None, None, AT)  # never read: that is said elsewhere
    assert not overdue(AT - OVERDUE, None, AT)
    assert overdue(AT - OVERDUE - timedelta(seconds=1), AT, AT)
    assert overdue(None, AT - OVERDUE - timedelta(seconds=1), AT)
