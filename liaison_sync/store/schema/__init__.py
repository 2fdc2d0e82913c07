"""The tables. Rows are the truth; whatever can be derived again (threads, engagements) says so.

Alembic migrations (store/migrations) create them, forward only; a test compares both.
"""

from __future__ import annotations

from liaison_sync.store.schema.approvals import approval_code, approval_mail
from liaison_sync.store.schema.base import metadata
from liaison_sync.store.schema.campaigns import enrolment, policy_entry
from liaison_sync.store.schema.certificates import certificate, certificate_difference, certificate_folder
from liaison_sync.store.schema.correspondence import (
    attachment,
    ignored,
    link,
    message,
    message_text,
    note,
    participant,
    thread,
    thread_act,
    thread_alias,
)
from liaison_sync.store.schema.directory import (
    contact,
    directory_merge,
    message_partner,
    partner,
    partner_domain,
    suggestion_answer,
    wish,
)
from liaison_sync.store.schema.engagements import (
    action_item,
    attendance,
    conduct,
    engagement,
    fact,
    meeting_file,
    meeting_pair,
    minutes,
    occurrence,
    outcome_mail,
)
from liaison_sync.store.schema.feedback import feedback, letter_token
from liaison_sync.store.schema.feeds import feed
from liaison_sync.store.schema.jobs import job
from liaison_sync.store.schema.letters import letter, letter_reference
from liaison_sync.store.schema.mailboxes import folder, known_as, let_go, mailbox, quarantine, raw, sighting
from liaison_sync.store.schema.people import journal, session, user
from liaison_sync.store.schema.projects import project, project_meeting, project_partner
from liaison_sync.store.schema.sending import draft, followup, outbox, report

__all__ = [
    "action_item",
    "approval_code",
    "approval_mail",
    "attachment",
    "attendance",
    "certificate",
    "certificate_difference",
    "certificate_folder",
    "conduct",
    "contact",
    "directory_merge",
    "draft",
    "engagement",
    "enrolment",
    "fact",
    "feed",
    "feedback",
    "folder",
    "followup",
    "ignored",
    "job",
    "journal",
    "known_as",
    "let_go",
    "letter",
    "letter_reference",
    "letter_token",
    "link",
    "mailbox",
    "meeting_file",
    "meeting_pair",
    "message",
    "message_partner",
    "message_text",
    "metadata",
    "minutes",
    "note",
    "occurrence",
    "outbox",
    "outcome_mail",
    "participant",
    "partner",
    "partner_domain",
    "policy_entry",
    "project",
    "project_meeting",
    "project_partner",
    "quarantine",
    "raw",
    "report",
    "session",
    "sighting",
    "suggestion_answer",
    "thread",
    "thread_act",
    "thread_alias",
    "user",
    "wish",
]
