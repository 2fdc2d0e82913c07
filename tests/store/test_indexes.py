"""Lists that a page counts or begins are answered by an index alone: the planner of each database says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Select, func, select, text

from liaison_sync.store import schema as s
from liaison_sync.store import unknown
from liaison_sync.store.engine import migrate, reading

QUERIES = {
    "ix_message_stranger": select(unknown.counted()),
    "ix_sighting_alive": select(s.sighting.c.mailbox, s.sighting.c.state, func.count())
    .where(s.sighting.c.gone_at.is_(None))
    .group_by(s.sighting.c.mailbox, s.sighting.c.state),
    "ix_engagement_thread": select(s.engagement.c.key).where(s.engagement.c.thread == "t"),
    "ix_outbox_about": select(s.outbox.c.id).where(s.outbox.c.about == "fu-1"),
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
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    order = compiled.positiontup
    values = compiled.params if order is None else tuple(compiled.params[name] for name in order)
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + str(compiled), values))
