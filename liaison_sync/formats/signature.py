"""Where a text's own words end: `-- ` (RFC 3676 §4.3), sign-offs, phones' lines, confidentiality footers."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile

from liaison_sync.formats import signature_words as words
from liaison_sync.formats.attribution import bare
from liaison_sync.formats.folded import folded, names_any
from liaison_sync.formats.footer_notice import is_banner, is_footer, reads_as_footer

_SIGN_OFFS = frozenset(words.SIGN_OFFS.split("|"))
_THANKS = frozenset(words.THANKS.split("|"))
_COMPOSED = re.compile(words.COMPOSED)
_GREETED = re.compile(words.GREETED)
_GREETING = re.compile(
    r"(?:yth|dear|kepada|halo|hai|hi|hello|bapak|ibu|pak|bu|mas|mbak|selamat|assalam|hallo|bonjour)\b"
)
# Matched against folded text, which costs a fraction of ignoring the case.
_MOBILE = re.compile(rf"(?:{words.MOBILE})")
_OUTLOOK_APP = re.compile(words.OUTLOOK_APP)
_DASH_NAME = re.compile(
    r"(?:[-–—~]{1,2} ?|/ ?)(?:[^\W\d_a-z][\w.'’]{1,30}(?: [^\W\d_a-z][\w.'’]{0,30}){0,3}|[^\W\d_]{2,14})$"
)
_ONE_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]{1,24}(?: [^\W\d_a-z][\w.'’-]{0,24}){0,3}$")
_POSTSCRIPT = re.compile(r"(?:p\.?\s?s\b|n\.?b\b)[.: ]", re.IGNORECASE)
_ADDED = re.compile(
    r"(?:p\.?\s?s|n\.?b|catatan|note|mohon|harap|please|tolong|konfirmasi|jangan lupa|oh ya|satu lagi)\b", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]{0,24}(?:(?:, ?| )[^\W\d_a-z][\w.'’-]{0,24}){1,5},? ?$")
_REACHED = re.compile(
    r"(?:\b(?:telp|telepon|tel|phone|hp|wa|whatsapp|fax|faks|mobile|cell|ponsel|office|direct|ext|t|m|p|e|f|nip)\b ?\.?"
    r" ?[:.|]? ?[+(]?\d)|^\W{0,3}\(?0\d{2,3}\)?[-. ]?\d{3,4}[-. ]?\d{3,5}\W{0,3}$|\+\d{1,3}[ (-]?\d|\(\d{3}\) ?\d{3}|[\w.-]+@[\w-]+\.\w|\bwww\.|https?://",
    re.IGNORECASE,
)
_EDGES = " \t,.;:!~-–—*_،。，！、"
_SYMBOLS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]+")
MAX_LINES = 40  # a longer tail is text, whatever line stands before it
MAX_FOOTER = 30  # lines of a footer with all that is below it
_RULE_SIGNS = "-_=*~—–# "
NAME_LENGTH = 70
MAX_BEGUN = 100  # characters: a footer's paragraphs are longer


def start(lines: list[str]) -> int:
    """The index where the signature begins, len(lines) where there is none; `lines` are new text only."""
    if not any(lines):
        return len(lines)
    end = len(lines)
    looked: dict[_Cut, int] = {}
    for cut in (_footer, _mobile, _delimiter, _sign_off, _office, _slogan, _mobile, _footer, _contact, _dash_name):
        if looked.get(cut) != end:  # from there it has found nothing
            looked[cut] = end
            end = cut(lines, end)
    return end


_Cut = Callable[[list[str], int], int]


def banner(lines: list[str]) -> int:
    """How many lines at the top a mail gateway put there ("CAUTION: This email originated from outside …")."""
    first = next((at for at, line in enumerate(lines[:8]) if line.strip()), None)
    if first is None:
        return 0
    paragraph = next((at for at in range(first, min(len(lines), first + 8)) if not lines[at].strip()), None)
    if paragraph is None:
        return 0
    if paragraph == first + 1 and _is_mobile(lines[first]):
        return paragraph if any(map(str.strip, lines[paragraph:])) else 0
    top = lines[first:paragraph]
    if not is_banner(" ".join(map(bare, top))) and not (is_footer(top) and _begins_letter(lines[paragraph:])):
        return 0
    return paragraph if any(map(str.strip, lines[paragraph:])) else 0


def _begins_letter(lines: list[str]) -> bool:
    """Whether these lines are what a footer that stands on top was put over, and not its next paragraph."""
    begun = list(takewhile(str.strip, dropwhile(lambda line: not line.strip(), lines)))
    if not begun or is_footer(begun):
        return False
    return bool(_GREETING.match(begun[0].strip().lower())) or sum(map(len, begun)) <= MAX_BEGUN


def _filled(lines: list[str], first: int, end: int) -> list[str]:
    return [line for line in lines[first:end] if line.strip()]


def _tail(end: int) -> range:
    return range(max(0, end - MAX_LINES * 2), end)


def _footer(lines: list[str], end: int) -> int:
    last = next((at for at in reversed(_tail(end)) if lines[at].strip()), 0)
    for at in range(max(0, last - MAX_FOOTER), min(last + 1, end)):
        above = lines[at - 1].strip() if at else ""
        if len(lines[at]) > 3 and (not above or _is_rule(above)) and _is_footer(lines, at):
            return at - 1 if above else at
    return end


def _is_footer(lines: list[str], at: int) -> bool:
    always, below_text = reads_as_footer("\n".join(lines[at : at + 4]))
    return always or (below_text and any(map(str.strip, lines[max(0, at - 60) : at])))


def _is_rule(text: str) -> bool:
    return len(text) >= 2 and text[0] in _RULE_SIGNS and not text.strip(_RULE_SIGNS)


def _mobile(lines: list[str], end: int) -> int:
    """A phone's line closes the text, perhaps with a name or a second such line below it."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    found = end
    for at in range(last - 1, max(-1, last - 7), -1):
        if _is_mobile(lines[at]):
            found = at
        elif found < end and lines[at].strip():
            break
    return (
        found if any(map(str.strip, lines[max(0, found - 60) : found])) or not _goes_below(lines, found, last) else end
    )


