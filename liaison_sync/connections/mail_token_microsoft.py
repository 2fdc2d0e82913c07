"""Microsoft: an application's own token for mail, or one a person agreed to (device code, then refresh tokens)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from liaison_sync.connections.entra import application, from_pem, heard
from liaison_sync.connections.entra_refusal import refusal
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.token_vault import Held

# What a person agrees to; a refresh token comes with it (msal asks for offline_access itself).
RIGHTS = ("IMAP.AccessAsUser.All", "SMTP.Send")
_PERSONS = frozenset({"invalid_grant", "interaction_required", "expired_token", "authorization_declined"})


def granted(here: OAuthSettings, refresh: str, http: Any) -> Held:
    """A new token: by the application's own proof, or by `refresh`. Raises Failures, and what `http` raises."""
    if here.grant == "delegated":
        return _held(heard(lambda: _app(here, http).acquire_token_by_refresh_token(refresh, _rights(here))), refresh)
    return _held(heard(lambda: _app(here, http).acquire_token_for_client([f"{here.resource}/.default"])))


def agreed(here: OAuthSettings, http: Any, tell: Callable[[str, str], None]) -> Held:
    """RFC 8628: `tell` says where a person types which code; waits until they did, or the code has expired."""
    app = _app(here, http)
    flow = heard(lambda: app.initiate_device_flow(_rights(here)))
    if "user_code" not in flow:
        raise refusal(flow, _PERSONS)
    tell(str(flow.get("verification_uri")), str(flow["user_code"]))
    return _held(heard(lambda: app.acquire_token_by_device_flow(flow)))


def _rights(here: OAuthSettings) -> list[str]:
    return [f"{here.resource}/{one}" for one in RIGHTS]


def _held(answer: Mapping[str, Any], refresh: str = "") -> Held:
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str):
        raise refusal(answer, _PERSONS)
    seconds = float(str(lasts)) if str(lasts).isdecimal() else 600.0
    return Held(token, time.time() + seconds, str(answer.get("refresh_token") or refresh))


def _app(here: OAuthSettings, http: Any) -> Any:
    """An application without a memory: what is kept stands in the vault."""
    secret = here.client_secret.get_secret_value() if here.client_secret else ""
    proof = secret or (from_pem(here.key_file) if here.key_file else None)
    return application(here.client_id, f"{here.authority}/{here.tenant}", proof, http, "oauth")
