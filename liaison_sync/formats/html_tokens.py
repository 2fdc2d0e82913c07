"""HTML cut into tags and text in one pass, linear in its length whatever is written (no tree, no nesting limit)."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from liaison_sync.domain.value import dataclass

_TAG_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:_-]{0,60}")
_STOP = re.compile(r""">|=[ \t\r\n]{0,40}["']""")
_RAW = {
    name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE)
    for name in (
        "script",
        "style",
        "title",
        "textarea",
        "xmp",
        "noscript",
        "iframe",
        "svg",
        "math",
        "template",
        "select",
    )
}


@dataclass(frozen=True, slots=True)
class Tag:
    """`name` in lower case, "/name" for an end tag; `rest` the attributes as written."""

    name: str
    rest: str


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags and the text between them, entities decoded; what scripts, styles and pictures hold is left out."""
    at, end = 0, len(html)
    while at < end:
        start = html.find("<", at)
        if start < 0:
            yield text(html[at:])
            return
        if start > at:
            yield text(html[at:start])
        match = _TAG_NAME.match(html, start + 1)
        if match is None:
            at = _after_markup(html, start)
            if at == start + 1:
                yield "<"
            continue
        name = match[0].lower()
        stop = _tag_end(html, match.end())
        yield Tag(name, html[match.end() : stop])
        at = stop + 1
        if name in _RAW and html[stop - 1 : stop] != "/":
            closing = _RAW[name].search(html, at)
            at = closing.start() if closing else end


def _after_markup(html: str, start: int) -> int:
    """Behind a comment or declaration; a lone `<` is text."""
    if html.startswith("<!--", start):
        stop = html.find("-->", start + 4)
        return stop + 3 if stop >= 0 else _behind(html, start)
    return _behind(html, start) if html[start + 1 : start + 2] in ("!", "?", "/") else start + 1


def _behind(html: str, start: int) -> int:
    stop = html.find(">", start)
    return stop + 1 if stop >= 0 else len(html)


def _tag_end(html: str, at: int) -> int:
    """Where the `>` stands, outside quoted attribute values; the end of the text where none does."""
    while match := _STOP.search(html, at):
        if match[0] == ">":
            return match.start()
        closing = html.find(match[0][-1], match.end())
        at = closing + 1 if closing >= 0 else match.end()
    return len(html)


def text(raw: str) -> str:
    """`raw` with its character references decoded."""
    if "&" not in raw:
        return raw
    try:
        return entities.unescape(raw)
    except ValueError:  # a number of thousands of digits
        return raw


_ATTRIBUTE = """(?:^|[\\s/"']){}\\s{{0,20}}=\\s{{0,20}}(?:"([^"]*)"|'([^']*)'|([^\\s>"']+))"""
_NAMES = ("href", "style", "start", "value", "type", "alt")
_ATTRIBUTES = {name: re.compile(_ATTRIBUTE.format(name), re.IGNORECASE) for name in _NAMES}


def attribute(tag: Tag, name: str) -> str:
    """The decoded value of an attribute (one of _NAMES), "" where there is none."""
    if name not in tag.rest and name.upper() not in tag.rest and name not in tag.rest.lower():
        return ""
    match = _ATTRIBUTES[name].search(tag.rest[:20_000])
    return text(match[1] or match[2] or match[3] or "").strip() if match else ""


_VOID_WORDS = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_WORDS.split())


def is_void(name: str) -> bool:
    """Whether an element has no end tag."""
    return name in _VOID


def deepest(html: str) -> int:
    """How deep the tags nest at most, as an upper bound."""
    depth = most = 0
    for match in re.finditer(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})", html):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2].lower() not in _VOID:
            depth += 1
            most = max(most, depth)
    return most
