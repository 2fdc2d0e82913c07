"""Wording: every user-visible string, by key, in each language (templates/lang/<language>/<area>.toml).

A key is `<area>.<path>`; parameters stand in braces. A missing key is an error, and a test lists the gaps.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from liaison_sync.formats.shipped import shipped

LANGUAGES = ("id", "en")


class MissingWording(KeyError):
    """No such key in this language."""


def _flatten(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", str(value)


@cache
def catalogue(language: str, override: Path | None = None) -> dict[str, str]:
    """All strings of `language`; a file in the operator's folder replaces the shipped file of the same name.

    Raises KeyError for a language that has no folder.
    """
    folder = shipped(f"templates/lang/{language}")
    if not folder.is_dir():
        raise MissingWording(language)
    strings: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        own = override / "lang" / language / file.name if override else None
        text = (own if own and own.is_file() else file).read_text("utf-8")
        strings.update(_flatten(file.stem, tomllib.loads(text)))
    return strings


def say(language: str, key: str, /, **values: object) -> str:
    """The string of `key` with its parameters filled in; raises MissingWording where there is none."""
    try:
        text = catalogue(language)[key]
    except KeyError as error:
        raise MissingWording(f"{language}: {key}") from error
    return text.format(**values) if values else text


def parameters(text: str) -> frozenset[str]:
    """The parameter names a string uses: the same set in every language."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
