"""A search index by stems, the same on both databases; the letters register.

Whatever is stored is registered anew, some at a time; 0008 indexes it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store import apply_letters, fulltext, search_minutes
from liaison_sync.store.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registers()
    op.drop_index("ix_message_at", "message")
    op.create_index("ix_message_at_n", "message", ["at", "n"], unique=False)
    op.add_column("minutes", sa.Column("words", sa.Text(), server_default="", nullable=False))
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TABLE message_search")
    else:
        op.execute("DROP INDEX ix_message_text_tsv")
        op.execute("ALTER TABLE message_text DROP COLUMN tsv")
    fulltext.create(connection)
    apply_letters.fill(connection)
    search_minutes.fill(connection)


def _registers() -> None:
    op.create_table(
        "letter",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("norm", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_norm", "letter", ["norm"], unique=False)
    op.create_index("ix_letter_at_message", "letter", ["at", "message"], unique=False)
    op.create_table(
        "letter_reference",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("message", "norm", name=op.f("pk_letter_reference")),
    )
    op.create_index("ix_letter_reference_norm", "letter_reference", ["norm"], unique=False)
