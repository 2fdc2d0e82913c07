"""Messages, threads, and what joins them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, true
from sqlalchemy import text as sql

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import flag, metadata, text

# What is left out of an index on PostgreSQL too, only its migration says: to say it here would import that dialect.
_NOTICE = sql("direction = 'internal' AND automatic IS NOT NULL")  # what a search leaves out (store.search)
_WAITING = sql("stranger IS NOT NULL")  # the queue of unknown senders (store.unknown) without a look at the rest

message = Table(
    "message",
    metadata,
    Column("key", Text, primary_key=True),
    Column("n", BigInteger, nullable=False, unique=True),  # derived from the key; the search index's row number
    Column("message_id", Text, index=True),
    Column("sha256", Text, nullable=False),
    text("digest"),  # of its text's words: tells a copy from another message under the same Message-ID
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    text("direction"),
    text("sender"),
    text("sender_name"),
    text("subject"),
    text("base_subject"),
    Column("automatic", Text),
    Column("language", Text),
    text("trust"),
    flag("junk"),
    Column("thread", Text, index=True),
    Column("component", Text),  # which messages are threaded anew together
    Column("partner", Text),
    Column("contact", Text),
    text("reason"),  # of recognition
    Column("stranger", Text),  # whom a person is to match: the sender, or who wrote what a colleague passed on
    Column("warnings", Document),
    Column("linked", Document),  # further partners
    Column("node", Document, nullable=False),  # what threading needs
    Column("turn", Document, nullable=False),  # what the ball and follow-ups need beyond the columns
    text("excerpt"),
    Column("attachments", Integer, nullable=False, server_default="0"),
    Column("project", Text),  # decided by a person, of the thread it stood in then
    Index("ix_message_component_thread_at", "component", "thread", "at"),
    Index("ix_message_partner_at", "partner", "at"),
    Index("ix_message_at_n", "at", "n"),
    Index("ix_message_sender", "sender"),
    Index("ix_message_stranger", "stranger", "at", sqlite_where=_WAITING),
    Index("ix_message_notice", "n", sqlite_where=_NOTICE),
)

message_text = Table(
    "message_text",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    text("subject"),
    text("body"),  # new text
    text("names"),  # people and addresses
    text("files"),  # attachment names
    Column("rest", Document),  # quoted text, signature, forwards, links, defects …
)

participant = Table(
    "participant",
    metadata,
    Column("message", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    text("name"),
    Index("ix_participant_address", "address"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("message", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    text("name"),
    text("type"),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    flag("inline"),
    Column("counted", Boolean, nullable=False, server_default=true()),  # what a reader calls an attachment
)

link = Table(
    "link",
    metadata,
    Column("key", Text, primary_key=True),  # a Message-ID or another key that may join messages
    Column("component", Text, nullable=False, index=True),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Text, primary_key=True),
    text("subject"),
    Column("partner", Text),
    text("ball"),
    Column("ball_since", Instant),
    Column("ball_because", Text),
    Column("first_at", Instant),
    Column("last_at", Instant),
    Column("messages", Integer, nullable=False, server_default="0"),
    flag("inferred"),
    Column("joins", Document),  # the latest joins no header states, with their reason
    Column("offers", Document),  # the latest replies that went on to another matter
    Column("under", Text),  # the broadcast it answers
    Column("parties", Document),  # digests of those who speak, at most three; NULL where nobody has counted
    Column("project", Text),  # that of its messages (domain.project_thread)
    Column("owner", Text),  # decided by a person
    flag("closed"),  # decided by a person: no reply needed
    Column("closed_after", Text),  # key of the last message that decision saw
    Column("snoozed_until", Instant),
    Index("ix_thread_turn", "ball", "ball_since", "snoozed_until", "last_at"),  # counts need nothing more
    Index("ix_thread_ball_last_at", "ball", "last_at"),
    Index("ix_thread_partner_last_at", "partner", "last_at"),
    Index("ix_thread_last_at", "last_at"),
    Index("ix_thread_project_last_at", "project", "last_at"),
)

thread_alias = Table(
    "thread_alias",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("thread", Text, nullable=False),
)

thread_act = Table(
    "thread_act",
    metadata,
    Column("id", Text, primary_key=True),
    text("kind"),  # split, move, merge, keep
    Column("message", Text, nullable=False, index=True),
    Column("target", Text, index=True),
    Column("thread", Text, nullable=False, index=True),  # where the person did it
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("before", Document),  # what people had decided about the threads concerned
    Column("undone_at", Instant),
    Column("undone_by", Text),
)

ignored = Table(
    "ignored",
    metadata,
    Column("address", Text, primary_key=True),  # of an unknown sender whom we do not liaise with
    Column("at", Instant, nullable=False),
    text("actor"),
)

note = Table(
    "note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("about", Text, nullable=False, index=True),  # partner:ID, thread:ID, meeting:KEY
    text("text"),
    text("actor"),
    Column("at", Instant, nullable=False),
)
