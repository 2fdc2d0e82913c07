"""Calendar feeds: what stands at the address of a token."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, select

from liaison_sync.app.service import Service
from liaison_sync.app.tokens import hashed
from liaison_sync.domain.feed import horizon
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import feed_file
from liaison_sync.formats.wording import LANGUAGES, say
from liaison_sync.store import feeds, merges, projects
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.store.feeds import Feed

_NAMING = frozenset({"officer", "manager", "admin"})  # roles that handle meetings, and so know who comes


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a feed holds now; `digest` names the content."""

    octets: bytes
    digest: str


def known(service: Service, token: str) -> Feed | None:
    """The feed of this token, looked up by its hash, so that the time it takes says nothing of any token."""
    with reading(service.engine) as connection:
        return feeds.by_token(connection, hashed(token))


def calendar(service: Service, feed: Feed) -> Calendar | None:
    """The feed's calendar; None where its partner or project is gone."""
    language = feed.language if feed.language in LANGUAGES else LANGUAGES[0]
    since, until = horizon(service.clock.now())
    with reading(service.engine) as connection:
        found = _scope(connection, service, feed)
        if found is None:
            return None
        name, which = found
        names = feed.kind == "officer" and feed.role in _NAMING
        meetings = feeds.shown(connection, since, until, which, names=names)
    words = feed_file.Words(
        name=say(language, f"feeds.name.{feed.kind}", name=name),
        untitled=say(language, "feeds.untitled"),
        people=say(language, "feeds.people", names="{names}"),
    )
    octets = feed_file.write(meetings, words, zone=service.policy.zone, publisher=_publisher(service))
    return Calendar(octets, sha256(octets).hexdigest())


def _scope(connection: Connection, service: Service, feed: Feed) -> tuple[str, ColumnElement[bool]] | None:
    """Whose meetings, by name and condition; a merged partner's are those of the one it became."""
    policy = service.policy
    if feed.kind == "officer":
        officer = {one.address: one.name for one in service.officers}.get(feed.whose)
        return officer or feed.name or feed.whose, feeds.of_officer(feed.whose, policy.default_owner, policy.manager)
    if feed.kind == "project":
        project = projects.one(connection, feed.whose)
        return None if project is None else (project.name, feeds.of_project(project.id))
    partner = merges.successor(connection, feed.whose) or feed.whose
    name = connection.execute(select(s.partner.c.name).where(s.partner.c.id == partner)).scalar()
    return None if name is None else (name, feeds.of_partner(partner))


def _publisher(service: Service) -> tuple[str, str] | None:
    addresses = [one.address for one in service.mailboxes]
    return (service.policy.organisation, addresses[0]) if addresses else None
