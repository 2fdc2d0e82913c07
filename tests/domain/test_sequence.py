"""A campaign's letters: when each is due, in what order, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.context import Context, Sent
from liaison_sync.domain.errors import UnfitSetting
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import Campaign, Sequence
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import sequence
from liaison_sync.domain.view import Enrolled
from tests.domain.followup_stage import RINA, context, turn, wib

FESTIVAL = Campaign("festival", "Festival", waits=(0, 2, 3), until=date(2026, 12, 4))
PUT_IN = wib("2026-11-23 18:00")  # a Monday, after hours
VIEW = Enrolled("", "Festival", "kementerian", (), campaign="festival", contact=RINA, enrolled_at=PUT_IN)


def around(*sent: Sent, campaigns: tuple[Campaign, ...] = (FESTIVAL,), **more: Any) -> Context:
    here = context(sent=sent)
    return replace(here, policy=replace(here.policy, campaigns=campaigns, **more))


def left(step: int, at: str) -> Sent:
    return Sent(wib(at), "sequence", f"festival:{RINA}", step, "kementerian", (RINA,), message_id=f"s{step}@x")


def called(*sent: Sent, view: Enrolled = VIEW, **more: Any) -> FollowUp:
    found = sequence.watch(view, around(*sent, **more))
    assert found is not None
    return found


def test_each_letter_waits_its_working_days_after_the_last() -> None:
    first = called()
    assert (first.step, first.due_at, first.since, first.approval) == (
        1,
        wib("2026-11-24 08:00"),
        first.due_at,
        "review",
    )
    second = called(left(1, "2026-11-24 09:00"))
    assert (second.step, second.due_at, second.reply_to) == (2, wib("2026-11-26 09:00"), "s1@x")
    third = called(left(1, "2026-11-24 09:00"), left(2, "2026-11-26 09:00"))
    assert (third.step, third.due_at, third.since) == (3, wib("2026-12-01 09:00"), wib("2026-11-24 09:00"))
    assert third.expires_at == wib("2026-12-05 00:00")
    sent = [left(n, f"2026-11-2{n} 09:00") for n in (1, 2, 3)]
    assert sequence.watch(VIEW, around(*sent)) is None


def test_who_was_taken_out_or_whose_campaign_is_no_more_gets_no_letter() -> None:
    first = called()
    out = replace(VIEW, left=True)
    assert sequence.watch(out, around()) is None
    assert sequence.watch(VIEW, around(campaigns=())) is None
    assert sequence.watch(VIEW, around(sequence=Sequence(enabled=False))) is None
    for view, here, why in ((out, around(), "campaign_left"), (VIEW, around(campaigns=()), "campaign_gone")):
        move = reconsider(first, view, here, stage="send")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("cancelled", why)


def test_what_they_write_before_the_first_letter_is_no_answer_and_after_it_ends_the_rest() -> None:
    first, second = called(), called(left(1, "2026-11-24 09:00"))
    before = turn("b", "2026-11-24 08:30", began=wib("2026-11-24 08:30"))
    after = turn("a", "2026-11-24 10:00", began=wib("2026-11-24 09:00"))
    assert reconsider(first, VIEW, replace(around(), recent=(before,)), stage="plan") is None
    written = replace(VIEW, thread="t9", turns=(after,))
    move = reconsider(second, written, around(left(1, "2026-11-24 09:00")), stage="plan")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("cancelled", "answered")


@pytest.mark.parametrize("id_", ["", "Festival", "a b", "../etc", "festival_1"])
def test_a_campaign_is_named_as_a_file_may_be(id_: str) -> None:
    with pytest.raises(UnfitSetting):
        Campaign(id_, "Festival")
    with pytest.raises(UnfitSetting):
        Campaign("festival", "Festival", waits=())


@settings(max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=9), st.integers(0, 9))
def test_a_contact_gets_each_letter_once_in_order_and_never_more_than_there_are(waits: list[int], had: int) -> None:
    campaign = replace(FESTIVAL, waits=tuple(waits), until=None)
    sent = tuple(replace(left(n + 1, "2026-11-24 09:00"), at=PUT_IN + timedelta(days=n)) for n in range(had))
    found = sequence.watch(VIEW, around(*sent, campaigns=(campaign,)))
    assert (found is None) == (had >= len(waits))
    if found is not None:
        assert found.step == had + 1
        assert found.due_at >= (sent[-1].at if sent else PUT_IN)
