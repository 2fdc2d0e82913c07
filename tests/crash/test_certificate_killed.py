"""Killed at every point of a comparison: what is missing is named, fetched once, and nothing else differs."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import certificates, failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.crash.forked import forked
from tests.crash.scenario import DIRECTORY, HUMAS, mails
from tests.opened import opened
from tests.rig import TIMES, Here, Rig, difference, rig, tables

KEPT = (
    dict(TIMES)
    | {"folder": frozenset({"read_at"})}
    | {
        name: frozenset(column.name for column in s.metadata.tables[name].c)
        for name in ("certificate", "certificate_folder", "certificate_difference")
    }
)
LOST = {"0.a.b", "1.a.b"}  # copies whose rows were deleted by hand


@dataclass(slots=True)
class Stage:
    root: Path
    parsers: Here

    def life(self, file: Path, *, minutes: float = 0, directory: Mapping[str, Any] | None = None) -> Rig:
        box = Mailbox("humas", HUMAS, lambda: MaildirSource("humas", MaildirSettings(path=self.root)), page_messages=4)
        one = rig(opened(f"sqlite:///{file}"), [box], parsers=self.parsers, directory=directory)
        one.clock.turn(minutes=minutes)
        return one


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    root = tmp_path / "mail"
    for n, one in enumerate(each for each in mails() if each.box == "humas"):
        folder = root if one.folder == "INBOX" else root / ".Sent"
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / f"cur/{n}.a.b:2,S").write_bytes(one.raw)
    return Stage(root, Here())


def _dies(stage: Stage, file: Path, at: int, trace: str = "") -> bool:
    """Certify in a process that is killed at its `at`-th point; whether it came to that."""

    def work() -> None:
        failpoint.arm(at, trace=trace)
        here = stage.life(file, minutes=1)
        certify(here.service, here.boxes()["humas"])

    status = forked(work)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def test_killed_anywhere_the_next_comparison_leaves_what_an_undisturbed_one_leaves(
    stage: Stage, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.db"
    first = stage.life(whole, directory=DIRECTORY)
    poll(first.service, first.boxes()["humas"])
    wanted = tables(first.engine, KEPT)
    with writing(first.engine) as connection:
        connection.execute(delete(s.sighting).where(s.sighting.c.locator.in_(LOST)))
    first.engine.dispose()
    at = 0
    while True:
        at += 1
        file = tmp_path / "one.db"
        shutil.copy(whole, file)
        killed = _dies(stage, file, at)
        again = stage.life(file, minutes=2)
        done = certify(again.service, again.boxes()["humas"])
        assert done.certificate is not None
        assert done.certificate.standing in {"complete", "healed"}
        with reading(again.engine) as connection:
            made = certificates.since(connection, done.certificate.day)
        assert {each.difference.locator for one in made for each in one.differences} == LOST
        assert all(one.standing != "complete" or one is made[0] for one in made)
        assert difference(wanted, tables(again.engine, KEPT)) == {}
        again.engine.dispose()
        for left in tmp_path.glob("one.db*"):
            left.unlink()
        if not killed:
            break
    assert at > 12
