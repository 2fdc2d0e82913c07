"""Alembic's door: runs the versions over the connection that store.engine.migrate hands in."""

from __future__ import annotations

from alembic import context

from liaison_sync.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
