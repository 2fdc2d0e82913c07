"""From what decisions see to what letters are told: one builder per trigger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.salutation import Salutation, greet, salute_many
from liaison_sync.domain.triggers.sequence import campaign_of
from liaison_sync.domain.view import ActionItem, Correspondence, Enrolled, Meeting, Participant, Turn
from liaison_sync.formats import letter_values as say_to
from liaison_sync.formats.campaign_letters import SequenceLetter
from liaison_sync.formats.date_text import (
    both_zones_text,
    date_text,
    hours_text,
    in_zone,
    moment_text,
    short_date_text,
)
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.formats.wording import say

_MOST_TALKS = 3
_MOST_NAMES = 12
_LONG_DAYS = 3
_NOBODYS_CLOCK = frozenset({"UTC", "ETC/UTC", "GMT", "ETC/GMT", "Z"})


def salutation_for(followup: FollowUp, context: Context, heard: Mapping[str, str]) -> Salutation:
    """The salutation of the letter; `heard` is, by address, what they signed and how we addressed them."""
    if followup.audience == "internal":
        return Salutation(_reader(followup, context), sure=True, reason="internal")
    return salute_many([_of_one(address, followup, context, heard) for address in followup.to], followup.language)


def _of_one(address: str, followup: FollowUp, context: Context, heard: Mapping[str, str]) -> Salutation:
    contact = context.contacts.get(address)
    name, decided = (contact.name, contact.salutation) if contact else ("", None)
    return greet(name, address, decided, heard.get(address, ""), followup.language)


def letter_for(
    followup: FollowUp,
    view: Correspondence | Meeting,
    context: Context,
    *,
    salutation: Salutation,
    link: str,
    talks: Iterable[Meeting] = (),
    unanswered: Turn | None = None,
    files: Iterable[tuple[datetime, str]] = (),
    answer: str = "",
) -> say_to.AnyLetter:
    """The view model of `followup`. `link` leads to its page, `talks` are earlier meetings with the partner, newest
    first, `files` recent attachments with their dates, `answer` is where the reader can tell how it was. Raises
    ValueError for a trigger or view that does not fit.
    """
    match followup.trigger, view:
        case "no_reply", Correspondence():
            return _no_reply(followup, view, context, salutation)
        case "we_owe", Correspondence():
            return _we_owe(followup, view, context, link)
        case "rsvp_missing", Meeting():
            return _rsvp_missing(followup, view, context, salutation)
        case "meeting_soon", Meeting():
            return _invited_to(say_to.MeetingSoonLetter, followup, view, context, salutation)
        case "action_due", Meeting():
            return _action_due(followup, view, context, salutation, link)
        case "sequence", Enrolled():
            return _sequence(followup, view, context, salutation)
        case "dormant", Correspondence():
            return _dormant(followup, view, context, link)
        case "briefing", Meeting():
            return _briefing(followup, view, context, link, talks, unanswered, files)
        case "outcome_missing", Meeting():
            return _outcome_missing(followup, view, context, link)
        case "minutes_missing", Meeting():
            return _unrecorded(say_to.MinutesMissingLetter, followup, view, context, link)
        case "thank_you", Meeting():
            return _after_meeting(say_to.ThankYouLetter, followup, view, context, salutation)
        case "minutes_share", Meeting():
            return _after_meeting(say_to.MinutesShareLetter, followup, view, context, salutation)
        case "feedback_request", Meeting():
            return _feedback(followup, view, context, salutation, answer)
        case _:
            raise ValueError(f"{followup.trigger} has no letter about a {type(view).__name__}")


def _partner(partner: str | None, context: Context) -> str:
    found = context.partners.get(partner or "")
    return found.name if found else ""


def _day(at: datetime | None, context: Context, language: str, zone: str | None = None) -> str:
    return date_text(in_zone(at, zone or context.policy.zone), language) if at else ""


def _signature(owner: str | None, partner: str | None, context: Context) -> tuple[str | None, str | None]:
    """Who signs, and for whom: the first officer we know by name, else the mailbox under its own name.

    "" for whom: the name says so already. None where not even the organisation has a name.
    """
    organisation = context.policy.organisation or None
    officers = (context.officers.get(address) for address in context.responsible(owner, partner))
    name = next((officer.name for officer in officers if officer and officer.name), context.signs)
    name = name or organisation or ""
    if organisation and organisation.casefold() in name.casefold():
        return name, ""
    return name or None, organisation


def _reader(followup: FollowUp, context: Context) -> str:
    """The name to greet with; "" where only an address is known."""
    name = context.name_of(followup.to[0]) if followup.to else ""
    return "" if "@" in name else name


def _no_reply(followup: FollowUp, view: Correspondence, context: Context, salutation: Salutation) -> say_to.AnyLetter:
    sent = context.steps_sent(followup.trigger, followup.about)
    sender, organisation = _signature(view.owner, view.partner, context)
    return say_to.NoReplyLetter(
        salutation=salutation.text,
        topic=view.subject,
        sent_on=_day(followup.since, context, followup.language),
        sender_name=sender,
        organisation=organisation,
        step=followup.step,
        reminded_on=_day(sent[0].at, context, followup.language) if sent and followup.step > 1 else "",
    )


def _sequence(followup: FollowUp, view: Enrolled, context: Context, salutation: Salutation) -> say_to.AnyLetter:
    sent = context.steps_sent(followup.trigger, followup.about)
    sender, organisation = _signature(view.owner, view.partner, context)
    campaign = campaign_of(view.campaign, context)
    return SequenceLetter(
        salutation=salutation.text,
        campaign=view.subject,
        partner=_partner(view.partner, context),
        contact=_reader(followup, context),
        sender_name=sender,
        organisation=organisation,
        step=followup.step,
        steps=len(campaign.waits) if campaign else followup.step,
        sent_on=_day(sent[0].at, context, followup.language) if sent and followup.step > 1 else "",
    )


def _we_owe(followup: FollowUp, view: Correspondence, context: Context, link: str) -> say_to.AnyLetter:
    theirs = next((turn for turn in view.turns if turn.key == followup.about), None)
    owner = context.owner(view.owner, view.partner)
    sender = theirs.sender if theirs else ""
    who, partner = context.name_of(sender), _partner(view.partner, context)
    return say_to.WeOweLetter(
        reader_name=_reader(followup, context),
        owner_name=context.name_of(owner) if owner else "",
        partner=partner or who,
        who=who,
        whose=more if (more := partner or sender) != who else "",
        topic=view.subject,
        received_on=moment_text(followup.since, context.policy.zone, followup.language),
        waiting=_waiting(followup, context),
        link=link,
        step=followup.step,
    )


def _waiting(followup: FollowUp, context: Context) -> str:
    """How long they have waited: in working hours at first, later in working days."""
    calendar, until = context.calendar(), max(context.now, followup.due_at)
    days = calendar.working_days_between(followup.since, until)
    if days >= _LONG_DAYS:
        return say(followup.language, "letters.days", count=days)
    return hours_text(calendar.working_hours_between(followup.since, until), followup.language)


def _zones(view: Meeting, context: Context) -> tuple[str | None, ...]:
    """Ours, the meeting's, the partner's."""
    found = context.partners.get(view.partner or "")
    # Calendars that write UTC mean nobody's clock.
    said = None if (view.zone or "").upper() in _NOBODYS_CLOCK else view.zone
    return tuple(dict.fromkeys(zone for zone in (context.policy.zone, said, found and found.zone) if zone))


def _span(view: Meeting, context: Context, language: str) -> str:
    return both_zones_text(view.start, view.end, _zones(view, context), language) if view.start else ""


def _guest(person: Participant, context: Context, language: str) -> say_to.Guest:
    contact = context.contacts.get(person.address)
    name = (contact and contact.name) or person.name or person.address
    answer = say(language, f"letters.answer.{person.partstat.lower().replace('-', '_')}") if person.partstat in {
        "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION",
    } else ""  # fmt: skip
    return say_to.Guest(name, contact.title if contact else "", answer)


def _promises(items: Iterable[ActionItem], context: Context, language: str) -> tuple[say_to.Promise, ...]:
    return tuple(
        say_to.Promise(
            item.text,
            context.name_of(item.owner),
            short_date_text(in_zone(item.due, "UTC"), language) if item.due else "",
        )
        for item in items
        if not item.done
    )


def _talk(meeting: Meeting, context: Context, language: str) -> say_to.Talk:
    day = short_date_text(in_zone(meeting.start, context.policy.zone), language) if meeting.start else ""
    return say_to.Talk(day, meeting.title, say(language, f"letters.conduct.{meeting.conduct}"))


def _briefing(
    followup: FollowUp,
    view: Meeting,
    context: Context,
    link: str,
    talks: Iterable[Meeting],
    unanswered: Turn | None,
    files: Iterable[tuple[datetime, str]],
) -> say_to.AnyLetter:
    language, past = followup.language, list(talks)[:_MOST_TALKS]
    items = [*view.actions, *(item for meeting in past for item in meeting.actions)]
    open_mail = ""
    if unanswered:
        day = short_date_text(in_zone(unanswered.at, context.policy.zone), language)
        open_mail = f"“{unanswered.subject}”, {context.name_of(unanswered.sender)}, {day}"
    return say_to.BriefingLetter(
        reader_name=_reader(followup, context),
        title=view.title,
        partner=_partner(view.partner, context),
        date=_day(view.start, context, language),
        time=_span(view, context, language),
        link=link,
        place=view.location,
        join_url=view.join_url or "",
        guests=tuple(_guest(person, context, language) for person in view.participants if not person.ours),
        ours=tuple(_guest(person, context, language) for person in view.participants if person.ours),
        talks=tuple(_talk(meeting, context, language) for meeting in past),
        our_promises=_promises((item for item in items if item.ours), context, language),
        their_promises=_promises((item for item in items if not item.ours), context, language),
        unanswered=open_mail,
        files=tuple(
            say_to.Talk(short_date_text(in_zone(at, context.policy.zone), language), name) for at, name in files
        ),
        step=followup.step,
        checks=_checks(view, context, language),
    )


def _checks(view: Meeting, context: Context, language: str) -> tuple[say_to.Check, ...]:
    """The meeting's flags in words."""
    names = {person.address: person.name for person in view.participants if person.name}
    about = {flag.partition(":")[2] for flag in view.flags if "@" in flag}
    names |= {one: context.name_of(one) for one in about if context.name_of(one) != one}
    return tuple(say_to.Check(flag_text(flag, language, names)) for flag in view.flags)


