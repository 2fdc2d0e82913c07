"""Leases: one worker at a time on a mailbox or a letter; a fencing token tells a late one that it lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, or_, update

from liaison_sync.store import schema as s


class LeaseLost(Exception):
    """Another worker took over meanwhile: whatever was prepared must not be written."""


def take(connection: Connection, table: Table, key: str, *, owner: str, now: datetime, seconds: int) -> int | None:
    """Take the lease of a row; returns its fencing token, or None where somebody else holds it.

    A mailbox's own worker may take it anew: after a restart it need not wait for what it lost.
    """
    c = table.c
    free = or_(c.lease_until.is_(None), c.lease_until < now)
    if table is s.mailbox:
        free = or_(free, c.lease_owner == owner)
    return connection.execute(
        update(table)
        .where(_key(table) == key, free)
        .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds), fence=c.fence + 1)
        .returning(c.fence)
    ).scalar()


def hold(connection: Connection, table: Table, key: str, *, fence: int, now: datetime, seconds: int) -> None:
    """Prove inside the writing transaction that the lease is still ours, and prolong it. Raises LeaseLost."""
    held = connection.execute(
        update(table)
        .where(_key(table) == key, table.c.fence == fence, table.c.lease_owner.is_not(None))
        .values(lease_until=now + timedelta(seconds=seconds))
    )
    if held.rowcount != 1:
        raise LeaseLost(key)


def release(connection: Connection, table: Table, key: str, *, fence: int) -> None:
    """Give the lease back; nothing happens where it was lost."""
    connection.execute(
        update(table).where(_key(table) == key, table.c.fence == fence).values(lease_owner=None, lease_until=None)
    )


def _key(table: Table) -> ColumnElement[str]:
    return table.c.name if table is s.mailbox else table.c.id
