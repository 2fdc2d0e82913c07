"""Filled letters of every template and language: test data, preview, pictures, and the names the linter knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar

from liaison_sync.domain.digest import NOTICES
from liaison_sync.formats.approval_letters import ApprovalNotedLetter, ApprovalRequestLetter, Ruled, Waiting
from liaison_sync.formats.campaign_letters import SequenceLetter
from liaison_sync.formats.letter_sample_words import CONTACT, HOME, JOIN, OFFICER, WORDS, SampleWords
from liaison_sync.formats.letter_values import (
    ActionDueLetter,
    AnyLetter,
    BriefingLetter,
    Check,
    DigestLetter,
    DormantLetter,
    FeedbackRequestLetter,
    Guest,
    MeetingSoonLetter,
    MinutesMissingLetter,
    MinutesShareLetter,
    NoReplyLetter,
    Notice,
    OutcomeMissingLetter,
    OutcomeNotedLetter,
    Promise,
    RsvpMissingLetter,
    Talk,
    ThankYouLetter,
    WeOweLetter,
    values_of,
)
from liaison_sync.formats.render import names_of

_Kind = TypeVar("_Kind", bound=AnyLetter | DigestLetter | Notice)
_MEETING = f"{HOME}/engagements/1"
_THREAD = f"{HOME}/threads/1"


@cache
def samples(language: str) -> Mapping[str, AnyLetter]:
    """One filled letter per trigger, in the order of the triggers. Raises KeyError for a language without letters."""
    w = WORDS[language]
    found = {**_to_partner(w), **_to_ours(w), "briefing": _briefing(w)}
    return {name: found[name] for name in _ORDER}


@cache
def digests(language: str) -> Mapping[str, DigestLetter]:
    """Likewise for the notices that are told many at once (domain.digest)."""
    found = samples(language)
    return {
        f"{name}_digest": DigestLetter(OFFICER, 2, (found[name], _second(found[name], language)))
        for name in sorted(NOTICES)
    }


def _second(letter: AnyLetter, language: str) -> AnyLetter:
    """Another notice of the same kind, as it is at its last step."""
    return at_step(letter, 3 if isinstance(letter, OutcomeMissingLetter) else 2, language)


@cache
def replies(language: str) -> Mapping[str, Notice]:
    """Likewise for the letters that answer an officer's mail, or ask for one."""
    w = WORDS[language]
    return {"approval_request": _request(w), "approval_noted": _noted(w), "outcome_noted": _outcome_noted(w)}


_ORDER = (
    *("no_reply", "we_owe", "rsvp_missing", "meeting_soon", "briefing", "outcome_missing", "minutes_missing"),
    *("thank_you", "minutes_share", "feedback_request", "action_due", "dormant", "sequence"),
)


def _to_partner(w: SampleWords) -> dict[str, AnyLetter]:
    signed = (OFFICER, w.organisation)
    meeting = (w.salutation, w.title, w.held_on, w.both_times, *signed, w.place, JOIN)
    promises = (Promise(w.ours_to_do, OFFICER, w.ours_due_short), Promise(w.theirs_to_do, CONTACT))
    return {
        "no_reply": NoReplyLetter(w.salutation, w.topic, w.sent_on, *signed),
        "rsvp_missing": RsvpMissingLetter(*meeting, sent_on=w.sent_on),
        "meeting_soon": MeetingSoonLetter(*meeting),
        "thank_you": ThankYouLetter(w.salutation, w.title, w.held_on, *signed, promises),
        "minutes_share": MinutesShareLetter(w.salutation, w.title, w.held_on, *signed, promises),
        "feedback_request": FeedbackRequestLetter(
            w.salutation, w.title, w.held_on, *signed, f"{HOME}/feedback/personal-link", w.open_until
        ),
        "sequence": SequenceLetter(w.salutation, w.campaign, w.partner, CONTACT, *signed, 1, 3, w.sent_on),
    }