def _outcome_missing(followup: FollowUp, view: Meeting, context: Context, link: str) -> say_to.AnyLetter:
    return _unrecorded(say_to.OutcomeMissingLetter, followup, view, context, link, invited=_invited(view, context))


def _unrecorded(
    kind: type[say_to.MinutesMissingLetter], followup: FollowUp, view: Meeting, context: Context, link: str, **more: str
) -> say_to.AnyLetter:
    owner = context.owner(view.owner, view.partner)
    return kind(
        reader_name=_reader(followup, context),
        owner_name=context.name_of(owner) if owner else "",
        title=view.title,
        partner=_partner(view.partner, context),
        date=_day(view.start, context, followup.language),
        time=_span(view, context, followup.language),
        link=link,
        step=followup.step,
        **more,
    )


def _invited(view: Meeting, context: Context) -> str:
    """The names to choose from when one writes who came."""
    people = (_guest(one, context, "id").name for one in view.participants[:_MOST_NAMES])
    return ", ".join(name for name in people if "@" not in name)


def _after_meeting(
    kind: type[say_to.ThankYouLetter], followup: FollowUp, view: Meeting, context: Context, salutation: Salutation
) -> say_to.AnyLetter:
    sender, organisation = _signature(view.owner, view.partner, context)
    return kind(
        salutation=salutation.text,
        title=view.title,
        date=_day(view.start, context, followup.language, view.zone),
        sender_name=sender,
        organisation=organisation,
        promises=_promises(view.actions, context, followup.language),
    )


