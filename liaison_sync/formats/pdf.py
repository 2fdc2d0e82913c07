"""A paper as PDF: A4, real text, tagged (PDF/UA-1, ISO 14289-1), the same bytes for the same paper.

Typst draws it. The texts go in as JSON and are never read as Typst; the template is ours, or an operator's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from liaison_sync.formats.paper import Cell, Facts, Grid, Heading, Link, Paper, Part, Picture, Words
from liaison_sync.formats.printable import printable
from liaison_sync.formats.shipped import shipped
from liaison_sync.formats.wording import say

MOST_LOGO = 1_000_000  # bytes
_LONGEST = 200_000  # characters of one text
_BULLETS = ("- ", "* ", "• ", "– ")


class NoPdf(ValueError):
    """The paper cannot be drawn: an operator's template, or a picture that is none."""


def pdf(paper: Paper, folder: Path | None = None) -> bytes:
    """The file. `folder` is the operator's templates folder: its paper/paper.typ replaces ours, its fonts/ are used.

    Where no font has a sign of the text, the file is still tagged but claims no standard. Raises NoPdf.
    """
    import typst

    own = folder / "paper" / "paper.typ" if folder else None
    template = (own if own and own.is_file() else shipped("templates/paper/paper.typ")).read_bytes()
    inputs = {"paper": json.dumps(_document(paper), ensure_ascii=False)}
    try:
        return _compiled(typst, template, inputs, folder, standard="ua-1")
    except (typst.TypstError, RuntimeError):
        pass
    try:
        return _compiled(typst, template, inputs, folder)
    except (typst.TypstError, RuntimeError) as error:
        raise NoPdf(str(error)[:500]) from error


def _compiled(
    typst_: Any, template: bytes, inputs: dict[str, str], folder: Path | None, standard: str | None = None
) -> bytes:
    fonts = [folder / "fonts"] if folder and (folder / "fonts").is_dir() else []
    drawn: bytes = typst_.compile(
        template,
        format="pdf",
        sys_inputs=inputs,
        font_paths=fonts,
        pdf_standards=[standard] if standard else [],
    )
    return drawn


def _document(paper: Paper) -> dict[str, Any]:
    made = paper.made
    return {
        "title": printable(paper.title),
        "name": printable(paper.name or paper.title),
        "subtitle": printable(paper.subtitle),
        "language": paper.language,
        "organisation": printable(paper.organisation),
        "footer": printable(paper.footer),
        "made": [made.year, made.month, made.day],
        "words": {name: say(paper.language, f"minutes.paper.{name}") for name in ("page", "of")},
        "logo": list(paper.logo) if paper.logo else None,
        "parts": [_part(one) for one in paper.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Heading(text=text, level=level):
            return {"kind": "heading", "text": printable(text), "level": level}
        case Words(text=text):
            return {"kind": "text", "parts": list(said(text))}
        case Facts(rows=rows):
            return {"kind": "facts", "rows": [[printable(label), list(said(text))] for label, text in rows]}
        case Grid(header=header, rows=rows):
            widths, numeric = part.widths or (1,) * len(header), part.numeric or (False,) * len(header)
            cells = [[_cell(one) for one in row] for row in rows]
            return {
                "kind": "table",
                "header": [printable(one) for one in header],
                "rows": cells,
                "widths": widths,
                "numeric": numeric,
            }
        case Picture(content=content, alt=alt, width=width):
            return {"kind": "picture", "file": list(content), "alt": printable(alt), "width": width}


def _cell(cell: Cell) -> dict[str, str]:
    if isinstance(cell, Link):
        return {"text": printable(cell.text), "href": cell.href}
    return {"text": printable(cell), "href": ""}


def said(text: str) -> Iterator[dict[str, Any]]:
    """Paragraphs and lists of a text."""
    for paragraph in printable(text[:_LONGEST]).split("\n\n"):
        run: list[str] = []
        listed = False
        for line in (one.strip() for one in paragraph.split("\n")):
            item = _item(line)
            if run and listed != (item is not None):
                yield _run(run, listed=listed)
                run = []
            listed = item is not None
            run += [item if item is not None else line] if line else []
        if run:
            yield _run(run, listed=listed)


def _run(lines: Iterable[str], *, listed: bool) -> dict[str, Any]:
    return {"kind": "list" if listed else "lines", "lines": list(lines)}


def _item(line: str) -> str | None:
    """What stands after a bullet; numbers stay, since people refer to them."""
    return line[2:].strip() if line.startswith(_BULLETS) else None
