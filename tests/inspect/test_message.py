"""`inspect message` on mails as clients and servers write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison_sync.app.inspect import batch
from tests.inspect.calendars import BOSS, US, attendee, calendar, event, letter


def read(folder: Path, raw: bytes) -> Any:
    path = folder / "surat.eml"
    path.write_bytes(raw)
    return batch.message({"call": "message", "files": [str(path)]})[0]


def test_the_instance_of_an_invitation_is_written_in_utc(tmp_path: Path) -> None:
    for line, written in (
        ("RECURRENCE-ID;TZID=Asia/Jakarta:20261123T100000", "2026-11-23T03:00:00Z"),
        ("RECURRENCE-ID:20261123T100000", "2026-11-23T10:00:00"),
        ("RECURRENCE-ID;VALUE=DATE:20261123", "2026-11-23"),
    ):
        raw = letter(BOSS, "Undangan.", calendar("REQUEST", event(attendee(US), line)))
        assert read(tmp_path, raw)["calendar"][0]["recurrence_id"] == written


HEAD = (
    b"From: Rina <rina@kemlu.go.id>\r\nTo: humas@kami.id\r\nSubject: Re: Rapat\r\nMessage-ID: <1@k>\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0700\r\nMIME-Version: 1.0\r\n"
)


def test_the_message_a_bounce_returns_is_named_as_messages_are(tmp_path: Path) -> None:
    for returned in ("message/rfc822", "message/global", "text/rfc822-headers"):
        raw = (
            "From: MAILER-DAEMON@mx.kami.id\r\nSubject: Undelivered Mail\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=q\r\n\r\n"
            "--q\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            "Final-Recipient: rfc822; rina@kemlu.go.id\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            f"--q\r\nContent-Type: {returned}\r\n\r\nMessage-ID: <1@k>\r\nSubject: Undangan\r\n\r\n--q--\r\n"
        )
        assert read(tmp_path, raw.encode())["bounce"]["original_message_id"] == "1@k"


def test_what_an_app_adds_below_is_its_signature(tmp_path: Path) -> None:
    for line in (
        "Sent with Proton Mail secure email.",
        "Dihantar dari iPhone saya",
        "Dikirim dari Outlook untuk Android",
    ):
        found = read(tmp_path, HEAD + f"\r\nSetuju.\r\n\r\n{line}\r\n".encode())
        assert (found["new_text"], found["signature"]) == ("Setuju.", line)
    assert read(tmp_path, HEAD + b"\r\nSetuju.\r\n\r\nSent with joy, all of it.\r\n")["signature"] is None


def test_a_vacation_program_says_so_in_a_comment_or_by_wanting_no_answer(tmp_path: Path) -> None:
    away = "Saya tidak berada di kantor hingga 29 November 2026 dan kembali pada 30 November 2026."
    for top, text, reason in (
        (b"Auto-Submitted: auto-replied (vacation)\r\n", "Your mail has arrived.", "auto_submitted"),
        (b"Return-Path: <>\r\n", away, "null_return_path"),
        (b"Return-Path: <rina@kemlu.go.id>\r\n", away, None),
    ):
        found = read(tmp_path, top + HEAD + f"\r\n{text}\r\n".encode())["automatic"]
        assert (found["kind"], found["reason"]) == ("out-of-office" if reason else None, reason)


def test_what_a_message_has_not_is_null(tmp_path: Path) -> None:
    found = read(tmp_path, b"From: rina@kemlu.go.id\r\nTo: Humas\r\n\r\nSetuju.\r\n")
    assert found["from"] == [{"name": None, "address": "rina@kemlu.go.id"}]
    assert found["to"] == [{"name": "Humas", "address": None}]
    nothing = (
        "message_id",
        "subject",
        "base_subject",
        "sender",
        "date",
        "quoted_text",
        "signature",
        "bounce",
        "letter",
    )
    assert [found[name] for name in nothing] == [None] * len(nothing)


def test_a_short_answer_to_an_invitation_is_an_answer(tmp_path: Path) -> None:
    for text, kind in (
        ("Bisa, Pak.", "accepted"),
        ("Ya, bisa", "accepted"),
        ("Yes, confirmed.", "accepted"),
        ("Maaf, saya tidak bisa.", "declined"),
        ("Sayangnya pimpinan tidak berkenan hadir", "declined"),
        ("Kami mengutus Sdri. Dewi Lestari untuk hadir.", "delegated"),
        ("Saya tidak bisa membuka lampirannya.", "none"),
        ("Bisa dikirim ulang?", "none"),
        ("Bisa jadi.", "none"),
        ("Apakah Bapak tidak bisa?", "none"),
        ("Kalau tidak bisa, mohon info.", "none"),
    ):
        raw = HEAD.replace(b"MIME", b"In-Reply-To: <0@k>\r\nMIME") + f"\r\n{text}\r\n".encode()
        assert read(tmp_path, raw)["answer"]["kind"] == kind, text
