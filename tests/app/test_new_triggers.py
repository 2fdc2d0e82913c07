"""What planning finds in the store: our unanswered invitation, promises of long ago, a partner nobody hears of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from liaison_sync.app.act import act
from liaison_sync.app.desk import load
from liaison_sync.app.planning import plan
from liaison_sync.app.preview import preview
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Dormant, Override, Policy
from liaison_sync.domain.triggers import dormant
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.postman import DEWI, FIRST, RINA, arrive, letter, office, thread_of, value
from tests.app.reporting_stage import SetClock
from tests.app.season_store import HUMAS


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    policy = Policy(organisation="Karsa Bahari", default_owner=DEWI)
    with office(store_url) as made:
        yield replace(made, policy=policy, officers=(Officer(DEWI, "Dewi Anggraini"),))


def planned(here: Service, trigger: str) -> list[FollowUp]:
    plan(here)
    with reading(here.engine) as connection:
        return [one.followup for one in pictures.followups(connection, s.followup.c.trigger == trigger)]


def ours(one: Placed) -> Placed:
    """The same invitation, from us to Rina."""
    raw = one.raw.decode().replace(f"ORGANIZER:mailto:{RINA}", "ORGANIZER:mailto:?")
    raw = raw.replace(f"ATTENDEE:mailto:{HUMAS}", f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{RINA}")
    return replace(one, raw=raw.replace("mailto:?", f"mailto:{HUMAS}").encode())


def test_an_unanswered_invitation_of_ours_is_found_and_asked_about_in_its_thread(here: Service) -> None:
    arrive(here, ours(letter("undangan", ours=True, invites=True)))
    (found,) = planned(here, "rsvp_missing")
    assert (found.to, found.reply_to, found.thread) == ((RINA,), "undangan@x.example", thread_of(here, "undangan"))
    (soon,) = planned(here, "meeting_soon")
    assert soon.due_at > found.due_at


def test_who_invites_is_one_of_the_meetings_people_though_no_attendee(here: Service) -> None:
    arrive(here, letter("undangan", invites=True))  # ORGANIZER the partner, ATTENDEE our mailbox alone
    assert [one.to for one in planned(here, "briefing")] == [(DEWI,)]
    meeting, end = value(here, s.occurrence.c.key), value(here, s.occurrence.c.end)
    later = replace(here, clock=SetClock(end + timedelta(hours=1)))
    act(later, k.RecordOutcome(meeting, held=True), actor=DEWI)
    assert [one.to for one in planned(later, "thank_you")] == [(RINA,)]


def test_whoever_is_given_the_thread_answers_for_its_meeting_too(here: Service) -> None:
    """Its letters are theirs to approve and sign, and what is missing of it is asked of them."""
    ayu = "ayu@karsabahari.example"
    here = replace(here, officers=(*here.officers, Officer(ayu, "Ayu Prameswari")))
    act(here, k.SetSalutation(RINA, "Yth. Ibu Rina", "pemkot"), actor=DEWI)
    arrive(here, letter("undangan", invites=True))
    act(here, k.AssignThread(thread_of(here, "undangan"), ayu), actor=DEWI)
    end = value(here, s.occurrence.c.end)
    later = replace(here, clock=SetClock(end + timedelta(hours=1)))
    assert [one.to for one in planned(later, "outcome_missing")] == [(ayu,)]
    act(later, k.RecordOutcome(value(here, s.occurrence.c.key), held=True), actor=ayu)
    plan(replace(later, clock=SetClock(end + timedelta(days=1))))
    with reading(here.engine) as connection:
        (thanks,) = pictures.followups(connection, s.followup.c.trigger == "thank_you")
        assert "Ayu Prameswari" in preview(connection, later, thanks).text


def recorded(here: Service, *, days: int) -> Service:
    """The office in which the meeting was recorded as held so many days after its end."""
    arrive(here, letter("undangan", invites=True))
    meeting, end = value(here, s.occurrence.c.key), value(here, s.occurrence.c.end)
    later = replace(here, clock=SetClock(end + timedelta(days=days, hours=1)))
    act(later, k.RecordOutcome(meeting, held=True), actor=DEWI)
    return later


def test_who_came_is_thanked_though_the_outcome_is_recorded_days_later(here: Service) -> None:
    assert [one.to for one in planned(recorded(here, days=4), "thank_you")] == [(RINA,)]


def test_nobody_is_thanked_for_a_meeting_recorded_long_afterwards_nor_anew_for_a_correction(here: Service) -> None:
    later = recorded(here, days=8)
    assert planned(later, "thank_you") == []
    meeting, held = value(here, s.occurrence.c.key), value(here, s.conduct.c.held_at)
    corrected = replace(later, clock=SetClock(later.clock.now() + timedelta(hours=1)))
    act(corrected, k.RecordOutcome(meeting, held=True), actor=DEWI)
    assert value(here, s.conduct.c.held_at) == held


def test_a_promise_of_a_meeting_long_past_is_told_when_it_falls_due(here: Service) -> None:
    arrive(here, letter("undangan", invites=True))
    meeting = value(here, s.occurrence.c.key)
    clock = SetClock(here.clock.now() + timedelta(days=90))
    later = replace(here, clock=clock)
    due = date(2027, 3, 1)
    act(later, k.AddAction(meeting, "Mengirim foto", DEWI, ours=True, due=due), actor=DEWI)
    clock.at = clock.at.replace(year=2027, month=2, day=26)
    (found,) = planned(later, "action_due")
    assert (found.to, found.about.partition("@")[2]) == ((DEWI,), "2027-03-01")


def test_a_partner_silent_for_longer_than_usual_is_told_once_and_no_more_once_it_writes(here: Service) -> None:
    week = 24 * 7
    arrive(here, *(letter(f"kabar-{n}", hours=n * week) for n in range(4)))
    replied_at = FIRST + timedelta(hours=3 * week + 1)
    arrive(here, letter("balas", "kabar-3", hours=3 * week + 1, ours=True, subject="Re: Izin lokasi"))
    clock = SetClock(replied_at + timedelta(days=20))
    later = replace(here, clock=clock)
    assert planned(later, "dormant") == []
    clock.at = replied_at + timedelta(days=29)
    (found,) = planned(later, "dormant")
    assert (found.to, found.thread, found.state) == ((DEWI,), thread_of(here, "kabar-3"), "approved")
    assert planned(later, "dormant") == [found]
    arrive(later, letter("halo", hours=3 * week + 24 * 28))
    (gone,) = planned(later, "dormant")
    assert gone.state == "cancelled"


def test_a_silence_is_looked_for_as_long_as_the_partners_own_rule_says(here: Service) -> None:
    week = 24 * 7
    arrive(here, *(letter(f"kabar-{n}", hours=n * week) for n in range(4)))
    arrive(here, letter("balas", "kabar-3", hours=3 * week + 1, ours=True, subject="Re: Izin lokasi"))
    clock = SetClock(FIRST + timedelta(hours=3 * week, days=15))

    def named(base: Dormant, **said: Any) -> list[datetime]:
        overrides = tuple(Override(**{"partner": "pemkot", "trigger": "dormant"} | said) for _ in said and (1,))
        policy = replace(here.policy, dormant=base, overrides=overrides)
        with reading(here.engine) as connection:
            desk = load(connection, replace(here, policy=policy), clock.now())
        found = (dormant.watch(one, desk.around(one)) for one in desk.threads.values())
        return [one.due_at for one in found if one]

    sooner = named(Dormant(), least_days=10)
    assert len(sooner) == 1
    assert sooner[0] <= clock.now()  # after twice its week
    assert named(Dormant()) == named(Dormant(), partner="lain", least_days=10) == []
    assert named(Dormant(), trigger="no_reply", least_days=10) == []
    assert named(Dormant(enabled=False), enabled=True, least_days=10) == sooner
    assert named(Dormant(enabled=False, least_days=10), enabled=True) == sooner
    assert named(Dormant(enabled=False, least_days=10), partner="lain", enabled=True) == []
    assert named(Dormant(least_days=10), enabled=False) == []


def test_a_silent_partners_rhythm_is_in_the_letter_that_is_approved(here: Service) -> None:
    policy = replace(here.policy, dormant=replace(here.policy.dormant, approval="review"))
    arrive(here, *(letter(f"kabar-{n}", hours=n * 24 * 7) for n in range(4)))
    arrive(here, letter("balas", "kabar-3", hours=3 * 24 * 7 + 1, ours=True, subject="Re: Izin lokasi"))
    later = replace(here, policy=policy, clock=SetClock(FIRST + timedelta(days=3 * 7 + 29)))
    (found,) = planned(later, "dormant")
    assert found.state == "drafted"
    with reading(here.engine) as connection:
        (standing,) = pictures.followups(connection, s.followup.c.id == found.id)
        assert "biasanya mereka menulis kira-kira setiap 7 hari" in preview(connection, later, standing).text


def test_what_is_otherwise_for_a_partner_or_a_project_is_planned_so_and_said_in_the_chain(here: Service) -> None:
    of_partner = Override(partner="pemkot", trigger="no_reply", working_days=9)
    of_project = Override(project="festival", trigger="no_reply", approval="automatic", language="en")
    here = replace(here, policy=replace(here.policy, overrides=(of_partner, of_project)))
    arrive(here, letter("tanya", ours=True), letter("lain", hours=1, ours=True, subject="Jadwal"))
    act(here, p.PutProject("festival", "Festival"), actor=DEWI)
    act(here, p.GroupThread(thread_of(here, "lain"), "festival"), actor=DEWI)
    alone, grouped = sorted(planned(here, "no_reply"), key=lambda one: one.since)
    assert alone.due_at == grouped.due_at - timedelta(hours=1) >= FIRST + timedelta(days=11)
    assert (alone.approval, grouped.approval) == ("review", "automatic")
    assert (alone.language, grouped.language) == ("id", "en")
    assert [one.key for one in grouped.chain[:3]] == [
        "planned_no_reply", "overridden_by_project", "overridden_by_partner",
    ]  # fmt: skip
