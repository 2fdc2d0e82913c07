"""Seeded mail in bulk, with its truth: for the tests on a real server and for the benchmarks.

The same seed and arguments give the same octets. Threads of 1–15 mails over some forty partners; answers with
References or, as Outlook does, with In-Reply-To alone; outbound mail in Sent; copies in both mailboxes; attachments,
HTML, several charsets; newsletters, out-of-office replies, strangers.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from random import Random
from typing import Any

from liaison_sync.demo import bulkwords as words
from liaison_sync.demo.placed import FolderName
from liaison_sync.domain.value import dataclass

OWN_DOMAIN = "karsabahari.example"
MAILBOXES = (f"humas@{OWN_DOMAIN}", f"event@{OWN_DOMAIN}")
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
CHARSETS = ("utf-8", "utf-8", "utf-8", "us-ascii", "iso-8859-1", "windows-1252", "utf-8-base64", "utf-8-8bit")
_OPEN_THREADS = 60


@dataclass(frozen=True, slots=True)
class BulkMail:
    """One copy on the server and its truth. `message` is the same for all copies of one message."""

    raw: bytes
    mailbox: str
    folder: FolderName
    received_at: datetime
    seen: bool
    thread: str
    partner: str | None
    message: str
    automatic: str | None = None
    outbound: bool = False


@dataclass(frozen=True, slots=True)
class _Partner:
    id: str
    name: str
    domain: str
    people: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Thread:
    key: str
    partner: _Partner | None
    stranger: tuple[str, str] | None
    box: str
    subject: str
    left: int
    references: list[str] = field(default_factory=list)
    last_text: str = ""
    last_sender: str = ""
    ours_next: bool = False

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        return self.partner.people if self.partner is not None else (self.stranger or ("", ""),)


def _partners(seed: int) -> tuple[_Partner, ...]:
    rng = Random(f"{seed}/partners")
    return tuple(_partner(rng, number) for number in range(rng.randint(30, 60)))


def _partner(rng: Random, number: int) -> _Partner:
    kind, place = rng.choice(words.KINDS), rng.choice(words.PLACES)
    domain = f"{kind.lower()}-{place.lower()}{number:02d}.example"
    people = [
        (f"{rng.choice(words.FIRST)} {rng.choice(words.LAST)}", f"orang{n}@{domain}") for n in range(rng.randint(2, 5))
    ]
    people.append((f"Sekretariat {place}", f"sekretariat@unit.{domain}"))
    return _Partner(
        f"{kind.lower()}-{place.lower()}-{number:02d}", f"{kind} {place} {number:02d}", domain, tuple(people)
    )


def directory(seed: int) -> dict[str, Any]:
    """The partners of `generate(seed, …)` in the directory file form that `import` reads."""
    partners = _partners(seed)
    return {
        "own": {"domains": [OWN_DOMAIN], "addresses": list(MAILBOXES), "authserv_id": None},
        "partners": [{"id": p.id, "name": p.name, "parent": None, "kind": "other", "domains": [p.domain], "clients": []}
                     for p in partners],
        "contacts": [{"partner": p.id, "name": name, "address": address,
                      "kind": "role" if address.startswith("sekretariat") else "person",
                      "since": None, "until": None, "language": None, "note": ""}
                     for p in partners for name, address in p.people],
        "threads": [],
    }  # fmt: skip


def generate(
    seed: int, count: int, mailboxes: tuple[str, ...] = MAILBOXES, start: datetime = START
) -> Iterator[BulkMail]:
    """`count` copies of mail in the order received, the first at `start` (aware). Raises ValueError without mailbox."""
    if not mailboxes:
        raise ValueError("generate needs at least one mailbox")
    rng, partners, at = Random(seed), _partners(seed), start
    blobs = [encodebytes(rng.randbytes(rng.randint(500, 14_000))).decode() for _ in range(48)]
    running: list[_Thread] = []
    given = number = 0
    while given < count:
        at += timedelta(seconds=rng.randint(20, 900))
        thread = _pick(rng, running, partners, mailboxes, f"{seed}-{number}")
        for mail in _mail(rng, thread, mailboxes, f"{seed}.{number}", at, blobs)[: count - given]:
            given += 1
            yield mail
        number += 1
        if thread.left <= 0 and thread in running:
            running.remove(thread)


def _pick(
    rng: Random, running: list[_Thread], partners: tuple[_Partner, ...], mailboxes: tuple[str, ...], key: str
) -> _Thread:  # fmt: skip
    if running and (len(running) >= _OPEN_THREADS or rng.random() < 0.72):
        return rng.choice(running)
    stranger = rng.random() < 0.01
    name = f"{rng.choice(words.FIRST)} {rng.choice(words.LAST)}"
    thread = _Thread(
        key=f"t{key}",
        partner=None if stranger else rng.choice(partners),
        stranger=(name, f"{name.lower().replace(' ', '_')}_{key.replace('-', '_')}@gmail.com") if stranger else None,
        box=rng.choice(mailboxes),
        subject=f"{rng.choice(words.TOPICS)} {rng.choice(words.PLACES)} {rng.randint(1, 99)}",
        left=min(15, max(1, round(rng.expovariate(1 / 4)))),
        ours_next=rng.random() < 0.25 and not stranger,
    )
    running.append(thread)
    return thread


def _mail(
    rng: Random, thread: _Thread, mailboxes: tuple[str, ...], name: str, at: datetime, blobs: list[str]
) -> list[BulkMail]:  # fmt: skip
    """The next mail of a thread, one entry a copy."""
    chance = rng.random()
    outbound = thread.ours_next
    automatic = _automatic(chance, thread, outbound)
    person = rng.choice(thread.people)
    sender = ("Humas Karsa Bahari", thread.box) if outbound else person
    to = person if outbound else ("Humas Karsa Bahari", thread.box)
    both = not outbound and automatic is None and len(mailboxes) > 1 and rng.random() < 0.06
    identity = f"<{name}.{rng.getrandbits(48):012x}@{sender[1].rpartition('@')[2]}>"
    lacks_id = not thread.references and thread.left == 1 and not outbound and rng.random() < 0.05
    text = (
        words.paragraph(rng, 2)
        if automatic
        else "\n\n".join(words.paragraph(rng, rng.randint(1, 6)) for _ in range(rng.randint(1, 5)))
    )
    if automatic == "out-of-office":
        text = "Terima kasih atas surel Anda. Saya sedang cuti dan kembali bekerja pekan depan."
    head = _head(rng, thread, sender, to, at, None if lacks_id else identity, automatic)
    if both:
        head.append(f"Cc: {', '.join(one for one in mailboxes if one != thread.box)}")
    raw = _raw(rng, head, text, thread, at, name, blobs, plain=automatic is not None)
    if not lacks_id and automatic is None:
        thread.references.append(identity)
    _advance(rng, thread, text, sender[1], automatic)
    copies = mailboxes if both else (thread.box,)
    return [
        BulkMail(raw, box, "Sent" if outbound else "INBOX", at + timedelta(seconds=3), outbound or rng.random() < 0.5,
                 thread.key, thread.partner.id if thread.partner else None,
                 name if lacks_id else identity, automatic, outbound)
        for box in copies
    ]  # fmt: skip


def _automatic(chance: float, thread: _Thread, outbound: bool) -> str | None:
    if outbound:
        return None
    if thread.references:
        return "out-of-office" if chance < 0.02 else None
    if thread.partner is not None and chance < 0.06:
        thread.left = 1
        return "list"
    return None


def _advance(rng: Random, thread: _Thread, text: str, sender: str, automatic: str | None) -> None:
    thread.left -= 1
    thread.last_text = text[:3000]
    thread.last_sender = sender
    if automatic != "out-of-office":
        thread.ours_next = rng.random() < 0.55


def _head(
    rng: Random, thread: _Thread, sender: tuple[str, str], to: tuple[str, str], at: datetime, identity: str | None,
    automatic: str | None,
) -> list[str]:  # fmt: skip
    prefix = rng.choice(("Re: ", "RE: ", "Bls: ")) if thread.references else ""
    subject = f"Balasan otomatis: {thread.subject}" if automatic == "out-of-office" else prefix + thread.subject
    if rng.random() < 0.1:
        subject = Header(subject + " – penting", "utf-8", header_name="Subject").encode(linesep="\r\n")
    head = [
        f"Received: from mail.{sender[1].rpartition('@')[2]} by mx.{OWN_DOMAIN} with ESMTPS;\r\n {format_datetime(at)}",
        f"From: {sender[0]} <{sender[1]}>",
        f"To: {to[0]} <{to[1]}>",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
    ]
    if identity is not None:
        head.append(f"Message-ID: {identity}")
    if thread.references:
        head.append(f"In-Reply-To: {thread.references[-1]}")
        if rng.random() < 0.7:
            head.append("References: " + "\r\n ".join(thread.references))
    if automatic == "out-of-office":
        head.append("Auto-Submitted: auto-replied")
    if automatic == "list":
        head += [f"List-Id: Kabar <kabar.{sender[1].rpartition('@')[2]}>", "Precedence: list",
                 f"List-Unsubscribe: <mailto:berhenti@{sender[1].rpartition('@')[2]}>"]  # fmt: skip
    return head


def _raw(
    rng: Random, head: list[str], text: str, thread: _Thread, at: datetime, name: str, blobs: list[str], plain: bool
) -> bytes:  # fmt: skip
    if thread.last_text and not plain:
        quoted = "\n".join("> " + line for line in thread.last_text.split("\n"))
        text = f"{text}\n\nPada {at.day}/{at.month}/{at.year} {at:%H.%M}, {thread.last_sender} menulis:\n\n{quoted}"
    parts = [_text_part(rng.choice(CHARSETS), text, "plain")]
    head.append("MIME-Version: 1.0")
    boundary = f"=_{name}"
    if not plain and rng.random() < 0.45:
        html = "<html><body><p>" + text.replace("\n\n", "</p><p>").replace("\n", "<br>\n") + "</p></body></html>"
        parts = [_multipart("alternative", boundary + ".a", [*parts, _text_part("utf-8", html, "html")])]
    if not plain and rng.random() < 0.22:
        for number in range(rng.choice((1, 1, 1, 2))):
            parts.append(
                f'Content-Type: application/pdf; name="berkas-{number}.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
                f'Content-Disposition: attachment; filename="berkas-{number}.pdf"\r\n\r\n'
                + rng.choice(blobs).replace("\n", "\r\n")
            )
    body = parts[0] if len(parts) == 1 else _multipart("mixed", boundary, parts)
    return ("\r\n".join(head) + "\r\n" + body).encode("latin-1" if body.isascii() else "utf-8")


def _multipart(subtype: str, boundary: str, parts: list[str]) -> str:
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n{inside}--{boundary}--\r\n'


def _text_part(charset: str, text: str, subtype: str) -> str:
    if charset == "utf-8-base64":
        head, body = "base64", encodebytes((text + " – ☑").encode()).decode().replace("\n", "\r\n")
        return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {head}\r\n\r\n{body}"
    if charset == "utf-8-8bit":
        body = (text + " – café").replace("\n", "\r\n")
        return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    mark = "" if charset == "us-ascii" else " é"
    coded = b2a_qp((text + mark).encode(charset)).decode("ascii").replace("\n", "\r\n")
    head = f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return f"{head}{coded}\r\n"
