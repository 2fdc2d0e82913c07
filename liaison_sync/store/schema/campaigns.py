"""What people entered of the policy, and contacts in campaigns."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from liaison_sync.store.columns import Document, Instant
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

policy_entry = Table(
    "policy_entry",
    metadata,
    Column("kind", Text, primary_key=True),  # campaign; partner, project: what is otherwise for one of them
    Column("whose", Text, primary_key=True),  # its id
    Column("trigger", Text, primary_key=True),  # "": all of them
    Column("document", Document, nullable=False),  # KeptCampaign, Override
    Column("at", Instant, nullable=False),
    text("actor"),
)