def _goes_below(lines: list[str], found: int, last: int) -> bool:
    """Whether more than such lines stand below: then it is no close, but a heading some phones write."""
    return any(line.strip() and not _is_mobile(line) for line in lines[found:last])


def _is_mobile(line: str) -> bool:
    text = bare(line).lstrip("-–—<(> ")
    if not 0 < len(text) <= 140:
        return False
    low = folded(text)
    return _names_app(low) or bool(_MOBILE.match(low) and not _is_told(text))


def _names_app(low: str) -> bool:
    return names_any(_APP_WORDS, low) and bool(_OUTLOOK_APP.search(low))


_APP_WORDS = ("outlook", "ketik", "typo", "brevity", "kirim dari", "aka.ms/")  # one is in all that says so


def _is_told(text: str) -> bool:
    """ "Sent from my desk, which is easier." says something; a phone's line does not."""
    if not text.endswith((".", "?", "!")) or "http" in text:
        return False
    return (", " in text and "BlackBerry" not in text) or (text.count(" ") >= 8 and not _DEVICE.search(text))


_DEVICE = re.compile(r"phone|ipad|blackberry|android|galaxy|samsung|huawei|xiaomi|nokia|\bmail\b|mobile", re.IGNORECASE)


def _delimiter(lines: list[str], end: int) -> int:
    for at in range(max(0, end - MAX_LINES * 3), end):
        text = lines[at]
        if text[:1] not in _DELIMITERS or len(text) > 80:
            continue
        stripped = text.strip()
        if stripped.strip(_RULES) or len(stripped) > 60:
            continue
        if stripped != "--" and (at == 0 or end - at >= MAX_LINES):
            continue
        after = _filled(lines, at + 1, min(end, at + MAX_LINES * 3))
        if stripped == "--" and len(after) <= MAX_LINES and (text == "-- " or not _says_more(after)):
            return at
        if stripped != "--" and _closes_with(after, stripped):
            return at
    return end


_RULES = "-_—–=+*~━─＝＊ "
_DELIMITERS = frozenset(_RULES.rstrip())


_BULLETS = ("-", "*", "•", "–", "·")


