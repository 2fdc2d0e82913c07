"""A judge who hears answers one by one comes to what a fold of all of them comes to, in time that does not square."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import replay
from liaison_sync.domain.itip.meeting import MOST_RANGES
from liaison_sync.domain.verdict import Judge, Verdict
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    DIAN,
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
    delegate_reply,
    delegated,
    reply,
    request,
    sent,
    snapshot,
    state,
    weekly,
)
from tests.yardstick import within

PEOPLE = (BUDI, CITRA, DIAN, STRANGER)
ANSWERS = ("ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION")


def answer(random: Random) -> Fact:
    """Mostly plain replies; among them what makes the judge fold anew."""
    who, other = random.sample(PEOPLE, 2)
    rid = random.choice((None, None, at(3, 7), at(3, 14), at(4, 8)))
    more = {"rid": rid, "sequence": random.choice((0, 0, 1)), "stamp": random.randint(1, 9), "organizer": US}
    kind = random.randint(0, 13)
    if kind == 0:
        return delegated(who, other, **more)
    if kind == 1:
        return delegate_reply(who, other, random.choice(ANSWERS), **more)
    if kind == 2:
        again = random.randint(0, 1)
        return counter(who, at(9 + again, 1), organizer=US, rid=rid, stamp=3 * again, sequence=more["sequence"])
    if kind == 3:
        return cancel(sender=US, rid=at(3, 7), stamp=random.randint(1, 9))
    if kind == 4:
        start, sequence = random.choice(((at(3), 0), (at(5), 1)))
        return request(BUDI, CITRA, sender=US, start=start, sequence=sequence, stamp=5, recurrence=WEEKLY)
    if kind == 5:
        return sent(component("REPLY", asked(who, partstat="ACCEPTED"), organizer=US, stamp=3), other)
    if kind == 6:
        return request(BUDI, CITRA, sender=US, rid=at(3, 14), stamp=3)
    if kind == 7:
        return snapshot(US, component(None, asked(US, BUDI, partstat="ACCEPTED"), organizer=BOSS))
    return reply(who, random.choice(ANSWERS), **more)


@given(st.integers(0, 10**9), st.integers(1, 14))
@settings(max_examples=250, deadline=None)
def test_hearing_answers_one_by_one_is_folding_them_all(seed: int, count: int) -> None:
    random = Random(seed)
    story = [request(BUDI, CITRA, DIAN, sender=US, recurrence=WEEKLY), *(answer(random) for _ in range(count))]
    judge = Judge(OWN, POLICY, weekly)
    for number, fact in enumerate(story, 1):
        verdict = judge.hear(fact)
        assert judge.engagements() == state(story[:number])
        noted = replay(story[:number], OWN, POLICY, weekly).notes[fact.id]
        if fact.method == "REPLY" and verdict.verdict != "DUPLICATE":
            assert (verdict.verdict, verdict.rule) == noted


def test_two_thousand_answers_to_one_meeting_are_judged_in_a_second() -> None:
    guests = [f"tamu{number}@mitra.id" for number in range(2000)]
    story = [request(*guests, sender=US), *(reply(guest, "ACCEPTED", organizer=US) for guest in guests)]
    judge, heard = within(3, lambda: _heard(story))  # it takes a third of that; a fold for each would take minutes
    assert {one.verdict for one in heard} == {"APPLIED"}
    told = [one.after["attendees"] for one in heard[1:] if one.after]
    assert [[who.address for who in people] for people in told] == [[guest] for guest in guests]  # type: ignore[attr-defined]
    assert all(who.partstat == "ACCEPTED" for who in judge.engagements()[0].attendees)


def _heard(story: list[Fact]) -> tuple[Judge, list[Verdict]]:
    judge = Judge(OWN, POLICY, weekly)
    return judge, [judge.hear(fact) for fact in story]


def test_a_series_changed_from_each_of_a_thousand_dates_on_is_judged_whatever_it_leaves_out() -> None:
    series = request(sender=BOSS, recurrence=WEEKLY)
    ranges = [
        sent(component("REQUEST", rid=at(3, 7 * n), start=at(4, 7 * n), stamp=n, this_and_future=True), BOSS)
        for n in range(1, 1001)
    ]
    found = within(3, lambda: state([series, *ranges]))
    flagged = [one for one in found if "too_many_ranges" in one.flags]
    assert len(found) == 1001
    assert len(flagged) == 1000 - MOST_RANGES
    assert min(one.recurrence_id.key for one in flagged if one.recurrence_id) > at(3, 7 * MOST_RANGES).key
