"""Alarms go to the administrators by mail: one letter for what began, at most once a day each, one when all is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from liaison_sync.app.act.acting import derived
from liaison_sync.app.letters.to_ours import notice
from liaison_sync.app.service import Sender, Service
from liaison_sync.domain import alarms as of
from liaison_sync.domain import changes as c
from liaison_sync.domain.alarms import Alarm
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.render import Letter
from liaison_sync.formats.wording import MissingWording, say
from liaison_sync.store import alarms as kept
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing


def standing(connection: Connection, service: Service, now: datetime) -> list[Alarm]:
    """What is wrong now and has been for longer than the policy lets pass in silence."""
    patience = service.policy.alarms
    names = {one.name for one in service.mailboxes}
    found = [*kept.incomplete(connection, now), *kept.red(connection, now - timedelta(hours=patience.mailbox_hours))]
    late = kept.standing(connection, now - timedelta(hours=patience.outbox_hours))
    return [*(one for one in found if one.about in names), *kept.ambiguous(connection), *late]


def work(service: Service) -> int:
    """Queue what is to be told; returns how many letters."""
    if service.sender is None or not service.policy.alarms.to:
        return 0
    now = service.clock.now()
    with reading(service.engine) as connection:
        if not list(_due(connection, service, service.sender, now)):
            return 0
    with writing(service.engine) as connection:  # looked at again: another worker may have been faster
        letters = list(_due(connection, service, service.sender, now))
        apply(connection, letters)
    return len(letters)


def _due(connection: Connection, service: Service, sender: Sender, now: datetime) -> Iterator[c.LetterQueued]:
    alarms, day = standing(connection, service, now), now.astimezone(ZoneInfo(service.policy.zone)).date()
    new = of.to_tell(alarms, kept.told(connection, now - timedelta(days=2)), day)
    last = kept.last(connection)
    if new:
        about = of.written(day, new)
        yield from _letters(service, sender, about, about, alarms, now)
    elif last is not None and of.over(alarms, last):
        yield from _letters(service, sender, of.written(day, ()), last.id, (), now)


def _letters(
    service: Service, sender: Sender, about: str, named: str, alarms: Sequence[Alarm], now: datetime
) -> Iterator[c.LetterQueued]:
    """One letter for each administrator; what it is about makes its id, so that nobody gets it twice."""
    for to in service.policy.alarms.to:
        letter = _words(service, alarms, service.language_of(to))
        id_ = derived("ob-al", named, to.lower())
        zone = service.policy.zone
        yield notice(service, sender, to, letter, id_=id_, kind=kept.KIND, about=about, at=now, zone=zone)


def _words(service: Service, alarms: Sequence[Alarm], language: str) -> Letter:
    link = f"{service.public_url}/mailboxes"
    if not alarms:
        return Letter(say(language, "alarms.over.subject"), say(language, "alarms.over.text", link=link) + "\n")
    told = [line for one in alarms for line in lines(one, service, language)]
    text = say(language, "alarms.letter.text", alarms="\n\n".join(told), link=link)
    return Letter(say(language, "alarms.letter.subject", number=len(alarms)), text + "\n")


def lines(one: Alarm, service: Service, language: str) -> Iterator[str]:
    """What is wrong and what to do next."""
    since = moment_text(one.since, service.policy.zone, language) if one.since else "–"
    values = {"mailbox": one.about, "number": one.number, "since": since}
    yield say(language, f"alarms.{one.key}.cause", **values)
    if one.cause:
        try:
            yield say(language, f"errors.{one.cause}.cause", **one.params)
            yield say(language, f"errors.{one.cause}.next", **one.params)
        except (MissingWording, KeyError):
            yield one.cause
    yield say(language, f"alarms.{one.key}.next", **values)
