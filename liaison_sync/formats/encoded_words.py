"""Encoded-words in header fields (RFC 2047, language tags of RFC 2231 §5), as senders really write them."""

from __future__ import annotations

import binascii
import re

from liaison_sync.formats.charset import decode

_OPEN = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,60})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_FOLDED_ESCAPE = re.compile(r"=(?:([0-9A-F]) {1,2}([0-9A-F])| {1,2}([0-9A-F]{2}))")
_CUT_ESCAPE = re.compile(r"=[0-9A-Fa-f]?\Z")
_BREAKS = {0: None, 10: " ", 11: " ", 12: " ", 13: " ", 0x2028: " ", 0x2029: " "}  # never a second header line
_RUN_END = re.compile(r"(?<==)(?=[A-Za-z0-9+/])")  # padding, and a further encoded run behind it
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def decode_words(text: str) -> str:
    """`text` with its encoded-words decoded; neighbours of one charset are decoded jointly. Never raises."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run: list[tuple[str, str, str]] = []
    at = 0
    for start, stop, word in _words(text):
        between = text[at:start]
        if run and between.strip():
            pieces.append(_decode_run(run))
            run = []
        if not run or between.strip():
            pieces.append(between)
        run.append(word)
        at = stop
    if run:
        pieces.append(_decode_run(run))
    pieces.append(text[at:])
    return "".join(pieces).translate(_BREAKS)


def _words(text: str) -> list[tuple[int, int, tuple[str, str, str]]]:
    """(start, stop, (charset, encoding, payload)) of each encoded-word, in linear time."""
    found = []
    at = 0
    while match := _OPEN.search(text, at):
        stop = _closing(text, match.end(), match[2])
        if stop < 0:
            break
        found.append((match.start(), stop + 2, (match[1].lower(), match[2].upper(), text[match.end() : stop])))
        at = stop + 2
    return found


def _closing(text: str, at: int, encoding: str) -> int:
    """Where the `?=` of a word stands; a raw `?` before `=3D` in Q text is the text's own."""
    stop = text.find("?=", at)
    if encoding in "Qq" and stop >= 0 and re.match(r"[0-9A-F]{2}", text[stop + 2 : stop + 4]):
        further = text.find("?=", stop + 2)
        if further >= 0 and not re.search(r"[\s]|=\?", text[stop + 2 : further]):
            return further
    return stop


def _decode_run(run: list[tuple[str, str, str]]) -> str:
    """Words that stand next to each other: bytes of one charset are joined first, as characters may be split."""
    out: list[str] = []
    at = 0
    while at < len(run):
        stop = at
        while stop < len(run) and run[stop][:2] == run[at][:2]:
            stop += 1
        charset, encoding, _ = run[at]
        payloads = [payload for _, _, payload in run[at:stop]]
        data = _base64(payloads) if encoding == "B" else _quoted_all(payloads)
        out.append(decode(data, charset).text)
        at = stop
    return "".join(out)


def _quoted_all(payloads: list[str]) -> bytes:
    """Each payload by itself; where one ends within the escape of a byte, the texts are joined."""
    if any(_CUT_ESCAPE.search(payload) for payload in payloads[:-1]):
        payloads = ["".join(payloads)]
    return b"".join(map(_quoted, payloads))


def _quoted(payload: str) -> bytes:
    if " " in payload:
        payload = _FOLDED_ESCAPE.sub(r"=\1\2\3", payload)
    data = payload.replace("_", " ").encode("utf-8", "surrogateescape")
    return _HEX.sub(lambda match: binascii.unhexlify(match[1]), data)


def _base64(payloads: list[str]) -> bytes:
    """Each payload by itself where it is whole; otherwise the texts are joined, as some split a quantum."""
    if any("=" in payload.rstrip(" =") for payload in payloads):
        payloads = [run for payload in payloads for run in _RUN_END.split(payload)]
    chunks = [_NOT_BASE64.sub("", payload) for payload in payloads]
    if any(
        len(chunk) % 4 and not payload.rstrip().endswith("=") for chunk, payload in zip(chunks, payloads, strict=True)
    ):
        joined = "".join(chunks)
        return _unbase64(joined)
    return b"".join(map(_unbase64, chunks))


def _unbase64(chunk: str) -> bytes:
    usable = len(chunk) - (len(chunk) % 4 == 1)
    return binascii.a2b_base64(chunk[:usable] + "=" * (-usable % 4))
