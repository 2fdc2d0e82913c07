"""Certificates of completeness."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_COUNTS = ("listed", "stored", "quarantined", "pending", "excluded", "missing", "unlisted")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began", Instant(timezone=True), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        _text("verdict"),
        _text("reason"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_mailbox_at", "certificate", ["mailbox", "at"], unique=False)
    op.create_table(
        "certificate_folder",
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        _text("path"),
        _text("role"),
        _text("generation"),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in _COUNTS),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("certificate", "folder", name=op.f("pk_certificate_folder")),
    )
    op.create_table(
        "certificate_difference",
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        _text("kind"),
        _text("message_id"),
        _text("sender"),
        _text("subject"),
        sa.Column("sent_at", Instant(timezone=True), nullable=True),
        sa.Column("received_at", Instant(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        _text("outcome"),
        sa.Column("healed_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("certificate", "folder", "locator", name=op.f("pk_certificate_difference")),
    )
