"""The words around a scheduling message: what it is about, when in which zone, where; in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.itip.outgoing_object import Outgoing
from liaison_sync.domain.salutation import EITHER, Salutation, you
from liaison_sync.formats.date_text import date_text, in_zone, time_range_text
from liaison_sync.formats.render import Letter
from liaison_sync.formats.repeat_words import rule_text
from liaison_sync.formats.wording import say

_FIRST = frozenset({"organiser.created", "organiser.attendee_added", "organiser.revived", "attendee.delegate_invited"})
_OF_ONE = ("update", "cancel")
_EITHER = ("gender_unknown", "gender_contradictory")


def letter(
    message: Outgoing, of: Invitation, *, language: str, who: str, greeting: Salutation, comment: str = ""
) -> Letter:
    """Subject and text; `of` is the component it is about, `who` signs, `greeting` is its reader's salutation."""
    kind, when = _kind(message), _when(of, language)
    title = " ".join(of.title.split()) or "–"
    repeats = rule_text(of, language)
    at = say(language, "inviting.subject.repeating", when=when, repeats=repeats) if repeats else when
    subject = say(language, f"inviting.subject.{kind}", title=title, when=at)
    return Letter(subject, "\n".join(_lines(kind, of, title, when, language, who, comment, _said(greeting, language))))


def _kind(message: Outgoing) -> str:
    if message.method == "REPLY":
        answer = next((part.answer.partstat for part in message.parts if part.answer), "")
        return {"ACCEPTED": "accepted", "DECLINED": "declined"}.get(answer, "tentative")
    if message.method == "CANCEL":
        return "cancel" if all(part.cancelled for part in message.parts) else "removed"
    return "new" if message.rule in _FIRST else "update"


def _said(greeting: Salutation, language: str) -> str:
    """A person sends it, so nothing is held: "Bapak/Ibu" before a name is no guess, but with no one name it is none."""
    named = greeting.text if greeting.sure or greeting.reason in _EITHER else None
    return named or say(language, "inviting.letter.greeting")


def _lines(
    kind: str, of: Invitation, title: str, when: str, language: str, who: str, comment: str, greeting: str
) -> Iterator[str]:
    key = f"inviting.letter.{f'one_{kind}' if _one(of) and kind in _OF_ONE else kind}"
    yield from (f"{greeting},", "", say(language, key).replace(EITHER, you(greeting)), "")
    yield say(language, "inviting.letter.what", title=title)
    yield say(language, "inviting.letter.when", when=when)
    if repeats := rule_text(of, language):
        yield say(language, "inviting.letter.repeats", repeats=repeats)
    was = _was(of, language)
    if was and was != when:
        yield say(language, "inviting.letter.was", when=was)
    if of.location:
        yield say(language, "inviting.letter.where", place=" ".join(of.location.split()))
    if of.join_url:
        yield say(language, "inviting.letter.link", link=of.join_url)
    if kind in ("new", "update"):
        told = of.description.replace(of.join_url or "\0", "").strip()
        yield from (["", told] if told else [])
        yield from ("", say(language, "inviting.letter.rsvp"))
    yield from (["", comment] if comment else [])
    yield from ("", say(language, "inviting.letter.closing", who=who))


def _one(of: Invitation) -> bool:
    """Whether it is one occurrence of a series."""
    return of.recurrence_id is not None


def _was(of: Invitation, language: str) -> str:
    """When an occurrence would have been by its series, where it is now at another time."""
    if of.recurrence_id is None or of.start is None or of.recurrence_id.key == of.start.key:
        return ""
    return _at(of.recurrence_id, None, language)


def _when(of: Invitation, language: str) -> str:
    """On the meeting's own clock, with its zone named."""
    return _at(of.start, of.end, language)


def _at(start: Moment | None, end: Moment | None, language: str) -> str:
    if start is None:
        return "–"
    if start.utc is None or not isinstance(start.wall, datetime):
        return date_text(start.wall, language)
    zone = start.zone if start.zone != "floating" else None
    local = in_zone(start.utc, zone)
    until = end.utc if end and end.utc and end.utc - start.utc < timedelta(days=1) else None
    return f"{date_text(local, language)}, {time_range_text(start.utc, until, zone, language)}"
