from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from liaison_sync.domain.context import Context, Draft, Sent
from liaison_sync.domain.followup import (
    BEFORE_FLIGHT,
    MOVES,
    FollowUp,
    IllegalMove,
    Move,
    NotUndone,
    State,
    approved,
    because,
    cancelled,
    derived_id,
    moved,
    released,
    resumed,
    snoozed,
    undone,
)
from liaison_sync.domain.holds import holds
from liaison_sync.domain.policy import NoReply, Policy
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import TRIGGERS, no_reply
from liaison_sync.domain.view import Ball, Correspondence, Turn
from liaison_sync.domain.workdays import Calendars, Holiday
from tests.domain.followup_stage import BUDI, OFFICER, RINA, auto, context, thread, turn, wib

OURS = turn("ours", "2026-11-19 15:00", "out")  # a Thursday
ASKED = thread(turn("first", "2026-11-18 09:00"), OURS)
DUE = wib("2026-11-24 15:00")


def planned(view: Correspondence = ASKED, at: Context | None = None) -> FollowUp:
    found = no_reply.watch(view, at or context())
    assert found is not None
    return found


def due(*, look: bool = True, now: Any = DUE, **more: Any) -> Context:
    at = context(now, **more)
    return replace(at, looked_at=at.now - timedelta(seconds=2)) if look else at


def decide(
    view: Correspondence, at: Context, followup: FollowUp | None = None, draft: Draft | None = None
) -> Move | None:
    return reconsider(followup or planned(), view, at, stage="send", draft=draft)


def with_turn(*more: Turn) -> Correspondence:
    return replace(ASKED, turns=(*ASKED.turns, *more))


def key(move: Move | None) -> tuple[str, str] | None:
    return (move.to, move.reasons[0].key) if move else None


# --- watching ---------------------------------------------------------------------------------------------------


def test_a_reminder_is_due_three_of_their_working_days_after_our_message() -> None:
    found = planned()
    assert (found.due_at, found.to, found.about, found.step) == (DUE, (RINA,), "ours", 1)
    assert (found.reply_to, found.approval, found.audience, found.state) == ("<ours@x>", "review", "partner", "planned")


def test_watching_twice_or_after_threads_merged_finds_the_same_follow_up() -> None:
    assert planned(replace(ASKED, thread="merged")).id == planned().id == derived_id("no_reply", "ours", 1)


def test_the_second_reminder_counts_from_the_first_and_there_is_no_third() -> None:
    first = Sent(DUE, "no_reply", "ours", 1, "kementerian", (RINA,), "t1", "<fu1@kita.or.id>")
    reminder = turn("fu1", DUE, "out", message_id="<fu1@kita.or.id>")
    view = with_turn(reminder)
    second = planned(view, context(DUE, sent=(first,)))
    assert (second.step, second.about, second.reply_to) == (2, "ours", "<fu1@kita.or.id>")
    assert second.due_at == wib("2026-11-27 15:00")
    both = (first, replace(first, step=2, at=second.due_at))
    assert no_reply.watch(view, context(second.due_at, sent=both)) is None


def test_nothing_is_planned_when_it_is_not_their_turn_or_the_trigger_is_off() -> None:
    assert no_reply.watch(replace(ASKED, ball=Ball("ours")), context()) is None
    assert no_reply.watch(replace(ASKED, ball=Ball("nobody")), context()) is None
    assert no_reply.watch(replace(ASKED, closed=True), context()) is None
    assert no_reply.watch(ASKED, context(policy=Policy(no_reply=NoReply(enabled=False)))) is None


def test_letters_never_go_to_our_own_people_or_to_another_partner() -> None:
    several = turn("ours", "2026-11-19 15:00", "out", recipients=(OFFICER, RINA, "x@sub.kita.or.id", BUDI))
    assert planned(thread(several)).to == (RINA, BUDI)


# --- stops ------------------------------------------------------------------------------------------------------


