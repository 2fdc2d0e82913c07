"""Partners and people are found by the words of the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store import directory_words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("partner", "contact"):
        op.add_column(table, sa.Column("words", sa.Text(), server_default="", nullable=False))
    directory_words.fill(op.get_bind())
