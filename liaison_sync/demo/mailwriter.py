"""The demo's mail, written as real clients write it: bytes from letters (RFC 5322, 2045–2049)."""

from __future__ import annotations

import hashlib
import textwrap
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from liaison_sync.demo.quoting import (
    FORWARD_MARK,
    ORIGINAL_MARK,
    SENT_FROM_PHONE,
    Names,
    angle,
    attribution,
    header_block,
    paragraphs_html,
    shown,
)
from liaison_sync.demo.story import AUTHSERV_ID, is_ours
from liaison_sync.domain.value import dataclass

HTML_CLIENTS = ("gmail", "outlook", "yahoo")
MAILERS = {"outlook": "Microsoft Outlook 16.0", "zimbra": "Zimbra 9.0.0_GA_4508 (ZimbraWebClient - GC119)",
           "apple": "iPhone Mail (21F90)", "yahoo": "WebService/1.1.22645 YMailNorrin"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to be written. `at` is aware in the writer's zone; `quoted` is the letter answered or passed on."""

    sender: Names
    to: tuple[Names, ...]
    subject: str
    at: datetime
    text: str
    message_id: str | None
    client: str = "gmail"
    language: str = "id"
    cc: tuple[Names, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    signature: str = ""
    quoted: Letter | None = None
    forwards: bool = False
    attachments: tuple[Attached, ...] = ()
    charset: str = "utf-8"
    html: bool = True
    calendar: tuple[str, bytes] | None = None  # (METHOD, ICS)
    headers: tuple[tuple[str, str], ...] = ()
    authenticated: str = "pass"  # what the mail server in front found: pass, fail, none
    thread_index: str | None = None


def derived(*parts: object) -> str:
    """A stable hexadecimal name for a thing of the story."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def message_id(client: str, address: str, *about: object) -> str:
    """A Message-ID in the shape the client gives it, derived from what it is about."""
    seed, domain = derived(client, address, *about), address.rpartition("@")[2]
    match client:
        case "gmail":
            return f"<CA{seed[:6]}+{seed[6:38]}@mail.{domain}>"
        case "outlook":
            return f"<SEYPR04MB{seed[:20].upper()}@SEYPR04MB7.apcprd04.prod.{domain}>"
        case "zimbra":
            number = int(seed[:12], 16)
            stamp = 1_600_000_000_000 + number % 10**11
            return f"<{number % 10**9}.{number // 7 % 10**6}.{stamp}.JavaMail.zimbra@{domain}>"
        case "yahoo":
            return f"<{int(seed[:9], 16)}.{int(seed[9:16], 16)}.{int(seed[16:26], 16)}@mail.{domain}>"
        case "apple":
            upper = seed.upper()
            return f"<{upper[:8]}-{upper[8:12]}-{upper[12:16]}-{upper[16:20]}-{upper[20:32]}@{domain}>"
        case _:
            return f"<{seed[:8]}-{seed[8:12]}-{seed[12:16]}-{seed[16:20]}-{seed[20:32]}@{domain}>"


def whole_text(letter: Letter, depth: int = 3) -> str:
    """New text, signature and quote, as the plain-text part holds them. Quotes deeper than `depth` are cut."""
    new = "\n\n".join(filter(None, (_wrapped(letter), _signed(letter))))
    if letter.quoted is None or depth == 0:
        return new
    return new + "\n\n" + _quote_text(letter, letter.quoted, whole_text(letter.quoted, depth - 1))


def _wrapped(letter: Letter) -> str:
    if letter.client in ("outlook", "gmail"):
        return letter.text
    lines = letter.text.split("\n")
    return "\n".join(textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) for line in lines)


def _signed(letter: Letter) -> str:
    if letter.client == "apple":
        return SENT_FROM_PHONE[letter.language]
    if not letter.signature:
        return ""
    return f"-- \n{letter.signature}" if letter.client in ("gmail", "thunderbird") else letter.signature


def _quote_text(letter: Letter, old: Letter, old_text: str) -> str:
    if letter.client in ("outlook", "zimbra"):
        rows = header_block(letter.client, old.sender, old.to, old.cc, old.at, old.subject, letter.language)
        mark = "________________________________" if letter.client == "outlook" else ORIGINAL_MARK[letter.language]
        return mark + "\n" + "\n".join(f"{label}: {value}" for label, value in rows) + "\n\n" + old_text
    if letter.forwards:
        block = _forward_rows(old, letter.language)
        return FORWARD_MARK[letter.language] + "\n" + "\n".join(block) + "\n\n" + old_text
    return attribution(letter.client, old.sender, old.at, letter.language) + "\n\n" + angle(old_text)


def _forward_rows(old: Letter, language: str) -> list[str]:
    """Gmail's block above a forward."""
    from liaison_sync.demo.quoting import short_date

    labels = ("Dari", "Date", "Subject", "To") if language == "id" else ("From", "Date", "Subject", "To")
    clock = f"pukul {old.at:%H.%M}" if language == "id" else f"at {old.at:%H:%M}"
    values = (shown(old.sender), f"{short_date(old.at, language)} {clock}", old.subject,
              ", ".join(shown(one) for one in old.to))  # fmt: skip
    return [f"{label}: {value}" for label, value in zip(labels, values, strict=True)]


def whole_html(letter: Letter, depth: int = 3) -> str:
    body = paragraphs_html(letter.text)
    if letter.signature:
        body += f'<p style="color:#555">{escape(letter.signature).replace(chr(10), "<br>")}</p>'
    if letter.quoted is not None and depth > 0:
        body += _quote_html(letter, letter.quoted, whole_html(letter.quoted, depth - 1))
    return body


def _quote_html(letter: Letter, old: Letter, old_html: str) -> str:
    if letter.client in ("outlook", "zimbra"):
        rows = header_block("outlook", old.sender, old.to, old.cc, old.at, old.subject, letter.language)
        block = "<br>".join(f"<b>{label}:</b> {escape(value)}" for label, value in rows)
        return f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>{block}</p></div>{old_html}'
    if letter.forwards:
        block = "<br>".join(escape(row) for row in _forward_rows(old, letter.language))
        mark = FORWARD_MARK[letter.language]
        return f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{mark}<br>{block}</div>{old_html}</div>'
    line = escape(attribution(letter.client, old.sender, old.at, letter.language).strip())
    css = "yahoo_quoted" if letter.client == "yahoo" else "gmail_quote"
    return (
        f'<div class="{css}"><div dir="ltr" class="gmail_attr">{line}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">'
        f"{old_html}</blockquote></div>"
    )


def write(letter: Letter, delivered: bool = True) -> bytes:
    """The octets of a letter, with CRLF. `delivered` adds what our mail server puts above a mail it took in."""
    mail = EmailMessage(policy=SMTP)
    if delivered:
        _delivery_headers(mail, letter)
    _headers(mail, letter)
    _body(mail, letter)
    return settled(mail, derived(letter.message_id, letter.at, letter.subject))


def settled(mail: EmailMessage, seed: str) -> bytes:
    """The octets with boundaries that are the same in every run."""
    for number, part in enumerate(mail.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{seed[:24]}_{number}")
    return bytes(mail)


def _delivery_headers(mail: EmailMessage, letter: Letter) -> None:
    address = letter.sender[1]
    domain = address.rpartition("@")[2]
    mail["Return-Path"] = f"<{address}>"
    found = letter.authenticated
    if found == "pass" or not is_ours(address):
        mail["Authentication-Results"] = (
            f"{AUTHSERV_ID}; spf={found} smtp.mailfrom={address}; dkim={found} header.d={domain};"
            f" dmarc={found} header.from={domain}"
        )
    took_in = (letter.at + timedelta(seconds=4)).astimezone(UTC)
    name = derived(letter.message_id, letter.at)[:12].upper()
    mail["Received"] = (
        f"from mail.{domain} (mail.{domain} [192.0.2.{int(name[:2], 16)}]) by {AUTHSERV_ID} with ESMTPS id {name};"
        f" {format_datetime(took_in)}"
    )


def _addresses(names: tuple[Names, ...]) -> tuple[Address, ...]:
    return tuple(Address(name, addr_spec=address) for name, address in names)


def _headers(mail: EmailMessage, letter: Letter) -> None:
    mail["From"] = _addresses((letter.sender,))
    mail["To"] = _addresses(letter.to)
    if letter.cc:
        mail["Cc"] = _addresses(letter.cc)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    if letter.message_id:
        mail["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        mail["In-Reply-To"] = letter.in_reply_to
    if letter.references:
        mail["References"] = " ".join(letter.references)
    if letter.thread_index:
        mail["Thread-Index"] = letter.thread_index
    if letter.client in MAILERS:
        mail["X-Mailer"] = MAILERS[letter.client]
    for name, value in letter.headers:
        mail[name] = value


def _body(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(whole_text(letter) + "\n", charset=letter.charset, cte=_cte(letter))
    if letter.html and letter.client in HTML_CLIENTS:
        html = f"<html><body>{whole_html(letter)}</body></html>\n"
        mail.add_alternative(html, subtype="html", charset=letter.charset, cte=_cte(letter))
    if letter.calendar is not None:
        method, ics = letter.calendar
        mail.add_alternative(ics, "text", "calendar", cte="base64", params={"method": method, "charset": "UTF-8"})
    for attached in letter.attachments:
        maintype, _, subtype = attached.type.partition("/")
        mail.add_attachment(attached.content, maintype, subtype, filename=attached.name)


def _cte(letter: Letter) -> str:
    if letter.charset == "iso-2022-jp":
        return "7bit"
    return "base64" if letter.client in ("outlook", "apple") else "quoted-printable"
