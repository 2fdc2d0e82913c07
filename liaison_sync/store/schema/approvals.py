"""Approval by mail: the codes given out, and the mails that answer with them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from liaison_sync.store.columns import Document, Instant
from liaison_sync.store.schema.base import metadata, text

approval_code = Table(
    "approval_code",
    metadata,
    Column("hash", Text, primary_key=True),  # SHA-256 of the code; the code itself stands in the letter alone
    Column("followup", Text, nullable=False, index=True),
    Column("officer", Text, nullable=False, index=True),  # to whom it was given: nobody else may use it
    text("version"),  # of the letter that was shown with it
    Column("outbox", Text, nullable=False),  # the letter it was given in
    Column("issued_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", Text),  # the key of the mail that used it
)

approval_mail = Table(
    "approval_mail",
    metadata,
    Column("message", Text, primary_key=True),  # the key of a mail that answers a letter asking for approval
    Column("outbox", Text, nullable=False),  # the letter of ours it answers
    text("state"),  # waiting, done, unclear, refused
    text("reason"),  # a key of wording "approvals.refused"
    text("sender"),
    Column("document", Document),  # what was done, and what was not and why
    Column("at", Instant, nullable=False),
    Column("confirmation", Text),  # the letter (outbox) that told the officer
    Index("ix_approval_mail_state", "state"),
)
