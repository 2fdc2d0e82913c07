"""Google: a service account vouches for itself with a signed JWT and acts for one mailbox (RFC 7523)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.token_vault import Held
from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, ProtocolViolation, Transient

SCOPE = "https://mail.google.com/"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LASTS = 3600  # the longest Google takes
_SKEW = 10  # of our clock against theirs


def granted(here: OAuthSettings, user: str, http: Any) -> Held:
    """A token for the mailbox of `user`. Raises Failures, and what `http` raises."""
    key = _key(here.key_file)
    form = {"grant_type": JWT_BEARER, "assertion": _assertion(key, user)}
    answer = http.post(key["token_uri"], data=form, headers={"Accept": "application/json"})
    found = _json(answer)
    if answer.status_code != 200:
        raise _refused(answer.status_code, found)
    token, lasts = found.get("access_token"), found.get("expires_in")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise ProtocolViolation(operation="sign_in", key="unreadable_answer", detail="no access_token")
    return Held(token, time.time() + (lasts if isinstance(lasts, int) else 600))


def _refused(status: int, found: dict[str, Any]) -> Failure:
    detail = str(found.get("error_description") or found.get("error") or f"HTTP {status}")
    if status >= 500 or status == 429:
        return Transient(operation="sign_in", key="unavailable", detail=detail)
    return AuthFailed(operation="sign_in", key="google_refused", detail=detail)


def _key(place: Path | None) -> dict[str, str]:
    """The service account's JSON key, as Google hands it out."""
    try:
        found = json.loads(place.read_text("utf-8")) if place else None
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(f"{place}: {error}") from None
    wanted = ("client_email", "private_key", "private_key_id", "token_uri")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in wanted):
        raise _unusable(f"{place}: {', '.join(wanted)}?")
    if urlsplit(found["token_uri"]).scheme != "https":
        raise _unusable(f"{place}: token_uri")
    return found


def _assertion(key: dict[str, str], user: str) -> str:
    try:
        import jwt
    except ImportError:
        raise Misconfigured(operation="sign_in", key="extra_missing", detail="liaison-sync[oauth]") from None
    now = int(time.time()) - _SKEW
    claims = {"iss": key["client_email"], "sub": user, "scope": SCOPE, "aud": key["token_uri"]}
    try:
        return jwt.encode(
            {**claims, "iat": now, "exp": now + _LASTS},
            key["private_key"],
            algorithm="RS256",
            headers={"kid": key["private_key_id"]},
        )
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise _unusable(f"private_key: {error}") from None


def _json(answer: Any) -> dict[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _unusable(detail: str) -> Misconfigured:
    return Misconfigured(operation="sign_in", key="google_key_unusable", detail=detail)
