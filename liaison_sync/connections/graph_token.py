"""The application's own tokens: asked for once, kept in this process's memory only, renewed when refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.domain.errors import AuthFailed, Misconfigured, ProtocolViolation, Transient

# Entra ID's own errors that pass by themselves (RFC 6749 §5.2 names only what lasts).
PASSING = frozenset({"temporarily_unavailable", "server_error", "throttled"})


class Forms:
    """What msal asks of an HTTP library, over an httpx.Client: whose forms would show bytes as Python writes them."""

    def __init__(self, http: Any) -> None:
        self._http = http

    def get(self, url: str, **named: Any) -> Any:
        return self._http.get(url, **_known(named))

    def post(self, url: str, data: Mapping[str, Any] | None = None, **named: Any) -> Any:
        form = {name: one.decode("ascii") if isinstance(one, bytes) else one for name, one in (data or {}).items()}
        return self._http.post(url, data=form, **_known(named))

    def close(self) -> None:
        """The client is its owner's to close."""


def _known(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in named.items() if name in {"params", "headers"}}


class Tokens:
    """Thread-safe. `http` is an httpx.Client. Raises Failures, and what `http` raises, untranslated."""

    def __init__(self, settings: GraphSettings, http: Any) -> None:
        self.settings, self._http = settings, Forms(http)
        self._app: Any = None
        self._lock = Lock()

    def get(self, *, refused: str | None = None) -> str:
        """A valid token; a new one where `refused` is the one we hold."""
        with self._lock:
            token = self._asked()
            if refused is not None and token == refused:
                self._app.remove_tokens_for_client()
                token = self._asked()
            return token

    def _asked(self) -> str:
        if self._app is None:
            self._app = self._registered()
        scope = f"{self.settings.endpoint}/.default"
        answer = _heard(self._app, scope)
        if isinstance(token := answer.get("access_token"), str):
            return token
        error, said = str(answer.get("error", "")), str(answer.get("error_description", ""))
        detail = said.splitlines()[0] if said else error
        if error in PASSING:
            raise Transient(operation="sign_in", key="unavailable", detail=detail)
        raise AuthFailed(operation="sign_in", key="app_sign_in_refused", detail=detail)

    def _registered(self) -> Any:
        try:
            import msal
            from msal.exceptions import MsalError
        except ImportError:
            raise Misconfigured(operation="sign_in", key="extra_missing", detail="liaison-sync[graph]") from None

        here = self.settings
        try:
            return msal.ConfidentialClientApplication(
                here.client_id,
                authority=f"{here.authority}/{here.tenant}",
                client_credential=self._credential(),
                instance_discovery=False,  # the authority is the operator's word, checked to be https
                http_client=self._http,
            )
        except MsalError as error:
            raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
        except (ValueError, KeyError, TypeError) as error:  # no such tenant, no such authority
            raise Misconfigured(operation="sign_in", key="no_such_tenant", detail=str(error)) from None

    def _credential(self) -> Any:
        if self.settings.client_secret is not None:
            return self.settings.client_secret.get_secret_value()
        return from_pem(self.settings.certificate)


def _heard(app: Any, scope: str) -> Mapping[str, Any]:
    """The token endpoint's answer; what msal makes of a broken one becomes a failure."""
    from msal.exceptions import MsalError

    try:
        found: Mapping[str, Any] | None = app.acquire_token_for_client(scopes=[scope])
    except MsalError as error:  # a status of 500 or more
        raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolViolation(operation="sign_in", key="unreadable_answer", detail=str(error)) from None
    return found or {}


def from_pem(place: Path | None) -> dict[str, str]:
    """Key and certificate out of one PEM file, as msal wants them; it derives the thumbprint itself."""
    try:
        text = place.read_text("ascii") if place else ""
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(f"{place}: {error}") from None
    found = {kind: _block(text, kind) for kind in ("PRIVATE KEY", "CERTIFICATE")}
    if not all(found.values()):
        raise _unusable(f"{place}: {', '.join(kind for kind, block in found.items() if not block)}?")
    return {"private_key": found["PRIVATE KEY"], "public_certificate": found["CERTIFICATE"]}


def _block(text: str, kind: str) -> str:
    """The first PEM block of this kind (RFC 7468), "" where there is none."""
    at = text.find(f"{kind}-----\n")
    begin, end = text.rfind("-----BEGIN ", 0, at + 1), text.find("\n-----END ", at)
    last = text.find("-----", end + len("\n-----END ")) + 5
    return text[begin:last] + "\n" if min(at, begin, end) >= 0 else ""


def _unusable(detail: str) -> Misconfigured:
    return Misconfigured(operation="sign_in", key="certificate_unreadable", detail=detail)
