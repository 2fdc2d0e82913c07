"""Whom a person is to match: the sender, or who wrote what a colleague passed on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_QUEUED = (
    *("unknown_domain", "unknown_freemail", "unknown_recipient"),
    *("ambiguous_contact", "ambiguous_domain", "contact_without_partner"),
)
_MESSAGE = sa.table(
    "message",
    *(sa.column(name) for name in ("n", "partner", "direction", "automatic", "reason", "sender", "stranger")),
    sa.column("junk", sa.Boolean()),
)
_TEXT = sa.table("message_text", sa.column("n"), sa.column("rest", Document()))


def upgrade() -> None:
    op.add_column("message", sa.Column("stranger", sa.Text(), nullable=True))
    _fill(op.get_bind())
    op.drop_index("ix_message_unknown", "message")
    waiting = sa.text("stranger IS NOT NULL")
    columns = ["stranger", "at"]
    op.create_index("ix_message_stranger", "message", columns, sqlite_where=waiting, postgresql_where=waiting)


def _fill(connection: sa.Connection) -> None:
    m, t = _MESSAGE.c, _TEXT.c
    waits = (m.partner.is_(None), m.automatic.is_(None), m.junk.is_(False), m.reason.in_(_QUEUED))
    wrote = sa.update(_MESSAGE).where(*waits, m.direction == "in", m.sender != "")
    connection.execute(wrote.values(stranger=m.sender))
    passed_on = sa.select(m.n, t.rest).join(_TEXT, t.n == m.n).where(*waits, m.direction == "internal")
    for row in connection.execute(passed_on).all():
        suggested = (row.rest or {}).get("suggestion") or {}
        connection.execute(sa.update(_MESSAGE).where(m.n == row.n).values(stranger=suggested.get("address")))
