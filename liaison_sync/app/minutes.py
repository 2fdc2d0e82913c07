"""The last version of a meeting's minutes as PDF, for its page and for the partner. Internal notes are never read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from liaison_sync.app.letterhead import logo
from liaison_sync.app.meeting_files import octets
from liaison_sync.app.service import Service
from liaison_sync.domain.followup import FollowUp
from liaison_sync.formats.compose import File
from liaison_sync.formats.date_text import both_zones_text, date_text, in_zone, short_date_text
from liaison_sync.formats.filename import portable
from liaison_sync.formats.minutes_paper import Notulen, Person, Task, paper
from liaison_sync.formats.pdf import pdf
from liaison_sync.formats.wording import say
from liaison_sync.store import engagement, meeting_files
from liaison_sync.store.engagement import Dossier
from liaison_sync.store.meeting_files import Files

TRIGGER = "minutes_share"
_MOST_FILES = 10
_AROUND = timedelta(days=3)  # files that came so long after a meeting still belong to it


def enclosed(connection: Connection, service: Service, followup: FollowUp) -> list[File]:
    """What goes with the letter of a follow-up: the minutes, and the files somebody chose.

    Raises ValueError where one of them is no more, or the minutes cannot be drawn.
    """
    if followup.trigger != TRIGGER:
        return []
    meeting = followup.meeting or ""
    found = file(connection, service, meeting, followup.language)
    if found is None:
        raise ValueError("no minutes")
    return [found, *(_chosen(connection, meeting, digest) for digest in followup.files)]


def _chosen(connection: Connection, meeting: str, digest: str) -> File:
    one = meeting_files.one(connection, meeting, digest)
    content = octets(connection, one) if one and not one.internal and one.removed_at is None else None
    if one is None or content is None:
        raise ValueError(f"no file {one.name if one else digest}")
    return File(one.name, one.type or "application/octet-stream", content)


def file(connection: Connection, service: Service, meeting: str, language: str) -> File | None:
    """The minutes as a file; None where there are none. Raises NoPdf."""
    own = frozenset(service.own.addresses)
    found = engagement.dossier(connection, meeting, service.clock.now(), own)
    if found is None or not found.minutes:
        return None
    one = _notulen(connection, service, found, language)
    drawn = pdf(paper(one, language, organisation=service.policy.organisation, logo=logo(service)), service.templates)
    day = f"{in_zone(found.meeting.start, service.policy.zone):%Y-%m-%d} " if found.meeting.start else ""
    name = portable(f"{say(language, 'minutes.paper.file')} {day}{one.title}.pdf") or "notulen.pdf"
    return File(name, "application/pdf", drawn)


def _notulen(connection: Connection, service: Service, found: Dossier, language: str) -> Notulen:
    last, meeting, zone = found.minutes[0], found.meeting, service.policy.zone
    names = _names(connection, service, found)
    at = in_zone(last.at, zone).date()
    zones = tuple(dict.fromkeys(one for one in (zone, meeting.zone) if one and one.upper() != "UTC"))
    return Notulen(
        title=meeting.title,
        day=date_text(in_zone(meeting.start, zone), language) if meeting.start else "–",
        time=both_zones_text(meeting.start, meeting.end, zones, language)
        if meeting.start and not meeting.all_day
        else "–",
        place=last.document.get("place") or meeting.location or meeting.join_url or "",
        people=tuple(_people(connection, found, names, language)),
        discussion=last.document.get("discussion", ""),
        decisions=last.document.get("decisions", ""),
        tasks=tuple(
            Task(one.text, names.get(one.owner, one.owner), short_date_text(in_zone(one.due, "UTC"), language))
            if one.due
            else Task(one.text, names.get(one.owner, one.owner), "")
            for one in meeting.actions
        ),
        files=tuple(
            attached(found, meeting_files.of_meeting(connection, meeting.key, meeting.thread, None, around(found)))
        ),
        version=last.version,
        recorder=names.get(last.actor, last.actor),
        made=at,
        made_text=short_date_text(at, language),
    )


def _names(connection: Connection, service: Service, found: Dossier) -> dict[str, str]:
    people = {*found.attendance, *(one.owner for one in found.meeting.actions), found.minutes[0].actor}
    known = engagement.people(connection, {*people, *(one.address for one in found.meeting.participants)})
    said = {one.address: one.name for one in found.meeting.participants if one.name}
    recorded = {person: name for person, (name, _) in found.attendance.items() if name and "@" not in name}
    directory = {address: one.name for address, one in known.items() if one.name}
    return {**said, **recorded, **directory, **{one.address: one.name for one in service.officers if one.name}}


def _people(connection: Connection, found: Dossier, names: dict[str, str], language: str) -> Iterator[Person]:
    """Everybody whose attendance was recorded; nobody else was there as far as anyone knows."""
    known = engagement.people(connection, found.attendance.keys())
    for person, (name, stored) in found.attendance.items():
        presence, _, substitute = stored.partition(":")
        one = known.get(person)
        role = ", ".join(word for word in (one.title, one.partner_name) if word) if one else ""
        words = say(language, f"minutes.presence.{presence}") + (f" {substitute}" if substitute else "")
        yield Person(names.get(person) or name or person, role, words)


def attached(found: Dossier, files: Files) -> list[str]:
    """The names the minutes list: of the meeting's files but internal ones; while it has none, of what both sides
    exchanged about it, around it.
    """
    meeting, until = found.meeting, around(found)
    if files.here:
        return [one.name for one in files.here if not one.internal]
    if not meeting.thread or until is None or meeting.recurrence_id:
        return []
    known = [one for one in files.exchanged if one.thread == meeting.thread and one.at <= until]
    known.sort(key=lambda one: one.at)  # those of one mail stay in its order
    return list(dict.fromkeys(one.name for one in known if one.direction != "internal"))[:_MOST_FILES]


def around(found: Dossier) -> datetime | None:
    """Until when files that come still belong to the meeting; None where nobody knows when it is."""
    end = found.meeting.end or found.meeting.start
    return end + _AROUND if end else None
