"""What people correct in threads, what is inferred in them, and the answers they write.

Nothing ever wrote the first thread_act, so it is made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("joins", Document(), nullable=True))
    op.add_column("thread", sa.Column("offers", Document(), nullable=True))
    op.add_column("thread", sa.Column("under", sa.Text(), nullable=True))
    op.drop_index(op.f("ix_thread_act_component"), "thread_act")
    op.drop_table("thread_act")
    op.create_table(
        "thread_act",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("before", Document(), nullable=True),
        sa.Column("undone_at", Instant(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_act")),
    )
    for column in ("message", "target", "thread"):
        op.create_index(op.f(f"ix_thread_act_{column}"), "thread_act", [column], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("saved_at", Instant(timezone=True), nullable=False),
        sa.Column("outbox", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_message"), "draft", ["message"], unique=False)
    op.create_index(op.f("ix_draft_outbox"), "draft", ["outbox"], unique=False)
    op.create_index(op.f("ix_followup_about"), "followup", ["about"], unique=False)
