"""HTML → readable text: paragraphs, lists, table rows, quotes and the addresses of links are kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from liaison_sync.formats.html_lists import OpenList, opened
from liaison_sync.formats.html_tokens import Tag, attribute, is_void, tokens

MAX_HTML = 1024 * 1024  # characters read; the raw bytes hold the rest
MAX_TOKENS = 40_000
_PARAGRAPHS_WORDS = "p h1 h2 h3 h4 h5 h6 table ul ol dl pre blockquote center fieldset form figure"
_PARAGRAPHS = frozenset(_PARAGRAPHS_WORDS.split())
_LINES_WORDS = (
    "div tr li dt dd section article header footer address main nav aside caption option body html title center "
    "tbody thead tfoot details summary figcaption legend"
)
_LINES = frozenset(_LINES_WORDS.split())
_CELLS = frozenset(("td", "th"))
_WITHIN_A_CELL = frozenset(("p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT_WORDS = "script style head title noscript iframe svg math template object audio video select textarea"
_SILENT = frozenset(_SILENT_WORDS.split())
_WHITE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_ENDS_HEAD = (_PARAGRAPHS | _LINES) - {"title"}  # nothing of these stands in a head (WHATWG HTML §13.2.6.4.4)
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|mso-hide\s{0,5}:\s{0,5}all", re.IGNORECASE)
_RULE = "_" * 32


def to_text(html: str) -> str:
    """Readable text of `html`. Linear time, never raises."""
    writer = _Writer()
    for number, token in enumerate(tokens(html[:MAX_HTML])):
        if number > MAX_TOKENS:
            break
        if isinstance(token, str):
            writer.say(token)
        else:
            writer.tag(token)
    return writer.result()


class _Writer:
    """Keeps the open line, how deep quotes and lists are, and what is hidden."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.blank = 0  # empty lines wanted before the next word
        self.quotes = 0
        self.lists: list[OpenList] = []
        self.link: tuple[str, int] | None = None  # address, length of `line` where the link began
        self.pre = 0
        self.hidden: tuple[str, int] | None = None  # element and how many of its kind are open within
        self.cell = False  # within a cell of a table, where paragraphs break no row
        self.said = False  # anything, in this cell
        self.owed: int | None = None  # a break once more is said in this cell; 1 for a paragraph
        self.row: list[int | None] = []  # what each cell of this row still owed at its end

    def say(self, words: str) -> None:
        if self.hidden:
            return
        if self.pre:
            first, *rest = words.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for one in rest:
                self._end_line(keep=not "".join(self.line).strip())
                self.line.append(one)
            return
        words = _WHITE.sub(" ", words)
        if words == " " and (not self.line or self.line[-1].endswith((" ", "\t"))):
            return
        if words.startswith(" ") and (not self.line or self.line[-1].endswith((" ", "\t"))):
            words = words[1:]
        if words:
            if words != " ":
                self._pay()
            self.line.append(words)

    def tag(self, tag: Tag) -> None:
        name = tag.name
        closing = name.startswith("/")
        bare = name[1:] if closing else name
        if self.hidden or (not closing and self._hides(tag)):
            self._hide(bare, closing, tag)
        elif bare in _PARAGRAPHS or bare in _LINES:
            self._block(bare, closing, tag)
        elif bare in _CELLS:
            self._cell(closing)
        elif (act := _ACTS.get(name)) is not None:
            act(self, tag)

    def _hides(self, tag: Tag) -> bool:
        if tag.name in _SILENT:
            return True
        return "none" in tag.rest and not is_void(tag.name) and bool(_HIDDEN.search(attribute(tag, "style")))

    def _hide(self, bare: str, closing: bool, tag: Tag) -> None:
        if self.hidden is None:
            self.hidden = (bare, 1)
        elif bare == self.hidden[0] and not tag.rest.endswith("/"):
            open_ = self.hidden[1] + (-1 if closing else 1)
            self.hidden = (bare, open_) if open_ else None
        elif bare in ("body", "html"):
            self.hidden = None  # an unclosed head does not hide the body
        elif self.hidden[0] == "head" and not closing and bare in _ENDS_HEAD:
            self.hidden = None
            self.tag(tag)

    def _pay(self) -> None:
        """The break that a paragraph of this cell owes, now that something follows it."""
        self.said = True
        if self.owed is not None:
            owed, self.owed = self.owed, None
            self._end_line()
            self.blank = max(self.blank, owed)

    def _block(self, bare: str, closing: bool, tag: Tag) -> None:
        if self.cell and bare in _WITHIN_A_CELL:
            self.owed = int(bare != "div") if self.said else None
            return
        self.owed = None
        self._end_line()
        if bare in _PARAGRAPHS and not (bare in ("ul", "ol") and len(self.lists) > (0 if not closing else 1)):
            self.blank = 1
        if bare in ("ul", "ol"):
            self._list(closing, tag)
        elif bare == "blockquote":
            self.quotes = max(0, self.quotes + (-1 if closing else 1))
        elif bare == "pre":
            self.pre = max(0, self.pre + (-1 if closing else 1))
        elif bare == "li" and not closing:
            self.line.append(self._bullet(tag))
        elif bare in ("tr", "table"):
            self._row(closing)

    def _list(self, closing: bool, tag: Tag) -> None:
        if closing:
            if self.lists:
                self.lists.pop()
        elif len(self.lists) < 20:
            self.lists.append(opened(tag))

    def _bullet(self, tag: Tag) -> str:
        return "  " * (len(self.lists) - 1) + (self.lists[-1].mark(tag) if self.lists else "- ")

    def _row(self, closing: bool) -> None:
        """A row of a single cell is no table to see: its paragraphs stand apart as they would without it."""
        if closing and len(self.row) == 1 and self.row[0]:
            self.blank = 1
        self.cell, self.row = False, []

    def _cell(self, closing: bool) -> None:
        if closing:
            self.row.append(self.owed)
            self.cell, self.owed = False, None
            return
        self.cell, self.said, self.owed = True, False, None
        while self.line and self.line[-1].endswith(" "):
            self.line[-1] = self.line[-1].rstrip(" ")
            if not self.line[-1]:
                self.line.pop()
        if self.line and not self.line[-1].endswith("\t"):
            self.line.append("\t")

    def open_link(self, tag: Tag) -> None:
        href = attribute(tag, "href")
        self.link = (href, len(self.line)) if href[:7].lower() in _LINKS or href[:8].lower() == "https://" else None

    def close_link(self, tag: Tag) -> None:  # noqa: ARG002
        if self.link is None:
            return
        href, start = self.link
        self.link = None
        shown = "".join(self.line[start:]).strip()
        target = href[7:].split("?")[0] if href[:7].lower() == "mailto:" else href
        if shown and not _says(shown, target):
            self.line.append(f" <{target}>")
        elif not shown and target != href:
            self.line.append(target)

    def new_line(self, tag: Tag) -> None:  # noqa: ARG002
        self._end_line(keep=True)

    def rule(self, tag: Tag) -> None:  # noqa: ARG002
        self._end_line()
        self.line.append(_RULE)
        self._end_line()

    def _end_line(self, *, keep: bool = False) -> None:
        words = "".join(self.line)
        words = words.rstrip() if self.pre else words.strip("\r\n").rstrip()
        self.line.clear()
        if self.link:
            self.link = (self.link[0], 0)
        prefix = ("> " * min(self.quotes, 10)) if self.quotes else ""
        if words.strip():
            if self.blank and self.lines and self.lines[-1].strip("> "):
                self.lines.append(prefix.rstrip() if self.lines[-1].startswith(">") else "")
            self.blank = 0
            self.lines.append(prefix + words)
        elif keep and self.lines and self.lines[-1].strip("> "):
            self.blank = 1

    def result(self) -> str:
        self._end_line()
        return "\n".join(self.lines)


_LINKS = ("mailto:", "http://")
_ACTS: dict[str, Callable[[_Writer, Tag], None]] = {
    "a": _Writer.open_link,
    "/a": _Writer.close_link,
    "br": _Writer.new_line,
    "br/": _Writer.new_line,
    "/br": _Writer.new_line,
    "hr": _Writer.rule,
}


def _says(shown: str, target: str) -> bool:
    """Whether the words of a link already are its address."""
    bare = shown.lower().rstrip("/").removeprefix("https://").removeprefix("http://")
    return bare in target.lower() and ("." in bare or "@" in bare) and len(bare) * 2 > len(target) - 8
