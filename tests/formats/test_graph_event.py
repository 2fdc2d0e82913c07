"""Calendar items as Graph tells them, read to what the same item would say as iCalendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.invitation import Invitation
from liaison_sync.formats.graph_event import read

OWNER = "humas@kantor.example"
UID = "040000008200E00074C5B7101A82E00800000000D0C1A3B2C4D5DA010000000000000000100000001F2E3D4C5B6A79880102030405060708"


def person(address: str, response: str = "none", kind: str = "required") -> dict[str, Any]:
    told = {"name": f"{address.split('@', maxsplit=1)[0].title()}, S.Sos.", "address": address}
    return {"type": kind, "status": {"response": response, "time": "0001-01-01T00:00:00Z"}, "emailAddress": told}


def organiser(address: str) -> dict[str, Any]:
    """Who invites has no answer: a recipient, no attendee."""
    return {"emailAddress": person(address)["emailAddress"]}


def at(text: str) -> dict[str, str]:
    return {"dateTime": f"{text}.0000000", "timeZone": "UTC"}


def event(**changes: Any) -> dict[str, Any]:
    return {
        "id": "AAMkAG",
        "iCalUId": "rapat-7@pemkot.example",
        "changeKey": "k1",
        "type": "singleInstance",
        "subject": "Rapat; izin, lokasi",
        "bodyPreview": "Baris satu\r\nBaris dua",
        "start": at("2026-11-23T03:00:00"),
        "end": at("2026-11-23T04:30:00"),
        "originalStartTimeZone": "SE Asia Standard Time",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": False,
        "isDraft": False,
        "organizer": organiser("rina@pemkot.example"),
        "attendees": [person(OWNER), person("budi@pemkot.example", "accepted", "optional")],
        "responseStatus": {"response": "tentativelyAccepted", "time": "2026-11-20T01:00:00Z"},
        "location": {"displayName": "Balai Kota"},
        "onlineMeeting": {"joinUrl": "https://teams.microsoft.com/l/meetup-join/19%3ax"},
        "lastModifiedDateTime": "2026-11-20T01:00:00.1234567Z",
        "singleValueExtendedProperties": [
            {"id": "Integer {00062002-0000-0000-c000-000000000046} Id 0x8201", "value": "3"}
        ],
        **changes,
    }


def told(**changes: Any) -> tuple[Invitation, ...]:
    item = read(json.dumps(event(**changes)).encode(), OWNER)
    assert item.file.problems == ()
    return item.file.invitations


def test_a_lone_meeting_says_what_its_calendar_item_says() -> None:
    (one,) = told()
    assert (one.uid, one.sequence, one.method) == ("rapat-7@pemkot.example", 3, None)
    assert (one.title, one.location) == ("Rapat; izin, lokasi", "Balai Kota")
    assert one.description == "Baris satu\nBaris dua"
    assert one.start is not None
    assert one.end is not None
    assert (one.start.utc, one.start.zone) == (datetime(2026, 11, 23, 3, tzinfo=UTC), "Asia/Jakarta")
    assert one.start.wall == datetime(2026, 11, 23, 10)  # noqa: DTZ001
    assert one.end.utc == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert one.organizer is not None
    assert (one.organizer.address, one.organizer.name) == ("rina@pemkot.example", "Rina, S.Sos.")
    assert {(who.address, who.partstat, who.role) for who in one.attendees} == {
        (OWNER, "TENTATIVE", "REQ-PARTICIPANT"),
        ("budi@pemkot.example", "ACCEPTED", "OPT-PARTICIPANT"),
    }
    assert one.join_url == "https://teams.microsoft.com/l/meetup-join/19%3ax"
    assert one.dtstamp == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert one.status == "CONFIRMED"


def test_the_change_key_tells_versions_apart() -> None:
    assert read(json.dumps(event(changeKey="k9")).encode(), OWNER).change_key == "k9"


def test_our_own_meeting_is_ours_whatever_alias_it_shows() -> None:
    (one,) = told(isOrganizer=True, organizer=organiser("humas@kantor.onmicrosoft.example"))
    assert one.organizer is not None
    assert one.organizer.address == OWNER


def test_one_asked_through_a_list_answers_by_the_status_of_its_item() -> None:
    (one,) = told(attendees=[person("semua@kantor.example")], responseStatus={"response": "declined"})
    assert {(who.address, who.partstat) for who in one.attendees} == {
        ("semua@kantor.example", "NEEDS-ACTION"),
        (OWNER, "DECLINED"),
    }


@pytest.mark.parametrize("zone", ["", "tzone://Microsoft/Custom", None, "Customized Time Zone"])
def test_a_zone_nobody_can_name_leaves_a_lone_meetings_instant(zone: str | None) -> None:
    (one,) = told(originalStartTimeZone=zone)
    assert one.start is not None
    assert one.start.utc == datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_day_stays_a_day() -> None:
    (one,) = told(isAllDay=True, start=at("2026-11-23T00:00:00"), end=at("2026-11-24T00:00:00"))
    assert one.start is not None
    assert one.start.wall == date(2026, 11, 23)
    assert one.start.all_day


SERIES = {
    "type": "seriesMaster",
    "originalStartTimeZone": "Central European Standard Time",
    "start": at("2026-10-19T08:00:00"),  # 10.00 in summer
    "end": at("2026-10-19T09:00:00"),
    "recurrence": {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
        "range": {"type": "endDate", "startDate": "2026-10-19", "endDate": "2026-11-30",
                  "recurrenceTimeZone": "Central European Standard Time"},
    },
    "cancelledOccurrences": ["OID.AAMkAG.2026-11-09"],
    "exceptionOccurrences": [
        event(type="exception", originalStart="2026-11-16T09:00:00Z", start=at("2026-11-17T13:00:00"),
              end=at("2026-11-17T14:00:00"), subject="Pindah"),
        event(type="exception", originalStart="2026-11-23T09:00:00Z", isCancelled=True,
              start=at("2026-11-23T09:00:00"), end=at("2026-11-23T10:00:00")),
    ],
}  # fmt: skip


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    from liaison_sync.formats import series

    found = told(**SERIES)
    assert [one.uid for one in found] == ["rapat-7@pemkot.example"] * 3
    master, moved, dropped = found
    assert master.recurrence.rrules == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;UNTIL=20261130T225959Z",)
    assert [one.utc for one in master.recurrence.exdates] == [datetime(2026, 11, 9, 9, tzinfo=UTC)]
    assert moved.recurrence_id is not None
    assert moved.recurrence_id.utc == datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert moved.title == "Pindah"
    assert dropped.status == "CANCELLED"
    assert series.is_instance(master, moved.recurrence_id)


def test_an_exception_told_by_its_day_alone_replaces_the_instance_of_that_day() -> None:
    """As in Microsoft's own example: an occurrenceId, and no originalStart."""
    bare = {"id": "AAMkX", "occurrenceId": "OID.AAMkAG.2026-11-16", "subject": "Pindah",
            "start": at("2026-11-17T13:00:00"), "end": at("2026-11-17T14:00:00")}  # fmt: skip
    _, moved = told(**{**SERIES, "exceptionOccurrences": [bare]})
    assert moved.recurrence_id is not None
    assert moved.recurrence_id.utc == datetime(2026, 11, 16, 9, tzinfo=UTC)  # winter: an hour later in UTC


