"""Compose: a letter becomes frozen bytes, and the same letter always the same bytes (RFC 5322, 2045, 2046, 2387).

CRLF only; text and HTML say the same; every body is 7-bit on the wire, so no relay has a reason to change it.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from liaison_sync.domain.message import Address
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import header_text as header
from liaison_sync.formats.header_text import BadAddress, HeaderInjection
from liaison_sync.formats.render import Letter

__all__ = ["BadAddress", "File", "HeaderInjection", "InlineImage", "Itip", "freeze", "needs_smtputf8"]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `type` is its media type; `content` goes out as base64."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class InlineImage:
    """An image the HTML names as `cid:<content_id>`."""

    content_id: str
    type: str
    content: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Itip:
    """A scheduling message (RFC 6047): the calendar as an alternative, and as a file for whom that serves."""

    method: str
    ics: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Header lines and the body after the blank line, both ending in CRLF."""

    head: str
    body: bytes

    def bytes(self) -> bytes:
        return self.head.encode("ascii") + b"\r\n" + self.body


def freeze(
    letter: Letter,
    *,
    from_: Address,
    to: Sequence[Address],
    cc: Sequence[Address] = (),
    message_id: str,
    date: datetime,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    subject: str | None = None,
    automatic: bool,
    liaison_id: str,
    html: str | None = None,
    list_unsubscribe: Sequence[str] = (),
    reply_to: Address | None = None,
    language: str | None = None,
    attachments: Sequence[File] = (),
    inline_images: Sequence[InlineImage] = (),
    itip: Itip | None = None,
    template: str = "",
) -> bytes:
    """The final bytes of `letter`; `date` is aware, `subject` (that of the thread) replaces the letter's own.

    `automatic`: no person approved it (RFC 3834). A letter a person approved carries no such mark, because we want
    the partner's out-of-office. `list_unsubscribe` are the addresses (https, mailto) at which its reader can leave
    such letters (RFC 2369 §3.2). `template` names what the words were made from, with its version.
    Raises HeaderInjection, BadAddress, ValueError (no recipient, naive date).
    """
    if date.tzinfo is None:
        raise ValueError("the date of a letter must be aware")
    lines = (
        *_people(from_, reply_to, to, cc),
        header.unstructured("Subject", subject if subject is not None else letter.subject),
        header.verbatim("Date", format_datetime(date)),
        *_place(message_id, in_reply_to, references),
        header.verbatim("Content-Language", language) if language else "",
        header.verbatim("X-Liaison-Id", liaison_id),
        header.verbatim("X-Liaison-Template", template) if template else "",
        _automatic() if automatic else "",
        header.uris("List-Unsubscribe", list_unsubscribe),
        _one_click(list_unsubscribe),
        "MIME-Version: 1.0\r\n",
    )
    tree = _tree(letter.text, html, inline_images, attachments, liaison_id, itip)
    return "".join(lines).encode("utf-8") + tree.bytes()


def needs_smtputf8(*addresses: Address) -> bool:
    """Whether a local part is not ASCII, so that only SMTPUTF8 can carry it (RFC 6531)."""
    return any(not address.address.rpartition("@")[0].isascii() for address in addresses)


def _people(from_: Address, reply_to: Address | None, to: Sequence[Address], cc: Sequence[Address]) -> tuple[str, ...]:
    if not to:
        raise ValueError("a letter needs a recipient")
    return (
        header.mailboxes("From", [from_]),
        header.mailboxes("Reply-To", [reply_to] if reply_to else []),
        header.mailboxes("To", to),
        header.mailboxes("Cc", cc),
    )


def _place(message_id: str, in_reply_to: str | None, references: Sequence[str]) -> tuple[str, ...]:
    """Where the letter stands among others (RFC 5322 §3.6.4)."""
    return (
        _own_id(message_id),
        header.message_ids("In-Reply-To", [in_reply_to] if in_reply_to else []),
        header.message_ids("References", _references(references, in_reply_to)),
    )


def _own_id(message_id: str) -> str:
    line = header.message_ids("Message-ID", [message_id])
    if not line:
        raise ValueError("our Message-ID must look like <id@domain>")
    return line


def _references(references: Sequence[str], in_reply_to: str | None) -> list[str]:
    """RFC 5322 §3.6.4: the parent's references, then the parent."""
    return [one for one in references if one != in_reply_to] + ([in_reply_to] if in_reply_to else [])


