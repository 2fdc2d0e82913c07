"""What a report has nothing to say of takes no room: noughts, dashes, empty columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats import report_html, report_text
from liaison_sync.formats.report_words import Chapter, page
from liaison_sync.formats.wording import LANGUAGES
from tests.formats.report_pages import report

NONE = b.evidence("message", ())
FIGURES = b.Figures((b.count("followups.sent", NONE, before=0), b.count("followups.held", NONE)))


def _chapter(language: str, *blocks: b.Block, key: str = "followups") -> Chapter:
    return page(replace(report(), sections=(b.Section(key, blocks),)), language).chapters[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["turns", "meetings", "actions", "correspondence", "followups", "newcomers"])
def test_a_section_of_noughts_is_one_sentence(language: str, key: str) -> None:
    (part,) = _chapter(language, FIGURES, key=key).parts
    assert part.kind == "text"
    assert part.text.endswith(".")


@pytest.mark.parametrize("now", [(0, 3), (1, 0)])
def test_one_number_now_or_before_keeps_the_section_whole(now: tuple[int, int]) -> None:
    value, before = now
    one = b.count("followups.sent", b.evidence("followup", ("f",) * value), before=before)
    (part,) = _chapter("id", b.Figures((one, FIGURES.figures[1]))).parts
    assert [figure.text for figure in part.figures] == [str(value), "0"]


def test_a_median_of_nothing_is_left_out_unless_there_was_one_before() -> None:
    label = b.say("figure.meetings.notice")
    some = (b.Figure("a", label, None, NONE), b.Figure("b", label, None, NONE, b.Days(3.0)))
    (part,) = _chapter("id", b.Figures((*some, b.count("meetings.held", b.evidence("occurrence", ("o",)))))).parts
    assert [(one.id, one.text) for one in part.figures] == [("b", "–"), ("meetings.held", "1")]


def _table(*cells: tuple[b.Cell, ...]) -> b.Table:
    columns = tuple(b.Column(b.say(f"column.{name}")) for name in ("who", "phone", "state"))
    return b.Table("contacts", None, columns, tuple(b.Row(one) for one in cells))


def test_a_column_nothing_stands_in_is_left_out_and_the_first_stays() -> None:
    (part,) = _chapter("id", _table(("Rina", None, None), ("Sari", "021", None)), key="profile").parts
    assert [label for label, _ in part.columns] == ["Nama", "Telepon"]
    assert [[cell.text for cell in row] for row in part.rows] == [["Rina", "–"], ["Sari", "021"]]
    (bare,) = _chapter("id", _table((None, None, None)), key="profile").parts
    assert [label for label, _ in bare.columns] == ["Nama"]


def test_a_dash_of_a_table_is_read_neither_in_the_text_nor_on_a_telephone() -> None:
    shown = page(
        replace(report(), sections=(b.Section("profile", (_table(("Rina", None, "x"), ("Sari", "021", None)),)),)), "id"
    )
    assert "- Rina: x\n- Sari: 021\n" in report_text.text(shown)
    html = report_html.html(shown, {})
    assert html.count('class="e"') == 2
    assert "td.e { display: none !important; }" in html
