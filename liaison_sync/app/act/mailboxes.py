"""Mailboxes: pause and resume; what stands in quarantine is replayed or looked at."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.certify_turn import ask
from liaison_sync.app.quarantine import NotReplayed, replay
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.store import schema as s


def pause(here: Acting, command: k.PauseMailbox) -> Iterator[c.Change]:
    known = here.connection.execute(select(s.mailbox.c.name).where(s.mailbox.c.name == command.mailbox)).first()
    if known is None:
        raise Refused("gone")
    yield c.MailboxPaused(command.mailbox, command.paused)


def certified(here: Acting, command: k.CertifyMailbox) -> Iterator[c.Change]:
    """The worker compares it at its next turn, which is now."""
    if all(one.name != command.mailbox for one in here.service.mailboxes):
        raise Refused("gone")
    ask(here.connection, command.mailbox, here.now)
    yield from ()


def replayed(here: Acting, command: k.ReplayQuarantine) -> Iterator[c.Change]:
    found = replay(here.connection, here.service, command.id, here.now)
    if isinstance(found, NotReplayed):
        raise Refused(f"quarantine_{found.reason}")
    yield from found


def downloaded(here: Acting, command: k.DownloadQuarantined) -> Iterator[c.Change]:
    """Nothing changes; that somebody took the bytes is journaled."""
    row = here.connection.execute(select(s.quarantine.c.sha256).where(s.quarantine.c.id == command.id)).first()
    if row is None:
        raise Refused("quarantine_gone")
    if row.sha256 is None:
        raise Refused("quarantine_no_bytes")
    yield from ()
