"""Minutes: missed after a working day, shared with the partner once they are there, whatever the partner writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from liaison_sync.domain.context import Sent
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import minutes_missing, minutes_share
from tests.domain.followup_stage import LEAD, OFFICER, RINA, context, meeting, turn, wib

HELD = meeting(conduct="held", held_at=wib("2026-11-26 11:05"))
MINUTED = replace(HELD, conduct="minuted", minutes=True)


def test_a_held_meeting_without_minutes_is_told_after_a_working_day_to_the_owner_and_then_to_the_lead() -> None:
    first = minutes_missing.watch(HELD, context("2026-11-26 11:10"))
    assert first is not None
    assert (first.due_at, first.to, first.audience, first.approval) == (
        wib("2026-11-27 11:00"), (OFFICER,), "internal", "automatic",
    )  # fmt: skip
    told = Sent(first.due_at, "minutes_missing", first.about, 1, "kementerian", (OFFICER,), internal=True)
    second = minutes_missing.watch(HELD, context("2026-11-27 12:00", sent=(told,)))
    assert second is not None
    assert (second.to, second.due_at) == ((LEAD,), wib("2026-11-30 11:00"))
    assert minutes_missing.watch(HELD, context("2026-12-01 12:00", sent=(told, replace(told, step=2)))) is None


def test_nobody_misses_the_minutes_of_what_was_not_held_or_has_them() -> None:
    now = context("2026-11-30 09:00")
    for other in (MINUTED, replace(HELD, conduct="not_held"), replace(HELD, conduct="due_for_log")):
        assert minutes_missing.watch(other, now) is None
    first = minutes_missing.watch(HELD, now)
    assert first is not None
    for view, key in ((MINUTED, "minutes_recorded"), (replace(HELD, conduct="not_held"), "no_longer_held")):
        move = reconsider(first, view, now, stage="plan")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("cancelled", key)


def test_minutes_go_to_the_partners_people_after_review() -> None:
    now = context("2026-11-26 14:00")
    found = minutes_share.watch(MINUTED, now)
    assert found is not None
    assert (found.to, found.audience, found.approval, found.due_at) == (
        (RINA,), "partner", "review", wib("2026-11-26 12:00"),
    )  # fmt: skip
    assert minutes_share.watch(HELD, now) is None
    assert minutes_share.watch(MINUTED, context("2026-12-27 14:00")) is None
    back = reconsider(found, HELD, now, stage="send")
    assert back is not None
    assert back.reasons[0].key == "no_longer_minuted"


def test_what_the_partner_writes_meanwhile_is_no_answer_to_minutes_they_have_not_got() -> None:
    now = context("2026-11-26 14:00")
    found = minutes_share.watch(MINUTED, now)
    assert found is not None
    wrote = turn("w", "2026-11-26 13:00")
    assert reconsider(found, MINUTED, replace(now, recent=(wrote,)), stage="plan") is None
    sent = replace(found, state="sent", since=wib("2026-11-26 12:30"))
    after = reconsider(sent, MINUTED, replace(now, recent=(wrote,)), stage="plan")
    assert after is not None
    assert after.to == "answered"


def test_a_partner_who_got_a_letter_yesterday_is_left_in_peace() -> None:
    now = context("2026-11-27 14:00")
    thanks = Sent(now.now - timedelta(days=1), "thank_you", "m1", 1, "kementerian", (RINA,))
    found = minutes_share.watch(MINUTED, now)
    assert found is not None
    move = reconsider(found, MINUTED, replace(now, sent=(thanks,)), stage="plan")
    assert move is not None
    assert [one.key for one in move.reasons] == ["quiet_rule"]