def test_without_an_answer_it_may_go() -> None:
    assert decide(ASKED, due()) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (turn("r", "2026-11-24 09:41"), "answered"),
        (turn("r", "2026-11-24 09:41", sender=BUDI), "answered_by_colleague"),
        (turn("r", "2026-11-24 09:41", sender="rina.w@gmail.com"), "answered_by_colleague"),
        (auto("r", "2026-11-24 09:41", "auto-reply", calendar_method="REPLY"), "answered"),
    ],
)
def test_an_answer_ends_it_in_the_thread_and_in_a_separate_mail(answer: Turn, expected: str) -> None:
    assert key(decide(with_turn(answer), due())) == ("cancelled", expected)
    move = decide(ASKED, due(recent=(answer,)))
    assert key(move) == ("cancelled", expected)
    assert move is not None
    assert dict(move.reasons[0].params)["at"] == wib("2026-11-24 09:41")


def test_what_was_due_before_the_service_began_is_history() -> None:
    view, unattended = ASKED, replace(planned(), approval="automatic")
    began = replace(due(), began=DUE + timedelta(days=1))
    assert key(decide(view, began, unattended)) == ("cancelled", "before_start")
    assert decide(view, began) is None  # a person decides about what fell due lately
    assert key(decide(view, replace(due(), began=DUE + timedelta(days=15)))) == ("cancelled", "before_start")
    assert decide(view, replace(due(), began=DUE - timedelta(days=1)), unattended) is None


def test_what_is_said_on_an_older_matter_is_put_to_a_person_instead_of_taken_for_an_answer() -> None:
    elsewhere = turn("e", "2026-11-24 09:41", began=wib("2026-11-02 09:00"))
    colleague = replace(elsewhere, sender=BUDI)
    assert key(decide(ASKED, due(recent=(elsewhere,)))) == ("held", "wrote_elsewhere")
    assert decide(ASKED, due(recent=(colleague,))) is None
    unattended = replace(planned(), approval="automatic")
    assert key(decide(ASKED, due(recent=(colleague,)), unattended)) == ("held", "wrote_elsewhere")
    new_thread = replace(elsewhere, began=elsewhere.at)
    assert key(decide(ASKED, due(recent=(new_thread,)))) == ("cancelled", "answered")


def test_releasing_overrules_all_that_held_it_until_something_new_comes() -> None:
    earlier = turn("e", "2026-11-23 09:41", began=wib("2026-11-02 09:00"))
    later = replace(earlier, key="l", at=wib("2026-11-24 09:41"))
    held = decide(ASKED, due(recent=(earlier, later)))
    assert held is not None
    free, move = released(moved(planned(), held), OFFICER, DUE)
    assert decide(ASKED, due(recent=(earlier, later)), moved(free, move)) is None
    newest = replace(later, key="n", at=wib("2026-11-24 09:55"))
    assert key(decide(ASKED, due(recent=(earlier, later, newest)), moved(free, move))) == ("held", "wrote_elsewhere")


def test_an_invitation_to_something_else_is_put_to_a_person_and_a_letter_that_bounced_was_not_answered() -> None:
    invited = turn("i", "2026-11-24 09:41", began=wib("2026-11-24 09:41"), calendar_method="REQUEST")
    assert key(decide(ASKED, due(recent=(invited,)))) == ("held", "wrote_elsewhere")
    failed = turn("b", "2026-11-20 15:01", sender="mailer-daemon@x", partner=None, automatic="bounce", bounced=(RINA,))
    spoke = turn("r", "2026-11-24 09:41", sender=BUDI)
    assert key(decide(with_turn(failed), due(recent=(spoke,)))) == ("cancelled", "bounced")


def test_an_answer_stops_it_at_every_stage_and_in_every_state_before_flight() -> None:
    view = with_turn(turn("r", "2026-11-20 09:41"))
    for state in sorted(BEFORE_FLIGHT):
        for stage in ("plan", "approve", "send"):
            move = reconsider(replace(planned(), state=state), view, due(), stage=stage)
            assert key(move) == ("cancelled", "answered"), (state, stage)
    assert reconsider(replace(planned(), state="in_flight"), view, due(), stage="send") is None


