"""The letters register: official letters by their numbers, derived from the messages that carry them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from liaison_sync.store.columns import Instant
from liaison_sync.store.schema.base import metadata, text

letter = Table(
    "letter",
    metadata,
    Column("message", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    text("number"),  # Nomor as written
    text("norm"),  # as two writers of it agree (inference.letter_number)
    text("subject"),  # Perihal as the letter states it; "" where it states none
    Index("ix_letter_norm", "norm"),
    Index("ix_letter_at_message", "at", "message"),
)

letter_reference = Table(
    "letter_reference",
    metadata,
    Column("message", Text, primary_key=True),  # a letter or an ordinary message
    Column("norm", Text, primary_key=True),
    text("number"),  # as cited
    Index("ix_letter_reference_norm", "norm"),
)
