"""What a rule keeps from being read, and what was not taken in, is recorded folder by folder, with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from liaison_sync.app import doctor
from liaison_sync.app.poll import poll
from liaison_sync.app.round import run_round, summary
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.health import FolderState, boxes, folder_states
from tests.rig import Rig, difference, rig, rows, tables

RAW = b"From: <rina@pemkot.example>\r\nTo: <humas@x.example>\r\nSubject: {}\r\n\r\nMohon jadwal.\r\n"


def letter(root: Path, n: int, text: bytes = RAW) -> None:
    for name in ("cur", "new", "tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / f"cur/{n}.a.b:2,S").write_bytes(text.replace(b"{}", str(n).encode()))


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Rig:
    """An inbox of two, junk, drafts and trash; nothing larger than 1,000 bytes is fetched."""
    root = tmp_path / "humas"
    letter(root, 1)
    letter(root, 2, RAW + b"x" * 2000)
    for n, name in enumerate((".Junk", ".Drafts", ".Trash")):
        letter(root / name, 10 + n)
    box = Mailbox(
        "humas", "humas@x.example", lambda: MaildirSource("humas", MaildirSettings(path=root)), max_bytes=1000
    )
    return rig(engine, [box])


def states(here: Rig) -> dict[str, FolderState]:
    with reading(here.engine) as connection:
        return {one.path: one for one in folder_states(connection)}


def test_a_folder_not_read_is_recorded_with_its_rule_and_the_others_with_their_copies(here: Rig) -> None:
    poll(here.service, here.boxes()["humas"])
    found = states(here)
    assert {path: one.excluded for path, one in found.items()} == {
        "INBOX": None,
        "Junk": None,  # read, and never acted on
        "Drafts": "drafts_folder",
        "Trash": "trash_folder",
    }
    assert found["INBOX"].counts == {"stored": 1, "quarantined": 1}
    assert found["INBOX"].withheld == {"too_large": 1}
    assert found["Trash"].counts == found["Trash"].withheld == {}
    assert [one.locator for one in rows(here.engine, s.sighting.c.locator, where=s.sighting.c.folder == "Trash")] == []


def test_a_second_pass_records_nothing_more(here: Rig) -> None:
    poll(here.service, here.boxes()["humas"])
    before = tables(here.engine)
    poll(here.service, here.boxes()["humas"])
    assert difference(before, tables(here.engine)) == {}


def test_a_folder_read_from_now_on_is_recorded_so_and_read(here: Rig, tmp_path: Path) -> None:
    poll(here.service, here.boxes()["humas"])
    with writing(here.engine) as connection:
        junk = update(s.folder).where(s.folder.c.path == "Junk")
        connection.execute(junk.values(excluded="ignored_folder", cursor=None))
    letter(tmp_path / "humas/.Junk", 20)
    poll(here.service, here.boxes()["humas"])
    assert states(here)["Junk"].excluded is None
    assert states(here)["Junk"].counts == {"stored": 2}


def test_an_excluded_folder_that_was_deleted_is_listed_no_more(here: Rig, tmp_path: Path) -> None:
    poll(here.service, here.boxes()["humas"])
    (tmp_path / "humas/.Trash").rename(tmp_path / "elsewhere")
    poll(here.service, here.boxes()["humas"])
    assert "Trash" not in states(here)


def test_the_mailbox_tells_read_and_excluded_folders_apart(here: Rig) -> None:
    poll(here.service, here.boxes()["humas"])
    with reading(here.engine) as connection:
        (box,) = boxes(connection)
    assert [one.path for one in box.read] == ["INBOX", "Junk"]
    assert [one.path for one in box.excluded] == ["Drafts", "Trash"]
    assert [one.path for one in box.withheld] == ["INBOX"]
    assert box.counts == {"stored": 2, "quarantined": 1}


def test_poll_says_what_it_did_not_read_in_words_and_as_json(here: Rig) -> None:
    done = run_round(here.service)
    with reading(here.engine) as connection:
        told = json.loads(json.dumps(summary(done, folder_states(connection))))
    (box,) = told["mailboxes"]
    by_path = {one["path"]: one for one in box["folders"]}
    assert by_path["Trash"] == {
        "path": "Trash",
        "role": "trash",
        "excluded": "trash_folder",
        "counts": {},
        "withheld": {},
    }
    assert by_path["INBOX"]["withheld"] == {"too_large": 1}
    for language, begins in (("en", "Folders not read: "), ("id", "Folder yang tidak dibaca: ")):
        (told_once,) = [line for line in done.lines(language) if line.startswith(begins)]
        assert "Drafts (" in told_once
        assert "Trash (" in told_once


def test_doctor_names_what_is_not_read_and_what_was_not_taken_in(here: Rig) -> None:
    poll(here.service, here.boxes()["humas"])
    with here.boxes()["humas"].open() as source:
        found = {one.key: one.params for one in doctor.excluded(source.folders())}
    assert found == {
        "doctor.excluded.drafts_folder": {"names": "Drafts"},
        "doctor.excluded.trash_folder": {"names": "Trash"},
    }
    (missing,) = doctor.withheld(here.engine)["humas"]
    assert (missing.level, missing.params) == ("warn", {"folder": "INBOX", "number": "1"})


def test_what_left_quarantine_is_not_counted_as_withheld(here: Rig) -> None:
    poll(here.service, here.boxes()["humas"])
    with writing(here.engine) as connection:
        held = connection.execute(select(s.quarantine.c.id)).scalar_one()
        connection.execute(update(s.quarantine).where(s.quarantine.c.id == held).values(released_at=here.clock.now()))
    assert states(here)["INBOX"].withheld == {}
    assert doctor.withheld(here.engine) == {}
