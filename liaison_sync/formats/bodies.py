"""Which parts are the text a reader sees and which are attachments (RFC 2046 §5.1, RFC 8621 §4.1.4)."""

from __future__ import annotations

import re
from dataclasses import field

from liaison_sync.domain.message import Defect
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.charset import decode
from liaison_sync.formats.flowed import unflow
from liaison_sync.formats.headers import Headers
from liaison_sync.formats.html import to_text
from liaison_sync.formats.parameters import Structured
from liaison_sync.formats.parts import Node
from liaison_sync.formats.transfer import uu_name
from liaison_sync.formats.uu_blocks import cut_files

MAX_TEXT = 1_000_000  # characters of readable text kept; the raw bytes hold the rest
_ENRICHED = ("text/enriched", "text/richtext")
_BODY_TYPES = ("text/plain", "text/html", *_ENRICHED)
_DATA_WORDS = (
    "calendar x-vcalendar csv tab-separated-values vcard x-vcard directory rtf xml css javascript ecmascript "
    "rfc822-headers x-patch x-diff"
)
_DATA = frozenset(f"text/{word}" for word in _DATA_WORDS.split())
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_ENRICHED_TAG = re.compile(r"<<|<param>[^<]{0,500}</param>|</?[A-Za-z][A-Za-z0-9-]{0,60}>", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """One stretch of the body: plain text, HTML, or both where they say the same."""

    plain: str | None = None
    html: str | None = None

    def text(self) -> str:
        if self.plain is not None and (self.html is None or not _is_placeholder(self.plain)):
            return self.plain
        return (to_text(self.html) if self.html else "") or self.plain or ""


@dataclass(slots=True)
class Contents:
    """What a tree of parts holds, in the order sent."""

    pieces: list[Piece] = field(default_factory=list)
    attachments: list[Node] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    @property
    def html(self) -> str | None:
        """The HTML bodies, or None where there is none."""
        return "\n".join(piece.html for piece in self.pieces if piece.html) or None

    def text(self) -> str:
        whole = "\n".join(text for piece in self.pieces if (text := piece.text()).strip())
        if len(whole) > MAX_TEXT:
            self.defects.append(Defect("text_too_long", "body"))
        return whole[:MAX_TEXT]


def contents(root: Node) -> Contents:
    """Sort every part under `root` once."""
    found = Contents()
    found.pieces = _sort(root, found, is_root=True)
    return found


def _sort(node: Node, found: Contents, *, is_root: bool) -> list[Piece]:
    if node.type.startswith("multipart/"):
        return _sort_multipart(node, found)
    if not node.children and _is_body(node, is_root=is_root):
        return [_piece(node, found)]
    found.attachments.append(node)
    for child in node.children:  # a message within: what it holds is listed, its text is its own
        inner = contents(child)
        found.attachments += inner.attachments
        found.defects += inner.defects
    return []


def _sort_multipart(node: Node, found: Contents) -> list[Piece]:
    if not node.children:
        return _childless(node, found)
    root = _root_of(node)
    pieces = [_sort(child, found, is_root=child is root) for child in node.children]
    if node.type != "multipart/alternative":
        return [piece for group in pieces for piece in group]
    plain = next((text for group in pieces if (text := _plain_of(group)).strip()), None)
    html = next((html for group in reversed(pieces) if (html := _html_of(group))), None)
    return [Piece(plain, html)] if plain is not None or html else []


def _root_of(node: Node) -> Node:
    """The part that is the text of a multipart: the first, in a related one that which `start` names (RFC 2387 §3)."""
    if node.type == "multipart/related" and len(node.children) > 1:
        start = node.parameters.get("start", "").strip("<> ")
        named = (
            child for child in node.children if start and (child.headers.get("content-id") or "").strip("<> ") == start
        )
        shown = (child for child in node.children if child.type.startswith(("text/", "multipart/")))
        return next(named, None) or next(shown, node.children[0])
    return node.children[0]


def _childless(node: Node, found: Contents) -> list[Piece]:
    """A multipart whose parts were not found: its body is still there to read, and whole to save."""
    data = node.octets.data
    if not data.strip() or node.empty:
        return []
    if node.path != "1" or len(data) > MAX_TEXT:
        found.attachments.append(node)
        return []
    return [Piece(_tidy(decode(data, node.parameters.get("charset")).text))]


def _plain_of(group: list[Piece]) -> str:
    return "\n".join(piece.plain for piece in group if piece.plain)


def _html_of(group: list[Piece]) -> str:
    return "\n".join(piece.html for piece in group if piece.html)


def _is_body(node: Node, *, is_root: bool) -> bool:
    if node.disposition.value == "attachment":
        return False
    if node.type not in _BODY_TYPES and not (is_root and not node.name and _reads_as_plain(node.type)):
        return False
    if node.encoding and "uu" in node.encoding.lower():
        return False
    return is_root or node.within == "multipart/alternative" or (node.within != "multipart/related" and not node.name)


def _reads_as_plain(kind: str) -> bool:
    """RFC 2046 §4.1.4: a subtype of text nobody knows is read as plain; those that are data are not."""
    return kind.startswith("text/") and kind not in _DATA and not kind.endswith(("+xml", "html"))


def _piece(node: Node, found: Contents) -> Piece:
    octets = node.octets
    data = octets.data[: MAX_TEXT * 4]
    if node.type == "text/plain":
        data, files = cut_files(data)
        found.attachments += [_uuencoded(node, file) for file in files]
    label = node.parameters.get("charset")
    if not label and node.type == "text/html" and (meta := _META_CHARSET.search(data[:2048])):
        label = meta[1].decode("ascii")
    decoded = decode(data, label)
    found.defects += [Defect(reason, node.place) for reason in (octets.reason, decoded.reason) if reason]
    text = _tidy(decoded.text)
    if node.type == "text/html":
        return Piece(html=text)
    text = text[: MAX_TEXT + 1]
    if node.type in _ENRICHED:
        return Piece(plain=_ENRICHED_TAG.sub(lambda match: "<" if match[0] == "<<" else "", text))
    if node.parameters.get("format", "").lower() == "flowed":
        return Piece(plain=unflow(text, delsp=node.parameters.get("delsp", "").lower() == "yes"))
    return Piece(plain=text)


def _uuencoded(node: Node, file: bytes) -> Node:
    """A file that stood in the text of `node` as a part of its own."""
    name = {"filename": uu_name(file) or ""}
    disposition = Structured("attachment", name)
    kind = "application/octet-stream"
    return Node(node.path, Headers(), kind, {}, disposition, file, 0, len(file), "x-uuencode", node.within, node.nested)


def _tidy(text: str) -> str:
    """Line ends of one kind, no NUL, which databases refuse."""
    if "\r" in text:
        usual = text.replace("\r\n", "\n")
        text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n") if "\r" in usual else usual
    return text.replace("\x00", "") if "\x00" in text else text


def _is_placeholder(plain: str) -> bool:
    """Empty, or only telling that there is HTML to see."""
    bare = plain.strip()
    return not bare or (len(bare) < 200 and "html" in bare.lower() and "\n\n" not in bare)
