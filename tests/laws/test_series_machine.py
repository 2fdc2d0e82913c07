"""The laws over one weekly series: instances moved, cancelled, answered and delegated, alone or from one on.

What a history comes to is held against the organiser's own calendar, week by week; an attacker touches instances too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from liaison_sync.app.expanding import expander
from liaison_sync.domain.engagement import Engagement, fold
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee
from liaison_sync.domain.itip.rules import RULES
from liaison_sync.domain.meetings import Folding, Places, folded
from liaison_sync.domain.verdict import Judge
from liaison_sync.formats.series import is_instance
from tests.domain.engagement_story import OWN, POLICY, STAMP0, STRANGER, US, component, sent
from tests.laws.test_engagement import visible
from tests.laws.weekly_calendar import STAND_INS, Row, Said, WeeklyCalendar, moment

SEEDS = st.integers(0, 2**32)
EXAMPLES, NIGHTLY = 800, 12_500  # of up to STEPS steps each; every one is a history
STEPS = 14
FOLDING = Folding(OWN, POLICY, is_instance, expander(STAMP0, "Asia/Jakarta"), str)
NOWHERE = Places({}, {})
OURS = frozenset({US})


class Series(RuleBasedStateMachine):
    """One series, its honest organiser, guests who send others, one attacker, our two mailboxes."""

    @initialize(seed=SEEDS, ours=st.booleans())
    def begin(self, seed: int, ours: bool) -> None:
        self.random = Random(seed)
        self.calendar = WeeklyCalendar(ours=ours, random=Random(seed))
        self.heard: list[Fact] = []
        self.forged: set[str] = set()
        self.judge = Judge(OWN, POLICY, is_instance)
        self.seen = -1  # the version of the series

    @rule(act=st.sampled_from(("retitle", "retitle", "reschedule", "cancel")))
    def the_organiser_changes_the_series(self, act: str) -> None:
        getattr(self.calendar, act)()

    @precondition(lambda self: not self.calendar.cancelled)
    @rule(act=st.sampled_from(("move_one", "retitle_one", "cancel_one")))
    def the_organiser_changes_one_week(self, act: str) -> None:
        getattr(self.calendar, act)()

    @precondition(lambda self: not self.calendar.cancelled)
    @rule(act=st.sampled_from(("move_from_one_on", "move_from_one_on", "cancel_from_one_on")))
    def the_organiser_changes_this_week_and_all_that_follow(self, act: str) -> None:
        getattr(self.calendar, act)()

    @precondition(lambda self: not self.calendar.cancelled)
    @rule(act=st.sampled_from(("answer", "answer_one", "answer_one", "answer_from_one_on")))
    def somebody_answers(self, act: str) -> None:
        getattr(self.calendar, act)()

    @precondition(lambda self: not self.calendar.cancelled)
    @rule(act=st.sampled_from(("delegate", "delegate_one")))
    def somebody_sends_another(self, act: str) -> None:
        getattr(self.calendar, act)()

    @rule(twice=st.booleans())
    def a_message_arrives(self, twice: bool) -> None:
        """Any that was sent; through the other mailbox as well."""
        fact = self.random.choice(self.calendar.sent)
        self._hear(fact)
        if twice:
            self._hear(replace(fact, mailbox=self.random.choice(sorted(OWN))) if fact.role == "inbox" else fact)

    @precondition(lambda self: bool(self.heard))
    @rule(seed=SEEDS)
    def the_attacker_writes(self, seed: int) -> None:
        fact = _forged(Random(seed), self.calendar)
        self.forged.add(fact.id)
        self._hear(fact)

    def _hear(self, fact: Fact) -> None:
        assert self.judge.hear(fact).rule in RULES  # P8
        self.heard.append(fact)
        for one in self.judge.engagements():  # P5, as far as an honest word has come
            if one.recurrence_id is None and one.organizer == self.calendar.address and one.status != "unverified":
                assert one.sequence >= self.seen
                self.seen = one.sequence

    def teardown(self) -> None:
        """Every law once, over all that was heard, and then over all that was sent."""
        if not hasattr(self, "judge"):
            return
        shuffled = self.random.sample(self.heard, len(self.heard))
        assert _state(shuffled) == _state(self.heard) == self.judge.engagements()  # P1, P2
        honest = [fact for fact in self.heard if fact.id not in self.forged]
        if any(fact.method == "REQUEST" for fact in honest):
            assert _seen(self.heard) == _seen(honest)  # P3
        everything = [*self.calendar.sent, *self.heard]
        _is_what_the_organiser_has(self.random.sample(everything, len(everything)), self.calendar)


def _is_what_the_organiser_has(facts: Sequence[Fact], calendar: WeeklyCalendar) -> None:
    """P4, P6 and P7."""
    master, *instances = _state(facts)
    assert (master.start, master.title) == (moment(calendar.rows[0].original), calendar.title)
    assert master.status == ("cancelled" if calendar.cancelled else _status(calendar.series, calendar))
    assert _people(master) == calendar.series.people(calendar.invited)
    rows = {moment(row.original).key: row for row in calendar.rows}
    for one in instances:
        assert one.recurrence_id is not None
        _is_that_week(one, rows.get(one.recurrence_id.key), calendar)
    takes_place = {
        (row.start, row.start + row.lasts, _status(row.all_said, calendar))
        for row in calendar.rows
        if not (row.off or calendar.cancelled)
    }
    assert _occurrences(facts) == takes_place


def _is_that_week(one: Engagement, row: Row | None, calendar: WeeklyCalendar) -> None:
    """As the organiser has it; a week that was cancelled, or only named by a stranger, need not be there."""
    if row is None or row.off or calendar.cancelled:
        assert one.status in {"cancelled", "unverified"}
        return
    shown = one.start, one.end, one.title, one.status
    assert shown == (moment(row.start), moment(row.start + row.lasts), row.title, _status(row.all_said, calendar))
    assert _people(one) == row.all_said.people(calendar.invited)


def _status(said: Said, calendar: WeeklyCalendar) -> str:
    if calendar.address in OURS:
        answers = {answer for answer in said.people(calendar.invited).values() if answer != "DELEGATED"}
        if "ACCEPTED" in answers:
            return "confirmed"
        if answers == {"DECLINED"}:
            return "declined_by_partner"
        return "tentative" if "TENTATIVE" in answers else "proposed"
    who = US
    while who in said.stand_in:
        who = said.stand_in[who]
    ours = {"ACCEPTED": "confirmed", "TENTATIVE": "tentative", "DECLINED": "declined_by_us"}
    return ours.get(said.partstat.get(who, ""), "proposed")


def _people(one: Engagement) -> dict[str, str]:
    return {who.address: who.partstat for who in one.attendees if who.counted}


def _state(facts: Sequence[Fact]) -> tuple[Engagement, ...]:
    return fold(facts, own=OWN, policy=POLICY, is_instance=is_instance)


def _occurrences(facts: Sequence[Fact]) -> set[tuple[object, ...]]:
    rows = folded("u1", facts, NOWHERE, FOLDING).occurrences
    return {(row.start, row.end, row.status) for row in rows if row.status != "cancelled"}


def _seen(facts: Sequence[Fact]) -> tuple[object, ...]:
    return visible(_state(facts)), _occurrences(facts)


def _forged(random: Random, calendar: WeeklyCalendar) -> Fact:
    """Somebody who knows every word that was said, but signs with its own name only."""
    method = random.choice(("REQUEST", "CANCEL", "REPLY", "REPLY", "COUNTER", "ADD", "DECLINECOUNTER", "PUBLISH"))
    row, victim = calendar.any_row(), random.choice((*calendar.invited, *STAND_INS, STRANGER))
    line = random.choice(
        (
            Attendee(victim, partstat=random.choice(("ACCEPTED", "DECLINED"))),
            Attendee(victim, partstat="DELEGATED", delegated_to=(STRANGER,)),
            Attendee(STRANGER, partstat="ACCEPTED", delegated_from=(victim,)),
        )
    )
    body = component(
        method, (line,), sequence=random.randint(0, 20), stamp=calendar.clock + 100 + random.randint(0, 50),
        start=moment(row.original + timedelta(hours=9)), rid=random.choice((None, moment(row.original))),
        this_and_future=random.random() < 0.3, organizer=calendar.address,
        status="CANCELLED" if method == "CANCEL" else None, sent_by=random.choice((None, STRANGER)),
    )  # fmt: skip
    return sent(body, random.choice((STRANGER, STRANGER, US)), role="inbox")


def run(examples: int) -> None:
    """The machine, so many times."""
    setting = settings(max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None,
                       suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Series, settings=setting)


def test_the_laws_hold_for_every_week_of_a_series() -> None:
    run(EXAMPLES)


@pytest.mark.nightly
@pytest.mark.parametrize("share", range(4))
def test_the_laws_hold_for_a_series_over_fifty_thousand_histories(share: int) -> None:
    run(NIGHTLY)
