"""Attribution lines ("On … wrote:", "Pada … menulis:") and the rules clients draw above a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from liaison_sync.formats.folded import names_any
from liaison_sync.formats.quote_words import (
    FORWARD_LINES,
    FORWARDED,
    NOUN_WORDS,
    NOUNS,
    ORIGINAL,
    ORIGINAL_WORDS,
    VERBS,
)

MAX_LINE = 400  # a longer line is prose, never an attribution
WINDOW = 4  # lines an attribution may be wrapped over

_OPENERS = re.compile(
    r"[ \t*_\u200e\u200f\u202a-\u202e]*(?:(?:on|pada|am|le|el|em|il|op|den|på|w dniu|dne|в|в пн|с уважением|"
    r"at|from|dari|tanggal|pd|in|da|de|von|van|ngày|vào|στις|ב-|בתאריך|on|fra|tarihinde|a|en date)[ \t]|"
    r"(?:在|於|于|في|بتاريخ)|(?:mon|tue|wed|thu|fri|sat|sun|sen|sel|rab|kam|jum|sab|min)\w*,?[ \t]|\d{1,4}[./年년-]|"
    r"\d{1,2} [^\W\d_]{3,9}\.? \d{4}|"
    r"[пвсч][нтрбс],)",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[^\s@<>\"'(),;:\[\]]{1,64}$")
_DOMAIN = re.compile(r"[^\s@<>\"'(),;\[\]]{1,190}")
_CLOCK = re.compile(r"[\d٠-٩]{1,2}(?:[.:h時시点]\s?[\d٠-٩]{2}| ?[ap]\.?m\b)", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,4}[\s./年년-]|\d{1,2}\b")
_YEAR = re.compile(r"(?<!\d)(?:20|19)\d{2}(?!\d)|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b|[٠-٩]{4}")
_PINE = re.compile(
    r"(?:On|Pada) (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Sen|Sel|Rab|Kam|Jum|Sab|Min), \d{1,2} \w{3} \d{4}, .{2,60}:$"
)
_WITHIN = re.compile(
    r"[\w.!?)][ \t]{0,3}-{0,6}[ \t]{0,3}(?<=[ \t-])((?:On|Pada|Am|Le|El|Il|Op|Em) (?:tanggal )?"
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Sen|Sel|Rab|Kam|Jum|Sab|Min|Mo|Di|Mi|Do|Fr|So)\w{0,6}[.,]{0,2} |"
    r"\d{1,2}[ ./-]|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}))"
)
_BEHIND_COLON = " \t\u00a0*_>\u200e\u200f\u202c"
_NOTES_RULE = re.compile(r"-{2,}[ ]?.{0,200}\b(?:wrote|menulis|schrieb|a écrit|escribió)[ ]?:?[ ]?-{2,}", re.IGNORECASE)
_NOTES_LINE = re.compile(r".{1,80}-{3}\d{1,2}[/.-]\d{1,2}[/.-]\d{4} \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?-{3}")
_REPLY_ABOVE = re.compile(
    r"(?:please )?(?:reply|type your reply|write (?:your )?(?:reply|response)|respond) (?:directly )?above this line|"
    r"(?:balas|ketik balasan(?: anda)?|tulis balasan(?: anda)?)[ \w]{0,12} di atas (?:baris|garis) ini|"
    r"répondez au-dessus de cette ligne|antworten sie oberhalb dieser zeile|responda? por encima de esta línea|"
    r"responda acima desta linha|typ uw antwoord boven deze (?:regel|lijn)",
    re.IGNORECASE,
)
_FORWARD_LINE = re.compile(rf"(?:{FORWARD_LINES})[ ]?[:：]$", re.IGNORECASE)


def bare(line: str) -> str:
    """A line without the marks people's clients put around it (bold stars, bidi controls, no-break spaces)."""
    line = line[:MAX_LINE]
    if "*" not in line and (line.isascii() or not _MARK.search(line)):
        return line.strip()
    return _MARK.sub("", line.replace("\xa0", " ").replace("\u202f", " ")).strip()


_MARK = re.compile("[\u200b\u200e\u200f\u202a-\u202e\ufeff*\xa0\u202f]")


def is_ruled(line: str) -> bool:
    """Whether the line is words between dashes: `-----Original Message-----`."""
    return line.startswith(("--", "__", "==", "—", "－", "──", "‐‐")) and len(line.strip("-_=—－─‐ ")) > 2


