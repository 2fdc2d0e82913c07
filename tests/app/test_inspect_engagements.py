"""`inspect engagements` from files to document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from liaison_sync.app.inspect.engagements import Step, document

US, BOSS, BUDI = "humas@ours.go.id", "boss@mitra.id", "budi@mitra.id"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = (
    "uid recurrence_id status observer start end all_day zone zone_source title location join_url sequence organizer "
    "attendees rrule exdates rdates proposals flags"
)


def ics(method: str | None, *lines: str, sequence: int = 0, uid: str = "u1", zone: str = "Asia/Jakarta") -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Uji//Uji//ID", *([f"METHOD:{method}"] if method else [])]
    event = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:2026110{sequence + 1}T000000Z",
        f"DTSTART;TZID={zone}:20261123T100000",
        f"DTEND;TZID={zone}:20261123T110000",
        "SUMMARY:Rapat koordinasi",
        f"ORGANIZER:mailto:{BOSS}",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*head, *event, ""]).encode()


def attendee(address: str, partstat: str = "NEEDS-ACTION") -> str:
    return f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}"


def mail(sender: str, body: bytes, method: str, subject: str = "Undangan", extra: str = "") -> bytes:
    head = f"From: {sender}\r\nTo: {US}\r\nSubject: {subject}\r\nMessage-ID: <{hash(body)}@x>\r\n{extra}"
    return (
        f"{head}MIME-Version: 1.0\r\nContent-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n".encode()
        + body
    )


def told(
    tmp_path: Path,
    *files: tuple[bytes, str | None, Literal["inbox", "sent", "calendar"] | None],
    authentication: Literal["none", "required"] = "none",
    authserv_id: str | None = None,
) -> Any:
    steps = []
    for number, (raw, sender, folder) in enumerate(files):
        path = tmp_path / f"{number}"
        path.write_bytes(raw)
        steps.append(Step(str(path), sender, NOW, folder))
    found = document(steps, mailboxes=[US], now=NOW, authentication=authentication, authserv_id=authserv_id)
    return json.loads(json.dumps(found))


def test_an_invitation_answered_moved_and_cancelled(tmp_path: Path) -> None:
    request = ics("REQUEST", attendee(US), attendee(BUDI))
    found = told(
        tmp_path,
        (mail(BOSS, request, "REQUEST"), None, None),
        (ics("REPLY", attendee(US, "ACCEPTED")), US, "sent"),
        (request.replace(b"20261123T1", b"20261124T1").replace(b"SEQUENCE:0", b"SEQUENCE:1"), BOSS, "inbox"),
        (ics("CANCEL", attendee(US), "STATUS:CANCELLED", sequence=2), BOSS, "inbox"),
    )
    assert list(found) == ["engagements", "facts", "problems"]
    assert list(found["engagements"][0]) == KEYS.split()
    assert [fact["rule"] for fact in found["facts"]] == [
        "request.new",
        "reply.applied",
        "request.reschedule",
        "cancel.all",
    ]
    assert [fact["step"] for fact in found["facts"]] == [0, 1, 2, 3]
    assert found["facts"][1]["before"]["status"] == "proposed"
    assert found["facts"][1]["after"]["status"] == "confirmed"
    engagement = found["engagements"][0]
    assert (engagement["status"], engagement["start"]) == ("cancelled", "2026-11-24T03:00:00Z")
    assert (engagement["zone"], engagement["zone_source"]) == ("Asia/Jakarta", "iana")


def test_an_unknown_zone_is_never_guessed(tmp_path: Path) -> None:
    found = told(tmp_path, (ics("REQUEST", attendee(US), zone="Antah Berantah"), BOSS, "inbox"))
    engagement = found["engagements"][0]
    assert (engagement["status"], engagement["zone"], engagement["start"]) == (
        "unverified",
        None,
        "2026-11-23T10:00:00",
    )
    assert "zone_unresolved" in engagement["flags"]


def test_our_servers_word_decides_who_is_believed(tmp_path: Path) -> None:
    passed = "Authentication-Results: mx.ours.go.id; dmarc=pass header.from=mitra.id\r\n"
    forged = "Authentication-Results: mx.evil.example; dmarc=pass header.from=mitra.id\r\n"
    body = ics("REQUEST", attendee(US))
    for header, status in ((passed, "proposed"), (forged, "unverified"), ("", "unverified")):
        raw = mail(BOSS, body, "REQUEST")
        raw = header.encode() + raw
        found = told(tmp_path, (raw, None, "inbox"), authentication="required", authserv_id="mx.ours.go.id")
        assert found["engagements"][0]["status"] == status


def test_a_calendar_item_of_ours_says_our_answer(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        (ics("REQUEST", attendee(US), attendee(BUDI)), BOSS, "inbox"),
        (ics(None, attendee(US, "TENTATIVE"), attendee(BUDI, "DECLINED")), None, "calendar"),
    )
    assert found["engagements"][0]["status"] == "tentative"
    assert found["facts"][1]["rule"] == "snapshot.answer"


def test_outlooks_two_names_are_one_meeting(tmp_path: Path) -> None:
    clean = "040000008200E00074C5B7101A82E008" + "00000000" + "A" * 32 + "10" * 12
    dated = "040000008200E00074C5B7101A82E008" + "07EA0B17" + "A" * 32 + "10" * 12
    found = told(
        tmp_path,
        (ics("REQUEST", attendee(US), uid=clean), BOSS, "inbox"),
        (ics("CANCEL", "STATUS:CANCELLED", uid=dated, sequence=1), BOSS, "inbox"),
    )
    assert [one["status"] for one in found["engagements"]] == ["cancelled"]


def test_poison_is_told_and_not_raised(tmp_path: Path) -> None:
    found = told(tmp_path, (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", BOSS, "inbox"), (b"\x00\xff", None, None))
    assert found["engagements"] == []
    assert all(fact["verdict"] == "UNPARSEABLE" for fact in found["facts"])


def test_a_sender_may_be_written_with_a_name(tmp_path: Path) -> None:
    found = told(tmp_path, (ics("REQUEST", attendee(US)), f"Bu Boss <{BOSS.upper()}>", "inbox"))
    assert found["engagements"][0]["status"] == "proposed"


def test_a_text_that_names_another_zone_is_flagged(tmp_path: Path) -> None:
    body = ics("REQUEST", attendee(US))
    raw = (
        (
            f"From: {BOSS}\r\nTo: {US}\r\nSubject: Undangan\r\nDate: Fri, 20 Nov 2026 10:00:00 +0700\r\n"
            "MIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
            "Kami mengundang Bapak/Ibu hadir pada:\r\nHari/tanggal: Senin, 23 November 2026\r\nPukul: 10.00 WITA\r\n"
            "Tempat: Ruang Rapat\r\n\r\n--b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n"
        ).encode()
        + body
        + b"\r\n--b--\r\n"
    )
    found = told(tmp_path, (raw, None, "inbox"))
    assert found["engagements"][0]["flags"] == ["text_conflict:zone"]