@pytest.mark.parametrize(("who", "told"), [(RINA, "answered_since"), (BUDI, "answered_since_by_colleague")])
def test_an_answer_to_a_letter_that_left_is_told_as_one(who: str, told: str) -> None:
    view, left = with_turn(turn("r", "2026-11-20 09:41", sender=who)), replace(planned(), state="sent")
    assert key(reconsider(left, view, due(), stage="send")) == ("answered", told)


def test_own_copies_automatic_mail_and_newsletters_are_no_answers() -> None:
    noise = (
        turn("copy", "2026-11-20 09:00", "out", ours_automatic=True),
        auto("auto", "2026-11-20 09:01", "auto-reply"),
        auto("receipt", "2026-11-20 09:02", "delivery-receipt"),
    )
    assert decide(with_turn(*noise), due()) is None
    assert decide(ASKED, due(recent=(auto("news", "2026-11-20 09:00", "list"),))) is None
    assert key(decide(with_turn(auto("group", "2026-11-20 09:00", "list")), due())) == ("cancelled", "answered")


def test_an_older_message_of_theirs_is_no_answer() -> None:
    assert decide(ASKED, due(recent=(turn("old", "2026-11-19 14:59"),))) is None


def test_somebody_elses_mail_is_no_answer() -> None:
    other = turn("x", "2026-11-24 09:00", sender="a@lain.co.id", partner="lain")
    assert decide(ASKED, due(recent=(other,))) is None


def test_bounces_opt_outs_restrictions_and_closed_threads_end_it() -> None:
    contact = context().contacts[RINA]
    for change, expected in (
        ({"bounced": True}, "bounced"),
        ({"opted_out": True}, "opted_out"),
        ({"restricted": True}, "restricted"),
    ):
        at = due(contacts={RINA: replace(contact, **change)})  # type: ignore[arg-type]
        assert key(decide(ASKED, at)) == ("cancelled", expected)
    failed = auto("b", "2026-11-20 09:00", "bounce", sender="mailer-daemon@x", bounced=(RINA,))
    assert key(decide(with_turn(failed), due())) == ("cancelled", "bounced")
    assert key(decide(replace(ASKED, closed=True), due())) == ("cancelled", "thread_closed")
    assert key(decide(replace(ASKED, ball=Ball("nobody")), due())) == ("cancelled", "not_their_turn")


def test_our_writing_again_ends_the_old_reminder() -> None:
    view = with_turn(turn("again", "2026-11-23 09:00", "out"))
    assert key(decide(view, due())) == ("cancelled", "we_wrote_again")


# --- holds ------------------------------------------------------------------------------------------------------


def test_the_quiet_rule_counts_every_letter_to_the_partner() -> None:
    letter = Sent(DUE - timedelta(days=2), "thank_you", "m0", 1, "kementerian", (BUDI,), "t9")
    assert key(decide(ASKED, due(sent=(letter,)))) == ("held", "quiet_rule")
    assert decide(ASKED, due(sent=(replace(letter, at=DUE - timedelta(days=3)),))) is None
    assert decide(ASKED, due(sent=(replace(letter, partner="lain"),))) is None
    assert decide(ASKED, due(sent=(replace(letter, internal=True),))) is None


def test_caps_hold_and_the_hourly_one_rings() -> None:
    letter = Sent(DUE - timedelta(days=9), "no_reply", "x", 1, "kementerian", (RINA,), "t1")
    assert key(decide(ASKED, due(sent=(letter,) * 3))) == ("held", "cap_thread")
    today = replace(letter, at=DUE - timedelta(hours=3), partner="lain", thread="t9")
    assert key(decide(ASKED, due(sent=(today,) * 5))) == ("held", "cap_contact")
    told = replace(planned(), audience="internal", to=(OFFICER,))
    officers = (replace(today, to=(OFFICER,), internal=True),) * 5
    assert "cap_contact" not in {reason.key for reason in holds(told, ASKED, due(sent=officers), None)}
    hour = replace(today, at=DUE - timedelta(minutes=10), to=("a@b",))
    move = decide(ASKED, due(sent=(hour,) * 30))
    assert key(move) == ("held", "cap_hour")
    assert move is not None
    assert move.alarm
    spread = tuple(replace(hour, at=DUE - timedelta(minutes=n)) for n in range(45))
    move = decide(ASKED, due(sent=spread))
    assert move is not None
    assert dict(move.reasons[0].params)["free"] == DUE + timedelta(minutes=31)  # the thirtieth from the end is over


