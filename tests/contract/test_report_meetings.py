"""Meetings of a report as the store tells them: who stayed away, when one was invited, moved and minuted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, update

from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import Met, ReportView
from liaison_sync.store import schema as s
from liaison_sync.store.engine import migrate, reading, writing
from liaison_sync.store.report_feedback import comments
from liaison_sync.store.report_meetings import meetings

MONTH = Period(date(2026, 11, 1), "Asia/Jakarta", "month")
DAY = timedelta(days=1)
THEM = "rina@mitra.example"


def _meeting(connection: Connection, key: str, start: datetime, **document: Any) -> None:
    held = {"occurrence": key, "state": "minuted", "reason": "", "at": start + DAY, "actor": ""}
    told = {"attendees": [{"address": THEM.title(), "partstat": "ACCEPTED"}], **document}
    connection.execute(s.engagement.insert(), [{"key": key, "uid": key, "status": "confirmed", "document": told}])
    row = {"key": key, "uid": key, "engagement": key, "start": start, "end": start, "status": "confirmed"}
    connection.execute(s.occurrence.insert(), [row])
    connection.execute(s.conduct.insert(), [held])


def _minutes(key: str, version: int, at: datetime) -> dict[str, Any]:
    return {"occurrence": key, "version": version, "document": {}, "at": at}


def _fact(uid: str, n: int, at: datetime, rule: str, verdict: str = "APPLIED") -> dict[str, Any]:
    told = {"uid": uid, "received_at": at, "message": f"m{n}", "document": {}, "verdict": verdict, "rule": rule}
    return {"id": f"{uid}{n}", **told}


@pytest.fixture
def told(engine: Engine) -> Iterator[dict[str, Met]]:
    """Of a month in which minutes of older meetings were written."""
    migrate(engine)
    first, before = MONTH.start, MONTH.before.start
    with writing(engine) as connection:
        for key, start in (("here", first + DAY), ("fresh", before - 9 * DAY), ("archive", before - 9 * DAY)):
            _meeting(connection, key, start)
        _meeting(connection, "series", first + 2 * DAY, rrule="FREQ=WEEKLY")
        written = [("here", 2, 5), ("here", 1, 4), ("archive", 1, -40)]
        rows = [_minutes(key, version, first + n * DAY) for key, version, n in written]
        connection.execute(s.minutes.insert(), [*rows, _minutes("fresh", 1, before + DAY)])
        facts = [
            _fact("here", 0, first - 20 * DAY, "request.low_trust", "LOW_TRUST"),
            _fact("here", 1, first - 9 * DAY, "request.new"),
            _fact("here", 2, first - 8 * DAY, "request.new"),
            _fact("here", 3, first - 2 * DAY, "request.reschedule"),
            _fact("series", 4, first - 9 * DAY, "request.new"),
        ]
        connection.execute(s.fact.insert(), facts)
        presence = {"here": "absent", "series": "substitute:Sari"}
        people = [{"occurrence": key, "person": THEM, "presence": how} for key, how in presence.items()]
        connection.execute(s.attendance.insert(), [*people, {**people[0], "person": "tamu@luar.example"}])
    with reading(engine) as connection:
        yield {one.key: one for one in meetings(connection, ReportView(MONTH, MONTH.end, MONTH.end))}


def test_minutes_of_the_period_bring_their_older_meeting_with_them(told: dict[str, Met]) -> None:
    assert told.keys() == {"here", "fresh", "series"}
    assert (told["here"].minuted_at, told["fresh"].minuted_at) == (MONTH.start + 4 * DAY, MONTH.before.start + DAY)
    assert [told[key].minuted for key in ("here", "fresh", "series")] == [True, True, False]


def test_a_single_meeting_knows_its_first_invitation_and_who_stayed_away(told: dict[str, Met]) -> None:
    here = told["here"]
    assert (here.invited_at, here.moves) == (MONTH.start - 9 * DAY, ((MONTH.start - 2 * DAY, "m3"),))
    assert here.missed == (THEM,)
    assert (told["series"].invited_at, told["series"].missed) == (None, ())


def test_an_opinion_is_of_the_meetings_partner_where_its_letter_names_none(engine: Engine) -> None:
    migrate(engine)
    start = MONTH.start + DAY
    said = {"id": "f1", "followup": "gone", "meeting": "met", "contact": THEM, "score": 2, "state": "recorded"}
    with writing(engine) as connection:
        _meeting(connection, "met", start)
        connection.execute(update(s.engagement).values(partner="mitra", title="Rapat"))
        connection.execute(s.feedback.insert(), [{**said, "at": start + DAY}])
    with reading(engine) as connection:
        (one,) = comments(connection, ReportView(MONTH, MONTH.end, MONTH.end))
    assert (one.partner, one.title, one.score) == ("mitra", "Rapat", 2)
