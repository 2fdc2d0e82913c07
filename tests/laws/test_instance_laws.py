"""A judge who hears of instances one by one comes to what the whole fold comes to, in time that does not square."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import fold as kinds
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Recurrence
from liaison_sync.domain.verdict import Judge
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    OWN,
    POLICY,
    STRANGER,
    US,
    WEEKLY,
    asked,
    at,
    cancel,
    component,
    counter,
    delegated,
    reply,
    request,
    sent,
    snapshot,
    state,
    weekly,
)
from tests.yardstick import within

DAYS = (7, 7, 14, 21, 8)
WITHOUT = Recurrence(rrules=("FREQ=WEEKLY",), exdates=(at(3, 14),))


def told(random: Random) -> Fact:
    """Mostly the organiser on one instance and answers to it; among them what reaches further."""
    rid, stamp, sequence = at(3, random.choice(DAYS)), random.randint(1, 30), random.choice((0, 0, 1, 2))
    more: dict[str, Any] = {"rid": rid, "stamp": stamp, "sequence": sequence}
    kind = random.randint(0, 19)
    if kind < 6:
        return request(*random.choice(((US, BUDI), (BUDI, CITRA))), start=at(random.choice((3, 5, 6)), 7), **more)
    if kind < 9:
        return cancel(*random.choice(((), (US, BUDI), (BUDI,))), status=random.choice(("CANCELLED", None)), **more)
    if kind < 13:
        return reply(random.choice((BUDI, CITRA, STRANGER, US)), random.choice(("ACCEPTED", "DECLINED")), **more)
    match kind:
        case 13:
            return request(US, BUDI, recurrence=random.choice((WEEKLY, WITHOUT)), stamp=stamp, sequence=sequence)
        case 14:
            return request(US, BUDI, recurrence=WEEKLY, start=at(4), stamp=stamp, sequence=sequence + 1)
        case 15:
            return delegated(BUDI, CITRA, **more)
        case 16:
            return counter(BUDI, at(9, 8), **more)
        case 17:
            return request(US, BUDI, this_and_future=True, start=at(6, 7), **more)
        case 18:
            return sent(component("ADD", asked(US, BUDI), start=rid, stamp=stamp, sequence=sequence), BOSS)
        case _:
            return snapshot(US, component(None, asked(US, BUDI, partstat="ACCEPTED"), rid=rid), rid)


@given(st.integers(0, 10**9), st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_hearing_of_instances_one_by_one_is_folding_them_all(seed: int, count: int) -> None:
    random = Random(seed)
    story = [request(US, BUDI, recurrence=random.choice((WEEKLY, WITHOUT))), *(told(random) for _ in range(count))]
    judge = Judge(OWN, POLICY, weekly)
    for number, fact in enumerate(story, 1):
        verdict = judge.hear(fact)
        assert judge.engagements() == state(story[:number])
        first = story[0]
        whole = Judge(OWN, POLICY, weekly, heard=story[: number - 1])
        together = whole.hear_all([fact, first])  # two at once are always folded whole
        assert number == 1 or (verdict.verdict, verdict.rule) == (together[0].verdict, together[0].rule)


@pytest.mark.parametrize("kind", [kinds.instances, kinds.cancelled, kinds.absences], ids=lambda kind: kind.__name__)
def test_a_thousand_words_on_instances_are_judged_at_two_thousand_a_second(
    kind: Callable[[], list[list[Fact]]],
) -> None:
    (story,) = kind()
    judge = within(len(story) / 2_000, lambda: _judged(story))
    assert len(judge.engagements()) == len(story)


def _judged(story: list[Fact]) -> Judge:
    judge = Judge(OWN, POLICY, weekly)
    for fact in story:
        judge.hear(fact)
    return judge
