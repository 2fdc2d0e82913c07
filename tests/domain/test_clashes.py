"""What stands against a time: each kind is found where it is, and only there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.clashes import Place, clashes
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import Calendar, Calendars, Holiday

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
CHRISTMAS = Holiday("Hari Raya Natal")
LEAVE = Holiday("Cuti bersama Natal", "joint_leave")
DAYS = Calendars({"ID": {date(2026, 12, 25): CHRISTMAS, date(2026, 12, 24): LEAVE}, "JP": {}})
OURS = Place(DAYS.of(), "ID")
TOKYO = Place(DAYS.of("JP", "Asia/Tokyo"), "JP", "Osaki")
BANDUNG = Place(DAYS.of("ID", "Asia/Jakarta"), "ID", "Pemkot")


def at(day: int, hour: int, hours: float = 1) -> tuple[datetime, datetime]:
    """On our own clock."""
    start = datetime(2026, 12, day, hour - 7, tzinfo=UTC)
    return start, start + timedelta(hours=hours)


def meeting(day: int, hour: int, *, uid: str = "other", status: str = "confirmed") -> Meeting:
    start, end = at(day, hour)
    return Meeting(
        f"{uid}{day}{hour}", uid, None, "Rapat lain", start, end, "Asia/Jakarta", False, status, "upcoming", None, None
    )


def kinds(times: list[tuple[datetime, datetime]], *meetings: Meeting, places: tuple[Place, ...] = (OURS,)) -> list[str]:
    return [one.kind for one in clashes(times, meetings, places, NOW, uid="mine")]


def test_nothing_stands_against_a_free_hour_of_a_working_day() -> None:
    assert kinds([at(10, 10)], meeting(10, 8), meeting(10, 11), places=(OURS, TOKYO, BANDUNG)) == []


def test_another_meeting_at_that_time_is_told_but_not_its_own_or_one_that_is_off() -> None:
    assert kinds([at(10, 10, 2)], meeting(10, 11)) == ["meeting"]
    assert kinds([at(10, 10, 2)], meeting(10, 11, uid="mine"), meeting(10, 11, status="cancelled")) == []


def test_holidays_and_joint_leave_are_told_once_for_a_country_and_apart_for_another() -> None:
    assert kinds([at(25, 10)], places=(OURS, BANDUNG)) == ["holiday"]
    (leave,) = clashes([at(24, 10)], [], [OURS, TOKYO], NOW)
    assert (leave.kind, leave.holiday and leave.holiday.kind, leave.who) == ("holiday", "joint_leave", "")
    foreign = Place(Calendar({date(2026, 12, 10): Holiday("Own day")}, "Asia/Tokyo"), "JP", "Osaki")
    (theirs,) = clashes([at(10, 10)], [], [OURS, foreign], NOW)
    assert (theirs.kind, theirs.who) == ("holiday", "Osaki")


def test_a_half_day_stands_only_against_its_free_half() -> None:
    half = Place(Calendar({date(2026, 12, 31): Holiday("Malam tahun baru", until=time(12))}), "ID")
    assert kinds([at(31, 9)], places=(half,)) == []
    assert kinds([at(31, 11, 2)], places=(half,)) == ["holiday"]


def test_weekends_and_closed_hours_are_told_by_each_place_s_own_clock() -> None:
    assert kinds([at(12, 10)]) == ["not_working"]
    assert kinds([at(10, 17)]) == ["outside_hours"]
    late = clashes([at(10, 15)], [], [OURS, TOKYO], NOW)  # 17.00 in Tokyo
    assert [(one.kind, one.who) for one in late] == [("outside_hours", "Osaki")]


def test_the_past_is_told_once_for_a_whole_series() -> None:
    times = [(NOW - timedelta(days=n), NOW - timedelta(days=n) + timedelta(hours=1)) for n in (1, 2)]
    assert kinds(times, places=()) == ["past"]


@given(st.integers(9, 400), st.integers(8, 400))
@settings(max_examples=60)
def test_a_meeting_is_told_exactly_where_it_overlaps(begin: int, length: int) -> None:
    start = datetime(2026, 12, 10, tzinfo=UTC) + timedelta(minutes=begin)
    other = meeting(10, 10)
    assert other.start is not None
    assert other.end is not None
    told = bool(clashes([(start, start + timedelta(minutes=length))], [other], [], NOW))
    assert told == (start < other.end and start + timedelta(minutes=length) > other.start)
