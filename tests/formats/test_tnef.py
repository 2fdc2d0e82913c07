"""winmail.dat as MS-OXTNEF describes it, built here attribute by attribute."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import mime, tnef
from tests.formats.mails import attached, multipart, text

APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
MEETING = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(level: int, number: int, data: bytes, kind: int = 6) -> bytes:
    return struct.pack("<BHHI", level, number, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def winmail(*attributes: bytes) -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9007, struct.pack("<II", 1252, 0))
    return head + b"".join(attributes)


def variable(tag: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, tag, 1, len(data)) + data + b"\x00" * (-len(data) % 4)


def unicode(tag: int, words: str) -> bytes:
    return variable(tag, 0x1F, (words + "\x00").encode("utf-16-le"))


def named(guid: bytes, number: int, kind: int, data: bytes) -> bytes:
    sized = struct.pack("<II", 1, len(data)) if kind >= 0x100 or kind == 0x1F else b""
    return (
        struct.pack("<HH", kind, 0x8001)
        + guid
        + struct.pack("<II", 0, number)
        + sized
        + data
        + b"\x00" * (-len(data) % 4)
    )


def listed(*properties: bytes) -> bytes:
    return struct.pack("<I", len(properties)) + b"".join(properties)


def filetime(at: datetime) -> bytes:
    return struct.pack("<Q", (at - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10)


def file(name: str, data: bytes) -> list[bytes]:
    return [
        attribute(2, 0x9002, b"\x00" * 14),
        attribute(2, 0x8010, b"PENDEK~1.PDF\x00"),
        attribute(2, 0x800F, data),
        attribute(2, 0x9005, listed(unicode(0x3707, name), unicode(0x370E, "application/pdf"))),
    ]


def meeting(message_class: str) -> bytes:
    return attribute(
        1,
        0x9003,
        listed(
            unicode(0x001A, message_class),
            unicode(0x0037, "Rapat koordinasi, tahap 2"),
            unicode(0x5D02, "budi@mitra.example"),
            named(MEETING, 0x23, 0x102, b"\x04\x00\x00\x00\x82\x00\xe0\x00" + b"\x01" * 8),
            named(APPOINTMENT, 0x820D, 0x40, filetime(datetime(2026, 11, 23, 3, 0, tzinfo=UTC))),
            named(APPOINTMENT, 0x820E, 0x40, filetime(datetime(2026, 11, 23, 4, 0, tzinfo=UTC))),
            named(APPOINTMENT, 0x8208, 0x1F, "Ruang 5\x00".encode("utf-16-le")),
        ),
    )


def test_files_keep_their_long_names_and_every_byte() -> None:
    held = tnef.read(winmail(*file("Undangan – résumé.pdf", b"%PDF\x00\x00\x00"), *file("dua.pdf", b"\x00")))
    assert [(one.name, one.data) for one in held.files] == [
        ("Undangan – résumé.pdf", b"%PDF\x00\x00\x00"),
        ("dua.pdf", b"\x00"),
    ]
    assert held.reason is None


def test_the_body_of_a_message_that_is_only_a_winmail_is_its_text() -> None:
    packed = winmail(attribute(1, 0x9003, listed(unicode(0x1000, "Mohon hadir.\r\nSalam"))), *file("a.pdf", b"isi"))
    read = mime.parse(multipart(attached(packed, "winmail.dat", "application/ms-tnef"))).message
    assert read.text == "Mohon hadir.\nSalam"
    assert [(one.name, one.from_tnef) for one in read.attachments] == [("winmail.dat", False), ("a.pdf", True)]
    assert read.defects == ()


@pytest.mark.parametrize(
    "body",
    [
        variable(
            0x1009,
            0x102,
            struct.pack("<II4sI", 44, 32, b"MELA", 0) + b"{\\rtf1\\ansi Mohon hadir.}\x00\x00\x00\x00\x00\x00",
        ),
        variable(0x1013, 0x102, b"<html><body>Mohon\x00 hadir.</body></html>\x00"),
    ],
)
def test_no_nul_comes_out_of_a_body_for_a_database_would_refuse_it(body: bytes) -> None:
    held = tnef.read(winmail(attribute(1, 0x9003, listed(body))))
    assert held.text.strip() == "Mohon hadir."
    assert "\x00" not in held.text


def test_a_file_inside_can_be_fetched() -> None:
    raw = multipart(
        text("Halo"), attached(winmail(*file("a.pdf", b"isi\x00")), "winmail.dat", "application/octet-stream")
    )
    inner = next(one for one in mime.parse(raw).message.attachments if one.from_tnef)
    found = mime.content(raw, inner.sha256)
    assert found is not None
    assert found[1] == b"isi\x00"


@pytest.mark.parametrize(
    ("message_class", "method"),
    [
        ("IPM.Schedule.Meeting.Request", "REQUEST"),
        ("IPM.Schedule.Meeting.Canceled", "CANCEL"),
        ("IPM.Schedule.Meeting.Resp.Pos", "REPLY"),
    ],
)
def test_a_meeting_inside_is_an_invitation(message_class: str, method: str) -> None:
    raw = multipart(text("Halo"), attached(winmail(meeting(message_class)), "winmail.dat", "application/ms-tnef"))
    (file_,) = mime.parse(raw).calendars
    (invitation,) = file_.invitations
    assert invitation.method == method
    assert invitation.uid == "040000008200E000" + "01" * 8
    assert invitation.title == "Rapat koordinasi, tahap 2"
    assert invitation.location == "Ruang 5"
    assert invitation.start is not None
    assert invitation.start.utc == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:rapat@mitra.example\r\n"
    b"DTSTAMP:20261120T010000Z\r\nDTSTART:20261127T020000Z\r\nDTEND:20261127T030000Z\r\nSUMMARY:Rapat\r\n"
    b"ORGANIZER:mailto:budi@mitra.example\r\nATTENDEE:mailto:humas@kami.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_calendar_file_inside_is_read_as_a_calendar() -> None:
    packed = attached(winmail(*file("rapat.ics", ICS)), "winmail.dat", "application/ms-tnef")
    found = mime.parse(multipart(text("Terlampir"), packed))
    assert [one.uid for one in found.message.calendar] == ["rapat@mitra.example"]


def test_a_calendar_file_in_a_winmail_of_a_forwarded_message_is_not_sent_with_this_one() -> None:
    packed = attached(winmail(*file("rapat.ics", ICS)), "winmail.dat", "application/ms-tnef")
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + multipart(text("Terlampir"), packed, boundary="dalam")
    found = mime.parse(multipart(text("Diteruskan"), forwarded))
    assert found.calendars == ()
    assert "rapat.ics" in [one.name for one in found.message.attachments]


def test_an_embedded_message_gives_its_files() -> None:
    inner = winmail(*file("dalam.pdf", b"isi"))
    packed = winmail(
        attribute(2, 0x9002, b"\x00" * 14),
        attribute(2, 0x9005, listed(unicode(0x3001, "Surat lama"), variable(0x3701, 0x0D, MESSAGE + inner))),
    )
    assert [one.name for one in tnef.read(packed).files] == ["Surat lama", "dalam.pdf"]


def test_what_is_cut_off_gives_what_came_before() -> None:
    whole = winmail(*file("a.pdf", b"isi"), *file("b.pdf", b"isi dua" * 50))
    held = tnef.read(whole[:-200])
    assert next(one.name for one in held.files) == "a.pdf"
    assert held.reason == "tnef_cut_off"


def test_counts_of_billions_take_no_time() -> None:
    bomb = winmail(attribute(1, 0x9003, b"\xff\xff\xff\xff" + b"\x01\x10\x00\x10\xff\xff\xff\xff" * 9))
    assert tnef.read(bomb).files == ()


def test_what_is_no_tnef_is_told() -> None:
    raw = multipart(text("Halo"), attached(b"bukan tnef", "winmail.dat", "application/ms-tnef"))
    assert "tnef_unreadable" in {one.reason for one in mime.parse(raw).message.defects}


@settings(max_examples=150)
@given(st.binary(max_size=120), st.binary(max_size=60))
def test_no_bytes_make_it_fail(tail: bytes, properties: bytes) -> None:
    tnef.read(winmail() + tail)
    tnef.read(winmail(attribute(1, 0x9003, properties), attribute(2, 0x9005, properties)))
