"""What partners said of meetings, and the tokens by which they may answer a letter of ours."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from liaison_sync.store.columns import Instant
from liaison_sync.store.schema.base import metadata, text

feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),  # derived from the request and who answers
    Column("followup", Text, nullable=False, index=True),  # the request; whose partner it is stands there
    Column("meeting", Text, nullable=False, index=True),  # the occurrence
    Column("contact", Text, nullable=False),  # the address of who answers
    Column("score", Integer),  # 1 to 5
    Column("suggested", Integer),  # what the letter seems to say
    text("text"),
    text("via"),  # form, mail
    text("state"),  # recorded, suggested, dismissed
    Column("at", Instant, nullable=False),
    Column("message", Text),  # the key of the mail that says it
    text("actor"),  # who accepted or dismissed it
    Index("ix_feedback_state", "state"),
    Index("ix_feedback_at", "at"),
)

letter_token = Table(
    "letter_token",
    metadata,
    Column("token_hash", Text, primary_key=True),  # SHA-256 of what stands in the letter
    text("kind"),  # feedback, unsubscribe
    Column("followup", Text, nullable=False, index=True),
    text("address"),  # whom the letter went to
    text("language"),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant),
)
