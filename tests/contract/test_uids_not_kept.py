"""A server that gives its messages new UIDs whenever a folder is opened (UIDNOTSTICKY, RFC 9051 §7.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.contract.test_imap_sign_in import settings
from tests.peers.hostile_imap import HostileImap
from tests.peers.mail import letter
from tests.rig import Rig, rig, rows

MAIL = [letter(1), letter(2)]


class Forgetful:
    """As GNU Mailutils does with a Maildir it only reads: one UIDVALIDITY, and UIDs that last as long as a look."""

    def __init__(self) -> None:
        self.last = 0

    def answers(self) -> dict[str, object]:
        return {
            "EXAMINE": self.examine, "STATUS": b"* STATUS INBOX (MESSAGES 2 UIDVALIDITY 7)\r\n",
            "UID SEARCH": self.search, "UID FETCH META": self.fetch, "UID FETCH BODY": self.fetch,
        }  # fmt: skip

    def examine(self, _: str) -> bytes:
        self.last += len(MAIL)
        return b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n" % (self.last + 1)

    def asked(self, command: str) -> list[tuple[int, int, bytes]]:
        low, _, high = command.split()[3 if "SEARCH" in command.upper() else 2].partition(":")
        here = enumerate(zip(range(self.last - 1, self.last + 1), MAIL, strict=True), 1)
        return [(n, uid, raw) for n, (uid, raw) in here if int(low) <= uid <= int(high or low)]

    def search(self, command: str) -> bytes:
        return b"* SEARCH " + b" ".join(b"%d" % uid for _, uid, _ in self.asked(command)) + b"\r\n"

    def fetch(self, command: str) -> bytes:
        told = b""
        for n, uid, raw in self.asked(command):
            head = b"* %d FETCH (UID %d RFC822.SIZE %d FLAGS ()" % (n, uid, len(raw))
            told += head + (b" BODY[] {%d}\r\n%s" % (len(raw), raw) if "BODY" in command else b"") + b")\r\n"
        return told


@pytest.fixture
def here(tmp_path: Path) -> Rig:
    return rig(connect(f"sqlite:///{tmp_path}/store.db"))


def test_nothing_is_certified_where_what_is_listed_is_never_there_again(here: Rig) -> None:
    with HostileImap(Forgetful().answers()) as peer:  # type: ignore[arg-type]
        box = Mailbox("humas", "humas@kantor.example", lambda: ImapSource("humas", settings(peer)))
        assert poll(here.service, box).failure is None
        made = certify(here.service, box)
    assert made.certificate is None
    assert made.polled.failure is not None
    assert made.polled.failure.key == "uids_not_kept"
    assert len(rows(here.engine, s.message.c.key)) == len(MAIL)
