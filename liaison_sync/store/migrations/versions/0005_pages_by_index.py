"""Indexes that let the console's lists be counted and begun without reading what they do not show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    unknown = sa.text(f"partner IS NULL AND direction = 'in' AND automatic IS NULL AND junk IS {no}")
    alive = sa.text("gone_at IS NULL")
    op.create_index(
        "ix_message_unknown",
        "message",
        ["partner", "sender", "at", "reason"],
        sqlite_where=unknown,
        postgresql_where=unknown,
    )
    op.create_index(
        "ix_sighting_alive", "sighting", ["mailbox", "folder", "state"], sqlite_where=alive, postgresql_where=alive
    )
    op.drop_index("ix_thread_ball_ball_since", "thread")
    op.create_index("ix_thread_turn", "thread", ["ball", "ball_since", "snoozed_until", "last_at"])
    op.create_index("ix_thread_ball_last_at", "thread", ["ball", "last_at"])
    op.create_index(op.f("ix_engagement_thread"), "engagement", ["thread"])
    op.create_index("ix_followup_changed_at", "followup", ["changed_at"])
    op.create_index("ix_outbox_about", "outbox", ["about"])
