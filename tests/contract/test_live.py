"""Accounts that are real: read twice, proven complete, changed by nothing. Only where LIAISON_LIVE names them.

LIAISON_LIVE is a liaison.toml with the mailboxes to be tried (Gmail, Microsoft 365, an Exchange Server, any other); its
own store is left alone, and nothing is sent, but with LIAISON_LIVE_SEND=1 one small letter from its sender to itself.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT

MEANWHILE = 20  # messages that may come between two readings


def said(store: Path, *command: str) -> Any:
    """What a command prints as JSON."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LIAISON__STORE__URL": f"sqlite:///{store}"}
    asked = [sys.executable, "-m", "liaison_sync", *command, "--json", "--config", os.environ["LIAISON_LIVE"]]
    ran = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    return json.loads(ran.stdout)


def test_doctor_finds_nothing_broken(tmp_path: Path) -> None:
    more = ["--send"] if os.environ.get("LIAISON_LIVE_SEND") == "1" else []
    assert '"bad"' not in json.dumps(said(tmp_path / "live.db", "doctor", *more))


def test_every_mailbox_is_read_once_and_complete_and_comes_to_the_same_again(tmp_path: Path) -> None:
    store, counts = tmp_path / "live.db", []
    for _ in range(2):
        for one in said(store, "certify"):
            assert (one["error"], one["standing"]) in {(None, "complete"), (None, "uncertified")}, one
        connection = sqlite3.connect(store)
        counts.append(connection.execute("SELECT count(*) FROM message").fetchone()[0])
        connection.close()
    assert counts[0] <= counts[1] <= counts[0] + MEANWHILE