def _automatic() -> str:
    return "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: AutoReply, RN, NRN\r\n"


def _one_click(addresses: Sequence[str]) -> str:
    """RFC 8058 §2: one click is a POST to the https address; without one there is nothing to click."""
    https = any(one.startswith("https://") for one in addresses)
    return "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if https else ""


def _tree(
    text: str,
    html: str | None,
    images: Sequence[InlineImage],
    files: Sequence[File],
    liaison_id: str,
    itip: Itip | None = None,
) -> _Part:
    part = _text(text, "plain")
    others = []
    if html is not None:
        page = _text(html, "html")
        if images:
            page = _multipart("related", [page, *map(_image, images)], liaison_id, extra='; type="text/html"')
        others.append(page)
    if itip is not None:
        others.append(_calendar(itip))
        files = [*files, File("invite.ics", "application/ics", itip.ics.encode("utf-8"))]
    if others:
        part = _multipart("alternative", [part, *others], liaison_id)
    if files:
        part = _multipart("mixed", [part, *map(_attachment, files)], liaison_id)
    return part


def _clean(text: str) -> str:
    """Text without what no reader can see: controls (but line ends and tabs) and lone surrogates."""
    kept = (c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or _printable(c))
    return "".join(kept).rstrip("\n") + "\n"


def _printable(character: str) -> bool:
    code = ord(character)
    return not (code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF)


def _text(text: str, subtype: str) -> _Part:
    raw = _clean(text).encode("utf-8")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\n"
    plain = raw.isascii() and all(len(line) <= 76 for line in raw.split(b"\n")) and b"\nFrom " not in b"\n" + raw
    if plain:
        return _Part(head + "Content-Transfer-Encoding: 7bit\r\n", raw.replace(b"\n", b"\r\n"))
    coded = quopri.encodestring(raw).replace(b"\nFrom ", b"\n=46rom ")
    if coded.startswith(b"From "):
        coded = b"=46rom " + coded[5:]
    if coded.startswith(b".") or b"\n." in coded:
        coded = (b"\n" + coded).replace(b"\n.", b"\n=2E")[1:]
    return _Part(head + "Content-Transfer-Encoding: quoted-printable\r\n", coded.replace(b"\n", b"\r\n"))


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _media_type(text: str) -> str:
    kind, slash, subtype = header.refuse_controls("Content-Type", text).partition("/")
    fine = slash and all(c.isascii() and (c.isalnum() or c in "!#$&-^_.+") for c in kind + subtype)
    return text if fine and kind and subtype else "application/octet-stream"


def _image(image: InlineImage) -> _Part:
    name = header.parameter("name", image.name) if image.name else ""
    file = header.parameter("filename", image.name) if image.name else ""
    head = (
        f"Content-Type: {_media_type(image.type)}{name}\r\n"
        f"Content-ID: <{header.refuse_controls('Content-ID', image.content_id)}>\r\n"
        f"Content-Disposition: inline{file}\r\nContent-Transfer-Encoding: base64\r\n"
    )
    return _Part(head, _base64(image.content))


def _calendar(itip: Itip) -> _Part:
    """RFC 6047 §2.4: method as in the calendar itself, charset always stated; base64 keeps its CRLF whole."""
    head = (
        f"Content-Type: text/calendar; charset=utf-8; method={header.refuse_controls('method', itip.method)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    )
    return _Part(head, _base64(itip.ics.encode("utf-8")))


def _attachment(file: File) -> _Part:
    head = (
        f"Content-Type: {_media_type(file.type)}{header.parameter('name', file.name)}\r\n"
        f"Content-Disposition: attachment{header.parameter('filename', file.name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    )
    return _Part(head, _base64(file.content))


def _multipart(kind: str, parts: Sequence[_Part], liaison_id: str, extra: str = "") -> _Part:
    """The boundary follows from the letter's id; "=_" occurs in neither quoted-printable nor base64."""
    digest = hashlib.sha256(f"{kind} {liaison_id}".encode()).hexdigest()[:24]
    boundary = f"=_{kind}_{digest}"
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part.bytes() + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}{extra};\r\n boundary="{boundary}"\r\n'
    return _Part(head, body + b"--" + boundary.encode() + b"--\r\n")
