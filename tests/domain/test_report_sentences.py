"""Each sentence of a report is true of what it counts, in the small cases too: none, one, all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liaison_sync.domain.report.blocks import Hours, Lines, Listed, Say, Table, WorkingDays, say
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.problems import problems
from liaison_sync.domain.report.summary import decisions
from liaison_sync.domain.report.view import ReportView
from liaison_sync.formats.wording import LANGUAGES, catalogue
from tests.domain.test_report_sections import DAY, HOUR, MONDAY, WEEK, meeting, opening, said, thread, turn, view


def tables(found: ReportView, name: str = "weekly") -> dict[str, Table]:
    every = (block for one in build(found, name=name).sections for block in one.blocks)
    return {one.id: one for one in every if isinstance(one, Table)}


def told(found: ReportView, key: str) -> dict[str, object]:
    return dict(said(next(one for one in opening(found) if one.key == key)))


@pytest.mark.parametrize(
    ("flags", "what"),
    [
        (("text_conflict:place",), ["place"]),
        (("text_conflict:time", "text_conflict:place"), ["time", "place"]),
    ],
)
def test_what_differs_between_letter_and_invitation_is_what_is_to_be_settled(
    flags: tuple[str, ...], what: list[str]
) -> None:
    found = view(meetings=(meeting("clash", WEEK.end + DAY, flags=flags),))
    named = Listed(tuple(say(f"conflict.{one}") for one in what))
    (wanted,) = decisions(found)
    (problem,) = problems(found)
    assert said(wanted)["what"] == named
    assert isinstance(problem.detail, Say)
    assert said(problem.detail)["what"] == named


@pytest.mark.parametrize(
    ("others", "key"),
    [((), "narrative.partners.one"), (("aruna",), "narrative.partners.one"), ((None,), "narrative.partners_among")],
)
def test_letters_are_all_with_one_partner_only_where_no_stranger_wrote(
    others: tuple[str | None, ...], key: str
) -> None:
    some = tuple(
        thread(turn(f"x{n}", MONDAY, partner=who), partner=who, id_=f"x{n}") for n, who in enumerate(others)
    )  # fmt: skip
    found = view(thread(turn("m", MONDAY)), *some)
    partners = told(found, "narrative.mail.some")["partners"]
    assert isinstance(partners, Say)
    assert partners.key == key


def test_one_meeting_is_not_all_of_them() -> None:
    one, two = meeting("a", MONDAY, outcome="held"), meeting("b", MONDAY, outcome="held")
    assert told(view(meetings=(one,)), "narrative.meetings.one")["rest"] == say("narrative.held.it")
    assert told(view(meetings=(one, two)), "narrative.meetings.many")["rest"] == say("narrative.held.all")


def test_where_every_meeting_is_still_to_come_it_is_said_of_all() -> None:
    now = WEEK.start + HOUR
    some = (meeting("a", MONDAY + DAY), meeting("b", MONDAY + DAY))
    for met, key, form in ((some, "many", "ahead_all"), (some[:1], "one", "ahead_it")):
        rest = told(view(now=now, as_of=now, meetings=met), f"narrative.meetings_running.{key}")["rest"]
        assert rest == say(f"narrative.held.{form}")


def test_none_after_none_is_not_as_many() -> None:
    assert told(view(), "narrative.meetings.none")["compared"] == say("compared.none", before=0)


def test_what_is_late_within_its_first_day_has_waited_hours_and_not_no_days() -> None:
    found = view(thread(turn("q", WEEK.end - 3 * DAY + 8 * HOUR)))  # Friday 08.00, where we work 08.00-16.30
    waited = tables(found)["waiting_ours"].rows[0].cells[3]
    assert waited == Hours(8.5)
    (wanted,) = decisions(found)
    assert said(wanted)["days"] == Hours(8.5)
    older = view(thread(turn("q", MONDAY)))  # Tuesday to Friday; the Monday after is another week's
    assert tables(older)["waiting_ours"].rows[0].cells[3] == WorkingDays(4)


def test_a_week_without_letters_draws_no_chart_of_noughts() -> None:
    def charts(found: ReportView) -> list[Lines]:
        return [block for one in build(found).sections for block in one.blocks if isinstance(block, Lines)]

    assert charts(view(thread(turn("old", MONDAY - 7 * DAY)))) == []
    assert len(charts(view(thread(turn("new", MONDAY))))) == 1


def test_a_meeting_still_to_come_stands_in_one_table() -> None:
    now = WEEK.start + timedelta(days=1)
    some = (meeting("over", MONDAY), meeting("ahead", now + DAY))
    found = tables(view(now=now, as_of=now, meetings=some))
    assert [row.about for row in found["meetings_running"].rows] == [("occurrence", "over")]
    assert [row.about for row in found["meetings_upcoming"].rows] == [("occurrence", "ahead")]
    far = meeting("far", now + 9 * DAY)
    month = replace(WEEK, first=date(2026, 11, 1), every="month")
    late = view(period=month, now=now, as_of=now, meetings=(*some, far))
    shown = [row.about for one in ("meetings_running", "meetings_upcoming") for row in tables(late)[one].rows]
    assert sorted(str(one) for one in shown) == sorted(str(("occurrence", one.key)) for one in (*some, far))


def test_a_newsletter_is_nothing_anybody_talked_about() -> None:
    news = replace(thread(turn("n", MONDAY, automatic="list"), id_="news"), subject="Buletin")
    found = view(thread(turn("m", MONDAY)), news)
    talks = tables(found, "weekly:partner:aruna")["talks"]
    assert [row.about for row in talks.rows] == [("thread", "t1")]


def test_a_dossier_does_not_repeat_its_partner_in_every_row() -> None:
    found = view(thread(turn("m", MONDAY)), meetings=(meeting("a", MONDAY),))
    for name, there in (("weekly:partner:aruna", False), ("weekly", True)):
        for one in ("waiting_ours", "meetings_held", "problems"):
            columns = [column.label for column in tables(found, name)[one].columns]
            assert (say("column.partner") in columns) == there, one
            assert all(len(row.cells) == len(columns) for row in tables(found, name)[one].rows)


def test_a_row_that_opens_a_thread_is_called_by_its_subject() -> None:
    waits = tables(view(thread(turn("m", MONDAY))))["waiting_ours"]
    assert waits.rows[0].cells[:2] == ("Kerja sama", "PT Aruna")


def test_whom_nobody_knows_yet_is_named_as_words_within_a_sentence_are() -> None:
    """A title of a row begins with a capital; what stands in a sentence does not."""
    clash = meeting("clash", WEEK.end + DAY, partner=None, flags=("text_conflict:time",))
    (wanted,) = decisions(view(meetings=(clash,)))
    assert said(wanted)["partner"] == say("unknown_party")
    for language in LANGUAGES:
        assert catalogue(language)["report.unknown_party"][0].islower()
