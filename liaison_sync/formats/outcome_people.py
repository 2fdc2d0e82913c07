"""Who came: names as people list them, matched with those who were invited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from liaison_sync.domain.commands import Presence, Presented
from liaison_sync.domain.name_parts import is_degree, take_apart
from liaison_sync.domain.outcome_answer import Invited, Topic, Unclear
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.outcome_form import items, plain
from liaison_sync.formats.outcome_words import ABSENT_WORDS, BY, EVERYBODY, EXCEPT, FOR, NOTHING, WE

_AND = re.compile(r"[ ](?:dan|and|serta|&|beserta|with|plus)[ ]", re.IGNORECASE)
_MOST = 200
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BRACKETS = re.compile(r"\(([^()]{0,120})\)")


@dataclass(frozen=True, slots=True)
class Found:
    """One name matched: one of the invited, nobody (`person` None), or several (`many`)."""

    person: Invited | None
    many: bool = False


def match(name: str, invited: Sequence[Invited]) -> Found:
    """Who is meant: by address, by the whole name, else by words only one of them has."""
    low = plain(name)
    exact = [one for one in invited if low == one.person or low in {plain(each) for each in one.names}]
    if exact:
        return Found(exact[0])
    words = _words(name)
    if not words:
        return Found(None)
    same = [one for one in invited if any(words == _words(each) for each in one.names)]
    near = same or [one for one in invited if any(_within(words, _words(each)) for each in one.names)]
    expected = [one for one in near if one.expected] or near
    people = {one.person: one for one in expected}
    if len(people) == 1:
        return Found(next(iter(people.values())))
    return Found(None, many=len(people) > 1)


def attendance(
    present: str, absent: str, invited: Sequence[Invited]
) -> tuple[tuple[Presented, ...], tuple[Unclear, ...]]:
    """Everybody named, each once by the last word on them; and what could not be told apart."""
    found: dict[str, Presented] = {}
    unclear: list[Unclear] = []
    for one in (*_said("present", present, invited), *_said("absent", absent, invited)):
        if isinstance(one, Unclear):
            unclear.append(one)
        else:
            found[one.person] = one
    return tuple(found.values())[:_MOST], tuple(unclear)[:_MOST]


def _said(topic: Topic, text: str, invited: Sequence[Invited]) -> Iterator[Presented | Unclear]:
    everybody = _everybody(text)
    if everybody is None:
        for name in names(text):
            yield from _one(topic, name, invited)
        return
    presence: Presence = "present" if topic == "present" else "absent"
    for one in invited:
        if one.expected:
            yield Presented(one.person, one.names[0], presence)
    for name in names(everybody):
        yield from _one("absent" if topic == "present" else "present", name, invited)


def _everybody(text: str) -> str | None:
    """ "semua kecuali Budi": who is left out, "" for nobody; None where it says no such thing."""
    low = " ".join(text.split())
    start = plain(low)
    word = next((one for one in EVERYBODY if start == one or start.startswith((f"{one} ", f"{one},", f"{one}."))), None)
    if word is None:
        return None
    for less in EXCEPT:
        before, found, _ = low.lower().partition(f" {less} ")
        if found:
            return low[len(before) + len(found) :]
    return "" if len(start.split()) <= len(word.split()) + 2 else None


def names(text: str) -> Iterator[str]:
    """The names in a list: one a line, or parted by commas, semicolons and "dan"; degrees stay with their name."""
    for line in items(text):
        for part in (piece for half in line.split(";") for piece in _AND.split(half)):
            pieces: list[str] = []
            for piece in _commas(part):
                if pieces and _is_degree(piece):
                    pieces[-1] += f", {piece.strip()}"
                else:
                    pieces.append(piece)
            yield from (name for one in pieces if (name := one.strip(" .\t*")) and plain(name) not in NOTHING)


def _commas(text: str) -> Iterator[str]:
    """Parted by commas outside brackets."""
    depth = start = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _is_degree(piece: str) -> bool:
    words = piece.split()
    return bool(words) and len(words) <= 3 and all(is_degree(word) for word in words)


def _one(topic: Topic, name: str, invited: Sequence[Invited]) -> Iterator[Presented | Unclear]:
    stands = _stands_for(name)
    if stands is not None:
        yield from _substitute(name, *stands, invited)
        return
    note = _BRACKETS.search(name)
    missing = note is not None and plain(note[1]) in ABSENT_WORDS
    bare = _BRACKETS.sub(" ", name).strip() or name
    found = match(name, invited)
    found = found if found.person else match(bare, invited)
    if found.many:
        yield Unclear(topic, name, "several_people")
    elif found.person is not None:
        presence: Presence = "absent" if missing or topic == "absent" else "present"
        yield Presented(found.person.person, found.person.names[0], presence)
    elif _is_name(bare):
        walk_in = " ".join(name.split())[:200]
        yield Presented(walk_in, walk_in, "absent" if missing or topic == "absent" else "present")
    else:
        yield Unclear(topic, name, "no_name")


def _stands_for(name: str) -> tuple[str, str] | None:
    """(who came, whom they stood for)."""
    flat = " ".join(name.replace("(", " ").replace(")", " ").split())
    low = flat.lower()
    for words, turned in ((FOR, False), (BY, True)):
        for word in words:
            before, found, _ = low.partition(f" {word} ")
            if found:
                first, second = flat[: len(before)].strip(" ,"), flat[len(before) + len(found) :].strip(" ,")
                return (second, first) if turned else (first, second)
    return None


def _substitute(line: str, who: str, whom: str, invited: Sequence[Invited]) -> Iterator[Presented | Unclear]:
    found = match(whom, invited)
    if found.many or not who:
        yield Unclear("present", line, "several_people" if found.many else "no_name")
    elif found.person is None:
        yield Presented(line[:200], line[:200], "present")  # of an organisation, or of somebody nobody knows
    else:
        known = match(who, invited).person
        name = known.names[0] if known else who[:200]
        yield Presented(found.person.person, found.person.names[0], "substitute", name)
        if known:
            yield Presented(known.person, name, "present")


def _is_name(text: str) -> bool:
    """Words with letters, not a number of people ("5 orang") and not a sentence."""
    words = text.split()
    return any(c.isalpha() for c in text) and not text[:1].isdigit() and len(words) <= 10 and plain(text) not in WE


def _words(name: str) -> frozenset[str]:
    """The parts of a name without titles, honorifics and degrees."""
    if "@" in name:
        return frozenset()
    person = take_apart(name[:200])
    text = person.name if person else name[:200]
    return frozenset(word.casefold() for word in _WORDS.findall(text) if len(word) > 1)


def _within(words: frozenset[str], of: frozenset[str]) -> bool:
    """Whether one is the other with words left out; a single word of an invited name is not enough for a longer one."""
    return bool(of) and (words <= of or (len(of) > 1 and of <= words))
