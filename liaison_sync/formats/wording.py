"""Wording: every user-visible string, by key, in each language (templates/lang/<language>/<area>.toml).

A key is `<area>.<path>`; parameters stand in braces. A missing key is an error, and a test lists the gaps. Where a
language tells one from several, `{n:file|files}` is the word for the first or for any other `n`.
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


class _Counting(Formatter):
    def format_field(self, value: object, spec: str) -> str:
        one, either, several = spec.partition("|")
        if either:
            return one if str(value) == "1" else several
        return str(format(value, spec))


_COUNTING = _Counting()


def flattened(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Each string of a file of wording with its key, which begins with `prefix`."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flattened(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", str(value)


_OPERATOR: dict[str, Path] = {}  # the operator's templates folder, once bootstrap has told


def operator_folder(folder: Path | None) -> None:
    """From now on what `folder`/lang/<language>/<area>.toml says goes before what we ship; None: shipped only."""
    _OPERATOR.clear()
    if folder is not None:
        _OPERATOR["templates"] = folder
    catalogue.cache_clear()


@cache
def catalogue(language: str) -> dict[str, str]:
    """All strings of `language`. Raises MissingWording for a language that has no folder."""
    folder = shipped(f"templates/lang/{language}")
    if not folder.is_dir():
        raise MissingWording(language)
    strings: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for one in (file, *_own(file, language)):
            strings.update(flattened(file.stem, tomllib.loads(one.read_text("utf-8"))))
    return strings


def _own(file: Path, language: str) -> Iterator[Path]:
    folder = _OPERATOR.get("templates")
    own = folder / "lang" / language / file.name if folder else None
    if own and own.is_file():
        yield own


def say(language: str, key: str, /, **values: object) -> str:
    """The string of `key` with its parameters filled in; raises MissingWording where there is none."""
    try:
        text = catalogue(language)[key]
    except KeyError as error:
        raise MissingWording(f"{language}: {key}") from error
    if "|" in text:  # of several kinds of words there are few, and str.format is the faster one
        return _COUNTING.format(text, **values)
    return text.format(**values) if values else text


def parameters(text: str) -> frozenset[str]:
    """The parameter names a string uses: the same set in every language."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
