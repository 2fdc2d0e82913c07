"""An import killed at any point goes on where it was, and comes to what it would have come to undisturbed."""

from __future__ import annotations

import os
import signal
from collections import deque
from pathlib import Path

from liaison_sync.app.importing import import_files
from liaison_sync.app.service import Mailbox
from liaison_sync.store import failpoint
from liaison_sync.store.engine import connect
from tests.contract.test_rebuild import READ_ONCE, invitations, nowhere
from tests.crash import scenario
from tests.crash.forked import forked
from tests.rig import difference, rig, tables

PAGE = 4
SPREAD = 23  # every so manieth point; and every commit


def mbox(tmp_path: Path) -> Path:
    mails = [put.raw for put in scenario.mails()][:6] + [raw for raw, _, _ in invitations()][:4]
    path = tmp_path / "lama.mbox"
    path.write_bytes(b"".join(b"From - Wed Nov 04 10:00:00 2026\n" + one.rstrip() + b"\n\n" for one in mails))
    return path


def imported(url: str, path: Path, *, at: int = 0, trace: str = "") -> None:
    engine = connect(url)
    here = rig(engine, [Mailbox("humas", scenario.HUMAS, nowhere)], directory=scenario.DIRECTORY, parsers=READ_ONCE)
    engine.dispose()
    failpoint.arm(at, trace=trace)
    armed = here.but(engine=connect(url)).service
    deque(import_files(armed, armed.mailboxes[0], path, page_messages=PAGE), maxlen=0)
    failpoint.arm()
    armed.engine.dispose()


def killed(url: str, path: Path, at: int) -> bool:
    """Whether the import, in a process of its own, ended at its point `at`."""
    return os.WTERMSIG(forked(lambda: imported(url, path, at=at))) == signal.SIGKILL


def dump(url: str) -> dict[str, list[str]]:
    engine = connect(url)
    found = tables(engine)
    engine.dispose()
    return found


def test_killed_anywhere_an_import_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path, trace = mbox(tmp_path), tmp_path / "trace"
    plain = f"sqlite:///{tmp_path}/plain.db"
    imported(plain, path, trace=str(trace))
    wanted = dump(plain)
    assert len(wanted["message"]) >= 9
    assert wanted["fact"]
    points = trace.read_text("utf-8").splitlines()
    commits = [n for n, line in enumerate(points, 1) if "commit" in line]
    assert len(commits) >= 3
    for n in sorted({*range(1, len(points) + 1, SPREAD), *commits}):
        url = f"sqlite:///{tmp_path}/{n}.db"
        assert killed(url, path, n), points[n - 1]
        imported(url, path)
        assert difference(wanted, dump(url)) == {}, points[n - 1]
