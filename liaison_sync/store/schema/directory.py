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
    text("words"),  # store.directory_words: what it is found by
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
    flag("refused"),
    flag("opted_out"),
    flag("restricted"),
    Column("person", Text, index=True),  # the rows of one human
    text("words"),
    Column("created_at", Instant),
)

message_partner = Table(
    "message_partner",
    metadata,
    Column("message_id", Text, primary_key=True),  # a person said whose it is
    Column("partner", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    text("actor"),
)

suggestion_answer = Table(
    "suggestion_answer",
    metadata,
    Column("address", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    text("answer"),  # accepted, ignored
    Column("message", Text),
    Column("at", Instant, nullable=False),
    text("actor"),
)

wish = Table(
    "wish",
    metadata,
    Column("message", Text, primary_key=True),  # the mail that says it
    Column("address", Text, nullable=False, index=True),  # of its writer
    text("kind"),  # opted_out, restricted
    text("said"),  # the sentence
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Text),
)

directory_merge = Table(
    "directory_merge",
    metadata,
    Column("id", Text, primary_key=True),
    text("kind"),  # partner, contact
    text("kept"),
    Column("gone", Text, nullable=False, server_default="", index=True),
    Column("document", Document, nullable=False),  # what undoing needs
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("undone_at", Instant),
    Column("undone_by", Text),
)
