"""Trace fields: when a message was received, and which authentication results our own server added (RFC 8601)."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from liaison_sync.formats.dates import read_date
from liaison_sync.formats.headers import Headers, unfold

_COMMENT = re.compile(r"\([^()]{0,1000}\)")
_BY = re.compile(r"(?:^|[\s)])by\s+([A-Za-z0-9.-]{1,255})", re.IGNORECASE)
# from HELO (name-by-DNS [address]): what stands in the parentheses was seen by the server itself.
_FROM = re.compile(r"\s*from\s+([^\s(;]{1,255})\s*(?:\(([^()]{0,500})\))?", re.IGNORECASE)
_SEEN_NAME = re.compile(r"(?:^|\s)([A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20})\.?(?=[\s\[:]|$)")
_SEEN_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]", re.IGNORECASE)
_INSIDE = tuple(
    ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "::1", "fc00::/7")
)
_PROVES = re.compile(r"\b(?:dmarc|dkim)\s*(?:/\s*1\s*)?=", re.IGNORECASE)
_SECOND_LEVEL = {"co", "or", "go", "ac", "com", "net", "org", "gov", "edu", "sch", "mil", "web", "my", "desa"}
# One provider's servers call themselves by several domains.
_ONE_HOUSE = {
    **dict.fromkeys(("office365.com", "exchangelabs.com", "microsoft.com", "hotmail.com"), "outlook.com"),
    **dict.fromkeys(("googlemail.com", "gmail.com"), "google.com"),
    "yahoodns.net": "yahoo.com",
}
MAX_RECEIVED = 50


def received_at(headers: Headers) -> datetime | None:
    """The time of the newest Received field that can be read; aware UTC."""
    for value in headers.unfolded("received")[:MAX_RECEIVED]:
        _, semicolon, stamp = value.rpartition(";")
        if semicolon and (at := read_date(stamp).at):
            return at
    return None


def authentication_results(headers: Headers) -> tuple[str, ...]:
    """Authentication-Results fields above the first Received that another organisation's server wrote.

    Where our border took the message from outside, whatever Received follows was brought along, whoever it names.
    """
    if not headers.raw("authentication-results"):
        return ()
    own: str | None = None
    border = False
    results: list[str] = []
    for name, value in headers.fields:
        if name == "authentication-results":
            results.append(unfold(value))
        elif name == "received":
            text = unfold(value[:4_000])
            by = _BY.search(_COMMENT.sub(" ", text))
            if border or (by and own and not _is_local(by[1]) and _organisation(by[1]) != own):
                break
            if by and own is None and not _is_local(by[1]):
                own = _organisation(by[1])
            border = own is not None and _from_outside(text, own)
            if border and any(map(_PROVES.search, results)):
                break  # our server writes above its Received: below it stands what came along
    return tuple(results[:20])


def _from_outside(received: str, own: str) -> bool:
    """Whether another organisation's host handed the message over, as far as our server saw it."""
    told = _FROM.match(received)
    if told is None:
        return False
    helo, seen = told[1].strip("[]"), (told[2] or "").strip()
    if (bare := _address(seen)) is not None:  # Exchange: HELO (address)
        return not _is_inside(bare) and _foreign(helo, own)
    name = _SEEN_NAME.search(_SEEN_ADDRESS.sub(" ", seen))
    if name:
        return _foreign(name[1], own)
    if "helo=" in seen.lower() and not _is_local(helo):  # Exim: name-by-DNS ([address] helo=HELO)
        return _foreign(helo, own)
    address = _SEEN_ADDRESS.search(seen) or _SEEN_ADDRESS.search(told[1])
    found = _address(address[1]) if address else None
    return not _is_inside(found) if found else not _is_local(helo) and _foreign(helo, own)


def _foreign(host: str, own: str) -> bool:
    return _organisation(host) != own


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_inside(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _INSIDE if network.version == address.version)


def _is_local(host: str) -> bool:
    return "." not in host or host.replace(".", "").isdigit()


def _organisation(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    name = ".".join(labels[-size:])
    return _ONE_HOUSE.get(name, name)
