"""The form of a meeting's outcome in an officer's answer: written on top, into the quote, or between its lines.

Mail clients mark, wrap and decorate what they quote, or do not; people leave lines out, number them, write them in
small letters. So a label is looked for at the start of every line, and what we and they had said before is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from liaison_sync.domain.outcome_answer import Topic
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.outcome_words import CLOSINGS, HEADINGS, LABELS, NOTHING, QUOTED_HEAD

MOST_LINES = 3_000
_LONGEST_LINE = 4_000
_LONGEST_LABEL = 90
_LONGEST_TEXT = 100_000
_MARK = re.compile(r"[ \t\u00a0]*[>＞|][ \t\u00a0]?")
_ITEM = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[-*•·▪◦‣–—☐☑✓✔])[ \t\u00a0]+")
_EDGES = " \t\u00a0*_~`\u200b\ufeff"
_WRAPPED = 24  # letters from which a line found anywhere in an earlier text is that text, wrapped anew
_MARGIN, _WIDEST = 70, 82  # where mail programs break lines
_END = re.compile(r"[-–—_=]{2,}")


@dataclass(slots=True)
class Section:
    """What stands under a label, line by line."""

    topic: Topic
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words without empty lines at the edges; "" where somebody only wrote that there is nothing."""
        text = "\n".join(self.lines).strip("\n ")
        return "" if plain(text) in NOTHING else text


def plain(text: str) -> str:
    """`text` in small letters on one line, without what decorates it."""
    return " ".join(text.casefold().split()).strip(_EDGES)


def sections(text: str, *, quoting: bool) -> Iterator[Section]:
    """The labelled parts of `text` in order; `quoting`: it holds what is answered too, which ends a part.

    In what a person wrote alone, a label said again is a word of theirs.
    """
    here: Section | None = None
    opened: set[Topic] = set()
    for line in _lines(text):
        label = _label(line)
        if label is not None and (quoting or label[0] not in opened):
            opened.add(label[0])
            if here is not None:
                yield here
            here = Section(label[0], [label[1]] if label[1] else [])
        elif here is not None and _ends(line, here, quoting=quoting):
            yield here
            here = None
        elif here is not None:
            here.lines.append(line)
    if here is not None:
        yield here


def fields(new: str, whole: str, said_before: Iterable[str] = ()) -> dict[Topic, str]:
    """Topic → what the officer says now. `new` is the text apart from quotes, `whole` all of it.

    What stands in `said_before` (our question, answers before this one) is not said anew by being quoted.
    """
    earlier = _Earlier(said_before)
    found: dict[Topic, str] = {}
    _gather(found, sections(new, quoting=False))
    quoted: dict[Topic, str] = {}
    _gather(quoted, (one for one in map(earlier.without, sections(whole, quoting=True)) if not earlier.said(one)))
    return {**quoted, **found}


def unlabelled(new: str) -> list[str]:
    """The lines before the first label, empty ones left out."""
    lines: list[str] = []
    for line in _lines(new):
        if _label(line) is not None:
            break
        if line.strip(_EDGES):
            lines.append(line)
    return lines


def items(text: str) -> Iterator[str]:
    """The lines of a list without their bullets and numbers."""
    for line in text.split("\n"):
        bare = line.strip(_EDGES)
        found = _ITEM.match(bare)
        bare = (bare[found.end() :] if found else bare).strip(_EDGES)
        if bare and plain(bare) not in NOTHING:
            yield bare


def _gather(into: dict[Topic, str], found: Iterable[Section]) -> None:
    """The first that says something, of each topic."""
    for one in found:
        if text := one.text:
            into.setdefault(one.topic, text)


def _lines(text: str) -> Iterator[str]:
    """The lines without quotation marks, those a mail program broke at its margin made whole."""
    whole: str | None = None
    width = 0  # of the last line as it stands in the mail
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST_LINES)[:MOST_LINES]:
        line = _unmarked(raw[:_LONGEST_LINE]).rstrip()
        if whole is not None and _goes_on(whole, width, line):
            whole = f"{whole} {line.lstrip()}"
        else:
            if whole is not None:
                yield whole
            whole = line
        width = len(raw.rstrip())
    if whole is not None:
        yield whole


def _goes_on(before: str, width: int, line: str) -> bool:
    """Whether `line` was broken off `before`: its first word had no room there, and it begins within a sentence."""
    bare = line.strip(_EDGES)
    if not bare or not before.strip() or width > _WIDEST or len(before) > _LONGEST_LINE or _ITEM.match(bare):
        return False
    if width + 1 + len(bare.split(None, 1)[0]) <= _MARGIN or _label(line) is not None:
        return False
    label = _label(before)
    return bare[:1].islower() or (label is not None and label[0] in {"present", "absent"} and "," in before)


def _unmarked(line: str) -> str:
    at = 0
    while found := _MARK.match(line, at):
        at = found.end()
    return line[at:]


def _label(line: str) -> tuple[Topic, str] | None:
    """The topic a line opens, and what stands on it."""
    bare = line.strip(_EDGES)
    if found := _ITEM.match(bare):
        bare = bare[found.end() :].lstrip(_EDGES)
    at = _colon(bare)
    if at is None:
        name = plain(bare.rstrip("?"))
        return (LABELS[name], "") if name in HEADINGS else None
    topic = LABELS.get(plain(_without_hint(bare[:at])).rstrip("? "))
    return (topic, bare[at + 1 :].strip(_EDGES)) if topic else None


def _colon(text: str) -> int | None:
    """Where the label ends: the first colon outside brackets, or a sign people put instead."""
    depth = 0
    for at, sign in enumerate(text[:_LONGEST_LABEL]):
        depth += (sign in "([") - (sign in ")]")
        if sign in ":：=" and depth <= 0:
            return at
    return None


def _without_hint(label: str) -> str:
    for opening in "([":
        label = label.partition(opening)[0]
    return label


def _ends(line: str, here: Section, *, quoting: bool) -> bool:
    bare = line.strip(_EDGES)
    if not bare:
        return False
    if _END.match(bare):
        return True
    low = plain(bare)
    at = _colon(bare)
    if quoting and at is not None and plain(bare[:at]) in QUOTED_HEAD:
        return True
    if quoting and low.endswith((":", "wrote", "menulis")) and _attributes(low):
        return True
    closing = len(low) <= 40 and low.rstrip(" ,.!").startswith(CLOSINGS)
    return closing and bool(here.lines) and not here.lines[-1].strip()


def _attributes(low: str) -> bool:
    """ "Pada Sen, 23 Nov 2026 Humas menulis:", "On Mon … wrote:"."""
    return low.startswith(("pada ", "on ", "tanggal ")) and ("menulis" in low or "wrote" in low)


class _Earlier:
    """What was said before, as lines, as parts, and as one text whose line breaks do not matter."""

    def __init__(self, texts: Iterable[str]) -> None:
        kept = [text[:_LONGEST_TEXT] for text in texts]
        lines = [low for text in kept for line in _lines(text) if (low := plain(line))]
        self._lines = frozenset(lines)
        self._whole = " ".join(lines)
        self._parts = {(one.topic, plain(one.text)) for text in kept for one in sections(text, quoting=True)}

    def without(self, one: Section) -> Section:
        return Section(one.topic, [line for line in one.lines if not self._knows(line)])

    def said(self, one: Section) -> bool:
        return (one.topic, plain(one.text)) in self._parts

    def _knows(self, line: str) -> bool:
        low = plain(line)
        return low in self._lines or (len(low) >= _WRAPPED and low in self._whole)
