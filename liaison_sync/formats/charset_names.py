"""Names of charsets, as senders write them → Python text codecs (IANA, WHATWG Encoding labels, Windows code pages)."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

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
_PAGES = {
    "936": "gb18030", "1200": "utf-16-le", "1201": "utf-16-be", "10000": "mac_roman", "10007": "mac_cyrillic",
    "20127": "ascii", "20866": "koi8_r", "20932": "euc_jp", "21866": "koi8_u", "28591": "cp1252", "28599": "cp1254",
    "38598": "iso8859-8", "50225": "iso2022_kr", "51932": "euc_jp", "51936": "gb18030", "51949": "cp949",
    "52936": "hz", "54936": "gb18030", "65000": "utf-7", "65001": "utf-8",
}  # fmt: skip
_ISO_PAGES = range(28592, 28607)  # ISO 8859-2 to -16
_NO_CHARSETS = frozenset(("idna", "punycode", "undefined", "palmos", "mbcs", "oem"))


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """The Python text codec for a charset label, or None. Codecs that are not charsets (zlib, idna…) are none."""
    name = label.strip().strip("\"'").lower().split("*")[0]
    name = _alias(name)
    if match := _CP.match(name):
        name = _page(match[1])
    found = _text_codec(name)
    if found is None and "." in name:
        found = _text_codec(_alias(name.rpartition(".")[2]))  # a POSIX locale: ru_RU.KOI8-R
    return found


def _alias(name: str) -> str:
    return _ALIASES.get(name) or _ALIASES.get(name.replace("_", "-")) or name


def _page(number: str) -> str:
    """A Windows code page by its number, which MAPI and RTF name charsets by."""
    if (known := _PAGES.get(number)) is not None:
        return known
    return f"iso8859-{int(number) - 28590}" if int(number) in _ISO_PAGES else f"cp{number}"


def _text_codec(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_CHARSETS or info.name.endswith("escape"):
        return None
    return _ALIASES.get(info.name) or _WIDER.get(info.name) or info.name


_WIDER = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}  # as the WHATWG reads them
