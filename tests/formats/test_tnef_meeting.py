"""A meeting in a winmail.dat is what the text/calendar part of the same meeting would be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.formats import ical, series, tnef, tnef_recurrence, tnef_zone
from tests.formats.meeting_winmails import (
    BERLIN,
    DAILY,
    GLOBAL,
    JAKARTA,
    MONTHLY,
    TAIL,
    UID,
    WEEKLY,
    YEARLY,
    binary,
    definition,
    meeting,
    moment,
    recurrence,
)
from tests.formats.test_tnef import APPOINTMENT, MEETING, named

ZONE = binary(0x8260, definition("SE Asia Standard Time", JAKARTA))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


MONDAY = wall("2026-11-23T10:00")


def read(packed: bytes) -> CalendarFile:
    held = tnef.read(packed)
    assert held.calendar is not None
    found = ical.read(held.calendar)
    assert found.problems == ()
    return found


def starts(invitations: tuple[Invitation, ...], until: str = "2027-03-01") -> list[str]:
    window = datetime(2026, 11, 1, tzinfo=UTC), datetime.fromisoformat(until).replace(tzinfo=UTC)
    found = series.expand(invitations, *window).occurrences
    return [f"{each.start.wall:%Y-%m-%dT%H:%M}" for each in found]


def test_a_weekly_series_with_exceptions_is_read_with_its_zone() -> None:
    rule = recurrence(
        WEEKLY, 1, 1, 0b10, start=MONDAY, end=0x2022, count=5,
        deleted=(wall("2026-11-30T10:00"),),
        moved=((wall("2026-12-07T10:00"), wall("2026-12-08T14:30"), "Rapat dipindah"),),
    )  # fmt: skip
    found = read(meeting("Request", binary(0x8216, rule), ZONE)).invitations
    master, moved = found
    assert (master.uid, master.method, master.sequence) == (UID, "REQUEST", 1)
    assert master.start is not None
    assert (master.start.zone, master.start.utc) == ("Asia/Jakarta", datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert master.recurrence.rrules == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;COUNT=5",)
    assert (moved.title, moved.recurrence_id and moved.recurrence_id.utc) == (
        "Rapat dipindah",
        datetime(2026, 12, 7, 3, tzinfo=UTC),
    )
    assert starts(found) == ["2026-11-23T10:00", "2026-12-08T14:30", "2026-12-14T10:00", "2026-12-21T10:00"]


ICS = f"""BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:{UID}
DTSTAMP:20261101T000000Z
SEQUENCE:1
DTSTART;TZID=SE Asia Standard Time:20261123T100000
DTEND;TZID=SE Asia Standard Time:20261123T110000
RRULE:FREQ=WEEKLY;UNTIL=20261214T030000Z;INTERVAL=1;BYDAY=MO;WKST=MO
SUMMARY:Rapat koordinasi
ORGANIZER:mailto:budi@mitra.id
END:VEVENT
END:VCALENDAR
"""


def test_it_says_what_the_calendar_part_of_the_same_meeting_says() -> None:
    rule = recurrence(WEEKLY, 1, 1, 0b10, start=MONDAY, end=0x2021, until=wall("2026-12-14T00:00"))
    (packed,) = read(meeting("Request", binary(0x8216, rule), ZONE)).invitations
    (plain,) = ical.read(ICS.encode()).invitations
    for name in ("uid", "sequence", "dtstamp", "start", "end", "title", "organizer"):
        assert getattr(packed, name) == getattr(plain, name), name
    assert (
        starts((packed,)) == starts((plain,)) == [f"2026-{day}T10:00" for day in ("11-23", "11-30", "12-07", "12-14")]
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ((DAILY, 0, 2880), ["2026-11-23T10:00", "2026-11-25T10:00", "2026-11-27T10:00"]),
        ((DAILY, 1, 1, 0b0111110), ["2026-11-23T10:00", "2026-11-24T10:00", "2026-11-25T10:00"]),
        ((WEEKLY, 1, 2, 0b1010), ["2026-11-23T10:00", "2026-11-25T10:00", "2026-12-07T10:00"]),
        ((MONTHLY, 2, 1, 23), ["2026-11-23T10:00", "2026-12-23T10:00", "2027-01-23T10:00"]),
        ((MONTHLY, 2, 1, 31), ["2026-11-23T10:00", "2026-11-30T10:00", "2026-12-31T10:00"]),
        ((MONTHLY, 4, 1, 31), ["2026-11-23T10:00", "2026-11-30T10:00", "2026-12-31T10:00"]),
        ((MONTHLY, 3, 2, 0b10, 4), ["2026-11-23T10:00", "2027-01-25T10:00", "2027-03-22T10:00"]),
        ((MONTHLY, 3, 1, 0b0111110, 5), ["2026-11-23T10:00", "2026-11-30T10:00", "2026-12-31T10:00"]),
        ((YEARLY, 2, 12, 23), ["2026-11-23T10:00", "2027-11-23T10:00", "2028-11-23T10:00"]),
        ((YEARLY, 3, 12, 0b10, 4), ["2026-11-23T10:00", "2027-11-22T10:00", "2028-11-27T10:00"]),
    ],
)
def test_each_pattern_recurs_as_outlook_shows_it(pattern: tuple[int, ...], expected: list[str]) -> None:
    rule = recurrence(*pattern, start=MONDAY, end=0x2023)
    found = read(meeting("Request", binary(0x8216, rule), ZONE)).invitations
    assert starts(found, "2029-01-01")[:3] == expected


def test_a_zone_of_its_own_rules_keeps_the_wall_time_over_the_change_of_clocks() -> None:
    rule = recurrence(WEEKLY, 1, 1, 0b10, start=wall("2026-03-23T09:00"))
    begins = datetime(2026, 3, 23, 8, tzinfo=UTC)
    packed = meeting("Request", binary(0x8216, rule), binary(0x8233, BERLIN), start=begins)
    (found,) = read(packed).invitations
    assert found.start is not None
    assert found.start.utc == begins
    after = series.expand((found,), begins + timedelta(days=6), begins + timedelta(days=8)).occurrences
    assert [each.start.utc for each in after] == [datetime(2026, 3, 30, 7, tzinfo=UTC)]


def test_an_exception_says_which_instance_it_replaces() -> None:
    packed = meeting("Request", moment(0x8228, datetime(2026, 11, 30, 3, tzinfo=UTC)), ZONE)
    (found,) = read(packed).invitations
    assert found.recurrence_id is not None
    assert (found.uid, found.recurrence_id.utc) == (UID, datetime(2026, 11, 30, 3, tzinfo=UTC))


def test_the_date_in_the_global_object_id_names_an_instance_and_is_no_part_of_the_uid() -> None:
    dated = named(MEETING, 0x03, 0x102, GLOBAL + bytes((0x07, 0xEA, 11, 30)) + TAIL)
    (found,) = read(meeting("Canceled", dated)).invitations
    assert found.recurrence_id is not None
    assert (found.uid, found.method, found.recurrence_id.key) == (UID, "CANCEL", "2026-11-30")


@pytest.mark.parametrize(("kind", "partstat"), [("Pos", "ACCEPTED"), ("Neg", "DECLINED"), ("Tent", "TENTATIVE")])
def test_an_answer_names_who_answers(kind: str, partstat: str) -> None:
    (found,) = read(meeting(f"Resp.{kind}", sender="citra@lain.id")).invitations
    assert (found.method, [(who.address, who.partstat) for who in found.attendees]) == (
        "REPLY",
        [("citra@lain.id", partstat)],
    )
    assert found.organizer is None


def test_an_answer_that_proposes_another_time_is_a_counter_proposal() -> None:
    proposed = datetime(2026, 11, 24, 6, tzinfo=UTC)
    more = (
        named(APPOINTMENT, 0x8257, 0x0B, b"\x01\x00\x00\x00"),
        moment(0x8250, proposed),
        moment(0x8251, proposed + timedelta(hours=2)),
    )
    (found,) = read(meeting("Resp.Tent", *more, ZONE)).invitations
    assert found.start is not None
    assert found.end is not None
    assert (found.method, found.start.utc, found.end.utc) == ("COUNTER", proposed, proposed + timedelta(hours=2))


def test_an_all_day_meeting_is_one_of_dates() -> None:
    whole_day = named(APPOINTMENT, 0x8215, 0x0B, b"\x01\x00\x00\x00")
    (found,) = read(meeting("Request", whole_day, ZONE, start=datetime(2026, 11, 22, 17, tzinfo=UTC))).invitations
    assert found.start is not None
    assert (found.start.all_day, found.start.key) == (True, "2026-11-23")


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (datetime(2026, 11, 22, 17, tzinfo=UTC), "2026-11-23"),  # midnight in Jakarta
        (datetime(2026, 11, 22, 18, 30, tzinfo=UTC), "2026-11-23"),  # in Delhi
        (datetime(2026, 11, 23, 0, tzinfo=UTC), "2026-11-23"),
        (datetime(2026, 11, 23, 5, tzinfo=UTC), "2026-11-23"),  # in New York
    ],
)
def test_an_all_day_meeting_without_a_zone_is_of_the_day_whose_midnight_it_names(start: datetime, day: str) -> None:
    whole_day = named(APPOINTMENT, 0x8215, 0x0B, b"\x01\x00\x00\x00")
    ends = moment(0x820E, start + timedelta(days=1))
    (found,) = read(meeting("Request", whole_day, ends, start=start)).invitations
    assert found.start is not None
    assert found.end is not None
    assert (found.start.all_day, found.start.key) == (True, day)
    assert str(found.end.wall) == str((datetime.fromisoformat(day) + timedelta(days=1)).date())


@pytest.mark.parametrize(
    ("start", "lasts"),
    [
        (datetime(2026, 11, 22, 11, tzinfo=UTC), 24),  # midnight in Auckland's summer, or in Samoa's day before
        (datetime(2026, 11, 22, 3, 7, tzinfo=UTC), 24),  # midnight nowhere
        (datetime(2026, 9, 26, 12, tzinfo=UTC), 23),  # the end alone can be read two ways
    ],
)
def test_days_that_could_be_others_stay_the_instants_they_are(start: datetime, lasts: int) -> None:
    whole_day = named(APPOINTMENT, 0x8215, 0x0B, b"\x01\x00\x00\x00")
    ends = moment(0x820E, start + timedelta(hours=lasts))
    (found,) = read(meeting("Request", whole_day, ends, start=start)).invitations
    assert found.start is not None
    assert found.end is not None
    assert (found.start.utc, found.end.utc) == (start, start + timedelta(hours=lasts))


@given(st.binary(max_size=400), st.integers(0, 400))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_are_read_as_far_as_they_go(noise: bytes, at: int) -> None:
    rule = recurrence(WEEKLY, 1, 1, 0b10, start=MONDAY, moved=((MONDAY, MONDAY, "x"),))
    spoilt = rule[:at] + noise + rule[at + len(noise) :]
    zone = definition("SE Asia Standard Time", JAKARTA)
    tnef_recurrence.read(noise)
    tnef_recurrence.read(spoilt)
    tnef_zone.read(zone[:at] + noise, noise, "x")
    held = tnef.read(meeting("Request", binary(0x8216, spoilt), binary(0x8260, zone[:at] + noise)))
    if held.calendar is not None:
        assert len(held.calendar) < 2_000_000
        ical.read(held.calendar)
