"""A folder is known by its id where the server tells one (RFC 8474): another one under its name is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.app.certify import certify
from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.contract.test_imap_sign_in import settings
from tests.peers.hostile_imap import HostileImap
from tests.peers.mail import letter
from tests.rig import Rig, difference, rig, rows, tables


class Renaming:
    """A server on which two folders changed names; name and number, and all that is counted, stay the same."""

    def __init__(self) -> None:
        self.id, self.mail = "F-arsip", [letter(1), letter(2)]
        self.told = ""  # by STATUS, where that is another
        self.fetched = 0

    def swap(self) -> None:
        self.id, self.mail = "F_tamu", [letter(3), letter(2)]

    def answers(self) -> dict[str, object]:
        capabilities = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN OBJECTID\r\n"
        return {
            "CAPABILITY": capabilities, "EXAMINE": self.examine, "STATUS": self.status,
            "UID FETCH META": self.meta, "UID FETCH BODY": self.body,
        }  # fmt: skip

    def examine(self, _: str) -> bytes:
        here = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 3] ok\r\n* OK [MAILBOXID (%s)] ok\r\n"
        return here % self.id.encode()

    def status(self, command: str) -> bytes:
        id_ = (self.told or self.id).encode("latin-1")
        told = b"* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7 MAILBOXID (%s))\r\n" % id_
        return told if "MAILBOXID" in command else b"* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n"

    def meta(self, _: str) -> bytes:
        told = enumerate(self.mail, 1)
        return b"".join(b"* %d FETCH (UID %d RFC822.SIZE %d FLAGS ())\r\n" % (n, n, len(raw)) for n, raw in told)

    def body(self, command: str) -> bytes:
        self.fetched += 1
        part = "HEADER" if "HEADER" in command else ""
        told = [(n, raw.partition(b"\r\n\r\n")[0] if part else raw) for n, raw in enumerate(self.mail, 1)]
        line = b"* %d FETCH (UID %d BODY[" + part.encode() + b"] {%d}\r\n%s)\r\n"
        return b"".join(line % (n, n, len(raw), raw) for n, raw in told)


@pytest.fixture
def server() -> Renaming:
    return Renaming()


def stage(server: HostileImap, tmp_path: Path) -> tuple[Rig, Mailbox]:
    box = Mailbox("humas", "humas@kantor.example", lambda: ImapSource("humas", settings(server)))
    return rig(connect(f"sqlite:///{tmp_path}/store.db"), [box]), box


def subjects(here: Rig) -> list[str]:
    g, m = s.sighting.c, s.message.c
    lying = rows(here.engine, m.subject, where=(g.message == m.key) & g.gone_at.is_(None))
    return sorted(row.subject for row in lying)


def test_another_folder_under_the_same_name_and_number_is_read_anew(server: Renaming, tmp_path: Path) -> None:
    with HostileImap(server.answers()) as peer:  # type: ignore[arg-type]
        here, box = stage(peer, tmp_path)
        assert poll(here.service, box).messages == 2
        before = subjects(here)
        server.swap()
        found = poll(here.service, box)
        assert (found.failure, found.messages) == (None, 2)  # as many copies came, of which one message is known
        assert len(before) == len(subjects(here)) == 2
        assert len(rows(here.engine, s.message.c.key)) == 3
        assert len({*before, *subjects(here)}) == 3
        done = certify(here.service, box).certificate
        assert done is not None
        assert done.standing == "complete"
        settled, fetched = tables(here.engine), server.fetched
        assert poll(here.service, box).messages == 0
        assert (difference(settled, tables(here.engine)), server.fetched) == ({}, fetched)


def test_an_id_that_is_none_is_not_believed(server: Renaming, tmp_path: Path) -> None:
    with HostileImap(server.answers()) as peer:  # type: ignore[arg-type]
        here, box = stage(peer, tmp_path)
        server.id = "a.1/ b"
        assert poll(here.service, box).messages == 2
    assert {row.locator for row in rows(here.engine, s.sighting.c.locator)} == {"7.1", "7.2"}


def test_a_mailbox_is_quiet_where_status_tells_an_id_that_is_none(server: Renaming, tmp_path: Path) -> None:
    """As Cyrus 3.6 does, out of memory it has let go of."""
    with HostileImap(server.answers()) as peer:  # type: ignore[arg-type]
        here, box = stage(peer, tmp_path)
        server.told, turn = "IC\x8a\xc3\xaeU", Turn()
        assert [turn.read(here.service, box).messages for _ in range(2)] == [2, 0]
        assert turn.look(here.service, box)
