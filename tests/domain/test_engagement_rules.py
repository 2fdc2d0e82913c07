"""The remaining rules, one short history each: the verdict on its last fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import Fact, Snapshot
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    POLICY,
    STRANGER,
    US,
    WEEKLY,
    act,
    asked,
    at,
    cancel,
    component,
    counter,
    delegated,
    reply,
    request,
    sent,
    settled,
    snapshot,
    verdicts,
)

OTHER = "ketua@lain.example"
OURS = request(BUDI, CITRA, sender=US)
REQUIRED = FoldPolicy("required")


def add(sender: str, organizer: str = BOSS, sequence: int = 1) -> Fact:
    return sent(component("ADD", asked(US), sequence=sequence, stamp=9, start=at(5, 2), organizer=organizer), sender)


def decline(sender: str, organizer: str = US) -> Fact:
    return sent(component("DECLINECOUNTER", asked(BUDI), organizer=organizer, stamp=40), sender)


def without_start(fact: Fact) -> Fact:
    return replace(fact, content=replace(fact.invitation, start=None))


def no_attendee(fact: Fact) -> Fact:
    return replace(fact, content=replace(fact.invitation, attendees=()))


FEED = Fact(
    US, "feed", request().received_at, "", Snapshot("u1", component(None, asked(US)), feed=True), role="calendar"
)
TAKEN = (request(), cancel(), request(US, sender=OTHER, sequence=2, stamp=90, start=at(9)))


@pytest.mark.parametrize(
    ("story", "verdict", "rule"),
    [
        ((request(US, BUDI), request(US, CITRA)), "APPLIED", "request.same_version"),
        ((request(US, CITRA), request(US, BUDI)), "APPLIED", "request.same_version"),
        ((without_start(request()),), "UNPARSEABLE", "request.no_start"),
        ((request(), sent(component("REQUEST", asked(US)), STRANGER)), "NOT_AUTHORISED", "request.not_the_organiser"),
        ((sent(component("REQUEST", asked(US)), STRANGER),), "LOW_TRUST", "request.not_the_organiser"),
        ((*TAKEN, request(title="Lama", stamp=3)), "STALE", "request.former_organiser"),
        ((*TAKEN, cancel(stamp=51)), "STALE", "cancel.former_organiser"),
        ((*TAKEN, add(BOSS)), "STALE", "add.former_organiser"),
        ((without_start(add(BOSS)),), "UNPARSEABLE", "add.no_start"),
        ((request(), add(STRANGER)), "NOT_AUTHORISED", "add.not_the_organiser"),
        ((OURS, add(STRANGER, US)), "NOT_AUTHORISED", "add.we_organise"),
        ((request(US, BUDI), cancel(BUDI, status=None)), "APPLIED", "cancel.attendee"),
        ((OURS, cancel(CITRA, sender=US, status=None), reply(CITRA, "ACCEPTED")), "OUTDATED_ANSWER", "reply.removed"),
        ((OURS, no_attendee(reply(BUDI, "ACCEPTED"))), "UNPARSEABLE", "reply.no_attendee"),
        ((OURS, reply(BUDI, "DELEGATED")), "NOT_AUTHORISED", "reply.delegate_missing"),
        ((OURS, delegated(BUDI, BUDI)), "NOT_AUTHORISED", "reply.delegation_loop"),
        ((OURS, counter(BUDI, at(3))), "APPLIED", "counter.null"),
        ((OURS, counter(STRANGER, at(9))), "UNINVITED_GUEST", "counter.uninvited"),
        ((request(BUDI, sender=US, recurrence=WEEKLY), counter(BUDI, at(9, 5), rid=at(3, 5))), "BAD_INSTANCE",
         "counter.not_an_instance"),
        ((counter(BUDI, at(9)),), "ORPHAN", "counter.unknown_meeting"),
        ((OURS, counter(BUDI, at(9)), decline(US)), "APPLIED", "declinecounter.closed"),
        ((OURS, decline(US)), "ORPHAN", "declinecounter.no_proposal"),
        ((OURS, decline(BUDI)), "NOT_AUTHORISED", "declinecounter.we_organise"),
        ((request(), decline(BUDI, BOSS)), "NOT_AUTHORISED", "declinecounter.not_the_organiser"),
        ((sent(component("REFRESH", asked(BUDI)), BUDI),), "ORPHAN", "refresh.unknown_meeting"),
        ((request(), FEED), "NOTED", "feed.sighting"),
        ((OURS, snapshot(US, component(None, asked(BUDI), organizer=US, stamp=9))), "APPLIED", "snapshot.organiser"),
        ((request(), snapshot(US, component(None, asked(US)))), "NOTED", "snapshot.sighting"),
        ((request(), snapshot(US, None)), "NOTED", "snapshot.left_calendar"),
        ((request(), act("confirm", request().id)), "APPLIED", "act.confirm"),
        ((request(), act("confirm_sender", CITRA)), "APPLIED", "act.confirm_sender"),
        ((request(), act("accept_guest", STRANGER)), "APPLIED", "act.accept_guest"),
        ((request(), act("accept_organizer", OTHER)), "APPLIED", "act.accept_organizer"),
    ],
)  # fmt: skip
def test_each_rule_names_what_its_fact_did(story: tuple[Fact, ...], verdict: str, rule: str) -> None:
    assert verdicts(*story)[-1] == (verdict, rule)
    if len(story) <= 4:
        settled(*story)


@pytest.mark.parametrize("method", ["ADD", "CANCEL", "DECLINECOUNTER"])
def test_an_unproven_organiser_changes_nothing(method: str) -> None:
    weak = sent(component(method, asked(US), sequence=1, stamp=9, status="CANCELLED"), BOSS)
    assert verdicts(weak, policy=REQUIRED) == [("LOW_TRUST", f"{method.lower()}.low_trust")]
    assert settled(weak, policy=REQUIRED) == ()


def test_a_confirmed_secretary_from_outside_may_speak() -> None:
    outside = sent(component("REQUEST", asked(US), sent_by=OTHER), OTHER)
    (found,) = settled(outside, act("confirm_sender", OTHER), policy=POLICY)
    assert found.status == "proposed"


def test_an_accepted_organiser_takes_over() -> None:
    taken = request(US, sender=OTHER, sequence=1, stamp=90, start=at(9))
    (found,) = settled(request(), taken, act("accept_organizer", OTHER))
    assert (found.organizer, found.start) == (OTHER, at(9))
