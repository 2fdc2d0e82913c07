"""Lists that a page counts or begins are answered by an index alone: the planner of each database says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Select, event, func, or_, select, text

from liaison_sync.store import held_letters, pictures, report_facts, unknown
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, migrate, reading
from liaison_sync.store.views import among, withheld

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
QUERIES = {
    "ix_message_stranger": select(unknown.counted()),
    "ix_sighting_alive": select(s.sighting.c.mailbox, s.sighting.c.state, func.count())
    .where(s.sighting.c.gone_at.is_(None))
    .group_by(s.sighting.c.mailbox, s.sighting.c.state),
    "ix_fact_uid_received_at": report_facts.straddling(datetime(2026, 11, 23, tzinfo=UTC)),
    "ix_engagement_thread": select(s.engagement.c.key).where(s.engagement.c.thread == "t"),
    "ix_outbox_about": select(s.outbox.c.id).where(s.outbox.c.about == "fu-1"),
    "ix_message_component_thread_at": select(s.message.c.key).where(*among(s.message.c.component, ["a", "b"])),
    "ix_thread_act_target": select(s.thread_act.c.id).where(
        or_(*among(s.thread_act.c.message, ["a", "b"]), *among(s.thread_act.c.target, ["a", "b"]))
    ),
}


@pytest.mark.parametrize("index", QUERIES)
def test_the_planner_uses_the_index_made_for_it(index: str, engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        assert index in _plan(connection, QUERIES[index])


def _plan(connection: Connection, query: Select[Any]) -> str:
    if connection.dialect.name == "sqlite":
        explain = "EXPLAIN QUERY PLAN "
    else:
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # the tables are empty here
        explain = "EXPLAIN "
    asked: list[tuple[str, Any]] = []
    event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
    connection.execute(query)
    statement, values = asked[-1]
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, values))


def test_what_a_folder_withholds_is_found_without_a_walk_over_all_its_copies(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/x.db")
    migrate(engine)
    asked: list[tuple[str, Any]] = []
    with reading(engine) as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        withheld(connection, "humas", "INBOX")
        statement, values = asked[-1]
        plan = [str(row[-1]) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)]
    (copies,) = [line for line in plan if "sighting" in line]
    assert "locator=?" in copies or "ix_sighting_alive" in copies


@pytest.mark.parametrize(
    ("table", "ask"),
    [
        ("message", lambda connection: list(held_letters.beside(connection, NOW))),
        ("followup", lambda connection: pictures.sent_letters(connection, NOW)),
    ],
)
def test_what_is_late_is_found_without_a_walk_over_all_there_ever_was(
    table: str, ask: Callable[[Connection], object], tmp_path: Path
) -> None:
    engine = connect(f"sqlite:///{tmp_path}/x.db")
    migrate(engine)
    asked: list[tuple[str, Any]] = []
    with reading(engine) as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        ask(connection)
        statement, values = asked[-1]
        plan = [str(row[-1]) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)]
    looked = [line for line in plan if f" {table} " in line]
    assert looked
    assert all(line.endswith((">?)", "(thread=?)", "(id=?)", "(digest=?)")) for line in looked), plan
