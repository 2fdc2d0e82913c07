"""A published calendar cut into items: whole or not at all, and the same whatever order it is written in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import ical
from liaison_sync.formats.calendar_feed import read
from liaison_sync.formats.content_lines import Limits

ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Kantor\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\n"
    "TZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def event(uid: str, *lines: str, stamp: str = "20261101T000000Z") -> str:
    said = [f"UID:{uid}", f"DTSTAMP:{stamp}", "DTSTART;TZID=Kantor:20261123T100000", *lines]
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *said, "END:VEVENT"))


def calendar(*components: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n" + "".join(components) + "END:VCALENDAR\r\n").encode()


WHOLE = calendar(ZONE, event("a", "SUMMARY:Rapat — satu"), event("b"))


def test_half_a_calendar_is_none_wherever_it_ends() -> None:
    last = WHOLE.index(b"END:VCALENDAR") + len(b"END:VCALENDAR")
    assert {read(WHOLE[:cut]).refused for cut in range(last)} == {"not_calendar", "cut_off"}
    assert len(read(WHOLE[:last]).items) == 2


def test_an_item_stands_by_itself_with_the_zone_it_names() -> None:
    for item in read(WHOLE).items.values():
        (one,) = ical.read(item.content).invitations
        assert one.start is not None
        assert one.start.utc is not None
        assert one.start.utc.hour == 1  # ten o'clock, nine hours ahead of UTC


def test_the_order_of_the_file_and_a_new_stamp_change_no_item() -> None:
    parts = [ZONE, event("a"), event("a", "RECURRENCE-ID;TZID=Kantor:20261130T100000"), event("b")]
    versions = {name: item.version for name, item in read(calendar(*parts)).items.items()}
    stamped = [one.replace("20261101T000000Z", "20261122T101010Z") for one in reversed(parts)]
    assert {name: item.version for name, item in read(calendar(*stamped)).items.items()} == versions
    assert len(versions) == 2


def test_another_word_or_another_zone_is_another_version() -> None:
    (first,) = read(calendar(ZONE, event("a"))).items.values()
    (word,) = read(calendar(ZONE, event("a", "LOCATION:Aula"))).items.values()
    (zone,) = read(calendar(ZONE.replace("0900", "0800"), event("a"))).items.values()
    assert len({first.version, word.version, zone.version}) == 3


def test_more_than_we_accept_is_refused_whole() -> None:
    assert read(WHOLE, Limits(components=3)).refused == "too_large"
    assert read(WHOLE, Limits(raw_octets=50)).refused == "too_large"


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.lists(st.sampled_from(WHOLE.split(b"\r\n")), max_size=20).map(b"\r\n".join))
def test_nothing_is_raised_and_what_is_refused_holds_nothing(data: bytes) -> None:
    found = read(data)
    assert not (found.refused and found.items)
