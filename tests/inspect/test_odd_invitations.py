"""`inspect engagements` on invitations as clients write them, in every order of arrival and with every line end."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.inspect.calendars import BOSS, BUDI, US, History

HOUR = "DTSTART:20261123T030000Z\nDTEND:20261123T040000Z"
WEEKLY = f"{HOUR}\nRRULE:FREQ=WEEKLY"
HOST = f"ORGANIZER:mailto:{BOSS}"
GUESTS = f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{US}\nATTENDEE:mailto:{BUDI}"
STAMP = "DTSTAMP:20261101T000000Z"
LATER = "DTSTAMP:20261102T000000Z"


def ics(method: str, *events: str, head: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\nUID:u1\n{each}\nEND:VEVENT\n" for each in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:{method}\n{head}{body}END:VCALENDAR\n"


def invited(guest: str = GUESTS, host: str = HOST, more: str = HOUR) -> str:
    return ics("REQUEST", f"{STAMP}\n{host}\n{guest}\n{more}")


def reply(line: str, more: str = f"{LATER}\n{HOST}") -> str:
    return ics("REPLY", f"{more}\n{line}")


def shown(folder: Path, mails: list[tuple[str, bytes]]) -> list[str]:
    history = History(folder)
    for sender, raw in mails:
        history.then(raw, sender, "sent" if sender == US else None)
    found = history.told(authentication="none")["engagements"]
    return [
        f"{_short(one['recurrence_id'] or 'master')} {one['status']} {_short(one['start'])} {_answer(one)}"
        for one in found
    ]


def _short(moment: str) -> str:
    return moment.removeprefix("2026-").replace(":00:00Z", "Z").replace("-", "")


def _answer(one: dict[str, list[dict[str, str]]]) -> str:
    return next((who["partstat"].replace("NEEDS-ACTION", "?") for who in one["attendees"] if who["address"] == US), "-")


ASKED = ["master proposed 1123T03Z ?"]

ADDRESSES = [
    "ATTENDEE:MAILTO:HUMAS@KAMI.ID",
    "ATTENDEE:humas@kami.id",
    'ATTENDEE;CN="Humas; Kami: satu, dua":mailto:humas@kami.id',
    "ATTENDEE;CN=Humas ^'Kami^':mailto:humas@kami.id",
    "ATTENDEE;EMAIL=humas@kami.id:urn:uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    "ATTENDEE;EMAIL=humas@kami.id;CN=Humas:/aMTQ1/principal/",
    "ATTENDEE:mailto:humas%40kami.id",
    "ATTENDEE:mailto: humas@kami.id ",
    "ATTENDEE:mailto:<humas@kami.id>",
    "ATTENDEE;CN=Humas:mailto:'humas@kami.id'",
    "ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE;PARTSTAT=needs-action;X-A=b:mailto:humas@kami.id",
    "attendee;partstat=NEEDS-ACTION:mailto:humas@kami.id",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Humas:mailto:humas@k\n ami.id",
    "ATTENDEE:mailto:humas@kami.id?subject=Rapat",
    f"ATTENDEE:mailto:{US}\nATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{US.upper()}",
]


@pytest.mark.parametrize("guest", ADDRESSES)
def test_our_address_is_ours_however_it_is_written(tmp_path: Path, guest: str) -> None:
    (one,) = shown(tmp_path, [(BOSS, invited(f"{guest}\nATTENDEE:mailto:{BUDI}").encode())])
    assert one.startswith("master proposed") or "PARTSTAT=ACCEPTED" in guest
    assert not one.endswith(" -")


@pytest.mark.parametrize(
    ("sender", "host"),
    [
        (BOSS, f"ORGANIZER:MAILTO:{BOSS.upper()}"),
        (BOSS, f"ORGANIZER:{BOSS}"),
        (BOSS, f'ORGANIZER;CN="Boss; Ketua":mailto:{BOSS}'),
        (BOSS, f"ORGANIZER;EMAIL={BOSS}:urn:uuid:1"),
        ("sekretaris@mitra.id", f'ORGANIZER;SENT-BY="MAILTO:Sekretaris@Mitra.id":MAILTO:{BOSS}'),
        ("sekretaris@mitra.id", f"ORGANIZER;SENT-BY=mailto:sekretaris@mitra.id:mailto:{BOSS}"),
        (BOSS, f"ORGANIZER;CN=Boss;X-P=1:mailto:{BOSS}\nORGANIZER:mailto:lain@mitra.id"),
    ],
)
def test_the_organiser_is_known_however_it_is_written(tmp_path: Path, sender: str, host: str) -> None:
    assert shown(tmp_path, [(sender, invited(host=host).encode())]) == ASKED


MOVED = ics("REQUEST", f"{LATER}\nSEQUENCE:1\n{HOST}\n{GUESTS}\n{HOUR.replace('1123', '1124')}")
LOCAL = "DTSTART;TZID=SE Asia Standard Time:20261123T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
DAY = "DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261124\nRRULE:FREQ=DAILY;COUNT=3"
YES = f"ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{US.upper()}"

GONE = f"{LATER}\nSEQUENCE:1\n{HOST}\nSTATUS:CANCELLED\nRECURRENCE-ID"
MINE = f"{LATER}\n{HOST}\nRECURRENCE-ID"

HISTORIES: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("two versions", [(BOSS, invited()), (BOSS, MOVED)], ["master proposed 1124T03Z ?"]),
    ("an answer without DTSTAMP and ORGANIZER", [(BOSS, invited()), (US, reply(YES, "SEQUENCE:0"))],
     ["master confirmed 1123T03Z ACCEPTED"]),
    ("a cancellation with nothing but UID, ORGANIZER and stamp",
     [(BOSS, invited()), (BOSS, ics("CANCEL", f"{LATER}\n{HOST}"))], ["master cancelled 1123T03Z ?"]),
    ("a cancellation in lower case",
     [(BOSS, invited()), (BOSS, ics("CANCEL", f"{LATER}\n{HOST}\nSTATUS:cancelled").lower())],
     ["master cancelled 1123T03Z ?"]),
    ("a Windows zone in series and instance",
     [(BOSS, invited(more=LOCAL)),
      (BOSS, ics("CANCEL", f"{GONE};TZID=SE Asia Standard Time:20261130T100000"))],
     ["master proposed 1123T03Z ?", "1130T03Z cancelled 1130T03Z ?"]),
    ("the instance in UTC, the series in a Windows zone",
     [(BOSS, invited(more=LOCAL)), (US, reply(YES, f"{MINE}:20261130T030000Z"))],
     ["master proposed 1123T03Z ?", "1130T03Z confirmed 1130T03Z ACCEPTED"]),
    ("a day of an all-day series named by midnight in UTC",
     [(BOSS, invited(more=DAY)), (US, reply(YES, f"{MINE}:20261124T000000Z"))],
     ["master proposed 1123 ?", "1124 confirmed 1124 ACCEPTED"]),
    ("two calendars of two methods in one file",
     [(BOSS, invited(more=WEEKLY) + ics("CANCEL", f"{GONE}:20261130T030000Z"))],
     ["master proposed 1123T03Z ?", "1130T03Z cancelled 1130T03Z ?"]),
    ("the answer quotes the whole invitation with our line changed",
     [(BOSS, invited(f"ATTENDEE:mailto:{US}")), (US, reply(YES,
      f"{LATER}\n{HOST}\n{HOUR}\nSUMMARY:Accepted: x\nSTATUS:CONFIRMED"))],
     ["master confirmed 1123T03Z ACCEPTED"]),
    ("properties without a value and unknown ones",
     [(BOSS, invited(more=f"{HOUR}\nLOCATION:\nCLASS\nX-:\n:x\nRRULE:\nEXDATE:\nRDATE:\nCATEGORIES:,,"))], ASKED),
    ("RECURRENCE-ID without a value is the meeting itself",
     [(BOSS, invited(more=f"{HOUR}\nSEQUENCE:\nPRIORITY:"))], ASKED),
    ("tabs for folding", [(BOSS, invited().replace("20261123T03", "2026\n\t1123T03"))], ASKED),
    ("a comment after END:VCALENDAR", [(BOSS, f"{invited()}\n\nDikirim dari gawai saya\n")], ASKED),
    ("text before BEGIN:VCALENDAR", [(BOSS, f"\n\n{invited()}")], ASKED),
    ("a NUL in the title", [(BOSS, invited(more=f"{HOUR}\nSUMMARY:Ra\0pat"))], ASKED),
    ("UID with spaces around",
     [(BOSS, invited()), (BOSS, ics("CANCEL", f"{LATER}\n{HOST}").replace("UID:u1", "UID: u1 "))],
     ["master cancelled 1123T03Z ?"]),
    ("DTEND before DTSTART", [(BOSS, invited(more="DTSTART:20261123T030000Z\nDTEND:20261123T020000Z"))], ASKED),
    ("a negative DURATION", [(BOSS, invited(more="DTSTART:20261123T030000Z\nDURATION:-PT1H"))], ASKED),
    ("an RDATE period answered",
     [(BOSS, invited(more=f"{HOUR}\nRDATE;VALUE=PERIOD:20261125T030000Z/PT2H")),
      (US, reply(YES, f"{MINE}:20261125T030000Z"))],
     ["master proposed 1123T03Z ?", "1125T03Z confirmed 1125T03Z ACCEPTED"]),
    ("a time the clocks leave out, answered by its instant",
     [(BOSS, invited(more="DTSTART;TZID=Europe/Berlin:20270327T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3")),
      (US, reply(YES, f"{MINE};TZID=Europe/Berlin:20270328T023000"))],
     ["master proposed 20270327T01:30:00Z ?", "20270328T01:30:00Z confirmed 20270328T01:30:00Z ACCEPTED"]),
    ("X-WR-TIMEZONE names the zone of series and instance",
     [(BOSS, ics("REQUEST", f"{STAMP}\n{HOST}\n{GUESTS}\nDTSTART:20261123T100000\nRRULE:FREQ=WEEKLY",
      head="X-WR-TIMEZONE:Asia/Jakarta\n")),
      (BOSS, ics("CANCEL", f"{GONE}:20261130T030000Z"))],
     ["master proposed 1123T03Z ?", "1130T03Z cancelled 1130T03Z ?"]),
    ("two METHOD lines: the first",
     [(BOSS, invited().replace("METHOD:REQUEST", "METHOD:REQUEST\nMETHOD:CANCEL"))], ASKED),
    ("METHOD behind the events",
     [(BOSS, invited().replace("METHOD:REQUEST\n", "").replace("END:VCALENDAR", "METHOD:REQUEST\nEND:VCALENDAR"))],
     ASKED),
    ("SEQUENCE with spaces and zeros", [(BOSS, invited()), (BOSS, MOVED.replace("SEQUENCE:1", "SEQUENCE: 001 "))],
     ["master proposed 1124T03Z ?"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mails", "expected"), [pytest.param(mails, expected, id=name) for name, mails, expected in HISTORIES]
)
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_any_order_and_any_line_end_comes_to_the_same(
    tmp_path: Path, mails: list[tuple[str, str]], expected: list[str], ends: str
) -> None:
    for order in permutations(mails):
        raw = [(sender, text.replace("\n", ends).encode()) for sender, text in (*order, order[0])]
        assert shown(tmp_path, raw) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_an_invitation_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    raw = invited(more=f"{HOUR}\nSUMMARY:Réunion").encode(encoding)
    history = History(tmp_path).then(raw, BOSS)
    (one,) = history.told(authentication="none")["engagements"]
    assert (one["title"], one["status"]) == ("Réunion", "proposed")


def test_a_letter_folded_within_a_character_is_whole_again(tmp_path: Path) -> None:
    raw = invited(more=f"{HOUR}\nSUMMARY:Caf|e").encode().replace(b"Caf|e", b"Caf\xc3\r\n \xa9")
    (one,) = History(tmp_path).then(raw, BOSS).told(authentication="none")["engagements"]
    assert one["title"] == "Café"


def test_a_meeting_without_a_calendar_around_it_is_a_sighting(tmp_path: Path) -> None:
    bare = f"BEGIN:VEVENT\r\nUID:u1\r\n{STAMP}\r\nDTSTART:20261123T030000Z\r\nEND:VEVENT\r\n".encode()
    found = History(tmp_path).then(bare, BOSS, "calendar").told(authentication="none")
    assert [(one["uid"], one["start"]) for one in found["engagements"]] == [("u1", "2026-11-23T03:00:00Z")]


@pytest.mark.parametrize("junk", ["=====", "X-RUANG/LANTAI:3", "X-RADIUS=50"])
def test_a_line_that_is_none_leaves_the_meeting_its_name(tmp_path: Path, junk: str) -> None:
    raw = invited().replace("UID:u1", f"UID:u1\n{junk}").encode()
    found = History(tmp_path).then(raw, BOSS).told(authentication="none")
    assert [one["uid"] for one in found["engagements"]] == ["u1"]
    assert found["problems"] == ["step:0:line_unreadable:UID"]
