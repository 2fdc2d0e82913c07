"""New text apart from quotes, signatures and forwards (RFC 3676 §4.3 and what mail clients really write)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_sync.domain.message import Forwarded
from liaison_sync.formats import attribution, forwards, signature
from liaison_sync.formats.quotes_html import hints

MAX_CHECKS = 250  # lines looked at closely; only crafted texts have more that could open a quote
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|trs|terusan|tr|wg|i|rv|enc|doorst|vs|転送|转发|轉寄|전달|пересл|fs)\s*[:：]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    r"\s*(?:re|bls|balas|aw|sv|antw|回复|答复|回覆|返信|답장|отв)\s*(?:\[\d+\])?[:：]", re.IGNORECASE
)
_PASSED_ON = re.compile(
    r"\b(?:fyi|forwarding|forwarded|meneruskan|diteruskan|teruskan|sebagai informasi|mohon ditindaklanjuti|"
    r"weiterleit)",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]*[_\-=*─—]{5,}[ \t]*$")
_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}\n")
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class NewText:
    """A text taken apart: `new_text` is what this sender wrote now, the rest is kept as it stood."""

    new_text: str
    quoted_text: str
    signature: str
    forwarded: tuple[Forwarded, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cut:
    """From line `at` on nothing is new: a reply's unmarked quote, or a forward."""

    at: int
    forward: bool


