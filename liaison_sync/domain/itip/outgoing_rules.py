"""Every rule an outgoing message, or its absence, may name; wording in templates/lang/*/outgoing.toml."""

from __future__ import annotations

SENT = (
    "organiser.created",
    "organiser.attendee_added",
    "organiser.attendee_removed",
    "organiser.rescheduled",
    "organiser.instances_changed",
    "organiser.changed",
    "organiser.unchanged",
    "organiser.forced",
    "organiser.revived",
    "organiser.taken_over",
    "organiser.cancelled",
    "organiser.instance_cancelled",
    "organiser.deleted",
    "organiser.unscheduled",
    "attendee.answered",
    "attendee.instance_declined",
    "attendee.deleted",
    "attendee.forced",
    "attendee.delegated",
    "attendee.delegate_invited",
)
SILENT = (
    "nothing.nobody_invited",
    "nothing.no_organiser",
    "nothing.not_ours",
    "nothing.several_organisers",
    "organiser.oneself",
    "organiser.agent_elsewhere",
    "organiser.no_mail_address",
    "organiser.already_cancelled",
    "organiser.handed_over",
    "attendee.agent_elsewhere",
    "attendee.cancelled",
    "attendee.not_listed",
    "attendee.not_its_own",
    "attendee.already_declined",
)
OUTGOING_RULES = SENT + SILENT
