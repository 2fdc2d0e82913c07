"""Charset: bytes → text whatever the label says (RFC 2045 §5, WHATWG Encoding labels). Never raises.

A label is an alias, a Python text codec, or wrong; the last two steps are detection and replacement, both flagged.
"""

from __future__ import annotations

import codecs
import re
import threading
from collections.abc import Iterable

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import charset_damage, charset_script, iso2022_jp
from liaison_sync.formats.charset_names import codec

_JAPANESE = re.compile(rb"\x1b\$[@B]")
_ESCAPE = re.compile(rb"\x1b[$(][@A-Z]|\x1b\$\(")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and, where the label did not serve, the reason (`charset_unknown`, `charset_wrong`, `charset_replaced`)."""

    text: str
    reason: str | None = None


def decode(data: bytes, label: str | None) -> Decoded:
    """`data` as text under `label` (None: nothing was said, which is US-ASCII by the standard)."""
    name = codec(label or "")
    if data.isascii() and b"\x1b" not in data and (name is None or name in _ASCII_COMPATIBLE):
        return Decoded(data.decode("ascii"), None if name else "charset_unknown")
    if name is None:
        return Decoded(guess(data), "charset_unknown")
    if name == "ascii":
        return Decoded(guess(data), "charset_wrong" if label else "charset_missing")
    text = _strict(data, name)
    if text is not None:
        return _unless_other(data, name, text)
    return _repair(data, name)


_COMPATIBLE = "ascii utf-8 cp1252 iso8859-2 iso8859-15 cp1250 cp1251 cp1254 koi8-r cp949 gb18030 cp950 cp932 euc_jp"
_ASCII_COMPATIBLE = frozenset(_COMPATIBLE.split())
_SINGLE_BYTE = ("cp12", "iso8859", "koi8", "mac", "cp8", "cp4")


def _unless_other(data: bytes, name: str, text: str) -> Decoded:
    """Any bytes fit a single-byte charset; those that are UTF-8 as well are hardly ever meant otherwise."""
    if data.isascii():
        return Decoded(text)
    if name.startswith(_SINGLE_BYTE) or (name in _MULTI_BYTE and _is_of_threes(data)):
        better = _strict(data, "utf-8")
        if better is None and name == "cp1252" and _is_other_script(data):
            better = guess(data)
        if better not in (None, text):
            return Decoded(better, "charset_wrong")
    return Decoded(text)


_LEADS_OF_THREE, _HIGH = bytes(range(0xE0, 0xF5)), bytes(range(0x80, 0x100))


def _is_of_threes(data: bytes) -> bool:
    """Mostly UTF-8 of three bytes a character, which two characters of two bytes make by chance, but not many."""
    leads = len(data) - len(data.translate(None, _LEADS_OF_THREE))
    high = len(data) - len(data.translate(None, _HIGH))
    return leads >= 2 and leads * 6 >= high


_TAG = re.compile(rb"<[^<>]{0,1000}>")
_NO_ACCENTED = bytes(range(0xC0)) + b"\xd7\xf7"
_NO_PLAIN = bytes(one for one in range(256) if not chr(one).isalpha() or one > 127)


def _is_other_script(data: bytes) -> bool:
    """More accented letters than plain ones, and of many kinds: no Western language is written so."""
    words = _TAG.sub(b"", data[:16_384])
    accented = words.translate(None, _NO_ACCENTED)
    return len(accented) >= 20 and len(set(accented)) >= 8 and len(accented) > len(words.translate(None, _NO_PLAIN))


def _strict(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None
    if name == "utf-7" and any("\ud800" <= char <= "\udfff" for char in text):
        return None  # the codec lets half characters through
    return text.removeprefix("\ufeff") if name.startswith("utf") else text


def _repair(data: bytes, name: str) -> Decoded:
    """A label that does not fit: right but for some bytes, or plain wrong."""
    if name.startswith("iso2022_jp") and iso2022_jp.is_written(data):
        text = iso2022_jp.salvaged(data)
        return Decoded(text, "charset_replaced" if "\ufffd" in text else None)
    wide = name.startswith(("utf-16", "utf-32")) and b"\x00" in data
    if name != "utf-8" and not wide and (better := _nearly_utf8(data)) is not None:
        return Decoded(better, "charset_wrong")
    if name == "cp1252":
        return Decoded(_windows(data), "charset_replaced")
    if (left := _damaged(data, name)) is not None:
        return Decoded(left, "charset_replaced")
    if name == "utf-8" and _is_western(data[:16_384]) and _OF_UTF8.search(data):
        return Decoded(_of_two(data), "charset_wrong")
    return Decoded(guess(data), "charset_wrong")


_OF_UTF8 = re.compile(rb"((?:[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf])+)")


def _of_two(data: bytes) -> str:
    """Windows-1252 somebody joined to a text in UTF-8, as gateways add notices: each in its own."""
    pieces = _OF_UTF8.split(data)
    return "".join(piece.decode("utf-8", "replace") if n % 2 else _windows(piece) for n, piece in enumerate(pieces))


def _nearly_utf8(data: bytes) -> str | None:
    """Nothing says that it is UTF-8 but its bytes."""
    text = _strict(data, "utf-8")
    return charset_damage.utf8(data, unlabelled=True) if text is None else text


def _damaged(data: bytes, name: str) -> str | None:
    if name == "utf-7":
        return None  # the codec replaces whole stretches
    if name == "utf-8":
        return charset_damage.surrogates(data) or charset_damage.utf8(data)
    return None if _is_western(data[:16_384]) and name in _MULTI_BYTE else charset_damage.labelled(data, name)


_MULTI_BYTE = frozenset(("gb18030", "cp949", "cp950", "cp932", "euc_jp", "big5hkscs", "johab"))


def _windows(data: bytes) -> str:
    """Windows-1252 with its five unused bytes as the control characters ISO 8859-1 has there."""
    return codecs.charmap_decode(data, "strict", _WINDOWS)[0]


_UNUSED = frozenset(b"\x81\x8d\x8f\x90\x9d")
_WINDOWS = "".join(bytes((one,)).decode("latin-1" if one in _UNUSED else "cp1252") for one in range(256))


def guess(data: bytes) -> str:
    """Text of bytes whose charset is not known: UTF-8, ISO-2022, then detection, then Windows-1252."""
    if _ESCAPE.search(data[:4096]):
        for name in ("iso2022_jp_ext", "iso2022_kr"):
            if (text := _strict(data, name)) is not None:
                return text
        if data.isascii() and _JAPANESE.search(data):
            return iso2022_jp.salvaged(data)
    if (text := _nearly_utf8(data)) is not None:
        return text
    if (text := _strict(data, "euc_jp")) is not None and len(_KANA.findall(text)) * 5 > len(text):
        return text
    if not _is_western(data[:16_384]):
        found = charset_script.codec_of(data) or _detected(data[:16_384])
        if found and (text := _strict(data, found)) is not None:
            return text
    return data.decode("cp1254", "replace") if _is_turkish(data) else _windows(data)


_TURKISH = b"\xd0\xdd\xde\xf0\xfd\xfe"  # Ğ İ Ş ğ ı ş; in Icelandic Ð Ý Þ ð ý þ, beside á, í, ó, ú and æ
_NOT_TURKISH = frozenset(b"\xe1\xe6\xed\xf3\xfa")


def _is_turkish(data: bytes) -> bool:
    accented = data[:16_384].translate(None, _NO_ACCENTED)
    turkish = len(accented) - len(accented.translate(None, _TURKISH))
    return turkish >= 4 and turkish * 2 >= len(accented) and _NOT_TURKISH.isdisjoint(accented)


_KANA = re.compile("[\u3041-\u30ff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def _is_western(data: bytes) -> bool:
    """Accented letters stand alone between plain ones; other scripts and double-byte charsets come in runs."""
    runs = _HIGH_RUN.findall(data)
    return sum(len(run) == 1 for run in runs) * 2 > len(runs) and len(b"".join(runs)) * 3 < len(data)


_MAIL_CODECS = (
    "gb18030", "big5", "cp949", "cp932", "euc_jp", "cp1250", "cp1251", "koi8_r", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "tis_620",
)  # fmt: skip
MAX_DETECTIONS = 40  # a message; each takes about a millisecond
_left = threading.local()


def new_message() -> None:
    """Begin a message: charsets may be detected again, a bounded number of times."""
    _left.detections = MAX_DETECTIONS


def _detected(data: bytes) -> str | None:
    left = getattr(_left, "detections", MAX_DETECTIONS)
    if len(data) < 8 or left <= 0:
        return None
    _left.detections = left - 1
    from charset_normalizer import from_bytes

    best = from_bytes(data, steps=3, chunk_size=256, enable_fallback=False, cp_isolation=list(_MAIL_CODECS)).best()
    return codec(best.encoding) if best else None


def likely(values: Iterable[bytes]) -> str | None:
    """The charset of texts that one program wrote, where it is neither UTF-8 nor Western: together they tell more."""
    joined = b"\n".join(one for one in values if not one.isascii())
    if not joined or _is_western(joined[:16_384]) or _nearly_utf8(joined) is not None:
        return None
    return charset_script.codec_of(joined) or _detected(joined[:16_384])


def header_text(value: bytes, charset: str | None) -> str:
    """A field value as text: ASCII, UTF-8 (RFC 6532), the body's charset, or a guess, in this order."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    if b"\x1b" not in value and (text := _strict(value, "utf-8")) is not None:
        return text
    name = codec(charset) if charset else None
    if name and name not in ("ascii", "utf-8") and (text := _strict(value, name)) is not None:
        return text
    return decode(value, charset).text if name in _MULTI_BYTE else guess(value)
