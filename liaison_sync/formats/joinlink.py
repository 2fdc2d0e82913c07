"""Where to join a meeting online: links found in the invitation, unwrapped, never fetched."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from liaison_sync.formats.calendar_values import text as unescaped
from liaison_sync.formats.content_lines import Component

OWN = ("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK")
URL = re.compile(r"https?://[^\s<>\"'\\\[\]{}|^`]{4,2000}", re.IGNORECASE)
MEETING = re.compile(
    r"^(?:teams\.microsoft\.com/(?:l/meetup-join|meet)/"
    r"|teams\.live\.com/meet/"
    r"|meet\.google\.com/(?:lookup/)?[a-z]"
    r"|(?:[\w.-]+\.)?zoom\.(?:us|com)/(?:j|my|w|s|wc|meeting)/"
    r"|(?:[\w.-]+\.)?zoomgov\.com/j/"
    r"|[\w.-]+\.webex\.com/(?:[\w.-]+/)?(?:j\.php|meet/|m/|join/|[\w-]+/j\.php|wbxmjs/)"
    r"|(?:meet\.jit\.si|[\w.-]*jitsi[\w.-]*)/\w"
    r"|(?:[\w-]+\.)?whereby\.com/\w"
    r"|(?:[\w-]+\.)?gotomeet(?:ing)?\.(?:me|com)/\w"
    r"|meet\.lync\.com/|lync\.[\w.-]+/meet/"
    r"|[\w.-]*bluejeans\.com/\d)",
    re.IGNORECASE,
)
SEARCHED = 60_000


def of_component(event: Component) -> str | None:
    """The join link of a VEVENT: its own properties first, then LOCATION, URL and the texts."""
    for line in event.all(*OWN):
        found = URL.search(unescaped(line.value))
        if found:
            return unwrap(found.group())
    for name in ("LOCATION", "URL", "DESCRIPTION", "X-ALT-DESC", "COMMENT", "SUMMARY"):
        for line in event.all(name)[:3]:
            link = in_text(unescaped(line.value))
            if link:
                return link
    return None


def in_text(text: str) -> str | None:
    """The first meeting link in a text; None if no link is one."""
    for found in URL.finditer(text[:SEARCHED]):
        link = unwrap(found.group())
        if MEETING.match(link.partition("://")[2]):
            return link
    return None


def unwrap(link: str) -> str:
    """The link inside a SafeLinks, Google or Proofpoint-v1 redirect; else the link without trailing punctuation."""
    link = link.rstrip(".,;:!?)>*_").replace("&amp;", "&")
    for _ in range(3):
        inner = _inner(link)
        if inner is None:
            return link
        link = inner
    return link


def _inner(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
        query = parse_qs(parts.query[:4_000], max_num_fields=50)
    except ValueError:
        return None
    if host.endswith("safelinks.protection.outlook.com"):
        inner = query.get("url")
    elif host in ("www.google.com", "google.com") and parts.path == "/url":
        inner = query.get("q") or query.get("url")
    else:
        return None
    return inner[0] if inner and inner[0].lower().startswith(("http://", "https://")) else None
