"""The full-text index over message_text: FTS5 on SQLite, a generated tsvector on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection

_SQLITE = (
    """CREATE VIRTUAL TABLE message_search USING fts5(subject, body, names, files, content='message_text',
    content_rowid='n', tokenize='unicode61 remove_diacritics 2')""",
)
# The same words as unicode61 finds: accents off, everything but letters and digits apart. 250,000 characters stay
# below the megabyte a tsvector may have, whatever their script.
_ALL = "left(subject || ' ' || names || ' ' || files || ' ' || body, 250000)"
_PLAIN = rf"regexp_replace(normalize({_ALL}, NFD), U&'[\0300-\036F]+', '', 'g')"
_WORDS = f"regexp_replace({_PLAIN}, '[^[:alnum:]]+', ' ', 'g')"
_POSTGRESQL = (
    f"ALTER TABLE message_text ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', {_WORDS})) STORED",
    "CREATE INDEX ix_message_text_tsv ON message_text USING gin (tsv)",
)


def create(connection: Connection) -> None:
    """Create the index beside the table; called by the migration that creates the table."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


INDEX_SQLITE = "INSERT INTO message_search(rowid, subject, body, names, files) VALUES (?, ?, ?, ?, ?)"
UNINDEX_SQLITE = (
    "INSERT INTO message_search(message_search, rowid, subject, body, names, files) VALUES ('delete', ?, ?, ?, ?, ?)"
)
