"""Histories of calendar files and invitations, and what `inspect engagements` makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inspect.calendars import BOSS, BUDI, US, History, attendee, calendar, event, letter

REQUEST = calendar("REQUEST", event(attendee(US), attendee(BUDI)))


def test_a_request_is_not_stale_because_something_newer_was_published(tmp_path: Path) -> None:
    published = calendar("PUBLISH", event(day=5))
    found = History(tmp_path).then(published, BOSS).then(REQUEST, BOSS).told()
    assert [fact["verdict"] for fact in found["facts"]] == ["NOTED", "APPLIED"]
    assert found["engagements"][0]["status"] == "proposed"


@pytest.mark.parametrize(
    ("body", "conflict"),
    [
        ("Senin, 23 November 2026 pukul 10.00 WITA", ["text_conflict:zone"]),
        ("Monday, November 23, 2026 at 2:00 PM WIB", ["text_conflict:time"]),
        ("Tuesday, November 23, 2026 at 10:00 AM WIB", ["text_conflict:weekday"]),
        ("Selasa, 24 November pukul 10.00 WIB", ["text_conflict:date"]),
        ("Senin, 23 November 2026 pukul 11.00 WITA", []),
        ("Senin, 23 November 2026 pukul 10.00 WIB / 11.00 WITA", []),
        ("Senin, 23 November 2026\r\n09.30 WIB Registrasi\r\n10.00 WIB Pembukaan", []),
        ("Acara: Senin, 23 November 2026\r\n09.30 WIB Registrasi\r\n10.00 WIB Pembukaan", []),
        ("Acara: Senin, 23 November 2026\r\n09.30 WIB Pembukaan", ["text_conflict:time"]),
        ("Mohon jawaban sebelum Jumat, 20 November 2026 pukul 10.00 WIB", []),
    ],
)
def test_the_text_of_an_invitation_speaks_of_its_meeting(tmp_path: Path, body: str, conflict: list[str]) -> None:
    ics = calendar("REQUEST", event(attendee(US), start="DTSTART;TZID=Asia/Jakarta:20261123T100000", end=""))
    found = History(tmp_path).then(letter(BOSS, body, ics)).told(authentication="none")
    assert found["engagements"][0]["flags"] == conflict


@pytest.mark.parametrize(
    ("authserv_id", "said", "status"),
    [
        ("mx.kami.id", "mx.kami.id; dmarc=pass header.from=mitra.id", "proposed"),
        (None, "mx.kami.id; dmarc=pass header.from=mitra.id", "unverified"),
        ("", "mx.kami.id; dmarc=pass header.from=mitra.id", "unverified"),
        ("", "spf=pass smtp.mailfrom=mitra.id; dmarc=pass action=none header.from=mitra.id", "proposed"),
        ("mx.kami.id", "mx.kami.id; dkim=pass header.d=mitra.id; dmarc=fail header.from=mitra.id", "unverified"),
    ],
)
def test_only_our_own_servers_word_proves_a_sender(
    tmp_path: Path, authserv_id: str | None, said: str, status: str
) -> None:
    raw = letter(BOSS, "Undangan.", REQUEST, top=f"Authentication-Results: {said}\r\n")
    found = History(tmp_path).then(raw).told(authserv_id=authserv_id)
    assert found["engagements"][0]["status"] == status


def test_meetings_come_in_one_order_whatever_arrived_first(tmp_path: Path) -> None:
    files = [calendar("REQUEST", event(attendee(US), uid=uid)) for uid in ("b", "a")]
    for order in (files, files[::-1]):
        history = History(tmp_path)
        for raw in order:
            history.then(raw, BOSS)
        assert [one["uid"] for one in history.told()["engagements"]] == ["a", "b"]


@pytest.mark.parametrize(("method", "facts"), [("REQUEST", 1), ("CANCEL", 0), ("REPLY", 0)])
def test_an_invitation_in_an_attached_message_is_shown_and_proves_nothing(
    tmp_path: Path, method: str, facts: int
) -> None:
    inner = letter(BOSS, "Undangan.", calendar(method, event(attendee(US), attendee(BUDI))))
    outer = (
        f"From: {BUDI}\r\nTo: {US}\r\nSubject: Mohon hadir\r\nDate: Mon, 16 Nov 2026 10:00:00 +0700\r\n"
        "Message-ID: <terusan@mitra.id>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=luar\r\n\r\n"
        "--luar\r\nContent-Type: text/plain\r\n\r\nTerlampir.\r\n--luar\r\nContent-Type: message/rfc822\r\n\r\n"
    ).encode() + inner + b"\r\n--luar--\r\n"  # fmt: skip
    found = History(tmp_path).then(outer).told(authentication="none")
    assert [(fact["verdict"], fact["rule"]) for fact in found["facts"]] == [("LOW_TRUST", "request.forwarded")] * facts
    assert [one["status"] for one in found["engagements"]] == ["unverified"] * facts


def test_a_calendar_of_six_thousand_meetings_is_read_to_its_end(tmp_path: Path) -> None:
    raw = calendar(None, *(event(uid=f"u{number}", organizer="") for number in range(6000)))
    found = History(tmp_path).then(raw, US, "calendar").told()
    assert len(found["engagements"]) == 6000
    assert not found["problems"]
