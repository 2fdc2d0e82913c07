"""An account that fails is left in peace, by all letters; whoever looks is told why and until when they wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.deliver import Delivered
from liaison_sync.app.explain import explain
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import read_all
from liaison_sync.domain import commands as k
from liaison_sync.store import account
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.contract.test_outbox import OURS, approved, rig_of, send
from tests.crash.scenario import BUDI, HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows

ANOTHER = OURS.replace(b"a1@", b"a2@").replace(b"Izin lokasi", b"Izin acara").replace(f", <{BUDI}>".encode(), b"")


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


def two_approved(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """Two follow-ups that are due: RINA's and BUDI's, and RINA's of another thread, which nobody quietens."""
    dovecot.deliver("humas", [OURS, ANOTHER], "Sent", "S")
    here = rig_of(engine, dovecot, server.port)
    read_all(here.service, here.service.mailboxes)
    plan(here.service)
    for row in rows(engine, s.followup.c.id):
        act(here.service, k.ApproveFollowUp(row.id), actor=HUMAS)
    here.clock.turn(minutes=1)
    return here


def test_while_the_account_is_refused_no_other_letter_is_tried_and_signs_in_again(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    here = two_approved(engine, dovecot, server)
    server.script.ehlo = "421 4.7.0 too many connections"
    assert send(here).deferred == 1
    for _ in range(3):
        done = send(here)
        assert (done.deferred, done.withheld) == (0, 0)
    (waiting,) = rows(engine, s.followup.c.id, where=s.followup.c.state == "approved")
    for language, word in (
        ("id", "dicoba lagi Selasa, 10 November 2026"),
        ("en", "tried again at Tuesday, 10 November"),
    ):
        assert any(word in line for line in explain(here.service, waiting.id, language))
    here.clock.turn(minutes=1)
    assert send(here).deferred == 1  # the other letter's turn to find out
    here.clock.turn(minutes=4)
    assert send(here).deferred == 0  # ever more seldom, whichever letters they are
    server.script.ehlo = ""
    here.clock.turn(minutes=1)
    assert send(here).sent + send(here).sent >= 1


def test_one_letter_nobody_takes_keeps_no_other(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = approved(rig_of(engine, dovecot, server.port))
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "421 4.7.0 slow down")
    assert send(here).deferred == 1
    with reading(engine) as connection:
        assert account.away_until(connection, here.clock.now()) is None


def test_a_server_that_says_when_to_come_back_is_tried_then_and_not_before(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = approved(rig_of(engine, dovecot, server.port))
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "451 4.7.1 Greylisting in action, please come back in 00:05:00")
    assert send(here).deferred == 1
    server.script.rcpt.clear()
    here.clock.turn(minutes=4, seconds=59)
    assert send(here) == Delivered()
    here.clock.turn(seconds=1)
    assert send(here).sent == 1


@pytest.mark.parametrize(
    ("reply", "indonesian", "english"),
    [
        ("451 4.7.1 Greylisted, come back", "kembali nanti", "come back later"),
        ("452 4.2.2 Mailbox full", "penuh", "full"),
        ("421 4.7.0 Slow down", "Server sedang tidak tersedia", "The server is not available"),
        ("450 4.3.0 Busy", "menunggu", "wait"),
        ("550 5.1.1 No such user here", "Kotak surat itu tidak ada", "no such mailbox"),
    ],
)
def test_what_the_server_said_of_a_recipient_is_told_with_why_and_until_when(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp, reply: str, indonesian: str, english: str
) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = approved(rig_of(engine, dovecot, server.port))
    server.script.rcpt = {RINA: reply, BUDI: reply}
    send(here)
    (row,) = rows(engine, s.outbox.c.id, s.outbox.c.state)
    for language, word, again in (("id", indonesian, "Dicoba lagi Selasa"), ("en", english, "tried again at Tuesday")):
        told = explain(here.service, row.id, language)
        (line,) = [line for line in told if RINA in line and "·" in line and reply[:3] in line]
        assert word in line
        assert reply[4:] in line
        assert any(again in line for line in told) is (row.state == "queued")
