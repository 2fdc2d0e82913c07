"""Minutes told by mail go to the partner as PDF once a person has said yes; internal notes go nowhere."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from liaison_sync.app.act import Refused, act
from liaison_sync.app.minutes import file
from liaison_sync.app.preview import preview
from liaison_sync.app.round import run_round
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import files as m
from liaison_sync.domain.policy import ThankYou
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.store.pictures import followups
from tests.contract.test_outcome_by_mail import AYU, answered, asked, server
from tests.crash.scenario import RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows

__all__ = ["asked", "server"]  # fixtures


def minuted(here: Rig, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    here = here.but(policy=replace(here.service.policy, thank_you=ThankYou(enabled=False)))
    dovecot.deliver("humas", [answered(server, "a1@karsabahari.example")])
    run_round(here.service)
    return here


def test_the_minutes_leave_as_pdf_after_a_yes_without_internal_notes(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    here = minuted(asked, dovecot, server)
    ((id_, state),) = rows(
        here.engine, s.followup.c.id, s.followup.c.state, where=s.followup.c.trigger == "minutes_share"
    )
    assert state == "drafted"
    with reading(here.engine) as connection:
        seen = preview(connection, here.service, followups(connection, s.followup.c.id == id_)[0])
    assert seen.files == ("Notulen 2026-11-10 Rapat persiapan.pdf",)
    act(here.service, k.ApproveFollowUp(id_), actor=AYU)
    here.clock.turn(minutes=1)
    run_round(here.service)
    (letter,) = [one for one in server.taken if one.recipients == (RINA,)]
    message = message_from_bytes(letter.content, policy=policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(attached.get_content())).pages).split())
    for word in ("Selasa, 10 November 2026", "08.00–09.00 WIB", "Izin lokasi pameran", "Disetujui", "13 Nov 2026"):
        assert word in text
    assert "Joko Susilo hadir" in text.replace(" – ", " ")
    whole = text + str(message.get_body(("plain",)))
    assert "alot" not in whole
    assert "Auto-Submitted" not in message
    dovecot.deliver("humas", [letter.content], "Sent")
    run_round(here.service)
    assert whose(here, message) != "theirs"  # nobody waits for an answer to it


@pytest.mark.parametrize(("text", "turn"), [("Terlampir notulennya.", False), ("Mohon konfirmasinya.", True)])
def test_minutes_into_which_an_officer_wrote_a_question_wait_for_an_answer(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp, text: str, *, turn: bool
) -> None:
    here = minuted(asked, dovecot, server)
    ((id_,),) = rows(here.engine, s.followup.c.id, where=s.followup.c.trigger == "minutes_share")
    act(here.service, k.EditFollowUp(id_, "Notulen", f"Yth. Ibu Rina,\n\n{text}\n\nAyu"), actor=AYU)
    act(here.service, k.ApproveFollowUp(id_), actor=AYU)
    here.clock.turn(minutes=1)
    run_round(here.service)
    (letter,) = [one for one in server.taken if one.recipients == (RINA,)]
    dovecot.deliver("humas", [letter.content], "Sent")
    run_round(here.service)
    found = whose(here, message_from_bytes(letter.content, policy=policy.default))
    assert (found == "theirs") is turn


def whose(here: Rig, letter: EmailMessage) -> str:
    """Whose turn it is in the thread of our letter."""
    id_ = str(letter["Message-ID"]).strip("<>")
    ((thread,),) = rows(here.engine, s.message.c.thread, where=s.message.c.message_id == id_)
    ((found,),) = rows(here.engine, s.thread.c.ball, where=s.thread.c.id == thread)
    return str(found)


def test_both_languages_are_ready_for_download_and_the_same_each_time(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp, engine: Engine
) -> None:
    here = minuted(asked, dovecot, server)
    ((meeting,),) = rows(here.engine, s.minutes.c.occurrence)
    with reading(here.engine) as connection:
        found = {language: file(connection, here.service, meeting, language) for language in ("id", "en")}
        again = file(connection, here.service, meeting, "en")
        assert file(connection, here.service, "nothing", "en") is None
    assert found["en"] == again
    assert found["id"] is not None
    assert found["en"] is not None
    assert found["en"].name == "Minutes 2026-11-10 Rapat persiapan.pdf"
    assert b"alot" not in found["en"].content


def test_the_files_somebody_chose_go_with_the_minutes_frozen(
    asked: Rig, dovecot: Dovecot, server: ScriptedSmtp
) -> None:
    here = minuted(asked, dovecot, server)
    ((meeting,),) = rows(here.engine, s.minutes.c.occurrence)
    ((id_,),) = rows(here.engine, s.followup.c.id, where=s.followup.c.trigger == "minutes_share")
    files = (m.Uploaded("Daftar hadir.pdf", "application/pdf", b"%PDF-hadir"), m.Uploaded("Denah.png", "", b"png"))
    act(here.service, m.AddFiles(meeting, files), actor=AYU)
    chosen = tuple(sha256(one.content).hexdigest() for one in files)
    act(here.service, m.ChooseFiles(id_, chosen), actor=AYU)
    act(here.service, k.ApproveFollowUp(id_), actor=AYU)
    act(here.service, m.ChooseFiles(id_, chosen[:1]), actor=AYU)  # another choice, another yes
    assert rows(here.engine, s.followup.c.state, where=s.followup.c.id == id_) == [("drafted",)]
    act(here.service, k.ApproveFollowUp(id_), actor=AYU)
    here.clock.turn(minutes=1)
    run_round(here.service)
    (letter,) = [one for one in server.taken if one.recipients == (RINA,)]
    attached = list(message_from_bytes(letter.content, policy=policy.default).iter_attachments())
    assert [one.get_filename() for one in attached] == ["Notulen 2026-11-10 Rapat persiapan.pdf", "Daftar hadir.pdf"]
    assert attached[1].get_content() == b"%PDF-hadir"
    with pytest.raises(Refused, match="followup_moved_on"):
        act(here.service, m.ChooseFiles(id_, ()), actor=AYU)
