"""The reply that tells an officer what was recorded of their mail, and what could not be understood."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from liaison_sync.app.act.acting import Acting, derived
from liaison_sync.app.letters.to_ours import reply
from liaison_sync.domain.changes import LetterQueued
from liaison_sync.domain.message import Message
from liaison_sync.domain.outcome_answer import Unclear
from liaison_sync.formats.date_text import both_zones_text, date_text, in_zone, short_date_text
from liaison_sync.formats.letter_values import Guest, OutcomeNotedLetter, Promise, Talk
from liaison_sync.formats.wording import say
from liaison_sync.store import engagement, meeting_files, outcome_mails
from liaison_sync.store.engagement import Dossier
from liaison_sync.store.outcome_mails import Mail

NAME = "outcome_noted"
PREFIX = "ob-w"  # of the ids of these letters


def confirmation(
    here: Acting,
    mail: Mail,
    message: Message,
    before: Dossier | None,
    reason: str,
    recorded: Collection[str],
    unclear: Sequence[Unclear],
) -> LetterQueued:
    """One for each mail: its id follows from the mail's. Raises ValueError without a sender."""
    row, service = mail.row, here.service
    language = service.language_of(row.sender)
    found = None
    if before is not None:
        own = frozenset(service.own.addresses)
        found = engagement.dossier(here.connection, before.meeting.key, here.now, own)
    values = _values(here, row.sender, language, found, reason, recorded, unclear)
    return reply(here, row, message, values, id_=derived(PREFIX, row.key), kind=outcome_mails.KIND, template=NAME)


def _values(
    here: Acting,
    reader: str,
    language: str,
    found: Dossier | None,
    reason: str,
    recorded: Collection[str],
    unclear: Sequence[Unclear],
) -> OutcomeNotedLetter:
    service = here.service
    officer = service.officer(reader)
    lines = tuple(_line(one, language) for one in unclear)
    base = OutcomeNotedLetter(
        reader_name=officer.name if officer else "",
        link=f"{service.public_url}/agenda",
        refused=say(language, f"minutes.refused.{reason}") if reason else "",
        recorded=bool(recorded),
        unclear=lines,
    )
    return base if found is None else _about(here, base, language, found)


def _about(here: Acting, base: OutcomeNotedLetter, language: str, found: Dossier) -> OutcomeNotedLetter:
    """The same with the meeting as it is recorded now."""
    service, meeting = here.service, found.meeting
    zone = service.policy.zone
    names = _names(here, found)
    held = meeting.conduct in {"held", "minuted", "followed_up", "closed"}
    outcome = say(language, "minutes.held") if held else ""
    if meeting.conduct == "not_held":
        outcome = say(language, "minutes.not_held")
        outcome += f" ({say(language, f'engagements.not_held.{found.outcome_reason}')})" if found.outcome_reason else ""
    last = found.minutes[0] if found.minutes else None
    return replace(
        base,
        title=meeting.title,
        date=date_text(in_zone(meeting.start, zone), language) if meeting.start else "",
        time=both_zones_text(meeting.start, meeting.end, (zone,), language) if meeting.start else "",
        link=f"{service.public_url}/engagements/{meeting.key}",
        outcome=outcome,
        attendance=tuple(_attendance(found, names, language)),
        version=last.version if last else 0,
        parts=tuple(_parts(last.document, language)) if last else (),
        actions=tuple(
            Promise(
                one.text,
                names.get(one.owner, one.owner) or "–",
                short_date_text(in_zone(one.due, "UTC"), language) if one.due else "",
            )
            for one in meeting.actions
        ),
        files=tuple(one.name for one in meeting_files.of_meeting(here.connection, meeting.key).here),
    )


def _names(here: Acting, found: Dossier) -> dict[str, str]:
    officers = {one.address: one.name for one in here.service.officers}
    people = {one.address for one in found.meeting.participants} | {one.owner for one in found.meeting.actions}
    known = {address: one.name for address, one in engagement.people(here.connection, people).items() if one.name}
    said = {one.address: one.name for one in found.meeting.participants if one.name}
    return {**said, **known, **officers}


def _attendance(found: Dossier, names: dict[str, str], language: str) -> Iterator[Guest]:
    for person, (name, stored) in found.attendance.items():
        presence, _, substitute = stored.partition(":")
        yield Guest(names.get(person) or name or person, substitute, say(language, f"minutes.presence.{presence}"))


def _parts(document: dict[str, str], language: str) -> Iterator[Talk]:
    for name in ("discussion", "decisions", "internal"):
        if text := document.get(name):
            yield Talk("", say(language, f"minutes.topic.{name}"), _short(text))


def _short(text: str, longest: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _line(one: Unclear, language: str) -> Talk:
    return Talk(
        say(language, f"minutes.topic.{one.topic}"), _short(one.line), say(language, f"minutes.unclear.{one.reason}")
    )
