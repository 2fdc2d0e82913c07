"""When the facts of a meeting came, told by the index alone: a report on an earlier period asks which came later."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_fact_uid_received_at", "fact", ["uid", "received_at"])
    op.drop_index("ix_fact_uid", "fact")
