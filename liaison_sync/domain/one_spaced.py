"""Text with single spaces, whatever white space stood between its words."""

from __future__ import annotations

_RARE = "\r\v\f\x1c\x1d\x1e\x1f"  # white space of ASCII that a decoded text hardly ever has


def one_spaced(text: str) -> str:
    """`" ".join(text.split())`; of ASCII line by line, which takes a fraction of what word by word does."""
    if not text.isascii() or any(map(text.__contains__, _RARE)):
        return " ".join(text.split())
    joined = " ".join(filter(None, map(str.strip, text.replace("\t", " ").split("\n"))))
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined
