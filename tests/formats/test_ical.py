"""Calendar files as they come: every file in calendars/ is named for what is odd about it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from liaison_sync.app.inspect import occurrences
from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.formats import ical, joinlink

CALENDARS = Path(__file__).parent / "calendars"
TEN_WIB = datetime(2026, 11, 23, 3, tzinfo=UTC)
HEAD, TAIL = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n", "END:VCALENDAR\r\n"


def _file(name: str) -> CalendarFile:
    return ical.read((CALENDARS / f"{name}.ics").read_bytes())


def _event(*lines: str, zone: str = "") -> Invitation:
    body = "\r\n".join(["BEGIN:VEVENT", "UID:satu@uji", *lines, "END:VEVENT", ""])
    found = ical.read((HEAD + zone + body + TAIL).encode())
    assert len(found.invitations) == 1
    return found.invitations[0]


@pytest.mark.parametrize(
    "name",
    [
        "windows_zone_name",
        "unquoted_display_zone",
        "unknown_zone_with_rules",
        "bare_line_feeds_and_bom",
        "carriage_returns_only",
        "utf16",
        "latin1_summary",
        "missing_end_of_event",
        "no_calendar_around_it",
        "two_calendars_in_one_file",
        "broken_event_between_good_ones",
        "tasks_and_journals_too",
        "zone_contradicts_its_rules",
    ],
)
def test_the_meeting_at_ten_in_jakarta_is_read_from_an_odd_file(name: str) -> None:
    start = _file(name).invitations[0].start
    assert start is not None
    assert (start.utc, start.zone) == (TEN_WIB, "Asia/Jakarta")


def test_an_unknown_zone_is_unresolved_and_flagged_never_floating() -> None:
    found = _file("unknown_zone").invitations[0]
    assert found.start is not None
    assert (found.start.zone, found.start.utc, found.start.source) == (None, None, "unresolved")
    assert "zone_unresolved" in found.flags


def test_a_name_wins_over_the_vtimezone_that_contradicts_it_and_the_meeting_is_flagged() -> None:
    assert "zone_contradicts_vtimezone" in _file("zone_contradicts_its_rules").invitations[0].flags
    assert _file("unknown_zone_with_rules").invitations[0].flags == ()


def test_each_calendar_in_a_file_keeps_its_own_method() -> None:
    found = _file("two_calendars_in_one_file")
    assert [(each.uid, each.method) for each in found.invitations] == [("c1", "REQUEST"), ("c2", "CANCEL")]
    assert found.method == "REQUEST"


def test_a_broken_event_does_not_take_its_neighbours_with_it() -> None:
    found = {each.uid: each for each in _file("broken_event_between_good_ones").invitations}
    assert set(found) == {"g1", "bad", "g2"}
    assert (found["bad"].start, found["bad"].sequence) == (None, 0)
    assert "start_unreadable" in found["bad"].flags


def test_an_event_whose_end_line_is_missing_is_kept_and_said_to_be_unclosed() -> None:
    found = _file("missing_end_of_event").invitations
    assert [(each.uid, each.flags) for each in found] == [("m1", ("component_unclosed",)), ("m2", ())]


def test_what_is_no_meeting_is_counted() -> None:
    assert _file("tasks_and_journals_too").problems == ("not_a_meeting:VTODO×2", "not_a_meeting:VJOURNAL")


def test_text_survives_charsets_and_folding() -> None:
    assert _file("latin1_summary").invitations[0].title == "Déjeuner presse"
    assert _file("utf16").invitations[0].title == "Rapat éksternal"
    assert _file("bare_line_feeds_and_bom").invitations[0].title == "Rapat pleno"
    split = "SUMMARY:Rapat é".encode()
    folded = HEAD.encode() + b"BEGIN:VEVENT\r\nUID:x\r\n" + split[:-1] + b"\r\n " + split[-1:] + b"\r\nEND:VEVENT\r\n"
    assert ical.read(folded).invitations[0].title == "Rapat é"


def test_a_value_broken_over_lines_without_folding_is_joined() -> None:
    assert _event("DESCRIPTION:Agenda", "!! penting", "SUMMARY:Rapat").description == "Agenda\n!! penting"


def test_people_are_brought_to_one_form() -> None:
    found = _file("people_in_every_spelling").invitations[0]
    assert found.organizer is not None
    assert (found.organizer.address, found.organizer.name) == ("humas@kominfo.example", "Dinas Kominfo; Humas")
    assert found.organizer.sent_by == "sekretaris@kominfo.example"
    people = {each.address: each for each in found.attendees}
    assert list(people) == [
        "sari@mitra.example",
        "kepala@mitra.example",
        "ruang@mitra.example",
        "urn@mitra.example",
        "joko@mitra.example",
    ]
    assert people["sari@mitra.example"].partstat == "ACCEPTED"
    assert people["kepala@mitra.example"].delegated_to == ("wakil@mitra.example", "b@mitra.example")
    room = people["ruang@mitra.example"]
    assert (room.role, room.rsvp, room.cutype) == ("OPT-PARTICIPANT", True, "ROOM")
    assert people["joko@mitra.example"].partstat == "NEEDS-ACTION"  # RFC 5545 §3.2.12: unknown values


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (("DTSTART:20261123T030000Z",), datetime(2026, 11, 23, 3, tzinfo=UTC)),
        (("DTSTART:20261123T030000Z", "DURATION:PT1H30M"), datetime(2026, 11, 23, 4, 30, tzinfo=UTC)),
        (("DTSTART:20261123T030000Z", "DTEND:20261122T030000Z"), datetime(2026, 11, 23, 3, tzinfo=UTC)),
        (
            ("DTSTART;TZID=Europe/Berlin:20260328T120000", "DURATION:P1D"),  # a day on the wall (§3.3.6)
            datetime(2026, 3, 29, 10, tzinfo=UTC),
        ),
        (
            ("DTSTART;TZID=Europe/Berlin:20260328T120000", "DURATION:PT24H"),  # hours elapse
            datetime(2026, 3, 29, 11, tzinfo=UTC),
        ),
        (  # a DTEND that lost its TZID
            ("DTSTART;TZID=Asia/Jakarta:20261123T100000", "DTEND:20261123T111500"),
            datetime(2026, 11, 23, 4, 15, tzinfo=UTC),
        ),
        (
            ("DTSTART;TZID=Asia/Jakarta:20261123T100000", "DTEND:20261123T041500Z"),
            datetime(2026, 11, 23, 4, 15, tzinfo=UTC),
        ),
        (
            ("DTSTART:2026-11-23T10:00:00+0700", "DTEND:2026-11-23T11:00:00+07:00"),
            datetime(2026, 11, 23, 4, tzinfo=UTC),
        ),
    ],
)
def test_the_end_follows_rfc_5545_3_6_1(lines: tuple[str, ...], end: datetime) -> None:
    found = _event(*lines).end
    assert found is not None
    assert found.utc == end


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (("DTSTART;VALUE=DATE:20261123",), "2026-11-24"),
        (("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261123"), "2026-11-24"),
        (("DTSTART;VALUE=DATE:20261123", "DURATION:P2D"), "2026-11-25"),
        (("DTSTART:20261123", "DTEND:20261126T000000"), "2026-11-26"),
    ],
)
def test_an_all_day_meeting_ends_on_a_date(lines: tuple[str, ...], last: str) -> None:
    found = _event(*lines).end
    assert found is not None
    assert (found.wall.isoformat(), found.all_day) == (last, True)


def test_an_end_before_the_start_is_flagged() -> None:
    assert "end_before_start" in _event("DTSTART:20261123T030000Z", "DTEND:20261122T030000Z").flags


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        (
            "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://rapat.example/ruang/1",
            "https://rapat.example/ruang/1",
        ),
        (
            "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/x",
            "https://teams.microsoft.com/l/meetup-join/x",
        ),
        (r"LOCATION:Zoom\, https://us02web.zoom.us/j/123?pwd=a.", "https://us02web.zoom.us/j/123?pwd=a"),
        ("DESCRIPTION:<https://mitra.webex.com/mitra/j.php?MTID=m1>", "https://mitra.webex.com/mitra/j.php?MTID=m1"),
        ("DESCRIPTION:agenda https://mitra.example/a.pdf", None),
    ],
)
def test_the_join_link_is_found(line: str, link: str | None) -> None:
    assert _event(line).join_url == link


def test_a_safe_link_is_unwrapped_and_other_links_are_no_meeting() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0"
    assert _file("safelinks_in_description").invitations[0].join_url == link
    assert joinlink.unwrap("https://mitra.example/a).") == "https://mitra.example/a"


def test_the_digest_is_the_same_for_the_same_component_written_otherwise() -> None:
    lines = (
        "DTSTAMP:20261101T000000Z",
        "DTSTART:20261123T030000Z",
        "SUMMARY:Rapat",
        "ATTENDEE;CN=A;RSVP=TRUE:mailto:a@b",
    )
    other = (
        "ATTENDEE;RSVP=TRUE;CN=A:MAILTO:A@b",
        "X-MOZ-LASTACK:1",
        "SUMMARY:Ra\r\n pat",
        "DTSTART:20261123T030000Z",
        "DTSTAMP:20261101T000000Z",
    )
    assert _event(*lines).digest == _event(*other).digest
    assert _event(*lines).digest != _event(*lines, "LOCATION:Aula").digest


def test_a_series_can_be_read_again_from_its_own_text() -> None:
    for name in ("own_daylight_rules_no_iana_zone_has", "people_in_every_spelling", "rdate_period"):
        for each in _file(name).invitations:
            again = ical.read(each.ics.encode()).invitations
            assert [(found.digest, found.start, found.attendees) for found in again] == [
                (each.digest, each.start, each.attendees)
            ]


OUTLOOK = "040000008200E00074C5B7101A82E008"


def test_outlook_and_google_name_one_meeting_in_several_ways() -> None:
    instance = OUTLOOK + "07EA0B17" + "70BF0E1D2C5EDC01" + "0" * 16 + "10000000" + "AB" * 16
    clean = OUTLOOK + "00000000" + "70BF0E1D2C5EDC01" + "0" * 16 + "10000000" + "AB" * 16
    assert clean in ical.uid_aliases(instance.lower())
    wrapped = OUTLOOK + "0" * 40 + "22000000" + b"vCal-Uid".hex() + "01000000" + b"abc@mitra.example\0".hex()
    assert "abc@mitra.example" in ical.uid_aliases(wrapped)
    assert ical.uid_aliases("q1w2e_R20261123T030000@google.com") == (
        "q1w2e_R20261123T030000@google.com",
        "q1w2e@google.com",
    )
    assert ical.uid_aliases("polos@mitra.example") == ("polos@mitra.example",)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"BEGIN:VALARM\r\n" * 20, "too_deep"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5_001, "too_many_components"),
        (b"BEGIN:VEVENT\r\nX-A:" + b"x" * 10_000_000 + b"\r\nEND:VEVENT\r\n", "line_too_long:X-A"),
        ((b"BEGIN:VEVENT\r\nX-A:" + b"x" * 90_000 + b"\r\nEND:VEVENT\r\n") * 12, "too_large"),
        (b"BEGIN:VEVENT\r\n" + b"ATTENDEE:mailto:a@b\r\n" * 2_001 + b"END:VEVENT\r\n", "too_many_attendees"),
    ],
)
def test_a_file_past_a_limit_says_which(body: bytes, problem: str) -> None:
    assert problem in ical.read(HEAD.encode() + body + TAIL.encode()).problems


def test_an_attached_file_inside_the_invitation_does_not_count_against_its_size() -> None:
    attach = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "A" * 3_000_000
    assert _event(attach, "DTSTART:20261123T030000Z").start is not None


def test_the_document_is_worded_as_inspect_promises() -> None:
    data = (CALENDARS / "rdate_period.ics").read_bytes()
    found = occurrences.document([data], datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC))
    assert list(found) == ["occurrences", "problems"]
    assert found["occurrences"][1] == {
        "uid": "s5",
        "recurrence_id": "2026-12-01T01:00:00Z",
        "start": "2026-12-01T01:00:00Z",
        "end": "2026-12-01T04:00:00Z",
        "all_day": False,
        "zone": "Asia/Jakarta",
    }
    assert len(found["occurrences"]) == 2  # the window ends before the third begins
