"""One office for the journeys: the demo's season behind real IMAP and SMTP, its console open on loopback."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from liaison_sync.app.users import put_user
from liaison_sync.demo import office
from liaison_sync.demo.driver import Options, Playing, open_office, staged
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.worker import loop
from tests.journey.campaigning import campaigning

TODAY = date(2026, 11, 17)  # a working Tuesday without a holiday near it
PASSWORD = "rahasia sekali"
NEVER = 1e6  # how slowly the scripted partners answer
USERS = {"id": office.HEAD.address, "en": office.DIRECTOR.address}


@dataclass(frozen=True, slots=True)
class World:
    """`url` is the console's; `round` is one turn of the worker."""

    playing: Playing
    url: str

    def round(self) -> None:
        loop.once(self.playing.service)

    def reminder(self, thread: str) -> str:
        """The follow-up that waits in a thread of the story."""
        f = s.followup.c
        wanted = (f.thread == self.playing.threads[thread], f.trigger == "no_reply", f.state.in_(("drafted", "held")))
        with reading(self.playing.service.engine) as connection:
            return str(connection.execute(select(f.id).where(*wanted)).scalar_one())

    def list_of(self, followup: str) -> str:
        """The list of Follow-ups that holds it now: "waiting" or "held"."""
        f = s.followup.c
        with reading(self.playing.service.engine) as connection:
            state = connection.execute(select(f.state).where(f.id == followup)).scalar_one()
        return "held" if state == "held" else "waiting"

    def last_heard(self, thread: str) -> str:
        """The Message-ID of the last mail in a thread of the story."""
        m = s.message.c
        with reading(self.playing.service.engine) as connection:
            found = select(m.message_id).where(m.thread == self.playing.threads[thread]).order_by(m.at.desc())
            return f"<{connection.execute(found).scalars().first()}>"

    def letters(self, subject: str) -> list[EmailMessage]:
        """What the sink holds under this subject."""
        mails = (email.message_from_bytes(kept.raw, policy=email.policy.default) for kept in self.playing.sink.kept)
        return [mail for mail in mails if str(mail["Subject"]) == subject]

    def sent(self, subject: str, seconds: float = 20) -> EmailMessage:
        """The one letter with this subject, once the worker has sent it; AssertionError where it does not leave."""
        end = time.monotonic() + seconds
        while not (found := self.letters(subject)):
            assert time.monotonic() < end, f"no letter about {subject!r} left"
            self.round()
            time.sleep(0.2)
        self.round()
        assert len(found) == 1, f"{len(found)} letters about {subject!r}"
        return found[0]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The office on its first morning, the first round done; the console speaks each user's language."""
    options = Options(folder, headless=True, pace=NEVER, today=TODAY)
    with staged(options, lambda _: None) as playing:
        open_office(playing)
        loop.once(playing.service)
        playing.desk.open(playing.service, PASSWORD, "id")
        director = office.DIRECTOR
        put_user(playing.service, director.address, name=director.name, password=PASSWORD, role="admin", language="en")
        campaigning(playing.service, director.address)
        yield World(playing, playing.service.public_url)
