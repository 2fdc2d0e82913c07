"""Verdicts in the store: of what was received before, whichever folder was read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from liaison_sync.domain.changes import Change, FactPut
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.meetings import Folding, Places, refold
from tests.domain.engagement_story import BUDI, CITRA, OWN, POLICY, STAMP0, US, cancel, reply, request, weekly

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
