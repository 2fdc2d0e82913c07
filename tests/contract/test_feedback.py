"""A partner is asked how a meeting was, answers once by the page or by mail, and only what is sure is recorded."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import unquote

import pytest
from sqlalchemy import delete

from liaison_sync.app.act import Refused, act
from liaison_sync.app.preview import preview
from liaison_sync.app.round import run_round
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands.directory import UndoWish
from liaison_sync.domain.commands.feedback import AcceptFeedback, DismissFeedback
from liaison_sync.domain.policy import MinutesShare, ThankYou
from liaison_sync.domain.view import Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.pictures import followups, recent_turns
from liaison_sync.web.app import build
from tests.contract.test_outcome_by_mail import AYU, answered, asked, mail, server, text_of
from tests.crash.scenario import RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows, tables
from tests.web.browser import Browser

__all__ = ["asked", "server"]  # fixtures
COLLEAGUE = "budi@pemkot.example"
OUTSIDE = "https://liaison.karsabahari.example"


def settle(here: Rig, trigger: str, server: ScriptedSmtp) -> bytes:
    """Approve what stands for review; the letter as it left."""
    ((id_, state),) = rows(here.engine, s.followup.c.id, s.followup.c.state, where=s.followup.c.trigger == trigger)
    assert state == "drafted"
    act(here.service, k.ApproveFollowUp(id_), actor=AYU)
    here.clock.turn(minutes=1)
    run_round(here.service)
    return server.taken[-1].content


@pytest.fixture
def requested(asked: Rig, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """The minutes have gone to the partner, and three working days later the request waits for review."""
    rules = replace(asked.service.policy, thank_you=ThankYou(enabled=False), minutes_share=MinutesShare())
    here = asked.but(policy=rules, public_url=OUTSIDE)
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example")])
    run_round(here.service)
    assert "List-Unsubscribe" not in letter(settle(here, "minutes_share", server))
    here.clock.turn(days=3, hours=1)
    run_round(here.service)
    return here


def letter(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def path_in(raw: bytes) -> str:
    found = re.search(rf"{OUTSIDE}(/feedback/\S+)", text_of(raw))
    assert found
    return found[1]


def kept(here: Rig) -> list[tuple[int | None, int | None, str, str, str]]:
    f = s.feedback.c
    return [tuple(one) for one in rows(here.engine, f.score, f.suggested, f.text, f.via, f.state)]


def state(here: Rig) -> str:
    ((found,),) = rows(here.engine, s.followup.c.state, where=s.followup.c.trigger == "feedback_request")
    return str(found)


def reply(raw: bytes, text: str, from_: str = RINA, id_: str = "r1@pemkot.example", *more: str) -> bytes:
    return mail(id_, from_, text, f"In-Reply-To: {letter(raw)['Message-ID']}", *more)


def settled(here: Rig) -> set[str]:
    """The messages that wait for no word of ours though people wrote them; no thread is ours because of one."""
    turns = [load(Turn, one.turn) for one in rows(here.engine, s.message.c.turn)]
    found = {turn.key for turn in turns if turn.settled == "content"}
    assert not found & {one.ball_because for one in rows(here.engine, s.thread.c.ball_because)}
    return found


def wishes_of(here: Rig) -> list[tuple[str, str, bool]]:
    w = s.wish.c
    return [(one.address, one.said, one.undone_at is None) for one in rows(here.engine, w.address, w.said, w.undone_at)]


def opted_out(here: Rig) -> bool:
    ((found,),) = rows(here.engine, s.contact.c.opted_out, where=s.contact.c.address == RINA)
    return bool(found)


def leaves_by_one_click(here: Rig, raw: bytes, browser: Browser) -> None:
    """Opening the address changes nothing; a mail program's POST does, once, and again after an officer undid it."""
    message = letter(raw)
    https, mailto = (one.strip(" <>") for one in str(message["List-Unsubscribe"]).split(","))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = https.removeprefix(OUTSIDE)
    assert mailto.endswith("?subject=unsubscribe%20" + path.rpartition("/")[2])
    assert "unsubscribe" not in text_of(raw)
    page = browser.get(path)
    assert (page.status, page.text.count("<form"), opted_out(here), wishes_of(here)) == (200, 1, False, [])
    for _ in range(2):
        done = browser.post(path, {"List-Unsubscribe": "One-Click"})
        assert (done.status, "<form" in done.text, "set-cookie" in done.headers) == (200, False, False)
    assert (opted_out(here), wishes_of(here)) == (True, [(RINA, "List-Unsubscribe=One-Click", True)])
    ((evidence,),) = rows(here.engine, s.wish.c.message)
    act(here.service, UndoWish(evidence), actor=AYU)
    assert not opted_out(here)
    browser.post(path)
    assert opted_out(here)
    assert sorted(one[2] for one in wishes_of(here)) == [False, True]
    assert browser.get("/unsubscribe/" + "x" * 43).status == 404


