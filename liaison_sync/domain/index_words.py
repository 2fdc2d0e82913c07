"""A message as words for the search index, the same for every database; made where the message is read.

domain.search_words reads the texts. "·" marks what a message is found by beside its words (stems), "‹" a sender's and
"›" a recipient's, "¤" that it has files, "¦" stands between what no phrase may span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from liaison_sync.domain.search_words import further, tokens
from liaison_sync.domain.value import dataclass

FROM, TO, FILES, GAP = "‹", "›", "¤", "¦"
_TEXT = 250_000  # characters of a text that are indexed
_PLACES = 16_000  # words that phrases are found among; a tsvector knows 16,383 places
_OFTEN = 250  # times one word's place is kept; a tsvector keeps 256


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is indexed of a message; `people` are (role, address, name), `files` names of attachments, in any order."""

    subject: str
    body: str
    files: str
    people: tuple[tuple[str, str, str], ...]
    attachment: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Each with a space between: words in their places, words beyond the last place, and marks."""

    placed: str
    loose: str
    marks: str


def words_of(one: Indexed, said: list[str] | None = None) -> Words:
    """The words of a message; `said` are those of its body, where they are known. Recipients, maybe many, come last."""
    body, people = tokens(one.body[:_TEXT]) if said is None else said, sorted(one.people)
    sender = _people([each for each in people if each[0] == "from"], FROM)
    others = _people([each for each in people if each[0] != "from"], TO)
    placed = [*tokens(one.subject[:_TEXT]), GAP, *tokens(one.files[:_TEXT]), GAP, *sender, *body, GAP, *others]
    distinct = set(placed)
    loose: list[str] = []
    repeated = len(placed) - len(distinct) > _OFTEN and max(Counter(placed).values()) > _OFTEN
    if repeated or len(placed) > _PLACES:
        placed, loose = _limited(placed)
    marks = [*further(distinct), *([FILES] if one.attachment else ())]
    return Words(" ".join(placed), " ".join(loose), " ".join(marks))


def _people(people: Iterable[tuple[str, str, str]], tag: str) -> list[str]:
    """The words of names and addresses, bare and tagged by the side they stand on."""
    return [word for _role, address, name in people for word in _person(address, name, tag)]


@lru_cache(maxsize=16_384)  # the same people write and read most of it
def _person(address: str, name: str, tag: str) -> tuple[str, ...]:
    words = tokens(f"{name} {address}")
    return (*words, GAP, *[tag + word for word in words], GAP)


def _limited(placed: list[str]) -> tuple[list[str], list[str]]:
    """No word more often, none further back than a tsvector knows; what stands beyond is found, not in phrases."""
    counts: Counter[str] = Counter()
    head = placed[:_PLACES]
    for at, word in enumerate(head):
        counts[word] += 1
        if counts[word] > _OFTEN:
            head[at] = GAP
    return head, sorted(set(placed[_PLACES:]) - set(head))


# --- what is not mail, and short: looked through as it is, without an index ---------------------------------------


def document_words(document: Mapping[str, object]) -> str:
    """The words of minutes as they are looked for: each between spaces, then what else they are found by."""
    words = [word for text in document_texts(document) for word in (*tokens(text), "")]
    marks = sorted(further(set(words) - {""}))
    return " ".join(["", *words, *marks, ""])


def document_texts(document: Mapping[str, object]) -> Iterator[str]:
    """The texts of minutes."""
    yield from (str(value) for value in document.values() if value)


def file_words(name: str) -> str:
    """The words of a file's name, with and without what follows its last dot."""
    return document_words({"name": name, "stem": name.rpartition(".")[0].replace("_", " ").replace("-", " ")})
