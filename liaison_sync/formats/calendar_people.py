"""ORGANIZER and ATTENDEE lines (RFC 5545 §3.8.4) in normal form."""

from __future__ import annotations

import re
from urllib.parse import unquote

from liaison_sync.domain.invitation import Attendee
from liaison_sync.formats.content_lines import Line

MAILTO = re.compile(r"(?:mailto:\s*)+", re.IGNORECASE)
PARTSTATS = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})


def person(line: Line) -> Attendee | None:
    """The person of a line; EMAIL (RFC 7986) where the value is no mailto. None if there is neither."""
    address = address_of(line.value) or address_of(line.param("EMAIL") or "") or _opaque(line.value)
    if not address:
        return None
    partstat = (line.param("PARTSTAT") or "NEEDS-ACTION").strip().upper()
    return Attendee(
        address=address,
        name=_name(line.param("CN") or ""),
        partstat=partstat if partstat in PARTSTATS else "NEEDS-ACTION",  # an unknown value (§3.2.12)
        role=(line.param("ROLE") or "REQ-PARTICIPANT").strip().upper(),
        cutype=(line.param("CUTYPE") or "INDIVIDUAL").strip().upper(),
        rsvp=(line.param("RSVP") or "").strip().upper() == "TRUE",
        delegated_to=_addresses(line.params.get("DELEGATED-TO", ())),
        delegated_from=_addresses(line.params.get("DELEGATED-FROM", ())),
        sent_by=address_of(line.param("SENT-BY") or "") or None,
    )


def address_of(value: str) -> str:
    """The lower-cased address of a CAL-ADDRESS or a bare address; empty if it is another kind of URI."""
    text = value.strip().strip('"').strip()[:1_000]
    found = MAILTO.search(text)
    if found:
        text = unquote(text[found.end() :]).partition("?")[0]
    bracket = re.search(r"<([^<>\s]+@[^<>\s]+)>", text)
    if bracket:
        text = bracket.group(1)
    text = text.strip().strip("<>'\"").strip().lower()
    return text if "@" in text and " " not in text and "://" not in text and not text.startswith("urn:") else ""


def _opaque(value: str) -> str:
    """A URI that is no address (urn:uuid:…, /principals/…) still names one participant."""
    text = value.strip().lower()[:1_000].removeprefix("mailto:").strip()
    return "" if text in ("", "invalid:nomail") else text


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    found = (address_of(each) for value in values for each in re.split(r"[,;]\s*(?=mailto:)", value))
    return tuple(dict.fromkeys(each for each in found if each))


def _name(text: str) -> str:
    return " ".join(text.replace("\\n", " ").replace("\\", "").strip("'\" ").split())[:300]
