"""Header blocks inside a text: the `From: … Sent: … To: … Subject: …` of Outlook replies and of every forward."""

from __future__ import annotations

import re
from dataclasses import field
from itertools import pairwise

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.attribution import bare, opening
from liaison_sync.formats.quote_words import LABELS, SENT_LABELS

_KEYS = {word: key for key, words in LABELS.items() for word in words.split("|")}
_LABEL = re.compile(
    r"[ \t>*_#\u200e\u200f\u202a-\u202e]{0,8}([^\W\d_][^:：\n]{0,20}?)[*_ \t\u00a0\u200e\u200f]{0,4}[:：]"
    r"[*_ \t\u00a0]*(.*)$",
    re.DOTALL,
)
_CLOCK = re.compile(r"[\d٠-٩]{1,2}[.:h時시点][ ]?[\d٠-٩]{2}|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_STAMPED = re.compile(r"\d[/-]\d|\d ?[ap]m\b|[+-]\d{4}\b|年|월", re.IGNORECASE)  # as programs write, not people
_CORE = frozenset(("from", "to", "cc", "date", "subject"))
MAX_BLOCK = 40  # lines: thousands of wrapped recipients are no header block anybody reads


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Labelled lines `first:last` (exclusive) of a text that stand for a message's header."""

    first: int
    last: int
    values: dict[str, str] = field(default_factory=dict)
    sent: bool = False  # one label says "Sent", which no memo has

    def is_block(self) -> bool:
        """Whether two labels at least stand together."""
        return len(self.values.keys() - {"other"}) >= 2

    def is_mail(self, *, ruled: bool = False, has_words: bool = True) -> bool:
        """Whether it heads a mail, not a memo (nota dinas: Kepada, Dari, Perihal, Tanggal), a form or prose.

        `ruled`: a rule stands above; `has_words`: something was written above.
        """
        keys, date = self.values.keys() & _CORE, self.values.get("date", "")
        timed = bool(_CLOCK.search(date)) and (self.sent or ruled or bool(_STAMPED.search(date)))
        addressed = any("@" in self.values.get(key, "") for key in ("from", "to", "cc"))
        if "from" in keys and len(keys) >= 3:
            return (addressed and ("date" in keys or ruled)) or (timed and "subject" in keys)
        if "from" in keys and len(keys) == 2:
            return "@" in self.values["from"] and (ruled or (has_words and (timed or "to" in keys)))
        return keys >= {"to", "date"} and timed and addressed and has_words


def label(line: str) -> tuple[str, str] | None:
    """(`from`|`to`|`date`|…, value) of a labelled line."""
    found = _labelled(line)
    return (found[0], found[2]) if found else None


def _labelled(line: str) -> tuple[str, str, str] | None:
    if len(line) > 2_000 or (":" not in line and "：" not in line):
        return None
    found = _LABEL.match(line)
    word = found[1].strip(_EDGES).lower() if found else ""
    key = _KEYS.get(word)
    return (key, word, found[2].strip(" \t*\u00a0\u200f\u202c")) if found and key else None


_EDGES = " *_\u00a0\u200e\u200f\u202a\u202b\u202c"


def is_mail_at(lines: list[str], first: int) -> bool:
    """Whether a mail's header block starts at line `first`."""
    block = block_at(lines, first) if label(lines[first]) else None
    return block is not None and block.is_mail()


def block_at(lines: list[str], first: int) -> HeaderBlock | None:
    """The header block starting at `first`, or None; lines that wrap are joined to the one before."""
    block = labelled_at(lines, first)
    return block if block.is_block() else None


def labelled_at(lines: list[str], first: int) -> HeaderBlock:
    """The labelled lines from `first` on, with those that carry them on, however few there are."""
    values: dict[str, str] = {}
    last_key, at, end, blank, sent = "", first, first, 0, False
    while at < len(lines) and at - first < MAX_BLOCK:
        line = lines[at]
        if not line.strip(" \t>"):
            blank += 1
            if not values or (blank > 1 and not _goes_on(lines, at, values)):
                break
        elif (found := _labelled(line)) and (found[0] not in values or found[0] == "other"):
            last_key, blank, end = found[0], 0, at + 1
            values[last_key] = found[2]
            sent = sent or found[1] in SENT_LABELS
        elif blank == 0 and last_key and _continues(lines, at, last_key, values):
            values[last_key] = f"{values[last_key]} {bare(line)}".strip()
            end = at + 1
        else:
            break
        at += 1
    return HeaderBlock(first, end, _dated(values), sent)


def _dated(values: dict[str, str]) -> dict[str, str]:
    """Lotus Notes writes the moment behind the sender: `From: Budi Santoso@KITA on 23/11/2026 09:12`."""
    found = _WITH_MOMENT.match(values.get("from", "")) if "date" not in values else None
    return {**values, "from": found[1], "date": found[2]} if found else values


_WITH_MOMENT = re.compile(
    r"(\S.{0,120}?)(?: on|[ \t]{3,40})[ \t]{1,4}(\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)[ \t]*$"
)


def _goes_on(lines: list[str], at: int, values: dict[str, str]) -> bool:
    """Whether a further label stands below the blank lines some phones put between them."""
    for line in lines[at + 1 : at + 3]:
        if line.strip(" \t>"):
            found = label(line)
            return found is not None and found[0] in _CORE and found[0] not in values
    return False


def _continues(lines: list[str], at: int, key: str, values: dict[str, str]) -> bool:
    """Whether a line carries a wrapped value on: further addresses, an indented rest, the value of an empty label."""
    line, value = lines[at], values[key]
    if not value or (line[:1] in " \t" and lines[at - 1][:1] not in " \t"):
        return True
    if key == "subject":
        below = _labelled(lines[at + 1]) if at + 1 < len(lines) else None
        return below is not None and below[0] in _CORE and below[0] not in values
    shown = line.lstrip("> \t")
    return key in ("to", "cc", "from") and (
        value.endswith((",", ";", "<", "[mailto:", "mailto:")) or shown.startswith(("<", "[mailto:"))
    )


def with_named_sender(lines: list[str], at: int, block: HeaderBlock | None) -> HeaderBlock | None:
    """Lotus Notes' block: the sender's name, the date, then `To:`, `cc:`, `Subject:`."""
    if block is None or "from" in block.values or not {"to", "subject"} <= block.values.keys():
        return None
    above = [n for n in range(at - 1, max(-1, at - 6), -1) if lines[n].strip()][:2]
    if above and (found := _WITH_MOMENT.match(lines[above[0]].strip()[:200])):
        return HeaderBlock(above[0], block.last, {"from": found[1], "date": found[2], **block.values}, sent=True)
    if len(above) < 2 or not _is_moment(lines[above[0]]) or not _is_name(lines[above[1]]):
        return None
    values = {"from": bare(lines[above[1]]), "date": bare(lines[above[0]]), **block.values}
    return HeaderBlock(above[1], block.last, values, sent=True)


def columns_at(lines: list[str], at: int) -> HeaderBlock | None:
    """Lotus Notes' block without colons: a name, the moment at line `at`, `To`, `cc`, `Subject` over their values."""
    if not at or not _is_moment(lines[at]) or not _is_name(lines[at - 1]):
        return None
    filled = [n for n in range(at + 1, min(len(lines), at + 14)) if lines[n].strip()]
    words = [_KEYS.get(lines[n].strip().lower()) for n in filled]
    if not words or words[0] != "to" or "subject" not in words[:-1]:
        return None
    place = words.index("subject")
    values = {"from": bare(lines[at - 1]), "date": bare(lines[at]), "to": bare(lines[filled[1]])}
    return HeaderBlock(at - 1, filled[place + 1] + 1, {**values, "subject": bare(lines[filled[place + 1]])}, sent=True)


def _is_moment(line: str) -> bool:
    text = line.strip()
    return len(text) <= 40 and text[:1].isdigit() and bool(_CLOCK.search(text))


def _is_name(line: str) -> bool:
    text = line.strip()
    return len(text) <= 80 and not text.endswith((".", "!", "?", ":", ",")) and text.count(" ") <= 6


def on_one_line(line: str) -> list[str] | None:
    """Yahoo's forward, whose rule and labels all stand on one line, a line each; None for any other line."""
    ruled = _RULED.match(line)
    if not ruled or not ("@" in ruled[2] or opening(ruled[1])):
        return None
    rest, starts = ruled[2], dict[str, int]()
    for colon in _COLON.finditer(rest, 0, MAX_HEADING):
        if (found := _label_before(rest, colon.start())) and "subject" not in starts:
            starts.setdefault(*found)
    if len(starts) < 3:
        return None
    bounds = [0, *sorted(starts.values())[1:], None]
    return [ruled[1], *(rest[start:end].strip() for start, end in pairwise(bounds))]


def _label_before(text: str, colon: int) -> tuple[str, int] | None:
    """The longest label that ends at `colon`, and where it begins; it may be glued to what stands before."""
    end = len(text[:colon].rstrip(" \u00a0"))
    for start in range(max(0, end - MAX_LABEL), end):
        key = _KEYS.get(text[start:end].lower())
        if key in _CORE and not "a" <= text[start] <= "z" and not text[start].isspace():
            return key, start
    return None


MAX_HEADING = 1_000  # characters in which the labels of a heading on one line stand
MAX_LABEL = 22
_COLON = re.compile(r"[:：]")
_RULED = re.compile(r"[ \t]{0,8}(-{4,12} ?[^-\n]{3,60} ?-{4,12})[ \t]{0,8}([^-\s].*)$", re.DOTALL)
