"""The database holds everybody's mail, so its file is for its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from liaison_sync.store.engine import connect, migrate


def test_a_new_database_and_its_journals_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    engine = connect(f"sqlite:///{tmp_path / 'liaison.db'}")
    try:
        migrate(engine)
        made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    finally:
        engine.dispose()
        os.umask(before)
    assert "liaison.db" in made
    assert set(made.values()) == {0o600}


def test_the_rights_an_operator_gave_a_database_stay(tmp_path: Path) -> None:
    file = tmp_path / "liaison.db"
    file.touch()
    file.chmod(0o640)
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
