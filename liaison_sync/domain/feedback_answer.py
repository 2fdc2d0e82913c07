"""What a reply to our request for feedback says: a score from 1 to 5 where it is unmistakable, else at most a guess.

Sure is only a number that stands alone at the head of a line, one a word like "nilai" or "score" announces, and the
two ends of the scale our letter names. What contradicts itself, is a range, or counts something else is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from liaison_sync.domain.value import dataclass

LOWEST, HIGHEST = 1, 5
LOW = 2  # so much, or less, is a complaint
_LONGEST = 4_000  # characters kept
_LINES = 12  # of these the score is looked for
_LINE = 300

_WORDS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_NUMBER = rf"(?P<n>[1-5]|{'|'.join(_WORDS)})(?![\w%])(?![.,:]\d)"
_OF_FIVE = r"(?:\s*(?:/|dari|of|out of)\s*(?:5|lima|five)(?![\w.,]*\d))?"
_OTHERWISE = r"(?!\s*(?:/|-|–|—|dari|of|out of|atau|or|sampai|hingga|s\.?d\.?|to|dan|and)\s*\d)"
_STARS = r"(?:\s*(?:bintang|stars?))?"
_SCALE = re.compile(r"\(?\b1\s*(?:-|–|—|sampai|hingga|s\.?d\.?|to)\s*5\b\)?")
_KEY = r"(?:(?:nilai|skor|score|rating|penilaian|rate|grade|bintang|angka)(?:nya)?)"
_FILL = r"(?:kami|saya|our|my|dari|from|us|me|is|adalah|yaitu|ialah|it|a|untuk|pertemuan|ini)"
_CALLED = r"(?:\s+(?:ya|pak|bu|bapak|ibu|mas|mbak|kak|min|sir))"
_OURS = rf"(?:\s+(?:dari|from)\s+(?:saya|kami|us|me))?{_CALLED}{{0,2}}"
_GREETED = r"(?:(?:ok|oke|okay|baik|siap|halo|hai|hi)\b[\s,.!]*)?"
_BETWEEN = rf"(?:\s+{_FILL}){{0,4}}\s*[:=–—-]?\s*"
_ENDED = rf"(?={_CALLED}{{0,2}}\s*(?:$|[.,;:!()–—]|untuk\b|for\b|karena\b|because\b|terima\b|thank)|\s+-\s)"
_HEAD = re.compile(
    rf"[*•>#\s]*{_GREETED}{_STARS}\s*{_NUMBER}{_OF_FIVE}{_STARS}{_OTHERWISE}{_OURS}\s*"
    r"(?:$|[-–—,;:!.(]\s*(?P<rest>.*))"
)
_DRAWN = re.compile(
    "(\\d\\s*)?((?:[⭐★🌟]\ufe0f?\\s*){1,5})(?:[☆✩]\\s*){0,4}(?![⭐★🌟])"
)  # more than five are no score
_GIVEN = re.compile(
    rf"\b(?:kasih|beri|berikan|give)(?:\s+(?:it|a|nilai|angka))*\s+{_NUMBER}{_OF_FIVE}{_STARS}{_CALLED}{{0,2}}\s*(?:$|[.!])"
)
_KEYED = re.compile(rf"\b{_KEY}{_BETWEEN}{_NUMBER}{_OF_FIVE}{_STARS}{_OTHERWISE}{_ENDED}")
_NOUNED = re.compile(rf"(?<![\d.,/-])\b{_NUMBER}\s*(?:/\s*5(?![\w/]*\d)|(?:bintang|stars?)\b)")

_ASKING = re.compile(
    r"\b(?:mohon|tolong|minta|harap|bisakah|bolehkah|apakah|kapan|please|kindly|let us know|"
    r"(?:can|could|would|will) you)\b",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:tetapi|tapi|namun|meski\w*|walau\w*|but|although|though|however|kecuali|except|if|jika|kalau)\b"
)
_WHOLE = r"(?:secara umum|secara keseluruhan|overall|kami|saya|we|i)"
_SELF = rf"(?:{_WHOLE}[\s,]+)*(?:(?:merasa|are|were|am|was|feel|felt)\s+)?"
_ENDS = (
    (re.compile(rf"{_SELF}(?:sangat tidak puas|very dissatisfied|very unsatisfied)\b"), 1),
    (re.compile(rf"{_SELF}(?:sangat puas|very satisfied)\b"), 5),
)
_MIDDLE = (
    (re.compile(r"\b(?:kurang puas|tidak puas|belum puas|not satisfied|dissatisfied|unsatisfied|kecewa)\b"), 2),
    (re.compile(r"\b(?:cukup(?: puas| baik)?|lumayan|biasa saja|neutral|fairly satisfied)\b"), 3),
    (re.compile(r"\b(?:sangat baik|sangat bagus|luar biasa|excellent|outstanding)\b"), 5),
    (re.compile(r"\b(?:puas|baik|bagus|satisfied|good)\b"), 4),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`score` where it is sure, else `guess` at most; `text` is what else they wrote. Empty: nothing was said."""

    score: int | None
    guess: int | None
    text: str

    @property
    def empty(self) -> bool:
        return self.score is None and not self.text


