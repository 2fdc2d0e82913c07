"""Bytes → Message: the one door through which mail comes in (RFC 5322, 2045–2049). Never raises."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import islice

from liaison_sync.domain.invitation import CalendarFile
from liaison_sync.domain.message import (
    Answer,
    Attachment,
    Automatic,
    Bounce,
    CalendarRef,
    Defect,
    Forwarded,
    Message,
    Quarantined,
    StatedMeeting,
)
from liaison_sync.formats import answers, automatic, bounce, bounce_json, language, letters, links, quotes, stated
from liaison_sync.formats.attached import Found, everything
from liaison_sync.formats.bodies import Contents, contents
from liaison_sync.formats.calendars import calendar_files, left_in_text, passed_on
from liaison_sync.formats.counted import counted
from liaison_sync.formats.envelope import Envelope, envelope
from liaison_sync.formats.headers import Headers, Part
from liaison_sync.formats.original_id import original_id
from liaison_sync.formats.parsed import Parsed
from liaison_sync.formats.parts import MESSAGE_TYPES, Node, Tree
from liaison_sync.formats.quotes import NewText
from liaison_sync.formats.subject import base_subject

MAX_READ = 100_000  # characters of text that are searched for quotes, dates, letters and links
_CID = re.compile(r"""(["'(]\s*)cid:([^"')\s>]{1,300})""", re.IGNORECASE)
_INLINE_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
MAX_INLINE_IMAGE = 2 * 1024 * 1024


def parse(raw: bytes, *, zone: str = "Asia/Jakarta", territory: str = "ID") -> Parsed:
    """What `raw` says. `zone` (IANA) is where its reader lives, `territory` (ISO 3166) decides ambiguous zone names."""
    try:
        return _Reading(raw, zone, territory).parsed()
    except Exception as error:  # the one door: poison is set aside with its reason, the folder goes on
        reason = Quarantined("message_unreadable", type(error).__name__)
        return Parsed(Message(sha256(raw).hexdigest(), len(raw), quarantined=reason))


def content(raw: bytes, digest: str) -> tuple[Attachment, bytes] | None:
    """The attachment whose content has this SHA-256, and its bytes; None where the message holds no such."""
    try:
        found = everything(contents(Tree(raw).root).attachments)
    except Exception:  # the same door as parse
        return None
    return next(((one.attachment, one.data) for one in found if one.attachment.sha256 == digest), None)


def html_body(raw: bytes) -> str | None:
    """The HTML of the body as sent, its cid: images made inline data. Not yet safe: `html.safe` comes last."""
    try:
        sorted_ = contents(Tree(raw).root)
        html = sorted_.html
        return html and _with_inline_images(html, everything(sorted_.attachments))
    except Exception:  # the same door as parse
        return None


def _with_inline_images(html: str, found: list[Found]) -> str:
    images = {
        one.attachment.content_id: one
        for one in found
        if one.attachment.type in _INLINE_IMAGES and len(one.data) <= MAX_INLINE_IMAGE
    }

    def mapped(match: re.Match[str]) -> str:
        image = images.get(match[2])
        if image is None:
            return match[1]
        return f"{match[1]}data:{image.attachment.type};base64,{base64.b64encode(image.data).decode('ascii')}"

    return _CID.sub(mapped, html)


class _Reading:
    """One message on its way from tree to value."""

    def __init__(self, raw: bytes, zone: str, territory: str) -> None:
        self.raw, self.zone, self.territory = raw, zone, territory
        self.tree = Tree(raw)
        self.root = self.tree.root
        self.sorted: Contents = contents(self.root)
        self.headers: Headers = self.root.headers
        self.envelope: Envelope = envelope(self.headers)

    def parsed(self) -> Parsed:
        found = everything(self.sorted.attachments)
        calendars, flaws = calendar_files(found, territory=self.territory)
        refs = tuple(_refs(calendars))
        text = self.sorted.text() or next((one.text for one in found if one.text), "")
        defects = [*self.tree.defects, *self.envelope.defects, *self.sorted.defects, *flaws]
        defects += [Defect(one.reason, one.place) for one in found if one.reason]
        defects += [Defect("calendar_in_text", "body")] if not calendars and left_in_text(text[:MAX_READ]) else []
        attachments = counted(found)
        message = self._described(text, refs, attachments, tuple(dict.fromkeys(defects)))
        returned = message.bounce or message.automatic.kind in ("bounce", "delivery-receipt", "feedback-report")
        return Parsed(message, calendars, () if returned else passed_on(found, territory=self.territory))

    def _described(
        self, text: str, refs: tuple[CalendarRef, ...], files: tuple[Attachment, ...], defects: tuple[Defect, ...]
    ) -> Message:
        """Headers and everything the text tells."""
        read, html = text[:MAX_READ], self.sorted.html
        told = self.envelope
        base, prefix = _based(told, calendar=bool(refs))
        split = quotes.split(read, html=html[: 5 * MAX_READ] if html else None, subject=told.subject)
        returned, written = self._returned((split.new_text, read), invited=bool(refs))
        return Message(
            sha256=sha256(self.raw).hexdigest(),
            size=len(self.raw),
            message_id=told.message_id,
            in_reply_to=told.in_reply_to,
            references=told.references,
            subject=told.subject,
            base_subject=base,
            from_=told.from_,
            sender=told.sender,
            reply_to=told.reply_to,
            to=told.to,
            cc=told.cc,
            bcc=told.bcc,
            date=told.date,
            date_source=told.date_source,
            date_east=told.date_east,
            text=text,
            new_text=split.new_text + (text[MAX_READ:] if not split.quoted_text else ""),
            quoted_text=split.quoted_text + (text[MAX_READ:] if split.quoted_text else ""),
            signature=split.signature,
            html=html is not None,
            forwarded=(*split.forwarded, *_attached_messages(self.root)),
            automatic=written,
            bounce=returned,
            language=language.guess(split.new_text[:5_000] or read[:5_000]),
            letter=letters.read(split.new_text, told.subject),
            meetings=self._meetings(split.new_text, replied=prefix, invited=bool(refs)),
            answer=self._answer(split, replied=bool(prefix)),
            links=links.find(read, html[: 5 * MAX_READ] if html else None),
            reply_prefix=prefix,
            thread_index=told.thread_index,
            authentication=told.authentication,
            original_from=told.original_from,
            liaison_id=told.liaison_id,
            list_id=told.list_id,
            attachments=files,
            calendar=refs,
            defects=defects,
        )

    def _answer(self, split: NewText, *, replied: bool) -> Answer:
        told = self.envelope
        if not (replied or told.in_reply_to or told.references):
            return Answer()
        return answers.read(split.new_text, subject=told.subject or "", quoted=split.quoted_text)

    def _returned(self, text: tuple[str, str], *, invited: bool) -> tuple[Bounce | None, Automatic]:
        """Whether it tells of a letter that came back, and whether a program wrote it.

        `text` is the new text and all of it.
        """
        kind, reports = _kind(self.root), _report_parts(self.root)
        bounced = self._bounced(kind, reports, text[1])
        return bounced, self._automatic(kind, reports, text, bounced, invited=invited)

    def _bounced(self, kind: str, reports: tuple[Part, ...], text: str) -> Bounce | None:
        told = self.envelope
        found = bounce.read(self.headers, kind, reports, subject=told.subject or "", text=text, date=told.date)
        enclosed = _enclosed_report(self.root) if found and not any(part.type in _REPORTS for part in reports) else None
        if enclosed is None:
            return found
        parts = _report_parts(enclosed)
        return bounce.read(enclosed.headers, _kind(enclosed), parts, subject="", text="", date=told.date) or found

    def _automatic(
        self, kind: str, reports: tuple[Part, ...], text: tuple[str, str], bounced: Bounce | None, *, invited: bool
    ) -> Automatic:
        told = self.envelope
        found = automatic.classify(
            self.headers,
            kind,
            has_calendar=invited,
            subject=told.subject or "",
            text=text[0],
            whole=text[1],
            bounce=bounced,
            date=told.date,
        )
        if found.kind not in ("delivery-receipt", "feedback-report"):
            return found
        about = bounce_json.original_id(self.headers, text[1]) or original_id(self.headers, reports, text[1])
        return replace(found, original_message_id=about)

    def _meetings(self, text: str, *, replied: bool, invited: bool) -> tuple[StatedMeeting, ...]:
        """A reply's subject names the meeting it answers, not one of its own."""
        told = self.envelope
        subject = "" if replied else told.subject or ""
        return stated.meetings(text, sent=told.date, zone=self.zone, subject=subject, invitation=invited)


def _based(told: Envelope, *, calendar: bool) -> tuple[str, bool]:
    """The base subject, and whether a prefix was taken off it."""
    answers_something = bool(told.in_reply_to or told.references)
    return base_subject(told.subject or "", is_reply=answers_something, calendar=calendar)


def _refs(calendars: tuple[CalendarFile, ...]) -> list[CalendarRef]:
    return [
        CalendarRef(one.method, one.uid or None, one.recurrence_id.key if one.recurrence_id else None, one.sequence)
        for file in calendars
        for one in file.invitations
    ]


def _kind(root: Node) -> str:
    """The media type, as written in full where a gateway or list wrapped a report into a multipart of its own."""
    inner = _unwrapped(root)
    if inner.type != "multipart/report":
        return root.type
    stated = inner.headers.get("Content-Type") or inner.type
    if "report-type" in stated.lower():
        return stated
    found = next((_REPORTS[child.type] for child in inner.children[:20] if child.type in _REPORTS), None)
    return f"multipart/report; report-type={found}" if found else stated


_REPORTS = {
    "message/delivery-status": "delivery-status",
    "message/global-delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/global-disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
}


def _unwrapped(root: Node) -> Node:
    while root.type == "multipart/mixed" and len(root.children) == 1 and root.children[0].type.startswith("multipart/"):
        root = root.children[0]
    return root


def _report_parts(root: Node) -> tuple[Part, ...]:
    """Parts a bounce is read from: all of a multipart that holds a report or a returned message."""
    root = _unwrapped(root)
    if root.type in MESSAGE_TYPES:  # a complaint that is nothing but the message complained of
        return (Part(root.type, root.headers, _report_text(root)),)
    holder = root if any(map(_tells_of_delivery, root.children)) or root.type == "multipart/report" else _report(root)
    if holder is None or not holder.type.startswith("multipart/"):
        return ()
    return tuple(Part(node.type, node.headers, _report_text(node)) for node in holder.children[:20])


def _enclosed_report(root: Node) -> Node | None:
    """The report a gateway sent on whole, as a message within one of its own."""
    held = _unwrapped(root).children[:20]
    enclosed = (child.children[0] for child in held if child.type in MESSAGE_TYPES and child.children)
    return next((node for node in enclosed if _unwrapped(node).type == "multipart/report"), None)


def _report(node: Node) -> Node | None:
    """The report a gateway or list wrapped into a multipart of its own (RFC 6522 §3 asks it not to)."""
    if not node.type.startswith("multipart/"):
        return None
    if node.type == "multipart/report":
        return node
    return next((found for child in node.children[:20] if (found := _report(child))), None)


def _tells_of_delivery(node: Node) -> bool:
    return node.type.startswith("message/") or node.type == "text/rfc822-headers"


def _report_text(node: Node) -> str:
    if not node.type.startswith(("text/", "message/")):
        return ""
    return node.octets.data[:65_536].decode("utf-8", "replace").replace("\r\n", "\n")


def _attached_messages(root: Node) -> tuple[Forwarded, ...]:
    """Messages passed on as attachments, outside of delivery reports."""
    return tuple(map(_forwarded, islice(_passed_on(root), 20)))


def _passed_on(node: Node) -> Iterator[Node]:
    """The messages attached to this one, not those within them but where one is nothing else."""
    if not node.type.startswith("multipart/"):
        for child in node.children:
            yield child
            if not child.type.startswith("multipart/"):
                yield from _passed_on(child)
    elif node.type != "multipart/report":
        for child in node.children:
            yield from _passed_on(child)


def _forwarded(node: Node) -> Forwarded:
    told = envelope(node.headers)
    sender = told.from_[0] if told.from_ else None
    return Forwarded(sender, told.to, told.date, told.subject, contents(node).text()[:MAX_READ])
