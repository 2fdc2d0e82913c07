"""An account that may send only so much: what is too much waits for its turn, over restarts, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from liaison_sync.app.deliver import Delivered, deliver
from liaison_sync.app.explain import explain
from liaison_sync.app.planning import plan
from liaison_sync.app.round import look
from liaison_sync.app.service import Sender
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_pace import smtp_pace
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain import changes as c
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import writing
from tests.contract.test_outbox import OURS as OLD_LETTER
from tests.contract.test_outbox import account, approved, rig_of
from tests.crash.scenario import HUMAS
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import START, Rig, rig, rows

OURS = "humas@karsabahari.example"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


def desk(engine: Engine, server: ScriptedSmtp, letters: int, **pace: int) -> Rig:
    values = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 2.0}
    settings = SmtpSettings.model_validate(values | pace)
    here = rig(engine, send=lambda: SmtpDelivery("humas", settings), address=OURS)
    with writing(engine) as connection:
        apply(connection, [_letter(n) for n in range(letters)])
    return here


def _letter(n: int) -> c.LetterQueued:
    message_id = f"ob-{n}@karsabahari.example"
    content = f"From: <{OURS}>\r\nMessage-ID: <{message_id}>\r\nX-Liaison-Id: ob-{n}\r\n\r\nHalo.\r\n".encode()
    return c.LetterQueued(f"ob-{n}", "report", "x", OURS, ("a@mitra.example",), message_id, content, START)


def send(here: Rig) -> Delivered:
    return deliver(here.but().service, here.clock.now)


def test_what_is_too_much_for_a_minute_waits_each_for_a_turn_of_its_own(engine: Engine, server: ScriptedSmtp) -> None:
    here = desk(engine, server, 5, per_minute=2)
    assert (send(here).sent, len(server.taken)) == (2, 2)
    waiting = rows(engine, s.outbox.c.next_try, s.outbox.c.detail, where=s.outbox.c.state == "queued")
    minute = timedelta(minutes=1)
    assert sorted(one.next_try for one in waiting) == [START + minute, START + minute, START + 2 * minute]
    assert {one.detail["reason"] for one in waiting} == {"pace"}
    here.clock.turn(seconds=59)
    assert send(here) == Delivered()
    here.clock.turn(seconds=1)
    assert send(here).sent == 2
    here.clock.turn(seconds=60)
    assert (send(here).sent, len(server.taken)) == (1, 5)


def test_the_pace_holds_over_a_restart_and_counts_a_try_that_failed(engine: Engine, server: ScriptedSmtp) -> None:
    here = desk(engine, server, 2, per_day=1)
    server.script.rcpt["a@mitra.example"] = "450 4.7.1 greylisted"
    assert send(here).deferred == 1
    again = desk(engine, server, 0, per_day=1)  # another process over the same rows
    again.clock.turn(hours=23)
    assert (send(again).sent, send(again).deferred, len(server.taken)) == (0, 0, 0)
    server.script.rcpt.clear()
    again.clock.turn(hours=1)
    assert send(again).sent == 1


def test_explain_tells_why_a_letter_waits_and_until_when(engine: Engine, server: ScriptedSmtp) -> None:
    here = desk(engine, server, 2, per_minute=1)
    send(here)
    (waiting,) = rows(engine, s.outbox.c.id, where=s.outbox.c.state == "queued")
    told = "\n".join(explain(here.service, waiting.id, "en"))
    assert "Waits for its turn" in told
    assert "10.01" in told or "10:01" in told


def test_a_follow_up_beyond_the_pace_is_postponed_and_leaves_at_its_turn(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [OLD_LETTER], "Sent", "S")
    settings = account(server.port).model_copy(update={"per_day": 1})
    here = approved(rig_of(engine, dovecot, server.port)).but(
        sender=Sender(HUMAS, "Humas", lambda: SmtpDelivery("humas", settings))
    )
    left = {"id": "ob-x", "state": "sent", "recipients": [], "frozen": b"", "queued_at": here.clock.now()}
    with writing(engine) as connection:
        connection.execute(s.outbox.insert(), {**left, "tried_at": here.clock.now(), "copy": "skipped"})
    assert deliver(here.service, lambda: look(here.service)).withheld == 1
    ((followup,),) = rows(engine, s.followup.c.id)
    assert "may send 1 letter in 24 hours" in "\n".join(explain(here.service, followup, "en"))
    here.clock.turn(hours=24, seconds=1)
    plan(here.service)
    assert deliver(here.service, lambda: look(here.service)).sent == 1
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("host", "set_", "pace"),
    [
        ("smtp.gmail.com", {}, (None, 2_000)),
        ("smtp-relay.gmail.com", {}, (None, 10_000)),
        ("smtp.office365.com", {}, (30, 10_000)),
        ("smtp.office365.com", {"per_minute": 5}, (5, 10_000)),
        ("mail.kementerian.example", {}, (None, None)),
        ("notgmail.com", {}, (None, None)),
    ],
)
def test_without_a_setting_the_pace_is_what_the_provider_documents(
    host: str, set_: dict[str, int], pace: tuple[int | None, int | None]
) -> None:
    assert smtp_pace(SmtpSettings.model_validate({"host": host, **set_})) == pace