def test_low_trust_strangers_junk_and_unknown_partners_need_a_person() -> None:
    spoof = turn("s", "2026-11-24 09:00", trust="low")
    assert key(decide(with_turn(spoof), due())) == ("held", "low_trust")
    assert key(decide(ASKED, due(recent=(spoof,)))) == ("held", "low_trust")
    stranger = turn("s", "2026-11-24 09:00", sender="someone@gmail.com", partner=None)
    assert key(decide(with_turn(stranger), due())) == ("held", "stranger_answered")
    assert key(decide(ASKED, due(recent=(turn("j", "2026-11-24 09:00", junk=True),)))) == ("held", "answer_in_junk")
    assert key(decide(ASKED, due(), replace(planned(), partner=None))) == ("held", "unknown_partner")


def test_missing_values_and_unsure_salutations_need_a_person_who_may_overrule() -> None:
    draft = Draft(missing=("sender_name",), salutation_sure=False, salutation_reason="gender_unknown")
    move = decide(ASKED, due(), draft=draft)
    assert move is not None
    assert [reason.key for reason in move.reasons] == ["value_missing", "salutation_unsure"]
    held = moved(replace(planned(), state="approved"), move)
    waived, release = released(held, "Ayu", DUE)
    again = moved(waived, release)
    assert again.state == "approved"
    assert decide(ASKED, due(), again, draft) is None
    assert key(decide(with_turn(turn("r", "2026-11-24 09:00")), due(), again, draft)) == ("cancelled", "answered")
    assert key(decide(ASKED, due(), again, replace(draft, missing=("date",)))) == ("held", "value_missing")


# --- postponements ----------------------------------------------------------------------------------------------


def test_out_of_office_waits_for_the_stated_return() -> None:
    away = auto("o", "2026-11-20 09:00", "out-of-office", return_date=wib("2026-11-30 00:00"))
    move = decide(with_turn(away), due())
    assert key(move) == ("postponed", "out_of_office")
    assert move is not None
    assert move.due_at == wib("2026-11-30 08:00")
    assert (
        decide(with_turn(away), due(now="2026-11-30 08:00"), replace(planned(), due_at=wib("2026-11-30 08:00"))) is None
    )
    colleague = replace(away, sender=BUDI)
    assert decide(with_turn(colleague), due()) is None


def test_out_of_office_without_a_date_waits_two_working_days() -> None:
    away = auto("o", "2026-11-24 09:00", "out-of-office")
    move = decide(with_turn(away), due())
    assert move is not None
    assert move.due_at == wib("2026-11-26 09:00")


def test_evenings_weekends_and_holidays_of_the_recipient_wait_for_the_next_working_hour() -> None:
    for now, until in (("2026-11-24 20:00", "2026-11-25 08:00"), ("2026-11-28 10:00", "2026-11-30 08:00")):
        move = decide(ASKED, due(now=now))
        assert key(move) == ("postponed", "quiet_hours")
        assert move is not None
        assert move.due_at == wib(until)
    christmas = Calendars({"ID": {wib("2026-12-25 00:00").date(): Holiday("Natal")}})
    move = decide(ASKED, due(now="2026-12-25 10:00", calendars=christmas))
    assert key(move) == ("postponed", "holiday")
    assert move is not None
    assert move.due_at == wib("2026-12-28 08:00")


def test_a_look_that_failed_or_is_older_than_five_seconds_postpones() -> None:
    assert key(decide(ASKED, due(look=False))) == ("postponed", "look_failed")
    stale = replace(due(), looked_at=DUE - timedelta(seconds=6))
    assert key(decide(ASKED, stale)) == ("postponed", "look_failed")
    future = replace(due(), looked_at=DUE + timedelta(seconds=1))
    assert key(decide(ASKED, future)) == ("postponed", "look_failed")
    assert reconsider(planned(), ASKED, due(look=False), stage="approve") is None


