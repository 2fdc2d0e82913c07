"""Databases with their schema in place, copied: migrating an empty one takes longer than most tests do.

The migrations themselves are shown on empty databases, in `tests/house/test_migrations.py`.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from liaison_sync.store.engine import connect, migrate


def migrated(engine: Engine) -> None:
    """The schema of this version in the database of `engine`: by a copy where it is a SQLite file not there yet."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        shutil.copy(_template(), file)
    migrate(engine)


@cache
def _template() -> Path:
    """Made once a process."""
    home = Path(tempfile.mkdtemp(prefix="liaison-schema-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    engine = connect(f"sqlite:///{home}/empty.db")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it in the one file
    engine.dispose()
    return home / "empty.db"
