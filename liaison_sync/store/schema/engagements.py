"""Facts, engagements, and what people recorded."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import flag, metadata, text

fact = Table(
    "fact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("uid", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("mailbox", Text),
    Column("message", Text, index=True),
    Column("document", Document, nullable=False),
    text("verdict"),
    text("rule"),
    Column("before", Document),
    Column("after", Document),
    Index("ix_fact_uid_received_at", "uid", "received_at"),
)

engagement = Table(
    "engagement",
    metadata,
    Column("key", Text, primary_key=True),  # derived from uid and recurrence-id
    Column("uid", Text, nullable=False, index=True),
    Column("recurrence_id", Text),
    text("status"),
    text("title"),
    Column("partner", Text, index=True),
    Column("owner", Text),  # unused: whoever answers for the thread answers for its meeting
    Column("thread", Text, index=True),
    flag("ours"),  # we organise
    Column("document", Document, nullable=False),
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("key", Text, primary_key=True),  # derived from uid and the instance's original start
    Column("uid", Text, nullable=False, index=True),
    Column("engagement", Text, nullable=False, index=True),
    Column("start", Instant),
    Column("end", Instant),
    flag("all_day"),
    Column("zone", Text),
    text("status"),
    Index("ix_occurrence_start", "start"),
)

conduct = Table(
    "conduct",
    metadata,
    Column("occurrence", Text, primary_key=True),
    text("state"),  # held, not_held, minuted, followed_up, closed: decided by people
    text("reason"),
    Column("held_at", Instant),
    Column("at", Instant, nullable=False),
    text("actor"),
)

attendance = Table(
    "attendance",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("person", Text, primary_key=True),  # address, or name of a walk-in
    text("name"),
    text("presence"),  # present, absent, substitute:NAME
)

minutes = Table(
    "minutes",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Document, nullable=False),  # discussion, decisions, place, internal
    text("words"),  # what search looks at (store.search_minutes)
    Column("at", Instant, nullable=False),
    text("actor"),
)

action_item = Table(
    "action_item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("occurrence", Text, index=True),
    text("text"),
    text("owner"),
    flag("ours"),
    Column("due", Date),
    Column("done_at", Instant),
    Column("created_at", Instant, nullable=False),
)

meeting_file = Table(
    "meeting_file",
    metadata,
    Column("meeting", Text, primary_key=True),  # the occurrence
    Column("sha256", Text, primary_key=True, index=True),  # of its octets: kept in raw, or read out of `message`
    text("name"),
    text("type"),
    Column("size", Integer, nullable=False),
    Column("message", Text, index=True),  # the key of the mail whose attachment it is
    flag("internal"),  # partners are not told of it
    text("words"),  # of its name, as search looks for them (store.search_files)
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("removed_at", Instant, index=True),
    Column("removed_by", Text),
)

meeting_pair = Table(
    "meeting_pair",
    metadata,
    Column("gone", Text, primary_key=True),  # a UID that may be the same meeting
    Column("kept", Text, primary_key=True, index=True),
    text("decision"),  # same: its rows are not kept any more; apart: never proposed again
    Column("at", Instant, nullable=False),
    text("actor"),
)

outcome_mail = Table(
    "outcome_mail",
    metadata,
    Column("message", Text, primary_key=True),  # the key of a mail that answers our question how a meeting went
    Column("outbox", Text, nullable=False),  # the letter of ours it answers
    Column("meeting", Text, index=True),  # the occurrence
    text("state"),  # waiting, recorded, unchanged, unclear, refused
    text("reason"),  # a key of wording "minutes.refused"
    text("sender"),
    Column("document", Document),  # what was recorded, and the lines nobody understood
    Column("at", Instant, nullable=False),
    Column("confirmation", Text),  # the letter (outbox) that told the officer
    Index("ix_outcome_mail_state", "state"),
)
