"""Why a follow-up must not be sent at all. A stop is final. All stops have one signature, needed or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from liaison_sync.domain.arrival import returned
from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.reachability import failures, later, refusals, voices
from liaison_sync.domain.view import Correspondence, Meeting, Turn

View = Correspondence | Meeting
FEEDBACK = "feedback_request"  # its answers are told by what was recorded, not by who wrote
PROMISE = "action_due"  # before it is reminded of, nobody knows whether what they write delivers it
_RECENT = timedelta(days=14)
_TOOK_PLACE = frozenset({"held", "minuted", "followed_up", "closed"})
_INVITES = frozenset({"REQUEST", "CANCEL", "PUBLISH", "ADD"})


def human(turn: Turn, *, in_thread: bool = False) -> bool:
    """Whether a person outside wrote this turn. A calendar REPLY counts although it carries automatic headers.

    A reply that came through a mailing list counts in its thread; list mail elsewhere is a newsletter.
    """
    if turn.direction != "in" or turn.ours_automatic or turn.bounced or turn.undelivered:
        return False
    if turn.calendar_method in {"REPLY", "COUNTER"}:
        return True
    return turn.automatic is None or (in_thread and turn.automatic == "list")


def turns_since(followup: FollowUp, view: View, context: Context) -> Iterator[tuple[Turn, bool]]:
    """Turns after what the follow-up is about, with whether they stand in its thread; each once."""
    inside = view.turns if isinstance(view, Correspondence) else ()
    seen = {turn.key for turn in inside}
    for turn in inside:
        if turn.at > followup.since:
            yield turn, True
    for turn in context.recent:
        if turn.at > followup.since and turn.key not in seen:
            yield turn, False


def _same_organisation(turn: Turn, followup: FollowUp) -> bool:
    return followup.partner is not None and turn.partner == followup.partner


def another_matter(turn: Turn, followup: FollowUp) -> bool:
    """Said in a thread older than what we ask about, of how a meeting was, or an invitation: perhaps no answer to it.

    So is all that is said before we remind of a promise. holds.py asks a person.
    """
    if followup.trigger == PROMISE and followup.state != "sent":
        return True
    older = turn.began is not None and turn.began <= followup.since
    return older or turn.calendar_method in _INVITES or turn.opinion


def tells(followup: FollowUp) -> bool:
    """Whether what they write before they have the letter is no answer to it: it hands something over, asks later."""
    opens = followup.trigger == "sequence" and followup.step == 1
    return opens or followup.trigger in {"minutes_share", "meeting_soon", FEEDBACK}


def answered(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """The person, an alias, or a colleague of the same organisation wrote, in the thread or elsewhere."""
    if followup.audience != "partner" or (tells(followup) and followup.state != "sent"):
        return None
    if followup.trigger == FEEDBACK:
        given = context.feedback.get(followup.id)
        return because("feedback_given", who=context.name_of(given[0]), at=given[1]) if given else None
    for turn, in_thread in turns_since(followup, view, context):
        if not human(turn, in_thread=in_thread) or turn.trust == "low" or turn.junk:
            continue
        if not in_thread and another_matter(turn, followup):
            continue
        who = context.name_of(turn.sender)
        if turn.sender in followup.to or turn.sender in followup.cc:
            return because("answered", who=who, at=turn.at)
        if _same_organisation(turn, followup):
            return because("answered_by_colleague", who=who, at=turn.at)
    return None


def meeting_agreed(followup: FollowUp, view: View, context: Context) -> Reason | None:
    if followup.audience != "partner" or not isinstance(view, Correspondence) or followup.partner is None:
        return None
    for meeting in context.meetings:
        if meeting.partner != followup.partner or meeting.status != "confirmed" or meeting.start is None:
            continue
        since_then = meeting.agreed_at is not None and meeting.agreed_at > followup.since
        in_thread = meeting.agreed_at is None and meeting.thread == view.thread
        if (since_then or in_thread) and meeting.start > followup.since:
            return because("meeting_agreed", title=meeting.title, start=meeting.start)
    return None


def meeting_held(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """The meeting the thread is about took place since then, whoever answered to it."""
    if followup.audience != "partner" or not isinstance(view, Correspondence):
        return None
    for meeting in context.meetings:
        if meeting.start is None or meeting.start <= followup.since or meeting.thread != view.thread:
            continue
        if meeting.conduct in _TOOK_PLACE:
            return because("meeting_held", title=meeting.title, start=meeting.start)
    return None


def bounced(followup: FollowUp, view: View, context: Context) -> Reason | None:
    for address in followup.to:
        contact = context.contacts.get(address)
        if contact and contact.bounced:
            return because("bounced", address=address)
        turns = [turn for turn, _ in turns_since(followup, view, context)]
        if later(failures(turns).get(address), voices(turns).get(address)):
            return because("bounced", address=address)
    return None


def undelivered(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """What we would remind of reached nobody: there is nothing to remind of, the letter itself is to be sent anew."""
    if followup.audience != "partner" or not isinstance(view, Correspondence):
        return None
    lost = returned(view.turns).get(followup.about)
    heard = voices(turn for turn, _ in turns_since(followup, view, context))
    if lost is None or any(later(heard.get(address), lost) for address in followup.to):
        return None
    refused = refusals(view.turns)
    address = next((one for one in followup.to if one in refused), None)
    if address:
        return because("refused_by_policy", address=address)
    return because("undelivered", address=next(iter(followup.to), ""))


def unwanted(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    for address in (*followup.to, *followup.cc):
        contact = context.contacts.get(address)
        if contact and contact.restricted:
            return because("restricted", who=context.name_of(address))
        if contact and contact.opted_out:
            return because("opted_out", who=context.name_of(address))
    return None


def thread_closed(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    # A matter is closed, not the partner: silence is about the latter.
    if isinstance(view, Correspondence) and view.closed and followup.trigger != "dormant":
        return because("thread_closed")
    return None


def expired(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    if followup.expires_at is not None and context.now >= followup.expires_at:
        return because("expired", at=followup.expires_at)
    return None


# A letter that never arrived was answered by nobody, whatever else they wrote since.
def before_start(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    """A mailbox read for the first time is full of old matters: nobody wants letters about all of them at once.

    What only a person can send is still proposed when it fell due in the last fortnight.
    """
    if context.began is None:
        return None
    first = context.began if followup.approval == "automatic" else context.began - _RECENT
    return because("before_start", at=context.began) if followup.due_at < first else None


STOPS = (bounced, undelivered, answered, meeting_agreed, meeting_held, unwanted, thread_closed, expired, before_start)


def stop(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """The first stop that holds."""
    return next((reason for check in STOPS if (reason := check(followup, view, context))), None)
