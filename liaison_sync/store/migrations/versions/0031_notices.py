"""What our own programs told us: a search leaves it out, and says how much."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ours = sa.text("direction = 'internal' AND automatic IS NOT NULL")
    op.create_index("ix_message_notice", "message", ["n"], sqlite_where=ours, postgresql_where=ours)
