"""What a message's HTML says about its text: where clients put the quote and the signature."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.folded import names_any

MAX_QUOTES = 300
MAX_HTML = 400_000  # characters; a longer document is left to the rules for text
_MARKS = (
    "gmail_quote",
    "yahoo_quoted",
    "appendonsend",
    "divRplyFwdMsg",
    'type="cite"',
    "type=cite",
    "moz-cite-prefix",
    "zmail_extra",
    "zwchr",
    "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message",
    "protonmail_quote",
    "border-top:solid #E1E1E1",
    "border-top:solid #B5C4DF",
    "gmail_signature",
    "moz-signature",
    'id="Signature"',
    "ymail_android_signature",
    "mobile-reference",
    "tutanota_quote",
    "ms-outlook-mobile",
)
# What several marks have in common: most documents hold none of these.
_STEMS = (
    *("quote", "cite", "ignature", "mobile", "border-top:solid #"),
    *("appendonsend", "divRply", "zmail", "zwchr", "OLK_SRC", "-editor-"),
)
_QUOTES = (
    "div.gmail_quote, blockquote.gmail_quote, div.gmail_extra, div.yahoo_quoted, #appendonsend, #divRplyFwdMsg, "
    "blockquote[type=cite], div.moz-cite-prefix, "
    "div.zmail_extra, hr[data-marker=__DIVIDER__], #OLK_SRC_BODY_SECTION, "
    "#mail-editor-reference-message-container, div.protonmail_quote, "
    "blockquote.tutanota_quote, #ms-outlook-mobile-body-separator-line, #reply-intro, "
    "div[style*='border-top:solid #E1E1E1'], "
    "div[style*='border-top:solid #B5C4DF']"
)
_SIGNATURES = (
    "div.gmail_signature, div.moz-signature, pre.moz-signature, #Signature, #ymail_android_signature, "
    "#ymail_ios_signature, div.protonmail_signature_block, #ms-outlook-mobile-signature"
)
_NOISE = re.compile(r"[\W_]+")
_PROBE = 60  # letters that must agree between HTML and text


@dataclass(frozen=True, slots=True)
class Hints:
    """`quote_from`: the line from which nothing is new; `signature`: the lines of the sender's signature."""

    quote_from: int | None
    signature: frozenset[int]


def hints(html: str, lines: list[str]) -> Hints | None:
    """Find in `lines` what the HTML marks as quote or signature; None where it marks nothing."""
    if "=" not in html or len(html) > MAX_HTML:  # marks are attributes
        return None
    if not (names_any(_STEMS, html) and names_any(_MARKS, html)) or _is_crafted(html):
        return None
    tree = LexborHTMLParser(html)
    squeezed = [_NOISE.sub("", line) for line in lines]
    quote = tree.css_first(_QUOTES)
    quote_from = _line_of(_following(quote), squeezed, last=True) if quote is not None else None
    signed = tree.css_first(_SIGNATURES)
    signature = _lines_of(signed.text(separator=" "), squeezed) if signed is not None else frozenset[int]()
    return Hints(quote_from, signature)


def _is_crafted(html: str) -> bool:
    """Quotes nested deeper than any correspondence: searching such a tree costs more than it tells."""
    return html.count("<blockquote") > MAX_QUOTES or html.count("<div") > MAX_QUOTES * 20


def _following(node: object) -> str:
    """The text from `node` to the end of its parent: Outlook marks only where the quote begins."""
    parts: list[str] = []
    current, size = node, 0
    while current is not None and size < _PROBE * 8:
        piece = current.text(separator=" ") or ""  # type: ignore[attr-defined]
        parts.append(piece)
        size += len(piece)
        current = current.next  # type: ignore[attr-defined]
    return " ".join(parts)


def _line_of(text: str, squeezed: list[str], *, last: bool = False) -> int | None:
    probe = _NOISE.sub("", text)[:_PROBE]
    if len(probe) < 8:
        return None
    whole = "".join(squeezed)
    at = whole.find(probe)
    if at < 0 or (last and whole.count(probe) > 1):
        return None
    return _line_at(at, squeezed)


def _line_at(position: int, squeezed: list[str]) -> int | None:
    passed = 0
    for number, line in enumerate(squeezed):
        if line and passed == position:
            return number
        passed += len(line)
        if passed > position:
            return None  # in the middle of a line: HTML and text disagree
    return None


def _lines_of(text: str, squeezed: list[str]) -> frozenset[int]:
    whole = _NOISE.sub("", text)
    first = _line_of(text, squeezed)
    if first is None:
        return frozenset()
    last, size = first, 0
    while last < len(squeezed) and size < len(whole):
        size += len(squeezed[last])
        last += 1
    return frozenset(range(first, last))
