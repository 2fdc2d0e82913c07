"""The HTML of a letter: the same words as its text, in the one layout. Nothing in the text can become markup."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from liaison_sync.formats.render import Letter
from liaison_sync.formats.shipped import shipped

_LINK = Markup('<a href="{}" style="color:#0b5c8a">{}</a>{}')
_PARAGRAPH = Markup('<p style="margin:0 0 16px 0">{}</p>')
_HEADING = Markup('<p style="margin:0 0 4px 0">{}</p>')  # stands right above its list
_LIST = Markup('<ul style="margin:0 0 16px 20px;padding:0">{}</ul>')
_QUOTE = Markup(
    '<blockquote type="cite" style="margin:0 0 16px 0;padding:0 0 0 12px;border-left:2px solid #d9dfe6">{}</blockquote>'
)
_LONGEST_URL = 2000
_NESTED = 5  # quotes within quotes that are drawn as such


def page(letter: Letter, *, language: str, organisation: str = "", folder: Path | None = None) -> str:
    """The whole HTML document; an operator's layouts/letter.html in `folder` replaces the shipped layout."""
    own = folder / "layouts" / "letter.html" if folder else None
    path = own if own and own.is_file() else shipped("templates/layouts/letter.html")
    layout = _environment().from_string(path.read_text("utf-8"))
    body = Markup("\n").join(_blocks(letter.text))
    return layout.render(subject=letter.subject, body=body, language=language, organisation=organisation)


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _blocks(text: str, depth: int = 0) -> Iterator[Markup]:
    for paragraph in text.strip("\n").split("\n\n"):
        yield from _paragraph([line for line in paragraph.split("\n") if line.strip()], depth)


def _paragraph(lines: list[str], depth: int) -> Iterator[Markup]:
    """Runs of "- " lines are a list, of ">" lines a quote, the others one paragraph with line breaks."""
    runs = [(kind, list(run)) for kind, run in groupby(lines, lambda line: _kind(line, depth))]
    for (kind, run), following in zip(runs, [*(kind for kind, _ in runs[1:]), ""], strict=True):
        if kind == "item":
            yield _list([line[2:] for line in run])
        elif kind == "quote":
            within = "\n".join(line[1:].removeprefix(" ") for line in run)
            yield _QUOTE.format(Markup("\n").join(_blocks(within, depth + 1)))
        else:
            yield _text(run, _HEADING if following == "item" else _PARAGRAPH)


def _kind(line: str, depth: int) -> str:
    if line.startswith("- "):
        return "item"
    return "quote" if line.startswith(">") and depth < _NESTED else "text"


def _list(items: list[str]) -> Markup:
    inner = Markup("").join(Markup("<li>{}</li>").format(_linked(item)) for item in items)
    return _LIST.format(inner)


def _text(lines: list[str], frame: Markup) -> Markup:
    inner = Markup("<br>\n").join(_linked(line) for line in lines)
    return frame.format(inner)


def _linked(line: str) -> Markup:
    """Words that are web addresses become links that show where they lead."""
    return Markup(" ").join(_word(word) for word in line.split(" "))


def _word(word: str) -> Markup:
    if not word.startswith(("https://", "http://")) or len(word) > _LONGEST_URL:
        return escape(word)
    url = word.rstrip(".,;:)")
    return _LINK.format(url, url, word[len(url) :])
