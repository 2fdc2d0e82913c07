"""Certificates that count the copies stored without their original."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("let_go", "bare"):
        op.add_column("certificate_folder", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
