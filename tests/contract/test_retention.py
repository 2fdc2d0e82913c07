"""Originals older than a mailbox keeps them go, once nothing open needs them; everything said in them stays."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app import retention
from liaison_sync.app.certify import certify
from liaison_sync.app.certify_words import lines, summary
from liaison_sync.app.explain import explain
from liaison_sync.app.poll import poll
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import retention as kept
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.rig import START, Rig, difference, rig, rows, tables

US = "humas@kantor.example"
OLD, NEW = START - timedelta(days=400), START - timedelta(days=3)


def put(root: Path, name: str, received: datetime, *, body: str = "", about: str = "", more: str = "") -> None:
    for part in ("cur", "new", "tmp"):
        (root / part).mkdir(parents=True, exist_ok=True)
    file = root / f"cur/{name}:2,S"
    head = f"From: <rina@pemkot.example>\r\nTo: <{US}>\r\nSubject: Hal {about or name}\r\n"
    head += f"Message-ID: <{about or name}@x.example>\r\nDate: {received:%a, %d %b %Y %H:%M:%S} +0000\r\n{more}\r\n"
    file.write_text(head + (body or f"Mohon jadwal {name}.\r\n"), "utf-8", newline="")
    os.utime(file, (received.timestamp(), received.timestamp()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "humas"
    put(root, "lama", OLD)
    put(root, "lain", OLD + timedelta(days=1))
    put(root, "baru", NEW)
    return root


@pytest.fixture
def here(engine: Engine, root: Path) -> Rig:
    box = Mailbox("humas", US, lambda: MaildirSource("humas", MaildirSettings(path=root)), keep_days=365)
    here = rig(engine, [box], address=US)
    assert poll(here.service, box).failure is None
    return here


def originals(here: Rig) -> int:
    return len(rows(here.engine, s.raw.c.sha256))


def test_old_originals_go_once_a_day_and_nothing_else_does(here: Rig) -> None:
    before = tables(here.engine)
    assert retention.work(here.service, pages=None) == 2
    after = tables(here.engine)
    changed = difference(before, after)
    assert changed.keys() == {"raw", "let_go", "mailbox", "journal"}
    assert len(changed["raw"][0]) == len(changed["let_go"][1]) == 2  # with SHA-256 and size, what went is named
    assert retention.work(here.service, pages=None) == 0
    assert difference(after, tables(here.engine)) == {}
    here.clock.turn(days=363)
    assert retention.work(here.service, pages=None) == 1
    assert originals(here) == 0


def test_without_keep_days_everything_stays_for_ever(here: Rig) -> None:
    ever = here.but(mailboxes=tuple(replace(one, keep_days=None) for one in here.service.mailboxes))
    ever.clock.turn(days=10_000)
    assert retention.work(ever.service, pages=None) == 0
    assert originals(here) == 3


def test_what_is_gone_is_neither_lost_to_a_certificate_nor_fetched_again(here: Rig) -> None:
    retention.work(here.service, pages=None)
    box = here.service.mailboxes[0]
    done = certify(here.service, box).certificate
    assert done is not None
    assert (done.standing, done.listed, done.missing) == ("complete", 3, 0)
    assert (done.let_go, done.bare) == (2, 0)
    assert poll(here.service, box).messages == 0
    assert originals(here) == 1


def test_a_certificate_counts_what_it_proves_without_its_original_and_says_why(here: Rig) -> None:
    retention.work(here.service, pages=None)
    with writing(here.engine) as connection:
        connection.execute(s.raw.delete())  # of the third, as an erasure does
    made = certify(here.service, here.service.mailboxes[0])
    assert made.certificate is not None
    assert (made.certificate.let_go, made.certificate.bare) == (2, 1)
    assert [(line.stored, line.let_go, line.bare) for line in made.certificate.folders] == [(3, 2, 1)]
    told = summary(made)
    assert (told["let_go"], told["bare"], told["folders"][0]["let_go"]) == (2, 1, 2)
    for language, first, second in (
        ("id", "Tersimpan tanpa surel asli: 2, sudah dilepas", "Tersimpan tanpa surel asli: 1, dihapus"),
        ("en", "Stored without the original: 2, let go of", "Stored without the original: 1, erased"),
    ):
        said = list(lines(made, language, "Asia/Jakarta"))
        assert any(first in line for line in said)
        assert any(second in line for line in said)


def test_a_rebuild_says_what_it_cannot_read_again_and_leaves_it_as_it_is(here: Rig) -> None:
    retention.work(here.service, pages=None)
    before = tables(here.engine)
    last = list(rebuild(here.service, anew=True))[-1]
    assert (last.changed["let_go"], last.changed["unreadable"]) == (2, 0)
    assert difference(before, tables(here.engine)).keys() <= {"job"}


def test_another_copy_of_what_is_gone_is_the_same_message(here: Rig, root: Path) -> None:
    retention.work(here.service, pages=None)
    messages = rows(here.engine, s.message.c.key)
    put(root, "salinan", OLD, about="lama", body="Mohon jadwal lama.\r\n\r\n_____\r\nMilis kota\r\n")
    assert poll(here.service, here.service.mailboxes[0]).failure is None
    assert rows(here.engine, s.message.c.key) == messages
    put(root, "palsu", OLD, about="lama", body="Sesuatu yang lain sama sekali.\r\n")
    assert poll(here.service, here.service.mailboxes[0]).failure is None
    assert len(rows(here.engine, s.message.c.key)) == len(messages) + 1


def followup(here: Rig, state: str) -> None:
    thread = rows(here.engine, s.message.c.thread, where=s.message.c.subject == "Hal lama")[0].thread
    at = here.clock.now()
    row = {"id": "f1", "trigger": "no_reply", "about": thread, "step": 1, "state": state, "thread": thread}
    with writing(here.engine) as connection:
        connection.execute(s.followup.delete())
        connection.execute(
            s.followup.insert(), {**row, "due_at": at, "document": {}, "created_at": at, "changed_at": at}
        )


def test_an_open_follow_up_keeps_its_thread_s_originals_until_it_is_settled(here: Rig) -> None:
    followup(here, "held")
    assert retention.work(here.service, pages=None) == 1
    followup(here, "cancelled")
    here.clock.turn(days=1)
    assert retention.work(here.service, pages=None) == 1


def test_a_copy_in_quarantine_and_one_in_a_mailbox_that_keeps_all_hold_the_octets(here: Rig) -> None:
    (row,) = rows(here.engine, s.sighting, where=s.sighting.c.locator == "lama")
    other = rows(here.engine, s.sighting.c.sha256, where=s.sighting.c.locator == "lain")[0].sha256
    with writing(here.engine) as connection:
        connection.execute(s.sighting.insert(), {**row._mapping, "mailbox": "arsip"})
        held = {"id": "q1", "mailbox": "x", "folder": "y", "locator": "z", "sha256": other, "at": here.clock.now()}
        connection.execute(s.quarantine.insert(), held)
    assert retention.work(here.service, pages=None) == 0


def test_an_invitation_is_kept_until_its_meeting_is_long_past(here: Rig, root: Path) -> None:
    when = START + timedelta(days=40)
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:r1\r\nDTSTAMP:20251001T000000Z\r\n"
        f"DTSTART:{when:%Y%m%dT%H%M%SZ}\r\nDTEND:{when:%Y%m%dT%H%M%SZ}\r\nSUMMARY:Rapat\r\n"
        f"ORGANIZER:mailto:rina@pemkot.example\r\nATTENDEE:mailto:{US}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    put(root, "undangan", OLD, body=ics, more="Content-Type: text/calendar; method=REQUEST\r\n")
    assert poll(here.service, here.service.mailboxes[0]).failure is None
    assert len(rows(here.engine, s.occurrence.c.key)) == 1
    assert retention.work(here.service, pages=None) == 2
    here.clock.turn(days=80)
    assert retention.work(here.service, pages=None) == 1


def test_the_page_of_a_message_says_when_its_original_was_let_go_of(here: Rig) -> None:
    retention.work(here.service, pages=None)
    key = {row.subject: row.key for row in rows(here.engine, s.message.c.subject, s.message.c.key)}
    with reading(here.engine) as connection:
        assert kept.since_when(connection, key["Hal lama"]) == here.clock.now().astimezone(UTC)
        assert kept.since_when(connection, key["Hal baru"]) is None
        assert kept.counted(connection) == {"humas": 2}
        assert kept.old_count(connection, "humas", START)[0] == 1  # what is gone is not announced again
    for language, word in (("id", "dilepas"), ("en", "let go")):
        assert any(word in line for line in explain(here.service, key["Hal lama"], language))
        assert not any(word in line for line in explain(here.service, key["Hal baru"], language))
