"""Laws P1–P10 of engagements: an honest organiser, attendees, one attacker, and a network as networks are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison_sync.app.inspect.steps import read_step
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee, Moment
from liaison_sync.domain.itip.rules import RULES
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
    only,
    reply,
    sent,
    state,
    weekly,
)

HISTORIES = 500  # for each of the four heavy laws: 2,000 histories a run
heavy = settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
ANSWERS = ("ACCEPTED", "DECLINED", "TENTATIVE")


@dataclass
class Organiser:
    """What really happens: the organiser's own calendar, and every message it or an attendee sends."""

    address: str
    people: tuple[str, ...]
    random: Random
    sequence: int = 0
    clock: int = 0
    day: int = 0
    title: str = "Rapat"
    cancelled: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    moved: dict[int, Moment] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    sent: list[Fact] = field(default_factory=list)
    base: int = 0

    def tick(self) -> int:
        self.clock += self.random.randint(1, 9)
        return self.clock

    def request(self) -> None:
        lines = tuple(Attendee(who, partstat=self.answers.get(who, "NEEDS-ACTION")) for who in self.people)
        body = component(
            "REQUEST", lines, sequence=self.sequence, stamp=self.tick(), start=at(3 + self.day), title=self.title,
            recurrence=WEEKLY, organizer=self.address,
        )  # fmt: skip
        self.sent.append(sent(body, self.address))

    def retitle(self) -> None:
        self.title = f"Rapat {self.clock}"
        self.sequence += self.random.choice((0, 1))
        self.cancelled = False
        self.request()

    def reschedule(self) -> None:
        self.sequence += 1
        self.base, self.day, self.cancelled = self.sequence, self.day + 1, False
        self.answers.clear()
        self.moved.clear()
        self.request()

    def cancel(self) -> None:
        self.sequence += 1
        self.cancelled = True
        self.sent.append(cancel(*self.people, sender=self.address, sequence=self.sequence, stamp=self.tick()))

    def cancel_one(self) -> None:
        week = self.random.randint(1, 3)
        key = at(3 + self.day, 7 * week)
        self.dropped.add(hash(key.key))
        self.sent.append(cancel(*self.people, sender=self.address, sequence=self.sequence, stamp=self.tick(), rid=key))

    def answer(self) -> None:
        who = self.random.choice(self.people)
        if not self.sent:
            return
        partstat = self.random.choice(ANSWERS)
        self.answers[who] = partstat
        self.sent.append(
            reply(who, partstat, sequence=self.sequence, stamp=self.tick() + 1000 * len(who), organizer=self.address)
        )

    def live(self, steps: int) -> None:
        self.request()
        for _ in range(steps):
            acts = (self.retitle, self.reschedule, self.cancel, self.cancel_one, self.answer, self.answer, self.answer)
            self.random.choice(acts)()


def history(seed: int, steps: int, *, ours: bool) -> Organiser:
    organiser = Organiser(US if ours else BOSS, (BUDI, CITRA) if ours else (US, BUDI), Random(seed))
    organiser.live(steps)
    return organiser


def attack(seed: int, organiser: Organiser) -> list[Fact]:
    """A stranger who knows the UID and everything said, but signs with its own name only."""
    random = Random(seed)
    later = organiser.clock + 100
    forged = []
    for number in range(random.randint(1, 4)):
        method = random.choice(("REQUEST", "CANCEL", "REPLY", "COUNTER", "ADD", "PUBLISH", "DECLINECOUNTER", "REFRESH"))
        # A cancelled UID may be taken up by anybody authentic, so there the stranger only lies.
        claimed = random.choice((organiser.address, organiser.address if organiser.cancelled else STRANGER))
        victim = random.choice((*organiser.people, STRANGER))
        body = component(
            method, asked(victim, partstat="DECLINED"), sequence=random.randint(0, 20), stamp=later + number,
            start=at(20), rid=random.choice((None, at(3, 7))), organizer=claimed,
            status="CANCELLED" if method == "CANCEL" else None, sent_by=random.choice((None, STRANGER)),
        )  # fmt: skip
        sender = random.choice((STRANGER, STRANGER, US))
        forged.append(sent(body, sender, role="inbox"))
    return forged


