"""Recurrence rules of vCalendar 1.0 ("W1 MO TH #10") in the words of RFC 5545; old exports still write them."""

from __future__ import annotations

import re

_HEAD = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,5})")
_DAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
_PLACE = re.compile(r"(\d{1,3})([+-]?)")
_FREQS = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}
_PARTS = {"W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}


def rfc5545(text: str) -> str:
    """The rule as a RECUR value; what is no vCalendar rule stays as it is (vCalendar 1.0, "Recurrence Rule")."""
    words = text.upper().split()
    head = _HEAD.fullmatch(words[0]) if words else None
    if head is None:
        return text
    kind, end = head[1], "COUNT=2"  # where nothing is said it happens twice
    rest = words[1:]
    if rest and (ended := _end(rest[-1])) is not None:
        end, rest = ended, rest[:-1]
    values = _values(kind, rest)
    if values is None:
        return text
    listed = f"{_PARTS[kind]}={','.join(values)}" if values else ""
    return ";".join(part for part in (f"FREQ={_FREQS[kind]}", f"INTERVAL={head[2]}", listed, end) if part)


def _end(word: str) -> str | None:
    """`#10` is a number of times, `#0` no end; a date is the last."""
    if word.startswith("#") and word[1:].isdecimal():
        return f"COUNT={word[1:]}" if int(word[1:]) else ""
    return f"UNTIL={word}" if re.fullmatch(r"\d{8}(T\d{6}Z?)?", word) else None


def _values(kind: str, words: list[str]) -> list[str] | None:
    """What the BY part lists; None where a word has no meaning there."""
    found: list[str] = []
    place = ""
    for word in words:
        number = _PLACE.fullmatch(word)
        if word in _DAYS and kind in ("W", "MP"):
            found.append(f"{place}{word}")
        elif word == "LD" and kind == "MD":
            found.append("-1")
        elif number and kind == "MP":
            place = f"{'-' if number[2] == '-' else ''}{number[1]}"
        elif number and kind in ("MD", "YM", "YD"):
            found.append(f"{'-' if number[2] == '-' else ''}{number[1]}")
        else:
            return None
    return found
