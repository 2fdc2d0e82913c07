"""Lotus Notes' reply header laid out as a table: sender and moment at the left, To, cc and Subject at the right.

The columns come as blanks or as drawn lines (`|`, `|-----+-----|`), whichever way the letter was turned into text.
"""

from __future__ import annotations

import re

from liaison_sync.formats.header_block import HeaderBlock

_MOMENT = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/-]\d{1,2}[/-]\d{1,2}),? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?"
)
_KEYS = {
    "to": "to", "an": "to", "pour": "to", "kepada": "to", "cc": "cc", "bcc": "bcc",
    "subject": "subject", "thema": "subject", "objet": "subject", "perihal": "subject",
}  # fmt: skip
_CELL = re.compile(r"[^\s|]+(?: [^\s|]+)*")
_BARS = " \t|>+-_"
_ABOVE, _BELOW = 8, 16  # lines of the table over and under its moment


def table_at(lines: list[str], at: int) -> HeaderBlock | None:
    """The header whose moment stands on line `at`, or None."""
    line = lines[at]
    if line[:1] in " \t|" and _MOMENT.search(line[:300]):
        first = _first(lines, at)
    elif line[:1].isdigit() and len(line) < 40 and _MOMENT.fullmatch(line.strip()):
        first = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), at)
    else:
        return None
    values, last = _read(lines, first, min(len(lines), at + _BELOW))
    if not {"from", "date", "to", "subject"} <= values.keys():
        return None
    while last < len(lines) and lines[last].strip() and not lines[last].strip(_BARS):
        last += 1
    return HeaderBlock(first, last, values, sent=True)


def _first(lines: list[str], at: int) -> int:
    """Where the table begins: at the first of the indented or drawn lines above its moment."""
    first = at
    for above in range(at - 1, max(-1, at - _ABOVE), -1):
        if lines[above].strip(_BARS) and not lines[above].startswith(("  ", "\t", "|")):
            break
        if lines[above].strip():
            first = above
    return first


def _read(lines: list[str], first: int, end: int) -> tuple[dict[str, str], int]:
    """What the table's cells say, and the line below it; a label's value is the cell behind or below it."""
    values: dict[str, str] = {}
    label, last = "", first
    for at in range(first, end):
        if not lines[at].strip(_BARS):
            if values.get("subject"):
                break
            continue
        cells = _CELL.findall(lines[at][:300])
        if lines[at][:1] not in " \t|" and at > first and not _belongs(cells[0]):
            break
        for cell in cells:
            label = _put(values, label, cell)
        last = at + 1
    return values, last


def _belongs(cell: str) -> bool:
    """Whether a line that is not indented goes on with the table: where its HTML was turned into text."""
    return cell.rstrip(":").lower() in _KEYS or bool(_MOMENT.fullmatch(cell))


def _put(values: dict[str, str], label: str, cell: str) -> str:
    """Put one cell where it belongs; returns the label whose value is still to come."""
    if key := _KEYS.get(cell.rstrip(":").lower()):
        values.setdefault(key, "")
        return key
    if not cell.strip(_BARS):
        return label
    if _MOMENT.fullmatch(cell) and "date" not in values:
        values["date"] = cell
    elif label:
        values[label] = f"{values[label]} {cell}".strip()
    else:
        values["from"] = f"{values.get('from', '')} {cell}".strip()
    return label
