"""The minutes of a meeting (*notulen*) as a paper in the form offices here use; internal notes have no place in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.paper import Facts, Grid, Heading, Paper, Part, Words
from liaison_sync.formats.wording import say


@dataclass(frozen=True, slots=True)
class Person:
    """Who was there: `role` title or organisation, `presence` in words."""

    name: str
    role: str
    presence: str


@dataclass(frozen=True, slots=True)
class Task:
    """An action item, ready to read."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Notulen:
    """Minutes as they go out, every text in the reader's language; `made` is the day this version was recorded."""

    title: str
    day: str
    time: str
    place: str
    people: tuple[Person, ...]
    discussion: str
    decisions: str
    tasks: tuple[Task, ...]
    files: tuple[str, ...]
    version: int
    recorder: str
    made: date
    made_text: str


def paper(one: Notulen, language: str, *, organisation: str = "", logo: bytes | None = None) -> Paper:
    """The minutes in `language`."""

    def word(name: str, **params: object) -> str:
        return say(language, f"minutes.paper.{name}", **params)

    return Paper(
        title=word("title"),
        language=language,
        made=one.made,
        parts=tuple(_parts(one, language)),
        organisation=organisation,
        footer=word("footer", version=one.version, day=one.made_text, who=one.recorder),
        logo=logo,
    )


def _parts(one: Notulen, language: str) -> Iterator[Part]:
    def word(name: str) -> str:
        return say(language, f"minutes.paper.{name}")

    facts = (("day", one.day), ("time", one.time), ("place", one.place or "–"), ("agenda", one.title))
    yield Facts(tuple((word(name), text) for name, text in facts))
    yield Heading(word("participants"))
    if one.people:
        header = (word("name"), word("role"), word("presence"))
        yield Grid(header, tuple((p.name, p.role or "–", p.presence) for p in one.people), (3, 3, 2))
    else:
        yield Words(word("nobody"))
    for name, text in (("discussion", one.discussion), ("decisions", one.decisions)):
        yield Heading(word(name))
        yield Words(text or "–")
    yield Heading(word("tasks"))
    if one.tasks:
        columns = (word("number"), word("task"), word("owner"), word("due"))
        rows = tuple((str(n), t.text, t.owner or "–", t.due or "–") for n, t in enumerate(one.tasks, 1))
        yield Grid(columns, rows, (1, 8, 4, 3), (True, False, False, False))
    else:
        yield Words("–")
    if one.files:
        yield Heading(word("files"))
        yield Words("\n".join(f"- {name}" for name in one.files))
