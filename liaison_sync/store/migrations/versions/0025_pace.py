"""When a letter was handed over last: what the pace of the sending account is counted by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("tried_at", Instant(), nullable=True))
    op.execute(sa.text("UPDATE outbox SET tried_at = settled_at WHERE state = 'sent'"))
    op.create_index(op.f("ix_outbox_tried_at"), "outbox", ["tried_at"], unique=False)
