"""What people can read of a text: no controls, no halves of a sign; any line end is a line end."""

from __future__ import annotations

import unicodedata

_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
_UNREADABLE = frozenset({"Cc", "Cs"})


def printable(text: str, tab: str = " ") -> str:
    r"""`text` with `\n` line ends; `tab` stands for each tab, which no font draws."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    readable = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in _UNREADABLE)
    return "".join(readable).replace("\t", tab)
