"""Rules of mail that is left out of a mailbox, and certificates that name them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailbox", sa.Column("rules", Document(), nullable=True))
    op.add_column("certificate_folder", sa.Column("by_rule", Document(), nullable=True))
