"""Two UIDs that may be one meeting: proposed by a fingerprint, never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liaison_sync.domain.engagement import Engagement, Participant
from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.same_meeting import may_be_one
from liaison_sync.formats.subject import topic

_AT = datetime(2026, 12, 1, 3, tzinfo=UTC)


def _asked(*addresses: str) -> tuple[Participant, ...]:
    return tuple(Participant(one, "", "NEEDS-ACTION", "REQ-PARTICIPANT") for one in addresses)


ONE = Engagement(
    uid="1", recurrence_id=None, status="proposed", observer=False, start=Moment(_AT, "UTC", "utc", _AT), end=None,
    title="Rapat  Koordinasi", location="", join_url=None, sequence=0, organizer="ani@mitra.id",
    attendees=_asked("ani@mitra.id", "humas@kami.id"), rrule=None,
)  # fmt: skip
OTHER = replace(ONE, uid="2", title="Undangan: rapat koordinasi.", attendees=_asked("humas@kami.id", "budi@kami.id"))


@pytest.mark.parametrize(
    "title",
    [
        "Re: Rapat koordinasi",
        "Updated invitation: Rapat koordinasi",
        "回复：Rapat koordinasi",
        "[EXTERNAL] Fwd: Rapat koordinasi",
    ],
)
def test_a_title_is_the_same_under_every_prefix_a_subject_may_have(title: str) -> None:
    assert may_be_one(ONE, replace(OTHER, title=title), topic)


def test_one_meeting_under_two_uids_is_proposed_both_ways() -> None:
    assert may_be_one(ONE, OTHER, topic)
    assert may_be_one(OTHER, ONE, topic)


@pytest.mark.parametrize(
    "other",
    [
        replace(OTHER, uid="1"),
        replace(OTHER, organizer="budi@mitra.id"),
        replace(OTHER, organizer=None),
        replace(OTHER, start=Moment(_AT.replace(hour=4), "UTC", "utc", _AT.replace(hour=4))),
        replace(OTHER, title="Rapat anggaran"),
        replace(OTHER, title=""),
        replace(OTHER, attendees=_asked("ani@mitra.id", "budi@kami.id")),
        replace(OTHER, status="cancelled"),
        replace(OTHER, flags=("left_calendar",)),
    ],
    ids=["uid", "organiser", "nobody", "start", "title", "untitled", "people", "cancelled", "taken out of its feed"],
)
def test_what_differs_or_is_gone_is_not(other: Engagement) -> None:
    assert not may_be_one(ONE, other, topic)
