"""A bounce marks the contact's address; what somebody writes from there later takes the mark away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Recognised, turn
from liaison_sync.domain.reachability import failures, later, voices
from liaison_sync.domain.view import Turn
from liaison_sync.store import bounces


def marks(connection: Connection, new: Iterable[Recognised]) -> list[c.ContactBounced]:
    """The marks a page of new messages sets and takes away, whatever order they and others arrive in."""
    turns = [turn(one) for one in new]
    return [*_set(connection, turns), *_taken_away(connection, turns)]


def _set(connection: Connection, turns: list[Turn]) -> Iterator[c.ContactBounced]:
    failed = failures(turns)
    if failed:
        heard = voices([*turns, *bounces.written_from(connection, failed, min(failed.values()))])
        yield from (c.ContactBounced(a) for a in sorted(failed) if later(failed[a], heard.get(a)))


def _taken_away(connection: Connection, turns: list[Turn]) -> Iterator[c.ContactBounced]:
    heard = voices(turns)
    known = bounces.marked(connection, heard)
    if known:
        failed = failures([*turns, *bounces.reports(connection, min(heard[a] for a in known))])
        yield from (c.ContactBounced(a, bounced=False) for a in sorted(known) if later(heard[a], failed.get(a)))
