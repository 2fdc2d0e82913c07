"""Microsoft: an application's own token for mail, or one a person agreed to (device code, then refresh tokens)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from liaison_sync.connections.graph_token import PASSING, Forms, from_pem
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.token_vault import Held
from liaison_sync.domain.errors import AuthFailed, Misconfigured, ProtocolViolation, Transient

# What a person agrees to; a refresh token comes with it (msal asks for offline_access itself).
RIGHTS = ("IMAP.AccessAsUser.All", "SMTP.Send")


def granted(here: OAuthSettings, refresh: str, http: Any) -> Held:
    """A new token: by the application's own proof, or by `refresh`. Raises Failures, and what `http` raises."""
    if here.grant == "delegated":
        return _held(_heard(lambda: _app(here, http).acquire_token_by_refresh_token(refresh, _rights(here))), refresh)
    return _held(_heard(lambda: _app(here, http).acquire_token_for_client([f"{here.resource}/.default"])))


def agreed(here: OAuthSettings, http: Any, tell: Callable[[str, str], None]) -> Held:
    """RFC 8628: `tell` says where a person types which code; waits until they did, or the code has expired."""
    app = _app(here, http)
    flow = _heard(lambda: app.initiate_device_flow(_rights(here)))
    if "user_code" not in flow:
        raise _refused(flow)
    tell(str(flow.get("verification_uri")), str(flow["user_code"]))
    return _held(_heard(lambda: app.acquire_token_by_device_flow(flow)))


def _rights(here: OAuthSettings) -> list[str]:
    return [f"{here.resource}/{one}" for one in RIGHTS]


def _held(answer: Mapping[str, Any], refresh: str = "") -> Held:
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str):
        raise _refused(answer)
    seconds = float(str(lasts)) if str(lasts).isdecimal() else 600.0
    return Held(token, time.time() + seconds, str(answer.get("refresh_token") or refresh))


def _refused(answer: Mapping[str, Any]) -> Exception:
    error, said = str(answer.get("error", "")), str(answer.get("error_description", ""))
    detail = said.splitlines()[0] if said else error
    if error in PASSING:
        return Transient(operation="sign_in", key="unavailable", detail=detail)
    if error in {"invalid_grant", "interaction_required", "expired_token", "authorization_declined"}:
        return AuthFailed(operation="sign_in", key="nobody_agreed", detail=detail)
    return AuthFailed(operation="sign_in", key="app_sign_in_refused", detail=detail)


def _app(here: OAuthSettings, http: Any) -> Any:
    """An application without a memory: what is kept stands in the vault."""
    try:
        import msal
        from msal.exceptions import MsalError
    except ImportError:
        raise Misconfigured(operation="sign_in", key="extra_missing", detail="liaison-sync[oauth]") from None
    secret = here.client_secret.get_secret_value() if here.client_secret else ""
    proof = secret or (from_pem(here.key_file) if here.key_file else None)
    kind = msal.ConfidentialClientApplication if proof else msal.PublicClientApplication
    try:
        return kind(
            here.client_id,
            authority=f"{here.authority}/{here.tenant}",
            instance_discovery=False,  # the authority is the operator's word, checked to be https
            http_client=Forms(http),
            **({"client_credential": proof} if proof else {}),
        )
    except MsalError as error:
        raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
    except (ValueError, KeyError, TypeError) as error:  # no such tenant, no such authority
        raise Misconfigured(operation="sign_in", key="no_such_tenant", detail=str(error)) from None


def _heard(ask: Callable[[], Any]) -> Mapping[str, Any]:
    """The token endpoint's answer; what msal makes of a broken one becomes a failure."""
    from msal.exceptions import MsalError

    try:
        found = ask()
    except MsalError as error:  # a status of 500 or more
        raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolViolation(operation="sign_in", key="unreadable_answer", detail=str(error)) from None
    return found if isinstance(found, dict) else {}
