"""What becomes of an approved letter: each recipient at most once, nothing after a reply, doubt left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from threading import Barrier

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select, update

from liaison_sync.app.act import Refused, act
from liaison_sync.app.deliver import Delivered, deliver
from liaison_sync.app.explain import explain
from liaison_sync.app.launch import due, launch, put
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import read_all
from liaison_sync.app.round import look
from liaison_sync.app.service import Sender
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain import commands as k
from liaison_sync.domain.followup import Move, because
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Policy, WeOwe
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from liaison_sync.store.pictures import followups
from tests.crash.scenario import BUDI, DIRECTORY, EVENT, HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import PASSWORD, USER, ScriptedSmtp
from tests.rig import Rig, imap, mailbox, rig, rows

OURS = (
    f"From: <{HUMAS}>\r\nTo: <{RINA}>, <{BUDI}>\r\nSubject: Izin lokasi\r\nMessage-ID: <a1@karsabahari.example>\r\n"
    "Date: Wed, 04 Nov 2026 03:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMohon kabar.\r\n"
).encode()
REPLY = (
    f"From: <{RINA}>\r\nTo: <{HUMAS}>\r\nSubject: Re: Izin lokasi\r\nMessage-ID: <r1@pemkot.example>\r\n"
    "In-Reply-To: <a1@karsabahari.example>\r\nDate: Tue, 10 Nov 2026 03:00:30 +0000\r\n\r\nSudah kami izinkan.\r\n"
).encode()


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def desk(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """One follow-up to two people at two partners, approved and due."""
    dovecot.deliver("humas", [OURS], "Sent", "S")
    return approved(rig_of(engine, dovecot, server.port))


def account(port: int) -> SmtpSettings:
    values = {"host": "127.0.0.1", "port": port, "tls": "none", "username": USER, "timeout": 1.0}
    return SmtpSettings.model_validate(values | {"password": SecretStr(PASSWORD)})


def without_copies(here: Rig, port: int) -> Rig:
    """The mailbox of the Sent copies answers nothing."""
    return here.but(sender=Sender(HUMAS, "Humas", lambda: SmtpDelivery("humas", account(port), imap(1, "humas"))))


def rig_of(engine: Engine, dovecot: Dovecot, port: int) -> Rig:
    settings = account(port)
    boxes = [mailbox(dovecot.port, "humas", HUMAS), mailbox(dovecot.port, "event", EVENT)]
    policy = Policy(organisation="Karsa Bahari", manager=HUMAS, we_owe=WeOwe(enabled=False))
    one_partner = {**DIRECTORY, "contacts": [{**c, "partner": "pemkot"} for c in DIRECTORY["contacts"]]}

    def send() -> SmtpDelivery:
        return SmtpDelivery("humas", settings, imap(dovecot.port, "humas"))

    here = rig(engine, boxes, directory=one_partner, policy=policy, send=send, address=HUMAS)
    return here.but(officers=(Officer(HUMAS, "Sari Humas", "id"),))


def approved(here: Rig) -> Rig:
    read_all(here.service, here.service.mailboxes)
    plan(here.service)
    ((id_, state),) = rows(here.engine, s.followup.c.id, s.followup.c.state)
    assert state == "drafted", rows(here.engine, s.followup.c.document)
    act(here.service, k.ApproveFollowUp(id_), actor=HUMAS)
    here.clock.turn(minutes=1)
    return here


def send(here: Rig, seen: Callable[[], datetime | None] | None = None) -> Delivered:
    return deliver(here.service, seen or (lambda: look(here.service)))


def states(here: Rig) -> tuple[str, str | None]:
    (followup,) = rows(here.engine, s.followup.c.state)
    outbox = rows(here.engine, s.outbox.c.state)
    return followup.state, outbox[0].state if outbox else None


def test_a_letter_leaves_once_stands_in_its_thread_and_has_its_copy(
    desk: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    assert send(desk).sent == 1
    assert (send(desk), states(desk)) == (Delivered(), ("sent", "sent"))
    (taken,) = server.taken
    letter = message_from_bytes(taken.content)
    assert letter["In-Reply-To"] == "<a1@karsabahari.example>"
    assert set(taken.recipients) == {RINA, BUDI}
    assert sorted(dovecot.contents("humas", "Sent").values()) == sorted([OURS, taken.content])
    read_all(desk.service, desk.service.mailboxes)
    assert len(rows(desk.engine, s.thread.c.id)) == 1


def test_the_copy_of_our_own_letter_is_seen_and_is_no_new_mail(desk: Rig, dovecot: Dovecot) -> None:
    assert send(desk).sent == 1
    first = {one.mailbox: (one.messages, one.own) for one in read_all(desk.service, desk.service.mailboxes)}
    assert first == {"humas": (0, 1), "event": (0, 0)}
    ((letter,),) = rows(desk.engine, s.outbox.c.message_id)
    assert any("Sent" in line for line in explain(desk.service, letter, "en"))
    forged = f"From: <{RINA}>\r\nTo: <{HUMAS}>\r\nSubject: x\r\nMessage-ID: <y@pemkot.example>\r\n"
    forged += f"X-Liaison-Id: {letter.partition('@')[0]}\r\n\r\nHalo.\r\n"
    dovecot.deliver("humas", [forged.encode()])
    second = {one.mailbox: (one.messages, one.own) for one in read_all(desk.service, desk.service.mailboxes)}
    assert second == {"humas": (1, 0), "event": (0, 0)}


def test_only_the_recipient_who_was_put_off_is_tried_again_with_the_same_letter(
    desk: Rig, server: ScriptedSmtp
) -> None:
    server.script.rcpt[BUDI] = "450 4.2.2 mailbox full"
    assert send(desk).deferred == 1
    assert send(desk) == Delivered()  # not before its time
    server.script.rcpt.clear()
    desk.clock.turn(minutes=2)
    assert send(desk).sent == 1
    first, second = server.taken
    assert (first.recipients, second.recipients) == ((RINA,), (BUDI,))
    assert first.content == second.content
    (row,) = rows(desk.engine, s.outbox.c.recipients, s.outbox.c.id)
    assert {one["address"]: one["outcome"] for one in row.recipients} == {RINA: "accepted", BUDI: "accepted"}
    assert " ".join(explain(desk.service, row.id, "id")).count("(250 2.0.0 Ok: queued as 4Xy1Z2)") == len(server.taken)


@pytest.mark.parametrize(
    ("what", "moment", "expected"), [("fall_silent", "in_data", "queued"), ("hang_up", "at_dot", "ambiguous")]
)
def test_only_silence_after_the_dot_is_doubt(
    desk: Rig, server: ScriptedSmtp, what: str, moment: str, expected: str
) -> None:
    setattr(server.script, what, moment)  # not hung up in_data: a short letter and its dot may be on the way by then
    send(desk)
    assert states(desk) == (expected, expected)
    setattr(server.script, what, "never")
    desk.clock.turn(minutes=10)
    send(desk)
    assert len(server.taken) == (1 if expected == "queued" else 0)  # doubt waits for a person


def test_an_interrupted_letter_is_asked_about_and_never_sent_blindly(desk: Rig, server: ScriptedSmtp) -> None:
    with writing(desk.engine) as connection:
        (one,) = due(connection, desk.clock.now())
        assert launch(connection, desk.service, one, desk.clock.now()) is not None
    assert send(desk) == Delivered()  # its sender may still be alive
    desk.clock.turn(minutes=6)
    assert send(desk).ambiguous == 1
    assert (states(desk), server.taken) == (("ambiguous", "ambiguous"), [])
    (row,) = rows(desk.engine, s.outbox.c.recipients)
    assert {one["outcome"] for one in row.recipients} == {"ambiguous"}
    (id_,) = rows(desk.engine, s.outbox.c.id)
    act(desk.service, k.SettleAmbiguous(id_.id, sent=False), actor=HUMAS)
    assert send(desk).sent == 1
    assert len(server.taken) == 1


def test_two_workers_on_one_outbox_send_one_letter(desk: Rig, server: ScriptedSmtp) -> None:
    start = Barrier(2)

    def work(name: str) -> Delivered:
        mine = desk.but(worker=name)
        began = desk.clock.now()
        start.wait()
        return send(mine, lambda: began)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, ("satu", "dua")))
    assert sum(one.sent for one in done) == 1
    assert len(server.taken) == 1


def test_a_reply_that_lay_in_the_mailbox_when_the_look_began_withdraws_the_letter(
    desk: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    dovecot.deliver("humas", [REPLY])  # after the last poll, right before the sending
    assert send(desk).withheld == 1
    assert (states(desk), server.taken) == (("cancelled", None), [])


def test_a_look_that_fails_postpones_every_letter_and_is_tried_once(desk: Rig, server: ScriptedSmtp) -> None:
    looks: list[datetime] = []

    def failing() -> None:
        looks.append(desk.clock.now())

    assert send(desk, failing).withheld == 1
    assert (states(desk), server.taken, len(looks)) == (("postponed", None), [], 1)
    desk.clock.turn(minutes=6)
    plan(desk.service)
    assert send(desk).sent == 1
    assert message_from_bytes(server.taken[0].content)["Auto-Submitted"] is None  # a person approved it, and still has


@pytest.mark.parametrize(("second", "done"), [(1, Delivered(sent=1)), (9, Delivered(withheld=1))])
def test_after_one_slow_look_a_second_decides(desk: Rig, server: ScriptedSmtp, second: int, done: Delivered) -> None:
    waits = [60, second]

    def slow() -> datetime | None:
        began = look(desk.service)
        desk.clock.turn(seconds=waits.pop(0))
        return began

    assert send(desk, slow) == done
    assert (waits, len(server.taken)) == ([], done.sent)


def test_a_reply_while_a_letter_waits_for_another_try_withdraws_it_visibly(
    desk: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "451 4.3.0 later")
    send(desk)
    assert states(desk) == ("queued", "queued")
    dovecot.deliver("humas", [REPLY])
    desk.clock.turn(minutes=2)
    server.script.rcpt.clear()
    send(desk)
    send(desk)
    assert (states(desk), server.taken) == (("cancelled", "cancelled"), [])


def test_a_letter_withdrawn_and_wanted_again_leaves_with_new_bytes(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "451 4.3.0 later")
    send(desk)
    (followup,) = rows(desk.engine, s.followup.c.id)
    act(desk.service, k.CancelFollowUp(followup.id, reason="keliru"), actor=HUMAS)
    send(desk)
    assert states(desk) == ("cancelled", "cancelled")
    act(desk.service, k.ReopenFollowUp(followup.id), actor=HUMAS)
    act(desk.service, k.EditFollowUp(followup.id, "Izin", "Kata yang baru."), actor=HUMAS)
    act(desk.service, k.ApproveFollowUp(followup.id), actor=HUMAS)
    server.script.rcpt.clear()
    desk.clock.turn(minutes=2)
    assert send(desk).sent == 1
    assert b"Kata yang baru." in server.taken[0].content


def put_off_and_postponed(desk: Rig, server: ScriptedSmtp) -> str:
    """The follow-up of a letter that was deferred once, and postponed at its second try."""
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "451 4.3.0 later")
    send(desk)
    server.script.rcpt.clear()
    desk.clock.turn(minutes=2)
    assert send(desk, lambda: None).withheld == 1
    assert states(desk) == ("postponed", "queued")
    (followup,) = rows(desk.engine, s.followup.c.id)
    return str(followup.id)


def test_a_letter_edited_after_it_was_put_off_leaves_with_its_new_words(desk: Rig, server: ScriptedSmtp) -> None:
    id_ = put_off_and_postponed(desk, server)
    act(desk.service, k.EditFollowUp(id_, "Izin", "Kata yang baru."), actor=HUMAS)
    desk.clock.turn(minutes=10)
    plan(desk.service)
    assert send(desk) == Delivered()  # edited: it needs a new yes
    act(desk.service, k.ApproveFollowUp(id_), actor=HUMAS)
    desk.clock.turn(minutes=1)
    assert send(desk).sent == 1
    assert b"Kata yang baru." in server.taken[0].content


def test_a_letter_that_one_reader_has_is_not_edited_for_the_others(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = {BUDI: "450 4.2.2 mailbox full"}
    send(desk)
    desk.clock.turn(minutes=2)
    send(desk, lambda: None)
    (followup,) = rows(desk.engine, s.followup.c.id)
    with pytest.raises(Refused, match="letter_partly_sent"):
        act(desk.service, k.EditFollowUp(followup.id, "Izin", "Kata yang baru."), actor=HUMAS)


def test_a_held_letter_that_was_put_off_can_be_approved(desk: Rig, server: ScriptedSmtp) -> None:
    id_ = put_off_and_postponed(desk, server)
    with writing(desk.engine) as connection:
        (standing,) = followups(connection, s.followup.c.id == id_)
        put(connection, standing, Move("held", (because("low_trust"),)), desk.clock.now())
    act(desk.service, k.ApproveFollowUp(id_), actor=HUMAS)
    desk.clock.turn(minutes=10)
    assert send(desk).sent == 1


def test_a_letter_that_must_not_reach_a_wire_fails_alone(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "451 4.3.0 later")
    send(desk)
    with writing(desk.engine) as connection:
        connection.execute(update(s.outbox).values(frozen=b"From: x\n\nbare\n"))
    desk.clock.turn(minutes=2)
    assert send(desk).failed == 1
    assert states(desk) == ("failed", "failed")


def test_a_failed_letter_is_sent_again_from_its_page_once_and_only_then(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "550 5.1.1 unknown")
    assert send(desk).failed == 1
    ((id_,),) = rows(desk.engine, s.followup.c.id)
    server.script.rcpt = {}
    act(desk.service, k.RetryFollowUp(id_), actor=HUMAS)
    assert states(desk) == ("queued", "queued")
    with pytest.raises(Refused, match="letter_not_failed"):
        act(desk.service, k.RetryFollowUp(id_), actor=HUMAS)
    assert send(desk).sent == 1
    assert states(desk) == ("sent", "sent")
    assert [one.recipients for one in server.taken] == [(RINA, BUDI)]


def test_a_letter_sent_again_is_the_last_that_told_the_follow_up(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "550 5.1.1 unknown")
    send(desk)
    ((id_,),) = rows(desk.engine, s.followup.c.id)
    with writing(desk.engine) as connection:  # its own letter was withdrawn, and the list that told it then failed
        alone = connection.execute(select(s.outbox)).one()._asdict()
        connection.execute(update(s.outbox).values(state="cancelled"))
        later = alone["queued_at"] + timedelta(hours=1)
        connection.execute(s.outbox.insert().values({**alone, "id": "dg-1", "kind": "digest", "queued_at": later}))
        connection.execute(update(s.followup).values(digest="dg-1"))
    act(desk.service, k.RetryFollowUp(id_), actor=HUMAS)
    o = s.outbox.c
    assert set(rows(desk.engine, o.id, o.state)) == {(alone["id"], "cancelled"), ("dg-1", "queued")}


def test_a_server_that_shuts_its_door_costs_no_letter_anything(engine: Engine, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    with ScriptedSmtp() as server:
        server.script.ehlo = "421 4.3.2 shutting down"
        here = approved(rig_of(engine, dovecot, server.port))
        assert send(here).deferred == 1
        server.script.ehlo = ""
        here.clock.turn(minutes=2)
        assert send(here).sent == 1
        assert len(server.taken) == 1


def test_a_copy_lost_with_its_sender_is_filed_later_once(desk: Rig, server: ScriptedSmtp, dovecot: Dovecot) -> None:
    send(desk)
    for path in dovecot.maildir("humas", "Sent").glob("cur/*"):
        if b"X-Liaison-Id" in path.read_bytes():
            path.unlink()
    dovecot.renumber("humas", "Sent")
    with writing(desk.engine) as connection:
        connection.execute(update(s.outbox).values(copy=""))
    desk.clock.turn(minutes=6)
    send(desk)
    send(desk)
    assert len(dovecot.contents("humas", "Sent")) == 2
    assert len(server.taken) == 1


def test_a_copy_that_failed_is_filed_later_and_the_letter_is_not_sent_again(
    engine: Engine, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = approved(rig_of(engine, dovecot, server.port))
    assert send(without_copies(here, server.port)).sent == 1
    assert [row.copy for row in rows(engine, s.outbox.c.copy)] == ["failed"]
    send(here)  # not at once
    assert len(dovecot.contents("humas", "Sent")) == 1
    here.clock.turn(minutes=1)
    send(here)
    send(here)
    assert [row.copy for row in rows(engine, s.outbox.c.copy)] == ["filed"]
    assert (len(dovecot.contents("humas", "Sent")), len(server.taken)) == (2, 1)


def test_a_copy_that_keeps_failing_is_given_up_after_a_day(desk: Rig, server: ScriptedSmtp) -> None:
    send(desk)
    with writing(desk.engine) as connection:
        connection.execute(update(s.outbox).values(copy="failed", next_try=desk.clock.now()))
    desk.clock.turn(hours=25)
    send(without_copies(desk, server.port))
    assert [tuple(row) for row in rows(desk.engine, s.outbox.c.copy, s.outbox.c.next_try)] == [("failed", None)]


def test_a_letter_put_off_for_longer_than_the_policy_bears_has_failed(desk: Rig, server: ScriptedSmtp) -> None:
    sending = replace(desk.service.policy.sending, give_up_hours=1)
    desk = desk.but(policy=replace(desk.service.policy, sending=sending))
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "450 4.2.2 mailbox full")
    assert send(desk).deferred == 1
    desk.clock.turn(minutes=59)
    assert send(desk).failed == 1
