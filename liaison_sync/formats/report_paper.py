"""A report as a paper: the same words, numbers and charts as its mail, each number leading to its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from liaison_sync.formats.paper import Cell, Grid, Heading, Link, Paper, Picture, Words
from liaison_sync.formats.paper import Part as PaperPart
from liaison_sync.formats.report_html import chart_id
from liaison_sync.formats.report_words import Chapter, Field, Number, Page, Part

_PAD, _WIDE = 3, 30  # characters a column is reckoned with
_CHART = 80  # percent of the line


def paper(page: Page, charts: Mapping[str, bytes], made: date, *, logo: bytes | None = None) -> Paper:
    """The report of `page`; `charts` are its pictures (see `report_html.charts`), `made` dates the file."""
    return Paper(
        title=page.title,
        language=page.language,
        made=made,
        parts=tuple(part for chapter in page.chapters for part in _chapter(chapter, page, charts)),
        subtitle=page.period,
        organisation=page.organisation,
        footer=page.made,
        logo=logo,
        name=page.subject,
    )


def _chapter(chapter: Chapter, page: Page, charts: Mapping[str, bytes]) -> Iterator[PaperPart]:
    yield Heading(chapter.title)
    for part in chapter.parts:
        yield from _part(part, page, charts)


def _part(part: Part, page: Page, charts: Mapping[str, bytes]) -> Iterator[PaperPart]:
    match part.kind:
        case "text":
            yield Words(part.text)
        case "points":
            yield Heading(page.words["decisions"], 3)
            numbered = (f"{n}. {one}" for n, one in enumerate(part.points, 1)) if part.numbered else part.points
            yield Words("\n\n".join(numbered))
        case "figures" if part.figures:
            yield _figures(part.figures, page)
        case "table":
            if part.title:
                yield Heading(part.title, 3)
            yield _table(part)
            if part.more:
                yield Words(part.more)
        case "bars" | "lines":
            yield Heading(part.title, 3)
            yield Picture(charts[chart_id(part)], _told(part), _CHART)


def _figures(figures: tuple[Number, ...], page: Page) -> Grid:
    compared = any(one.before for one in figures)
    header = (page.words["figure"], page.words["value"], *([page.words["before"]] if compared else []))
    rows = tuple(
        (one.label, _cell(one.text, one.href), *([one.was] if compared else []))
        for one in figures
    )  # fmt: skip
    widths, numeric = ((6, 2, 3), (False, True, True)) if compared else ((6, 2), (False, True))
    return Grid(header, rows, widths, numeric)


def _table(part: Part) -> Grid:
    header = tuple(label for label, _ in part.columns)
    rows = tuple(tuple(_cell(cell.text, cell.href) for cell in row) for row in part.rows)
    widths = tuple(_width(n, label, part.rows) for n, label in enumerate(header))
    return Grid(header, rows, widths, tuple(numeric for _, numeric in part.columns))


def _width(n: int, label: str, rows: tuple[tuple[Field, ...], ...]) -> int:
    longest = max((len(row[n].text) for row in rows), default=0)
    return _PAD + max(len(label), min(_WIDE, longest))


def _cell(text: str, href: str) -> Cell:
    return Link(text, href) if href else text


def _told(part: Part) -> str:
    """A chart in words, for those who do not see it."""
    told = (
        f"{tick}: " + ", ".join(f"{one.label} {one.points[n].text}" for one in part.series)
        for n, tick in enumerate(part.ticks)
    )
    return f"{part.title}. " + "; ".join(told)