def read(new_text: str) -> Answer:
    """`new_text` is what the writer wrote themselves, without quote and signature."""
    text = kept(new_text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    sure = set(_sure(lines[:_LINES]))
    score = sure.pop() if len(sure) == 1 else None
    if score is not None and lines and _bare(lines[0]):
        text = text.strip()[len(lines[0]) :].strip()
    return Answer(score, None if score is not None or sure else _guess(lines[:_LINES]), text)


def asks_nothing(score: int | None, text: str) -> bool:
    """Whether whoever said so is content and waits for no word of ours."""
    return score is not None and score > LOW and not asks(text)


def asks(text: str) -> bool:
    """Whether there is a question or a request in it."""
    return "?" in text or _ASKING.search(text) is not None


def kept(text: str) -> str:
    """A text as it is kept: trimmed, bounded, without what nobody can see."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")[:_LONGEST]
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _sure(lines: list[str]) -> Iterator[int]:
    for at, line in enumerate(lines):
        said = _plain(line)
        head = _HEAD.fullmatch(said)
        # A lone number further down, or one with a point and words behind it, may just as well count something.
        if head and (at == 0 or head["rest"] is None) and not _listed(said):
            yield _value(head["n"])
        for found in (*_KEYED.finditer(said), *_GIVEN.finditer(said)):
            yield _value(found["n"])
        rest = (head["rest"] or "").strip() if head else ""
        for pattern, score in _ENDS:
            if (pattern.match(said) or pattern.match(rest)) and not _BUT.search(said):
                yield score


def _listed(said: str) -> bool:
    """ "1. Rapat …" begins a list."""
    return re.match(r"[1-5][.)]\s+\S", said) is not None


def _bare(line: str) -> bool:
    found = _HEAD.fullmatch(_plain(line))
    return found is not None and not found["rest"]


def _guess(lines: list[str]) -> int | None:
    said = _plain("\n".join(lines))
    numbers = {_value(found["n"]) for found in _NOUNED.finditer(said)}
    if numbers:
        return numbers.pop() if len(numbers) == 1 else None
    return next((score for pattern, score in (*_ENDS, *_MIDDLE) if pattern.search(said)), None)


def _value(said: str) -> int:
    return _WORDS[said] if said in _WORDS else int(said)


def _plain(line: str) -> str:
    """Lower case, compatibility forms ("５", "⑤") as plain digits, drawn stars counted, the scale itself left out."""
    drawn = _DRAWN.sub(_counted, line[: _LINE * _LINES])
    said = " ".join(unicodedata.normalize("NFKC", drawn).casefold().split())
    return _SCALE.sub(" ", said)[: _LINE * _LINES]


def _counted(stars: re.Match[str]) -> str:
    number = stars[1] or str(sum(sign in "⭐★🌟" for sign in stars[2]))
    return f"{number.strip()} bintang "
