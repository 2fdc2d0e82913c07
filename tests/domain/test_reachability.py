"""Which addresses mail does not reach, and what makes them reachable again."""

from __future__ import annotations

import pytest

from liaison_sync.domain.message import BounceRecipient
from liaison_sync.domain.reachability import failures, later, refused, unreachable, voices
from liaison_sync.domain.reconsider import reconsider
from tests.domain.followup_stage import RINA, auto, context, thread, turn, wib
from tests.domain.test_followups import ASKED, key, planned


@pytest.mark.parametrize(
    ("status", "kind", "dead"),
    [
        ("5.1.1", "permanent", True),
        (None, "permanent", True),
        ("5.7.1", "permanent", False),
        ("5.7.26", "permanent", False),
        ("5.7.17", "permanent", True),
        ("5.2.3", "permanent", False),
        ("5.3.4", "permanent", False),
        ("5.6.1", "permanent", False),
        ("4.2.2", "temporary", False),
        (None, "unknown", False),
    ],
)
def test_only_what_says_that_the_address_is_dead_counts(status: str | None, kind: str, dead: bool) -> None:
    one = BounceRecipient(RINA, status, "failed", kind, None)  # type: ignore[arg-type]
    assert unreachable(one) is dead


@pytest.mark.parametrize(
    ("status", "kind", "by_policy"),
    [("5.7.1", "permanent", True), ("5.7.17", "permanent", False), ("4.7.1", "temporary", False),
     ("5.1.1", "permanent", False), (None, "permanent", False)],
)  # fmt: skip
def test_a_refusal_by_policy_is_told_from_a_dead_address(status: str | None, kind: str, by_policy: bool) -> None:
    assert refused(BounceRecipient(RINA, status, "failed", kind, None)) is by_policy  # type: ignore[arg-type]


def test_the_latest_word_of_each_kind_counts_and_a_machine_has_no_voice() -> None:
    old = auto("a", "2026-11-20 09:00", "bounce", sender="mailer-daemon@x", bounced=(RINA,))
    new = auto("b", "2026-11-22 09:00", "bounce", sender="mailer-daemon@x", bounced=(RINA,))
    assert failures([new, old]) == {RINA: wib("2026-11-22 09:00")}
    spoke = turn("c", "2026-11-21 09:00", sender=RINA)
    machine = auto("d", "2026-11-23 09:00", "out-of-office", sender=RINA)
    pretender = turn("e", "2026-11-23 09:00", sender=RINA, trust="low")
    assert voices([spoke, machine, pretender]) == {RINA: wib("2026-11-21 09:00")}


def test_later_needs_both_to_have_happened_or_only_the_first() -> None:
    early, late = wib("2026-11-20 09:00"), wib("2026-11-21 09:00")
    assert later(late, early)
    assert later(early, None)
    assert not later(early, late)
    assert not later(early, early)
    assert not later(None, None)


def test_who_wrote_again_after_the_bounce_is_no_longer_cut_off() -> None:
    failed = auto("b", "2026-11-20 09:00", "bounce", sender="mailer-daemon@x", bounced=(RINA,))
    view = thread(*ASKED.turns, failed)
    at = context("2026-11-24 10:00")
    assert key(reconsider(planned(), view, at, stage="plan")) == ("cancelled", "bounced")
    again = turn("r", "2026-11-21 09:00", sender=RINA)
    move = reconsider(planned(), thread(*ASKED.turns, failed, again), at, stage="plan")
    assert key(move) == ("cancelled", "answered")
