"""How long something has waited is told in the working days of that office, as its letters tell it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from liaison_sync.domain.policy import Hours, WorkingTime
from liaison_sync.domain.workdays import Calendar
from liaison_sync.web.lateness import waited
from liaison_sync.web.render import Speech

MONDAY, FRIDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC), datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("closes", [time(12), time(16, 30), time(23, 59)])
def test_from_monday_to_friday_are_four_working_days_however_long_a_day_is(closes: time) -> None:
    calendar = Calendar(working=WorkingTime(hours=Hours(time(8), closes)))
    assert waited(calendar, MONDAY, FRIDAY).days == 4


def test_hours_are_told_beside_the_days() -> None:
    plain = Calendar()
    assert waited(plain, MONDAY, MONDAY).days == 0
    assert waited(plain, MONDAY, FRIDAY).hours > 30


@pytest.mark.parametrize(
    ("language", "hours", "days", "told"),
    [
        ("id", 0.0, 0, "baru masuk"),
        ("id", 0.1, 0, "sudah 6 menit"),
        ("en", 0.017, 0, "waiting 1 minute"),
        ("id", 0.99, 0, "sudah 59 menit"),
        ("id", 0.997, 0, "sudah 1 jam"),
        ("id", 4.7, 0, "sudah 4,7 jam"),
        ("id", 70, 9, "sudah 9 hari kerja"),
        ("en", 70, 9, "waiting 9 working days"),
    ],
)
def test_a_wait_cannot_be_taken_for_the_time_that_is_left(language: str, hours: float, days: int, told: str) -> None:
    assert Speech(language, "Asia/Jakarta", FRIDAY).age(hours, days) == told
