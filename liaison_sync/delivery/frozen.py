"""What must hold of a letter's bytes before they may reach a wire, and how they look on it."""

from __future__ import annotations

import re

from liaison_sync.domain.errors import MalformedLetter
from liaison_sync.ports import Frozen

LONGEST_LINE = 998  # RFC 5322 §2.1.1, without CRLF
_ADDRESS = re.compile(r'(?:[^\s<>@"\x00-\x1f\x7f]{1,64}|"[^"\\\r\n\x00-\x1f\x7f]{1,62}")@[^\s<>@"\x00-\x1f\x7f]{1,255}')


def checked(letter: Frozen) -> Frozen:
    """The letter itself. Raises MalformedLetter: bare CR or LF (smuggling), NUL, long lines, unfit addresses."""
    problem = problem_of(letter)
    if problem is not None:
        raise MalformedLetter(operation="prepare", key=problem, detail=letter.outbox_id)
    return letter


def problem_of(letter: Frozen) -> str | None:
    """The first problem as a key, None where there is none."""
    content = letter.content
    pairs = content.count(b"\r\n")
    if content.count(b"\r") != pairs or content.count(b"\n") != pairs:
        return "letter_bare_line_end"
    if b"\0" in content:
        return "letter_nul"
    if not content.endswith(b"\r\n"):
        return "letter_unfinished"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        return "letter_line_too_long"
    if not letter.recipients:
        return "letter_without_recipient"
    if not all(map(_ADDRESS.fullmatch, letter.recipients)):
        return "letter_bad_address"
    if letter.mail_from and not _ADDRESS.fullmatch(letter.mail_from):
        return "letter_bad_address"
    return None


def on_the_wire(content: bytes) -> bytes:
    """Dot-stuffed (RFC 5321 §4.5.2), without the final dot. `content` has passed `problem_of`."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
