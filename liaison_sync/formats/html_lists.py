"""What stands before an item of an HTML list: a dash, a number, a letter or a Roman numeral (HTML §4.4.5, §4.4.8)."""

from __future__ import annotations

import re

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.html_tokens import Tag, attribute

_STYLE = re.compile(r"list-style(?:-type)?\s{0,5}:\s{0,5}(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)
_TYPES = {"alpha": "a", "latin": "a", "roman": "i"}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class OpenList:
    """A list whose items follow; `ordinal` is the next one's, None where they are not numbered."""

    ordinal: int | None = None
    type: str = "1"

    def mark(self, item: Tag) -> str:
        """What stands before `item`, which may state its own number."""
        if self.ordinal is None:
            return "- "
        stated = _number(attribute(item, "value"))
        ordinal = self.ordinal if stated is None else stated
        self.ordinal = ordinal + 1
        return f"{_written(ordinal, self.type)}. "


def opened(tag: Tag) -> OpenList:
    """The list that an `ol` or `ul` opens."""
    if tag.name != "ol":
        return OpenList()
    start = _number(attribute(tag, "start"))
    stated = attribute(tag, "type").strip()
    if styled := _STYLE.search(attribute(tag, "style")):
        kind = _TYPES[styled[2].lower()]
        stated = kind.upper() if styled[1].lower() == "upper" else kind
    return OpenList(1 if start is None else start, stated if stated in ("a", "A", "i", "I") else "1")


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 6 else None


def _written(ordinal: int, kind: str) -> str:
    if kind in ("i", "I") and 0 < ordinal < 4_000:
        found = _roman(ordinal)
    elif kind in ("a", "A") and ordinal > 0:
        found = _letters(ordinal)
    else:
        return str(ordinal)
    return found.upper() if kind.isupper() else found


def _letters(ordinal: int) -> str:
    found = ""
    while ordinal:
        ordinal, place = divmod(ordinal - 1, 26)
        found = chr(ord("a") + place) + found
    return found


def _roman(ordinal: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += letters * (ordinal // value)
        ordinal %= value
    return found
