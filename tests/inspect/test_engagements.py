"""Histories of calendar files and invitations, and what `inspect engagements` makes of them."""

from __future__ import annotations

from pathlib import Path

from tests.inspect.calendars import BOSS, BUDI, US, History, attendee, calendar, event

REQUEST = calendar("REQUEST", event(attendee(US), attendee(BUDI)))


def test_a_request_is_not_stale_because_something_newer_was_published(tmp_path: Path) -> None:
    published = calendar("PUBLISH", event(day=5))
    found = History(tmp_path).then(published, BOSS).then(REQUEST, BOSS).told()
    assert [fact["verdict"] for fact in found["facts"]] == ["NOTED", "APPLIED"]
    assert found["engagements"][0]["status"] == "proposed"
