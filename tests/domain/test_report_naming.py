"""A report's name says how often it comes and what it is about; months follow each other as weeks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from liaison_sync.domain.report.naming import SCOPES, About, about
from liaison_sync.domain.report.period import Period, due_at, latest_due, period_named, period_of, skipped

JAKARTA = "Asia/Jakarta"


@pytest.mark.parametrize("scope", SCOPES)
def test_a_name_comes_back_whatever_it_is_about(scope: str) -> None:
    for every in ("week", "month"):
        one = About(every, scope, "" if scope == "all" else "a:b@c")  # type: ignore[arg-type]
        assert about(one.name) == one


@pytest.mark.parametrize(
    "name", ["", "daily", "weekly:", "weekly:all", "weekly:partner:", "weekly:nobody:x", "x" * 500]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such report"):
        about(name)


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Oslo"])
def test_each_month_of_ten_years_is_reported_once_on_its_first_day(zone: str) -> None:
    here = Period(date(2020, 1, 1), zone, "month")
    for _ in range(120):
        due = due_at(here, weekday=1, hour=7)
        assert latest_due(due, zone, weekday=1, hour=7, every="month") == here
        assert latest_due(due - timedelta(minutes=1), zone, weekday=1, hour=7, every="month") == here.before
        assert (here.after.before, period_named(here.name, zone)) == (here, here)
        assert (period_of(here.start, zone, "month"), period_of(here.end, zone, "month")) == (here, here.after)
        steps = here.steps()
        assert (steps[0], steps[-1]) == (here.start, here.end)
        assert steps == sorted(set(steps))
        assert 5 <= len(steps) <= 7
        here = here.after


def test_missed_months_are_those_in_between() -> None:
    last, due = period_named("2026-10", JAKARTA), period_named("2027-02", JAKARTA)
    assert [one.name for one in skipped(last, due)] == ["2026-11", "2026-12", "2027-01"]


def test_a_month_is_told_from_a_week_and_one_that_is_none_is_refused() -> None:
    assert period_of(datetime(2026, 11, 30, 17, tzinfo=UTC), JAKARTA, "month").name == "2026-12"
    with pytest.raises(ValueError, match="month"):
        period_named("2026-13", JAKARTA)
