"""A hold stands exactly as long as its cause: it goes with it, another takes its place, and nothing else moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.advance import advance, ripe
from liaison_sync.domain.context import Context, Draft, Sent
from liaison_sync.domain.followup import FollowUp, moved
from liaison_sync.domain.holds import holds
from liaison_sync.domain.partner import Partner
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.triggers import no_reply, we_owe
from liaison_sync.domain.view import Correspondence
from tests.domain.followup_stage import BUDI, OFFICER, RINA, context, thread, turn, wib

DUE = wib("2026-11-24 15:00")
OURS = turn("ours", "2026-11-19 15:00", "out")
LETTER = Sent(DUE - timedelta(days=2), "thank_you", "m0", 1, "kementerian", (BUDI,), "t9")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Correspondence, Context, Draft]:
    """What may hold a follow-up and what may not, at one moment."""
    known, owned = draw(st.booleans()), draw(st.booleans())
    spoof = turn("s", "2026-11-20 09:00", trust="low", partner=None)
    turns = (*((spoof,) if draw(st.booleans()) else ()), OURS)
    view = replace(thread(*turns), partner="kementerian" if known else None)
    sent = (LETTER,) if draw(st.booleans()) else ()
    partner = Partner("kementerian", "Kementerian X", owner=OFFICER if owned else None)
    people = context().contacts if known else {}
    now = DUE + timedelta(minutes=draw(st.integers(-60, 60)))
    at = context(now, partners={"kementerian": partner}, contacts=people, sent=sent)
    missing = ("sender_name",) if draw(st.booleans()) else ()
    unsure = draw(st.booleans())
    return view, at, Draft(missing, salutation_sure=not unsure, salutation_reason="no_name" if unsure else "")


def settled(followup: FollowUp, view: Correspondence, at: Context, draft: Draft) -> FollowUp:
    """After one planning round."""
    here = renewed(followup, view, at)
    for _ in range(6):
        move = advance(here, view, at, draft if ripe(here, at.now) else None)
        if move is None:
            return here
        here = moved(here, move)
    raise AssertionError("a round that does not end")


def planned(trigger: Any, view: Correspondence, at: Context) -> FollowUp:
    asked = replace(view, ball=replace(view.ball, whose="ours")) if trigger is we_owe else view
    found = trigger.watch(asked, at)
    assert isinstance(found, FollowUp)
    return found


law = settings(max_examples=150, deadline=None)


@law
@given(first=worlds(), second=worlds(), approval=st.sampled_from(["review", "automatic"]))
def test_a_hold_disappears_if_and_only_if_its_cause_does(first: Any, second: Any, approval: Any) -> None:
    here = settled(replace(planned(no_reply, first[0], first[1]), approval=approval), *first)
    for view, at, draft in (first, second, first):
        here = settled(here, view, at, draft)
        found = holds(renewed(here, view, at), view, at, draft if ripe(here, at.now) else None)
        assert (here.state == "held") is bool(found)
        assert {reason.key for reason in here.held_by} == {reason.key for reason in found}
        assert here.held_by == () or here.chain[-len(here.held_by) :] == here.held_by


@law
@given(first=worlds(), second=worlds(), approval=st.sampled_from(["review", "automatic"]))
def test_a_second_round_over_an_unchanged_world_changes_nothing(first: Any, second: Any, approval: Any) -> None:
    here = settled(replace(planned(no_reply, first[0], first[1]), approval=approval), *first)
    for world in (first, second):
        here = settled(here, *world)
        assert settled(here, *world) == here


@law
@given(now=st.integers(0, 25))
def test_the_passing_of_time_alone_rewrites_no_hold(now: int) -> None:
    view, draft = replace(thread(OURS), partner=None), Draft(("sender_name",))
    busy = (replace(LETTER, at=DUE - timedelta(minutes=n), to=("a@b",), partner="lain") for n in range(58))
    at = context(DUE, contacts={}, sent=tuple(busy))
    here = settled(planned(no_reply, view, at), view, at, draft)
    assert {reason.key for reason in here.held_by} == {"unknown_partner", "value_missing", "cap_hour"}
    later = replace(at, now=DUE + timedelta(minutes=now))
    assert settled(here, view, later, draft) == here


def test_what_a_person_has_approved_is_shown_again_when_what_its_letter_says_has_changed() -> None:
    view, at = thread(OURS), context(DUE)
    drafted = settled(planned(no_reply, view, at), view, at, Draft())
    assert drafted.state == "drafted"
    missing = replace(drafted, state="held", resume="approved", held_by=holds(drafted, view, at, Draft(("x",))))
    after = settled(missing, view, at, Draft())
    assert (after.state, after.chain[-1].key) == ("drafted", "hold_cleared_review")


def test_what_waited_for_the_quiet_rule_goes_on_where_it_stood() -> None:
    view, at = thread(OURS), context(DUE, sent=(LETTER,))
    approved = replace(planned(no_reply, view, at), state="approved")
    held = settled(approved, view, at, Draft())
    assert [reason.key for reason in held.held_by] == ["quiet_rule"]
    after = settled(held, view, context(DUE + timedelta(days=1)), Draft())
    assert (after.state, after.chain[-1].key) == ("approved", "hold_cleared")


def test_the_partner_the_directory_learns_of_and_the_owner_somebody_sets_are_the_follow_ups_too() -> None:
    stranger = replace(thread(OURS), partner=None)
    at = context(DUE, contacts={})
    held = settled(planned(no_reply, stranger, at), stranger, at, Draft())
    assert [reason.key for reason in held.held_by] == ["unknown_partner"]
    after = settled(held, thread(OURS), context(DUE), Draft())
    assert (after.state, after.partner, after.to) == ("drafted", "kementerian", (RINA,))
    owed = thread(turn("q", "2026-11-19 09:00"), whose="ours")
    nobody = settled(planned(we_owe, owed, context(DUE, partners={})), owed, context(DUE, partners={}), Draft())
    assert [reason.key for reason in nobody.held_by] == ["no_owner"]
    told = settled(nobody, owed, context(DUE), Draft())
    assert (told.state, told.to) == ("approved", (OFFICER,))


def test_a_hold_whose_cause_is_another_now_says_so() -> None:
    view, at = thread(OURS), context(DUE)
    one = settled(planned(no_reply, view, at), view, at, Draft(("sender_name",)))
    other = settled(one, view, at, Draft((), salutation_sure=False, salutation_reason="no_name"))
    assert (other.state, [reason.key for reason in other.held_by]) == ("held", ["salutation_unsure"])
    assert [reason.key for reason in other.chain[1:]] == ["value_missing", "salutation_unsure"]
