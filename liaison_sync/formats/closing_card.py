"""What stands below a name at the end of a letter where no mark sets it apart: a post, a telephone number, a page."""

from __future__ import annotations

import re

from liaison_sync.domain.message import Message
from liaison_sync.domain.role_names import is_post_or_unit

_MOST_LINES = 12  # of a card, empty ones too
_WORD = re.compile(r"[^\W\d_]+")
_REACHED = re.compile(
    r"(?:(?:t|m|p|f|e|w|hp|tel|telp|telepon|ponsel|mobile|phone|fax|wa|whatsapp|email|surel|web)\b[\s.:]*)?"
    r"(?:\+?[\d(][\d\s().-]{6,25}|[\w.+-]{1,64}@[\w.-]{3,120}|(?:https?://|www\.)\S{3,200})",
    re.IGNORECASE,
)
_JOINING = frozenset({"dan", "and", "of", "the", "pada", "di"})


def own_words(message: Message) -> str:
    """What its writer says, without the card below their name."""
    return without_card(message.new_text, next((one.name for one in message.from_), ""))


def on_card(line: str) -> bool:
    """A post, an address, a telephone number as they stand below names: no sentence."""
    words = _WORD.findall(line)
    titled = all(word[:1].isupper() or word in _JOINING for word in words) and "?" not in line
    return _REACHED.fullmatch(line) is not None or (titled and is_post_or_unit(line))


def without_card(text: str, name: str) -> str:
    """`text` without its writer's `name` and what stands below it, where that is a card and nothing else."""
    lines = text.rstrip().split("\n")
    for n in range(len(lines) - 1, max(-1, len(lines) - _MOST_LINES - 1), -1):
        line = lines[n].strip().rstrip(",.")
        if name and line.casefold() == name.strip().casefold():
            return "\n".join(lines[:n]).rstrip()
        if line and not on_card(line):
            break
    return text
