"""What no person wrote at the foot of a letter, or over it: notices of secrecy, of lists, of a mail gateway."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from liaison_sync.formats import signature_words as words
from liaison_sync.formats.attribution import bare
from liaison_sync.formats.folded import folded

_FOOTER = re.compile(words.FOOTER)
_ITSELF = re.compile(words.ITSELF)
_NOT_LIABLE = re.compile(rf"[^.!?]{{3,50}}{words.NOT_LIABLE}")
_SECRET = re.compile(words.CONFIDENTIAL)
_LIST_FOOTER = re.compile(words.LIST_FOOTER)
_BANNER = re.compile(words.BANNER)
_BEFORE_WORDS = "".join(frozenset('"“ \t*_#[(=-–—>•·|!♻🌱🌳🌲⚠✉📧\ufe0f'))
MAX_SEEN = 1_500  # characters of a footer that are remembered
MAX_ITSELF = 120  # more characters than the words need by which a message speaks of itself


def is_banner(text: str) -> bool:
    """Whether a mail gateway says here that the letter comes from outside."""
    return bool(_BANNER.match(_beginning(_shown(text))))


def is_footer(lines: list[str]) -> bool:
    """Whether these lines begin a footer, here or below other text."""
    return any(reads_as_footer("\n".join(lines)))


def reads_as_footer(text: str) -> tuple[bool, bool]:
    """Whether these lines begin a footer wherever they stand, and whether they do below other text."""
    return _seen_before(text) if len(text) <= MAX_SEEN else _reads_as_footer(text)


def _shown(line: str) -> str:
    """The words of a line, without brackets and pictures before them."""
    return line.lstrip(_BEFORE_WORDS)


def _beginning(text: str) -> str:
    """As much as any words need that tell what begins here, folded."""
    return folded(text[: 2 * MAX_ITSELF])


def _reads_as_footer(text: str) -> tuple[bool, bool]:
    lines = text.split("\n")
    begins = _beginning(_shown(bare(lines[0])))
    if _LIST_FOOTER.match(begins):
        return True, True
    below_text = bool(_FOOTER.match(begins) or _BANNER.match(begins))
    if len(begins) > MAX_ITSELF and not _of_itself(begins):  # what stands below changes nothing
        return False, below_text
    paragraph = _shown(" ".join(line[:600].replace("*", "") for line in takewhile(str.strip, lines)))
    return bool(_of_itself(_beginning(paragraph)) and _SECRET.search(folded(paragraph[:900]))), below_text


_seen_before = lru_cache(maxsize=1_024)(_reads_as_footer)  # the ends of letters are much the same


def _of_itself(begins: str) -> bool:
    """Whether the message speaks of itself here, or of what its sender does not answer for."""
    return bool(_ITSELF.match(begins) or (words.NOT_LIABLE in begins and _NOT_LIABLE.match(begins)))
