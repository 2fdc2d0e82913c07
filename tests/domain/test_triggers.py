from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison_sync.domain.context import Sent
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import briefing, no_reply, outcome_missing, thank_you, we_owe
from liaison_sync.domain.view import ActionItem
from liaison_sync.formats.letter_builders import letter_for, salutation_for
from liaison_sync.formats.letter_files import find
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.render import render
from tests.domain.followup_stage import LEAD, OFFICER, RINA, context, meeting, thread, turn, wib

THEIRS = turn("q", "2026-11-23 09:00")
OWED = thread(THEIRS, whose="ours")


def test_the_owner_is_told_after_eight_working_hours_and_then_the_lead() -> None:
    first = we_owe.watch(OWED, context())
    assert first is not None
    assert (first.due_at, first.to, first.audience, first.approval) == (
        wib("2026-11-24 08:30"),
        (OFFICER,),
        "internal",
        "automatic",
    )
    told = Sent(first.due_at, "we_owe", "q", 1, "kementerian", (OFFICER,), "t1", internal=True)
    second = we_owe.watch(OWED, context(sent=(told,)))
    assert second is not None
    assert (second.step, second.to, second.cc) == (2, (LEAD,), (OFFICER,))
    assert we_owe.watch(OWED, context(sent=(told, replace(told, step=2)))) is None


def test_our_answer_in_a_separate_mail_ends_the_nudge() -> None:
    nudge = we_owe.watch(OWED, context())
    assert nudge is not None
    ours = turn("a", "2026-11-23 11:00", "out")
    move = reconsider(nudge, OWED, context(recent=(ours,)), stage="plan")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("cancelled", "we_replied")
    elsewhere = turn("a", "2026-11-23 11:00", "out", recipients=("a@lain.co.id",))
    assert reconsider(nudge, OWED, context(recent=(elsewhere,)), stage="plan") is None
    assert reconsider(nudge, OWED, context(), stage="plan") is None


def test_what_we_wrote_on_another_matter_or_before_they_reminded_us_does_not_end_the_nudge() -> None:
    nudge = we_owe.watch(OWED, context())
    assert nudge is not None
    separate = turn("o", "2026-11-23 09:30", "out", began=wib("2026-11-23 09:30"))
    older = replace(separate, began=wib("2026-11-02 09:00"))
    accepted = replace(separate, calendar_method="REPLY")
    for ours, whole, expected in (
        (separate, OWED, "we_replied"),
        (replace(separate, sender=OFFICER), OWED, "we_answered"),
        (older, OWED, None),
        (accepted, OWED, None),
        (separate, thread(THEIRS, turn("again", "2026-11-23 09:45"), whose="ours"), None),
    ):
        reason = we_owe.over(nudge, whole, context(recent=(ours,)))
        assert (reason and reason.key) == expected


def test_nobody_responsible_holds_the_nudge_instead_of_losing_it() -> None:
    nudge = we_owe.watch(OWED, context(partners={}))
    assert nudge is not None
    move = reconsider(nudge, OWED, context(partners={}), stage="plan")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("held", "no_owner")


def test_a_briefing_goes_out_the_working_day_before_and_on_the_morning() -> None:
    monday = meeting(start=wib("2026-11-30 10:00"), end=wib("2026-11-30 11:00"))
    before = briefing.watch(monday, context("2026-11-26 10:00"))
    assert before is not None
    assert (before.step, before.due_at, before.to) == (1, wib("2026-11-27 08:00"), (OFFICER,))
    morning = briefing.watch(monday, context("2026-11-30 08:00"))
    assert morning is not None
    assert (morning.step, morning.due_at, morning.expires_at) == (2, wib("2026-11-30 08:00"), monday.start)
    assert morning.id != before.id
    assert briefing.watch(monday, context("2026-11-30 10:00")) is None


def test_a_moved_meeting_is_briefed_again_and_the_old_briefing_is_dropped() -> None:
    old = briefing.watch(meeting(), context())
    moved = meeting(start=wib("2026-11-27 10:00"), end=wib("2026-11-27 11:00"))
    new = briefing.watch(moved, context())
    assert old is not None
    assert new is not None
    assert old.id != new.id
    for view, expected in ((moved, "meeting_moved"), (meeting(status="cancelled"), "meeting_off")):
        move = reconsider(old, view, context(), stage="plan")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("cancelled", expected)