@pytest.mark.parametrize(
    "change",
    [
        {"exceptionOccurrences": [event(type="exception", start=at("2026-11-17T13:00:00"))]},
        {"cancelledOccurrences": ["OID.AAMkAG"]},
    ],
)
def test_a_series_of_which_nobody_can_tell_what_was_changed_is_not_told_as_planned(change: dict[str, Any]) -> None:
    found = read(json.dumps(event(**{**SERIES, **change})).encode(), OWNER).file
    assert (found.invitations, found.problems) == ((), ("event_unreadable:ValueError",))


@pytest.mark.parametrize("zone", ["tzone://Microsoft/Custom", "", "Customized Time Zone"])
@pytest.mark.parametrize(
    ("start", "day", "date_", "second"),
    [
        ("2026-11-22T23:00:00", "monday", "2026-11-23", datetime(2026, 11, 29, 23, tzinfo=UTC)),  # 06.00 in Jakarta
        ("2026-11-24T01:00:00", "monday", "2026-11-23", datetime(2026, 12, 1, 1, tzinfo=UTC)),  # evening in New York
        ("2026-11-23T02:00:00", "monday", "2026-11-23", datetime(2026, 11, 30, 2, tzinfo=UTC)),
    ],
)
def test_a_series_in_a_zone_nobody_can_name_takes_place_on_its_own_days(
    zone: str, start: str, day: str, date_: str, second: datetime
) -> None:
    from liaison_sync.formats import series

    end = start.replace(":00:00", ":30:00")
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [day], "firstDayOfWeek": "sunday"}
    range_ = {"type": "numbered", "numberOfOccurrences": 3, "startDate": date_, "recurrenceTimeZone": zone}
    (one,) = told(type="seriesMaster", originalStartTimeZone=zone, start=at(start), end=at(end),
                  recurrence={"pattern": pattern, "range": range_})  # fmt: skip
    found = series.expand((one,), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))
    starts = [each.start.utc for each in found.occurrences]
    assert starts[0] == datetime.fromisoformat(f"{start}+00:00")
    assert starts[1] == second
    assert len(starts) == 3


