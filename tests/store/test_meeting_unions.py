"""Questions that ask for several things at once, on both databases: an empty store answers each with nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from liaison_sync.domain.engagement import Engagement
from liaison_sync.store import agenda, engagement, meeting_pairs
from liaison_sync.store.engine import reading

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_counts_twins_and_briefings_of_an_empty_store_are_empty(engine: Engine) -> None:
    said = Engagement("x@y", None, "proposed", False, None, None, "", "", None, 0, None, (), None)
    with reading(engine) as connection:
        assert agenda.open_counts(connection, NOW) == agenda.Open(0, 0, 0, 0)
        assert meeting_pairs.beside(connection, said, NOW) == ([], [])
        assert engagement.briefing(connection, "bank") == engagement.Briefing((), (), ())
