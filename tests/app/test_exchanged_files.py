"""What both sides sent around a meeting: named in its minutes, and told before it of its partner alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from liaison_sync.app.minutes import around, attached
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.store import engagement, meeting_files
from liaison_sync.store import schema as s
from liaison_sync.store.engagement import Dossier
from liaison_sync.store.engine import reading
from liaison_sync.store.meeting_files import Files
from tests.app.postman import RINA, arrive, letter, office, value
from tests.app.season_store import HUMAS
from tests.formats import mails

LATER = 24 * 40  # hours; the meeting is 15 days after the first letter


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    with office(store_url) as made:
        arrive(made, letter("undangan", invites=True))
        yield made


def bearing(one: Placed, *names: str, sender: str = RINA) -> Placed:
    """The letter with these attachments, in this order."""
    head = one.raw.decode().partition("Content-Type")[0].replace(f"From: {RINA}", f"From: {sender}")
    parts = [mails.text("Terlampir."), *(mails.attached(name.encode(), name) for name in names)]
    head += "Content-Type: multipart/mixed; boundary=batas\r\n\r\n"
    return replace(one, raw=head.encode() + mails.joined(*parts))


def around_it(here: Service) -> tuple[Dossier, Files]:
    key = value(here, s.occurrence.c.key)
    with reading(here.engine) as connection:
        found = engagement.dossier(connection, key, here.clock.now(), frozenset((HUMAS,)))
        assert found is not None
        known = (found.meeting.thread, found.meeting.partner, around(found))
        return found, meeting_files.of_meeting(connection, key, *known)


def test_minutes_name_the_files_of_their_time_in_the_order_of_their_mail(here: Service) -> None:
    arrive(here, bearing(letter("bahan", "undangan", hours=1), "2-agenda.pdf", "1-denah.pdf"))
    arrive(here, bearing(letter("lagi", "undangan", hours=2), "3-hadir.pdf"))
    assert attached(*around_it(here)) == ["2-agenda.pdf", "1-denah.pdf", "3-hadir.pdf"]
    arrive(here, bearing(letter("foto", "undangan", hours=LATER), *(f"foto-{n}.jpg" for n in range(45))))
    assert attached(*around_it(here)) == ["2-agenda.pdf", "1-denah.pdf", "3-hadir.pdf"]


def test_a_briefing_tells_the_latest_files_of_the_partner_and_of_nobody_else(here: Service) -> None:
    arrive(here, bearing(letter("rilis", hours=1, subject="Rilis"), "rilis.pdf"))
    others = (f"lain-{n}.pdf" for n in range(45))
    arrive(here, bearing(letter("sela", "undangan", hours=2), *others, sender="ani@lembaga.example"))
    found, files = around_it(here)
    with reading(here.engine) as connection:
        told = engagement.briefing(connection, found.meeting.partner, files.exchanged)
    assert [name for name, *_ in told.files] == ["rilis.pdf"]
