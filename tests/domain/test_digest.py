"""Many notices of one kind to one of us in one round are one letter; everything else goes alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.digest import MOST, NOTICES, digest_id, gathered
from liaison_sync.domain.followup import FollowUp
from tests.domain.followup_stage import LEAD, OFFICER, wib

NOTICE = FollowUp(
    "fu-0", "we_owe", "m0", 1, None, (OFFICER,), "internal", "id", wib("2026-11-23 10:00"), wib("2026-11-20 10:00"),
    state="approved",
)  # fmt: skip

notices = st.builds(
    lambda trigger, to, language, state, audience: replace(
        NOTICE, trigger=trigger, to=(to,), language=language, state=state, audience=audience
    ),
    st.sampled_from(["we_owe", "outcome_missing", "briefing", "no_reply"]),
    st.sampled_from([OFFICER, LEAD]),
    st.sampled_from(["id", "en"]),
    st.sampled_from(["approved", "queued"]),
    st.sampled_from(["internal", "partner"]),
)


@settings(max_examples=150, deadline=None)
@given(due=st.lists(notices, max_size=30), more_than=st.integers(0, 6))
def test_everybody_is_told_everything_once_and_only_like_goes_with_like(due: list[FollowUp], more_than: int) -> None:
    named = [replace(one, id=f"fu-{n}") for n, one in enumerate(due)]
    groups = gathered(named, more_than)
    assert sorted(one.id for one in chain(*groups)) == sorted(one.id for one in named)
    for group in groups:
        kinds = {(one.trigger, one.to, one.language) for one in group}
        assert len(kinds) == 1
        together = [one for one in named if (one.trigger, one.to, one.language) in kinds and one.state == "approved"]
        together = [one for one in together if one.audience == "internal" and one.trigger in NOTICES]
        many = group[0] in together and 0 < more_than < len(together)
        assert len(group) == (len(together) if many else 1)


def test_three_go_alone_and_four_together_and_none_grows_without_end() -> None:
    due = [replace(NOTICE, id=f"fu-{n}") for n in range(2 * MOST + 1)]
    assert [len(group) for group in gathered(due[:3], 3)] == [1, 1, 1]
    assert [len(group) for group in gathered(due[:4], 3)] == [4]
    assert [len(group) for group in gathered(due, 3)] == [MOST, MOST, 1]


def test_what_was_to_leave_together_stays_together_and_its_id_is_that_of_the_set() -> None:
    waiting = [replace(NOTICE, id=f"fu-{n}", state="queued", digest="ob-g1") for n in range(2)]
    fresh = [replace(NOTICE, id=f"fu-x{n}") for n in range(2)]
    assert [len(group) for group in gathered([*waiting, *fresh], 3)] == [2, 1, 1]
    assert digest_id(["a", "b"]) == digest_id(["b", "a"]) != digest_id(["a", "c"])
