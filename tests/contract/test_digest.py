"""Many notices to one officer: one letter, each told once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine

from liaison_sync.app.deliver import Delivered
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import read_all
from liaison_sync.domain.policy import Policy
from liaison_sync.store import schema as s
from tests.contract.test_outbox import rig_of, send
from tests.crash.scenario import HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows, tables

FIRST = datetime(2026, 11, 3, 3, tzinfo=UTC)


def asked(n: int) -> bytes:
    at = FIRST + timedelta(minutes=n)
    return (
        f"From: <{RINA}>\r\nTo: <{HUMAS}>\r\nSubject: Permohonan {n}\r\nMessage-ID: <q{n}@pemkot.example>\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n\r\nMohon kirimkan berkasnya sebelum Jumat.\r\n"
    ).encode()


def answer(n: int) -> bytes:
    return (
        f"From: <{HUMAS}>\r\nTo: <{RINA}>\r\nSubject: Re: Permohonan {n}\r\nMessage-ID: <a{n}@karsabahari.example>\r\n"
        f"In-Reply-To: <q{n}@pemkot.example>\r\nDate: Tue, 10 Nov 2026 03:00:30 +0000\r\n\r\nBerikut jawaban kami.\r\n"
    ).encode()


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def flooded(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """Six old questions, and a policy that begins before them: all fall due in the first round."""
    dovecot.deliver("humas", [asked(n) for n in range(6)])
    here = rig_of(engine, dovecot, server.port)
    here = here.but(policy=Policy(organisation="Karsa Bahari", manager=HUMAS, since=FIRST.date()))
    read_all(here.service, here.service.mailboxes)
    plan(here.service)
    return here


def told(server: ScriptedSmtp) -> list[str]:
    return [
        message_from_bytes(one.content, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for one in server.taken
    ]


def states(here: Rig) -> set[str]:
    return {state for (state,) in rows(here.engine, s.followup.c.state)}


def test_a_flood_of_notices_is_one_letter_and_each_of_them_is_told_once(flooded: Rig, server: ScriptedSmtp) -> None:
    assert send(flooded).sent == 1
    (text,) = told(server)
    assert [f"Permohonan {n}" in text for n in range(6)] == [True] * 6
    assert text.count("/threads/") == 6
    assert states(flooded) == {"sent"}
    read_all(flooded.service, flooded.service.mailboxes)
    plan(flooded.service)
    before = tables(flooded.engine)
    assert (send(flooded), plan(flooded.service).planned) == (Delivered(), 0)
    assert tables(flooded.engine) == before
    assert len(server.taken) == 1


def test_what_is_answered_while_the_letter_waits_is_no_longer_in_it(
    flooded: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    server.script.rcpt[HUMAS] = "451 4.3.0 later"
    assert send(flooded).deferred == 1
    assert (states(flooded), len(rows(flooded.engine, s.outbox.c.id))) == ({"queued"}, 1)
    dovecot.deliver("humas", [answer(0)], "Sent", "S")
    server.script.rcpt.clear()
    flooded.clock.turn(minutes=10)
    assert send(flooded).sent == 1
    (text,) = told(server)
    assert [f"Permohonan {n}" in text for n in range(6)] == [False, *[True] * 5]
    assert states(flooded) == {"sent", "cancelled"}


def test_three_notices_are_three_letters(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> None:
    dovecot.deliver("humas", [asked(n) for n in range(3)])
    here = rig_of(engine, dovecot, server.port)
    here = here.but(policy=Policy(organisation="Karsa Bahari", manager=HUMAS, since=FIRST.date()))
    read_all(here.service, here.service.mailboxes)
    plan(here.service)
    assert send(here).sent == 3
