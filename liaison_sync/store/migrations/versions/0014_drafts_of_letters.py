"""Where a provider keeps the draft of a letter: written down before it is asked to send it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("provider_id", sa.Text(), nullable=True))
