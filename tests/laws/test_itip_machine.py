"""Laws P1–P6 and P8 as a machine: people act, the network delivers, loses, doubles and reorders, an attacker writes.

P7 stands in test_series_laws, P9 in tests/domain/test_engagement_conduct and here by P4 (a fold knows no conduct),
P10 in test_engagement.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.rules import RULES
from liaison_sync.domain.verdict import Judge
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    OWN,
    POLICY,
    US,
    at,
    cancel,
    counter,
    request,
    state,
    weekly,
)
from tests.laws.test_engagement import Organiser, attack, visible

SEEDS = st.integers(0, 2**32)
EXAMPLES, NIGHTLY = 1_200, 12_500  # of up to STEPS steps each; every one is a history, as those of test_series_machine
STEPS = 14


class Correspondence(RuleBasedStateMachine):
    """One meeting, its honest organiser, two guests, one attacker, our two mailboxes."""

    @initialize(seed=SEEDS, ours=st.booleans(), lies=st.booleans())
    def begin(self, seed: int, ours: bool, lies: bool) -> None:
        """Who organises, and the first invitation. A cancelled UID is anybody's, so there the attacker only lies."""
        self.lies = lies
        self.organiser = Organiser(US if ours else BOSS, (BUDI, CITRA) if ours else (US, BUDI), Random(seed))
        self.organiser.request()
        self.random = Random(seed)
        self.heard: list[Fact] = []
        self.forged: set[str] = set()
        self.judge = Judge(OWN, POLICY, weekly)
        self.seen = -1

    @rule()
    def the_organiser_retitles(self) -> None:
        self.organiser.retitle()

    @rule()
    def the_organiser_reschedules(self) -> None:
        self.organiser.reschedule()

    @precondition(lambda self: self.lies)
    @rule()
    def the_organiser_cancels(self) -> None:
        self.organiser.cancel()

    @rule()
    def the_organiser_cancels_one(self) -> None:
        self.organiser.cancel_one()

    @rule()
    def somebody_answers(self) -> None:
        self.organiser.answer()

    @rule(day=st.integers(1, 9))
    def somebody_proposes_another_time(self, day: int) -> None:
        one = self.organiser
        who = one.random.choice(one.people)
        stamp = one.tick() + 1000 * len(who)
        one.sent.append(counter(who, at(9, day), sequence=one.sequence, stamp=stamp, organizer=one.address))

    @rule(kept=st.booleans())
    def a_message_arrives(self, kept: bool) -> None:
        """The next, or any: what is not kept stays under way, and comes again."""
        fact = self.random.choice(self.organiser.sent)
        self._hear(fact)
        if not kept:
            self._hear(replace(fact, mailbox=self.random.choice(sorted(OWN))) if fact.role == "inbox" else fact)

    @precondition(lambda self: bool(self.heard))
    @rule(seed=SEEDS)
    def the_attacker_writes(self, seed: int) -> None:
        for fact in attack(seed, replace(self.organiser, cancelled=self.lies)):
            self.forged.add(fact.id)
            self._hear(fact)

    def _hear(self, fact: Fact) -> None:
        verdict = self.judge.hear(fact)
        assert verdict.rule in RULES  # P8
        self.heard.append(fact)
        self._versions_never_fall()

    def _versions_never_fall(self) -> None:
        """P5, as far as an honest word has come."""
        master = next((one for one in self.judge.engagements() if one.recurrence_id is None), None)
        if master and master.organizer == self.organiser.address and master.status != "unverified":
            assert master.sequence >= self.seen
            self.seen = master.sequence

    def teardown(self) -> None:
        """Every law once, over all that was heard, and then over all that was sent."""
        if not hasattr(self, "judge"):
            return
        shuffled = self.random.sample(self.heard, len(self.heard))
        assert state(shuffled) == state(self.heard) == self.judge.engagements()  # P1, P2
        honest = [fact for fact in self.heard if fact.id not in self.forged]
        if any(fact.method == "REQUEST" for fact in honest):
            assert visible(state(self.heard)) == visible(state(honest))  # P3
        self._when_all_is_delivered()

    def _when_all_is_delivered(self) -> None:
        """P4 and P6."""
        organiser = self.organiser
        master, *instances = state(
            self.random.sample([*organiser.sent, *self.heard], len(organiser.sent) + len(self.heard))
        )
        told = master.start, master.title, master.sequence
        assert told == (at(3 + organiser.day), organiser.title, organiser.sequence)
        assert (master.status == "cancelled") == organiser.cancelled
        assert {who.address: who.partstat for who in master.attendees if who.counted} == {
            who: organiser.answers.get(who, "NEEDS-ACTION") for who in organiser.people
        }
        assert {hash(one.recurrence_id.key) for one in instances if one.recurrence_id} >= organiser.dropped
        assert all(one.status in ("cancelled", "unverified") for one in instances)


def run(examples: int) -> None:
    """The machine, so many times."""
    setting = settings(max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None,
                       suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Correspondence, settings=setting)


def test_the_laws_hold_whatever_people_the_network_and_an_attacker_do() -> None:
    run(EXAMPLES)


@pytest.mark.nightly
@pytest.mark.parametrize("share", range(8))
def test_the_laws_hold_over_a_hundred_thousand_histories(share: int) -> None:
    run(NIGHTLY)


def test_uninviting_a_guest_and_a_split_end_alike_in_any_order() -> None:
    first = request(BUDI, CITRA, sender=US)
    gone = cancel(CITRA, sender=US, status=None)
    for order in ([first, gone], [gone, first], [gone, first, gone]):
        (one,) = state(order)
        assert [who.address for who in one.attendees] == [BUDI]
