"""What a server withheld leaves quarantine once it is read, and only then."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import select

from liaison_sync.app.ingest import quarantine_id
from liaison_sync.app.parsing import Parsers, Read, read
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.domain import changes as c
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import health
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, reading, writing
from tests.rig import START, Rig, rig

RAW = b"From: <rina@pemkot.example>\r\nTo: <humas@karsabahari.example>\r\nSubject: Jadwal\r\n\r\nMohon jadwal.\r\n"


def fatal(raw: bytes) -> Read:
    return read(raw) if raw != RAW else os._exit(1)


def withheld(tmp_path: Path, parsers: Parsers | None = None) -> tuple[Rig, Mailbox]:
    """A letter that was listed once and not handed over; it can be had now."""
    box = tmp_path / "humas"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur/1.a.b:2,S").write_bytes(RAW)
    mailbox = Mailbox("humas", "humas@x.example", lambda: MaildirSource("humas", MaildirSettings(path=box)))
    here = rig(connect(f"sqlite:///{tmp_path}/store.db"), [mailbox], parsers=parsers)
    with mailbox.open() as source:
        (folder,) = source.folders()
        (item,) = source.changes(folder, None, 10).items
    where = ("humas", folder.id, item.ref.locator)
    with writing(here.engine) as connection:
        id_ = quarantine_id(*where)
        kept = c.Quarantined(id_, *where, None, "unfetchable", "", START)
        apply(connection, [c.Sighted(*where, "pending", START), kept])
    here.clock.turn(hours=1)
    return here, mailbox


def seen(here: Rig) -> tuple[str, bool]:
    """The state of the copy, and whether it left quarantine."""
    with reading(here.engine) as connection:
        released = connection.execute(select(s.quarantine.c.released_at)).scalar_one()
        state = connection.execute(select(s.sighting.c.state)).scalar_one()
    return state, released is not None


def test_what_is_handed_over_later_leaves_quarantine(tmp_path: Path) -> None:
    here, mailbox = withheld(tmp_path)
    assert poll(here.service, mailbox).failure is None
    assert seen(here) == ("stored", True)


def test_what_is_handed_over_later_and_is_poison_stays(tmp_path: Path) -> None:
    with Parsers(1, fatal, seconds=2) as parsers:
        here, mailbox = withheld(tmp_path, parsers)
        assert poll(here.service, mailbox).failure is None
        assert seen(here) == ("quarantined", False)


def test_what_fails_again_after_its_release_stands_in_quarantine_again(tmp_path: Path) -> None:
    here, mailbox = withheld(tmp_path)
    assert poll(here.service, mailbox).failure is None
    with writing(here.engine) as connection:
        row = connection.execute(select(s.quarantine)).one()
        where = (row.mailbox, row.folder, row.locator)
        apply(connection, [c.Quarantined(row.id, *where, None, "parser_crashed", "", here.clock.now())])
    with reading(here.engine) as connection:
        assert [one.reason for one in health.held(connection)] == ["parser_crashed"]


def test_what_was_withheld_and_gone_is_alive_again_once_it_is_read(tmp_path: Path) -> None:
    here, mailbox = withheld(tmp_path)
    with writing(here.engine) as connection:
        row = connection.execute(select(s.sighting)).one()
        apply(connection, [c.SightingGone(row.mailbox, row.folder, row.locator, START)])
    assert poll(here.service, mailbox).failure is None
    with reading(here.engine) as connection:
        assert connection.execute(select(s.sighting.c.state, s.sighting.c.gone_at)).all() == [("stored", None)]


def test_nobody_waits_for_what_went_with_its_folder(tmp_path: Path) -> None:
    here, mailbox = withheld(tmp_path)
    where = ("humas", "Arsip", "7.1")
    with writing(here.engine) as connection:
        kept = c.Quarantined(quarantine_id(*where), *where, None, "unfetchable", "", START)
        moved = c.CursorMoved("humas", "Arsip", "Arsip", "other", "x", START)
        apply(connection, [moved, c.Sighted(*where, "pending", START), kept])
    assert poll(here.service, mailbox).failure is None
    with reading(here.engine) as connection:
        q = s.quarantine.c
        assert connection.execute(select(q.released_at).where(q.folder == "Arsip")).scalar_one() is not None
