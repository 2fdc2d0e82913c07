"""COUNTER and DECLINECOUNTER: the original time stays in force until the organiser changes it."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    STRANGER,
    US,
    WEEKLY,
    asked,
    at,
    component,
    counter,
    only,
    request,
    sent,
    settled,
    verdicts,
)

OURS = request(BUDI, CITRA, sender=US)


def declined(*who: str, **more: object) -> Fact:
    return sent(component("DECLINECOUNTER", asked(*who), organizer=US, stamp=40, **more), US)  # type: ignore[arg-type]


def test_a_proposal_is_open_and_the_time_stays() -> None:
    story = (OURS, counter(BUDI, at(9), comment="bentrok"))
    found = only(settled(*story))
    proposal = found.proposals[0]
    assert (found.status, found.start) == ("countered", at(3))
    assert (proposal.by, proposal.start, proposal.comment, proposal.state) == (BUDI, at(9), "bentrok", "open")
    assert verdicts(*story)[1] == ("APPLIED", "counter.open")


def test_our_own_proposal_counts_too() -> None:
    assert only(settled(request(), counter(US, at(9)))).status == "countered"


def test_the_organiser_declines_a_proposal() -> None:
    found = only(settled(OURS, counter(BUDI, at(9)), declined(BUDI)))
    assert (found.status, found.proposals[0].state) == ("proposed", "declined")


def test_declining_one_proposal_leaves_the_other_open() -> None:
    found = only(settled(OURS, counter(BUDI, at(9)), counter(CITRA, at(8)), declined(BUDI)))
    assert {one.by: one.state for one in found.proposals} == {BUDI: "declined", CITRA: "open"}


def test_the_next_request_accepts_or_supersedes() -> None:
    taken = request(BUDI, CITRA, sender=US, sequence=1, stamp=50, start=at(9))
    other = request(BUDI, CITRA, sender=US, sequence=1, stamp=50, start=at(8))
    assert only(settled(OURS, counter(BUDI, at(9)), taken)).proposals[0].state == "accepted"
    assert only(settled(OURS, counter(BUDI, at(9)), other)).proposals[0].state == "superseded"
    assert verdicts(OURS, other, counter(BUDI, at(9)))[2] == ("OUTDATED_ANSWER", "counter.outdated")


def test_a_proposal_of_the_same_time_or_of_the_past_is_flagged() -> None:
    null = only(settled(OURS, counter(BUDI, at(3))))
    assert (null.status, null.flags) == ("proposed", ("proposal_null",))
    past = only(settled(OURS, counter(BUDI, at(3, -60))))
    assert past.flags == ("proposal_past",)


def test_only_the_newest_proposal_of_a_person_is_open() -> None:
    found = only(settled(OURS, counter(BUDI, at(9)), counter(BUDI, at(8), stamp=30)))
    assert [one.state for one in found.proposals] == ["superseded", "open"]


def test_strangers_propose_nothing() -> None:
    story = (OURS, counter(STRANGER, at(9)))
    assert only(settled(*story)).proposals == ()
    assert verdicts(*story)[1][0] == "UNINVITED_GUEST"
    forged = sent(component("COUNTER", asked(BUDI), start=at(9)), STRANGER)
    assert verdicts(OURS, forged)[1] == ("NOT_AUTHORISED", "counter.not_an_attendee")


def test_a_counter_that_lists_everybody_is_its_senders() -> None:
    everybody = sent(component("COUNTER", asked(BUDI, CITRA), start=at(9)), CITRA)
    assert only(settled(OURS, everybody)).proposals[0].by == CITRA


def test_a_proposal_for_one_instance_leaves_the_series() -> None:
    series = request(US, BUDI, recurrence=WEEKLY)
    master, instance = settled(series, counter(US, at(9, 7), rid=at(3, 7)))
    assert (master.status, instance.status, instance.start) == ("proposed", "countered", at(3, 7))


def test_only_the_organiser_declines() -> None:
    forged = sent(component("DECLINECOUNTER", asked(US), stamp=40), BUDI)
    assert only(settled(request(), counter(US, at(9)), forged)).status == "countered"
    assert BOSS != BUDI
