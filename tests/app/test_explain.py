"""What `explain` says of a message: its partner or that there is none, and the meeting its invitation speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaison_sync.app.explain import explain
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.partner import Own
from tests.app.season_store import EVENT, HUMAS, deliver, service

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
RINA = "rina@mitra.example"


def _calendar(method: str, summary: str, *more: str) -> str:
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mitra//Kalender//ID", f"METHOD:{method}", "BEGIN:VEVENT"),
        *("UID:koordinasi-1@mitra.example", "DTSTAMP:20261119T010000Z", "DTSTART:20261126T030000Z"),
        *("DTEND:20261126T040000Z", f"SUMMARY:{summary}", f"ORGANIZER;CN=Rina Wulandari:mailto:{RINA}"),
        *(f"ATTENDEE:mailto:{HUMAS}", *more, "END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines)


def _mail(id_: str, body: str, *, type_: str = "text/plain", hours: int = 0) -> Placed:
    at = AT + timedelta(hours=hours)
    head = (f"From: {RINA}", f"To: {HUMAS}", f"Subject: {id_}", f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000")
    lines = (*head, f"Message-ID: <{id_}@mitra.example>", "MIME-Version: 1.0", f"Content-Type: {type_}", "", body)
    return Placed(HUMAS, "INBOX", at, "\r\n".join(lines).encode())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(f"sqlite:///{tmp_path}/x.db", own=Own(("karsabahari.example",), (HUMAS, EVENT))) as one:
        request, cancel = (_calendar(one, "Rapat koordinasi", f"SEQUENCE:{n}") for n, one in enumerate(_METHODS))
        undangan = _mail("undangan", request, type_="text/calendar; method=REQUEST")
        batal = _mail("batal", cancel, type_="text/calendar; method=CANCEL", hours=2)
        deliver(one, [undangan, batal, _mail("biasa", "Halo", hours=3)])
        yield one


_METHODS = ("REQUEST", "CANCEL")


@pytest.mark.parametrize(("language", "meeting"), [("id", "Pertemuan “Rapat koordinasi”"), ("en", "Meeting “Rapat")])
def test_an_invitation_names_its_meeting_with_what_it_did_and_by_which_rule(
    here: Service, language: str, meeting: str
) -> None:
    lines = explain(here, "undangan@mitra.example", language)
    (at,) = (n for n, line in enumerate(lines) if meeting in line)
    assert "koordinasi-1@mitra.example" in lines[at]
    (verdict,) = (line for line in lines[at + 1 :] if line.startswith("  · "))
    assert verdict.endswith("]")  # the rule's id, as `inspect engagements` prints it
    assert "[" in verdict


def test_a_message_tells_what_it_did_and_not_what_another_one_did(here: Service) -> None:
    request, cancel = ("\n".join(explain(here, f"{one}@mitra.example", "id")) for one in ("undangan", "batal"))
    assert request != cancel
    assert request.count("  · ") == cancel.count("  · ") == 1


def test_mail_without_a_meeting_or_a_partner_says_so_without_dashes(here: Service) -> None:
    lines = explain(here, "biasa@mitra.example", "id")
    assert not any("Pertemuan" in line for line in lines)
    (partner,) = (line for line in lines if line.startswith("Mitra:"))
    assert partner.startswith("Mitra: tidak ada")
    assert "– —" not in partner