def _closes_with(after: list[str], rule: str) -> bool:
    """Whether what stands below a drawn rule reads as a signature: somebody's name, and how to reach them."""
    if not 0 < len(after) <= 15 or not _reads_as_signature(after) or _goes_on(after):
        return False
    if len(rule) == 1 and any(line.strip() in _BULLETS for line in after):
        return False  # a list whose bullets stand alone, as programs write them that take HTML apart
    if any(_REACHED.search(line[:200]) for line in after):
        return True
    if rule[0] == "_" and len(rule) > 3:
        return " " in after[0].strip() and bool(_NAME.match(bare(after[0])))
    return rule[0] in "_—–" or rule in ("---", "-", "----")


def _says_more(after: list[str]) -> bool:
    """Whether dashes without their space (RFC 3676 §4.3 has one) stand between two parts of a text."""
    return _goes_on(after) or any(_is_sentence(line) for line in after[:2]) or _is_said(after[:1])


def _is_said(first: list[str]) -> bool:
    """A sentence, however short: it ends like one, and two words at least are those of no name."""
    text = bare(first[0]) if first else ""
    small = [word for word in text.split()[1:] if word[0].islower()]
    return len(small) >= 2 and text.endswith((".", "!")) and not _is_mobile(text)


def _goes_on(after: list[str]) -> bool:
    """Whether the text simply continues: a line that begins small and has several words, or a list."""
    return bool(after) and (
        (after[0].lstrip()[:1].islower() and after[0].count(" ") >= 2 and not _MOBILE.match(folded(after[0].strip())))
        or bool(_LISTED.match(after[0]))
    )


_LISTED = re.compile(r"\s*(?:[-*•] |#|\d{1,2}[.)] )")


def _sign_off(lines: list[str], end: int) -> int:
    first = next((at for at, line in enumerate(lines) if line.strip()), end)
    for at in _tail(end):
        if _is_sign_off(lines, at, end) and (at > first or _ends_whole(lines, at, end)):
            after = _filled(lines, at + 1, end)
            if _reads_as_signature(after, needs_name=_needs_name(lines[at])):
                return at
    return end


def _ends_whole(lines: list[str], at: int, end: int) -> bool:
    """A text that is a signature and nothing else; "Salam," above a name may be all somebody said."""
    return any(_REACHED.search(line[:200]) for line in _filled(lines, at, end))


def _words(line: str) -> str:
    text = bare(line).lower().replace("’", "'").replace("wassalamu'alaikum", "wassalamualaikum").replace(".", " ")
    if not text.isascii():
        text = _SYMBOLS.sub(" ", text)
    return " ".join(text.strip(_EDGES).split())


def _is_sign_off(lines: list[str], at: int, end: int) -> bool:
    line = lines[at]
    if not 1 < len(line) <= 80:
        return False
    said = _words(line)
    if said in _SIGN_OFFS or _COMPOSED.fullmatch(said):
        return True
    if said in _THANKS or _GREETED.fullmatch(said):
        return not bare(line).endswith((".", "!")) or _names_writer(lines[at + 1 : end])
    head, comma, name = said.partition(",")
    if not comma or len(name) > 40 or line.rstrip().endswith((".", "?", "!")):
        return False
    head = head.strip()
    return head in _SIGN_OFFS or head in _THANKS or bool(_COMPOSED.fullmatch(head))


def _names_writer(below: list[str]) -> bool:
    """Whether nothing but a name follows, at once or with an office below it: "Thanks!" above it closes the letter."""
    filled = _filled(below, 0, len(below))
    if not filled or not _ONE_NAME.match(bare(filled[0])):
        return False
    office = filled[1:]
    if not office:
        return bool(below[0].strip())
    together = "\n".join(below).strip().count("\n") + 1 == len(filled)
    return (
        together and len(office) <= 5 and not any(_LISTED.match(o) or len(o) > 60 or o[-1] in ".:;?!" for o in office)
    )


def _needs_name(line: str) -> bool:
    """A bare "Terima kasih" or "Salam sehat" with nothing below it is what somebody says."""
    said = _words(line)
    return said in _THANKS or (said not in _SIGN_OFFS and bool(_GREETED.fullmatch(said)))