def visible(found: tuple[Engagement, ...]) -> list[tuple[object, ...]]:
    return [
        (
            one.recurrence_id, one.status, one.start, one.end, one.title, one.sequence, one.organizer,
            tuple((who.address, who.partstat) for who in one.attendees if who.counted),
        )
        for one in found
    ]  # fmt: skip


seeds = st.integers(0, 2**32)
lengths = st.integers(0, 9)


@heavy
@given(seeds, lengths, st.booleans())
def test_p1_p2_any_order_any_doubling_and_any_mailbox_lead_to_one_state(seed: int, steps: int, ours: bool) -> None:
    facts = history(seed, steps, ours=ours).sent
    random = Random(seed)
    kept = [fact for fact in facts if random.random() > 0.2]
    copies = [replace(fact, mailbox=random.choice(sorted(OWN))) if fact.role == "inbox" else fact for fact in kept]
    shuffled = kept + copies + random.choices(kept, k=3 if kept else 0)
    random.shuffle(shuffled)
    assert state(shuffled) == state(shuffled[::-1]) == state([*kept, *copies]) == state([*copies, *kept])
    assert visible(state(kept)) == visible(state(shuffled))


@heavy
@given(seeds, lengths, st.booleans(), seeds)
def test_p3_an_attackers_facts_change_no_status_no_time_and_no_answer(
    seed: int, steps: int, ours: bool, other: int
) -> None:
    organiser = history(seed, steps, ours=ours)
    facts = organiser.sent + attack(other, organiser)
    Random(other).shuffle(facts)
    assert visible(state(facts)) == visible(state(organiser.sent))


@heavy
@given(seeds, lengths, st.booleans())
def test_p4_p6_when_all_is_delivered_our_view_is_the_organisers(seed: int, steps: int, ours: bool) -> None:
    organiser = history(seed, steps, ours=ours)
    facts = list(organiser.sent)
    Random(seed).shuffle(facts)
    master, *instances = state(facts)
    assert (master.start, master.title, master.sequence) == (at(3 + organiser.day), organiser.title, organiser.sequence)
    assert (master.status == "cancelled") == organiser.cancelled
    assert {who.address: who.partstat for who in master.attendees} == {
        who: organiser.answers.get(who, "NEEDS-ACTION") for who in organiser.people
    }
    assert {hash(one.recurrence_id.key) for one in instances if one.recurrence_id} == organiser.dropped
    assert all(one.status == "cancelled" for one in instances)


@heavy
@given(seeds, lengths, st.booleans(), seeds)
def test_p5_p8_versions_never_fall_and_every_fact_has_one_known_verdict(
    seed: int, steps: int, ours: bool, other: int
) -> None:
    organiser = history(seed, steps, ours=ours)
    facts = organiser.sent + attack(other, organiser)
    Random(other).shuffle(facts)
    judge = Judge(OWN, POLICY, weekly)
    seen = -1
    for fact in facts:
        verdict = judge.hear(fact)
        assert verdict.rule in RULES
        master = next((one for one in judge.engagements() if one.recurrence_id is None), None)
        if master and master.organizer == organiser.address and master.status != "unverified":
            assert master.sequence >= seen
            seen = master.sequence


def test_p6_cancelling_one_instance_changes_exactly_that_one() -> None:
    organiser = history(7, 0, ours=False)
    before = only(state(organiser.sent))
    organiser.cancel_one()
    master, _ = state(organiser.sent)
    assert master == before


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_p10_arbitrary_bytes_never_crash(raw: bytes) -> None:
    for data in (raw, b"BEGIN:VCALENDAR\r\n" + raw, b"Content-Type: text/calendar\r\n\r\n" + raw):
        read_step(data, None, datetime(2026, 11, 1, tzinfo=UTC), None, own=(US,), authserv_id=None)
