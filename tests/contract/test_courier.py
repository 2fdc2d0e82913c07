"""Courier, a server without CONDSTORE, ESEARCH, LIST-STATUS and SPECIAL-USE: what happens to a mailbox is seen all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.peers.courier import Courier
from tests.peers.mail import letter
from tests.rig import Rig, imap, rig, rows


@pytest.fixture
def courier() -> Iterator[Courier]:
    with Courier() as server:
        yield server


@pytest.fixture
def here(courier: Courier, tmp_path: Path) -> Iterator[Rig]:
    source = ImapSource("humas", imap(courier.port, "humas", timeout=60))
    source.keep()
    yield rig(connect(f"sqlite:///{tmp_path}/store.db"), [Mailbox("humas", "humas@kantor.example", lambda: source)])
    source.close()


def alive(here: Rig) -> list[str]:
    g = s.sighting.c
    return sorted(row.locator.partition(".")[2] for row in rows(here.engine, g.locator, where=g.gone_at.is_(None)))


def test_what_comes_and_goes_is_read_once_and_nothing_is_changed(courier: Courier, here: Rig) -> None:
    (box,) = here.service.mailboxes
    with courier.hand() as other:
        for n in range(12):
            other.append("INBOX", r"(\Seen)" if n % 2 else "", "", letter(n))
        assert poll(here.service, box).messages == 12
        other.select("INBOX")
        for uid in ("3", "7"):
            other.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        other.expunge()
        other.append("INBOX", "", "", letter(12))
        found = poll(here.service, box)
        assert (found.failure, found.messages, found.gone) == (None, 1, 2)
        _, flagged = other.uid("FETCH", "1:*", "(UID FLAGS)")
        assert sum(b"Seen" in one for one in flagged if isinstance(one, bytes)) == 6
        found = poll(here.service, box)
        assert (found.failure, found.messages, found.gone) == (None, 0, 0)
    assert alive(here) == sorted(str(n) for n in range(1, 14) if n not in {3, 7})
    assert certify(here.service, box).ok
