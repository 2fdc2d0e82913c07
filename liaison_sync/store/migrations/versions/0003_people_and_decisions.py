"""Which rows are one human, whose a message is by a person's word, what became of suggestions, and merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("person", sa.Text(), nullable=True))
    op.create_index(op.f("ix_contact_person"), "contact", ["person"], unique=False)
    op.create_table(
        "message_partner",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_partner")),
    )
    op.create_index(op.f("ix_message_partner_partner"), "message_partner", ["partner"], unique=False)
    op.create_table(
        "suggestion_answer",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("address", "field", "value", name=op.f("pk_suggestion_answer")),
    )
    op.create_table(
        "directory_merge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("kept", sa.Text(), server_default="", nullable=False),
        sa.Column("gone", sa.Text(), server_default="", nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("undone_at", Instant(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_merge")),
    )
    op.create_index(op.f("ix_directory_merge_gone"), "directory_merge", ["gone"], unique=False)
