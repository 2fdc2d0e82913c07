"""Content-Transfer-Encoding → bytes (RFC 2045 §6); salvages what decodes and tells what did not. Linear time."""

from __future__ import annotations

import binascii
import re

from liaison_sync.domain.value import dataclass

_WHITE = b" \t\r\n\x0b\x0c"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_LETTERS = bytes(set(range(256)) - set(_BASE64[:-1]))
_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_LOOKED_AT = 4_096
# Quoted-printable by the letter of RFC 2045 §6.7 has none of these; such a text is the codec's alone.
_NO_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")
_WHITE_AT_END = re.compile(rb"\n(?:(?<=[ \t]\n)|(?<=[ \t]\r\n))")
_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\r|[ \t]*$)")
_RUN_END = re.compile(rb"(?<==)(?=[^=\r\n\t ])|(?<==)[\r\n\t ]+(?=[^=\r\n\t ])")
MAX_RUNS = 1_000  # encoded one behind the other; more are decoded as one
_CHECKED = 1 << 20  # bytes of quoted-printable looked at for flaws; all are decoded
_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4}(?: ([^\r\n]{0,300}))?\r?$", re.MULTILINE)
_IDENTITY = ("7bit", "8bit", "binary")
_ODD_IDENTITY = (*_IDENTITY, "plain", "none", "text", "7bits", "8bits", "identity")


@dataclass(frozen=True, slots=True)
class Octets:
    """Decoded bytes, and a reason where the encoding was broken or unknown."""

    data: bytes
    reason: str | None = None


def decode_transfer(body: bytes, encoding: str | None) -> Octets:
    """`body` without its transfer encoding. `encoding` is the field's value as text, None where there was none."""
    name = (encoding or "7bit").split(";")[0].split("(")[0].strip(" \t\"'").lower()
    if name in _IDENTITY:
        return Octets(body)
    plain = name.replace("-", "").replace("_", "").replace(" ", "").removeprefix("x")
    odd = None if name in ("base64", "quoted-printable") else "transfer_encoding_odd"
    if plain in ("base64", "b", "b64"):
        octets = _base64(body)
    elif plain in ("quotedprintable", "quoteprintable", "qp", "q"):
        octets = _quoted_printable(body)
    elif plain in ("uuencode", "uue", "uu", "uuencoded"):
        octets = _uuencoded(body)
        odd = None
    else:
        known = plain in _ODD_IDENTITY
        return Octets(body, "transfer_encoding_odd" if known else "transfer_encoding_unknown")
    return Octets(octets.data, octets.reason or odd) if odd else octets


def _base64(body: bytes) -> Octets:
    if b" " in body and _is_lower(body[:_LOOKED_AT]) and _is_prose(body):
        return Octets(body, "base64_not_encoded")
    try:
        return Octets(binascii.a2b_base64(body.translate(None, _WHITE), strict_mode=True))
    except binascii.Error:
        pass  # what is not clean is looked at closely
    junk = body.translate(None, _BASE64 + _WHITE)
    if junk and not junk.strip(b"-_") and not re.search(rb"[+/]|---|___|\S \S", body):
        body, junk = body.translate(bytes.maketrans(b"-_", b"+/")), b""
    if junk and _is_prose(body):
        return Octets(body, "base64_not_encoded")
    compact = body.translate(None, _WHITE)
    first = compact.find(b"=")
    if first >= 0 and compact[first:].strip(b"="):
        return _base64_pieces(body, junk)
    return _unbase64(compact, "base64_invalid" if junk else None)


def _is_prose(body: bytes) -> bool:
    """Words with spaces between them: somebody labelled plain text as base64."""
    lines = [line.strip() for line in body.splitlines()[:200] if line.strip()]
    return sum(b" " in line for line in lines) * 2 > len(lines)


def _is_lower(body: bytes) -> bool:
    """Three of four characters: of encoded bytes two in five are lower-case letters."""
    said = body.translate(None, _WHITE)
    return len(said.translate(None, _LOWER)) * 4 < len(said)


def _base64_pieces(body: bytes, junk: bytes) -> Octets:
    """Padding in the middle: several encoded runs in a row, or a footer behind the last one."""
    out = bytearray()
    reason = "base64_joined"
    for piece in _RUN_END.split(body, MAX_RUNS):
        stripped = piece.translate(None, _WHITE)
        if junk and out and stripped.translate(None, _BASE64):
            reason = "base64_trailing_text"
            continue
        out += _unbase64(stripped, None).data
    return Octets(bytes(out), reason)


def _unbase64(compact: bytes, reason: str | None) -> Octets:
    """What the letters of the alphabet give; a last group of one letter holds no whole byte."""
    core = compact.translate(None, _NOT_LETTERS)
    left = len(core) % 4
    if left == 1 or len(compact) < len(core) + -left % 4:
        reason = reason or "base64_truncated"
    core = core[:-1] if left == 1 else core + b"=" * (-left % 4)
    return Octets(binascii.a2b_base64(core), reason)


def _quoted_printable(body: bytes) -> Octets:
    trailing = _WHITE_AT_END.search(body)
    if len(body) <= _CHECKED and not trailing and not _NO_ESCAPE.search(body):
        return Octets(binascii.a2b_qp(body))
    reason = "quoted_printable_invalid" if _BAD_ESCAPE.search(body, 0, _CHECKED) else None
    if trailing:
        body = b"".join(_without_trailing_white(line) for line in body.splitlines(keepends=True))
    joined = body.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=\r", b"")
    if joined.endswith(b"=") and not body.endswith(b"=="):
        joined = joined[:-1]
    return Octets(binascii.a2b_qp(joined), reason)


def _without_trailing_white(line: bytes) -> bytes:
    """RFC 2045 §6.7 rule 3: white space at the end of an encoded line was added on the way."""
    text = line.rstrip(b"\r\n")
    return text.rstrip(b" \t") + line[len(text) :]


def _uuencoded(body: bytes) -> Octets:
    begin = _BEGIN.search(body)
    if begin is None:
        return Octets(body, "uuencode_without_begin")
    lines = body[begin.end() :].lstrip(b"\r").removeprefix(b"\n").splitlines()
    out = bytearray()
    for line in lines:
        if line.strip() == b"end":
            return Octets(bytes(out))
        out += _uu_line(line)
    return Octets(bytes(out), "uuencode_not_ended")


def _uu_line(line: bytes) -> bytes:
    if not line.strip():
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3  # white space at the end was cut or added
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""


def uu_name(body: bytes) -> str | None:
    """The file name a uuencoded body states."""
    begin = _BEGIN.search(body)
    return begin[1].decode("utf-8", "replace") if begin and begin[1] else None
