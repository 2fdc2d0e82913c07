"""Users, sessions, and the journal."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import flag, metadata, text

user = Table(
    "user",
    metadata,
    Column("address", Text, primary_key=True),
    text("name"),
    text("password"),  # argon2id
    text("role"),
    text("language"),
    Column("lead", Text),
    flag("disabled"),
    Column("created_at", Instant),
)

session = Table(
    "session",
    metadata,
    Column("token", Text, primary_key=True),  # SHA-256 of the cookie's value
    Column("user", Text, nullable=False),
    text("csrf"),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    text("actor"),
    text("action"),
    text("about"),
    Column("document", Document),
    text("hash"),  # SHA-256 over the previous hash and this entry
    Index("ix_journal_about", "about"),
)
