"""A small correspondence with everything in it that is read, decided and sent: two mailboxes, eleven copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.rig import START

HUMAS, EVENT = "humas@karsabahari.example", "event@karsabahari.example"
RINA, BUDI, CITRA = "rina@pemkot.example", "budi@harian.example", "citra@sponsor.example"

DIRECTORY: Mapping[str, Any] = {
    "own": {"domains": ["karsabahari.example"], "addresses": [HUMAS, EVENT], "authserv_id": None},
    "partners": [
        {"id": name, "name": name.title(), "parent": None, "kind": "other", "domains": [domain], "clients": []}
        for name, domain in (("pemkot", "pemkot.example"), ("harian", "harian.example"), ("sponsor", "sponsor.example"))
    ],
    "contacts": [
        {"partner": partner, "name": name, "address": address, "kind": "person", "since": None, "until": None,
         "language": "id", "note": "", "salutation": salutation}
        for partner, name, address, salutation in (
            ("pemkot", "Rina Wati", RINA, "Ibu Rina"), ("harian", "Budi Santoso", BUDI, "Bapak Budi"),
            ("sponsor", "Citra Dewi", CITRA, "Ibu Citra"),
        )
    ],
    "threads": [],
}  # fmt: skip

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//uji//id
METHOD:REQUEST
BEGIN:VEVENT
UID:rapat-1@pemkot.example
DTSTAMP:20261103T020000Z
DTSTART:20261112T030000Z
DTEND:20261112T040000Z
SEQUENCE:{sequence}
SUMMARY:Rapat persiapan
ORGANIZER:mailto:rina@pemkot.example
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:humas@karsabahari.example
END:VEVENT
END:VCALENDAR
"""


@dataclass(frozen=True, slots=True)
class Put:
    """A copy as it lies on the server."""

    box: str
    folder: str
    raw: bytes


def _mail(id_: str, from_: str, to: str, subject: str, days: float, *more: str, text: str = "", ics: str = "") -> bytes:
    at: datetime = START - timedelta(days=days)
    head = [f"From: <{from_}>", f"To: <{to}>", f"Subject: {subject}", f"Date: {format_datetime(at)}",
            f"Message-ID: <{id_}@{from_.rpartition('@')[2]}>", *more, "MIME-Version: 1.0"]  # fmt: skip
    body = text or f"Yang terhormat,\r\n\r\nMohon kabar tentang {subject.lower()} ini.\r\n\r\nSalam,\r\n{from_}"
    if ics:
        head.append("Content-Type: text/calendar; charset=utf-8; method=REQUEST")
        return ("\r\n".join(head) + "\r\n\r\n" + ics.replace("\n", "\r\n")).encode()
    head.append("Content-Type: text/plain; charset=utf-8")
    return ("\r\n".join(head) + "\r\n\r\n" + body + "\r\n").encode()


def _answers(id_: str, domain: str = "karsabahari.example") -> str:
    return f"In-Reply-To: <{id_}@{domain}>"


def mails() -> Iterator[Put]:
    """Two of ours wait for an answer, some of theirs for ours; copies, a late parent, an invitation and its update."""
    yield Put("humas", "Sent", _mail("a1", HUMAS, RINA, "Izin lokasi pameran", 5.1))
    yield Put("event", "Sent", _mail("b1", EVENT, BUDI, "Peliputan acara", 7))
    yield Put("humas", "INBOX", _mail("c1", CITRA, HUMAS, "Kontrak sponsor", 5))
    yield Put("humas", "INBOX", _mail("c3", CITRA, HUMAS, "Re: Kontrak sponsor", 4, _answers("c2", "sponsor.example")))
    late = _mail("c2", CITRA, EVENT, "Re: Kontrak sponsor", 4.5, _answers("c1", "sponsor.example"))
    yield Put("event", "INBOX", late)
    both = _mail("d1", CITRA, HUMAS, "Undangan jumpa pers", 3, f"Cc: <{EVENT}>")
    yield Put("humas", "INBOX", both)
    yield Put("event", "INBOX", both)
    yield Put("humas", "INBOX", _mail("e1", RINA, HUMAS, "Rapat persiapan", 7, ics=ICS.format(sequence=0)))
    yield Put("event", "INBOX", _mail("e2", RINA, HUMAS, "Rapat persiapan", 6, ics=ICS.format(sequence=1)))
    yield Put("humas", "INBOX", _mail("f1", "orang@asing.example", HUMAS, "Tanya", 2))
    yield Put("event", "INBOX", b"")  # nobody knows what this was