def _names(text: str, stems: tuple[str, ...], words: frozenset[str] = frozenset()) -> bool:
    low = text.lower()
    return names_any(stems, low) or not words.isdisjoint(low.strip("-_=—－─ ").split())


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand, found by their `@`: a local part is looked at once, not from each of its letters."""
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            yield at - len(local[0]), domain.end()
        at = text.find("@", domain.end() if domain else at + 1)


def says_wrote(text: str) -> bool:
    """Whether the text says that somebody wrote, in a word of its own; scripts without spaces need no edge."""
    low = text.lower()
    return any(_stands(low, verb) for verb in VERBS if verb in low)


def _stands(low: str, verb: str) -> bool:
    at = low.find(verb)
    while at >= 0:
        before, after = low[at - 1 : at] if at else "", low[at + len(verb) : at + len(verb) + 1]
        begins = not before.isalnum() or before > "\x7f" or (before.isdigit() and verb[0] > "\x7f")
        if begins and not "a" <= after <= "z":
            return True
        at = low.find(verb, at + len(verb))
    return False


def opening(line: str) -> Literal["forward", "original"] | None:
    """What a line opens: `---------- Forwarded message ---------`, `Begin forwarded message:` a forward,
    `-----Original Message-----`, `-----Pesan Asli-----`, Lotus Notes' `-----Budi wrote: -----` a reply's quote.
    """
    text = bare(line)
    if not is_ruled(text) and not (line.startswith("***") and line.rstrip().endswith("***")):
        if text[-1:] in ":：" and len(text) < 60 and _FORWARD_LINE.match(text):
            return "forward"
        return "original" if "---" in text and _NOTES_LINE.match(text) else None
    if len(text) < 160 and _names(text, NOUNS, NOUN_WORDS):
        if _names(text, FORWARDED):
            return "forward"
        if _names(text, ORIGINAL, ORIGINAL_WORDS):
            return "original"
    return "original" if _NOTES_RULE.match(text) else None


def is_groupwise(line: str) -> bool:
    """`>>> Budi Santoso <budi@contoh.id> 11/23/2026 9:12 AM >>>`, over a quote that bears no marks."""
    return line.startswith(">>> ") and len(line) <= MAX_LINE and bool(_GROUPWISE.match(line))


_GROUPWISE = re.compile(
    r">>> .{2,160} \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)? >>>\s*$", re.IGNORECASE
)


def says_reply_above(line: str) -> bool:
    """`##- Please type your reply above this line -##`: what help desks put over all they sent."""
    return len(line) < 160 and names_any(_THIS_LINE, line) and bool(_REPLY_ABOVE.search(line))


_THIS_LINE = ("line", "ini", "ligne", "Zeile", "zeile", "línea", "linha", "regel", "lijn")


def closes(line: str) -> bool:
    """Whether an attribution could end with this line."""
    return len(line) <= MAX_LINE and (
        line.rstrip(_BEHIND_COLON).endswith((":", "：")) or line.rstrip(" \t").endswith("--")
    )


def closes_bare(line: str) -> bool:
    """Whether a line ends with an address and no colon, as Gmail once wrote: `2026/11/23 Budi <budi@contoh.id>`."""
    text = line.rstrip(" \t\u00a0")
    return text.endswith(">") and len(text) <= MAX_LINE and "@" in text and opens(text)


def closes_without_colon(line: str) -> bool:
    """`On Wed, 14 Nov 2018 08:14:43 -0200 Budi <budi@contoh.id> wrote`, as Zoho sends it."""
    text = line.rstrip(" \t\u00a0")
    return text.endswith(("> wrote", "> menulis", "> a écrit", "> escribió")) and len(text) <= MAX_LINE and opens(text)


def is_attribution(text: str, *, before_quote: bool, reply: bool = False) -> bool:
    """Whether the joined lines introduce a quote; with no `>` line below they must say when or from which address."""
    text = bare(text)
    verb = says_wrote(text)
    address = next(addresses_in(text), None)
    if before_quote:
        return bool(
            (verb and (address or _DIGITS.search(text) or len(text) < 80)) or (address and _DIGITS.search(text))
        )
    dated = _DIGITS.search(text[: address[0]] + text[address[1] :] if address else text)
    if verb and (address or _CLOCK.search(text)):
        return (bool(dated) and (address is not None or not _TOLD.search(text))) or _names_address(text)
    if verb and _PINE.match(text):
        return True
    if not address or not _CLOCK.search(text):
        return False
    return bool(_OPENERS.match(text)) or (reply and _is_structured(text))


# Somebody tells who wrote what, and when: no program writes these words.
_TOLD = re.compile(r"\b(?:the|his|her|their|its|our|my|yesterday|kemarin|tadi|beliau|suratnya)\b", re.IGNORECASE)


def _names_address(text: str) -> bool:
    """`Budi Santoso <budi@contoh.id> menulis:` says nothing else: no sentence of its own."""
    return len(text) < 120 and (("<" in text and ">" in text) or text.count(" ") <= 2)


def _is_structured(text: str) -> bool:
    """A name, an address in brackets, a year and a time, and hardly a word more: an attribution in any language."""
    ends = text.rstrip(" :：")[-1:]
    return "<" in text and text.count(" ") <= 14 and (ends in ">)" or ends.isdigit()) and bool(_YEAR.search(text))


def weight(text: str) -> int:
    """How much of an attribution the joined lines hold: an address, a time, a year (0 to 3)."""
    text = bare(text)
    return (next(addresses_in(text), None) is not None) + bool(_CLOCK.search(text)) + bool(_YEAR.search(text))


def opens(line: str) -> bool:
    """Whether the line may be the first of a wrapped attribution."""
    return bool(_OPENERS.match(line[:MAX_LINE]))


def begins_within(lines: list[str], number: int) -> int:
    """Where on line `number` an attribution begins that shares it with what was written before; 0 where none does.

    `Baik. On Mon, Nov 23, 2026 at 9:12 AM, Budi wrote:`
    """
    line = lines[number]
    if len(line) > MAX_LINE or not names_any(_OPENING_WORDS, line):
        return 0
    found = _WITHIN.search(line)
    if not found or not _CLOCK.search(line, found.start(1)):
        return 0
    joined = line[found.start(1) :]
    for below in (*lines[number + 1 : number + 3], ""):
        if closes(joined):
            return found.start(1) if is_attribution(joined, before_quote=False) and says_wrote(joined) else 0
        if not below.strip():
            return 0
        joined = f"{joined} {below}"
    return 0


_OPENING_WORDS = (" On ", "-On ", " Pada ", "-Pada ", " Am ", " Le ", " El ", " Il ", " Op ", " Em ")


def ends_within(line: str) -> int:
    """Where an attribution ends that Yahoo's app lets the quote follow on the same line; 0 where none does."""
    end = max(line.find(":  "), line.find(":>")) + 1
    if not 0 < end <= MAX_LINE or not line[end:].strip() or not opens(line):
        return 0
    return end if is_attribution(line[:end], before_quote=False) else 0
