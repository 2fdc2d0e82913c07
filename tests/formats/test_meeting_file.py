"""A meeting written as a file says what we hold of it, to our own reader and to icalendar's alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.engagement import Engagement, Participant
from liaison_sync.domain.invitation import Moment
from liaison_sync.formats import ical, meeting_file, series, zones
from liaison_sync.formats.zones import Resolved

STAMP = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PERSON = Participant("sari@mitra.example", 'Bu "Sari", S.E.; ☂', "ACCEPTED", "REQ-PARTICIPANT")
ZONES = ("Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC+05:17", "UTC")


def at(day: int, hour: int, zone: str = "Asia/Jakarta", month: int = 11) -> Moment:
    return zones.moment(datetime(2026, month, day, hour), Resolved(zone, "iana"))  # noqa: DTZ001 - a wall time


def meeting(start: Moment | None, end: Moment | None, **changes: object) -> Engagement:
    values: dict[str, object] = {
        "uid": "rapat-1@mitra.example",
        "recurrence_id": None,
        "status": "confirmed",
        "observer": False,
        "title": "Rapat; denah, panggung\nlantai \\2",
        "location": "Aula",
        "join_url": None,
        "sequence": 3,
        "organizer": "sari@mitra.example",
        "attendees": (PERSON,),
        "rrule": None,
        "start": start,
        "end": end,
    }
    return Engagement(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ZONES)
def test_a_series_with_exceptions_reads_back_as_it_was(zone: str) -> None:
    master = meeting(
        *(at(2, 10, zone), at(2, 11, zone)),
        rrule="FREQ=WEEKLY;COUNT=6;BYDAY=MO",
        exdates=(at(9, 10, zone),),
        rdates=(at(30, 9, zone, 12),),
    )
    moved = meeting(at(17, 13, zone), at(17, 14, zone), recurrence_id=at(16, 10, zone), sequence=4)
    called_off = meeting(at(23, 10, zone), None, recurrence_id=at(23, 10, zone), status="cancelled")
    octets = meeting_file.write([master, moved, called_off], stamp=STAMP)
    found = ical.read(octets)
    assert found.problems == ()
    whole, apart = found.invitations
    assert (whole.title, whole.location, whole.sequence, whole.status) == (master.title, "Aula", 3, "CONFIRMED")
    assert [one.utc for one in (whole.start, whole.end) if one] == [at(2, 10, zone).utc, at(2, 11, zone).utc]
    assert apart.recurrence_id is not None
    assert apart.recurrence_id.utc == at(16, 10, zone).utc
    assert [(one.address, one.name, one.partstat) for one in whole.attendees] == [
        (PERSON.address, PERSON.name, PERSON.partstat)
    ]
    times = series.expand(found.invitations, STAMP, datetime(2027, 2, 1, tzinfo=UTC)).occurrences
    told = [one.start.utc for one in times if one.start]
    wanted = [at(2, 10, zone), at(17, 13, zone), at(30, 10, zone), at(7, 10, zone, 12), at(30, 9, zone, 12)]
    assert told == [one.utc for one in wanted]
    calendar = icalendar.Calendar.from_ical(octets)
    assert [zone_.tz_name for zone_ in calendar.timezones] == ([] if zone == "UTC" else [zone])
    starts: list[Any] = [event.decoded("DTSTART") for event in calendar.events]
    assert [one.astimezone(UTC) for one in starts] == [at(2, 10, zone).utc, at(17, 13, zone).utc]


def test_an_instance_called_off_is_no_event_of_its_own_but_a_single_meeting_called_off_is_one() -> None:
    single = meeting(at(2, 10), at(2, 11), status="cancelled")
    (read,) = ical.read(meeting_file.write([single], stamp=STAMP)).invitations
    assert read.status == "CANCELLED"
    lone = meeting(at(16, 10), None, recurrence_id=at(16, 10), status="cancelled")  # its series was never sent to us
    assert ical.read(meeting_file.write([lone], stamp=STAMP)).invitations[0].recurrence_id == at(16, 10)


def test_this_and_all_later_instances_stay_so() -> None:
    master = meeting(at(2, 10), at(2, 11), rrule="FREQ=DAILY;COUNT=5")
    later = meeting(at(4, 15), at(4, 16), recurrence_id=at(4, 10), flags=("this_and_future",))
    assert ical.read(meeting_file.write([master, later], stamp=STAMP)).invitations[1].this_and_future


def test_days_and_times_of_no_zone_stay_days_and_times_of_no_zone() -> None:
    days = meeting(Moment(date(2026, 11, 2), None, "date"), Moment(date(2026, 11, 4), None, "date"))
    (read,) = ical.read(meeting_file.write([days], stamp=STAMP)).invitations
    assert [one.wall for one in (read.start, read.end) if one] == [date(2026, 11, 2), date(2026, 11, 4)]
    loose = meeting(Moment(datetime(2026, 11, 2, 9), "floating", "floating"), None)  # noqa: DTZ001 - a wall time
    (read,) = ical.read(meeting_file.write([loose], stamp=STAMP)).invitations
    assert read.start == loose.start
    unknown = meeting(Moment(datetime(2026, 11, 2, 9), None, "unresolved"), None)  # noqa: DTZ001 - a wall time
    assert b"COMMENT:Time zone unknown" in meeting_file.write([unknown], stamp=STAMP)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=60))
def test_no_word_of_a_stranger_becomes_a_line_of_its_own(title: str, place: str, name: str) -> None:
    guest = Participant("a@x.example", name, "DECLINED", "OPT-PARTICIPANT")
    said = meeting(at(2, 10), at(2, 11), title=title, location=place, attendees=(guest,))
    octets = meeting_file.write([said], stamp=STAMP)
    (read,) = ical.read(octets).invitations
    assert (read.uid, read.start, len(read.attendees)) == (said.uid, said.start, 1)
    assert octets.count(b"BEGIN:VEVENT") == 1 + title.count("BEGIN:VEVENT") + place.count("BEGIN:VEVENT")