def test_the_owner_is_asked_for_the_outcome_half_an_hour_after_the_end() -> None:
    past = meeting(conduct="due_for_log")
    assert outcome_missing.watch(past, context("2026-11-26 10:59")) is None
    asked = outcome_missing.watch(past, context("2026-11-26 11:00"))
    assert asked is not None
    assert (asked.due_at, asked.to) == (wib("2026-11-26 11:30"), (OFFICER,))
    sent = Sent(asked.due_at, "outcome_missing", asked.about, 1, "kementerian", (OFFICER,), internal=True)
    again = outcome_missing.watch(past, context("2026-11-26 12:00", sent=(sent,)))
    assert again is not None
    assert (again.step, again.due_at) == (2, wib("2026-11-27 11:30"))
    both = (sent, replace(sent, step=2, at=again.due_at))
    third = outcome_missing.watch(past, context("2026-11-27 12:00", sent=both))
    assert third is not None
    assert (third.step, third.to) == (3, (LEAD,))
    done = reconsider(asked, meeting(conduct="held"), context("2026-11-26 11:10"), stage="plan")
    assert done is not None
    assert done.reasons[0].key == "outcome_recorded"


def test_thanks_go_to_the_guests_who_did_not_decline_within_a_day() -> None:
    held = meeting(conduct="held", held_at=wib("2026-11-26 15:45"))
    thanks = thank_you.watch(held, context("2026-11-26 16:00"))
    assert thanks is not None
    assert (thanks.to, thanks.due_at, thanks.approval) == ((RINA,), wib("2026-11-27 08:00"), "review")
    assert thank_you.watch(meeting(), context()) is None
    assert thank_you.watch(replace(held, held_at=wib("2026-12-09 15:45")), context("2026-12-09 16:00")) is None
    taken_back = reconsider(thanks, meeting(conduct="not_held"), context("2026-11-26 16:10"), stage="plan")
    assert taken_back is not None
    assert taken_back.reasons[0].key == "no_longer_held"


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_triggers_find_becomes_a_letter(language: str) -> None:
    base = context("2026-11-26 11:10")
    at = replace(base, policy=replace(base.policy, organisation="Humas Kita"))
    late = ActionItem("a1", "Kirim data", OFFICER, ours=True, due=wib("2026-12-01 00:00"))
    held = meeting(conduct="held", held_at=wib("2026-11-26 11:05"), actions=(late,))
    ours = turn("o", "2026-11-19 15:00", "out")
    for found, view in (
        (no_reply.watch(thread(ours), at), thread(ours)),
        (we_owe.watch(OWED, at), OWED),
        (briefing.watch(meeting(), replace(at, now=wib("2026-11-25 10:00"))), meeting(actions=(late,))),
        (outcome_missing.watch(meeting(conduct="due_for_log"), at), meeting(conduct="due_for_log")),
        (thank_you.watch(held, at), held),
    ):
        assert found is not None
        due = replace(found, language=language)
        salutation = salutation_for(due, at, {RINA: "Terima kasih, Ibu Rina"})
        assert salutation.sure
        values = values_of(letter_for(due, view, at, salutation=salutation, link="https://x.id/1", talks=(held,)))
        letter = render(find(found.trigger, language).text, values)
        assert ("Ibu Rina Wulandari" in letter.text) == (found.audience == "partner" and language == "id")
        assert "None" not in letter.text
        assert found.due_at - timedelta(days=9) < at.now


def test_what_a_person_decided_wins_over_the_engine() -> None:
    at = context()
    found = no_reply.watch(thread(turn("o", "2026-11-19 15:00", "out")), at)
    assert found is not None
    for decided, expected in (("Saudari", "Yth. Saudari Rina Wulandari"), ("Yth. Kepala Biro", "Yth. Kepala Biro")):
        contacts = {RINA: replace(at.contacts[RINA], salutation=decided)}
        assert salutation_for(found, replace(at, contacts=contacts), {}).text == expected