@pytest.mark.parametrize(
    ("pattern", "range_", "rule"),
    [
        ({"type": "daily", "interval": 2}, {"type": "numbered", "numberOfOccurrences": 5},
         "FREQ=DAILY;INTERVAL=2;COUNT=5"),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 15}, {"type": "noEnd"},
         "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15"),
        ({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["thursday"], "index": "last"}, {"type": "noEnd"},
         "FREQ=MONTHLY;INTERVAL=1;BYDAY=TH;BYSETPOS=-1"),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 17, "month": 8}, {"type": "noEnd"},
         "FREQ=YEARLY;INTERVAL=1;BYMONTH=8;BYMONTHDAY=17"),
        ({"type": "relativeYearly", "interval": 1, "daysOfWeek": ["monday", "friday"], "month": 3, "index": "second"},
         {"type": "noEnd"}, "FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYDAY=MO,FR;BYSETPOS=2"),
    ],
)  # fmt: skip
def test_every_pattern_becomes_its_rule(pattern: dict[str, Any], range_: dict[str, Any], rule: str) -> None:
    (one,) = told(type="seriesMaster", recurrence={"pattern": pattern, "range": range_})
    assert one.recurrence.rrules == (rule,)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "event_unreadable:JSONDecodeError"),
        (b"[]", "event_unreadable"),
        (b"{}", "event_unreadable:KeyError"),
        (b"[" * 100_000, "event_unreadable:RecursionError"),
        (json.dumps(event(isDraft=True)).encode(), "event_draft"),
        (
            json.dumps(event(recurrence={"pattern": {"type": "lunar"}, "range": {}})).encode(),
            "event_unreadable:KeyError",
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_raises_nothing(content: bytes, problem: str) -> None:
    found = read(content, OWNER).file
    assert (found.invitations, found.problems) == ((), (problem,))


def test_no_text_of_an_item_becomes_a_line_of_its_own() -> None:
    evil = "x\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:mallory@jahat.example\r\n"
    people = [
        {"type": evil, "status": {"response": evil}, "emailAddress": {"name": evil, "address": f"a{evil}@b.example"}}
    ]
    texts = {"subject": evil, "bodyPreview": evil, "iCalUId": evil, "location": {"displayName": evil}}
    link = {"onlineMeeting": {"joinUrl": f"https://x.example/{evil}"}}
    (one,) = told(**texts, **link, attendees=people, organizer=organiser(f"r@x.example{evil}"))
    assert "mallory@jahat.example" not in {who.address for who in one.attendees}
    assert one.join_url is None


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(event() | SERIES)), _json, max_size=6))
def test_whatever_stands_in_its_fields_nothing_is_raised(changes: dict[str, Any]) -> None:
    found = read(json.dumps(event(**changes)).encode(), OWNER).file
    assert len(found.invitations) <= 1 + len(SERIES)
