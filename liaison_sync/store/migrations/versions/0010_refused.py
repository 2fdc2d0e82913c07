"""Contacts whose server refuses our mail by its policy, apart from those whose address is dead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("refused", sa.Boolean(), server_default=sa.false(), nullable=False))
