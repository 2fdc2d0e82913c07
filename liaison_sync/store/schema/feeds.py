"""Calendars others subscribe to by a private address."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from liaison_sync.store.columns import Instant
from liaison_sync.store.schema.base import metadata, text

feed = Table(
    "feed",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False),  # SHA-256 of what stands in the address
    text("kind"),  # officer, partner, project
    text("whose"),  # a user's address, or the id of a partner or project
    text("created_by"),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_feed_token_hash", "token_hash", unique=True),
    Index("ix_feed_whose", "whose"),
)