def split(text: str, *, html: str | None = None, subject: str | None = None) -> NewText:
    """Take `text` apart; `html` is the same message's HTML where there is one. Never raises, linear in the length."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _GAPS.sub("\n\n\n", text).split("\n")
    quoted = _marked(lines) if ">" in text else bytearray(len(lines))
    cut = _scan(lines, quoted, subject)
    marked = any(quoted) or cut is not None
    if marked:
        _join_wrapped(lines, quoted)
    hint = hints(html, lines) if html else None
    if hint and not marked and hint.quote_from is not None:
        cut = _Cut(hint.quote_from, _passes_on(subject, lines[: hint.quote_from], default=False))
    end = cut.at if cut else len(lines)
    own = [at for at in range(end) if not quoted[at]]
    signed = _signed(own, lines, hint.signature if hint else None)
    return NewText(
        _text(lines, own, leaving=signed),
        _text(lines, [at for at in range(len(lines)) if at >= end or quoted[at]]),
        _text(lines, sorted(signed)),
        forwards.unwrap(lines, cut.at) if cut and cut.forward else (),
    )


def _marked(lines: list[str]) -> bytearray:
    """Lines that begin with `>`; `>From ` alone is mbox escaping, not a quote (RFC 4155)."""
    quoted = bytearray(line.lstrip(" \t")[:1] == ">" for line in lines)
    for at, line in enumerate(lines):
        if line.startswith(">From ") and not (at and quoted[at - 1]) and not (at + 1 < len(lines) and quoted[at + 1]):
            quoted[at] = 0
    return quoted


def _scan(lines: list[str], quoted: bytearray, subject: str | None) -> _Cut | None:
    """Mark attribution lines over `>` quotes; return where the first unmarked quote or forward begins."""
    checks = 0
    for at, line in enumerate(lines):
        if quoted[at] or not _may_open(line):
            continue
        checks += 1
        if checks > MAX_CHECKS:
            return None
        found = _opening(lines, quoted, at, subject)
        if found:
            return found
    return None


def _may_open(line: str) -> bool:
    """A cheap look that sorts out nearly every line of prose."""
    return (
        ":" in line
        or "：" in line
        or line[:12].lstrip()[:2] in _RULED
        or "---" in line[:200]
        or (line[-1:] == ">" and "@" in line[:400])
    )


_RULED = frozenset(("--", "__", "==", "——", "──", "－－"))


def _opening(lines: list[str], quoted: bytearray, at: int, subject: str | None) -> _Cut | None:
    line = lines[at]
    if attribution.marks_forward(line):
        return _Cut(at, forward=True)
    if attribution.marks_original(line):
        return _Cut(_above(lines, at), _passes_on(subject, lines[:at], default=False))
    if forwards.label(line) and (block := forwards.block_at(lines, at)) and _is_header(block):
        return _Cut(_above(lines, at), _passes_on(subject, lines[:at], default=not _has_words(lines, at)))
    if attribution.closes(line) or attribution.closes_bare(line):
        return _attributed(lines, quoted, at)
    return None


def _is_header(block: forwards.HeaderBlock) -> bool:
    keys = block.values.keys()
    return "from" in keys and len(keys & {"to", "date", "subject", "cc"}) >= 2 and block.is_mail()


def _above(lines: list[str], at: int) -> int:
    """Include the rule a client draws over its header block."""
    for before in range(at - 1, max(-1, at - 3), -1):
        if _RULE.match(lines[before][:200]):
            return before
        if lines[before].strip():
            break
    return at


def _passes_on(subject: str | None, above: list[str], *, default: bool) -> bool:
    """Whether an unnamed header block is a forward: the subject says so, or what is said above it."""
    if subject and _FORWARD_SUBJECT.match(subject[:200]):
        return True
    if subject and _REPLY_SUBJECT.match(subject[:200]):
        return False
    return default or any(_PASSED_ON.search(line[:400]) for line in above[-12:])


def _has_words(lines: list[str], end: int) -> bool:
    own = [line for line in lines[:end] if line.strip() and not _RULE.match(line[:200])]
    return signature.start(own) > 0 if len(own) < signature.MAX_LINES else True


def _attributed(lines: list[str], quoted: bytearray, at: int) -> _Cut | None:
    below = next((n for n in range(at + 1, min(len(lines), at + 4)) if lines[n].strip()), len(lines))
    before_quote = below < len(lines) and bool(quoted[below])
    if not before_quote and not attribution.closes(lines[at]):
        return None
    first = _first_line(lines, quoted, at, before_quote=before_quote)
    if first is None:
        return None
    if not before_quote:
        return _Cut(_above(lines, first), forward=False)
    for n in range(first, at + 1):
        quoted[n] = 1
    return None


def _first_line(lines: list[str], quoted: bytearray, at: int, *, before_quote: bool) -> int | None:
    """Where the attribution that ends at `at` begins: the nearest line above that opens one, or `at` itself."""
    fitting: int | None = None
    for first in range(at, max(-1, at - attribution.WINDOW), -1):
        if quoted[first] or not lines[first].strip() or len(lines[first]) > attribution.MAX_LINE:
            break
        joined = " ".join(lines[first : at + 1])
        if attribution.is_attribution(joined, before_quote=before_quote):
            if attribution.opens(lines[first]):
                return first
            fitting = first if fitting is None else fitting
    return fitting


def _join_wrapped(lines: list[str], quoted: bytearray) -> None:
    """The end of a quoted line that a client broke without a new `>` belongs to the quote."""
    for at in range(1, len(lines) - 1):
        if not quoted[at] and quoted[at - 1] and quoted[at + 1]:
            line, before = lines[at], lines[at - 1].rstrip()
            if line[:1].islower() and len(before) >= 60 and len(line) < 40 and before[-1] not in ".?!:":
                quoted[at] = 1


def _signed(own: list[int], lines: list[str], known: frozenset[int] | None) -> set[int]:
    """The lines of `own` that are signature: at the end of the first and of the last stretch of new text."""
    if known and (inside := known & set(own)):
        return set(inside)
    signed: set[int] = set()
    for first, last in {_stretch(own, 0), _stretch(own, len(own) - 1)} if own else ():
        run = own[first:last]
        begin = signature.start([lines[at] for at in run])
        signed.update(run[begin:])
    return signed


def _stretch(own: list[int], at: int) -> tuple[int, int]:
    """The bounds in `own` of the unbroken run of lines around position `at`."""
    first = last = at
    while first > 0 and own[first - 1] == own[first] - 1:
        first -= 1
    while last + 1 < len(own) and own[last + 1] == own[last] + 1:
        last += 1
    return first, last + 1


def _text(lines: list[str], keep: list[int], leaving: set[int] | None = None) -> str:
    if leaving:
        keep = [at for at in keep if at not in leaving]
    parts: list[str] = []
    for position, at in enumerate(keep):
        if position and keep[position - 1] != at - 1 and parts[-1].strip() and lines[at].strip():
            parts.append("")
        parts.append(lines[at].rstrip())
    joined = "\n".join(parts)
    return (_BLANKS.sub("\n\n", joined) if "\n\n\n" in joined else joined).strip("\n ").strip()