def test_the_page_in_the_letter_takes_one_answer_and_shows_it_from_then_on(
    requested: Rig, server: ScriptedSmtp
) -> None:
    with reading(requested.engine) as connection:
        (standing,) = followups(connection, s.followup.c.trigger == "feedback_request")
        seen = preview(connection, requested.service, standing)
    assert f"{OUTSIDE}/feedback/personal-link" in seen.text
    assert rows(requested.engine, s.letter_token.c.token_hash) == []
    raw = settle(requested, "feedback_request", server)
    path, browser = path_in(raw), Browser(build(requested.service))
    token = path.rpartition("/")[2]
    ((stored,),) = rows(requested.engine, s.letter_token.c.token_hash, where=s.letter_token.c.kind == "feedback")
    assert (stored, len(token) >= 43) == (sha256(token.encode()).hexdigest(), True)
    before = tables(requested.engine)
    page = browser.get(path)
    assert (page.status, page.headers["referrer-policy"]) == (200, "no-referrer")
    assert "Rapat persiapan" in page.text
    assert 'lang="id"' in page.text
    assert "set-cookie" not in page.headers
    assert not re.search(r"<script|<img|https?://", page.text)
    assert tables(requested.engine) == before  # scanners of mail open every link
    assert browser.post(path, {"score": "6"}).status == 422
    assert browser.post(path, {"text": "hanya kata"}).text.count("hanya kata") == 1
    assert kept(requested) == []
    hostile = "<script>alert(1)</script>\x00 & “bagus”"
    taken = browser.post(path, {"score": "4", "text": hostile})
    assert taken.status == 200
    assert "&lt;script&gt;" in taken.text
    assert "4 dari 5" in taken.text
    assert kept(requested) == [(4, None, "<script>alert(1)</script> & “bagus”", "form", "recorded")]
    again = browser.post(path, {"score": "1", "text": "berubah pikiran"})
    assert "4 dari 5" in again.text
    assert [one[0] for one in kept(requested)] == [4]
    run_round(requested.service)
    assert state(requested) == "answered"
    leaves_by_one_click(requested, raw, browser)
    assert browser.get("/feedback/" + "x" * 43).status == browser.get("/feedback/personal-link").status == 404
    assert {browser.get(f"/feedback/{n}").status for n in range(40)} == {404, 429}
    with writing(requested.engine) as connection:
        connection.execute(delete(s.feedback))
    requested.clock.turn(days=32)
    late = browser.post(path, {"score": "5"}).text
    assert "5 dari 5" not in late
    assert "sudah berakhir" in late  # until when it was open, and what to do instead
    assert "membalas surel kami" in late
    assert "sudah berakhir" not in browser.get("/feedback/" + "x" * 43).text
    assert kept(requested) == []


def test_a_reply_is_recorded_where_it_is_sure_and_else_waits_for_a_person(
    requested: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    here = requested.but(public_url="http://127.0.0.1:8025")  # partners reach no page of ours
    raw = settle(here, "feedback_request", server)
    assert "http" not in text_of(raw)
    assert "balas surel ini dengan angka 1 sampai 5" in text_of(raw)
    assert rows(here.engine, s.letter_token.c.token_hash, where=s.letter_token.c.kind == "feedback") == []
    machine = reply(raw, "5\n", RINA, "r0@pemkot.example", "Auto-Submitted: auto-replied")
    stranger = reply(raw, "1\n", "orang@lain.example", "r9@lain.example")
    colleague = reply(raw, "Kami cukup puas, tetapi ruangan panas.\n", COLLEAGUE, "r8@pemkot.example")
    dovecot.deliver("humas", [machine, stranger, colleague, reply(raw, "4\n\nRuangannya nyaman.\n")])
    run_round(here.service)
    dovecot.deliver("humas", [reply(raw, "1\n", RINA, "r2@pemkot.example")])
    run_round(here.service)
    found = {one.contact: one for one in rows(here.engine, *s.feedback.c)}
    assert {(who, one.score, one.suggested, one.state) for who, one in found.items()} == {
        (RINA, 4, None, "recorded"), (COLLEAGUE, None, 3, "suggested"), ("orang@lain.example", None, 1, "suggested"),
    }  # fmt: skip
    assert (found[RINA].text, found[RINA].via, state(here)) == ("Ruangannya nyaman.", "mail", "answered")
    assert found[RINA].message in {one.key for one in rows(here.engine, s.message.c.key)}
    with reading(here.engine) as connection:
        begun = found[RINA].at - timedelta(days=60)
        said = {turn.key for turn in recent_turns(connection, begun) if turn.opinion}
        assert said == {one.message for one in found.values()}
    (address,) = str(letter(raw)["List-Unsubscribe"]).split(",")  # by mail alone
    assert letter(raw)["List-Unsubscribe-Post"] is None
    subject = unquote(address.partition("?subject=")[2].strip(" >"))
    leave = mail("u1@pemkot.example", RINA, "").replace(b"Re: Hasil pertemuan", subject.encode())
    dovecot.deliver("humas", [leave.replace(b"<rina", b"<alias.rina", 1)])
    run_round(here.service)
    assert (opted_out(here), wishes_of(here)) == (True, [(RINA, "unsubscribe", True)])
    ((said,),) = rows(here.engine, s.message.c.turn, where=s.message.c.message_id == "u1@pemkot.example")
    assert load(Turn, said).settled == "left_alone"  # nobody owes it an answer
    assert settled(here) == {found[RINA].message}
    act(here.service, AcceptFeedback(found[COLLEAGUE].id, 3), actor=AYU)
    assert settled(here) == {found[RINA].message, found[COLLEAGUE].message}
    act(here.service, DismissFeedback(found["orang@lain.example"].id), actor=AYU)
    with pytest.raises(Refused):
        act(here.service, AcceptFeedback(found[COLLEAGUE].id, 5), actor=AYU)
    assert {(one[0], one[4]) for one in kept(here)} == {(4, "recorded"), (3, "recorded"), (None, "dismissed")}
