from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.outbox import (
    BACKOFF,
    GIVE_UP,
    Lease,
    Row,
    Try,
    account_failed,
    leased,
    may_settle,
    must_verify,
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
    row = replace(ROW, lease_owner="w1", lease_until=NOW)
    assert must_verify(row, NOW)
    assert not must_verify(row, NOW - MINUTE)
    assert not must_verify(replace(row, state="queued"), NOW)
    assert verified(row, "sent", NOW).state == "sent"
    assert verified(row, "not_sent", NOW).state == "queued"
    assert verified(row, "unknown", NOW).state == "ambiguous"
    assert verified(row, "unknown", NOW, at_least_once=True).state == "queued"


def test_only_one_worker_holds_a_row_and_a_woken_sleeper_cannot_settle_it() -> None:
    row = Row("fu-1", "queued", NOW)
    first = leased(row, "w1", NOW)
    assert first == Lease("w1", NOW + timedelta(seconds=300), 1)
    held = replace(row, lease_owner="w1", lease_until=first.until, fence=first.fence)
    assert leased(held, "w2", NOW) is None
    second = leased(held, "w2", first.until)
    assert second is not None
    taken = replace(held, lease_owner="w2", lease_until=second.until, fence=second.fence)
    assert may_settle(taken, second)
    assert not may_settle(taken, first)
    retaken = leased(taken, "w2", second.until)
    assert retaken is not None
    assert not may_settle(replace(taken, fence=retaken.fence), second)


def test_a_letter_in_flight_or_not_due_is_nobodys_to_take() -> None:
    assert leased(ROW, "w1", NOW) is None
    assert leased(Row("x", "queued", NOW, next_try=NOW + MINUTE), "w1", NOW) is None


def test_an_account_that_cannot_sign_in_costs_the_letter_nothing() -> None:
    assert account_failed(ROW, NOW + 9 * GIVE_UP).state == "queued"


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
