"""Small letters between one partner and us, and what the store makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select

from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Domain, Own, Partner
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import EVENT, HUMAS, NOW, deliver, service

RINA = "rina@pemkot.example"
DEWI = "dewi@karsabahari.example"
OWN = Own(("karsabahari.example",), (HUMAS, EVENT))
FIRST = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)

_ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:rapat-1\r\n"
    "DTSTAMP:20261116T010000Z\r\nDTSTART:20261201T030000Z\r\nDTEND:20261201T040000Z\r\nSUMMARY:Rapat\r\n"
    f"ORGANIZER:mailto:{RINA}\r\nATTENDEE:mailto:{HUMAS}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def letter(
    name: str, *answers: str, hours: float = 0, ours: bool = False, subject: str = "Izin lokasi", invites: bool = False
) -> Placed:
    """`<name@x.example>`, answering the named ones, the nearest last."""
    at = FIRST + timedelta(hours=hours)
    from_, to = (HUMAS, RINA) if ours else (RINA, HUMAS)
    head = [f"From: {from_}", f"To: {to}", f"Subject: {subject}", f"Date: {format_datetime(at)}"]
    head += [f"Message-ID: <{name}@x.example>", "MIME-Version: 1.0"]
    if answers:
        head += [
            "References: " + " ".join(f"<{a}@x.example>" for a in answers),
            f"In-Reply-To: <{answers[-1]}@x.example>",
        ]
    kind = 'text/calendar; method=REQUEST; charset="utf-8"' if invites else "text/plain; charset=utf-8"
    body = _ICS if invites else f"Yang terhormat,\r\n\r\nMohon kabar tentang {name} sebelum Jumat.\r\n"
    raw = "\r\n".join([*head, f"Content-Type: {kind}", "", body])
    return Placed(HUMAS, "Sent" if ours else "INBOX", at, raw.encode())


@contextmanager
def office(url: str, now: datetime = NOW) -> Iterator[Service]:
    """The empty database at `url`, knowing one partner, Pemkot."""
    with service(url, now, OWN) as here:
        with writing(here.engine) as connection:
            pemkot = Partner("pemkot", "Pemkot", domains=(Domain("pemkot.example"),))
            apply(connection, [c.PartnerPut(pemkot, now)])
        yield here


def arrive(here: Service, *letters: Placed) -> None:
    """Each on a page of its own, in this order."""
    for one in letters:
        deliver(here, [one])


def threads(here: Service) -> dict[str, set[str]]:
    """Thread → the names of its letters."""
    found: dict[str, set[str]] = {}
    m = s.message.c
    with reading(here.engine) as connection:
        for row in connection.execute(select(m.thread, m.message_id)):
            found.setdefault(row.thread, set()).add(row.message_id.partition("@")[0])
    return found


def sets(here: Service) -> set[frozenset[str]]:
    return {frozenset(one) for one in threads(here).values()}


def thread_of(here: Service, name: str) -> str:
    return next(id_ for id_, names in threads(here).items() if name in names)


def key_of(here: Service, name: str) -> str:
    return str(value(here, s.message.c.key, s.message.c.message_id == f"{name}@x.example"))


def value(here: Service, column: Any, *where: Any) -> Any:
    with reading(here.engine) as connection:
        return connection.execute(select(column).where(*where)).scalar_one()
