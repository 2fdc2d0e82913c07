"""Projects group threads, meetings and partners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_table(
        "project_partner",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project", "partner", name=op.f("pk_project_partner")),
    )
    op.create_index("ix_project_partner_partner", "project_partner", ["partner"], unique=False)
    op.create_table(
        "project_meeting",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_project_meeting")),
    )
    op.create_index("ix_project_meeting_project", "project_meeting", ["project"], unique=False)
    op.add_column("message", sa.Column("project", sa.Text(), nullable=True))
    op.add_column("thread", sa.Column("project", sa.Text(), nullable=True))
    op.create_index("ix_thread_project_last_at", "thread", ["project", "last_at"], unique=False)
