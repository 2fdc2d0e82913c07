"""What an opaquely signed S/MIME message says: the content within its SignedData (RFC 8551 §3.5.2, RFC 5652 §5).

Read, not verified: whether a sender is authentic is told by the server in front. BER is walked item by item, each
bounded by what holds it, so that a false length costs no more than the bytes there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
MAX_ITEMS = 100_000
MAX_DEPTH = 10
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_DATA = bytes.fromhex("2a864886f70d010701")
_OBJECT, _SEQUENCE, _EXPLICIT = 0x06, 0x30, 0xA0
_OCTETS, _PIECES = 0x04, 0x24  # an OCTET STRING in one, or in pieces

_Item = tuple[int, int, int]  # tag, from where to where its content goes


def content(data: bytes) -> bytes:
    """The MIME entity that was signed; b"" where nothing is readable: encrypted, certificates only, no CMS at all."""
    whole = _first(data, (0, 0, len(data)), _SEQUENCE)
    signed = whole and _held(data, whole, _SIGNED_DATA)
    values = signed and _first(data, signed, _SEQUENCE)
    encapsulated = values and _first(data, values, _SEQUENCE)  # behind the version and the digest algorithms
    held = encapsulated and _held(data, encapsulated, _DATA)
    return b"".join(islice(_octets(data, held, 0), MAX_ITEMS)) if held else b""


def _held(data: bytes, info: _Item, kind: bytes) -> _Item | None:
    """The content of a ContentInfo of this kind (RFC 5652 §3)."""
    stated = _first(data, info, _OBJECT)
    return _first(data, info, _EXPLICIT) if stated and data[stated[1] : stated[2]] == kind else None


def _first(data: bytes, holder: _Item, tag: int) -> _Item | None:
    return next((item for item in islice(_items(data, holder), 10) if item[0] == tag), None)


def _octets(data: bytes, holder: _Item, depth: int) -> Iterator[bytes]:
    for item in islice(_items(data, holder), MAX_ITEMS):
        if item[0] == _OCTETS:
            yield data[item[1] : item[2]]
        elif item[0] == _PIECES and depth < MAX_DEPTH:
            yield from _octets(data, item, depth + 1)


def _items(data: bytes, holder: _Item) -> Iterator[_Item]:
    """What stands in an item, one behind the other; one of indefinite length goes as far as its holder (X.690 §8.1)."""
    _, at, end = holder
    while at + 2 <= end:
        tag, size = data[at], data[at + 1]
        at += 2
        if tag == 0 and size == 0:
            return  # end of contents
        if size == 0x80:
            yield tag, at, end
            return
        if size & 0x80:
            digits = size & 0x7F
            size = int.from_bytes(data[at : at + digits], "big")
            at += digits
        yield tag, min(at, end), min(at + size, end)
        at += size
