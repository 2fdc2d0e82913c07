"""Text of strangers beside words of ours: what turns the direction of reading is shown, or ends where the text ends.

Unicode Standard Annex #9: an override (LRO, RLO) makes letters read backwards, so a name may look like another's, and
nobody who writes to us needs one. Embeddings and isolates are needed, but one left open turns what stands after it.
"""

from __future__ import annotations

import re

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBEDS, _ISOLATES, _OVERRIDES = "\u202a\u202b", "\u2066\u2067\u2068", "\u202d\u202e"
_DEEPEST = 60  # beyond 125 none counts (BD2); nobody writes three
_PDF, _PDI = "\u202c", "\u2069"


def contained(text: str) -> str:
    """`text` with overrides shown as [U+202E], as in names of files, and everything else that was opened closed."""
    if text.isascii() or not _TURNING.search(text):
        return text
    return "\n".join(_line(one) for one in text.split("\n"))


def _line(text: str) -> str:
    """A paragraph's end closes all (rule X8), so each line stands for itself."""
    parts: list[str] = []
    open_: list[str] = []  # what closes what is open, the innermost last
    for char in text:
        if char in _OVERRIDES:
            parts.append(f"[U+{ord(char):04X}]")
        elif char in _EMBEDS or char in _ISOLATES:
            if len(open_) < _DEEPEST:
                parts.append(char)
                open_.append(_PDF if char in _EMBEDS else _PDI)
        elif char not in (_PDF, _PDI):
            parts.append(char)
        elif char in open_ and (char == _PDI or open_[-1] == char):
            parts.append(_closed(open_, char))
    return "".join(parts) + "".join(reversed(open_))


def _closed(open_: list[str], char: str) -> str:
    """`char`, which closes what is open within, too (rule X6a)."""
    within = ""
    while (last := open_.pop()) != char:
        within += last
    return within + char
