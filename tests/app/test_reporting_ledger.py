"""No figure without a second count: every one that a report prints is named here with the test that recounts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest

from liaison_sync.app import reporting
from liaison_sync.domain.report import problems
from liaison_sync.domain.report.blocks import figures
from tests.app.reporting_stage import Played
from tests.app.season_lived import lived
from tests.formats.report_scene import snapshot

FIGURES, MEETINGS, SCOPES = "test_reporting_figures", "test_reporting_meetings", "test_reporting_scopes"
ARRIVALS, FEEDBACK = "test_reporting_arrivals", "tests.domain.test_report_feedback"
LATE = "test_reporting_late"
KIND = "unanswered_ours|unanswered_theirs|bounced|vanished|contradictory|moved_again|two_writers|slowing|dormant"
# Figure → the tests that count it anew; where two stand, the second does so for reports on one thing.
RECOUNTED: tuple[tuple[str, str, str], ...] = (
    (r"correspondence\.(in|out)", FIGURES, "test_letters_are_those_of_the_raw_mails"),
    (r"correspondence\.(in|out)", SCOPES, "test_letters_and_answers"),
    (r"correspondence\.(in|out)\.(day\d+|partner\..+)", FIGURES, "test_letters_by_day_and_by_partner_add_up"),
    (r"correspondence\.automatic", FIGURES, "test_automatic_mail_is_what_no_person_wrote"),
    (r"correspondence\.response_ours", FIGURES, "test_the_response_time_is_the_median_over_the_raw_threads"),
    (
        r"correspondence\.response_(ours|theirs)(\.partner\..+)?",
        FIGURES,
        "test_both_sides_answers_are_counted_partner_by_partner",
    ),
    (r"(turns\.(ours|theirs)(_late)?|summary\.awaiting_us)", FIGURES, "test_whose_turn_it_is_equals_the_story"),
    (
        r"correspondence\.late",
        LATE,
        "test_what_arrives_after_its_week_was_frozen_changes_nothing_there_and_is_told_the_week_after",
    ),
    (r"turns\.(ours|theirs)(_late)?", SCOPES, "test_whose_turn_it_is"),
    (r"meetings\.planned", FIGURES, "test_single_meetings_of_the_week_are_those_of_the_story"),
    (r"meetings\.(planned|held|cancelled)", SCOPES, "test_meetings_and_what_was_recorded_of_them"),
    (r"meetings\.(held|minutes_missing)", FIGURES, "test_outcomes_and_minutes_are_those_the_officers_recorded"),
    (r"meetings\.(upcoming|rescheduled)", MEETINGS, "test_moved_and_coming_meetings_are_those_of_the_octets"),
    (r"meetings\.outcome_missing", FIGURES, "test_report_and_agenda_ask_for_the_same_outcomes"),
    (
        r"meetings\.(held_rate|notice|notice_moved|minutes_days)",
        MEETINGS,
        "test_rates_and_medians_are_those_of_the_octets_and_the_records",
    ),
    (r"meetings\.no_show_(ours|theirs)", MEETINGS, "test_who_stayed_away_had_said_yes"),
    (
        r"actions\.(made|done|due_soon|overdue|open)",
        MEETINGS,
        "test_promises_of_both_sides_are_kept_or_not_by_their_day",
    ),
    (
        r"(actions\.kept|problems\.promise)_(ours|theirs)",
        MEETINGS,
        "test_promises_of_both_sides_are_kept_or_not_by_their_day",
    ),
    (
        r"followups\.(sent|answered|troubled|to_approve|held)",
        FIGURES,
        "test_what_waits_too_long_is_what_the_story_says_and_each_such_thread_is_followed_up",
    ),
    (r"followups\.spared", ARRIVALS, "test_a_letter_is_spared_where_its_partner_has_answered_since_it_was_planned"),
    (
        rf"problems\.({KIND}|single_contact|unverified)",
        FIGURES,
        "test_communication_problems_are_those_a_second_count_finds",
    ),
    (r"problems\.refused", ARRIVALS, "test_addresses_that_turn_us_away_are_told_apart_from_dead_ones"),
    (r"problems\.in_junk", ARRIVALS, "test_a_partners_letters_among_junk_are_those_of_the_octets"),
    (r"(problems\.low_score|feedback\..+)", FEEDBACK, ""),
    (r"letters\.(in|out)", FIGURES, "test_official_letters_are_those_whose_text_names_a_number"),
    (r"newcomers\.(partners|contacts)", FIGURES, "test_who_is_new_had_no_mail_before"),
    (r"newcomers\.unknown", FIGURES, "test_doubtful_senders_and_unknown_ones_are_found"),
    (
        r"(officer|project)\.(in|out|meetings|ours|late|actions|overdue)\..+",
        SCOPES,
        "test_the_lines_of_officers_and_projects_are_those_of_their_own_reports",
    ),
    (r"profile\.contacts", SCOPES, "test_a_dossier_names_everybody_the_directory_knows_there"),
    (r"freshness\.quarantined(\..+)?", "tests.domain.test_report_sections", "test_a_mailbox_behind_is_said_at_the_top"),
)
REPORTS = ("weekly", "monthly", "monthly:partner:kemenmarin", "monthly:project:kampanye-media")
OFFICER = "weekly:officer:dewi@karsabahari.example"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with lived(tmp_path_factory.mktemp("ledger")) as one:
        yield one


def _counted(id_: str) -> bool:
    return any(re.fullmatch(pattern, id_) for pattern, _, _ in RECOUNTED)


def test_every_figure_of_every_report_is_counted_a_second_time(stage: Played) -> None:
    found = set(figures(snapshot()))
    for name in (*REPORTS, OFFICER):
        for at in (stage.clock.at, stage.clock.at - timedelta(days=30)):
            made = reporting.preview_snapshot(stage.service, at, None, name)
            found |= set(figures(made))
    assert len(found) > 100
    assert {one for one in found if not _counted(one)} == set()


def test_every_kind_of_problem_is_counted_a_second_time() -> None:
    assert [one for one in problems.KINDS if not _counted(f"problems.{one}")] == []


@pytest.mark.parametrize(("module", "name"), sorted({(module, name) for _, module, name in RECOUNTED}))
def test_each_second_count_is_a_test(module: str, name: str) -> None:
    found = vars(import_module(module if "." in module else f"tests.app.{module}"))
    assert name in found if name else any(one.startswith("test_") for one in found)
