from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.outbox import (
    ASKED_FOR,
    BACKOFF,
    GIVE_UP,
    Row,
    Settled,
    Try,
    account_failed,
    settle,
    verified,
    wait_after,
)

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ROW = Row("fu-1", "in_flight", NOW, tries=1)
MINUTE = timedelta(minutes=1)


def test_waiting_grows_as_the_table_says_and_ends_after_two_days() -> None:
    assert [wait_after(n) / MINUTE for n in range(1, 6)] == [1, 5, 15, 60, 240]
    assert wait_after(0) == wait_after(1)
    assert wait_after(99) == BACKOFF[-1]
    assert sum(BACKOFF[:-1], timedelta()) < GIVE_UP


def test_an_accepted_letter_is_sent_and_a_refused_one_has_failed() -> None:
    assert settle(ROW, (Try("a", "accepted"),), NOW).state == "sent"
    assert settle(ROW, (Try("a", "rejected"),), NOW).state == "failed"
    both = settle(ROW, (Try("a", "accepted"), Try("b", "rejected")), NOW)
    assert (both.state, both.reason) == ("sent", "partly_rejected")


def test_a_deferred_recipient_is_tried_again_alone() -> None:
    found = settle(ROW, (Try("a", "accepted"), Try("b", "deferred")), NOW)
    assert (found.state, found.next_try, found.left) == ("queued", NOW + MINUTE, ("b",))
    asked = settle(ROW, (Try("b", "deferred", retry_after=timedelta(minutes=30)),), NOW)
    assert asked.next_try == NOW + 30 * MINUTE


def test_after_two_days_it_gives_up() -> None:
    found = settle(ROW, (Try("b", "deferred"),), NOW + GIVE_UP)
    assert (found.state, found.reason) == ("failed", "gave_up")


def test_silence_after_the_dot_is_ambiguous_and_never_sent_again() -> None:
    found = settle(ROW, (Try("a", "ambiguous"),), NOW)
    assert (found.state, found.next_try) == ("ambiguous", None)
    assert settle(ROW, (), NOW).state == "ambiguous"


def test_after_a_crash_a_letter_is_verified_before_anything_else() -> None:
    assert verified(ROW, "sent", NOW).state == "sent"
    assert verified(ROW, "not_sent", NOW) == Settled("queued", "verified_not_sent", NOW)
    assert verified(ROW, "unknown", NOW).state == "ambiguous"
    assert verified(ROW, "unknown", NOW, repeated=True).state == "queued"


def test_who_can_be_asked_again_is_for_ten_minutes_before_a_person_is_and_more_seldom_for_two_days() -> None:
    at, asked, states = NOW, [], []
    row = ROW
    while True:
        found = verified(row, "unknown", at, askable=True)
        states.append(found.state)
        if found.next_try is None:
            break
        assert found.asked_since == NOW
        row = replace(row, asked_since=found.asked_since)
        asked.append((at - NOW) / MINUTE)
        at = found.next_try
    assert asked[:9] == [0, 1, 2, 4, 8, 10, 20, 40, 80]
    assert states[:5] == ["in_flight"] * 5
    assert set(states[5:]) == {"ambiguous"}
    assert at - NOW > GIVE_UP
    over = replace(ROW, asked_since=NOW - ASKED_FOR)
    assert verified(over, "unknown", NOW, askable=True, repeated=True).reason == "repeated_by_policy"


def test_who_was_put_off_before_the_doubt_is_not_forgotten_when_it_is_over() -> None:
    found = verified(ROW, "sent", NOW, left=("b",))
    assert (found.state, found.next_try, found.left) == ("queued", NOW + MINUTE, ("b",))


def test_an_account_that_cannot_sign_in_costs_the_letter_nothing() -> None:
    assert [account_failed(n, NOW).next_try for n in (1, 2, 3, 9)] == [NOW + n * MINUTE for n in (1, 5, 15, 15)]
    assert account_failed(9, NOW + 9 * GIVE_UP).state == "queued"


def test_an_account_that_wants_peace_gets_as_much_as_it_asks_for_and_no_less_than_any_other() -> None:
    assert account_failed(1, NOW, NOW + 90 * MINUTE).next_try == NOW + 90 * MINUTE
    assert account_failed(2, NOW, NOW + MINUTE).next_try == NOW + 5 * MINUTE


results = st.sampled_from(["accepted", "deferred", "rejected", "ambiguous"])


@settings(max_examples=100, deadline=None)
@given(st.lists(results, max_size=5), st.integers(1, 20), st.integers(0, 100))
def test_whoever_accepted_never_gets_it_twice(outcomes: list[str], tries: int, hours: int) -> None:
    row = replace(ROW, tries=tries)
    done = tuple(Try(f"r{n}", outcome) for n, outcome in enumerate(outcomes))  # type: ignore[arg-type]
    found = settle(row, done, NOW + timedelta(hours=hours))
    accepted = {one.address for one in done if one.result in {"accepted", "ambiguous"}}
    if found.state == "queued":
        assert found.next_try is not None
        assert found.next_try > NOW + timedelta(hours=hours)
        assert found.left
        assert not accepted & set(found.left)
