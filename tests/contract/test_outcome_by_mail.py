"""A meeting ended; the officer answers our question by mail: recorded once, confirmed once; nobody else's is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.meeting_files import octets
from liaison_sync.app.round import decide, run_round
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy, WeOwe
from liaison_sync.store import meeting_files
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.store.outcome_mails import meeting_asked, meeting_told
from tests.contract.test_outbox import rig_of
from tests.crash.scenario import HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows, tables

AYU, STRANGER = "ayu@karsabahari.example", "ayu@karsabaharl.example"
OFFICERS = (Officer(AYU, "Ayu Lestari", "id", lead=HUMAS), Officer(HUMAS, "Sari Humas", "en"))
ICS = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//uji//id
METHOD:REQUEST
BEGIN:VEVENT
UID:rapat-9@pemkot.example
DTSTAMP:20261103T020000Z
DTSTART:20261110T010000Z
DTEND:20261110T020000Z
SUMMARY:Rapat persiapan
ORGANIZER;CN=Rina Wati:mailto:{RINA}
ATTENDEE;CN=Rina Wati;PARTSTAT=ACCEPTED:mailto:{RINA}
ATTENDEE;CN=Ayu Lestari;PARTSTAT=ACCEPTED:mailto:{AYU}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{HUMAS}
END:VEVENT
END:VCALENDAR
"""
ANSWER = (
    "Terlaksana: ya\nHadir: Rina, Ayu, Joko Susilo\nPembahasan: Izin lokasi pameran\nKeputusan: Disetujui\n"
    "Tindak lanjut:\n1. Ayu – kirim rancangan MoU – Jumat\n2. Rina – surat izin – 3 hari kerja\n"
    "3. Ayu – foto – kapan-kapan\nCatatan internal: biaya masih alot\n"
)


