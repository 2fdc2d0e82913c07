"""By which id a server knows bytes we have, so that what is moved is not fetched again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_as",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("stable_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "stable_id"),
    )
