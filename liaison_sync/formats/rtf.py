"""RTF → text; a body that was HTML once gets its HTML back (MS-OXRTFEX). Linear time, never raises."""

from __future__ import annotations

import re
from dataclasses import field, replace

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.charset_names import codec
from liaison_sync.formats.html_text import to_text

MAX_TOKENS = 60_000
MAX_DEPTH = 500
_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?[0-9]{1,9})? ?|((?:\\'[0-9A-Fa-f]{2})+)|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_SILENT_WORDS = (
    "fonttbl colortbl stylesheet info pict header footer headerl headerr footerl footerr footnote object "
    "objdata generator xmlnstbl listtable listoverridetable rsidtbl themedata colorschememapping latentstyles "
    "datastore mhtmltag fldinst pntext"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_SAYS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": "\t", "tab": "\t", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—", "emspace": " ",
    "enspace": " ", "zwj": "\u200d", "zwnj": "\u200c", "nbsp": "\u00a0",
}  # fmt: skip
_FONT_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within one pair of braces."""

    silent: bool = False
    is_tag: bool = False  # {\*\htmltag …}: markup of the HTML as it was
    only_rtf: bool = False  # between \htmlrtf and \htmlrtf0: what RTF needs and the HTML has not
    skip: int = 1  # characters that stand in for one \u
    charset: str = ""


def text(data: bytes) -> str:
    """The words of an RTF document, or of the HTML packed into it."""
    reader = _Reader(data)
    reader.read()
    said = _whole("".join(reader.out))
    return to_text(said) if reader.was_html else said.strip("\n")


@dataclass(slots=True)
class _Reader:
    data: bytes
    out: list[str] = field(default_factory=list)
    was_html: bool = False
    codepage: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    group: _Group = _Group()
    outer: list[_Group] = field(default_factory=list)
    owed: int = 0  # stand-in characters still to be left out
    starred: bool = False

    def read(self) -> None:
        source = self.data.decode("latin-1")
        self.was_html = "\\fromhtml1" in source[:1_000]
        for number, match in enumerate(_TOKEN.finditer(source)):
            if number > MAX_TOKENS:
                return
            word, value, octets, symbol, brace, words = match.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, int(value) if value else None)
            elif octets:
                self._bytes(bytes.fromhex(octets.replace("\\'", "")))
            elif symbol:
                self._symbol(symbol)
            elif words:
                self._bytes(words.encode("latin-1"))

    def _brace(self, brace: str) -> None:
        self.owed, self.starred = 0, False
        if brace == "{":
            if len(self.outer) < MAX_DEPTH:
                self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.starred = True
        elif symbol in "\\{}":
            self._say(symbol)
        elif symbol == "~":
            self._say("\u00a0")
        elif symbol == "_":
            self._say("-")
        elif symbol in "\r\n":
            self._say("\n")

    def _word(self, word: str, value: int | None) -> None:
        starred, self.starred = self.starred, False
        if word == "htmltag":
            self.group = replace(self.group, is_tag=True, silent=not self.was_html)
        elif word == "htmlrtf":
            self.group = replace(self.group, only_rtf=value != 0)
        elif word in _SILENT or starred:
            self.group = replace(self.group, silent=True)
        elif word in _SAYS:
            self._say("\r\n" if self.was_html and _SAYS[word] == "\n" else _SAYS[word])
        else:
            self._setting(word, value)
        if word == "fcharset":
            self.fonts[self.font] = _FONT_CHARSETS.get(value or 0, "")

    def _setting(self, word: str, value: int | None) -> None:
        if word == "u" and value is not None:
            self._say(chr(value % 65_536))
            self.owed = self.group.skip
        elif word == "uc":
            self.group = replace(self.group, skip=min(max(value or 0, 0), 10))
        elif word == "ansicpg":
            self.codepage = codec(f"cp{value}") or self.codepage
        elif word == "f" and value is not None:
            self.font = value
            self.group = replace(self.group, charset=self.fonts.get(value, ""))

    def _bytes(self, data: bytes) -> None:
        left, self.owed = data[self.owed :], max(0, self.owed - len(data))
        self._say(left.decode(self.group.charset or self.codepage, "replace"))

    def _say(self, words: str) -> None:
        if not self.group.silent and (not self.was_html or self.group.is_tag or not self.group.only_rtf):
            self.out.append(words)


def _whole(said: str) -> str:
    """UTF-16 units come one by one; half a character alone is none."""
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
