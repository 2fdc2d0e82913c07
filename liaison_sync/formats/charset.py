"""Charset: bytes → text whatever the label says (RFC 2045 §5, WHATWG Encoding labels). Never raises.

A label is an alias, a Python text codec, or wrong; the last two steps are detection and replacement, both flagged.
"""

from __future__ import annotations

import codecs
import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from liaison_sync.formats import charset_damage, iso2022_jp

_ALIASES = {
    "": "ascii", "ansi": "cp1252", "ansi_x3.110-1983": "latin-1", "cp-850": "cp850", "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "ks_c_5601-1989": "cp949", "ksc5601": "cp949", "euc-kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "cp936": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030", "csgb2312": "gb18030",
    "big5": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932", "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "iso-2022-cn": "hz", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "x-macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "x-user-defined": "cp1252",
    "us-ascii": "ascii", "ascii": "ascii", "7bit": "ascii", "7-bit": "ascii", "8bit": "utf-8", "utf8": "utf-8",
    "utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7",
    "utf-8-strict": "utf-8", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "windows-874": "cp874", "dos-874": "cp874", "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252",
    "win-1251": "cp1251", "koi8": "koi8_r", "x-viet-vps": "cp1258", "utf-16": "utf-16", "unicode": "utf-16",
    "ucs-2": "utf-16", "iso-10646-ucs-2": "utf-16", "hz-gb-2312": "hz",
}  # fmt: skip
_CP = re.compile(r"^(?:x-)?(?:cp|windows|win|ibm|dos|ms)[-_]?(\d{3,5})$")
_JAPANESE = re.compile(rb"\x1b\$[@B]")
_ESCAPE = re.compile(rb"\x1b[$(][@A-Z]|\x1b\$\(")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and, where the label did not serve, the reason (`charset_unknown`, `charset_wrong`, `charset_replaced`)."""

    text: str
    reason: str | None = None


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """The Python text codec for a charset label, or None. Codecs that are not charsets (zlib, idna…) are none."""
    name = label.strip().strip("\"'").lower().split("*")[0]
    name = _ALIASES.get(name) or _ALIASES.get(name.replace("_", "-")) or name
    if match := _CP.match(name):
        number = {"65001": "utf-8", "20127": "ascii", "28591": "cp1252", "936": "gb18030"}.get(match[1])
        name = number or f"cp{match[1]}"
    return _text_codec(name)


def _text_codec(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not getattr(info, "_is_text_encoding", True):
        return None
    barred = (
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "palmos",
        "mbcs",
        "oem",
    )
    return None if info.name in barred or info.name.endswith("escape") else info.name


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
        return _unless_utf8(data, name, text)
    return _repair(data, name)


_COMPATIBLE = "ascii utf-8 cp1252 iso8859-2 iso8859-15 cp1250 cp1251 cp1254 koi8-r cp949 gb18030 cp950 cp932 euc_jp"
_ASCII_COMPATIBLE = frozenset(_COMPATIBLE.split())
_SINGLE_BYTE = ("cp12", "iso8859", "koi8", "mac", "cp8", "cp4")


def _unless_utf8(data: bytes, name: str, text: str) -> Decoded:
    """Any bytes fit a single-byte charset; those that are UTF-8 as well are hardly ever meant otherwise."""
    if name.startswith(_SINGLE_BYTE) and not data.isascii() and (better := _strict(data, "utf-8")) is not None:
        return Decoded(better, "charset_wrong")
    return Decoded(text)


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
    return Decoded(guess(data), "charset_wrong")


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
        found = _detected(data[:16_384])
        if found and (text := _strict(data, found)) is not None:
            return text
    return _windows(data)


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
