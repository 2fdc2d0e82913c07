"""Reading an mbox file (RFC 4155 and its dialects): streamed, bounded, told by byte offset, never changed.

A `From ` line counts as a separator only at the start, after an empty line, and only where it looks like one; so a
sentence beginning with "From " inside a text stays text. Quoted `>From ` lines lose one `>` (mboxrd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from liaison_sync.domain.errors import Misconfigured
from liaison_sync.ports import Fetched, Raw, Ref, TooLarge
from liaison_sync.sources.files import MAX_BYTES, existing

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ASCTIME = _DAY + rb" +" + _MONTH + rb" +\d{1,2} +\d{1,2}:\d{2}"
_MAIL_DATE = _DAY + rb", +\d{1,2} +" + _MONTH + rb" +\d{4} +\d{1,2}:\d{2}"
_SEPARATOR = re.compile(rb'From +(?:(?:"[^"]{0,320}")?\S{0,320} +)?(?:' + _ASCTIME + rb"|" + _MAIL_DATE + rb")")
_BARE = re.compile(rb"From (?:\S{1,320}@\S{1,255}|-|MAILER-DAEMON) *$")
_QUOTED = re.compile(rb">+From ")
LONGEST_LINE = 1024 * 1024


def is_separator(line: bytes) -> bool:
    """Whether a line begins a message: an envelope sender and a date, or one of the short forms exports write."""
    text = line.rstrip(b"\r\n")
    return text.startswith(b"From ") and len(text) < 1000 and bool(_SEPARATOR.match(text) or _BARE.match(text))


def read_mbox(path: Path, *, max_bytes: int = MAX_BYTES, start: int = 0) -> Iterator[Fetched]:
    """All messages from byte offset `start` on (0, or the offset in a locator). Raises Misconfigured.

    The locator is the offset of the message's separator line: the same file gives the same locators.
    """
    with existing(path).open("rb") as file:
        file.seek(start)
        first = file.readline(LONGEST_LINE)
        if first.strip() and not first.startswith(b"From "):
            raise Misconfigured(operation="import", key="not_an_mbox", detail=path.name)
        at, message = start, _Growing(max_bytes)
        blank = not first.strip()
        while line := file.readline(LONGEST_LINE):
            if blank and is_separator(line):
                yield message.done(Ref(str(path), str(at)))
                at, message = file.tell() - len(line), _Growing(max_bytes)
            else:
                message.add(line)
            blank = not line.strip(b"\r\n")
        if message.size:
            yield message.done(Ref(str(path), str(at)))


class _Growing:
    """A message being collected, at most `max_bytes` of it."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.lines: list[bytes] = []

    def add(self, line: bytes) -> None:
        self.size += len(line)
        if self.size <= self.max_bytes:
            self.lines.append(line[1:] if _QUOTED.match(line) else line)

    def done(self, ref: Ref) -> Fetched:
        """The message without the empty line that ends it in the file."""
        if self.lines and not self.lines[-1].strip(b"\r\n"):
            self.lines.pop()
        content = b"".join(self.lines)
        if self.size > self.max_bytes:
            return TooLarge(ref, self.size, content[: 64 * 1024])
        return Raw(Ref(ref.folder, ref.locator, len(content)), content)
