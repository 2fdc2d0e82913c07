"""Forwards inside a text, of every client, unwrapped to what they say."""

from __future__ import annotations

import re

from liaison_sync.domain.message import Address, Forwarded
from liaison_sync.formats import attribution, notes_table
from liaison_sync.formats.header_block import HeaderBlock, block_at, columns_at, label, with_named_sender
from liaison_sync.formats.header_dates import header_date
from liaison_sync.formats.quote_words import VERBS

_NAME_BEFORE = re.compile(r"[\"“„«]\s?([^\"“”„«»]{1,80}?)\s?[\"”»]\s*[<(\[]?$|([^\d,:;\"<>()\[\]]{2,80}?)\s*[<(\[]?$")
_NO_NAME = re.compile(
    rf"^(?:.*\b(?:{'|'.join(VERBS)}|heeft|hat|użytkownik|uživatel|odesílatel|používateľ|időpontban|от|by|user)\b)?\s*",
    re.IGNORECASE,
)
_BEHALF = re.compile(
    r"(?:on behalf of|atas nama|im auftrag von|namens|de la part de|en nombre de|em nome de|per conto di) ",
    re.IGNORECASE,
)
MAX_NESTED = 20


def addresses(value: str) -> tuple[Address, ...]:
    """Addresses of a header block's line: `Budi <b@x>`, `Budi [mailto:b@x]`, `"Budi" b@x`, or a bare name."""
    found: list[Address] = []
    start = 0
    for first, last in attribution.addresses_in(value[:8_000]):
        text = value[first:last].strip(".")
        local, _, domain = text.rpartition("@")
        if "." not in domain and ("/" in local or domain.isupper()):
            continue  # Lotus Notes: Budi Santoso/JKT/KITA@KITA
        address = f"{local}@{domain.lower()}"
        name = _BEHALF.sub("", _name(value[start:first]))
        start = last
        if not any(known.address == address for known in found):
            found.append(Address("" if "@" in name else name, address))
    if not found and value.strip():
        return (Address(_name(value), ""),)
    return tuple(found)


def _name(text: str) -> str:
    text = text.replace("mailto:", " ").split(";")[-1]
    head = text.strip(" \t<>[](),;:\"'*")
    return head.split(">")[-1].strip(" \t<>[](),;:\"'*")[:200]


def unmarked(line: str) -> str:
    """The line without its outermost `>`."""
    shown = line.lstrip(" \t")
    return shown[1:].removeprefix(" ") if shown.startswith((">", "＞")) else line


def unwrap(lines: list[str], start: int, end: int) -> tuple[Forwarded, ...]:
    """The messages passed on in lines `start:end`, outermost first."""
    body = _unquoted(lines[start:end])
    markers = [at for at, line in enumerate(body) if attribution.opening(line) == "forward"][:MAX_NESTED]
    starts = [at + 1 for at in markers] or [0]
    if markers and markers[0] > 0 and any(line.strip(" \t_-=*>") for line in body[: markers[0]]):
        starts.insert(0, 0)
    found = (_forwarded(body, at) for at in starts)
    return tuple(one for one in found if one)


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without the `>` Apple Mail puts before a forward."""
    marked = sum(1 for line in lines if line.startswith(">"))
    filled = sum(1 for line in lines if line.strip())
    return lines if marked * 10 < filled * 7 else [unmarked(line) for line in lines]


def _forwarded(lines: list[str], at: int) -> Forwarded | None:
    at = _filled(lines, at)
    if at < len(lines) and attribution.opening(lines[at]) == "original":
        at = _filled(lines, at + 1)
    if at >= len(lines):
        return None
    block = block_at(lines, at) if label(lines[at]) else _named(lines, at)
    if block is None:
        return _attributed(lines, at) or Forwarded(None, (), None, None, _body(lines[at:]))
    values = block.values
    senders = addresses(values.get("from", ""))
    return Forwarded(
        senders[0] if senders else None,
        addresses(values.get("to", "")) if values.get("to") else (),
        header_date(values["date"]) if values.get("date") else None,
        values.get("subject"),
        _body(lines[block.last :]),
    )


def _filled(lines: list[str], at: int) -> int:
    """The next line from `at` on that is more than a rule."""
    return next((n for n in range(at, len(lines)) if lines[n].strip(" \t>_-=*")), len(lines))


def _named(lines: list[str], at: int) -> HeaderBlock | None:
    """Lotus Notes' block, which begins with the sender's name."""
    for below in range(at, min(len(lines), at + 8)):
        if table := notes_table.table_at(lines, below):
            return table
    for below in range(at + 1, min(len(lines), at + 6)):
        if label(lines[below]):
            block = block_at(lines, below)
            return with_named_sender(lines, below, block) or (block if block and block.is_mail(ruled=True) else None)
    return columns_at(lines, at + 1) if at + 1 < len(lines) else None


def _attributed(lines: list[str], at: int) -> Forwarded | None:
    """A forward that only an attribution introduces (Outlook for Mac, Roundcube, Zoho)."""
    last = next((n for n in range(at, min(len(lines), at + attribution.WINDOW)) if attribution.closes(lines[n])), None)
    joined = " ".join(lines[at : last + 1]) if last is not None else ""
    if last is None or not attribution.is_attribution(joined, before_quote=False, reply=True):
        return None
    text = attribution.bare(joined)
    found = next(attribution.addresses_in(text), None)
    sender = Address(_sender(text[: found[0]]), text[slice(*found)].strip(".")) if found else None
    return Forwarded(sender, (), header_date(text), None, _body(lines[last + 1 :]))


def _sender(before: str) -> str:
    """The name an attribution has in front of the address."""
    found = _NAME_BEFORE.search(before[-160:])
    if not found:
        return ""
    return (found[1] or _NO_NAME.sub("", found[2] or "", count=1)).strip(" .\"'«»“”„")


def _body(lines: list[str]) -> str:
    """The text passed on, without the marks or the indent that all of its lines have."""
    filled = [line for line in lines if line.strip()]
    if filled and all(line.startswith(">") for line in filled):
        lines = [unmarked(line) for line in lines]
    elif filled and all(line.startswith("    ") for line in filled):
        lines = [line[4:] for line in lines]
    return "\n".join(line.rstrip() for line in lines).strip()
