"""A bounce marks the contact's address, as dead or as refusing us; what somebody writes from there later clears it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.domain import changes as c
from liaison_sync.domain.reachability import failures, later, refusals, voices
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Turn
from liaison_sync.store import bounces
from liaison_sync.store import schema as s
from liaison_sync.store.bounces import Column

Mark = c.ContactBounced | c.ContactRefused


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of mark: what turns say of it, where it stands, the change that sets or clears it."""

    told: Callable[[Iterable[Turn]], dict[str, datetime]]
    column: Column
    change: Callable[[str, bool], Mark]


_KINDS = (
    _Kind(failures, s.contact.c.bounced, c.ContactBounced),
    _Kind(refusals, s.contact.c.refused, c.ContactRefused),
)


def marks(connection: Connection, turns: list[Turn]) -> list[Mark]:
    """The marks a page of new messages sets and takes away, whatever order they and others arrive in."""
    return [mark for kind in _KINDS for mark in (*_set(connection, turns, kind), *_taken_away(connection, turns, kind))]


def _set(connection: Connection, turns: list[Turn], kind: _Kind) -> Iterator[Mark]:
    failed = kind.told(turns)
    if failed:
        heard = voices([*turns, *bounces.written_from(connection, failed, min(failed.values()))])
        yield from (kind.change(a, True) for a in sorted(failed) if later(failed[a], heard.get(a)))


def _taken_away(connection: Connection, turns: list[Turn], kind: _Kind) -> Iterator[Mark]:
    heard = voices(turns)
    known = bounces.marked(connection, heard, kind.column)
    if known:
        failed = kind.told([*turns, *bounces.reports(connection, min(heard[a] for a in known))])
        yield from (kind.change(a, False) for a in sorted(known) if later(heard[a], failed.get(a)))
