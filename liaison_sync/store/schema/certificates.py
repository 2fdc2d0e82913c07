"""Certificates of completeness: what each server listed, and what of it the store could not account for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import metadata, text

certificate = Table(
    "certificate",
    metadata,
    Column("id", Text, primary_key=True),  # derived from the mailbox and when the comparison began
    Column("mailbox", Text, nullable=False),
    Column("day", Date, nullable=False),  # where the organisation is
    Column("began", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    text("verdict"),  # complete, differs, partial, uncertified (for `reason`)
    text("reason"),
    Index("ix_certificate_mailbox_at", "mailbox", "at"),
)

certificate_folder = Table(
    "certificate_folder",
    metadata,
    Column("certificate", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    text("path"),
    text("role"),
    text("generation"),  # UIDVALIDITY
    Column("listed", Integer, nullable=False, server_default="0"),
    Column("stored", Integer, nullable=False, server_default="0"),
    Column("quarantined", Integer, nullable=False, server_default="0"),
    Column("pending", Integer, nullable=False, server_default="0"),
    Column("excluded", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False, server_default="0"),
    Column("unlisted", Integer, nullable=False, server_default="0"),
    Column("rule", Text),
    Column("by_rule", Document),  # rule → copies among `excluded`
    Column("refused", Text),  # what the server said where it does not open the folder
    Column("let_go", Integer, nullable=False, server_default="0"),  # of the stored: without their original by keep_days
    Column("bare", Integer, nullable=False, server_default="0"),  # and for another reason
)

certificate_difference = Table(
    "certificate_difference",
    metadata,
    Column("certificate", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("locator", Text, primary_key=True),
    text("kind"),  # not_stored, marked_gone, message_missing
    text("message_id"),
    text("sender"),
    text("subject"),
    Column("sent_at", Instant),
    Column("received_at", Instant),
    Column("size", BigInteger),
    text("outcome"),  # stored, quarantined, pending, gone; "" while nothing was fetched
    Column("healed_at", Instant),
)