def test_approved_in_the_evening_stays_approved_until_the_morning() -> None:
    evening = due(now="2026-11-24 20:00")
    drafted = replace(planned(), state="drafted")
    move = reconsider(drafted, ASKED, evening, stage="approve")
    assert move is not None
    waiting = moved(drafted, move)
    assert (waiting.state, waiting.resume) == ("postponed", "approved")
    assert resumed(waiting, evening.now) is None
    back = resumed(waiting, wib("2026-11-25 08:00"))
    assert back is not None
    assert moved(waiting, back).state == "approved"


def test_a_snoozed_thread_waits() -> None:
    move = decide(replace(ASKED, snoozed_until=wib("2026-11-27 09:00")), due())
    assert key(move) == ("postponed", "thread_snoozed")


# --- states -----------------------------------------------------------------------------------------------------


def test_the_state_table_has_no_way_round() -> None:
    every: set[State] = set(MOVES)
    assert all(targets <= every for targets in MOVES.values())
    for state in sorted(BEFORE_FLIGHT):
        assert "cancelled" in MOVES[state]
    reaches_sent = {state for state, targets in MOVES.items() if "sent" in targets}
    assert reaches_sent == {"in_flight", "ambiguous"}
    assert {state for state, targets in MOVES.items() if "in_flight" in targets} == {"queued"}
    assert not MOVES["in_flight"] & {"cancelled", "held", "postponed", "drafted", "approved", "planned"}
    assert not MOVES["answered"]


def test_a_move_the_table_does_not_know_is_refused_and_each_move_lengthens_the_chain() -> None:
    drafted = moved(planned(), Move("drafted"))
    done = moved(drafted, approved("Ayu", DUE))
    assert [reason.key for reason in done.chain] == ["planned_no_reply", "approved_by"]
    with pytest.raises(IllegalMove):
        moved(planned(), Move("sent"))


def test_every_trigger_is_listed_once() -> None:
    assert len({trigger.name for trigger in TRIGGERS}) == len(TRIGGERS) == 13


def test_an_old_since_sends_no_partner_an_automatic_reminder_of_what_fell_due_before_we_read_their_mail() -> None:
    unattended = replace(planned(), approval="automatic")
    early = replace(due(), began=wib("2026-06-01 00:00"), first_read=DUE + timedelta(hours=1))
    assert key(decide(ASKED, early, unattended)) == ("held", "due_before_first_read")
    assert decide(ASKED, early) is None  # a person looks at it anyway
    assert decide(ASKED, replace(early, first_read=DUE - timedelta(hours=1)), unattended) is None
    held = moved(unattended, reconsider(unattended, ASKED, early, stage="plan") or Move("cancelled"))
    free, move = released(held, OFFICER, DUE)
    assert decide(ASKED, early, moved(free, move)) is None


def test_only_what_a_person_did_can_be_undone_and_only_in_its_time() -> None:
    letter, by, before = moved(planned(), Move("drafted")), OFFICER, due().now - timedelta(minutes=1)

    def after(move: Move, who: str | None = None) -> str:
        return undone(moved(letter, move), who, by, due().now).to

    def against(followup: FollowUp, who: str | None = None) -> str:
        with pytest.raises(NotUndone) as refused:
            undone(followup, who, by, due().now)
        return refused.value.key

    assert after(approved(by, before), by) == "drafted"
    assert after(snoozed(by, before, DUE + timedelta(days=3))) == "drafted"
    assert after(cancelled(by, before, "keliru")) == "drafted"
    gone = replace(moved(letter, cancelled(by, before, "keliru")), expires_at=DUE - timedelta(seconds=1))
    assert against(gone) == "undo_expired"
    answered = Move("cancelled", (because("answered_by", who=RINA, at=before),))
    assert against(moved(letter, answered)) == "undo_stopped"
    assert against(moved(letter, Move("postponed", (because("away"),)))) == "undo_stopped"
    assert against(moved(letter, Move("approved", (because("approved_by_policy"),))), "policy") == "undo_stopped"
    assert against(replace(letter, state="in_flight"), by) == "undo_left"
    assert against(replace(letter, state="sent"), by) == "undo_left"
    assert against(letter) == "undo_nothing"