def mail(id_: str, from_: str, text: str, *more: str, to: str = HUMAS) -> bytes:
    head = [f"From: <{from_}>", f"To: <{to}>", "Subject: Re: Hasil pertemuan", f"Message-ID: <{id_}>",
            "Date: Tue, 10 Nov 2026 03:30:00 +0000", *more, "MIME-Version: 1.0"]  # fmt: skip
    if not any(one.lower().startswith("content-type") for one in more):
        head.append("Content-Type: text/plain; charset=utf-8")
    return ("\r\n".join(head) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode()


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def asked(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    """A meeting of this morning, and our question about it has left."""
    kind = "Content-Type: text/calendar; charset=utf-8; method=REQUEST"
    dovecot.deliver("humas", [mail("inv@pemkot.example", RINA, ICS, kind)])
    here = rig_of(engine, dovecot, server.port)
    rules = Policy(
        organisation="Karsa Bahari",
        manager=HUMAS,
        default_owner=AYU,
        since=datetime(2026, 11, 1, tzinfo=UTC).date(),
        we_owe=WeOwe(enabled=False),
    )
    own = Own(("karsabahari.example",), (HUMAS, "event@karsabahari.example", AYU))
    here = here.but(policy=rules, officers=OFFICERS, own=own)
    run_round(here.service)
    assert [one.recipients for one in server.taken] == [(AYU,)]
    return here


def question(server: ScriptedSmtp) -> EmailMessage:
    found = message_from_bytes(server.taken[0].content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(raw: bytes) -> str:
    found = message_from_bytes(raw, policy=policy.default)
    body = found.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def answered(server: ScriptedSmtp, id_: str, from_: str = AYU, text: str = ANSWER, *more: str) -> bytes:
    below = "\n".join(f"> {line}" for line in text_of(server.taken[0].content).split("\n"))
    whole = f"{text}\nPada Sel, 10 Nov 2026 pukul 10.00 Humas <{HUMAS}> menulis:\n\n{below}\n"
    return mail(id_, from_, whole, f"In-Reply-To: {question(server)['Message-ID']}", *more)


def confirmations(server: ScriptedSmtp) -> list[str]:
    return [text_of(one.content) for one in server.taken[1:]]


def settled(here: Rig) -> list[tuple[str, str]]:
    return [(one.state, one.reason) for one in rows(here.engine, s.outcome_mail.c.state, s.outcome_mail.c.reason)]


def test_the_question_carries_the_form_in_the_readers_language(asked: Rig, server: ScriptedSmtp) -> None:
    text = text_of(server.taken[0].content)
    assert "\nTerlaksana (ya/tidak, alasannya):\n" in text.replace("\r\n", "\n")
    assert "Nama dalam undangan: Rina Wati, Ayu Lestari" in text


def test_the_answer_is_recorded_like_a_persons_work_in_the_console_and_confirmed_once(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example")])
    run_round(asked.service)
    ((state, reason, actor),) = rows(asked.engine, s.conduct.c.state, s.conduct.c.reason, s.conduct.c.actor)
    assert (state, reason, actor) == ("minuted", "", AYU)
    present = {one.person: one.presence for one in rows(asked.engine, s.attendance.c.person, s.attendance.c.presence)}
    assert present == {RINA: "present", AYU: "present", "Joko Susilo": "present"}
    ((version, document),) = rows(asked.engine, s.minutes.c.version, s.minutes.c.document)
    assert (version, document["discussion"], document["internal"]) == (1, "Izin lokasi pameran", "biaya masih alot")
    items = rows(asked.engine, s.action_item.c.text, s.action_item.c.owner, s.action_item.c.ours, s.action_item.c.due)
    assert {(one.text, one.owner, one.ours, str(one.due)) for one in items} == {
        ("kirim rancangan MoU", AYU, True, "2026-11-13"),
        ("surat izin", RINA, False, "2026-11-13"),
        ("foto", AYU, True, "None"),
    }
    journal = rows(asked.engine, s.journal.c.action, s.journal.c.document, where=s.journal.c.actor == AYU)
    assert {one.action for one in journal} >= {"RecordOutcome", "RecordMinutes", "AddAction", "outcome_mail.recorded"}
    assert all(one.document["by_message"] for one in journal)
    (told,) = confirmations(server)
    assert "kirim rancangan MoU (Ayu Lestari, 13 Nov 2026)" in told
    assert "Ayu – foto – kapan-kapan" in told
    letter = message_from_bytes(server.taken[1].content)
    assert letter["In-Reply-To"] == "<a1@karsabahari.example>"
    assert letter["Auto-Submitted"]
    before = tables(asked.engine)
    run_round(asked.service)
    assert len(server.taken) == 2
    changed = {name for name, value in tables(asked.engine).items() if value != before[name]}
    assert changed <= {"folder", "sighting", "message", "message_text", "raw", "thread", "link", "participant"}


def test_a_second_copy_of_the_answer_changes_nothing(asked: Rig, dovecot: Dovecot, server: ScriptedSmtp) -> None:
    raw = answered(server, "a1@karsabahari.example")
    dovecot.deliver("humas", [raw])
    run_round(asked.service)
    dovecot.deliver("humas", [raw])
    dovecot.deliver("event", [raw])
    run_round(asked.service)
    decide(asked.service)
    assert (len(server.taken), settled(asked)) == (2, [("recorded", "")])
    assert len(rows(asked.engine, s.minutes.c.version)) == 1


def test_a_correction_makes_a_new_version_and_what_it_only_quotes_is_left_alone(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    first = answered(server, "a1@karsabahari.example")
    dovecot.deliver("humas", [first])
    run_round(asked.service)
    confirmation = message_from_bytes(server.taken[1].content)["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in text_of(server.taken[1].content).split("\n"))
    text = f"Keputusan: Disetujui dengan syarat\nTindak lanjut: Ayu – kirim rancangan MoU – 20 November\n\n{quoted}\n"
    dovecot.deliver("humas", [mail("a2@karsabahari.example", AYU, text, f"In-Reply-To: {confirmation}")])
    run_round(asked.service)
    versions = {one.version: one.document for one in rows(asked.engine, s.minutes.c.version, s.minutes.c.document)}
    assert (versions[1]["decisions"], versions[2]["decisions"]) == ("Disetujui", "Disetujui dengan syarat")
    assert versions[2]["discussion"] == "Izin lokasi pameran"
    dues = {one.text: str(one.due) for one in rows(asked.engine, s.action_item.c.text, s.action_item.c.due)}
    assert (len(dues), dues["kirim rancangan MoU"]) == (3, "2026-11-20")
    dovecot.deliver(
        "humas", [mail("a3@karsabahari.example", AYU, f"Terima kasih!\n\n{quoted}", f"In-Reply-To: {confirmation}")]
    )
    run_round(asked.service)
    assert len(server.taken) == 3
    assert sorted(settled(asked)) == [("recorded", ""), ("recorded", ""), ("unclear", "")]


def test_a_meeting_that_was_not_held_is_recorded_with_its_reason(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example", AYU, "tidak, ditunda karena banjir\n")])
    run_round(asked.service)
    ((state, reason),) = rows(asked.engine, s.conduct.c.state, s.conduct.c.reason)
    assert (state, reason) == ("not_held", "postponed")
    assert [one.text for one in rows(asked.engine, s.note.c.text)] == ["ditunda karena banjir"]
    assert "tidak terlaksana (Ditunda)" in confirmations(server)[0]


def test_an_answer_nobody_can_read_changes_nothing_and_its_writer_is_told_how(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example", AYU, "Nanti saya kabari ya Bu.\n")])
    run_round(asked.service)
    assert settled(asked) == [("unclear", "")]
    assert rows(asked.engine, s.conduct.c.state) == []
    assert "Keputusan: isi keputusan" in confirmations(server)[0]


@pytest.mark.parametrize(
    ("from_", "more", "reason"),
    [
        (RINA, (), "not_an_officer"),
        (STRANGER, (), "not_an_officer"),
        (AYU, ("Auto-Submitted: auto-replied",), "automatic"),
    ],
)
def test_what_others_answer_is_kept_with_its_reason_and_never_acted_upon(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp, from_: str, more: tuple[str, ...], reason: str
) -> None:
    dovecot.deliver("humas", [answered(server, "a1@elsewhere.example", from_, ANSWER, *more)])
    run_round(asked.service)
    assert settled(asked) == [("refused", reason)]
    assert rows(asked.engine, s.conduct.c.state) == rows(asked.engine, s.minutes.c.version) == []
    assert len(server.taken) == 1
    ((meeting,),) = rows(asked.engine, s.outcome_mail.c.meeting)
    with reading(asked.engine) as connection:
        (shown,) = meeting_told(connection.execute(meeting_asked(meeting)))
    assert (shown.state, shown.reason, shown.sender) == ("refused", reason, from_)


def test_where_mail_is_authenticated_an_unproven_officer_is_nobody(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    strict = asked.but(
        policy=replace(asked.service.policy, authentication="required"),
        own=replace(asked.service.own, authserv_id="mx.karsabahari.example"),
    )
    proof = "Authentication-Results: mx.karsabahari.example; dmarc=pass header.from=karsabahari.example"
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example")])
    run_round(strict.service)
    assert settled(strict) == [("refused", "unauthenticated")]
    dovecot.deliver("humas", [proof.encode() + b"\r\n" + answered(server, "a2@karsabahari.example")])
    run_round(strict.service)
    assert sorted(settled(strict)) == [("recorded", ""), ("refused", "unauthenticated")]


def test_the_answer_ends_the_questions(asked: Rig, dovecot: Dovecot, server: ScriptedSmtp) -> None:
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example", AYU, "Terlaksana: ya\n")])
    run_round(asked.service)
    asked.clock.turn(days=9)
    run_round(asked.service)
    asking = rows(asked.engine, s.followup.c.id, where=s.followup.c.trigger == "outcome_missing")
    assert len(asking) == 1


def test_a_broken_template_of_an_operator_costs_the_confirmation_alone(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp, tmp_path: Path
) -> None:
    own = tmp_path / "letters/outcome_noted/id.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Halo\n\n{{ salah }}\n", "utf-8")
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example")])
    run_round(asked.but(templates=tmp_path).service)
    assert (settled(asked), len(server.taken)) == ([("recorded", "")], 1)


# --- files that come with the answer -----------------------------------------------------------------------------


def with_files(server: ScriptedSmtp, id_: str, text: str, *files: tuple[str, bytes], from_: str = AYU) -> bytes:
    """An answer with files beside its text."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"<{from_}>", f"<{HUMAS}>", "Re: Hasil pertemuan"
    message["Message-ID"], message["In-Reply-To"] = f"<{id_}>", question(server)["Message-ID"]
    message["Date"] = "Tue, 10 Nov 2026 03:30:00 +0000"
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes(policy=policy.SMTP)


def files_of(here: Rig) -> list[tuple[str, bool, str]]:
    f = s.meeting_file.c
    return [(one.name, one.message is not None, one.actor) for one in rows(here.engine, f.name, f.message, f.actor)]


def test_files_with_the_answer_become_files_of_the_meeting_and_the_reply_says_so(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    sent = (("Daftar hadir.pdf", b"%PDF-1"), ("pasang.exe", b"MZ"), ("Foto.jpg", b"\xff\xd8\xff"))
    dovecot.deliver("humas", [with_files(server, "a1@karsabahari.example", "Terlaksana: ya\n", *sent)])
    run_round(asked.service)
    assert sorted(files_of(asked)) == [("Daftar hadir.pdf", True, AYU), ("Foto.jpg", True, AYU)]
    (told,) = confirmations(server)
    assert "- Daftar hadir.pdf\n- Foto.jpg" in told.replace("\r\n", "\n")
    assert "pasang.exe" in told
    assert "dapat menjalankan program" in told
    with reading(asked.engine) as connection:
        ((meeting,),) = rows(asked.engine, s.occurrence.c.key)
        ((thread,),) = rows(asked.engine, s.engagement.c.thread)
        found = meeting_files.of_meeting(connection, meeting, thread, "pemkot")
        assert [octets(connection, one) for one in found.here] == [b"%PDF-1", b"\xff\xd8\xff"]
    journal = rows(asked.engine, s.journal.c.document, where=s.journal.c.action == "TakeAttachments")
    assert len(journal) == 2
    assert all(one.document["by_message"] for one in journal)


def test_a_file_alone_is_an_answer_and_the_same_one_again_is_nothing_new(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    for id_ in ("a1@karsabahari.example", "a2@karsabahari.example"):
        dovecot.deliver("humas", [with_files(server, id_, "Terlampir.\n", ("Notulen.docx", b"PK"))])
        run_round(asked.service)
    assert sorted(settled(asked)) == [("recorded", ""), ("unclear", "")]
    assert files_of(asked) == [("Notulen.docx", True, AYU)]


def test_what_a_stranger_encloses_is_no_file_of_the_meeting(asked: Rig, dovecot: Dovecot, server: ScriptedSmtp) -> None:
    dovecot.deliver("humas", [with_files(server, "a1@pemkot.example", "Hadir\n", ("x.pdf", b"%PDF"), from_=RINA)])
    run_round(asked.service)
    assert settled(asked) == [("refused", "not_an_officer")]
    assert files_of(asked) == []
