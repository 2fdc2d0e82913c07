"""The tree of parts of one message (RFC 2046 §5), cut out of the raw bytes under limits.

Why an own splitter: the standard library's feed parser ends the header section at the first line without a colon, its
time grows with the square of the nesting, and it recurses without a bound. Boundaries are searched within the range
their parent gave, so an unclosed child ends at its parent's boundary by itself.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from itertools import islice

from liaison_sync.domain.message import Defect
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.charset import likely, new_message
from liaison_sync.formats.charset_names import codec
from liaison_sync.formats.filename import filename
from liaison_sync.formats.headers import MAX_FIELD_BYTES, Headers, split
from liaison_sync.formats.opaque_signed import TYPES as SIGNED_TYPES
from liaison_sync.formats.opaque_signed import content as signed_content
from liaison_sync.formats.parameters import Structured, structured
from liaison_sync.formats.transfer import Octets, decode_transfer

MAX_DEPTH = 30
MAX_PARTS = 1_000
_TELLING = 4_096  # bytes of a body that tell of its charset
MESSAGE_TYPES = ("message/rfc822", "message/global", "message/news")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_MEANT = {"html": "text/html", "plain/text": "text/plain", "text/text": "text/plain", "plain/html": "text/html"}
_PRELUDE = re.compile(rb"((?:\xef\xbb\xbf)?[\r\n]{0,100})(?=[!-9;-~]{1,100}[ \t]{0,10}:)")
_ONCE = ("content-type", "content-disposition", "content-transfer-encoding", "content-id")
_BEFORE_FIELDS = (b"\r", b"\n", b"\xef\xbb\xbf")
_LIKE_PART = re.compile(rb"[ \t\r\n]{0,20}content-", re.IGNORECASE)
_WORD = re.compile(rb"[^ \t\r\n\v\f]")
_DELIMITER = re.compile(rb"(?:^|(?<=[\r\n]))--([^\r\n]{1,200}?)(--)?[ \t]*(?:\r?\n|\r|$)")


_Span = tuple[int, int]


@dataclass(slots=True)
class Node:
    """One part: `body` as sent (still transfer-encoded) is `source[start:end]`, `octets` its decoded content.

    Parts of one message share its bytes, so that a big file is not copied once a level.
    """

    path: str
    headers: Headers
    type: str
    parameters: dict[str, str]
    disposition: Structured
    source: bytes
    start: int
    end: int
    encoding: str | None
    within: str = ""  # type of the multipart this part stands in
    nested: bool = False  # part of a message that is attached to this one
    children: list[Node] = field(default_factory=list)
    empty: bool = False  # a multipart whose delimiters hold no part between them
    _octets: Octets | None = None

    @property
    def body(self) -> bytes:
        return self.source[self.start : self.end]

    @property
    def octets(self) -> Octets:
        if self._octets is None:
            self._octets = decode_transfer(self.body, self.encoding)
        return self._octets

    @property
    def name(self) -> str:
        """The file name (RFC 2183 §2.3), or the older name parameter of the type; "" where none was given."""
        return filename(self.disposition.parameters.get("filename") or self.parameters.get("name") or "")

    @property
    def place(self) -> str:
        return f"part:{self.path}"


class Tree:
    """Reads the whole message once; `root` holds everything, `defects` what was wrong on the way."""

    def __init__(self, raw: bytes) -> None:
        new_message()
        self.defects: list[Defect] = []
        self.count = 0
        self.messages = 0  # how many attached messages are open
        raw = self._from_first_field(self._with_single_line_ends(raw))
        self.root = self._read(raw, (0, len(raw)), "1", "text/plain", "", 0)
        if not self.root.headers.is_ascii():
            self.root.headers = Headers(self.root.headers.fields, self._charset_of_fields())

    def _charset_of_fields(self) -> str | None:
        """That of raw 8-bit fields: mostly the one the first text part states, else what all of them look like."""
        stated, root = _first_charset(self.root), self.root
        if stated and codec(stated) not in (None, "ascii", "utf-8"):
            return stated
        body = root.source[root.start : min(root.end, root.start + _TELLING)] if root.type.startswith("text/") else b""
        return likely([*(value for _, value in root.headers.fields), body]) or stated

    def _with_single_line_ends(self, raw: bytes) -> bytes:
        """CR CR LF for CRLF throughout is what a relay does that turns LF into CRLF where CRLF was already."""
        first = raw.find(b"\n", 0, MAX_FIELD_BYTES)
        if first < 2 or raw[first - 2 : first] != b"\r\r":
            return raw
        self.defects.append(Defect("line_ends_doubled", "body"))
        return raw.replace(b"\r\r\n", b"\r\n")

    def _from_first_field(self, raw: bytes) -> bytes:
        """Empty lines and a byte order mark before the first field are no header section of their own."""
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # saved as text by a program that writes UTF-16
            self.defects.append(Defect("charset_wrong", "header"))
            raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
        match = _PRELUDE.match(raw) if raw.startswith(_BEFORE_FIELDS) else None
        if match is None or match.end(1) == 0:
            return raw
        self.defects.append(Defect("header_leading_empty_line", "header"))
        return raw[match.end(1) :]

    def _read(self, raw: bytes, span: _Span, path: str, default: str, within: str, depth: int) -> Node:
        headers, at, defects = split(raw, *span)
        self.count += 1
        if defects:
            place = "" if path == "1" and depth == 0 else f"part:{path}/"
            self.defects += [Defect(one.reason, place + one.place) for one in defects]
        kind, parameters = self._type(headers, default, f"part:{path}")
        disposition = structured((headers.unfolded("content-disposition") or ("",))[0])
        encoding = (headers.unfolded("content-transfer-encoding") or (None,))[0]
        inside = self.messages > 0
        node = Node(path, headers, kind, parameters, disposition, raw, at, span[1], encoding, within, inside)
        if kind.startswith("multipart/"):
            self._multipart(node, depth)
        elif _holds_message(node):
            self._message(node, depth)
        elif kind in SIGNED_TYPES or node.name.lower().endswith(".p7m"):
            self._signed(node, depth)
        return node

    def _type(self, headers: Headers, default: str, place: str) -> tuple[str, dict[str, str]]:
        values = headers.unfolded("content-type")
        self.defects += [
            Defect("header_repeated", f"{place}/header:{name.title()}") for name in headers.repeated(_ONCE)
        ]
        for value in values:
            content = structured(value)
            if _TYPE.fullmatch(content.value) and content.value not in _MEANT:
                if content.odd:
                    self.defects.append(Defect("content_type_odd", place))
                return content.value, content.parameters
        if not values:
            return default, {}
        self.defects.append(Defect("content_type_invalid", place))
        content = structured(values[0])
        if "boundary" in content.parameters or content.value.startswith("multipart"):
            return "multipart/mixed", content.parameters
        bytes_ = "name" in content.parameters
        return _MEANT.get(content.value, "application/octet-stream" if bytes_ else "text/plain"), content.parameters

    def _message(self, node: Node, depth: int) -> None:
        if depth >= MAX_DEPTH or self.count >= MAX_PARTS:
            return self._limit(node, depth)
        data = node.octets.data
        if _WORD.search(data):
            self.messages += 1
            node.children = [self._read(data, (0, len(data)), f"{node.path}.1", "text/plain", node.type, depth + 1)]
            self.messages -= 1
        return None

    def _signed(self, node: Node, depth: int) -> None:
        """Opaquely signed: what was signed, and the file it came in, stand as in multipart/signed."""
        if depth >= MAX_DEPTH or self.count >= MAX_PARTS:
            return self._limit(node, depth)
        data = signed_content(node.octets.data)
        if split(data, 0, min(len(data), MAX_FIELD_BYTES))[0].raw("content-type"):  # no MIME entity: a signed file
            file = replace(node, path=f"{node.path}.2", headers=Headers(), within="multipart/signed")
            inner = self._read(data, (0, len(data)), f"{node.path}.1", "text/plain", "multipart/signed", depth + 1)
            node.type, node.children = "multipart/signed", [inner, file]
        return None

    def _limit(self, node: Node, depth: int) -> None:
        self.defects.append(Defect("nested_too_deep" if depth >= MAX_DEPTH else "too_many_parts", node.place))

    def _multipart(self, node: Node, depth: int) -> None:
        if depth >= MAX_DEPTH or self.count >= MAX_PARTS:
            return self._limit(node, depth)
        body, *span = self._unencoded(node)
        default = "message/rfc822" if node.type == "multipart/digest" else "text/plain"
        holder = node
        for number, (piece, closed) in enumerate(self._pieces(node, body, *span), 1):
            if self.count >= MAX_PARTS:
                self._limit(node, depth)
                break
            child = self._read(body, piece, _path(node, number, depth), default, holder.type, depth + 1)
            holder.children.append(child)
            if _shares_boundary(child, node):
                holder = child
            elif closed:
                holder = node
        return None

    def _unencoded(self, node: Node) -> tuple[bytes, int, int]:
        """RFC 2045 §6.4 forbids encoding a multipart; many say they did and did not, some did."""
        mark = b"--" + node.parameters.get("boundary", "").strip().encode("utf-8", "replace")
        plain = node.source, node.start, node.end
        if not node.encoding or node.source.find(mark, node.start, node.end) >= 0 or mark not in node.octets.data:
            return plain
        self.defects.append(Defect("multipart_encoded", node.place))
        return node.octets.data, 0, len(node.octets.data)

    def _pieces(self, node: Node, body: bytes, start: int, end: int) -> list[tuple[_Span, bool]]:
        boundary = node.parameters.get("boundary", "").strip()
        cuts = _delimiters(body, start, end, boundary.encode("utf-8", "replace")) if boundary else []
        if not cuts and not _WORD.search(body, start, end):
            return []
        if not cuts:
            self.defects.append(Defect("boundary_never_met" if boundary else "boundary_missing", node.place))
            found = _guess_boundary(body[start:end])
            cuts = _delimiters(body, start, end, found) if found else []
        if not cuts:
            return []
        closed = [index for index, cut in enumerate(cuts) if cut[2]]
        if not closed:
            self.defects.append(Defect("boundary_never_closed", node.place))
        elif closed[0] != len(cuts) - 1:
            self.defects.append(Defect("boundary_used_again", node.place))
        pieces = _between(body, end, cuts)
        if not pieces:
            node.empty = any(cut[2] for cut in cuts)
        if not pieces and not node.empty and _WORD.search(body, start, end):
            self.defects.append(Defect("boundary_never_met", node.place))
        return pieces


def _first_charset(node: Node) -> str | None:
    if node.parameters.get("charset"):
        return node.parameters["charset"]
    return next((found for child in node.children if (found := _first_charset(child))), None)


def _path(node: Node, number: int, depth: int) -> str:
    return str(number) if depth == 0 else f"{node.path}.{number}"


def _holds_message(node: Node) -> bool:
    if node.type in MESSAGE_TYPES:
        return True
    return node.type == "application/octet-stream" and node.name.lower().endswith(".eml")


def _delimiters(body: bytes, low: int, high: int, boundary: bytes) -> list[tuple[int, int, bool]]:
    """(start, end, closes) of each delimiter line; junk behind it counts only where no clean line is found."""
    exact: list[tuple[int, int, bool]] = []
    loose: list[tuple[int, int, bool]] = []
    mark = b"--" + boundary
    at = body.find(mark, low, high)
    while at >= 0 and len(exact) + len(loose) <= MAX_PARTS + 1:
        stop = at + len(mark)
        if at == low or body[at - 1] in b"\r\n":
            line_end, rest = _rest_of_line(body, stop, high)
            closes = rest.startswith(b"--") or rest.strip() == b"-"
            clean = rest.strip() in (b"", b"--")
            (exact if clean else loose).append((at, line_end, closes))
        at = body.find(mark, stop, high)
    if any(not closes for _, _, closes in exact):
        if any(closes for _, _, closes in exact):
            return exact
        return sorted([*exact, *[one for one in loose if one[2] and one[0] > exact[-1][0]][:1]])
    return sorted(exact + loose) if loose else exact


def _rest_of_line(body: bytes, at: int, high: int) -> tuple[int, bytes]:
    if body.startswith(b"\r\n", at, high):
        return at + 2, b""
    limit = min(high, at + 2_000)
    newline = body.find(b"\n", at, limit)
    window = body[at : newline if newline >= 0 else limit]
    bare = window.rstrip(b"\r").find(b"\r")
    if bare >= 0:
        return at + bare + 1, window[:bare]
    return (newline + 1 if newline >= 0 else limit), window


def _between(body: bytes, high: int, cuts: list[tuple[int, int, bool]]) -> list[tuple[_Span, bool]]:
    """(from where to where, whether a closing delimiter ends them) between the delimiters.

    After a closing delimiter only what looks like a part: mailers that use one boundary twice go on there.
    """
    pieces: list[tuple[_Span, bool]] = []
    for index, (_, start, closes) in enumerate(cuts):
        last = index + 1 == len(cuts)
        end = high if last else cuts[index + 1][0]
        if closes and (last or not _LIKE_PART.match(body, start, end)):
            continue
        end = end if last else max(start, _without_last_break(body, end))
        if _WORD.search(body, start, end):
            pieces.append(((start, end), not last and cuts[index + 1][2]))
    return pieces


def _shares_boundary(child: Node, parent: Node) -> bool:
    """An inner multipart with its parent's boundary: the parent's next parts are its own, up to a closing delimiter."""
    return (
        child.type.startswith("multipart/")
        and not child.children
        and child.parameters.get("boundary") == parent.parameters.get("boundary")
    )


def _without_last_break(body: bytes, end: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1)."""
    last = body[max(0, end - 2) : end]
    if last == b"\r\n":
        return end - 2
    return end - 1 if last.endswith((b"\n", b"\r")) else end


def _guess_boundary(body: bytes) -> bytes | None:
    """The first line that starts with `--` and is followed by a part's header, where the parameter does not help."""
    for match in islice(_DELIMITER.finditer(body), MAX_PARTS):
        if _LIKE_PART.match(body, match.end()):
            return match[1]
    return None
