"""feedback_request: after a meeting was followed up, each of the partner's people is asked once."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.context import Context, Sent
from liaison_sync.domain.policy import FeedbackRequest
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.triggers import TRIGGERS, feedback_request, no_reply
from liaison_sync.domain.triggers.meeting_about import about
from liaison_sync.domain.view import Meeting, Participant, Turn
from tests.domain.followup_stage import BUDI, RINA, context, meeting, thread, turn, wib

HELD = meeting(conduct="held", held_at=wib("2026-11-26 11:05"))
DEWI = "dewi@kementerian.go.id"
BOTH = replace(HELD, participants=(*HELD.participants, Participant(DEWI, "Dewi", False, "kementerian", "ACCEPTED")))


def thanked(now: str, view: Meeting = HELD, at: str = "2026-11-26 15:00") -> Context:
    return context(now, sent=(Sent(wib(at), "thank_you", about(view), 1, "kementerian", (RINA,)),))


def test_it_is_due_three_working_days_after_our_thanks_have_left_and_waits_for_review() -> None:
    (found,) = feedback_request.TRIGGER.calls(HELD, thanked("2026-11-26 16:00"))
    assert (found.to, found.audience, found.approval, found.due_at) == (
        (RINA,), "partner", "review", wib("2026-12-01 15:00"),
    )  # fmt: skip
    assert found.chain[0].key == "planned_feedback_request"
    assert not list(feedback_request.TRIGGER.calls(HELD, context("2026-11-26 16:00")))


def test_each_of_the_partners_people_gets_a_letter_of_their_own_and_whoever_was_absent_none() -> None:
    now = thanked("2026-11-26 16:00")
    found = list(feedback_request.TRIGGER.calls(BOTH, now))
    assert [one.to for one in found] == [(RINA,), (DEWI,)]
    assert len({one.id for one in found}) == 2
    assert not any(DEWI in one.about for one in found)
    without = replace(BOTH, absent=(DEWI,))
    assert [one.to for one in feedback_request.TRIGGER.calls(without, now)] == [(RINA,)]
    move = reconsider(found[1], without, now, stage="send")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("cancelled", "was_absent")


def test_a_series_is_asked_about_once() -> None:
    again = replace(
        HELD, key="m2", start=wib("2026-12-03 10:00"), end=wib("2026-12-03 11:00"), held_at=wib("2026-12-03 11:05")
    )
    (first,) = feedback_request.TRIGGER.calls(HELD, thanked("2026-11-26 16:00"))
    (second,) = feedback_request.TRIGGER.calls(again, thanked("2026-12-03 16:00", again, "2026-12-03 15:00"))
    assert first.id == second.id


def test_what_they_write_is_no_answer_but_what_was_recorded_is() -> None:
    now = thanked("2026-12-02 09:00")
    (found,) = feedback_request.TRIGGER.calls(HELD, now)
    wrote = replace(now, recent=(turn("w", "2026-12-01 16:00"),))
    sent = replace(found, state="sent")
    move = reconsider(found, HELD, wrote, stage="plan")
    assert move is None or move.to != "cancelled"
    assert reconsider(sent, HELD, wrote, stage="plan") is None
    given = replace(now, feedback={found.id: (RINA, wib("2026-12-02 08:00"))})
    answered = reconsider(sent, HELD, given, stage="plan")
    assert answered is not None
    assert (answered.to, answered.reasons[0].key) == ("answered", "feedback_given")


def test_it_ends_with_the_meeting_taken_back_and_is_never_planned_late_or_when_switched_off() -> None:
    now = thanked("2026-11-26 16:00")
    (found,) = feedback_request.TRIGGER.calls(HELD, now)
    for other, key in (
        (replace(HELD, conduct="not_held"), "no_longer_held"),
        (replace(HELD, status="cancelled"), "meeting_off"),
    ):
        move = reconsider(found, other, now, stage="send")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("cancelled", key)
    assert not list(feedback_request.TRIGGER.calls(HELD, thanked("2026-12-27 16:00")))
    without = replace(now, policy=replace(now.policy, feedback_request=FeedbackRequest(enabled=False)))
    assert not list(feedback_request.TRIGGER.calls(HELD, without))


def test_a_moved_wish_of_language_reaches_a_letter_nobody_has_approved() -> None:
    now = thanked("2026-11-26 16:00")
    (found,) = feedback_request.TRIGGER.calls(HELD, now)
    english = {**now.contacts, RINA: replace(now.contacts[RINA], language="en")}
    assert renewed(found, HELD, replace(now, contacts=english)).language == "en"


def test_its_letters_and_those_of_campaigns_are_bulk_and_no_personal_ones() -> None:
    assert {one.name for one in TRIGGERS if one.bulk} == {"feedback_request", "sequence"}


def test_what_they_say_of_a_meeting_when_asked_is_taken_for_no_other_answer() -> None:
    asked = thread(turn("first", "2026-11-18 09:00"), turn("ours", "2026-11-19 15:00", "out"))
    opinion = turn("e", "2026-11-24 09:41", began=wib("2026-11-24 09:00"), opinion=True)
    reminder, due = no_reply.watch(asked, context()), wib("2026-11-24 15:00")
    assert reminder is not None

    def moved_by(said: Turn) -> tuple[str, str] | None:
        at = replace(context(due, recent=(said,)), looked_at=due)
        move = reconsider(reminder, asked, at, stage="send")
        return (move.to, move.reasons[0].key) if move else None

    assert moved_by(opinion) == ("held", "wrote_elsewhere")
    assert moved_by(replace(opinion, sender=BUDI)) is None
    assert moved_by(replace(opinion, opinion=False)) == ("cancelled", "answered")
