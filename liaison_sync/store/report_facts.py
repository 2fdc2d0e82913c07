"""What was known of meetings at an earlier instant, where more is known now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from liaison_sync.domain.fact import Fact
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load


def before(connection: Connection, at: datetime) -> Mapping[str, Sequence[Fact]]:
    """UID → the facts received before `at`, of the meetings that have later ones too; in the order they came."""
    f, e = s.fact.c, s.engagement.c
    standing = select(e.uid).where(e.uid.in_(straddling(at)))  # one that counts as another has no engagement of its own
    query = select(f.uid, f.document).where(f.uid.in_(standing), f.received_at < at)
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in connection.execute(query.order_by(f.received_at, f.id)):
        found[row.uid].append(load(Fact, row.document))
    return found


def straddling(at: datetime) -> Select[tuple[str]]:
    """The UIDs with facts before `at` and from then on."""
    f = s.fact.c
    return select(f.uid).group_by(f.uid).having(func.min(f.received_at) < at, func.max(f.received_at) >= at)
