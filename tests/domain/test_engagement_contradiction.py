"""A text that contradicts its VEVENT is flagged, and one that only says it otherwise is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_sync.domain.contradiction import contradictions
from liaison_sync.domain.invitation import Invitation, Moment, Recurrence
from liaison_sync.domain.message import StatedMeeting
from tests.domain.engagement_story import component, only, request, settled


def moment(hour: int, zone: str = "Asia/Jakarta", day: int = 23) -> Moment:
    wall = datetime(2026, 11, day, hour)  # noqa: DTZ001 - a wall time
    return Moment(wall, zone, "iana", wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def invitation(hour: int = 10, zone: str = "Asia/Jakarta", place: str = "") -> Invitation:
    start = moment(hour, zone)
    return replace(component("REQUEST"), start=start, end=moment(hour + 1, zone), location=place)


def text(
    hour: int = 10,
    zone: str | None = "Asia/Jakarta",
    *,
    day: int = 23,
    hours: int | None = None,
    place: str | None = None,
    weekday: int | None = None,
) -> StatedMeeting:
    start = datetime(2026, 11, day, hour)  # noqa: DTZ001 - a wall time
    end = start + timedelta(hours=hours) if hours else None
    return StatedMeeting(start, end, False, False, zone, None, place, None, weekday=weekday)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (text(), set()),
        (text(zone=None), set()),
        (text(11, "Asia/Makassar"), set()),
        (text(10, "Asia/Makassar"), {"zone"}),
        (text(13), {"time"}),
        (text(13, None), {"time"}),
        (text(day=24), {"date"}),
        (text(weekday=1), {"weekday"}),
        (text(weekday=0), set()),
        (text(hours=1), set()),
        (text(hours=2), {"time"}),
        (text(15, day=27), set()),
    ],
)
def test_the_smallest_difference_is_named(said: StatedMeeting, found: set[str]) -> None:
    assert contradictions([said], invitation()) == found


def test_a_text_that_names_several_times_agrees_if_one_of_them_does() -> None:
    assert contradictions([text(13), text()], invitation()) == set()


def test_an_invitation_in_utc_is_compared_in_the_zone_the_text_names() -> None:
    utc = replace(invitation(), start=moment(3, "UTC"), end=moment(4, "UTC"))
    assert contradictions([text()], utc) == set()
    assert contradictions([text(zone=None)], utc) == set()
    assert contradictions([text(11)], utc) == {"time"}


def test_any_instance_of_a_series_may_be_the_day_a_text_names() -> None:
    series = replace(invitation(), recurrence=Recurrence(rrules=("FREQ=WEEKLY",)))
    assert contradictions([text(day=30)], series) == set()
    assert contradictions([text(13, day=30)], series) == {"time"}


@pytest.mark.parametrize(
    ("stated", "location", "found"),
    [
        ("Ruang Rapat Lt. 3", "Ruang Rapat Lantai 3", set()),
        ("Ruang Rapat Lantai 3", "Ruang Rapat Lantai 5", {"place"}),
        ("Hotel Mulia", "Kantor Kominfo", {"place"}),
        ("Hotel Borobudur", "Jl. Lapangan Banteng Selatan 1", set()),
        ("Kemenkominfo", "Kementerian Komunikasi", set()),
        ("Zoom Meeting", "Hotel Mulia", set()),
        (None, "Hotel Mulia", set()),
    ],
)
def test_places_contradict_only_where_they_share_nothing(stated: str | None, location: str, found: set[str]) -> None:
    assert contradictions([text(place=stated)], invitation(place=location)) == found


def test_a_contradiction_is_a_flag_on_the_engagement_of_that_version() -> None:
    said = (text(10, "Asia/Makassar"),)
    first = replace(request(), content=replace(invitation(), attendees=request().invitation.attendees), meetings=said)
    assert only(settled(first)).flags == ("text_conflict:zone",)
    assert only(settled(first, request(sequence=1, stamp=9))).flags == ()
