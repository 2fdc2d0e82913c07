"""The mailed report keeps to what Outlook (Word's engine), Gmail and phones are known to draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats import report_html
from liaison_sync.formats.report_words import page
from liaison_sync.formats.wording import LANGUAGES
from tests.formats.report_scene import scenes, snapshot

CLIPPED = 102 * 1024  # octets of HTML Gmail shows
# Outlook's engine ignores them, Gmail removes some: nothing may rest on them.
UNKNOWN = re.compile(
    r"\b(?:position|float|flex|grid|gap|transform|calc|var|opacity|object-fit|@import|background-image)\b"
)
FULL = "Pembahasan rencana penyambutan rombongan tamu dan pembagian tugas panitia bersama"


class Tags(HTMLParser):
    """Every start tag, in order, and the text before the first heading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> Iterator[dict[str, str]]:
        return (attrs for name, attrs in self.found if name == tag)


@pytest.fixture(scope="module")
def mails() -> list[str]:
    return [one.html for one in scenes()]


def test_tables_carry_the_layout_and_no_style_rests_on_what_a_client_does_not_know(mails: list[str]) -> None:
    for html in mails:
        tags = Tags(html)
        assert all(one.get("role") == "presentation" or one.get("class") for one in tags.of("table"))
        styles = [attrs["style"] for _, attrs in tags.found if "style" in attrs]
        assert len(styles) > 50
        assert not [one for one in styles if UNKNOWN.search(one)]
        assert not {"script", "link", "form", "svg", "iframe", "video", "base"} & {name for name, _ in tags.found}


def test_it_is_no_wider_than_640_pixels_and_says_so_to_outlook_in_html(mails: list[str]) -> None:
    for html in mails:
        assert 'class="sheet"' in html
        assert "max-width:640px" in html
        assert '<!--[if mso]><table role="presentation" width="640"' in html
        assert all(int(one["width"].rstrip("%")) <= 640 for one in Tags(html).of("table") if "width" in one)


def test_what_only_a_style_sheet_can_say_is_still_in_the_mail(mails: list[str]) -> None:
    for html in mails:
        sheet = html.partition("</head>")[0]
        for told in ("prefers-color-scheme: dark", "max-width: 480px", ".label { display: none; mso-hide: all; }"):
            assert told in sheet


def test_pictures_are_parts_of_the_mail_with_a_text_and_their_size(mails: list[str]) -> None:
    for html in mails:
        pictures = list(Tags(html).of("img"))
        assert len(pictures) == 2
        for one in pictures:
            assert one["src"].startswith("cid:")
            assert one["alt"]
            assert 100 < int(one["height"]) < int(one["width"]) * 2 <= 1200


def test_it_names_its_language_its_two_colour_schemes_and_opens_with_its_first_sentence(mails: list[str]) -> None:
    for language, html in zip(LANGUAGES, mails, strict=True):
        tags = Tags(html)
        assert next(tags.of("html"))["lang"] == language
        metas = {one.get("name"): one.get("content") for one in tags.of("meta")}
        assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
        hidden = html.partition("<body")[2].partition("</div>")[0]
        assert "display:none" in hidden
        assert "mso-hide:all" in hidden
        first = page(snapshot(), language).chapters[0].parts[0].text
        assert hidden.rpartition(">")[2].removesuffix(" …")[:80] == first[:80]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_whose_tables_are_all_full_is_not_cut_off_by_gmail(language: str) -> None:
    shown = page(_full(snapshot()), language)
    names = {report_html.chart_id(part) for one in shown.chapters for part in one.parts}
    html = report_html.html(shown, {name: f"cid:{name}@report" for name in names})
    assert sum(len(part.rows) for one in shown.chapters for part in one.parts) > 100
    assert len(html.encode()) < CLIPPED


def _full(report: b.Snapshot) -> b.Snapshot:
    """Every table with as many rows as any section shows at most, with titles of a usual length."""

    def filled(block: b.Block) -> b.Block:
        if not isinstance(block, b.Table) or len(block.rows) < 1:
            return block
        rows = (block.rows * 10)[:10]
        return replace(block, rows=tuple(replace(row, cells=tuple(map(_longer, row.cells))) for row in rows))

    return replace(
        report,
        sections=tuple(replace(one, blocks=tuple(map(filled, one.blocks))) for one in report.sections),
    )


def _longer(cell: b.Cell) -> b.Cell:
    return FULL if isinstance(cell, str) and "@" not in cell and len(cell) > 30 else cell
