"""Mails that answer our question how a meeting went, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcome_mail",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("outbox", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("document", Document(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("message"),
    )
    op.create_index(op.f("ix_outcome_mail_meeting"), "outcome_mail", ["meeting"], unique=False)
    op.create_index("ix_outcome_mail_state", "outcome_mail", ["state"], unique=False)
