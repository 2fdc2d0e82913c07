"""What the people of a meeting are called: by the directory, by our own list of officers, else by its invitations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from liaison_sync.domain.invitation import Attendee, Invitation

if TYPE_CHECKING:
    from liaison_sync.app.service import Service
    from liaison_sync.domain.fact import Fact
    from liaison_sync.domain.view import Meeting
    from liaison_sync.store.engagement import Person


def called(service: Service, known: Mapping[str, Person], said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Address → name, for whoever has one. `said` are (address, name) as sent, the latest last.

    An address of ours that nobody names goes by the organisation's name; one written as its own name has none.
    """
    ours = dict.fromkeys(service.own.addresses, service.policy.organisation)
    sent = {address: name for address, name in said if name and "@" not in name}
    officers = {one.address: one.name for one in service.officers}
    directory = {address: one.name for address, one in known.items()}
    found = {**ours, **sent, **officers, **{address: name for address, name in directory.items() if name}}
    return {address: name for address, name in found.items() if name}


def said_by(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """The names (CN) in every invitation and answer of a meeting, in the order received."""
    for fact in facts:
        found = getattr(fact.content, "invitation", fact.content)
        if isinstance(found, Invitation):
            yield from _pairs((*found.attendees, *((found.organizer,) if found.organizer else ())))


def said_of(meetings: Iterable[Meeting]) -> Iterator[tuple[str, str]]:
    """The names of those on a meeting's list."""
    for meeting in meetings:
        yield from ((one.address, one.name) for one in meeting.participants)


def _pairs(people: Iterable[Attendee]) -> Iterator[tuple[str, str]]:
    yield from ((one.address, one.name.strip()) for one in people)
