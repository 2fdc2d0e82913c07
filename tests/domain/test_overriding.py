"""What is otherwise for one partner or one project, and that the rule chain says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.overriding import applying, languages_of, narrowed, told
from liaison_sync.domain.policy import TO_PARTNERS, TRIGGER_SETTINGS, ActionDue, NoReply, Override, Policy
from liaison_sync.domain.triggers import TRIGGERS, no_reply
from tests.domain.followup_stage import context, thread, turn, wib

PATIENT = Override(partner="kementerian", trigger="no_reply", working_days=5, steps=1)
FESTIVAL = Override(project="festival", working_days=1, language="en")


def test_every_trigger_can_be_overridden_by_the_name_its_settings_bear() -> None:
    assert [one.name for one in TRIGGERS] == sorted(TRIGGER_SETTINGS, key=[one.name for one in TRIGGERS].index)
    assert {one.name for one in TRIGGERS} == set(TRIGGER_SETTINGS)
    assert {one.name for one in TRIGGERS if one.audience == "partner"} == TO_PARTNERS


def test_a_partners_word_wins_over_the_projects_and_concerns_nobody_else() -> None:
    policy = Policy(overrides=(PATIENT, FESTIVAL))
    assert narrowed(policy, "kementerian", None).no_reply == NoReply(working_days=5, steps=1)
    assert narrowed(policy, "kementerian", "festival").no_reply == NoReply(working_days=5, steps=1)
    assert narrowed(policy, "lain", "festival").no_reply == NoReply(working_days=1)
    assert narrowed(policy, "lain", "festival").minutes_missing.working_days == 1
    assert narrowed(policy, "lain", None) == narrowed(policy, None, None) == policy
    assert languages_of(policy, "lain", "festival") == dict.fromkeys(TRIGGER_SETTINGS, "en")
    assert applying(policy, None, None) == ()


def test_approval_is_that_of_letters_to_the_partner_unless_the_trigger_is_named() -> None:
    trusted = narrowed(Policy(overrides=(Override(partner="a", approval="automatic"),)), "a", None)
    assert {getattr(trusted, name).approval for name in TO_PARTNERS} == {"automatic"}
    assert trusted.action_due.partner_approval == "automatic"
    careful = narrowed(Policy(overrides=(Override(partner="a", approval="review"),)), "a", None)
    assert (careful.we_owe.approval, careful.action_due.approval) == ("automatic", "automatic")
    named = Override(partner="a", trigger="we_owe", approval="review")
    assert narrowed(Policy(overrides=(named,)), "a", None).we_owe.approval == "review"


def test_an_override_that_names_the_trigger_decides_on_its_notices_and_its_letters() -> None:
    named = Override(partner="a", trigger="action_due", approval="review")
    both = narrowed(Policy(action_due=ActionDue(partner_approval="automatic"), overrides=(named,)), "a", None)
    assert (both.action_due.approval, both.action_due.partner_approval) == ("review", "review")


def test_the_rule_chain_names_the_override_that_bears_on_the_follow_up() -> None:
    policy = Policy(overrides=(PATIENT, FESTIVAL))
    (one,) = told(policy, "no_reply", "kementerian", None)
    assert (one.key, dict(one.params)) == (
        "overridden_by_partner", {"name": "kementerian", "what": "steps = 1, working_days = 5"},
    )  # fmt: skip
    assert [reason.key for reason in told(policy, "no_reply", "kementerian", "festival")] == [
        "overridden_by_project", "overridden_by_partner",
    ]  # fmt: skip
    assert told(policy, "briefing", "kementerian", None) == ()


def test_patience_and_language_of_an_override_reach_the_letter() -> None:
    asked = thread(turn("ours", "2026-11-16 10:00", "out"))
    here = context("2026-11-24 10:00")
    policy = narrowed(Policy(overrides=(PATIENT,)), "kementerian", None)
    found = no_reply.watch(asked, replace(here, policy=policy, letters_in={"no_reply": "en"}))
    assert found is not None
    assert (found.due_at, found.language) == (wib("2026-11-23 10:00"), "en")


def test_a_language_for_one_trigger_is_that_of_its_letters_alone() -> None:
    said = (
        Override(partner="kementerian", language="en"),
        Override(partner="kementerian", trigger="thank_you", language="id"),
    )
    assert languages_of(Policy(overrides=said), "kementerian", None) == dict.fromkeys(TRIGGER_SETTINGS, "en") | {
        "thank_you": "id"
    }
    assert languages_of(Policy(overrides=said[1:]), "kementerian", None) == {"thank_you": "id"}
    assert languages_of(Policy(overrides=said[::-1]), "kementerian", None)["thank_you"] == "en"  # the later wins
    asked = thread(turn("ours", "2026-11-16 10:00", "out"))
    for letters_in, language in (({"thank_you": "en"}, "id"), ({"no_reply": "en"}, "en")):
        found = no_reply.watch(asked, context("2026-11-24 10:00", letters_in=letters_in))
        assert found is not None
        assert found.language == language


def test_an_override_is_of_one_partner_or_one_project_and_of_a_trigger_there_is() -> None:
    for wrong in ({}, {"partner": "a", "project": "b"}, {"partner": "a", "trigger": "noreply"}):
        with pytest.raises(ValueError, match=r"override_of_one|no_such_trigger"):
            Override(**wrong)  # type: ignore[arg-type]
