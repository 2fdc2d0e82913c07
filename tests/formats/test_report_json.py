"""A report as JSON says what the report says: each figure with what it counts, each problem with what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats.report_json import summary
from tests.formats.report_pages import report
from tests.formats.report_scene import snapshot


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(summary(snapshot(), "en")))
    return content


def test_every_figure_stands_there_once_with_the_keys_of_what_it_counts(told: dict[str, Any]) -> None:
    figures = b.figures(snapshot())
    assert [one["id"] for one in told["figures"]] == list(figures)
    for one in told["figures"]:
        assert one["evidence"]["keys"] == list(figures[one["id"]].evidence.keys)
        assert one["unit"] != "count" or one["value"] == len(one["evidence"]["keys"])


def test_a_median_is_in_working_hours_and_one_of_nothing_has_no_unit() -> None:
    units = {one["id"]: (one["value"], one["unit"]) for one in summary(report(), "id")["figures"]}
    assert units["correspondence.response_ours"] == (3.4, "working_hours")
    nothing = b.Figure("x", b.say("series.in"), None, b.evidence("message", ()))
    empty = replace(report(), sections=(b.Section("summary", (b.Figures((nothing,)),)),))
    [one] = summary(empty, "id")["figures"]
    assert (one["value"], one["unit"], one["url"]) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "expected"), [(b.Days(1.5), (1.5, "working_days")), (b.Share(1, 4), (0.25, "share")), (0, (0, "count"))]
)
def test_every_amount_is_a_number_with_its_unit(value: b.Amount, expected: tuple[float, str]) -> None:
    one = b.Figure("x", b.say("series.in"), value, b.evidence("message", ()))
    only = replace(report(), sections=(b.Section("summary", (b.Figures((one,)),)),))
    [found] = summary(only, "en")["figures"]
    assert (found["value"], found["unit"]) == expected


def test_a_problem_names_its_kind_its_partner_its_evidence_and_the_step(told: dict[str, Any]) -> None:
    doubtful = next(one for one in told["problems"] if one["kind"] == "unverified")
    assert doubtful["evidence"] == {"kind": "message", "keys": ["g1"]}
    assert "Perubahan rekening kas negara" in doubtful["detail"]
    assert doubtful["partner"]
    assert doubtful["step"] == "Do not answer; ask by a number you know"


def test_texts_follow_the_language_and_numbers_do_not(told: dict[str, Any]) -> None:
    other = summary(snapshot(), "id")
    assert [one["value"] for one in other["figures"]] == [one["value"] for one in told["figures"]]
    assert [one["step"] for one in other["problems"]] != [one["step"] for one in told["problems"]]


def test_a_report_without_problems_lists_none() -> None:
    assert (summary(report(), "id")["problems"], summary(report(), "id")["problems_not_listed"]) == ([], 0)
