"""One line of a history as the message that would have arrived.

`WHO METHOD key=value …`, further components of the same message after ` + `. The keys of a component:
`seq at start end dur rid range to rrule exdate rdate exrule status title place comment org sentby uid text prop`, each
once but for `prop`; `-` leaves a property out. The keys of the message: `from sender reply-to auth subject body folder
to-header bare method cal received candidate`.
A word in capitals is the sender's own PARTSTAT.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.corpus.wording import address, stamp

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
OWN_WORD = frozenset({"REPLY", "COUNTER", "REFRESH"})
PARTSTATS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"})
_PERSON = re.compile(r"([:*<>/]|^)([^:*<>/]+)")
MAIL = (
    *("from", "sender", "reply-to", "auth", "subject", "body", "folder", "to-header", "bare", "method", "cal"),
    *("received", "candidate"),
)


@dataclass
class Said:
    """One line, taken apart: the words of the message, then those of each component."""

    who: str
    method: str
    mail: dict[str, str] = field(default_factory=dict)
    components: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def sender(self) -> str:
        return address(self.mail.get("from", self.who))


def said(line: str, number: int) -> Said:
    """The line of a story; `number` gives the DTSTAMP where none is told."""
    words = shlex.split(line)
    told = Said(words[0], words[1])
    parts: list[list[str]] = [[]]
    for word in words[2:]:
        if word == "+":
            parts.append([])
        else:
            parts[-1].append(word)
    for part in parts:
        told.components.append(_component(told, part, number))
    return told


def _component(told: Said, words: list[str], number: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            found.setdefault("partstat" if word in PARTSTATS else word, []).append(word)
        elif key in MAIL:
            told.mail[key] = value
        else:
            found.setdefault(key, []).append(value)
    found.setdefault("at", [str(10 * (number + 1))])
    return found


def calendar(told: Said) -> str:
    """The VCALENDAR, CRLF."""
    method = told.mail.get("method", told.method)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mitra//Kalender//ID"]
    lines += [f"METHOD:{method}"] if method not in ("CALENDAR", "FEED", "NONE", "-") else []
    if "cal" in told.mail:
        lines += told.mail["cal"].split("|")
    for part in told.components:
        lines += _event(told, part)
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(told: Said, part: dict[str, list[str]]) -> list[str]:
    def one(key: str, default: str = "-") -> str:
        return part.get(key, [default])[0]

    owner = told.who if told.method not in {*OWN_WORD, "CALENDAR", "FEED"} else "boss"
    organizer = one("org", owner)
    sent_by = f';SENT-BY="mailto:{address(one("sentby"))}"' if "sentby" in part else ""
    lines = ["BEGIN:VEVENT"]
    lines += [f"UID:{one('uid', 'rapat-1@mitra.id')}"] if one("uid", "") != "-" else []
    lines += [f"SEQUENCE:{one('seq', '0')}"] if one("seq", "0") != "-" else []
    lines += [f"DTSTAMP:{BEGAN + timedelta(minutes=int(one('at'))):%Y%m%dT%H%M%SZ}"] if one("at") != "-" else []
    lines += _times(told, part)
    lines += [f"ORGANIZER{sent_by}:mailto:{address(organizer)}"] if organizer != "-" else []
    lines += [f"SUMMARY:{one('title', 'Rapat')}"] if one("title", "Rapat") != "-" else []
    for key, name in (("place", "LOCATION"), ("status", "STATUS"), ("comment", "COMMENT"), ("text", "DESCRIPTION")):
        lines += [f"{name}:{one(key)}"] if key in part else []
    for key, name in (("rrule", "RRULE"), ("exrule", "EXRULE")):
        lines += [f"{name}:{value}" for value in part.get(key, [])]
    for key, name in (("exdate", "EXDATE"), ("rdate", "RDATE")):
        lines += [f"{name}{p}:{v}" for value in part.get(key, []) for p, v in map(stamp, value.split(","))]
    lines += [_person(told, name) for name in _people(told, part)]
    return [*lines, *part.get("prop", []), "END:VEVENT"]


def _times(told: Said, part: dict[str, list[str]]) -> list[str]:
    lines = []
    if "rid" in part:
        ranged = ";RANGE=THISANDFUTURE" if part.get("range", [""])[0] == "future" else ""
        parameters, value = stamp(part["rid"][0])
        lines.append(f"RECURRENCE-ID{ranged}{parameters}:{value}")
    silent = told.method in {"CANCEL", "REPLY", "REFRESH"} and "start" not in part
    start = part.get("start", part.get("rid", ["-" if silent else "1123T03:00Z"]))[0]
    if start == "-" or silent:
        return lines
    parameters, value = stamp(start)
    lines.append(f"DTSTART{parameters}:{value}")
    if "end" in part:
        parameters, value = stamp(part["end"][0])
        return [*lines, f"DTEND{parameters}:{value}"] if part["end"][0] != "-" else lines
    length = part.get("dur", ["P1D" if parameters == ";VALUE=DATE" else "PT1H"])[0]
    return [*lines, f"DURATION:{length}"] if length != "-" else lines


def _people(told: Said, part: dict[str, list[str]]) -> list[str]:
    named = [name for value in part.get("to", []) for name in value.split(",") if name != "-"]
    if "to" not in part and (told.method in OWN_WORD or "partstat" in part):
        named = [f"{told.who}:{part['partstat'][0]}" if "partstat" in part else told.who]
    return named


def _person(told: Said, text: str) -> str:
    """`budi`, `budi:ACCEPTED`, `budi>citra` (delegates), `citra<budi`, `room*ROOM` (CUTYPE), `budi/sekre` (SENT-BY)."""
    words = _PERSON.findall(text)
    name = words[0][1]
    parameters = "".join(_parameter(mark, value) for mark, value in words[1:])
    return f"ATTENDEE;CN={name}{parameters}:mailto:{address(name)}"


def _parameter(mark: str, value: str) -> str:
    match mark:
        case ":":
            return f";PARTSTAT={value}"
        case "*":
            return f";CUTYPE={value}"
        case ">":
            return f';DELEGATED-TO="mailto:{address(value)}";PARTSTAT=DELEGATED'
        case "<":
            return f';DELEGATED-FROM="mailto:{address(value)}"'
        case _:
            return f';SENT-BY="mailto:{address(value)}"'


def letter(told: Said, recipients: list[str]) -> bytes:
    """The message: text and calendar beside each other, with what our own server found out about the sender."""
    mail = told.mail
    claim = mail.get("auth", "pass")
    domain = told.sender.rpartition("@")[2]
    proof = [f"Authentication-Results: mx.kami.id; {_proof(claim, domain)}"] if claim != "none" else []
    named = [(key, name) for key, name in (("sender", "Sender"), ("reply-to", "Reply-To")) if key in mail]
    more = [f"{name}: {address(mail[key])}" for key, name in named]
    to = mail.get("to-header", ",".join(recipients))
    method = mail.get("method", told.method)
    parameter = f"; method={method}" if method not in ("NONE", "-") else ""
    head = [
        *proof,
        f"From: {told.sender}",
        *more,
        f"To: {', '.join(address(name) for name in to.split(','))}",
        f"Subject: {mail.get('subject', 'Rapat')}",
        "Date: Sun, 1 Nov 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="batas"',
    ]
    body = ["", "--batas", "Content-Type: text/plain; charset=utf-8", "", *mail.get("body", "Undangan.").split("|")]
    part = ["--batas", f"Content-Type: text/calendar; charset=utf-8{parameter}", "", calendar(told) + "--batas--", ""]
    return "\r\n".join([*head, *body, *part]).encode()


def _proof(claim: str, domain: str) -> str:
    """`pass`, `fail`, or the domain whose DKIM signature was good."""
    if claim in ("pass", "fail"):
        return f"dmarc={claim} header.from={domain}"
    return f"dkim=pass header.d={claim}; dmarc=none header.from={domain}"
