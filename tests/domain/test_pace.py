"""How many letters an account may send in a time, and when each that waits may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.pace import Rule, rules, turns

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def test_without_a_rule_everything_goes_at_once() -> None:
    assert rules(None, None) == ()
    assert list(islice(turns([NOW] * 99, (), NOW), 2)) == [(NOW, None), (NOW, None)]


def test_the_next_turn_is_when_the_oldest_of_the_last_so_many_leaves_the_window() -> None:
    (rule,) = rules(2, None)
    tried = [ago(seconds=50), ago(seconds=20)]
    found = list(islice(turns(tried, (rule,), NOW), 3))
    assert found == [(ago(seconds=-10), rule), (ago(seconds=-40), rule), (ago(seconds=-70), rule)]


def test_a_letter_just_out_of_the_window_counts_no_more() -> None:
    assert next(turns([ago(seconds=60)], rules(1, None), NOW)) == (NOW, None)
    assert next(turns([ago(seconds=59)], rules(1, None), NOW))[0] == ago(seconds=-1)


def test_the_longer_wait_of_two_rules_counts_and_is_named() -> None:
    assert next(turns([ago(hours=2), ago(seconds=30)], rules(1, 2), NOW)) == (ago(hours=-22), Rule(2, "day"))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 90_000), max_size=30), st.integers(1, 5), st.integers(1, 40), st.integers(1, 40))
def test_who_keeps_the_turns_never_sends_more_than_any_rule_allows(
    seconds: list[int], per_minute: int, per_day: int, waiting: int
) -> None:
    told = rules(per_minute, per_day)
    tried = sorted(ago(seconds=one) for one in seconds)
    given_ = [at for at, _ in islice(turns(tried, told, NOW), waiting)]
    assert given_ == sorted(given_)
    for rule in told:
        for at in given_:
            before = [one for one in (*tried, *given_) if at - rule.window < one <= at]
            allowed = max(rule.letters, sum(at - rule.window < one for one in tried))
            assert len(before) <= allowed
