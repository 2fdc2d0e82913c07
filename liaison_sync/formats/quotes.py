"""New text apart from quotes, signatures and forwards (RFC 3676 §4.3 and what mail clients really write)."""

from __future__ import annotations

import re

from liaison_sync.domain.message import Forwarded
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import attribution, clear_signed, forwards, header_block, quote_cut, quote_marks, signature
from liaison_sync.formats.quotes_html import hints

_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}\n")


@dataclass(frozen=True, slots=True)
class NewText:
    """A text taken apart: `new_text` is what this sender wrote now, the rest is kept as it stood."""

    new_text: str
    quoted_text: str
    signature: str
    forwarded: tuple[Forwarded, ...] = ()


def split(text: str, *, html: str | None = None, subject: str | None = None) -> NewText:
    """Take `text` apart; `html` is the same message's HTML where there is one. Never raises, linear in the length."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if clear_signed.BEGIN in text:
        text = clear_signed.text_of(text)
    lines = _separate(_without_gaps(text).split("\n"))
    quoted = quote_marks.find(text, lines)
    cut = quote_cut.find(lines, quoted, subject)
    marked = any(quoted) or cut is not None
    if marked:
        quote_marks.join_wrapped(lines, quoted)
    hint = hints(html, lines) if html else None
    if hint and not marked and hint.quote_from is not None:
        above = lines[: hint.quote_from]
        cut = quote_cut.Cut(hint.quote_from, len(lines), quote_cut.passes_on(subject, above, default=False))
    if cut:
        quoted[cut.at : cut.end] = b"\1" * (cut.end - cut.at)
    if marked:
        quote_cut.take_rules(lines, quoted)
    own = [at for at in range(len(lines)) if not quoted[at]]
    signed = _signed(own, lines, hint.signature if hint else None)
    return NewText(
        _text(lines, own, leaving=signed),
        _text(lines, [at for at in range(len(lines)) if quoted[at]]),
        _text(lines, sorted(signed)),
        forwards.unwrap(lines, cut.at, cut.end) if cut and cut.forward else (),
    )


def _without_gaps(text: str) -> str:
    """At most two empty lines in a row; a gap has one more, or lines of nothing but blanks."""
    may_have = "\n\n\n\n" in text or "\n " in text or "\n\t" in text
    return _GAPS.sub("\n\n\n", text) if may_have else text


def _separate(lines: list[str]) -> list[str]:
    """Give an attribution or a header block a line of its own where it shares one with other text."""
    separate: list[str] = []
    for number, line in enumerate(lines):
        if ":" not in line:
            separate.append(line)
        elif "---" in line and (parts := header_block.on_one_line(line)):
            separate += [*parts, ""]
        elif "@" in line and (":  " in line or ":>" in line) and (end := attribution.ends_within(line)):
            separate += [line[:end], line[end:].strip()]
        elif len(line) > 25 and (at := attribution.begins_within(lines, number)):
            own = line[:at].rstrip(" \t-")
            separate += [own, line[len(own) :].strip()]
        else:
            separate.append(line)
    return separate


def _signed(own: list[int], lines: list[str], known: frozenset[int] | None) -> set[int]:
    """The lines of `own` that are signature: at the end of the first and of the last stretch of new text."""
    signed = set(known & set(own)) if known else set()
    if own:
        signed.update(own[: signature.banner([lines[at] for at in own[:16]])])
    for first, last in {_stretch(own, 0), _stretch(own, len(own) - 1)} if own else ():
        run = [at for at in own[first:last] if at not in signed]
        begin = signature.start([lines[at] for at in run])
        signed.update(run[begin:])
    return signed


def _stretch(own: list[int], at: int) -> tuple[int, int]:
    """The bounds in `own` of the unbroken run of lines around position `at`."""
    if own[-1] - own[0] == len(own) - 1:
        return 0, len(own)
    first = last = at
    while first > 0 and own[first - 1] == own[first] - 1:
        first -= 1
    while last + 1 < len(own) and own[last + 1] == own[last] + 1:
        last += 1
    return first, last + 1


def _text(lines: list[str], keep: list[int], leaving: set[int] | None = None) -> str:
    if leaving:
        keep = [at for at in keep if at not in leaving]
    if not keep:
        return ""
    unbroken = keep[-1] - keep[0] == len(keep) - 1
    parts = [line.rstrip() for line in lines[keep[0] : keep[-1] + 1]] if unbroken else _apart(lines, keep)
    joined = "\n".join(parts)
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.strip("\n ").strip()


def _apart(lines: list[str], keep: list[int]) -> list[str]:
    """The lines kept, with an empty one where something stood between them."""
    parts: list[str] = []
    for position, at in enumerate(keep):
        if position and keep[position - 1] != at - 1 and parts[-1].strip() and lines[at].strip():
            parts.append("")
        parts.append(lines[at].rstrip())
    return parts
