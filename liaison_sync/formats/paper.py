"""A paper of ours as values: what minutes and reports consist of before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 begins a chapter, 3 what lies within it."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to `href`, an address of ours."""

    text: str
    href: str


Cell = str | Link


@dataclass(frozen=True, slots=True)
class Words:
    """Text as people write it: empty lines part paragraphs, lines that begin with "- " or "1. " are a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is what: label and text, row by row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths` are shares of the line; `numeric` columns stand to the right. Both empty: all alike."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    numeric: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG, JPEG, SVG) with the words that stand for it; `width` in percent of the line."""

    content: bytes
    alt: str
    width: int = 100


Part = Heading | Words | Facts | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """`made` dates the file, so that the same paper is the same bytes on any day; `footer` stands on every page.

    `name` tells it from others of its title, in a reader's window and in a folder; "" where the title does.
    """

    title: str
    language: str
    made: date
    parts: Sequence[Part]
    subtitle: str = ""
    organisation: str = ""
    footer: str = ""
    logo: bytes | None = None
    name: str = ""
