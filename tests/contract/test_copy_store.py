"""A store moves to another database whole: every row, what a search finds, and nothing left to do afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from liaison_sync.domain.errors import Misconfigured
from liaison_sync.domain.search_query import read
from liaison_sync.store import schema as s
from liaison_sync.store.copying import copied
from liaison_sync.store.engine import connect, reading
from liaison_sync.store.search import search
from tests.app.season_store import tell
from tests.peers.postgres import Postgres


def rows(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        tables = s.metadata.sorted_tables
        return {one.name: sorted(repr(row) for row in connection.execute(select(one))) for one in tables}


def found(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [one.key for one in search(connection, read("undangan", date(2026, 11, 24)), "Asia/Jakarta", limit=1000)]


def test_a_season_goes_to_postgresql_and_back_and_is_the_same(tmp_path: Path, postgres: Postgres) -> None:
    tell(f"sqlite:///{tmp_path}/here.db")
    url = postgres.database()
    here, there = connect(f"sqlite:///{tmp_path}/here.db"), connect(url)
    back = connect(f"sqlite:///{tmp_path}/back.db")
    before = rows(here)
    assert copied(here, there) == sum(len(one) for one in before.values()) > 1000
    assert rows(there) == before
    copied(there, back)
    assert rows(back) == before
    assert found(here) == found(there) == found(back) != []
    with pytest.raises(Misconfigured, match="store_not_empty"):
        copied(back, there)
    assert rows(there) == before
    for one in (here, there, back):
        one.dispose()
    postgres.drop(url)
