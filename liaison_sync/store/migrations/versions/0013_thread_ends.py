"""A thread grows at its end without being loaded: who speaks in it, and its newest message, by index.

Who speaks is counted when a thread is next looked at as a whole.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("parties", Document(), nullable=True))
    op.drop_index("ix_message_component", "message")
    op.create_index("ix_message_component_thread_at", "message", ["component", "thread", "at"], unique=False)
