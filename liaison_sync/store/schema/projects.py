"""Projects, and what people said belongs to them; threads say it themselves (message.project, thread.project)."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text

from liaison_sync.store.columns import Instant
from liaison_sync.store.schema.base import metadata, text

project = Table(
    "project",
    metadata,
    Column("id", Text, primary_key=True),
    text("name"),
    text("code"),
    Column("owner", Text),
    Column("starts", Date),
    Column("ends", Date),
    Column("language", Text),
    text("note"),
    Column("closed_at", Instant),
    Column("created_at", Instant, nullable=False),
)

project_partner = Table(
    "project_partner",
    metadata,
    Column("project", Text, primary_key=True),
    Column("partner", Text, primary_key=True, index=True),
)

project_meeting = Table(
    "project_meeting",
    metadata,
    Column("kind", Text, primary_key=True),  # uid: all of a series; meeting: one occurrence, and wins over its uid
    Column("key", Text, primary_key=True),
    Column("project", Text, index=True),  # NULL: of none, whatever its thread says
    Column("at", Instant, nullable=False),
    text("actor"),
)
