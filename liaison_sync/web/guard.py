"""The guard: who may do what, where a form came from, and the headers every answer carries."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

Role = Literal["viewer", "officer", "manager", "admin"]
Deed = Literal["read", "work", "manage", "administer"]

ROLES: tuple[Role, ...] = ("viewer", "officer", "manager", "admin")
# The least role for each kind of deed: look; handle mail, follow-ups, meetings, the directory; reports and merging;
# mailboxes, quarantine and users.
LEAST: Mapping[Deed, Role] = {"read": "viewer", "work": "officer", "manage": "manager", "administer": "admin"}

PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A stranger's HTML: no script, no form, no network, an origin of its own; only our own pages may frame it.
MAIL_CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def can(role: str, deed: Deed) -> bool:
    """May somebody of this role do that? An unknown role may do nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(LEAST[deed])


def headers(*, secure: bool) -> dict[str, str]:
    """What every answer carries, unless it says otherwise itself."""
    strict = {"Strict-Transport-Security": "max-age=31536000"} if secure else {}
    return {**_HEADERS, **strict, "Content-Security-Policy": PAGE_CSP, "Cache-Control": "no-store"}


def same_site(given: Mapping[str, str], host: str) -> bool:
    """Did our own page send this form? By Sec-Fetch-Site, or by Origin where a browser sends no such header.

    A client that sends neither is no browser, so nobody's cookie travels with another site's form.
    """
    site = given.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = given.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def masked(token: str) -> str:
    """The session's CSRF token as a page carries it: different each time, so compression tells nothing (BREACH)."""
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    return (mask + bytes(a ^ b for a, b in zip(mask, plain, strict=True))).hex()


def token_matches(expected: str, given: str) -> bool:
    """Is this the session's CSRF token, masked? In constant time."""
    try:
        both = bytes.fromhex(given)
    except ValueError:
        return False
    half = len(both) // 2
    plain = bytes(a ^ b for a, b in zip(both[:half], both[half:], strict=False))
    return bool(expected) and hmac.compare_digest(expected.encode(), plain)


def own_path(target: str) -> str:
    """`target` where it is a path of ours, else "/": nobody is sent elsewhere by a link into the console."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if plain and "\\" not in target else "/"
