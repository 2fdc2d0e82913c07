"""Files of meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_file",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "sha256", name=op.f("pk_meeting_file")),
    )
    op.create_index(op.f("ix_meeting_file_sha256"), "meeting_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_meeting_file_message"), "meeting_file", ["message"], unique=False)
    op.create_index(op.f("ix_meeting_file_removed_at"), "meeting_file", ["removed_at"], unique=False)
