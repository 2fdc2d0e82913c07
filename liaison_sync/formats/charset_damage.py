"""Text in the charset its label names, but for some bytes: cut within a character, or with strays among them.

Each bad byte or cut character is one U+FFFD (WHATWG Encoding §4.1). Bytes of another charset are no damage: they
answer None, for whoever may detect it. Every count is by the codecs themselves, so that a megabyte costs no more
than decoding it.
"""

from __future__ import annotations

_BAD = "\ufffd"
_BAD_UTF8 = _BAD.encode()
_HIGH = bytes(range(0x80, 0x100))


_SURE = 4  # bytes rightly placed for a bad one: no text in a double-byte charset comes near it


def utf8(data: bytes, *, unlabelled: bool = False) -> str | None:
    """`data` as UTF-8, or None where too little of it is; `unlabelled` text has to prove more."""
    text = data.decode("utf-8", "replace")
    ascii_count = len(data.translate(None, _HIGH))
    characters = len(text) - ascii_count
    following = len(data) - ascii_count - characters  # bytes placed as UTF-8 has them, in whole or cut characters
    bad = text.count(_BAD) - data.count(_BAD_UTF8)
    if unlabelled:
        return text if following >= _SURE * bad else None
    return text if characters >= 2 * bad or following >= 2 * bad else None  # the latter: nothing but an emoji, cut


def surrogates(data: bytes) -> str | None:
    """CESU-8 (UTR 26): characters beyond the first plane as two surrogates of three bytes each; None if it is not."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def labelled(data: bytes, codec: str) -> str | None:
    """`data` by another codec, or None where its bytes speak against the label."""
    text = data.decode(codec, "replace")
    bad = text.count(_BAD)
    if bad * 20 <= len(text):
        return text
    plain = 0 if codec.startswith("utf") else len(text.encode("ascii", "ignore"))
    beyond = len(text) - plain - bad
    return text if beyond >= 8 * bad or (bad == 1 and beyond) else None
