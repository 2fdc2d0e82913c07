"""The copies a rule leaves out of a mailbox: which, by which rule, and which rules were in force last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from liaison_sync.store import schema as s

_I = s.sighting.c


def copies(connection: Connection, mailbox: str, folder: str) -> dict[str, tuple[str, datetime | None]]:
    """Locator → the rule, and when the copy was received."""
    here = (_I.mailbox == mailbox, _I.folder == folder, _I.state == "excluded", _I.gone_at.is_(None))
    query = select(_I.locator, _I.rule, _I.received_at).where(*here).order_by(_I.locator)
    return {row.locator: (row.rule, row.received_at) for row in connection.execute(query)}


def counted(connection: Connection) -> dict[str, dict[str, int]]:
    """Mailbox → rule → copies that lie there and are left out."""
    found: dict[str, dict[str, int]] = {}
    query = select(_I.mailbox, _I.rule, func.count()).where(_I.state == "excluded", _I.gone_at.is_(None))
    for mailbox, rule, number in connection.execute(query.group_by(_I.mailbox, _I.rule).order_by(_I.mailbox, _I.rule)):
        found.setdefault(mailbox, {})[rule] = number
    return found


def rules(connection: Connection, mailbox: str) -> Mapping[str, Any]:
    """The rules its copies were last judged by."""
    return connection.execute(select(s.mailbox.c.rules).where(s.mailbox.c.name == mailbox)).scalar() or {}


def put_rules(connection: Connection, mailbox: str, told: Mapping[str, Any]) -> None:
    """From now on its copies are judged by these."""
    connection.execute(update(s.mailbox).where(s.mailbox.c.name == mailbox).values(rules=dict(told) or None))
