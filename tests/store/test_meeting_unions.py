"""Questions that ask for several things at once, on both databases: an empty store answers each with nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from liaison_sync.domain.engagement import Engagement
from liaison_sync.store import agenda, engagement, feedback, meeting_pairs, outcome_mails, project_meetings, under_way
from liaison_sync.store.engine import reading
from liaison_sync.store.together import together

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_counts_twins_and_briefings_of_an_empty_store_are_empty(engine: Engine) -> None:
    said = Engagement("x@y", None, "proposed", False, None, None, "", "", None, 0, None, (), None)
    with reading(engine) as connection:
        assert agenda.open_counts(connection, NOW) == agenda.Open(0, 0, 0, 0)
        assert together(
            connection,
            under_way.letters_asked("x@y"),
            under_way.meeting_asked("x"),
            outcome_mails.meeting_asked("x"),
            feedback.meeting_asked("x"),
            meeting_pairs.beside_asked(said, NOW),
            project_meetings.belonging_asked("x"),
        ) == [[], [], [], [], [], []]
        assert together(connection, None) == [[]]
        assert engagement.briefing(connection, "bank") == engagement.Briefing((), (), ())
