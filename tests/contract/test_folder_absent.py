"""A name a server lists as a folder, and says of it that there is none: what lay in it is gone, and nobody is alarmed.

Dovecot's Maildir, with its list index, goes on listing a folder that was deleted while others lie below it.
"""

from __future__ import annotations

import imaplib
from collections import Counter

import pytest
from sqlalchemy import Engine

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.connections.translate import refused
from liaison_sync.domain.errors import AuthFailed, NotFound, Transient
from liaison_sync.store import schema as s
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.mail import letter
from tests.rig import Rig, mailbox, rig, rows, tables


@pytest.fixture
def here(engine: Engine, dovecot: Dovecot) -> Rig:
    """A mailbox with mail in `Mitra` and in `Mitra/2026`, read once; then `Mitra` alone is deleted."""
    with _hand(dovecot) as other:
        for name in ("Mitra", "Mitra/2026"):
            other.create(name)
        for n, name in enumerate(("INBOX", "Mitra", "Mitra", "Mitra/2026")):
            other.append(name, "", "", letter(n))
        made = rig(engine, [mailbox(dovecot.port, "humas", "humas@kantor.example")])
        poll(made.service, made.boxes()["humas"])
        other.delete("Mitra")
        _, listed = other.list()
        assert any(line == b'(\\HasChildren) "/" Mitra' for line in listed)  # else there is nothing to see here
    return made


def _hand(dovecot: Dovecot) -> imaplib.IMAP4:
    other = imaplib.IMAP4("127.0.0.1", dovecot.port)
    other.login("humas", PASSWORD)
    return other


def alive(here: Rig) -> dict[str, int]:
    g, found = s.sighting.c, dict[str, int]()
    for row in rows(here.engine, g.folder, where=g.gone_at.is_(None)):
        found[row.folder] = found.get(row.folder, 0) + 1
    return found


def test_what_lay_in_it_is_gone_and_the_mailbox_is_well_and_complete(here: Rig) -> None:
    box = here.boxes()["humas"]
    found = poll(here.service, box)
    assert (found.failure, found.messages) == (None, 0)
    assert alive(here) == {"INBOX": 1, "Mitra/2026": 1}
    before = tables(here.engine)
    assert poll(here.service, box).failure is None
    assert tables(here.engine) == before
    certified = certify(here.service, box)
    assert certified.ok
    assert certified.certificate is not None
    assert "Mitra" not in {line.path for line in certified.certificate.folders}


def test_a_mailbox_in_which_nothing_happens_is_asked_no_more_than_any_other(here: Rig, dovecot: Dovecot) -> None:
    dovecot.forget("humas")
    with here.boxes()["humas"].open() as source:
        for _ in range(9):
            assert "Mitra" not in {one.path for one in source.folders()}
            assert source.stale({}) == []
    said = Counter(line.split()[0] for line in dovecot.said("humas"))
    assert (said["LIST"], said["STATUS"]) == (9, 1)


def test_made_anew_it_is_read(here: Rig, dovecot: Dovecot) -> None:
    box = here.boxes()["humas"]
    poll(here.service, box)
    with _hand(dovecot) as other:
        other.create("Mitra")
        other.append("Mitra", "", "", letter(9))
    found = poll(here.service, box)
    assert (found.failure, found.messages) == (None, 1)
    assert alive(here)["Mitra"] == 1
    assert certify(here.service, box).ok


@pytest.mark.parametrize("words", ["Mailbox doesn't exist: Mitra (0.001 secs).", "Mailbox isn't selectable"])
def test_that_a_folder_is_not_there_is_heard_without_a_code_but_not_of_who_signs_in(words: str) -> None:
    assert type(refused(None, words, account="", operation="open", host="")) is NotFound
    assert type(refused(None, words, account="", operation="sign_in", host="")) is AuthFailed
    assert type(refused(None, "No such luck", account="", operation="open", host="")) is Transient
