"""Certificates that name the folders a server does not open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("certificate_folder", sa.Column("refused", sa.Text(), nullable=True))
