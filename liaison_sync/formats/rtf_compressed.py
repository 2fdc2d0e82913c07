"""Compressed RTF, the form of a body in Outlook's own format (MS-OXRTFCP). Bounded; gives what can be read."""

from __future__ import annotations

import struct

MAX_RTF = 256 * 1024  # bytes of RTF unpacked; a body of that length is longer than anybody writes
_WINDOW = 4096
_FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # MS-OXRTFCP §2.1.2.1: what the window holds at the beginning


def unpacked(data: bytes) -> bytes:
    """The RTF in a PidTagRtfCompressed; b"" where it is none."""
    if len(data) < 16:
        return b""
    _, size, kind = struct.unpack_from("<II4s", data)
    if kind == b"MELA":
        return data[16 : 16 + min(size, MAX_RTF)]
    return _lzfu(data[16:], min(size, MAX_RTF)) if kind == b"LZFu" else b""


def _lzfu(data: bytes, size: int) -> bytes:
    out = bytearray(_FIRST)
    wanted, at, end = len(_FIRST) + size, 0, len(data)
    while at < end and len(out) < wanted:
        flags = data[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[at : at + 1]
                at += 1
            elif at + 2 > end or not _copy(out, data[at] << 8 | data[at + 1]):
                return bytes(out[len(_FIRST) : wanted])
            else:
                at += 2
    return bytes(out[len(_FIRST) : wanted])


def _copy(out: bytearray, reference: int) -> bool:
    """Twelve bits of place in the window, four of length; a reference to where writing goes on ends it."""
    length = (reference & 15) + 2
    distance = (len(out) - (reference >> 4)) % _WINDOW
    if not distance or distance > len(out):
        return False
    start = len(out) - distance
    if distance >= length:
        out += out[start : start + length]
    else:
        run = bytes(out[start:])
        out += (run * (length // distance + 1))[:length]
    return True
