"""A report on paper says what its mail says, number for number, and leads to the same lists."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from liaison_sync.formats import report_html
from liaison_sync.formats.pdf import pdf
from liaison_sync.formats.report_paper import paper
from liaison_sync.formats.report_words import page
from tests.formats.report_pages import MADE, report


def drawn(language: str) -> bytes:
    shown = page(report(), language)
    return pdf(paper(shown, report_html.charts(shown), MADE.date()))


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_report_on_paper_is_tagged_text_with_every_number_of_the_mail(language: str) -> None:
    content = drawn(language)
    reader = PdfReader(BytesIO(content))
    root: Any = reader.root_object
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == language
    assert tuple(map(round, reader.pages[0].mediabox[2:])) == (595, 842)
    flat = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    shown = page(report(), language)
    assert shown.title in flat
    assert reader.metadata is not None
    assert reader.metadata.title == shown.subject  # a folder of them is told apart
    for chapter in shown.chapters:
        assert chapter.title in flat
        for part in chapter.parts:
            for figure in part.figures:
                assert f"{figure.label} {figure.text}" in flat
    assert '#image("/etc/passwd")' in flat
    assert content == drawn(language)


def test_a_number_on_paper_leads_to_its_list_and_partner_text_leads_nowhere() -> None:
    content = drawn("id")
    reader = PdfReader(BytesIO(content))
    annotations = [one.get_object() for each in reader.pages for one in each.get("/Annots") or []]
    targets = {str(one["/A"]["/URI"]) for one in annotations if "/A" in one}
    assert "http://127.0.0.1:8025/reports/weekly/2026-W46/correspondence.in" in targets
    assert not any("elsewhere.example" in one for one in targets)
