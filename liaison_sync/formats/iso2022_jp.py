"""ISO-2022-JP as Japanese senders write it: with NEC's row 13 and IBM's kanji, cut short, or with stray bytes.

RFC 1468 and the WHATWG Encoding standard §12.2, whose table has those rows (①, ㈱, 髙); Python's codec refuses them.
Linear; never raises. What no table has becomes U+FFFD.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PIECE = re.compile(rb"\x1b(?:\([BJI]|\$\([@BD]|\$[@B])|\x1b|[^\x1b]+")
_KANJI = frozenset((b"\x1b$@", b"\x1b$B", b"\x1b$(@", b"\x1b$(B"))
_RUN = re.compile(rb"[\x21-\x7e]+|[^\x21-\x7e]+")
_LINE_END = re.compile(rb"[\r\n]")
_KANA = {code: code + 0xFF40 if 0x21 <= code <= 0x5F else 0xFFFD for code in range(0x21, 0x100)}
_BAD = "\ufffd"


def is_written(data: bytes) -> bool:
    """Whether `data` has an escape to double-byte characters, without which it is no such text."""
    return b"\x1b$" in data


def salvaged(data: bytes) -> str:
    """All of `data` that can be read; each line begins in ASCII (RFC 1468), also where the escape to it was lost."""
    escape = b"\x1b(B"
    out: list[str] = []
    for match in _PIECE.finditer(data):
        piece = match[0]
        if piece[0] != 0x1B:
            line = _LINE_END.search(piece)
            end = line.start() if line else len(piece)
            out += (_read(piece[:end], escape), piece[end:].decode("ascii", "replace"))
            escape = b"\x1b(B" if line else escape
        elif len(piece) > 1:
            escape = piece
        else:
            out.append(_BAD)
    return "".join(out)


def _read(piece: bytes, escape: bytes) -> str:
    if escape == b"\x1b(B":
        return piece.decode("ascii", "replace")
    if escape == b"\x1b(I":
        return piece.decode("latin-1").translate(_KANA)
    if escape in _KANJI:
        return "".join([_kanji(run) if 0x21 <= run[0] <= 0x7E else _others(run) for run in _RUN.findall(piece)])
    return (escape + piece).decode("iso2022_jp_ext", "replace")


def _kanji(run: bytes) -> str:
    table = _table()
    pairs = [table[(lead - 33) * 94 + trail - 33] for lead, trail in zip(run[::2], run[1::2], strict=False)]
    return "".join(pairs) + (_BAD if len(run) % 2 else "")


def _others(run: bytes) -> str:
    return run.decode("ascii", "replace")


@lru_cache(maxsize=1)
def _table() -> tuple[str, ...]:
    """The character of each of the 94 × 94 places."""
    return tuple(_character(lead, trail) for lead in range(0x21, 0x7F) for trail in range(0x21, 0x7F))


def _character(lead: int, trail: int) -> str:
    try:
        return bytes((0x1B, 0x24, 0x42, lead, trail)).decode("iso2022_jp")
    except UnicodeDecodeError:
        return _of_shift_jis(lead, trail)


def _of_shift_jis(lead: int, trail: int) -> str:
    """NEC's and IBM's rows stand in Windows code page 932, at the place of Shift_JIS (JIS X 0208:1997 annex 1)."""
    row, odd = (lead - 0x21) >> 1, lead & 1
    first = row + (0x81 if row < 0x1F else 0xC1)
    second = trail + ((0x1F if trail < 0x60 else 0x20) if odd else 0x7E)
    try:
        return bytes((first, second)).decode("cp932")
    except UnicodeDecodeError:
        return _BAD
