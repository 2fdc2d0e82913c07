"""Partners and contacts."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import flag, metadata, text

partner = Table(
    "partner",
    metadata,
    Column("id", Text, primary_key=True),
    text("name"),
    Column("parent", Text),
    text("kind"),
    Column("clients", Document),
    Column("owner", Text),
    Column("language", Text),
    Column("zone", Text),
    Column("country", Text),
    Column("tags", Document),
    Column("aliases", Document),
    Column("created_at", Instant),
)

partner_domain = Table(
    "partner_domain",
    metadata,
    Column("name", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("since", Date),
    Column("until", Date),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),  # derived from address, partner, since
    Column("address", Text, nullable=False, index=True),
    Column("partner", Text, index=True),
    text("name"),
    text("kind"),
    Column("since", Date),
    Column("until", Date),
    Column("language", Text),
    text("note"),
    text("title"),
    text("phone"),
    Column("salutation", Text),
    flag("bounced"),
    flag("opted_out"),
    flag("restricted"),
    Column("created_at", Instant),
)
