"""The migrations make exactly the schema, on both databases, in one line, forward only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from liaison_sync.store import engine as store_engine
from liaison_sync.store.engine import connect, migrate, reading, version
from liaison_sync.store.schema import metadata
from tests.house.tree import parsed, python, stated
from tests.peers.postgres import Postgres

SCRIPTS = Path(store_engine.__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it."""
    postgres: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = postgres.database() if postgres else f"sqlite:///{tmp_path}/store.db"
    made = connect(url)
    yield made
    made.dispose()
    if postgres:
        postgres.drop(url)


def test_the_migrations_make_the_schema(empty: Engine) -> None:
    with reading(empty) as connection:
        assert version(connection) is None
    migrate(empty)
    with reading(empty) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, metadata) == []
        assert version(connection) == scripts().get_current_head()


def _ours(_object: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    """The full-text index is made by store.fulltext, in each database's own way."""
    return not (name and (name.startswith("message_search") or name.endswith("tsv")))


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    with reading(empty) as connection:
        before = version(connection)
    migrate(empty)
    with reading(empty) as connection:
        assert version(connection) == before


def test_versions_stand_in_one_line() -> None:
    known = scripts()
    assert len(known.get_heads()) == 1
    assert len(known.get_bases()) == 1
    assert [one.revision for one in known.walk_revisions() if one.is_branch_point or one.is_merge_point] == []


def test_no_version_goes_back() -> None:
    found = [
        stated(name, node)
        for name in python("liaison_sync")
        if "migrations" in name.parts
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade"
    ]
    assert found == []
