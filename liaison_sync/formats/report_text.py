"""A report as plain text: the same words and numbers as the HTML, for readers and clients that prefer it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from liaison_sync.formats.report_words import Chapter, Field, Page, Part

_WIDTH = 76


def text(page: Page) -> str:
    """The whole mail as text."""
    lines = [page.title, page.period, "", *(line for chapter in page.chapters for line in _chapter(chapter, page))]
    lines += [*_wrapped(page.made), page.url]
    return "\n".join(lines).rstrip() + "\n"


def _chapter(chapter: Chapter, page: Page) -> Iterator[str]:
    yield chapter.title.upper()
    yield "=" * len(chapter.title)
    for part in chapter.parts:
        lines = list(_part(part, chapter, page))
        if lines:
            yield from lines
            yield ""


def _part(part: Part, chapter: Chapter, page: Page) -> Iterator[str]:
    match part.kind:
        case "text":
            yield from _wrapped(part.text)
        case "points":
            yield page.words["decisions"] if chapter.key == "summary" else part.title
            for n, point in enumerate(part.points, 1):
                yield from _wrapped(point, f"{n}. " if part.numbered else "- ")
        case "figures":
            widest = max((len(one.label) for one in part.figures), default=0)
            for one in part.figures:
                yield f"{one.label:<{widest}}  {one.text}" + (f"  ({one.before})" if one.before else "")
        case "table":
            yield from _table(part)
        case "lines":
            yield from _by_tick(part)


def _table(part: Part) -> Iterator[str]:
    if part.title:
        yield part.title
    labels = [label for label, _ in part.columns]
    for row in part.rows:
        yield from _wrapped(_row(row, labels), "- ")
    if part.more:
        yield f"  … {part.more}"


def _row(row: tuple[Field, ...], labels: list[str]) -> str:
    """Numbers carry their column's name, words speak for themselves, and what is empty is left out."""
    first, *rest = row
    there = ((one, label) for one, label in zip(rest, labels[1:], strict=True) if one.text and not one.empty)
    told = "; ".join(f"{label} {one.text}" if one.numeric else one.text for one, label in there)
    return f"{first.text}: {told}" if told else first.text


def _by_tick(part: Part) -> Iterator[str]:
    yield part.title
    widest = max(len(tick) for tick in part.ticks)
    for n, tick in enumerate(part.ticks):
        told = "  ".join(f"{one.label.lower()} {one.points[n].text:>3}" for one in part.series)
        yield f"{tick:<{widest}}  {told}"


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
