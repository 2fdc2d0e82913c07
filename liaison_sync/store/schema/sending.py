"""Follow-ups, drafts, letters, reports."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import metadata, text

followup = Table(
    "followup",
    metadata,
    Column("id", Text, primary_key=True),  # derived from trigger, about, step
    text("trigger"),
    Column("about", Text, nullable=False, server_default="", index=True),
    Column("step", Integer, nullable=False),
    text("state"),
    text("audience"),
    Column("partner", Text, index=True),
    Column("thread", Text, index=True),
    Column("meeting", Text, index=True),
    Column("due_at", Instant, nullable=False),
    Column("document", Document, nullable=False),  # recipients, language, reason chain, edited letter
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("approved_by", Text),
    Column("digest", Text, index=True),  # the outbox row in which it is told with others
    Index("ix_followup_state_due_at", "state", "due_at"),
    Index("ix_followup_changed_at", "changed_at"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),  # derived from who writes, what is answered, when it was begun
    text("actor"),
    Column("message", Text, nullable=False, index=True),  # the key of what it answers
    Column("document", Document, nullable=False),  # to, cc, subject, text, quote
    Column("saved_at", Instant, nullable=False),
    Column("outbox", Text, index=True),  # the letter it has become; None while it is being written
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    text("kind"),  # followup, reply, invitation, report
    text("about"),  # follow-up id, key of the message answered, UID of the meeting, or report name and period
    text("state"),
    text("sender"),
    Column("recipients", Document, nullable=False),  # [{address, outcome}]
    text("message_id"),
    Column("frozen", LargeBinary, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("next_try", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("settled_at", Instant),
    Column("tried_at", Instant, index=True),  # handed over last; None: never
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("provider_id", Text),  # of the draft the provider keeps, from before it is sent
    text("copy"),  # of the Sent copy: "", filed, skipped, failed
    Column("detail", Document),
    Index("ix_outbox_state_next_try", "state", "next_try"),
    Index("ix_outbox_about", "about"),
)

report = Table(
    "report",
    metadata,
    Column("name", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("snapshot", Document, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("queued_at", Instant),
)
