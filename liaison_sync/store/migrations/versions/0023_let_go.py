"""Originals of old mail that a mailbox keeps no longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "let_go",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_let_go")),
    )
    op.create_index(op.f("ix_let_go_mailbox"), "let_go", ["mailbox"], unique=False)
    op.add_column("mailbox", sa.Column("keeping", Document(), nullable=True))
