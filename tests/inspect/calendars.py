"""Calendar files and the histories they make, as a harness writes them for `inspect engagements`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison_sync.app.inspect import batch

US, BOSS, BUDI, CITRA = "humas@kami.id", "boss@mitra.id", "budi@mitra.id", "citra@lain.id"


def attendee(address: str, partstat: str = "NEEDS-ACTION", more: str = "") -> str:
    return f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{address}"


def event(
    *lines: str,
    uid: str = "u1",
    sequence: int = 0,
    day: int = 1,
    start: str = "DTSTART:20261123T030000Z",
    end: str = "DTEND:20261123T040000Z",
    organizer: str = BOSS,
) -> str:
    """One VEVENT; `day` of November 2026 is its DTSTAMP."""
    head = [f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:202611{day:02}T000000Z", start, end, "SUMMARY:Rapat"]
    named = [f"ORGANIZER:mailto:{organizer}"] if organizer else []
    return "\r\n".join(["BEGIN:VEVENT", *(line for line in head if line), *named, *lines, "END:VEVENT"])


def calendar(method: str | None, *parts: str) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Uji//ID", *([f"METHOD:{method}"] if method else [])]
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""]).encode()


def letter(
    sender: str, body: str, ics: bytes, method: str = "REQUEST", subject: str = "Undangan", top: str = ""
) -> bytes:
    """A mail with a text part and a calendar part (RFC 6047)."""
    return (
        (
            f"{top}From: {sender}\r\nTo: {US}\r\nSubject: {subject}\r\nDate: Mon, 2 Nov 2026 09:00:00 +0700\r\n"
            'Message-ID: <i1@mitra.id>\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
            f"--b\r\nContent-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
        ).encode()
        + ics
        + b"\r\n--b--\r\n"
    )


class History:
    """Steps told to the batch call one after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[dict[str, str | None]] = []

    def then(self, raw: bytes, sender: str | None = None, folder: str | None = None) -> History:
        path = self.folder / f"{len(self.steps)}"
        path.write_bytes(raw)
        self.steps.append({"file": str(path), "from": sender, "received": "2026-11-10T00:00:00Z", "folder": folder})
        return self

    def told(self, *mailboxes: str, authentication: str = "required", **more: object) -> Any:
        request = {"mailbox": list(mailboxes or (US,)), "authentication": authentication, "steps": self.steps, **more}
        return batch.engagements({"call": "engagements", "now": "2026-11-10T00:00:00Z", **request})
