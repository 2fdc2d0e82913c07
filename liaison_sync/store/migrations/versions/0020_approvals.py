"""Codes with which officers approve letters by mail, and the mails that answer with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("followup", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("outbox", sa.Text(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(op.f("ix_approval_code_followup"), "approval_code", ["followup"], unique=False)
    op.create_index(op.f("ix_approval_code_officer"), "approval_code", ["officer"], unique=False)
    op.create_table(
        "approval_mail",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("outbox", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("document", Document(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("message"),
    )
    op.create_index("ix_approval_mail_state", "approval_mail", ["state"], unique=False)
