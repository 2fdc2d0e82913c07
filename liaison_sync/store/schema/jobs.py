"""Long work, done page by page."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import metadata, text

job = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True),  # a row is work to be done; it goes when the work is done
    text("kind"),  # rebuild, recognise
    Column("document", Document, nullable=False),  # what is to be done, how far it has come
    Column("at", Instant, nullable=False),  # when it was asked for
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
)
