"""What the mailboxes hold."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import text as sql

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import flag, metadata, text

_ALIVE = sql("gone_at IS NULL")  # for PostgreSQL its migration says so, as of ix_message_stranger

mailbox = Table(
    "mailbox",
    metadata,
    Column("name", Text, primary_key=True),
    text("address"),
    Column("since", Instant),  # when we first read it
    Column("last_try", Instant),
    Column("last_success", Instant),
    Column("next_try", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Document),  # {"key", "params"} of the last failure, None when well
    flag("paused"),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("rules", Document),  # of mail left out, as its copies were last judged by; None: none
    Column("keeping", Document),  # how far its old originals were looked through, and when that last ended
)

folder = Table(
    "folder",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),  # the source's stable id
    text("path"),
    text("role"),
    Column("cursor", Text),
    Column("read_at", Instant),
    flag("gone"),
    Column("excluded", Text),  # the rule that keeps it from being read (a key of mailboxes.excluded)
)

raw = Table(
    "raw",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("zstd", LargeBinary, nullable=False),
)

let_go = Table(
    "let_go",
    metadata,
    Column("sha256", Text, primary_key=True),  # of bytes a mailbox keeps no longer
    Column("size", Integer, nullable=False),
    Column("mailbox", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("locator", Text, primary_key=True),  # UIDVALIDITY.UID, or the provider's immutable id
    text("state"),  # stored, quarantined, pending (listed but not handed over), excluded (by `rule`)
    text("rule"),
    Column("sha256", Text),
    Column("message", Text, index=True),
    Column("received_at", Instant),
    Column("gone_at", Instant),
    Index("ix_sighting_alive", "mailbox", "folder", "state", sqlite_where=_ALIVE),
)

known_as = Table(
    "known_as",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("stable_id", Text, primary_key=True),  # the server's own name of these bytes, wherever they lie in there
    Column("sha256", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Text, primary_key=True),  # derived from mailbox, folder, locator
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("sha256", Text),
    text("reason"),
    text("detail"),
    Column("at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("released_at", Instant),
)