def _to_ours(w: SampleWords) -> dict[str, AnyLetter]:
    meeting = (OFFICER, OFFICER, w.title, w.partner, w.held_on, w.time)
    return {
        "we_owe": WeOweLetter(
            OFFICER, OFFICER, w.partner, CONTACT, w.request, w.received_at, w.waiting, _THREAD, whose=w.partner
        ),
        "outcome_missing": OutcomeMissingLetter(
            *meeting, f"{_MEETING}/outcome", invited=f"{CONTACT}, {OFFICER}", said=w.said
        ),
        "minutes_missing": MinutesMissingLetter(*meeting, _MEETING),
        "action_due": ActionDueLetter(
            w.salutation, OFFICER, w.ours_to_do, OFFICER, w.ours_due, w.title, w.held_on, w.partner, _MEETING,
            OFFICER, w.organisation,
        ),
        "dormant": DormantLetter(OFFICER, w.partner, w.silence, w.rhythm, CONTACT, w.heard_on, w.topic, _THREAD),
    }  # fmt: skip


def _briefing(w: SampleWords) -> BriefingLetter:
    return BriefingLetter(
        OFFICER,
        w.title,
        w.partner,
        w.held_on,
        w.both_times,
        _MEETING,
        w.place,
        JOIN,
        guests=(Guest(CONTACT, w.contact_role, w.comes),),
        ours=(Guest(OFFICER, w.officer_role, w.comes),),
        talks=(Talk(w.earlier_on, w.earlier, w.held),),
        our_promises=(Promise(w.ours_to_do, OFFICER, w.ours_due_short),),
        their_promises=(Promise(w.theirs_to_do, CONTACT),),
        unanswered=w.unanswered,
        files=(Talk(w.file_on, w.file),),
        checks=(Check(w.check),),
    )


def _outcome_noted(w: SampleWords) -> OutcomeNotedLetter:
    return OutcomeNotedLetter(
        OFFICER,
        _MEETING,
        recorded=True,
        title=w.title,
        date=w.held_on,
        time=w.time,
        outcome=w.went,
        attendance=(Guest(CONTACT, "", w.present),),
        version=1,
        parts=(Talk("", w.discussed, w.permit),),
        actions=(Promise(w.ours_to_do, OFFICER, w.ours_due_short),),
        files=(w.present_file,),
        unclear=(Talk(w.follow_up, w.unclear, w.unclear_why),),
    )


def _request(w: SampleWords) -> ApprovalRequestLetter:
    to = f"{CONTACT} <rina@kelautan.example>"
    items = tuple(
        Waiting(
            *(number, w.trigger, code, to, w.partner, (w.reason,), w.topic, w.quoted, f"{HOME}/followups/{number}"),
            files=w.minutes_file,
        )
        for number, code in ((1, "K7QM-2XTP"), (2, "R4DW-9HVN"))
    )
    return ApprovalRequestLetter(OFFICER, len(items), items[0].code, items, 1, f"{HOME}/followups")


def _noted(w: SampleWords) -> ApprovalNotedLetter:
    lines = (Ruled(f"{w.topic} ({w.partner})", w.approved), Ruled("R4DW-9HVN", w.unknown_code))
    return ApprovalNotedLetter(OFFICER, done=True, lines=lines, hint=True, link=f"{HOME}/followups")


def everything(language: str) -> Mapping[str, AnyLetter | DigestLetter | Notice]:
    """One filled letter per template."""
    return {**samples(language), **digests(language), **replies(language)}


def at_step(letter: _Kind, step: int, language: str) -> _Kind:
    """The letter as it is at that step of its trigger; the same where the trigger has none."""
    w = WORDS[language]
    match letter:
        case NoReplyLetter():
            return replace(letter, step=step, reminded_on=w.reminded_on if step > 1 else "")
        case SequenceLetter():
            return replace(letter, step=step, sent_on=w.sent_on if step > 1 else "")
        case WeOweLetter():
            return replace(letter, step=step, waiting=w.long_waiting if step > 1 else w.waiting)
        case BriefingLetter() | MinutesMissingLetter() | ActionDueLetter():
            return replace(letter, step=step)
    return letter


NAMES = tuple(everything("id"))


@cache
def known_names(trigger: str) -> frozenset[str]:
    """The names a template of `trigger` may use; raises KeyError for a trigger without letters."""
    letter = everything("id")[trigger]
    return names_of(letter) | values_of(letter).keys()
