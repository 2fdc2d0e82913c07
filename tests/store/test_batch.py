"""A row that is written again keeps when it was first written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Partner
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import migrate, reading, writing

FIRST = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=2)


def test_a_follow_up_and_a_partner_keep_when_they_came_into_being(engine: Engine) -> None:
    migrate(engine)
    new = c.FollowUpPut(
        "fu-1", "no_reply", "m1", 1, "planned", "partner", None, None, None, FIRST, {"followup": {}}, FIRST
    )
    partner = Partner("pemkot", "Pemkot")
    for at, state in ((FIRST, "planned"), (LATER, "drafted")):
        with writing(engine) as connection:
            apply(connection, [replace(new, state=state, at=at), c.PartnerPut(partner, at)])
    with reading(engine) as connection:
        (row,) = connection.execute(select(s.followup))
        assert (row.created_at, row.changed_at, row.state) == (FIRST, LATER, "drafted")
        assert connection.execute(select(s.partner.c.created_at)).scalar() == FIRST
