"""An answer written in the console: frozen as previewed, sent once, in its thread, and the ball moves by its copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes

import pytest
from sqlalchemy import Engine

from liaison_sync.app import replying
from liaison_sync.app.act import Refused, act
from liaison_sync.app.deliver import Delivered
from liaison_sync.app.poll import read_all
from liaison_sync.domain import commands as k
from liaison_sync.domain.reply import Reply
from liaison_sync.formats import mime
from liaison_sync.store import drafts
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.contract.test_outbox import rig_of, send
from tests.crash.scenario import BUDI, EVENT, HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows

DEWI, BUDI_OURS = "dewi@karsabahari.example", "budi@karsabahari.example"
ASKED = (
    f"From: Rina Wati <{RINA}>\r\nTo: <{HUMAS}>\r\nCc: <{BUDI}>, <{EVENT}>\r\nSubject: Izin lokasi\r\n"
    "Message-ID: <r2@pemkot.example>\r\nIn-Reply-To: <r1@pemkot.example>\r\n"
    "References: <r0@pemkot.example> <r1@pemkot.example>\r\n"
    "Date: Tue, 10 Nov 2026 02:00:00 +0000\r\n\r\nApakah izin lokasi sudah terbit?\r\n"
).encode()


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def desk(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    dovecot.deliver("humas", [ASKED])
    here = rig_of(engine, dovecot, server.port)
    read_all(here.service, here.service.mailboxes)
    return here


def key(desk: Rig) -> str:
    return str(rows(desk.engine, s.message.c.key, where=s.message.c.message_id == "r2@pemkot.example")[0].key)


def new(desk: Rig, actor: str = DEWI) -> str:
    with reading(desk.engine) as connection:
        return drafts.next_id(connection, actor, key(desk))


def write(desk: Rig, text: str = "Sudah terbit kemarin.", to: str = f"Rina Wati <{RINA}>", cc: str = BUDI) -> None:
    act(desk.service, k.SaveReply(new(desk), key(desk), to, cc, "Re: Izin lokasi", text), actor=DEWI)


def sent(desk: Rig, **words: str) -> None:
    """Written and sent by its writer, the pause for undoing over."""
    write(desk, **words)
    act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    desk.clock.turn(seconds=31)


def state(desk: Rig) -> str:
    return str(rows(desk.engine, s.outbox.c.state)[-1].state)


def draft(desk: Rig) -> str:
    """The id of the draft she began last."""
    mine = rows(desk.engine, s.draft.c.id, where=s.draft.c.actor == DEWI)
    return str(mine[0].id)


def own(desk: Rig, who: str) -> drafts.Written | None:
    """What this person is writing in the one thread there is."""
    with reading(desk.engine) as connection:
        written = drafts.of_thread(connection, rows(desk.engine, s.thread.c.id)[0].id)
    return next((one for one in written if one.actor == who and one.outbox is None), None)


def ball(desk: Rig) -> str:
    (row,) = rows(desk.engine, s.thread.c.ball)
    return str(row.ball)


def test_an_answer_leaves_once_as_previewed_in_its_thread_and_moves_the_ball(
    desk: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    write(desk)
    with reading(desk.engine) as connection:
        one = replying.answered(connection, desk.service, key(desk))
        found = own(desk, DEWI)
        assert one
        assert found
        seen = replying.preview(connection, desk.service, found.reply, one)
    assert ball(desk) == "ours"
    sent(desk)
    assert send(desk).sent == 1
    desk.clock.turn(minutes=5)
    assert send(desk) == Delivered()
    (taken,) = server.taken
    assert set(taken.recipients) == {RINA, BUDI}
    letter = message_from_bytes(taken.content)
    assert letter["In-Reply-To"] == "<r2@pemkot.example>"
    assert letter["References"].split() == ["<r0@pemkot.example>", "<r1@pemkot.example>", "<r2@pemkot.example>"]
    assert letter["Auto-Submitted"] is None
    assert seen
    read = mime.parse(taken.content).message
    assert (seen.text, seen.subject, seen.to, seen.cc) == (read.text, "Re: Izin lokasi", read.to, read.cc)
    assert read.new_text.strip() == "Sudah terbit kemarin."
    assert "Apakah izin lokasi sudah terbit?" in read.quoted_text
    assert taken.content in dovecot.contents("humas", "Sent").values()
    read_all(desk.service, desk.service.mailboxes)
    assert ball(desk) == "theirs"
    assert len(rows(desk.engine, s.message.c.key)) == 2
    with reading(desk.engine) as connection:
        assert drafts.of_thread(connection, rows(desk.engine, s.thread.c.id)[0].id) == []


def test_sending_twice_sends_once(desk: Rig, server: ScriptedSmtp) -> None:
    write(desk)
    act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    with pytest.raises(Refused, match="reply_sent_already"):
        act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    with pytest.raises(Refused, match="reply_sent_already"):  # the same form once more, saved and sent
        act(desk.service, k.SaveReply(draft(desk), key(desk), RINA, "", "", "Lagi"), actor=DEWI)
    assert send(desk) == Delivered()  # its writer may still take it back
    desk.clock.turn(seconds=31)
    send(desk)
    assert len(server.taken) == 1


def test_an_answer_taken_back_never_leaves_and_can_be_sent_with_other_words(desk: Rig, server: ScriptedSmtp) -> None:
    write(desk)
    act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    act(desk.service, k.RecallReply(draft(desk)), actor=DEWI)
    desk.clock.turn(minutes=2)
    assert (send(desk), state(desk)) == (Delivered(), "cancelled")
    sent(desk, text="Belum terbit.", cc="")
    assert send(desk).sent == 1
    (taken,) = server.taken
    assert taken.recipients == (RINA,)
    assert b"Belum terbit." in taken.content
    with pytest.raises(Refused, match="reply_left"):
        act(desk.service, k.RecallReply(draft(desk)), actor=DEWI)


def test_in_doubt_a_person_decides(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.hang_up = "at_dot"
    sent(desk)
    assert send(desk).ambiguous == 1
    with reading(desk.engine) as connection:
        assert [one.state for one in drafts.troubled(connection)] == ["ambiguous"]
    with pytest.raises(Refused, match="reply_left"):
        act(desk.service, k.RecallReply(draft(desk)), actor=DEWI)
    server.script.hang_up = "never"
    (row,) = rows(desk.engine, s.outbox.c.id)
    act(desk.service, k.SettleAmbiguous(row.id, sent=False), actor=DEWI)
    assert send(desk).sent == 1
    assert len(server.taken) == 1


def test_a_refused_answer_is_written_anew_and_one_somebody_has_is_not(desk: Rig, server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((RINA, BUDI), "550 5.1.1 no such user")
    sent(desk)
    assert (send(desk).failed, state(desk)) == (1, "failed")
    act(desk.service, k.RecallReply(draft(desk)), actor=DEWI)
    server.script.rcpt = {BUDI: "550 5.1.1 no such user"}
    sent(desk)
    assert send(desk).sent == 1
    with pytest.raises(Refused, match="reply_left"):
        act(desk.service, k.RecallReply(draft(desk)), actor=DEWI)


def test_drafts_are_one_a_person_and_kept_as_typed_however_unfinished(desk: Rig) -> None:
    write(desk, text="", to="Rina Wati", cc="bukan alamat")
    other_id = new(desk, BUDI_OURS)
    act(desk.service, k.SaveReply(other_id, key(desk), RINA, "", "", "Dari Budi"), actor=BUDI_OURS)
    with pytest.raises(Refused, match="gone"):
        act(desk.service, k.SaveReply(other_id, key(desk), RINA, "", "", "Dari Dewi"), actor=DEWI)
    mine, other = own(desk, DEWI), own(desk, BUDI_OURS)
    assert mine
    assert other
    assert mine.reply == Reply(("Rina Wati",), ("bukan alamat",), "Re: Izin lokasi", "")
    assert other.reply.text == "Dari Budi"
    with pytest.raises(Refused, match="reply_bad_address"):
        act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    write(desk, to="")
    with pytest.raises(Refused, match="reply_no_recipient"):
        act(desk.service, k.SendReply(draft(desk)), actor=DEWI)
    mine_id = draft(desk)
    act(desk.service, k.DiscardReply(mine_id), actor=DEWI)
    with pytest.raises(Refused, match="gone"):
        act(desk.service, k.SendReply(mine_id), actor=DEWI)
    assert "Dari Budi" not in repr(rows(desk.engine, s.journal.c.document))  # unsent words are nobody else's
    with pytest.raises(Refused, match="no_sender"):
        act(replace(desk.service, sender=None), k.SendReply(other_id), actor=BUDI_OURS)


def test_an_answer_begins_with_those_who_read_along_but_us(desk: Rig) -> None:
    with reading(desk.engine) as connection:
        one = replying.answered(connection, desk.service, key(desk))
        assert one
        begun = replying.begun(connection, desk.service, one, "Dewi Anggraini")
    assert (begun.to, begun.cc, begun.subject) == ((RINA,), (BUDI,), "Re: Izin lokasi")
    assert begun.text == "Yth. Ibu Rina,\n\n\n\nHormat kami,\nDewi Anggraini\n"
