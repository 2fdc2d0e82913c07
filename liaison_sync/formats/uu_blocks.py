"""Files uuencoded in the middle of a text, as mailers before MIME sent them (POSIX uuencode). Linear time."""

from __future__ import annotations

import re
from itertools import islice

_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,255}\r?$", re.MULTILINE)
_LINE_END = re.compile(rb"\r*\n|\r")
MAX_FILES = 100
MAX_TRIED = 2_000  # lines that may begin one


def cut_files(text: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """`text` without its uuencoded files, and each of them from `begin` to `end`; only whole ones count."""
    if b"begin " not in text:
        return text, ()
    rest: list[bytes] = []
    files: list[bytes] = []
    at = 0
    for match in islice(_BEGIN.finditer(text), MAX_TRIED):
        if match.start() < at or len(files) >= MAX_FILES:
            continue
        stop = _end(text, match.end())
        if stop >= 0:
            rest.append(text[at : match.start()])
            files.append(text[match.start() : stop])
            at = stop
    return b"".join([*rest, text[at:]]), tuple(files)


def _end(text: bytes, at: int) -> int:
    """Behind the `end` line; -1 where a line comes first that encodes nothing."""
    match = _LINE_END.search(text, at)
    while match:
        start = match.end()
        match = _LINE_END.search(text, start)
        line = text[start : match.start() if match else len(text)].rstrip(b"\r")
        if line.rstrip() == b"end":
            return match.end() if match else len(text)
        if not _encodes(line):
            return -1
    return -1


def _encodes(line: bytes) -> bool:
    """A length and as many characters as it needs; spaces at the end may have been cut, a checksum added."""
    if not line.strip(b" `"):
        return True
    wanted = ((line[0] - 32 & 63) + 2) // 3 * 4
    return wanted > 0 and len(line) - 1 <= wanted + 1 and min(line) >= 32 and max(line) <= 96
