"""Why a follow-up waits for a person. A person can overrule each (`FollowUp.waived`), except the alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from liaison_sync.domain.context import Context, Draft
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import PROMISE, View, another_matter, human, tells, turns_since
from liaison_sync.domain.view import Correspondence, Turn

ALARMS = frozenset({"cap_hour"})
OF_DRAFT = frozenset({"template_problem", "value_missing", "salutation_unsure"})
OF_TRAFFIC = frozenset({"quiet_rule", "cap_thread", "cap_contact", "cap_hour"})  # they pass; the letter is as it was


def moment_of(followup: FollowUp, context: Context) -> datetime:
    """When it would leave: now, or later where it is not due yet."""
    return max(context.now, followup.due_at)


def _recipient(followup: FollowUp, context: Context) -> Iterator[Reason]:
    if not followup.to:
        yield because("no_recipient" if followup.audience == "partner" else "no_owner")
    if followup.audience == "partner" and followup.partner is None:
        yield because("unknown_partner", address=next(iter(followup.to), ""))
    if any(context.is_ours(address) for address in followup.to) and followup.audience == "partner":
        yield because("recipient_is_ours")
    for address in followup.to if followup.audience == "partner" else ():
        contact = context.contacts.get(address)
        if contact and contact.refused:
            yield because("recipient_refuses", address=address)


def _age(followup: FollowUp, context: Context) -> Iterator[Reason]:
    """What fell due before we ever read the mail is no reminder to send unseen, however far back the policy begins."""
    first = context.first_read
    if followup.audience == "partner" and followup.approval == "automatic" and first and followup.due_at < first:
        yield because("due_before_first_read", at=first)


def _trust(followup: FollowUp, view: View, context: Context) -> Iterator[Reason]:
    if isinstance(view, Correspondence):
        for turn in view.turns:
            if turn.direction == "in" and turn.trust == "low":
                yield because("low_trust", who=turn.sender)
    elif view.status == "unverified":
        yield because("meeting_unverified")
    if followup.audience == "partner" and not tells(followup):
        yield from _unclear_answers(followup, view, context)


def _unclear_answers(followup: FollowUp, view: View, context: Context) -> Iterator[Reason]:
    """Somebody wrote, but we cannot be sure it is an answer: never remind, never drop, ask."""
    for turn, in_thread in turns_since(followup, view, context):
        if not human(turn, in_thread=in_thread):
            continue
        related = in_thread or turn.sender in followup.to or turn.partner == followup.partner
        if related and not in_thread and another_matter(turn, followup) and _may_answer(turn, followup):
            doubt = "perhaps_delivered" if followup.trigger == PROMISE else "wrote_elsewhere"
            yield because(doubt, who=context.name_of(turn.sender), at=turn.at)
        if related and turn.trust == "low":
            yield because("low_trust", who=turn.sender)
        elif related and turn.junk:
            yield because("answer_in_junk", who=context.name_of(turn.sender), at=turn.at)
        elif in_thread and turn.partner is None:
            yield because("stranger_answered", who=turn.sender, at=turn.at)


def _may_answer(turn: Turn, followup: FollowUp) -> bool:
    """The person we ask wrote about something else since; with nobody to look at it, so may a colleague's word be."""
    return turn.trust != "low" and (turn.sender in (*followup.to, *followup.cc) or followup.approval == "automatic")


def _machine(followup: FollowUp, view: View, context: Context) -> Iterator[Reason]:
    """A machine answered our last reminder: a second one may only make it answer again (RFC 3834 §2)."""
    sent = context.steps_sent(followup.trigger, followup.about)
    if followup.audience != "partner" or not sent:
        return
    for turn, _ in turns_since(followup, view, context):
        machine = turn.automatic == "auto-reply" and turn.calendar_method is None
        if machine and turn.sender in followup.to and turn.at > sent[-1].at:
            yield because("machine_answers", who=context.name_of(turn.sender), at=turn.at)


def _draft(draft: Draft | None) -> Iterator[Reason]:
    if draft is None:
        return
    if draft.problem:
        yield because("template_problem", detail=draft.problem)
    if draft.missing:
        yield because("value_missing", names=", ".join(draft.missing))
    if not draft.salutation_sure:
        yield because("salutation_unsure", why=draft.salutation_reason or "unknown")


def _quiet(followup: FollowUp, context: Context) -> Iterator[Reason]:
    """At most so many letters per partner in so many days, over all triggers, senders and mailboxes."""
    rule = context.policy.quiet
    if followup.audience != "partner" or followup.partner is None:
        return
    begin = moment_of(followup, context) - timedelta(days=rule.days)
    letters = sorted(s.at for s in context.sent if not s.internal and s.partner == followup.partner and s.at > begin)
    if len(letters) >= rule.letters:
        free = letters[-rule.letters] + timedelta(days=rule.days)
        yield because("quiet_rule", days=rule.days, last=letters[-1], free=free)


def _caps(followup: FollowUp, context: Context) -> Iterator[Reason]:
    caps, moment = context.policy.caps, moment_of(followup, context)
    if followup.audience == "partner":
        in_thread = sum(1 for s in context.sent if followup.thread and s.thread == followup.thread and not s.internal)
        if in_thread >= caps.per_thread:
            yield because("cap_thread", count=in_thread)
    calendar = context.calendar(followup.partner if followup.audience == "partner" else None)
    today = calendar.local(moment).date()
    # A contact is somebody at a partner: what our own officers must know is not capped for their sake.
    for address in followup.to if followup.audience == "partner" else ():
        letters = sum(1 for s in context.sent if address in s.to and calendar.local(s.at).date() == today)
        if letters >= caps.per_contact_day:
            yield because("cap_contact", who=context.name_of(address), count=letters)
    left = [s for s in context.sent if moment - timedelta(hours=1) < s.at <= moment]
    hour = sorted({s.message_id or n: s.at for n, s in enumerate(left)}.values())  # a digest once
    if len(hour) >= caps.per_hour:
        first = next(iter(hour[-caps.per_hour :]), moment)
        yield because("cap_hour", count=len(hour), free=first + timedelta(hours=1))


def holds(followup: FollowUp, view: View, context: Context, draft: Draft | None) -> tuple[Reason, ...]:
    """Every hold that stands and nobody has overruled, each key once, by its latest cause.

    Who released a letter has seen all that held it: only what came afterwards holds it again.
    """
    found = (
        *_recipient(followup, context),
        *_age(followup, context),
        *_trust(followup, view, context),
        *_machine(followup, view, context),
        *_draft(draft),
        *_quiet(followup, context),
        *_caps(followup, context),
    )
    waived = {reason for reason in followup.waived if reason.key not in ALARMS}
    latest = {reason.key: reason for reason in found}
    return tuple(reason for reason in latest.values() if reason not in waived)
