"""Which parts of a message a reader counts as attachments; the search index, which marks messages that have some.

What is stored is judged by type here; `rebuild` judges it by its content.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store import fulltext

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("counted", sa.Boolean(), server_default=sa.true(), nullable=False))
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE attachment SET counted = :no WHERE inline OR type IN ('text/calendar', 'application/ics')"
        ).bindparams(no=False)
    )
    op.execute(
        "UPDATE message SET attachments = (SELECT count(*) FROM attachment "
        "WHERE attachment.message = message.key AND attachment.counted) WHERE attachments > 0"
    )
    op.execute("DROP TABLE message_search")
    fulltext.create(connection)
    fulltext.rebuild(connection)
