"""Recognise the past again: the directory changed, so the mail of those domains may be another partner's now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from liaison_sync.app.following import followers
from liaison_sync.app.ingest import authentication_of, folding
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.directory import Directory
from liaison_sync.domain.filing import Arrival, Recognised, filed
from liaison_sync.domain.meetings import folded
from liaison_sync.domain.recognise import recognise
from liaison_sync.domain.rsvp import all_answered
from liaison_sync.domain.thread import keys
from liaison_sync.domain.threading import Filed, rethread
from liaison_sync.formats.domains import RULES
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump

_SLICE = 200
# Recognised by what they hold (a forward, an invitation), not by their own header fields.
_SPOKEN_FOR = ("internal", "relay", "forwarded")


def rerecognise(connection: Connection, service: Service, domains: Collection[str] | None) -> None:
    """Recognise anew all mail in which an address of these domains takes part (None: all mail); threads follow."""
    directory = Directory(*views.directory(connection), RULES)
    touched = _touching(connection, domains) if domains is not None else _all(connection)
    for at in range(0, len(touched), _SLICE):
        _slice(connection, service, directory, touched[at : at + _SLICE])
        _meetings(connection, service, touched[at : at + _SLICE])


def _meetings(connection: Connection, service: Service, touched: Sequence[str]) -> None:
    """The meetings these messages are about stand with their partner and thread of today."""
    f = s.fact.c
    uids = {
        uid
        for condition in views.among(f.message, touched)
        for uid in connection.execute(select(f.uid).where(condition).distinct()).scalars()
    }
    known = views.facts(connection, uids)
    places = views.places(connection, {fact.message for each in known.values() for fact in each if fact.message})
    how = folding(service, service.clock.now())
    apply(connection, [folded(uid, facts, places, how) for uid, facts in sorted(known.items())])


def _all(connection: Connection) -> list[str]:
    return sorted(connection.execute(select(s.message.c.key)).scalars())


def _touching(connection: Connection, domains: Collection[str]) -> list[str]:
    if not domains:
        return []
    p, m = s.participant.c, s.message.c
    for_these = or_(*(p.address.like(f"%@{name}") | p.address.like(f"%.{name}") for name in sorted(domains)))
    found = set(connection.execute(select(p.message).where(for_these).distinct()).scalars())
    return sorted(found.union(connection.execute(select(m.key).where(m.reason.in_(_SPOKEN_FOR))).scalars()))


def _slice(connection: Connection, service: Service, directory: Directory, touched: Sequence[str]) -> None:
    rows = [
        row
        for condition in views.among(s.message.c.key, touched)
        for row in connection.execute(select(s.message).where(condition))
    ]
    raws = views.raws(connection, [row.sha256 for row in rows])
    read = dict(zip(raws, service.parsers.read_all(list(raws.values())), strict=True))
    found: dict[str, tuple[Filed, c.MessageAdded]] = {}
    for row in rows:
        one = _again(row, read[row.sha256].parsed, directory, service)
        found[row.key] = filed(one, directory, dump=dump)
    apply(connection, [_refiled(row) for _, row in found.values()])
    wanted = {key for one, _ in found.values() for key in keys(one.node)}
    near = views.neighbourhood(connection, wanted | _components(connection, rows))
    changes = rethread(near, (), again=found.keys()).changes
    apply(connection, [*changes, *followers(connection, changes)])


def _components(connection: Connection, rows: Iterable[Any]) -> set[str]:
    """The link keys of the components these messages stand in, so that those are threaded whole."""
    l = s.link.c  # noqa: E741
    return {
        row.key
        for condition in views.among(l.component, {row.component for row in rows})
        for row in connection.execute(select(l.key).where(condition))
    }


def _again(row: Any, parsed: Any, directory: Directory, service: Service) -> Recognised:
    message = parsed.message
    verdict = authentication_of(message, service)
    junk = "junk" if row.junk else "inbox"
    arrival = Arrival("", "", junk, "", row.received_at, message)
    invitations = [one for file in parsed.calendars for one in file.invitations]
    found = recognise(
        message,
        directory,
        service.own,
        at=row.received_at,
        authentication="fail" if verdict.refuted else "none",
        invitations=invitations,
    )
    alert = "duplicate_message_id" if "duplicate_message_id" in (row.warnings or ()) else None
    return Recognised(row.key, arrival, found, verdict, alert, all_answered(invitations, found, service.own))


def _refiled(row: c.MessageAdded) -> c.MessageRefiled:
    names = ("key", "partner", "contact", "reason", "direction", "node", "turn", "warnings", "linked")
    return c.MessageRefiled(**{name: getattr(row, name) for name in names})
