"""Histories of calendar files and invitations, and what `inspect engagements` makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


def _one(folder: Path, *mails: bytes) -> Any:
    history = History(folder)
    for raw in mails:
        history.then(raw, BOSS)
    return history.told()


@pytest.mark.parametrize(
    ("lines", "ends", "flags"),
    [
        (("DURATION:PT3H",), "2026-11-23T04:00:00Z", ["end_contradicts_duration"]),
        (("DURATION:PT1H",), "2026-11-23T04:00:00Z", []),
        (("RRULE:FREQ=YEARLY;RSCALE=GREGORIAN;SKIP=OMIT",), "2026-11-23T04:00:00Z", []),
        (("RRULE:FREQ=YEARLY;RSCALE=CHINESE",), "2026-11-23T04:00:00Z", ["rule_part_unknown"]),
        (("RRULE:FREQ=DAILY",) * 21, "2026-11-23T04:00:00Z", ["rules_truncated"]),
        (("EXRULE:FREQ=DAILY",) * 21, "2026-11-23T04:00:00Z", ["rules_truncated"]),
    ],
)
def test_what_an_invitation_says_twice_or_unreadably_is_flagged(
    tmp_path: Path, lines: tuple[str, ...], ends: str, flags: list[str]
) -> None:
    (found,) = _one(tmp_path, calendar("REQUEST", event(attendee(US), *lines)))["engagements"]
    assert (found["end"], found["flags"]) == (ends, flags)


def test_what_is_no_meeting_is_noted_and_not_called_unreadable(tmp_path: Path) -> None:
    for name in ("VTODO", "VFREEBUSY", "VJOURNAL"):
        found = _one(tmp_path, calendar("REQUEST", f"BEGIN:{name}\r\nUID:t\r\nEND:{name}"))
        assert [(one["verdict"], one["rule"]) for one in found["facts"]] == [("NOTED", "ics.no_meeting")]
        assert found["problems"] == [f"step:0:not_a_meeting:{name}"]


@pytest.mark.parametrize(("series", "status"), [(0, "proposed"), (2, "cancelled")])
def test_an_instance_described_beside_its_exdate_is_given_back_unless_the_series_is_newer(
    tmp_path: Path, series: int, status: str
) -> None:
    weekly = event(attendee(US), "RRULE:FREQ=WEEKLY", "EXDATE:20261130T030000Z", sequence=series, day=1)
    moved = event(attendee(US), "RECURRENCE-ID:20261130T030000Z", sequence=1 if series else 0, day=2)
    found = _one(tmp_path, calendar("REQUEST", weekly, moved))["engagements"]
    assert [one["status"] for one in found] == ["proposed", status]


def test_an_added_dates_own_rule_is_told(tmp_path: Path) -> None:
    weekly = calendar("REQUEST", event(attendee(US), "RRULE:FREQ=WEEKLY"))
    start = "DTSTART:20261125T030000Z"
    for more, flags in (("RRULE:FREQ=DAILY", ["added_rule_ignored"]), ("X-NOTE:x", [])):
        added = calendar("ADD", event(attendee(US), more, start=start, end="DURATION:PT1H", sequence=1, day=2))
        assert _one(tmp_path, weekly, added)["engagements"][1]["flags"] == flags


def test_a_cancellation_that_came_too_late_has_revived_nothing(tmp_path: Path) -> None:
    invited = calendar("REQUEST", event(attendee(US), sequence=3))
    late = calendar("CANCEL", event(attendee(US), "STATUS:CANCELLED", sequence=1, day=2))
    for mails in ((invited, late), (late, invited)):
        (found,) = _one(tmp_path, *mails)["engagements"]
        assert (found["status"], found["flags"]) == ("proposed", [])
