"""The occurrences kept of a series that was split, cut short or added to: what the calendar and Today show."""

from __future__ import annotations

from datetime import UTC, datetime

from liaison_sync.app.expanding import expander
from liaison_sync.app.inspect.steps import read_step
from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.meetings import Folding, Places, folded
from liaison_sync.formats.series import is_instance
from tests.corpus.letter_of import calendar, said
from tests.corpus.wording import address

NOW = datetime(2026, 11, 20, tzinfo=UTC)
US = "humas@kami.id"
FOLDING = Folding(frozenset({US}), FoldPolicy("none"), is_instance, expander(NOW, "Asia/Jakarta"), str)
WEEKLY = "boss REQUEST to=us,budi rrule=FREQ=WEEKLY;COUNT=5"


def kept(*story: str) -> list[str]:
    facts = [
        fact
        for number, line in enumerate(story)
        for fact in read_step(
            calendar(said(line, number)).encode(), address(line.split()[0]), NOW, None, own=(US,), authserv_id=None
        ).facts
    ]
    rows = folded("rapat-1@mitra.id", facts, Places({}, {}), FOLDING).occurrences
    assert len({row.key for row in rows}) == len(rows)
    return [f"{row.start:%m%d %H}{'' if row.status == 'proposed' else ' ' + row.status}" for row in rows if row.start]


def test_a_cancelled_future_is_cancelled_occurrence_by_occurrence() -> None:
    cut = "boss CANCEL to=us,budi seq=1 rid=1207T03:00Z range=future status=CANCELLED"
    ends = ["1123 03", "1130 03", "1207 03 cancelled", "1214 03 cancelled", "1221 03 cancelled"]
    assert kept(WEEKLY, cut) == ends
    moved = "boss REQUEST to=us,budi rid=1214T03:00Z start=1214T05:00Z"
    assert kept(WEEKLY, moved, cut) == [*ends[:3], "1214 05 cancelled", ends[4]]


def test_a_split_moves_all_that_follow_and_a_later_word_on_its_own_instance_only_that() -> None:
    split = "boss REQUEST to=us,budi seq=1 rid=1207T03:00Z range=future start=1207T05:00Z"
    assert kept(WEEKLY, split) == ["1123 03", "1130 03", "1207 05", "1214 05", "1221 05"]
    alone = "boss REQUEST to=us,budi seq=2 rid=1207T03:00Z start=1207T09:00Z"
    assert kept(WEEKLY, split, alone) == ["1123 03", "1130 03", "1207 09", "1214 05", "1221 05"]


def test_an_added_instance_stands_beside_its_series() -> None:
    added = "boss ADD to=us,budi seq=1 start=1125T03:00Z"
    assert kept(WEEKLY, added) == ["1123 03", "1125 03", "1130 03", "1207 03", "1214 03", "1221 03"]


def test_a_cut_taken_back_for_one_instance_leaves_the_others_cancelled() -> None:
    cut = "boss CANCEL to=us,budi seq=1 rid=1207T03:00Z range=future status=CANCELLED"
    back = "boss REQUEST to=us,budi seq=2 rid=1207T03:00Z start=1207T04:00Z"
    assert kept(WEEKLY, cut, back) == ["1123 03", "1130 03", "1207 04", "1214 03 cancelled", "1221 03 cancelled"]


def test_a_cut_and_a_split_end_with_the_rule_they_were_said_of() -> None:
    cut = "boss CANCEL to=us,budi seq=1 rid=1207T03:00Z range=future status=CANCELLED"
    split = "boss REQUEST to=us,budi seq=1 rid=1207T03:00Z range=future start=1207T05:00Z"
    gone = "boss CANCEL to=us,budi seq=2 rid=1207T03:00Z status=CANCELLED"
    tuesdays = "boss REQUEST to=us,budi seq=3 rrule=FREQ=WEEKLY;COUNT=5 start=1124T03:00Z"
    ends = ["1124 03", "1201 03", "1208 03", "1215 03", "1222 03"]
    assert kept(WEEKLY, cut, tuesdays) == ends
    assert [one for one in kept(WEEKLY, split, gone, tuesdays) if "cancelled" not in one] == ends


def test_a_newer_word_from_one_on_takes_back_a_cut() -> None:
    cut = "boss CANCEL to=us,budi seq=1 rid=1207T03:00Z range=future status=CANCELLED"
    after = "boss REQUEST to=us,budi seq=2 rid=1214T03:00Z range=future start=1214T05:00Z"
    assert kept(WEEKLY, cut, after) == ["1123 03", "1130 03", "1207 03 cancelled", "1214 05", "1221 05"]
    before = "boss REQUEST to=us,budi seq=2 rid=1130T03:00Z range=future start=1130T05:00Z"
    assert kept(WEEKLY, cut, before) == ["1123 03", "1130 05", "1207 05", "1214 05", "1221 05"]


def test_our_answer_to_all_that_follow_stands_though_the_first_of_them_is_answered_once_more() -> None:
    no = "us REPLY DECLINED org=boss rid=1207T03:00Z range=future"
    yes = "us REPLY ACCEPTED org=boss rid=1207T03:00Z"
    ends = ["1123 03", "1130 03", "1207 03 confirmed", "1214 03 declined_by_us", "1221 03 declined_by_us"]
    assert kept(WEEKLY, no, yes) == ends


def test_the_first_of_a_range_moved_alone_asks_anew_for_itself_and_for_nothing_that_follows() -> None:
    split = "boss REQUEST to=us,budi seq=1 rid=1207T03:00Z range=future start=1207T05:00Z"
    yes = "us REPLY ACCEPTED org=boss seq=1 rid=1207T03:00Z range=future"
    alone = "boss REQUEST to=us,budi seq=2 rid=1207T03:00Z start=1208T05:00Z"
    follow = ["1214 05 confirmed", "1221 05 confirmed"]
    assert kept(WEEKLY, split, yes) == ["1123 03", "1130 03", "1207 05 confirmed", *follow]
    assert kept(WEEKLY, split, yes, alone) == ["1123 03", "1130 03", "1208 05", *follow]
    no = "us REPLY DECLINED org=boss seq=2 rid=1207T03:00Z"
    assert kept(WEEKLY, split, yes, alone, no) == ["1123 03", "1130 03", "1208 05 declined_by_us", *follow]
    later = "boss REQUEST to=us,budi seq=3 rid=1207T03:00Z start=1209T05:00Z"
    assert kept(WEEKLY, split, yes, alone, no, later) == ["1123 03", "1130 03", "1209 05", *follow]


def test_whoever_is_left_out_of_the_first_of_a_range_alone_stays_asked_to_all_that_follow() -> None:
    split = "boss REQUEST to=us,budi seq=1 rid=1207T03:00Z range=future start=1207T05:00Z"
    yes = "us REPLY ACCEPTED org=boss seq=1 rid=1207T03:00Z range=future"
    alone = "boss REQUEST to=budi seq=2 rid=1207T03:00Z start=1207T05:00Z"
    assert kept(WEEKLY, split, yes, alone)[3:] == ["1214 05 confirmed", "1221 05 confirmed"]
