"""A series in Microsoft 365 is kept alike, however much the service tells of it with its master."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import schema as s
from tests.app.test_graph_poll import DIRECTORY
from tests.formats.test_graph_event import SERIES, at, event
from tests.peers.ca import Authority
from tests.peers.graph import USER, FakeGraph, mailbox_settings
from tests.rig import Rig, rig, rows

TODAY = date(2026, 11, 10)


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeGraph]:
    with FakeGraph(authority.issue()) as made:
        yield made
        assert made.wrong == []


@pytest.fixture
def here(engine: Engine, fake: FakeGraph, authority: Authority) -> Rig:
    settings = mailbox_settings(fake, authority)
    box = Mailbox("humas", USER, lambda: GraphSource("humas", settings, lambda: TODAY), page_messages=50)
    return rig(engine, [box], directory=DIRECTORY, address=USER)


def occurrence(fake: FakeGraph, series: str, start: datetime, length: timedelta, **changes: Any) -> dict[str, Any]:
    told = {"id": fake.box.new_id(), "type": "occurrence", "seriesMasterId": series,
            "originalStart": f"{start:%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    begin, end = f"{start:%Y-%m-%dT%H:%M:%S}", f"{start + length:%Y-%m-%dT%H:%M:%S}"
    return {**told, "start": at(begin), "end": at(end), **changes}


def put(fake: FakeGraph) -> None:
    """Mondays at ten: the 9th cancelled, the 16th moved, the 23rd an exception that is cancelled."""
    id_ = fake.box.new_id()
    series = event(**{**SERIES, "id": id_})
    hour = timedelta(hours=1)
    starts = [datetime(2026, 10, 19, 8, tzinfo=UTC)]
    starts += [datetime(2026, 10, 26, 9, tzinfo=UTC) + timedelta(weeks=n) for n in (0, 1, 5)]
    view = [occurrence(fake, id_, start, hour) for start in starts]
    view += [{**one, "id": fake.box.new_id(), "seriesMasterId": id_} for one in series["exceptionOccurrences"]]
    fake.box.put_event(series, view)


def kept(here: Rig) -> tuple[dict[str | None, str], list[str]]:
    here.clock.turn(minutes=5)
    found = poll(here.service, here.service.mailboxes[0])
    assert found.failure is None, found.failure
    e, o = s.engagement.c, s.occurrence.c
    told = {row.recurrence_id: row.status for row in rows(here.engine, e.recurrence_id, e.status)}
    return told, sorted(row.start.isoformat() for row in rows(here.engine, o.start))


@pytest.mark.parametrize("told", ["whole", "bare", "untold", "refused"])
def test_what_was_moved_and_cancelled_is_known_however_little_the_master_tells(
    here: Rig, fake: FakeGraph, told: str
) -> None:
    fake.manners.series = told
    put(fake)
    meetings, starts = kept(here)
    assert meetings.keys() == {None, "2026-11-16T09:00:00+00:00", "2026-11-23T09:00:00+00:00"}
    assert meetings["2026-11-23T09:00:00+00:00"] == "cancelled"
    assert "2026-11-02T09:00:00+00:00" in starts
    assert "2026-11-09T09:00:00+00:00" not in starts
    assert "2026-11-17T13:00:00+00:00" in starts
    assert "2026-11-16T09:00:00+00:00" not in starts
    asked = sum(line.endswith("/instances") for line in fake.asked)
    assert (asked == 0) == (told == "whole")


def test_one_instance_of_a_series_we_were_not_asked_to_is_a_meeting_of_its_own(here: Rig, fake: FakeGraph) -> None:
    alone = event(id=fake.box.new_id(), type="exception", seriesMasterId=None, originalStart="2026-11-23T02:00:00Z")
    fake.box.put_event(alone)
    meetings, starts = kept(here)
    assert list(meetings) == ["2026-11-23T02:00:00+00:00"]
    assert starts == ["2026-11-23T03:00:00+00:00"]


def test_days_alone_are_compared_as_days(here: Rig, fake: FakeGraph) -> None:
    fake.manners.series = "untold"
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"}
    range_ = {"type": "numbered", "startDate": "2026-11-02", "numberOfOccurrences": 4,
              "recurrenceTimeZone": "SE Asia Standard Time"}  # fmt: skip
    id_, day = fake.box.new_id(), timedelta(days=1)
    series = event(id=id_, type="seriesMaster", isAllDay=True, start=at("2026-11-02T00:00:00"),
                   end=at("2026-11-03T00:00:00"), recurrence={"pattern": pattern, "range": range_})  # fmt: skip
    starts = [datetime(2026, 11, number, tzinfo=UTC) for number in (2, 9, 23)]
    fake.box.put_event(series, [occurrence(fake, id_, start, day, isAllDay=True) for start in starts])
    _, found = kept(here)
    assert [one[:10] for one in found] == ["2026-11-01", "2026-11-08", "2026-11-22"]  # midnight in Jakarta


def test_instances_that_contradict_their_rule_are_believed_neither_way(here: Rig, fake: FakeGraph) -> None:
    fake.manners.series = "untold"
    id_ = fake.box.new_id()
    series = event(**{**SERIES, "id": id_})
    tuesday = datetime(2026, 11, 17, 9, tzinfo=UTC)
    fake.box.put_event(series, [occurrence(fake, id_, tuesday, timedelta(hours=1))])
    meetings, starts = kept(here)
    assert (meetings, starts) == ({}, [])
    (held,) = rows(here.engine, s.sighting.c.locator, s.sighting.c.state)
    assert tuple(held) == (id_, "pending")
