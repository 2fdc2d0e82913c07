"""Trace fields: when a message was received, and which authentication results our own server added (RFC 8601)."""

from __future__ import annotations

import re
from datetime import datetime

from liaison_sync.formats.dates import read_date
from liaison_sync.formats.headers import Headers, unfold

_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]{1,255})", re.IGNORECASE)
_SECOND_LEVEL = {"co", "or", "go", "ac", "com", "net", "org", "gov", "edu", "sch", "mil", "web", "my", "desa"}
MAX_RECEIVED = 50


def received_at(headers: Headers) -> datetime | None:
    """The time of the newest Received field that can be read; aware UTC."""
    for value in headers.unfolded("received")[:MAX_RECEIVED]:
        _, semicolon, stamp = value.rpartition(";")
        if semicolon and (at := read_date(stamp).at):
            return at
    return None


def authentication_results(headers: Headers) -> tuple[str, ...]:
    """Authentication-Results fields above the first Received that another organisation's server wrote."""
    own: str | None = None
    results: list[str] = []
    for name, value in headers.fields:
        if name == "authentication-results":
            results.append(unfold(value))
        elif name == "received" and (match := _BY.search(unfold(value[:4_000]))):
            organisation = _organisation(match[1])
            if own is None or _is_local(match[1]):
                own = own if _is_local(match[1]) else organisation
            elif organisation != own:
                break
    return tuple(results[:20])


def _is_local(host: str) -> bool:
    return "." not in host or host.replace(".", "").isdigit()


def _organisation(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])
