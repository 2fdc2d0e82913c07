"""Recognise the past again: the directory changed, so the mail of those domains may be another partner's now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, func, or_, select, type_coerce

from liaison_sync.app.following import followers
from liaison_sync.app.ingest import folding
from liaison_sync.app.parsing import Read
from liaison_sync.app.recognising import Recognising, directory_of, recognising, verdict_of
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.address import same_mailbox
from liaison_sync.domain.directory import Directory
from liaison_sync.domain.filing import Arrival, Recognised, filed, refiled
from liaison_sync.domain.lookalike import readable
from liaison_sync.domain.meetings import folded
from liaison_sync.domain.rsvp import all_answered
from liaison_sync.domain.threading import rethread
from liaison_sync.formats.domains import RULES
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump

SLICE = 200
# Recognised by what they hold (a forward, an invitation), not by their own header fields.
_SPOKEN_FOR = ("internal", "relay", "forwarded")
_STORED = select(s.message, s.message_text.c.rest).join(s.message_text, s.message_text.c.n == s.message.c.n)


def rerecognise(connection: Connection, service: Service, wanted: Collection[str] | None) -> None:
    """Recognise anew all mail in which these addresses and domains take part (None: all mail); threads follow."""
    touched = touching(connection, wanted) if wanted is not None else _all(connection)
    recognise_again(connection, service, touched)


def bearing(connection: Connection, message_ids: Collection[str]) -> list[str]:
    """The keys of the messages with these Message-IDs."""
    return sorted(row.key for rows in views.bearers(connection, message_ids).values() for row in rows)


def recognise_again(
    connection: Connection, service: Service, touched: Sequence[str], read: Mapping[str, Read] | None = None
) -> int:
    """Recognise these messages anew, by key; threads and meetings of those that differ follow. Returns how many do.

    `read` are copies read before, by SHA-256.
    """
    directory = directory_of(connection, service)
    number = 0
    for at in range(0, len(touched), SLICE):
        differ = _slice(connection, service, directory, touched[at : at + SLICE], read)
        _meetings(connection, service, differ)
        number += len(differ)
    return number


def read_again(service: Service, connection: Connection, touched: Sequence[str]) -> dict[str, Read]:
    """The copies these messages were filed from, read, by SHA-256; those erased are left out."""
    m = s.message.c
    digests = {
        digest
        for condition in views.among(m.key, touched)
        for digest in connection.execute(select(m.sha256).where(condition)).scalars()
    }
    raws = views.raws(connection, sorted(digests))
    return dict(zip(raws, service.parsers.read_all(list(raws.values())), strict=True))


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


def touching(connection: Connection, wanted: Collection[str]) -> list[str]:
    """The keys of the mail in which these addresses, or addresses of these domains, take part."""
    if not wanted:
        return []
    p, m = s.participant.c, s.message.c
    for_these = or_(*(condition for one in sorted(wanted) for condition in _at(p.address, one)))
    found = set(connection.execute(select(p.message).where(for_these).distinct()).scalars())
    passed_on = and_(m.stranger.is_not(None), m.direction == "internal")
    others = select(m.key).where(or_(m.reason.in_(_SPOKEN_FOR), passed_on))
    found.update(connection.execute(others).scalars())
    return sorted(found.union(_passed_on_by_us(connection, wanted)))


def _passed_on_by_us(connection: Connection, wanted: Collection[str]) -> Iterable[str]:
    """Letters of ours in which we passed on mail of these domains: its people are parties, and no participants."""
    m, t = s.message.c, s.message_text.c
    rest = type_coerce(t.rest, Text)
    cores = {RULES.registrable(domain) or domain for domain in (one.rpartition("@")[2] for one in wanted)}
    named = [rest.contains(f"{mark}{core}", autoescape=True) for core in sorted(cores) for mark in "@."]
    joined = select(m.key).join(s.message_text, t.n == m.n)
    ours = joined.where(m.direction == "out", rest.contains('"forwarded"'), or_(*named))
    return connection.execute(ours).scalars()


def _at(address: ColumnElement[str], wanted: str) -> Iterator[ColumnElement[bool]]:
    """Whose addresses may be another partner's: one mailbox's, or all below the registrable part of a domain."""
    _, at, domain = wanted.rpartition("@")
    if at and RULES.is_freemail(domain):
        local, _, service = same_mailbox(wanted).partition("@")
        bare, service = (func.replace(address, ".", ""), "g%mailcom") if service == "gmail.com" else (address, domain)
        yield from (address == wanted, bare.like(f"{local}@{service}"), bare.like(f"{local}+%@{service}"))
        return
    core = RULES.registrable(domain) or domain
    for name in {core, readable(core)}:
        yield address.like(f"%@{name}")
        yield address.like(f"%.{name}")


def _slice(
    connection: Connection,
    service: Service,
    directory: Directory,
    touched: Sequence[str],
    before: Mapping[str, Read] | None,
) -> list[str]:
    """The keys of those that differ."""
    read = before if before is not None else read_again(service, connection, touched)
    rows = [
        row
        for condition in views.among(s.message.c.key, touched)
        for row in connection.execute(_STORED.where(condition))
    ]
    known = recognising(connection, service, [one.parsed.message for one in read.values()], directory)
    stood = {row.key: row for row in rows if row.sha256 in read}  # the bytes of some were erased with a person's data
    ordered = sorted(stood.values(), key=lambda row: (row.at, row.key))  # what answers comes after what it answers
    once_more = [again(row, read[row.sha256].parsed, known, service) for row in ordered]
    found = {one.key: filed(one, directory) for one in once_more}
    meant = [refiled(one, found[one.key], stood[one.key].rest or {}, dump) for one in once_more]
    news = [one for one in meant if _differs(stood[one.key], one)]
    if not news:
        return []
    found = {one.key: found[one.key] for one in news}
    apply(connection, news)
    wanted = {key for one in found.values() for key in one.keys}
    near = views.neighbourhood(connection, wanted | component_keys(connection, [stood[key] for key in found]))
    changes = rethread(near, (), again=found.keys()).changes
    apply(connection, [*changes, *followers(connection, changes)])
    return list(found)


def _differs(row: Any, wanted: c.MessageRefiled) -> bool:
    names = wanted.__slots__
    return _plain([getattr(row, name) for name in names]) != _plain([getattr(wanted, name) for name in names])


def _plain(values: Any) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False).replace("\\u0000", "")


def component_keys(connection: Connection, rows: Iterable[Any]) -> set[str]:
    """The link keys of the components these messages stand in, so that those are threaded whole."""
    l = s.link.c  # noqa: E741
    return {
        row.key
        for condition in views.among(l.component, {row.component for row in rows})
        for row in connection.execute(select(l.key).where(condition))
    }


def again(row: Any, parsed: Any, known: Recognising, service: Service) -> Recognised:
    """The stored message `row`, read again, as it is recognised now."""
    message = parsed.message
    verdict = verdict_of(message, service)
    junk = "junk" if row.junk else "inbox"
    arrival = Arrival("", "", junk, "", row.received_at, message)
    invitations = [one for file in parsed.calendars for one in file.invitations]
    found = known.recognised(message, row.received_at, verdict, invitations)
    alert = "duplicate_message_id" if "duplicate_message_id" in (row.warnings or ()) else None
    answered = all_answered(invitations, found, service.own)
    return Recognised(row.key, arrival, found, verdict, alert, answered, settled=row.turn.get("settled"))
