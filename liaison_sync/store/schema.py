"""The tables. Rows are the truth; whatever can be derived again (threads, engagements) says so.

Alembic migrations (store/migrations) create them, forward only; a test compares both.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, MetaData, Table, Text, false

from liaison_sync.store.columns import Document, Instant

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)


def _text(name: str, *, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=default is None, server_default=default)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


# --- what the mailboxes hold -------------------------------------------------------------------------------------

mailbox = Table(
    "mailbox",
    metadata,
    Column("name", Text, primary_key=True),
    _text("address"),
    Column("last_try", Instant),
    Column("last_success", Instant),
    Column("next_try", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Document),  # {"key", "params"} of the last failure, None when well
    _flag("paused"),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
)

folder = Table(
    "folder",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),  # the source's stable id
    _text("path"),
    _text("role"),
    Column("cursor", Text),
    Column("read_at", Instant),
    _flag("gone"),
)

raw = Table(
    "raw",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("zstd", LargeBinary, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("locator", Text, primary_key=True),  # UIDVALIDITY.UID, or the provider's immutable id
    _text("state"),  # stored, quarantined, pending (listed but not handed over), excluded (by `rule`)
    _text("rule"),
    Column("sha256", Text),
    Column("message", Text, index=True),
    Column("received_at", Instant),
    Column("gone_at", Instant),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Text, primary_key=True),  # derived from mailbox, folder, locator
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("sha256", Text),
    _text("reason"),
    _text("detail"),
    Column("at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("released_at", Instant),
)

# --- correspondence ----------------------------------------------------------------------------------------------

message = Table(
    "message",
    metadata,
    Column("key", Text, primary_key=True),
    Column("n", BigInteger, nullable=False, unique=True),  # derived from the key; the search index's row number
    Column("message_id", Text, index=True),
    Column("sha256", Text, nullable=False),
    _text("digest"),  # of its text's words: tells a copy from another message under the same Message-ID
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    _text("direction"),
    _text("sender"),
    _text("sender_name"),
    _text("subject"),
    _text("base_subject"),
    Column("automatic", Text),
    Column("language", Text),
    _text("trust"),
    _flag("junk"),
    Column("thread", Text, index=True),
    Column("component", Text, index=True),  # which messages are threaded anew together
    Column("partner", Text),
    Column("contact", Text),
    _text("reason"),  # of recognition
    Column("warnings", Document),
    Column("linked", Document),  # further partners
    Column("node", Document, nullable=False),  # what threading needs
    Column("turn", Document, nullable=False),  # what the ball and follow-ups need beyond the columns
    _text("excerpt"),
    Column("attachments", Integer, nullable=False, server_default="0"),
    Index("ix_message_partner_at", "partner", "at"),
    Index("ix_message_at", "at"),
    Index("ix_message_sender", "sender"),
)

message_text = Table(
    "message_text",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    _text("subject"),
    _text("body"),  # new text
    _text("names"),  # people and addresses
    _text("files"),  # attachment names
    Column("rest", Document),  # quoted text, signature, forwards, links, defects …
)

participant = Table(
    "participant",
    metadata,
    Column("message", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    _text("name"),
    Index("ix_participant_address", "address"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("message", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    _text("name"),
    _text("type"),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    _flag("inline"),
)

link = Table(
    "link",
    metadata,
    Column("key", Text, primary_key=True),  # a Message-ID or another key that may join messages
    Column("component", Text, nullable=False, index=True),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Text, primary_key=True),
    _text("subject"),
    Column("partner", Text),
    _text("ball"),
    Column("ball_since", Instant),
    Column("ball_because", Text),
    Column("first_at", Instant),
    Column("last_at", Instant),
    Column("messages", Integer, nullable=False, server_default="0"),
    _flag("inferred"),
    Column("owner", Text),  # decided by a person
    _flag("closed"),  # decided by a person: no reply needed
    Column("closed_after", Text),  # key of the last message that decision saw
    Column("snoozed_until", Instant),
    Index("ix_thread_ball_ball_since", "ball", "ball_since"),
    Index("ix_thread_partner_last_at", "partner", "last_at"),
    Index("ix_thread_last_at", "last_at"),
)

thread_alias = Table(
    "thread_alias",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("thread", Text, nullable=False),
)

thread_act = Table(
    "thread_act",
    metadata,
    Column("id", Text, primary_key=True),
    Column("component", Text, nullable=False, index=True),
    Column("document", Document, nullable=False),
    Column("at", Instant, nullable=False),
    _text("actor"),
)

ignored = Table(
    "ignored",
    metadata,
    Column("address", Text, primary_key=True),  # of an unknown sender whom we do not liaise with
    Column("at", Instant, nullable=False),
    _text("actor"),
)

note = Table(
    "note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("about", Text, nullable=False, index=True),  # partner:ID, thread:ID, meeting:KEY
    _text("text"),
    _text("actor"),
    Column("at", Instant, nullable=False),
)

# --- directory ---------------------------------------------------------------------------------------------------

partner = Table(
    "partner",
    metadata,
    Column("id", Text, primary_key=True),
    _text("name"),
    Column("parent", Text),
    _text("kind"),
    Column("clients", Document),
    Column("owner", Text),
    Column("language", Text),
    Column("zone", Text),
    Column("country", Text),
    Column("tags", Document),
    Column("aliases", Document),
    Column("created_at", Instant),
)

partner_domain = Table(
    "partner_domain",
    metadata,
    Column("name", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("since", Date),
    Column("until", Date),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),  # derived from address, partner, since
    Column("address", Text, nullable=False, index=True),
    Column("partner", Text, index=True),
    _text("name"),
    _text("kind"),
    Column("since", Date),
    Column("until", Date),
    Column("language", Text),
    _text("note"),
    _text("title"),
    _text("phone"),
    Column("salutation", Text),
    _flag("bounced"),
    _flag("opted_out"),
    _flag("restricted"),
    Column("created_at", Instant),
)

# --- engagements -------------------------------------------------------------------------------------------------

fact = Table(
    "fact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("uid", Text, nullable=False, index=True),
    Column("received_at", Instant, nullable=False),
    Column("mailbox", Text),
    Column("message", Text, index=True),
    Column("document", Document, nullable=False),
    _text("verdict"),
    _text("rule"),
    Column("before", Document),
    Column("after", Document),
)

engagement = Table(
    "engagement",
    metadata,
    Column("key", Text, primary_key=True),  # derived from uid and recurrence-id
    Column("uid", Text, nullable=False, index=True),
    Column("recurrence_id", Text),
    _text("status"),
    _text("title"),
    Column("partner", Text, index=True),
    Column("owner", Text),  # decided by a person
    Column("thread", Text),
    _flag("ours"),  # we organise
    Column("document", Document, nullable=False),
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("key", Text, primary_key=True),  # derived from uid and the instance's original start
    Column("uid", Text, nullable=False, index=True),
    Column("engagement", Text, nullable=False, index=True),
    Column("start", Instant),
    Column("end", Instant),
    _flag("all_day"),
    Column("zone", Text),
    _text("status"),
    Index("ix_occurrence_start", "start"),
)

conduct = Table(
    "conduct",
    metadata,
    Column("occurrence", Text, primary_key=True),
    _text("state"),  # held, not_held, minuted, followed_up, closed: decided by people
    _text("reason"),
    Column("held_at", Instant),
    Column("at", Instant, nullable=False),
    _text("actor"),
)

attendance = Table(
    "attendance",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("person", Text, primary_key=True),  # address, or name of a walk-in
    _text("name"),
    _text("presence"),  # present, absent, substitute:NAME
)

minutes = Table(
    "minutes",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Document, nullable=False),  # discussion, decisions, place, internal
    Column("at", Instant, nullable=False),
    _text("actor"),
)

action_item = Table(
    "action_item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("occurrence", Text, index=True),
    _text("text"),
    _text("owner"),
    _flag("ours"),
    Column("due", Date),
    Column("done_at", Instant),
    Column("created_at", Instant, nullable=False),
)

# --- what we send ------------------------------------------------------------------------------------------------

followup = Table(
    "followup",
    metadata,
    Column("id", Text, primary_key=True),  # derived from trigger, about, step
    _text("trigger"),
    _text("about"),
    Column("step", Integer, nullable=False),
    _text("state"),
    _text("audience"),
    Column("partner", Text, index=True),
    Column("thread", Text, index=True),
    Column("meeting", Text, index=True),
    Column("due_at", Instant, nullable=False),
    Column("document", Document, nullable=False),  # recipients, language, reason chain, edited letter
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("approved_by", Text),
    Index("ix_followup_state_due_at", "state", "due_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    _text("kind"),  # followup, report
    _text("about"),  # follow-up id, or report name and period
    _text("state"),
    _text("sender"),
    Column("recipients", Document, nullable=False),  # [{address, outcome}]
    _text("message_id"),
    Column("frozen", LargeBinary, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("next_try", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("settled_at", Instant),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    _text("copy"),  # of the Sent copy: "", filed, skipped, failed
    Column("detail", Document),
    Index("ix_outbox_state_next_try", "state", "next_try"),
)

report = Table(
    "report",
    metadata,
    Column("name", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("snapshot", Document, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("queued_at", Instant),
)

# --- people and the record ---------------------------------------------------------------------------------------

user = Table(
    "user",
    metadata,
    Column("address", Text, primary_key=True),
    _text("name"),
    _text("password"),  # argon2id
    _text("role"),
    _text("language"),
    Column("lead", Text),
    _flag("disabled"),
    Column("created_at", Instant),
)

session = Table(
    "session",
    metadata,
    Column("token", Text, primary_key=True),  # SHA-256 of the cookie's value
    Column("user", Text, nullable=False),
    _text("csrf"),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    _text("actor"),
    _text("action"),
    _text("about"),
    Column("document", Document),
    _text("hash"),  # SHA-256 over the previous hash and this entry
    Index("ix_journal_about", "about"),
)
