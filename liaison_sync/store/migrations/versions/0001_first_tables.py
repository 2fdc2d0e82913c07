"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from liaison_sync.store.columns import Document, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The search index of old, which 0006 replaces.
_SQLITE = (
    """CREATE VIRTUAL TABLE message_search USING fts5(subject, body, names, files, content='message_text',
    content_rowid='n', tokenize='unicode61 remove_diacritics 2')""",
)
_ALL = "left(subject || ' ' || names || ' ' || files || ' ' || body, 250000)"
_PLAIN = rf"regexp_replace(normalize({_ALL}, NFD), U&'[\0300-\036F]+', '', 'g')"
_WORDS = f"regexp_replace({_PLAIN}, '[^[:alnum:]]+', ' ', 'g')"
_POSTGRESQL = (
    f"ALTER TABLE message_text ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', {_WORDS})) STORED",
    "CREATE INDEX ix_message_text_tsv ON message_text USING gin (tsv)",
)


def upgrade() -> None:
    op.create_table(
        "action_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), server_default="", nullable=False),
        sa.Column("ours", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_at", Instant(timezone=True), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    op.create_index(op.f("ix_action_item_occurrence"), "action_item", ["occurrence"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("inline", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("message", "n", name=op.f("pk_attachment")),
    )
    op.create_table(
        "attendance",
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("presence", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("occurrence", "person", name=op.f("pk_attendance")),
    )
    op.create_table(
        "conduct",
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("held_at", Instant(timezone=True), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("occurrence", name=op.f("pk_conduct")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("salutation", sa.Text(), nullable=True),
        sa.Column("bounced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_address"), "contact", ["address"], unique=False)
    op.create_index(op.f("ix_contact_partner"), "contact", ["partner"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recurrence_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("ours", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_partner"), "engagement", ["partner"], unique=False)
    op.create_index(op.f("ix_engagement_uid"), "engagement", ["uid"], unique=False)
    op.create_table(
        "fact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("document", Document(), nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("before", Document(), nullable=True),
        sa.Column("after", Document(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    op.create_index(op.f("ix_fact_message"), "fact", ["message"], unique=False)
    op.create_index(op.f("ix_fact_uid"), "fact", ["uid"], unique=False)
    op.create_table(
        "folder",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("read_at", Instant(timezone=True), nullable=True),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_folder")),
    )
    op.create_table(
        "followup",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("audience", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup")),
    )
    op.create_index(op.f("ix_followup_meeting"), "followup", ["meeting"], unique=False)
    op.create_index(op.f("ix_followup_partner"), "followup", ["partner"], unique=False)
    op.create_index("ix_followup_state_due_at", "followup", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_followup_thread"), "followup", ["thread"], unique=False)
    op.create_table(
        "ignored",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_ignored")),
    )
    op.create_table(
        "journal",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("document", Document(), nullable=True),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_about", "journal", ["about"], unique=False)
    op.create_table(
        "link",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_component"), "link", ["component"], unique=False)
    op.create_table(
        "mailbox",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=True),
        sa.Column("last_try", Instant(timezone=True), nullable=True),
        sa.Column("last_success", Instant(timezone=True), nullable=True),
        sa.Column("next_try", Instant(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", Document(), nullable=True),
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox")),
    )
    op.create_table(
        "message",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("direction", sa.Text(), server_default="", nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("sender_name", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("base_subject", sa.Text(), server_default="", nullable=False),
        sa.Column("automatic", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("trust", sa.Text(), server_default="", nullable=False),
        sa.Column("junk", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("component", sa.Text(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("warnings", Document(), nullable=True),
        sa.Column("linked", Document(), nullable=True),
        sa.Column("node", Document(), nullable=False),
        sa.Column("turn", Document(), nullable=False),
        sa.Column("excerpt", sa.Text(), server_default="", nullable=False),
        sa.Column("attachments", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_message")),
        sa.UniqueConstraint("n"),
    )
    op.create_index("ix_message_at", "message", ["at"], unique=False)
    op.create_index(op.f("ix_message_component"), "message", ["component"], unique=False)
    op.create_index(op.f("ix_message_message_id"), "message", ["message_id"], unique=False)
    op.create_index("ix_message_partner_at", "message", ["partner", "at"], unique=False)
    op.create_index("ix_message_sender", "message", ["sender"], unique=False)
    op.create_index(op.f("ix_message_thread"), "message", ["thread"], unique=False)
    op.create_table(
        "message_text",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("names", sa.Text(), server_default="", nullable=False),
        sa.Column("files", sa.Text(), server_default="", nullable=False),
        sa.Column("rest", Document(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_message_text")),
    )
    op.create_table(
        "minutes",
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("occurrence", "version", name=op.f("pk_minutes")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_about"), "note", ["about"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("engagement", sa.Text(), nullable=False),
        sa.Column("start", Instant(timezone=True), nullable=True),
        sa.Column("end", Instant(timezone=True), nullable=True),
        sa.Column("all_day", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_occurrence")),
    )
    op.create_index(op.f("ix_occurrence_engagement"), "occurrence", ["engagement"], unique=False)
    op.create_index("ix_occurrence_start", "occurrence", ["start"], unique=False)
    op.create_index(op.f("ix_occurrence_uid"), "occurrence", ["uid"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("recipients", Document(), nullable=False),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        sa.Column("queued_at", Instant(timezone=True), nullable=False),
        sa.Column("next_try", Instant(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("copy", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", Document(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_state_next_try", "outbox", ["state", "next_try"], unique=False)
    op.create_table(
        "participant",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("message", "role", "address", name=op.f("pk_participant")),
    )
    op.create_index("ix_participant_address", "participant", ["address"], unique=False)
    op.create_table(
        "partner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("clients", Document(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("tags", Document(), nullable=True),
        sa.Column("aliases", Document(), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_table(
        "partner_domain",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", "partner", name=op.f("pk_partner_domain")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("released_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "raw",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("zstd", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw")),
    )
    op.create_table(
        "report",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("snapshot", Document(), nullable=False),
        sa.Column("frozen_at", Instant(timezone=True), nullable=False),
        sa.Column("queued_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", "period", name=op.f("pk_report")),
    )
    op.create_table(
        "session",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("seen_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_session")),
    )
    op.create_table(
        "sighting",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("received_at", Instant(timezone=True), nullable=True),
        sa.Column("gone_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", "folder", "locator", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_message"), "sighting", ["message"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("ball", sa.Text(), server_default="", nullable=False),
        sa.Column("ball_since", Instant(timezone=True), nullable=True),
        sa.Column("ball_because", sa.Text(), nullable=True),
        sa.Column("first_at", Instant(timezone=True), nullable=True),
        sa.Column("last_at", Instant(timezone=True), nullable=True),
        sa.Column("messages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("inferred", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closed_after", sa.Text(), nullable=True),
        sa.Column("snoozed_until", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_ball_ball_since", "thread", ["ball", "ball_since"], unique=False)
    op.create_index("ix_thread_last_at", "thread", ["last_at"], unique=False)
    op.create_index("ix_thread_partner_last_at", "thread", ["partner", "last_at"], unique=False)
    op.create_table(
        "thread_act",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_act")),
    )
    op.create_index(op.f("ix_thread_act_component"), "thread_act", ["component"], unique=False)
    op.create_table(
        "thread_alias",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_thread_alias")),
    )
    op.create_table(
        "user",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("password", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_user")),
    )
    connection = op.get_bind()
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)
