"""Contacts in campaigns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("left_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("campaign", "contact"),
    )
    op.create_index(op.f("ix_enrolment_contact"), "enrolment", ["contact"], unique=False)
