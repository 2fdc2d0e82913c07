"""Links in a text, unwrapped from the scanners that rewrote them; nothing is ever fetched."""

from __future__ import annotations

import html as html_escapes
import re
from base64 import urlsafe_b64decode
from urllib.parse import parse_qs, unquote, urlsplit

from liaison_sync.formats.folded import names_any
from liaison_sync.formats.joinlink import MEETING

MAX_LINKS = 1_000
MAX_LENGTH = 4_000
# A first letter that is one of a set lets the search skip all others; IGNORECASE over all of it would not.
_URL = re.compile(
    r"[hHwW](?<=\b.)(?i:(?<=h)ttps?://[^\s<>\"\u00a0\u3000]{1,4000}|"
    r"(?<=w)ww\.[a-z0-9-]{1,63}\.[^\s<>\"\u00a0]{2,2000})"
)
_HREF = re.compile(r"[hH](?<=\b.)(?i:ref)[ \t]{0,4}=[ \t]{0,4}(?:\"([^\"]{0,4000})\"|'([^']{0,4000})')")
# Looked for before all letters are made small, which costs many times as much.
_OF_WWW = ("w.", "W.")
_OF_HREF = ("hr", "HR", "Hr", "hR")
_TRAILING = ".,;:!?'\"*_|”’»。，、）】>"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_PROOFPOINT_V3 = re.compile(r"/v3/__(.+?)__;([^!]{0,2000})!", re.DOTALL)
_REDIRECTS = 5  # a wrapped link may be wrapped again


def find(text: str, html: str | None = None) -> tuple[str, ...]:
    """Unique http(s) links of a text, then of its HTML's anchors, in order, unwrapped, without trailing punctuation."""
    found: dict[str, None] = {}
    for raw in _raw(text, html):
        link = unwrap(_trim(raw))
        if len(link) > len("https://") and link not in found:
            found[link] = None
            if len(found) >= MAX_LINKS:
                break
    return tuple(found)


def _raw(text: str, html: str | None) -> list[str]:
    linked = "://" in text or (names_any(_OF_WWW, text) and "www." in text.lower())
    found = [m[0] for m in _URL.finditer(text)] if linked else []
    if html and "=" in html and names_any(_OF_HREF, html) and "href" in html.lower():
        anchors = (html_escapes.unescape(m[1] or m[2] or "").strip() for m in _HREF.finditer(html))
        found += [link for link in anchors if link.lower().startswith(("http://", "https://"))]
    return found


def _trim(link: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays where the link opened one."""
    while link:
        last = link[-1]
        if last in _TRAILING or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link if link.lower().startswith("http") else f"http://{link}"


def unwrap(link: str) -> str:
    """The link a scanner or search engine wrapped; the link itself where none did."""
    for _ in range(_REDIRECTS):
        inner = _unwrap_once(link)
        if (
            not inner
            or inner == link
            or not inner.lower().startswith(("http://", "https://"))
            or len(inner) > MAX_LENGTH
        ):
            return link
        link = inner
    return link


def _unwrap_once(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host, path = (parts.hostname or "").lower(), parts.path
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    if host.endswith("safelinks.protection.outlook.com") or host == "statics.teams.cdn.office.net":
        return _first(query, "url")
    if host in ("www.google.com", "google.com", "www.google.co.id", "google.co.id") and path == "/url":
        return _first(query, "q") or _first(query, "url")
    if host.endswith("urldefense.proofpoint.com") and path.startswith("/v2/"):
        return _proofpoint_v2(_first(query, "u"))
    if host.endswith(("urldefense.proofpoint.com", "urldefense.com", "urldefense.us")) and path.startswith("/v3/"):
        return _proofpoint_v3(link)
    if host in ("l.facebook.com", "lm.facebook.com", "l.instagram.com"):
        return _first(query, "u")
    if host in ("www.youtube.com", "youtube.com") and path == "/redirect":
        return _first(query, "q")
    if host.endswith("linkprotect.cudasvc.com"):
        return _first(query, "a")
    return None


def _first(query: dict[str, list[str]], name: str) -> str | None:
    return query[name][0] if query.get(name) else None


def _proofpoint_v2(value: str | None) -> str | None:
    """`-3A` stands for `%3A`, `_` for `/`."""
    return unquote(value.replace("-", "%").replace("_", "/")) if value else None


def _proofpoint_v3(link: str) -> str | None:
    """`*` stands for the next character of the base64 tail, `**A` … for a run of them."""
    found = _PROOFPOINT_V3.search(link[:MAX_LENGTH])
    if not found:
        return None
    try:
        hidden = urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4)).decode("utf-8", "replace")
    except ValueError:
        return None
    return _filled(found[1], hidden).replace(":/", "://", 1) if "://" not in found[1] else _filled(found[1], hidden)


_RUN_LENGTHS = {
    letter: n for n, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 2)
}


def _filled(url: str, hidden: str) -> str:
    parts: list[str] = []
    at = taken = 0
    while at < len(url):
        if url[at] != "*":
            parts.append(url[at])
            at += 1
        elif url[at : at + 2] == "**" and at + 2 < len(url) and url[at + 2] in _RUN_LENGTHS:
            size = _RUN_LENGTHS[url[at + 2]]
            parts.append(hidden[taken : taken + size])
            taken, at = taken + size, at + 3
        else:
            parts.append(hidden[taken : taken + 1])
            taken, at = taken + 1, at + 1
    return "".join(parts)


def join_link(text: str) -> str | None:
    """The first link of `text` that joins a Teams, Zoom, Meet or Webex meeting."""
    return next((link for link in find(text) if joins(link)), None)


def joins(link: str) -> bool:
    """Whether the link joins an online meeting (and is not that service's help page)."""
    return bool(MEETING.match(link.partition("://")[2][:500]))
