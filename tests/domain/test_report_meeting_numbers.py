"""How meetings went: held rate, no-shows, notice, days until minutes, promises kept, over small weeks made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.report.blocks import Amount, Days, Share, figures
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.document import dump, snapshot
from liaison_sync.domain.report.view import Promise, ReportView
from liaison_sync.formats.report_words import words_of
from tests.domain.test_report_sections import DAY, HOUR, MONDAY, keys, meeting, view

US, THEM = "dewi@k.example", "a@aruna.example"
NEW = (
    *(f"meetings.{one}" for one in ("held_rate", "no_show_ours", "no_show_theirs", "notice", "notice_moved")),
    *("meetings.minutes_days", "actions.kept_ours", "actions.kept_theirs"),
)


def value(of: ReportView, id_: str) -> Amount | None:
    return figures(build(of))[id_].value


def before(of: ReportView, id_: str) -> Amount | None:
    return figures(build(of))[id_].before


def test_the_held_rate_is_over_what_has_an_outcome_and_nothing_else() -> None:
    found = view(
        meetings=(
            meeting("held", MONDAY, outcome="minuted"),
            meeting("late-cancel", MONDAY, status="cancelled", outcome="held"),
            meeting("missed", MONDAY, outcome="not_held"),
            meeting("open", MONDAY),
            meeting("off", MONDAY, status="cancelled"),
            meeting("earlier", MONDAY - 7 * DAY, outcome="not_held"),
            meeting("earlier-held", MONDAY - 6 * DAY, outcome="closed"),
        )
    )
    assert value(found, "meetings.held_rate") == Share(2, 3)
    assert keys(found, "meetings.held_rate") == ["held", "late-cancel", "missed"]
    assert before(found, "meetings.held_rate") == Share(1, 2)


def test_a_no_show_accepted_and_was_absent_or_none_of_its_side_came() -> None:
    some = (
        meeting("them", MONDAY, outcome="held", missed=(THEM,)),
        meeting("both", MONDAY, outcome="closed", missed=(US, THEM)),
        meeting("nobody", MONDAY, outcome="not_held", reason="no_show_partner", missed=(US,)),
        meeting("none-of-us", MONDAY, outcome="not_held", reason="no_show_us"),
        meeting("put-off", MONDAY, outcome="not_held", reason="postponed", missed=(THEM,)),
        meeting("all-there", MONDAY, outcome="held"),
        meeting("earlier", MONDAY - 7 * DAY, outcome="held", missed=(THEM,)),
    )
    found = view(meetings=some, own=frozenset({US}))
    assert keys(found, "meetings.no_show_theirs") == ["them", "both", "nobody"]
    assert keys(found, "meetings.no_show_ours") == ["both", "none-of-us"]
    assert (before(found, "meetings.no_show_theirs"), before(found, "meetings.no_show_ours")) == (1, 0)


def test_notice_is_given_from_the_first_invitation_and_from_the_last_change_before_the_start() -> None:
    wednesday = MONDAY + 2 * DAY
    moves = ((wednesday - 5 * DAY, "m1"), (wednesday - DAY, "m2"), (wednesday + DAY, "after"))
    some = (
        meeting("moved", wednesday, invited_at=wednesday - 7 * DAY, moves=moves),  # 5 working days, and 1
        meeting("plain", wednesday, invited_at=wednesday - 2 * DAY),
        meeting("afterwards", wednesday, invited_at=wednesday + DAY, outcome="held"),
        meeting("series", wednesday, moves=moves),
        meeting("off", wednesday, invited_at=wednesday - 20 * DAY, status="cancelled", moves=moves),
        meeting("missed", wednesday, invited_at=wednesday - 20 * DAY, outcome="not_held"),
        meeting("earlier", wednesday - 7 * DAY, invited_at=wednesday - 8 * DAY),
    )
    found = view(meetings=some)
    assert value(found, "meetings.notice") == Days(2)
    assert keys(found, "meetings.notice") == ["moved", "plain", "afterwards"]
    assert (value(found, "meetings.notice_moved"), keys(found, "meetings.notice_moved")) == (Days(1), ["moved"])
    assert (before(found, "meetings.notice"), before(found, "meetings.notice_moved")) == (Days(1), None)


def test_minutes_count_in_the_week_they_were_first_written_in() -> None:
    friday = MONDAY - 3 * DAY
    some = (
        meeting("over-the-weekend", friday, outcome="minuted", minuted=True, minuted_at=MONDAY + HOUR),
        meeting("slow", friday, outcome="closed", minuted=True, minuted_at=MONDAY + DAY),
        meeting("not-yet", MONDAY, outcome="held"),
        meeting("then", friday, outcome="minuted", minuted=True, minuted_at=friday + HOUR),
    )
    found = view(meetings=some)
    assert value(found, "meetings.minutes_days") == Days(1.5)
    assert keys(found, "meetings.minutes_days") == ["over-the-weekend", "slow"]
    assert before(found, "meetings.minutes_days") == Days(0)


def promise(id_: str, due: date | None, done: datetime | None = None, *, ours: bool = True) -> Promise:
    return Promise(id_, id_, US if ours else THEM, ours, due, MONDAY - 20 * DAY, done, "aruna", None)


def test_a_promise_is_kept_that_was_done_by_the_end_of_its_day_where_the_report_is_read() -> None:
    due = date(2026, 11, 10)
    last = datetime.combine(due + DAY, datetime.min.time(), MONDAY.tzinfo) - 7 * HOUR  # midnight in Jakarta
    some = (
        promise("in-time", due, last - HOUR / 60),
        promise("late", due, last),
        promise("open", due),
        promise("no-deadline", None, MONDAY),
        promise("next", date(2026, 11, 16), MONDAY),
        promise("theirs", due, MONDAY, ours=False),
        promise("before", date(2026, 11, 8)),
    )
    found = view(promises=some)
    assert (value(found, "actions.kept_ours"), keys(found, "actions.kept_ours")) == (
        Share(1, 3),
        ["in-time", "late", "open"],
    )
    assert (value(found, "actions.kept_theirs"), keys(found, "actions.kept_theirs")) == (Share(1, 1), ["theirs"])
    assert (before(found, "actions.kept_ours"), before(found, "actions.kept_theirs")) == (Share(0, 1), None)


def test_in_a_running_week_no_promise_is_broken_before_its_day_is_over() -> None:
    now = MONDAY + DAY
    some = (promise("today", date(2026, 11, 10)), promise("gone", date(2026, 11, 9)))
    done = promise("ahead", date(2026, 11, 13), MONDAY)
    found = replace(view(promises=(*some, done)), as_of=now, now=now)
    assert keys(found, "actions.kept_ours") == ["gone", "ahead"]
    assert value(found, "actions.kept_ours") == Share(1, 2)


def test_nothing_known_is_a_dash_and_never_a_zero() -> None:
    report = build(view())
    for id_ in NEW:
        figure = figures(report)[id_]
        if "no_show" in id_:  # a count: none is none
            continue
        assert figure.value is None
        assert [words_of(report, one).number(figure).text for one in ("id", "en")] == ["–", "–"], id_


@pytest.mark.parametrize("name", ["weekly", "monthly", "monthly:partner:aruna", "weekly:project:p"])
def test_every_report_has_them_and_keeps_them(name: str) -> None:
    report = build(view(meetings=(meeting("held", MONDAY, outcome="held"),)), name=name)
    assert set(NEW) <= figures(report).keys()
    assert snapshot(dump(report)) == report


@given(st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_is_whole_or_nothing_only_where_it_is(share: tuple[int, int]) -> None:
    part, whole = share
    percent = Share(part, whole).percent
    assert (percent == 0, percent == 100) == (part == 0, part == whole)
    assert abs(percent - 100 * part / whole) < 1


def test_shares_and_medians_read_as_each_language_writes_them() -> None:
    halves = (meeting("a", MONDAY, invited_at=MONDAY), meeting("b", MONDAY, invited_at=MONDAY - 3 * DAY))
    done = (meeting("c", MONDAY, outcome="held"), meeting("d", MONDAY, outcome="not_held"))
    report = build(view(meetings=(*halves, *done)))
    shown = {
        (id_, one): words_of(report, one).number(figures(report)[f"meetings.{id_}"]).text
        for id_ in ("notice", "held_rate")
        for one in ("id", "en")
    }
    assert shown == {
        ("notice", "id"): "0,5 hari",
        ("notice", "en"): "0.5 d",
        ("held_rate", "id"): "50%",
        ("held_rate", "en"): "50%",
    }
