"""An operator's own words and pages: what is wrong in them, before anybody reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from jinja2 import Environment, TemplateSyntaxError

from liaison_sync.formats.shipped import shipped
from liaison_sync.formats.wording import LANGUAGES, flattened

_PAGES = ("web", "layouts", "report")


def faults(folder: Path | None) -> Iterator[tuple[Path, str, str]]:
    """(file, wording key of area "templates", detail) for each: no TOML, no such key, no such value, no template."""
    if folder is None:
        return
    for language in LANGUAGES:
        for file in sorted((folder / "lang" / language).glob("*.toml")):
            yield from ((file, key, detail) for key, detail in _of_words(file, language))
    for name in _PAGES:
        for file in sorted((folder / name).rglob("*.html")):
            yield from ((file, "syntax", detail) for detail in _of_page(file))


def _of_words(file: Path, language: str) -> Iterator[tuple[str, str]]:
    try:
        own = dict(flattened(file.stem, tomllib.loads(file.read_text("utf-8"))))
    except (OSError, ValueError) as error:
        yield "no_wording", str(error)
        return
    ours = shipped(f"templates/lang/{language}/{file.name}")
    known = dict(flattened(file.stem, tomllib.loads(ours.read_text("utf-8")))) if ours.is_file() else {}
    for key, text in own.items():
        if key not in known:
            yield "no_such_wording", key
        elif (unknown := _values(text) - _values(known[key])) != set():
            yield "no_such_value", f"{key}: {', '.join(sorted(unknown))}"


def _values(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:  # a brace that stands alone
        return {text}


def _of_page(file: Path) -> Iterator[str]:
    try:
        Environment(autoescape=True).parse(file.read_text("utf-8"))
    except TemplateSyntaxError as error:
        yield f"{error.lineno}: {error.message}"
    except (OSError, UnicodeDecodeError) as error:
        yield str(error)