def _feedback(
    followup: FollowUp, view: Meeting, context: Context, salutation: Salutation, answer: str
) -> say_to.AnyLetter:
    sender, organisation = _signature(view.owner, view.partner, context)
    open_until = followup.due_at + timedelta(days=context.policy.feedback_request.answer_days)
    return say_to.FeedbackRequestLetter(
        salutation=salutation.text,
        title=view.title,
        date=_day(view.start, context, followup.language, view.zone),
        sender_name=sender,
        organisation=organisation,
        link=answer,
        until=_day(open_until, context, followup.language) if answer else "",
    )


def _rsvp_missing(followup: FollowUp, view: Meeting, context: Context, salutation: Salutation) -> say_to.AnyLetter:
    sent_on = _day(followup.since, context, followup.language)
    return _invited_to(say_to.RsvpMissingLetter, followup, view, context, salutation, sent_on=sent_on)


def _invited_to(
    kind: type[say_to.MeetingSoonLetter],
    followup: FollowUp,
    view: Meeting,
    context: Context,
    salutation: Salutation,
    **more: str,
) -> say_to.AnyLetter:
    sender, organisation = _signature(view.owner, view.partner, context)
    return kind(
        salutation=salutation.text,
        title=view.title,
        date=_day(view.start, context, followup.language, _zones(view, context)[0]),
        time=_span(view, context, followup.language),
        sender_name=sender,
        organisation=organisation,
        place=view.location,
        join_url=view.join_url or "",
        **more,
    )


def _action_due(
    followup: FollowUp, view: Meeting, context: Context, salutation: Salutation, link: str
) -> say_to.AnyLetter:
    id_ = followup.about.partition("@")[0]
    item = next((one for one in view.actions if one.id == id_), None)
    sender, organisation = _signature(view.owner, view.partner, context)
    return say_to.ActionDueLetter(
        salutation=salutation.text,
        reader_name=_reader(followup, context),
        text=item.text if item else "",
        owner=context.name_of(item.owner) if item else "",
        due=date_text(item.due, followup.language) if item and item.due else "",
        title=view.title,
        date=_day(view.start, context, followup.language),
        partner=_partner(view.partner, context),
        link=link,
        sender_name=sender,
        organisation=organisation,
        to_partner=followup.audience == "partner",
        theirs=item is not None and not item.ours,
        step=followup.step,
    )


def _dormant(followup: FollowUp, view: Correspondence, context: Context, link: str) -> say_to.AnyLetter:
    language, heard = followup.language, context.rhythms.get(view.partner or "")
    last = next((turn for turn in view.turns if turn.key == followup.about), None)
    silent = max(context.now, followup.due_at) - followup.since
    usual = max(1, round(heard.days)) if heard and heard.days is not None else 0
    return say_to.DormantLetter(
        reader_name=_reader(followup, context),
        partner=_partner(view.partner, context),
        silence=say(language, "letters.days", count=silent.days),
        rhythm=say(language, "letters.days", count=usual) if usual else "",
        who=context.name_of(last.sender) if last else "",
        heard_on=_day(followup.since, context, language),
        topic=view.subject,
        link=link,
    )
