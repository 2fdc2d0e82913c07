"""A letter waits; its officer says yes or no by answering our mail: done once, as in the console; no other's counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.explain import explain
from liaison_sync.app.round import decide, run_round
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import ApprovalByMail, Policy, WeOwe
from liaison_sync.store import schema as s
from tests.contract.test_outbox import OURS, REPLY, rig_of
from tests.crash.scenario import BUDI, EVENT, HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp, Taken
from tests.rig import Rig, rows

AYU, DIMAS = "ayu@karsabahari.example", "dimas@karsabahari.example"
# What the two databases share in full is run on one of them.
LIGHT = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
OFFICERS = (Officer(AYU, "Ayu Lestari", "id"), Officer(DIMAS, "Dimas Putra", "en"))


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def asked(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """A letter to two people waits for approval, and Ayu has been asked about it."""
    dovecot.deliver("humas", [OURS], "Sent", "S")
    rules = Policy(
        organisation="Karsa Bahari",
        default_owner=AYU,
        since=datetime(2026, 11, 1, tzinfo=UTC).date(),
        we_owe=WeOwe(enabled=False),
        approval_by_mail=ApprovalByMail(enabled=True),
    )
    own = Own(("karsabahari.example",), (HUMAS, EVENT, AYU, DIMAS))
    here = rig_of(engine, dovecot, server.port).but(policy=rules, officers=OFFICERS, own=own)
    run_round(here.service)
    assert [one.recipients for one in server.taken] == [(AYU,)]
    return here


def text_of(one: Taken) -> str:
    found = message_from_bytes(one.content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    body = found.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def code_in(server: ScriptedSmtp, n: int = 0) -> str:
    (found,) = set(re.findall(r"Kode: (\S+)", text_of(server.taken[n])))
    return str(found)


def answer(
    server: ScriptedSmtp, id_: str, text: str, *more: str, from_: str = AYU, subject: str = "Re: Satu surat", n: int = 0
) -> bytes:
    """A reply with what it answers quoted below it."""
    asked = message_from_bytes(server.taken[n].content)
    below = "\n".join(f"> {line}" for line in text_of(server.taken[n]).split("\n"))
    whole = f"{text}\n\nPada Sel, 10 Nov 2026 pukul 10.00 Humas <{HUMAS}> menulis:\n\n{below}\n"
    head = [f"From: <{from_}>", f"To: <{HUMAS}>", f"Subject: {subject}", f"Message-ID: <{id_}@karsabahari.example>",
            "Date: Tue, 10 Nov 2026 03:10:00 +0000", f"In-Reply-To: {asked['Message-ID']}", *more, "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8"]  # fmt: skip
    return ("\r\n".join(head) + "\r\n\r\n" + whole.replace("\n", "\r\n")).encode()


def state(here: Rig) -> str:
    ((found,),) = rows(here.engine, s.followup.c.state)
    return str(found)


def rulings(here: Rig) -> list[tuple[str, str, list[str]]]:
    a = s.approval_mail.c
    found = rows(here.engine, a.state, a.reason, a.document)
    return sorted(
        (
            one.state,
            one.reason,
            [each.get("doubt", each.get("state")) for each in one.document["rulings"] if "refused" not in each],
        )
        for one in found
    )


@LIGHT
def test_the_mail_shows_to_whom_why_and_the_letter_as_it_would_leave(asked: Rig, server: ScriptedSmtp) -> None:
    text = text_of(server.taken[0])
    assert "Satu surat menunggu persetujuan Anda" in message_from_bytes(server.taken[0].content)["Subject"]
    assert RINA in text
    assert BUDI in text
    assert "Mitra belum membalas sejak" in text
    assert "> Perihal: Re: Izin lokasi\n>\n> Yth. " in text
    assert f"- SETUJU {code_in(server)} untuk" in text
    assert message_from_bytes(server.taken[0].content)["Auto-Submitted"]
    kept = str([tuple(one) for one in rows(asked.engine, *s.approval_code.c)])
    assert code_in(server) not in kept
    asked.clock.turn(hours=2)
    run_round(asked.service)
    assert len(server.taken) == 1  # nothing new waits


def test_the_officers_yes_sends_the_letter_once_and_is_confirmed(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    raw = answer(server, "y1", "SETUJU\n\nAyu")
    dovecot.deliver("humas", [raw])
    run_round(asked.service)
    assert state(asked) == "approved"  # and may be undone for as long as after a click
    ((by,),) = rows(asked.engine, s.followup.c.approved_by)
    entries = rows(asked.engine, s.journal.c.document, where=s.journal.c.action == "ApproveFollowUp")
    assert (by, [bool(one.document["by_message"]) for one in entries]) == (AYU, [True])
    confirmed = server.taken[1]
    assert confirmed.recipients == (AYU,)
    assert "- Izin lokasi (Pemkot): disetujui; berangkat paling cepat Selasa, 10 November 2026" in text_of(confirmed)
    dovecot.deliver("humas", [raw])
    dovecot.deliver("event", [raw])  # the same mail in two mailboxes, and twice
    asked.clock.turn(minutes=1)
    run_round(asked.service)
    assert (state(asked), [set(one.recipients) for one in server.taken[2:]]) == ("sent", [{RINA, BUDI}])
    assert "Auto-Submitted" not in message_from_bytes(server.taken[2].content)
    asked.clock.turn(minutes=1)
    run_round(asked.service)
    assert (len(server.taken), rulings(asked)) == (3, [("done", "", ["approved"])])


@LIGHT
def test_a_reminder_makes_nobody_look_as_if_they_were_silent_for_less_long(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    before = rows(asked.engine, s.thread.c.ball, s.thread.c.ball_since)
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(asked.service)
    asked.clock.turn(minutes=1)
    run_round(asked.service)
    reminder = next(one for one in server.taken if AYU not in one.recipients)
    dovecot.deliver("humas", [reminder.content], "Sent")
    run_round(asked.service)
    thread = s.thread.c.id == rows(asked.engine, s.followup.c.thread)[0].thread
    assert rows(asked.engine, s.thread.c.messages, where=thread) == [(2,)]
    assert rows(asked.engine, s.thread.c.ball, s.thread.c.ball_since, where=thread) == before


@LIGHT
def test_a_code_works_once(asked: Rig, server: ScriptedSmtp, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(asked.service)
    act(asked.service, k.ReopenFollowUp(rows(asked.engine, s.followup.c.id)[0].id), actor=AYU)
    dovecot.deliver("humas", [answer(server, "y2", "SETUJU")])
    decided = decide(asked.service)
    run_round(asked.service)
    assert (decided.planned.planned, state(asked)) == (0, "drafted")
    assert rulings(asked) == [("done", "", ["approved"]), ("unclear", "", ["code_used"])]
    assert "kode ini sudah dipakai" in text_of(server.taken[-1])
    asked.clock.turn(hours=1)
    run_round(asked.service)
    assert code_in(server, -1) != code_in(server)  # what waits again is asked about again, by a code of its own


@LIGHT
def test_the_officers_no_ends_it_with_the_reason(asked: Rig, server: ScriptedSmtp, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [answer(server, "n1", f"BATAL {code_in(server)}: sudah ditelepon")])
    run_round(asked.service)
    ((document,),) = rows(asked.engine, s.followup.c.document)
    assert (state(asked), "sudah ditelepon" in str(document)) == ("cancelled", True)
    assert "Ayu Lestari" in str(document)  # by whom, as people call her
    assert "dibatalkan" in text_of(server.taken[1])


@LIGHT
def test_nothing_leaves_after_the_partner_has_answered_although_it_was_approved(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(asked.service)
    dovecot.deliver("humas", [REPLY])
    asked.clock.turn(minutes=1)
    run_round(asked.service)
    assert (state(asked), [one.recipients for one in server.taken]) == ("cancelled", [(AYU,), (AYU,)])
    dovecot.deliver("humas", [answer(server, "y2", "SETUJU")])
    run_round(asked.service)
    assert state(asked) == "cancelled"


@LIGHT
def test_who_decides_about_a_letter_that_waits_no_longer_hears_why(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    dovecot.deliver("humas", [REPLY])
    run_round(asked.service)
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(asked.service)
    assert rulings(asked) == [("unclear", "", ["not_waiting"])]
    told = " ".join(text_of(server.taken[1]).split())
    assert "sudah tidak menunggu persetujuan (sekarang: Dibatalkan). Tidak dikirim: " in told
    assert "sudah membalas" in told


@LIGHT
def test_a_letter_that_changed_since_is_not_approved(asked: Rig, server: ScriptedSmtp, dovecot: Dovecot) -> None:
    id_ = rows(asked.engine, s.followup.c.id)[0].id
    act(asked.service, k.EditFollowUp(id_, "Izin lokasi", "Yth. Ibu Rina,\n\nmohon kabar hari ini.\n"), actor=DIMAS)
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(asked.service)
    assert (state(asked), rulings(asked)) == ("drafted", [("unclear", "", ["letter_changed"])])
    assert "sudah berubah" in text_of(server.taken[1])
    asked.clock.turn(hours=1)
    run_round(asked.service)
    dovecot.deliver("humas", [answer(server, "y2", "SETUJU", n=2)])
    run_round(asked.service)
    assert ("mohon kabar hari ini" in text_of(server.taken[2]), state(asked)) == (True, "approved")


@LIGHT
def test_an_answer_in_doubt_sends_nothing_and_says_so(asked: Rig, server: ScriptedSmtp, dovecot: Dovecot) -> None:
    said = ("Setuju, tapi ganti tanggalnya", "SETUJU\n\nTapi besok saja", "SETUJU BBBB-2222", "Terima kasih")
    dovecot.deliver("humas", [answer(server, f"y{n}", text) for n, text in enumerate(said)])
    run_round(asked.service)
    assert (state(asked), len(server.taken)) == ("drafted", 5)
    assert [one[2] for one in rulings(asked)] == [["code_unknown"], ["no_order"], ["other_words"], ["other_words"]]
    assert all("belum ada yang dijalankan" in text_of(one) for one in server.taken[1:])
    dovecot.deliver("humas", [answer(server, "z", "Baik, terima kasih", n=1)])  # thanks for our confirmation
    run_round(asked.service)
    assert len(server.taken) == 5


@LIGHT
def test_what_others_and_machines_answer_is_noted_and_nothing_else(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    dovecot.deliver(
        "humas",
        [
            answer(server, "x1", "SETUJU", from_="wartawan@media.example"),
            answer(server, "x2", "SETUJU", from_="ayu@karsabaharl.example"),
            answer(server, "x3", "SETUJU", from_=DIMAS),
            answer(server, "x4", "SETUJU", "Auto-Submitted: auto-replied"),
            answer(server, "x5", "SETUJU", subject="Fwd: Satu surat"),
        ],
    )
    run_round(asked.service)
    assert (state(asked), len(server.taken)) == ("drafted", 1)
    refused = ["automatic", "forwarded", "not_an_officer", "not_an_officer", "somebody_elses"]
    assert rulings(asked) == [("refused", one, []) for one in refused]


@LIGHT
def test_who_asks_about_the_letter_hears_of_answers_that_were_not_followed(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    strangers = answer(server, "s1", "SETUJU", from_=RINA)
    doubtful = answer(server, "s2", "SETUJU, tetapi tunggu sampai besok")
    dovecot.deliver("humas", [strangers, doubtful])
    run_round(asked.service)
    ((id_,),) = rows(asked.engine, s.followup.c.id)
    told = explain(asked.service, id_, "id")
    why = {line.partition(" dari ")[2].partition(",")[0]: line.partition("tidak dijalankan: ")[2] for line in told}
    assert why[RINA] == "pengirimnya bukan petugas kita."
    assert why[AYU].startswith("ada kata lain di sampingnya (“SETUJU, tetapi tunggu sampai besok”)")
    assert "was not followed: its sender is not one of our officers." in "\n".join(explain(asked.service, id_, "en"))


@LIGHT
def test_where_mail_is_authenticated_a_forged_officer_is_nobody(
    asked: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    strict = asked.but(
        policy=replace(asked.service.policy, authentication="required"),
        own=replace(asked.service.own, authserv_id="mx.karsabahari.example"),
    )
    dovecot.deliver("humas", [answer(server, "y1", "SETUJU")])
    run_round(strict.service)
    assert (state(asked), rulings(asked)) == ("drafted", [("refused", "unauthenticated", [])])
    proof = b"Authentication-Results: mx.karsabahari.example; dmarc=pass header.from=karsabahari.example\r\n"
    dovecot.deliver("humas", [proof + answer(server, "y2", "SETUJU")])
    run_round(strict.service)
    assert state(asked) == "approved"


@LIGHT
def test_nobody_is_asked_outside_working_time_or_where_it_is_not_wanted(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = rig_of(engine, dovecot, server.port)
    run_round(here.service)
    wanted = here.but(policy=replace(here.service.policy, approval_by_mail=ApprovalByMail(enabled=True)))
    wanted.clock.turn(hours=10)
    run_round(wanted.service)
    assert server.taken == []
    wanted.clock.turn(hours=14)
    run_round(wanted.service)
    assert [one.recipients for one in server.taken] == [(HUMAS,)]
