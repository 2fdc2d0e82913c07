"""A letter whose answer was lost: its mailbox is asked again before a person is, and nothing is sent meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.deliver import Delivered
from liaison_sync.app.explain import explain
from liaison_sync.app.service import Sender
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.domain import commands as k
from liaison_sync.store import schema as s
from tests.contract.drafting import Service, opened
from tests.contract.test_outbox import OURS, account, approved, rig_of, send, states
from tests.crash.scenario import BUDI, HUMAS, RINA
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, imap, rows


class Way(Protocol):
    """A way out that can tell afterwards whether a letter left."""

    def here(self, engine: Engine) -> Rig: ...

    def loses_its_answer(self, desk: Rig) -> Rig:
        """The letter is taken, nobody hears of it, and the mailbox cannot be asked."""
        ...

    def answers_again(self, desk: Rig) -> Rig: ...

    def left(self) -> int: ...


@dataclass(slots=True)
class ProviderFiles:
    """SMTP, where the provider itself puts the copy into Sent, as Gmail does."""

    dovecot: Dovecot
    server: ScriptedSmtp
    letter: bytes = b""

    def here(self, engine: Engine) -> Rig:
        self.dovecot.deliver("humas", [OURS], "Sent", "S")
        return self._through(approved(rig_of(engine, self.dovecot, self.server.port)), self.dovecot.port)

    def _through(self, desk: Rig, port: int) -> Rig:
        settings = account(self.server.port).model_copy(update={"files_sent": True})
        return desk.but(sender=Sender(HUMAS, "Humas", lambda: SmtpDelivery("humas", settings, imap(port, "humas"))))

    def loses_its_answer(self, desk: Rig) -> Rig:
        self.server.script.hang_up = "at_dot"
        return self._through(desk, 1)

    def answers_again(self, desk: Rig) -> Rig:
        self.server.script.hang_up = "never"
        ((letter,),) = rows(desk.engine, s.outbox.c.frozen)
        self.dovecot.deliver("humas", [letter], "Sent", "S")
        return self._through(desk, self.dovecot.port)

    def left(self) -> int:
        return 1 + len(self.server.taken)  # the one that was lost, and any sent again


@dataclass(slots=True)
class DraftsFirst:
    """Microsoft 365 and Exchange Server: the mailbox holds the draft, or what became of it."""

    dovecot: Dovecot
    service: Service

    def here(self, engine: Engine) -> Rig:
        self.dovecot.deliver("humas", [OURS], "Sent", "S")
        desk = approved(rig_of(engine, self.dovecot, 1))
        return desk.but(sender=Sender(HUMAS, "Humas", self.service.to))

    def loses_its_answer(self, desk: Rig) -> Rig:
        self.service.spoil("send", "after")
        self.service.fake.faults.answers += [("GET .*/messages/.", 503), ("GetItem", 503)] * 40
        return desk

    def answers_again(self, desk: Rig) -> Rig:
        self.service.fake.faults.answers.clear()
        self.service.rest()
        return desk

    def left(self) -> int:
        return len(self.service.sent)


@pytest.fixture(params=["smtp", "graph", "exchange"])
def way(request: pytest.FixtureRequest, dovecot: Dovecot, authority: Authority) -> Iterator[Way]:
    if request.param == "smtp":
        with ScriptedSmtp() as server:
            yield ProviderFiles(dovecot, server)
        return
    with opened(request.param, authority) as service:
        service.renew()
        yield DraftsFirst(dovecot, service)


def lost(way: Way, engine: Engine) -> Rig:
    desk = way.loses_its_answer(way.here(engine))
    assert send(desk).asked == 1
    assert states(desk) == ("in_flight", "in_flight")
    return desk


def test_a_letter_whose_mailbox_cannot_be_asked_now_is_asked_about_again_and_left_once(
    way: Way, engine: Engine
) -> None:
    desk = lost(way, engine)
    assert send(desk) == Delivered()  # not at once again
    desk.clock.turn(minutes=2)
    assert send(desk).asked == 1
    desk = way.answers_again(desk)
    desk.clock.turn(minutes=4)
    assert send(desk).sent == 1
    assert (states(desk), way.left()) == (("sent", "sent"), 1)
    (row,) = rows(desk.engine, s.outbox.c.recipients)
    assert {one["address"]: one["outcome"] for one in row.recipients} == {RINA: "accepted", BUDI: "accepted"}
    assert send(desk) == Delivered()


def test_while_it_is_asked_about_whoever_looks_is_told_so_and_when_next(way: Way, engine: Engine) -> None:
    desk = lost(way, engine)
    (row,) = rows(desk.engine, s.outbox.c.id)
    assert any("tanyakan" in line for line in explain(desk.service, row.id, "id"))
    assert any("asked again" in line for line in explain(desk.service, row.id, "en"))


def test_after_ten_minutes_without_an_answer_a_person_is_asked_and_the_journal_tells_it_once(
    way: Way, engine: Engine
) -> None:
    desk = lost(way, engine)
    told: list[Any] = []
    for _ in range(9):
        desk.clock.turn(minutes=1)
        send(desk)
        told.append(states(desk)[1])
    assert set(told) == {"in_flight"}
    desk.clock.turn(minutes=1)
    assert send(desk).ambiguous == 1
    assert (states(desk), way.left()) == (("ambiguous", "ambiguous"), 1)
    did = [row.action for row in rows(desk.engine, s.journal.c.action) if row.action.startswith("letter.")]
    assert did.count("letter.in_flight") == 1
    assert did.count("letter.ambiguous") == 1


def test_a_mailbox_that_answers_late_spares_the_person_the_question(way: Way, engine: Engine) -> None:
    desk = lost(way, engine)
    for _ in range(3):
        desk.clock.turn(minutes=5)
        send(desk)
    assert states(desk) == ("ambiguous", "ambiguous")
    desk = way.answers_again(desk)
    desk.clock.turn(hours=1)
    assert send(desk).sent == 1
    assert (states(desk), way.left()) == (("sent", "sent"), 1)


def test_what_a_person_decided_meanwhile_stands(way: Way, engine: Engine) -> None:
    desk = lost(way, engine)
    for _ in range(3):
        desk.clock.turn(minutes=5)
        send(desk)
    ((id_,),) = rows(desk.engine, s.outbox.c.id)
    act(desk.service, k.SettleAmbiguous(id_, sent=True), actor=HUMAS)
    desk.clock.turn(hours=1)
    assert send(desk) == Delivered()
    assert states(desk) == ("sent", "sent")


@pytest.mark.parametrize("by_person", [False, True])
def test_whoever_was_put_off_before_the_doubt_gets_the_letter_later_alone(
    dovecot: Dovecot, engine: Engine, by_person: bool
) -> None:
    with ScriptedSmtp() as server:
        way = ProviderFiles(dovecot, server)
        desk = way.loses_its_answer(way.here(engine))
        server.script.rcpt[BUDI] = "450 4.2.2 mailbox full"
        assert send(desk).asked == 1
        server.script.rcpt.clear()
        assert states(desk) == ("in_flight", "in_flight")
        if by_person:
            server.script.hang_up = "never"
            for _ in range(3):
                desk.clock.turn(minutes=5)
                send(desk)
            ((id_,),) = rows(desk.engine, s.outbox.c.id)
            act(desk.service, k.SettleAmbiguous(id_, sent=True), actor=HUMAS)
            desk.clock.turn(minutes=6)
        else:
            desk = way.answers_again(desk)
            desk.clock.turn(minutes=2)
            assert send(desk).deferred == 1
            desk.clock.turn(minutes=2)
        assert send(desk).sent == 1
        assert [one.recipients for one in server.taken] == [(BUDI,)]
        (row,) = rows(desk.engine, s.outbox.c.recipients)
        assert {one["address"]: one["outcome"] for one in row.recipients} == {RINA: "accepted", BUDI: "accepted"}


def test_the_copy_of_a_letter_that_some_have_does_not_withdraw_it_from_the_others(
    dovecot: Dovecot, engine: Engine
) -> None:
    """A provider files it at once; it is no word of ours that came afterwards."""
    with ScriptedSmtp() as server:
        desk = ProviderFiles(dovecot, server).here(engine)
        server.script.rcpt[BUDI] = "450 4.2.2 mailbox full"
        assert send(desk).deferred == 1
        dovecot.deliver("humas", [server.taken[0].content], "Sent", "S")
        server.script.rcpt.clear()
        desk.clock.turn(minutes=2)
        assert send(desk).sent == 1
        assert [one.recipients for one in server.taken] == [(RINA,), (BUDI,)]
