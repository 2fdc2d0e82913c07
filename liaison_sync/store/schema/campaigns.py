"""Contacts in campaigns; what a campaign is stands in the configuration."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from liaison_sync.store.columns import Instant
from liaison_sync.store.schema.base import metadata, text

enrolment = Table(
    "enrolment",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("contact", Text, primary_key=True, index=True),  # address
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("left_at", Instant),
    Column("left_by", Text),
)
