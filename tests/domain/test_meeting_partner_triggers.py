"""rsvp_missing and meeting_soon: what a partner is asked and told before a meeting we organise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import Policy, RsvpMissing
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import meeting_soon, rsvp_missing
from liaison_sync.domain.view import Invited, Meeting, Participant
from tests.domain.followup_stage import BUDI, OFFICER, RINA, auto, context, meeting, turn, wib

INVITED = Invited("inv", "<inv@x>", wib("2026-11-19 10:00"))


def guest(address: str, partstat: str, role: str = "REQ-PARTICIPANT") -> Participant:
    return Participant(address, address, ours=False, partner="kementerian", partstat=partstat, role=role)


US = Participant(OFFICER, "Ayu Lestari", ours=True, partner=None, partstat="ACCEPTED")
ASKED = meeting(
    status="proposed",
    organised_by_us=True,
    invited=INVITED,
    thread="t1",
    participants=(US, guest(RINA, "NEEDS-ACTION"), guest(BUDI, "ACCEPTED")),
)


def key(view: Meeting, here: Context, followup: FollowUp) -> str | None:
    move = reconsider(followup, view, here, stage="send" if here.looked_at else "plan")
    return move.reasons[0].key if move else None


def test_who_has_not_answered_our_invitation_is_asked_two_working_days_before_in_its_thread() -> None:
    found = rsvp_missing.watch(ASKED, context("2026-11-20 10:00"))
    assert found is not None
    assert (found.due_at, found.to, found.approval) == (wib("2026-11-24 08:00"), (RINA,), "review")
    assert (found.about, found.reply_to, found.expires_at) == ("inv", "<inv@x>", ASKED.start)


def test_nobody_is_asked_who_was_invited_by_others_or_too_late_or_only_copied() -> None:
    now = context("2026-11-24 10:00")
    late = replace(INVITED, at=wib("2026-11-25 15:00"))
    copied = (US, guest(RINA, "NEEDS-ACTION", "NON-PARTICIPANT"))
    for other in (
        replace(ASKED, invited=None),
        replace(ASKED, invited=late),
        replace(ASKED, status="cancelled"),
        replace(ASKED, participants=copied),
    ):
        assert rsvp_missing.watch(other, now) is None
    assert rsvp_missing.watch(ASKED, context("2026-11-26 10:00")) is None
    assert rsvp_missing.watch(ASKED, replace(now, policy=Policy(rsvp_missing=RsvpMissing(enabled=False)))) is None
    day_late = rsvp_missing.watch(replace(ASKED, invited=replace(INVITED, at=wib("2026-11-24 15:00"))), now)
    assert day_late is not None
    assert day_late.due_at == wib("2026-11-25 15:00")  # a working day to answer first


def test_one_invitation_to_a_series_is_asked_about_once() -> None:
    week_later = replace(ASKED, key="m2", start=wib("2026-12-03 10:00"), end=wib("2026-12-03 11:00"))
    first, second = (rsvp_missing.watch(one, context("2026-11-20 10:00")) for one in (ASKED, week_later))
    assert first is not None
    assert second is not None
    assert first.id == second.id


def test_an_answer_by_calendar_or_letter_in_the_thread_ends_the_question_and_automatic_mail_does_not() -> None:
    now = context("2026-11-24 09:00")
    found = rsvp_missing.watch(ASKED, now)
    assert found is not None
    assert key(ASKED, now, found) is None
    answered = replace(ASKED, participants=(US, guest(RINA, "TENTATIVE"), guest(BUDI, "ACCEPTED")))
    assert key(answered, now, found) == "rsvp_answered"
    here: dict[str, Any] = {"thread": "t1", "began": INVITED.at}
    wrote = turn("a", "2026-11-24 08:30", **here)
    colleague = turn("a", "2026-11-24 08:30", sender=BUDI, **here)
    away = auto("a", "2026-11-24 08:30", "out-of-office", **here)
    ours = turn("a", "2026-11-24 08:30", "out", **here)
    assert key(ASKED, replace(now, recent=(wrote,)), found) == "answered"
    assert key(ASKED, replace(now, recent=(colleague,)), found) == "answered"
    assert key(ASKED, replace(now, recent=(ours,)), found) is None
    assert key(ASKED, replace(now, recent=(away,)), found) == "out_of_office"


def test_a_new_invitation_a_move_or_a_cancellation_end_the_question_about_the_old_one() -> None:
    now = context("2026-11-24 09:00")
    found = rsvp_missing.watch(ASKED, now)
    assert found is not None
    anew = replace(ASKED, invited=Invited("inv2", "<inv2@x>", wib("2026-11-23 09:00")))
    assert key(anew, now, found) == "invited_anew"
    assert key(replace(ASKED, start=wib("2026-11-27 10:00")), now, found) == "meeting_moved"
    assert key(replace(ASKED, status="cancelled"), now, found) == "meeting_off"
    asked_anew = rsvp_missing.watch(anew, now)
    assert asked_anew is not None
    assert asked_anew.id != found.id


def test_the_partner_is_reminded_the_working_day_before_a_meeting_we_organise() -> None:
    monday = replace(ASKED, status="confirmed", start=wib("2026-11-30 10:00"), end=wib("2026-11-30 11:00"))
    found = meeting_soon.watch(monday, context("2026-11-24 10:00"))
    assert found is not None
    assert (found.due_at, found.to, found.expires_at) == (wib("2026-11-27 08:00"), (RINA, BUDI), monday.start)
    assert meeting_soon.watch(replace(monday, invited=None), context("2026-11-24 10:00")) is None
    assert meeting_soon.watch(replace(monday, status="countered"), context("2026-11-24 10:00")) is None
    fresh = replace(monday, invited=replace(INVITED, at=wib("2026-11-27 09:00")))
    assert meeting_soon.watch(fresh, context("2026-11-27 10:00")) is None


def test_a_word_about_the_meeting_ends_the_reminder_and_a_word_about_something_else_does_not() -> None:
    now = context("2026-11-25 09:00")
    found = meeting_soon.watch(ASKED, now)
    assert found is not None
    about_it = turn("a", "2026-11-24 15:00", thread="t1", began=INVITED.at)
    elsewhere = turn("a", "2026-11-24 15:00", thread="t2", began=wib("2026-11-24 15:00"))
    old = replace(about_it, at=wib("2026-11-20 15:00"))
    assert key(ASKED, replace(now, recent=(about_it,)), found) == "wrote_about_it"
    assert key(ASKED, replace(now, recent=(elsewhere,)), found) is None
    assert key(ASKED, replace(now, recent=(old,)), found) is None
    assert key(replace(ASKED, status="cancelled"), now, found) == "meeting_off"
