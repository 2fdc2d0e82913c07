"""Verdicts in the store: of what was received before, whichever folder was read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from liaison_sync.domain.changes import Change, EngagementFolded, FactPut
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.meetings import Folding, Instance, Places, refold
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    OWN,
    POLICY,
    STAMP0,
    US,
    WEEKLY,
    at,
    cancel,
    reply,
    request,
    weekly,
)

FOLDING = Folding(OWN, POLICY, weekly, lambda versions: (), str)
NOWHERE = Places({}, {})


def received(fact: Fact, minute: int) -> Fact:
    return replace(fact, received_at=STAMP0 + timedelta(minutes=minute))


STORY = (
    received(request(BUDI, CITRA, sender=US), 0),
    received(reply(BUDI, "ACCEPTED", organizer=US), 30),
    received(reply(CITRA, "DECLINED", organizer=US), 40),
    received(cancel(BUDI, CITRA, sender=US), 60),
)


def rules(pages: Sequence[Sequence[Fact]]) -> dict[str, str]:
    """Fact → rule, after these pages were read one after the other."""
    told: dict[str, str] = {}
    known: list[Fact] = []
    for page in pages:
        changes: tuple[Change, ...] = refold({"u1": known} if known else {}, page, NOWHERE, FOLDING)
        told |= {one.id: one.rule for one in changes if isinstance(one, FactPut)}
        known += [fact for fact in page if fact.id not in {one.id for one in known}]
    return told


def test_every_order_of_reading_comes_to_the_verdicts_of_the_order_received() -> None:
    expected = rules([STORY])
    assert list(expected.values()) == ["request.new", "reply.applied", "reply.applied", "cancel.all"]
    for order in permutations(STORY):
        assert rules([[one] for one in order]) == expected
        assert rules([order[:2], order[1:]]) == expected


def test_what_comes_in_order_leaves_the_verdicts_before_it_alone() -> None:
    changes = refold({"u1": STORY[:3]}, STORY[3:], NOWHERE, FOLDING)
    assert [one.id for one in changes if isinstance(one, FactPut)] == [STORY[3].id]


FIVE = tuple(Instance(at(3, 7 * week), at(3, 7 * week), at(4, 7 * week), cancelled=False) for week in range(5))


def statuses(*facts: Fact) -> list[str]:
    """How each of five weekly instances stands."""
    folding = replace(FOLDING, expand=lambda versions: FIVE)
    (folded,) = (one for one in refold({}, facts, NOWHERE, folding) if isinstance(one, EngagementFolded))
    return [one.status for one in folded.occurrences]


@pytest.mark.parametrize("turned", [False, True])
def test_an_answer_to_this_and_all_that_follow_reaches_instances_nobody_told_apart(turned: bool) -> None:
    story = (
        request(recurrence=WEEKLY),
        reply(US, "ACCEPTED", stamp=20),
        reply(US, "DECLINED", stamp=30, rid=at(3, 14), this_and_future=True),
        reply(US, "TENTATIVE", stamp=40, rid=at(3, 21)),
    )
    expected = ["confirmed", "confirmed", "declined_by_us", "tentative", "declined_by_us"]
    assert statuses(*(reversed(story) if turned else story)) == expected


def test_an_answer_after_a_split_reaches_the_instances_behind_it_and_no_other() -> None:
    split = request(sequence=1, stamp=10, rid=at(3, 14), start=at(5, 14), this_and_future=True)
    yes = reply(US, "ACCEPTED", sequence=1, stamp=20, rid=at(3, 14), organizer=BOSS)
    assert statuses(request(recurrence=WEEKLY), split, yes) == ["proposed", "proposed", *["confirmed"] * 3]


def test_a_series_cancelled_whole_is_cancelled_whatever_was_answered() -> None:
    no = reply(US, "DECLINED", stamp=30, rid=at(3, 14), this_and_future=True)
    assert set(statuses(request(recurrence=WEEKLY), no, cancel(US, BUDI))) == {"cancelled"}
