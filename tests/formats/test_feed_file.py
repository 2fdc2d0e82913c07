"""A subscribed calendar read back by icalendar and recurring-ical-events, as a client would read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.feed import Published, horizon
from liaison_sync.formats import feed_file

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WORDS = feed_file.Words("Pertemuan Dewi", "Pertemuan", "Peserta: {names}")
PUBLISHER = ("Yayasan Karsa Bahari", "humas@karsabahari.example")


def meeting(**changes: object) -> Published:
    values: dict[str, object] = {
        "key": "oc1",
        "start": NOW,
        "end": NOW + timedelta(hours=1),
        "all_day": False,
        "zone": "Asia/Makassar",
        "status": "confirmed",
        "title": "Rapat; denah",
        "location": "Aula",
        "join_url": "https://meet.example/1",
        "sequence": 3,
        "heard": NOW - timedelta(days=1),
    }
    return Published(**(values | changes))  # type: ignore[arg-type]


def written(*meetings: Published, publisher: tuple[str, str] | None = PUBLISHER) -> bytes:
    return feed_file.write(meetings, WORDS, zone="Asia/Jakarta", publisher=publisher)


def events(octets: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(octets).events)


def test_a_calendar_says_its_name_that_it_is_published_and_when_to_ask_again() -> None:
    lines = written(meeting()).decode().split("\r\n")
    for line in (
        *("METHOD:PUBLISH", "VERSION:2.0", "NAME:Pertemuan Dewi", "X-WR-CALNAME:Pertemuan Dewi"),
        *("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "X-WR-TIMEZONE:Asia/Jakarta"),
    ):
        assert lines.count(line) == 1, line


def test_an_event_has_its_zone_status_sequence_and_a_uid_that_stays() -> None:
    octets = written(meeting())
    (event,) = events(octets)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("oc1@liaison-sync", 3, "CONFIRMED")
    assert event.decoded("DTSTART") == NOW
    assert event["DTSTART"].params["TZID"] == "Asia/Makassar"
    assert [zone.tz_name for zone in icalendar.Calendar.from_ical(octets).timezones] == ["Asia/Makassar"]
    assert (event["URL"], event["LOCATION"], event["SUMMARY"]) == ("https://meet.example/1", "Aula", "Rapat; denah")
    assert "DESCRIPTION" not in event
    assert written(meeting()) == octets


def test_nobody_is_an_attendee_and_who_publishes_is_the_organiser() -> None:
    (event,) = events(written(meeting(people=("Bu Sari", "Pak {names}"))))
    assert "ATTENDEE" not in event  # RFC 5546 §3.2.1
    assert event["ORGANIZER"] == "mailto:humas@karsabahari.example"
    assert event["DESCRIPTION"] == "Peserta: Bu Sari, Pak {names}"
    assert "ORGANIZER" not in events(written(meeting(), publisher=None))[0]


@pytest.mark.parametrize(
    ("status", "told", "free"),
    [
        ("confirmed", "CONFIRMED", "OPAQUE"),
        ("proposed", "TENTATIVE", "OPAQUE"),
        ("unverified", "TENTATIVE", "TRANSPARENT"),
        ("cancelled", "CANCELLED", "TRANSPARENT"),
        ("uninvited", "CANCELLED", "TRANSPARENT"),
        ("declined_by_us", None, "TRANSPARENT"),
    ],
)
def test_what_is_called_off_is_cancelled_and_takes_no_time(status: str, told: str | None, free: str) -> None:
    (event,) = events(written(meeting(status=status)))
    assert (event.get("STATUS"), event["TRANSP"]) == (told, free)


def test_days_are_days_where_we_are_and_times_of_no_zone_are_on_our_clock() -> None:
    ours = ZoneInfo("Asia/Jakarta")
    first, last = (datetime(2026, 11, day, tzinfo=ours).astimezone(UTC) for day in (2, 4))
    days, loose, utc = events(
        written(
            meeting(start=first, end=last, all_day=True, zone=None),
            meeting(key="oc2", zone="floating"),
            meeting(key="oc3", zone="UTC", end=None),
        )
    )
    assert [days.decoded("DTSTART"), days.decoded("DTEND")] == [date(2026, 11, 2), date(2026, 11, 4)]
    assert loose["DTSTART"].params["TZID"] == "Asia/Jakarta"
    assert utc["DTSTART"].to_ical() == b"20261124T030000Z"
    assert "DTEND" not in utc


def test_a_link_of_another_scheme_is_left_out_and_an_untitled_meeting_has_a_title() -> None:
    (event,) = events(written(meeting(join_url="javascript:alert(1)", title="")))
    assert "URL" not in event
    assert event["SUMMARY"] == "Pertemuan"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=40))
def test_no_word_of_a_stranger_becomes_a_line_of_its_own(title: str, place: str, name: str) -> None:
    octets = written(meeting(title=title, location=place, people=(name,) if name else ()))
    (event,) = events(octets)
    assert (event["UID"], event["STATUS"]) == ("oc1@liaison-sync", "CONFIRMED")
    assert octets.count(b"\r\nBEGIN:VEVENT\r\n") == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-80 * 24 * 4, 300 * 24 * 4), min_size=1, max_size=8, unique=True), st.data())
def test_a_client_shows_each_occurrence_at_its_instant(quarters: list[int], data: st.DataObject) -> None:
    zones = st.sampled_from(("Asia/Jakarta", "Europe/Berlin", "UTC", "UTC+05:17", "nowhere"))
    made = [
        meeting(key=f"oc{n}", start=at, end=at + timedelta(minutes=50), zone=data.draw(zones))
        for n, at in enumerate(NOW + timedelta(minutes=15 * one) for one in quarters)
    ]
    calendar = icalendar.Calendar.from_ical(written(*made))
    since, until = horizon(NOW)
    shown = [(one["UID"], one.start, one.end) for one in recurring_ical_events.of(calendar).between(since, until)]
    assert sorted(shown) == sorted((f"{one.key}@liaison-sync", one.start, one.end) for one in made)


def test_what_a_feed_covers_is_the_same_all_day_long() -> None:
    assert horizon(NOW) == horizon(NOW + timedelta(hours=20))
    assert horizon(NOW) == (datetime(2026, 8, 26, tzinfo=UTC), datetime(2027, 11, 24, tzinfo=UTC))
