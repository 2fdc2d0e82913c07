"""The digest a follow-up was told in, where many notices went as one letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("followup", sa.Column("digest", sa.Text(), nullable=True))
    op.create_index(op.f("ix_followup_digest"), "followup", ["digest"], unique=False)