def _reads_as_signature(after: list[str], *, needs_name: bool = False) -> bool:
    """A name and what belongs to it; below these a company may say a sentence or two of itself."""
    if not after:
        return not needs_name
    if len(after) > MAX_LINES or len(after[0]) > NAME_LENGTH:
        return False
    if any(_is_sentence(line) for line in after[:4]):
        return False
    return not any(_ADDED.match(bare(line)) for line in after) and len(after) <= 25


def _is_sentence(line: str) -> bool:
    text = bare(line)
    return (
        text.endswith("?")
        or len(text) > 140
        or (text.endswith((".", "!")) and text.count(" ") >= 5)
        or bool(_POSTSCRIPT.match(text))
    )


def _office(lines: list[str], end: int) -> int:
    """`Kepala Biro Humas,` or any other short line with a comma over nothing but a name and what belongs to it."""
    first = next((at for at, line in enumerate(lines) if line.strip()), end)
    for at in _tail(end):
        line = lines[at].strip()
        if at <= first or not line.endswith(",") or len(line) > 60 or line.count(" ") > 6:
            continue
        on_behalf = at - 1 > first and not lines[at - 2].strip() and bool(_ON_BEHALF.match(lines[at - 1]))
        if lines[at - 1].strip() and not on_behalf:
            continue
        after = _filled(lines, at + 1, end) or [line for line in lines[end : end + 1] if _says_signed(line)]
        if not 1 <= len(after) <= 12 or _GREETING.match(line.lower()) or not _reads_as_signature(after):
            continue
        if _NAME.match(bare(after[0])) or _says_signed(after[0]):
            return at - on_behalf
    return end


def _says_signed(line: str) -> bool:
    return bare(line).strip("().").lower() in ("ttd", "tertanda")


_ON_BEHALF = re.compile(r"[ \t]*(?:a\.? ?n\.?|u\.? ?b\.?|atas nama) ", re.IGNORECASE)


def _slogan(lines: list[str], end: int) -> int:
    """What an office stands for, in quotes and capitals over its sign-off: "BERKHIDMAT UNTUK NEGARA"."""
    found = end
    for at in range(end - 1, max(0, end - 8), -1) if end < len(lines) else ():
        if _SLOGAN.match(lines[at]) or lines[at].strip().lower() in words.SLOGANS:
            found = at
        elif lines[at].strip():
            break
    return found


_SLOGAN = re.compile(r"[ \t*]*[\"“”'‘][A-Z0-9][A-Z0-9 ,.:&/!-]{5,90}[\"“”'’][ \t*]*$")


def _contact(lines: list[str], end: int) -> int:
    """A last paragraph that is a name, an office and a telephone number, with no sign-off above."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    first = last
    while first and last - first <= 12 and lines[first - 1].strip():
        first -= 1
    block, above = lines[first:last], _filled(lines, max(0, first - 10), first)
    if not above or not 2 <= len(block) <= 12 or above[-1].rstrip().endswith((":", ",", ";")):
        return end
    if not _NAME.match(bare(block[0])) or any(len(line) > 120 or _is_sentence(line) for line in block):
        return end
    return first if any(_REACHED.search(line[:200]) and not _PAGE.match(line) for line in block[1:]) else end


# A link to one page is what the text is about ("Join Zoom Meeting" above it); a home page or a profile is a person's.
_PAGE = re.compile(
    r"\W{0,3}https?://(?!(?:[\w-]+\.)?(?:linkedin|instagram|facebook|twitter|x|youtube|tiktok|linktr)\.)"
    r"[^\s/]{1,100}/[^\s>]+\W{0,3}$",
    re.IGNORECASE,
)


def _dash_name(lines: list[str], end: int) -> int:
    last = end - 1
    while last > 0 and not lines[last].strip():
        last -= 1
    if last < 1 or not _DASH_NAME.match(lines[last].strip().rstrip(".")[:160]):
        return end
    above = next((lines[at] for at in range(last - 1, -1, -1) if lines[at].strip()), "")
    if lines[last].strip(" -–—~/")[:1].islower() and lines[last - 1].strip() and above.rstrip()[-1:] not in ".!?":
        return end  # a list of one
    return end if above.lstrip()[:1] in "-–—•*/" or above.rstrip().endswith((":", ",", ";")) else last
