"""Cyrus, the other large IMAP server, beside Dovecot: OBJECTID, QRESYNC of its own making, sequences of its own."""

from __future__ import annotations

import imaplib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func

from liaison_sync.app.certify import certify
from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.peers.cyrus import Cyrus
from tests.peers.mail import letter
from tests.rig import Rig, imap, rig, rows

OPERATIONS = 400
FOLDERS = ("INBOX", "Arsip", "Sent")


@pytest.fixture
def cyrus() -> Iterator[Cyrus]:
    with Cyrus() as server:
        yield server


@pytest.fixture
def here(cyrus: Cyrus, tmp_path: Path) -> Iterator[Rig]:
    source = ImapSource("humas", imap(cyrus.port, "humas"))
    source.keep()
    yield rig(connect(f"sqlite:///{tmp_path}/store.db"), [Mailbox("humas", "humas@kantor.example", lambda: source)])
    source.close()


def uids(hand: imaplib.IMAP4, folder: str) -> list[str]:
    hand.select(folder)
    _, (found, *_) = hand.uid("SEARCH", "ALL")
    return str(found.decode()).split()


def operate(hand: imaplib.IMAP4, draw: random.Random, number: int) -> None:
    """One thing that happens to a mailbox."""
    folder, other = draw.sample(FOLDERS, 2)
    here = uids(hand, folder)
    match draw.choice(["come", "come", "flag", "go", "move", "folder"]):
        case "come":
            hand.append(folder, "", "", letter(number))
        case "flag" if here:
            hand.uid("STORE", draw.choice(here), draw.choice(["+FLAGS", "-FLAGS"]), r"(\Flagged)")
        case "go" if here:
            hand.uid("STORE", draw.choice(here), "+FLAGS", r"(\Deleted)")
            hand.expunge()
        case "move" if here:
            hand.uid("MOVE", draw.choice(here), other)
        case "folder":
            hand.select("INBOX")
            hand.delete("Arsip")
            hand.create("Arsip")  # under a UIDVALIDITY of its own


def test_after_whatever_happened_the_store_holds_what_the_server_does(cyrus: Cyrus, here: Rig) -> None:
    draw, turn, (box,) = random.Random(8), Turn(), here.service.mailboxes
    quiet = 0
    with cyrus.hand() as hand:
        for name in FOLDERS[1:]:
            hand.create(name)
        for number in range(OPERATIONS):
            operate(hand, draw, number)
            if number % 4 == 3:
                here.clock.turn(seconds=60)
                quiet += turn.look(here.service, box)
                assert turn.read(here.service, box).failure is None
        here.clock.turn(seconds=60)
        assert turn.read(here.service, box).failure is None
        flags = {name: hand.select(name) and hand.uid("FETCH", "1:*", "(FLAGS)")[1] for name in FOLDERS}
        held = {(name, uid) for name in FOLDERS for uid in uids(hand, name)}
    i = s.sighting.c
    known = rows(here.engine, i.folder, i.locator, i.state, where=i.gone_at.is_(None))
    assert {(row.folder, row.locator.partition(".")[2]) for row in known} == held
    assert {row.state for row in known} <= {"stored"}
    assert quiet == 0  # something had always happened
    done = certify(here.service, box)
    assert done.ok
    assert rows(here.engine, func.count(s.certificate_difference.c.subject)) == [(0,)]
    assert not any(b"Seen" in one for each in flags.values() if each for one in each if isinstance(one, bytes))


def test_a_quiet_mailbox_is_one_question_and_stays_quiet(cyrus: Cyrus, here: Rig) -> None:
    cyrus.deliver("humas", [letter(1)])
    turn, (box,) = Turn(), here.service.mailboxes
    for _ in range(2):
        assert turn.read(here.service, box).failure is None
    assert turn.look(here.service, box)
    cyrus.deliver("humas", [letter(2)])
    assert not turn.look(here.service, box)
    assert turn.read(here.service, box).messages == 1
