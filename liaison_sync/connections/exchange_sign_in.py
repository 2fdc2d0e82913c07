"""Signing in to Exchange's web services, and the one way to them: verified TLS, answers with an end and a size.

Imported only where an account is opened: `requests` comes with the part of the program that speaks to Exchange.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from requests_ntlm import HttpNtlmAuth

from liaison_sync.connections.clock import Stamped
from liaison_sync.connections.exchange_answer import of_status
from liaison_sync.connections.exchange_settings import ExchangeSettings
from liaison_sync.connections.tls import context, names_this_machine
from liaison_sync.domain.errors import AuthFailed, ProtocolViolation

MOST_BYTES = 256 * 1024 * 1024
SLOWEST = 20_000  # bytes a second we put up with
_PIECE = 256 * 1024
_EARLY = 60.0  # seconds before its end that a token is no longer used


class Way(HTTPAdapter):
    """Trusts what our own TLS context trusts and nothing else; one connection, kept (NTLM signs in a connection).

    `told` hears when each answer was stamped.
    """

    def __init__(self, trust: ssl.SSLContext, told: Callable[[Stamped], None]) -> None:
        self.trust, self.told = trust, told
        super().__init__(pool_connections=1, pool_maxsize=1, pool_block=True, max_retries=0)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, ssl_context=self.trust)

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:
        return super().proxy_manager_for(*args, **named, ssl_context=self.trust)

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:
        """The context decides; requests would add the authorities it carries with itself."""
        del url, verify, cert
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        del verify
        return super().build_connection_pool_key_attributes(request, True, cert)

    def send(self, request: Any, *args: Any, **named: Any) -> Any:
        begun, before = time.monotonic(), datetime.now(UTC)
        response = super().send(request, *args, **named)
        self.told(Stamped(before, datetime.now(UTC), response.headers.get("Date", "")))
        if response.status_code not in {401, 407}:  # NTLM looks at the connection before it reads these
            timeout = named.get("timeout")
            _received(response, begun + (timeout if isinstance(timeout, int | float) else 60))
        return response


def _received(response: Any, deadline: float) -> None:
    """Reads the body, bounded in size and time, to where requests looks for it. Raises TimeoutError."""
    body, size = [], 0
    for piece in response.iter_content(_PIECE):
        body.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            response.close()
            raise ProtocolViolation(operation="connect", key="answer_too_long", detail=str(MOST_BYTES))
        if time.monotonic() > deadline + size / SLOWEST:
            response.close()
            raise TimeoutError("no complete answer in time")
    response._content, response._content_consumed = b"".join(body), True


def session(settings: ExchangeSettings, told: Callable[[Stamped], None]) -> requests.Session:
    """A session that signs in as the settings say; it goes nowhere else, and asks nobody's .netrc.

    `told` hears when each answer was stamped.
    """
    made = requests.Session()
    made.trust_env = not names_this_machine(settings.host)  # a proxy between us and the service, if there is one
    made.mount("https://", Way(context(settings.ca_file), _unheard))
    made.mount(settings.endpoint, Way(context(settings.ca_file), told))
    made.auth = _auth(settings, made)
    return made


def _auth(settings: ExchangeSettings, over: requests.Session) -> AuthBase:
    password = settings.password.get_secret_value()
    if settings.auth == "oauth":
        return _Bearer(settings, over)
    if settings.auth == "basic":
        return HTTPBasicAuth(settings.username.encode("utf-8"), password.encode("utf-8"))
    plain = settings.username
    return HttpNtlmAuth(plain if "\\" in plain else f"\\{plain}", password)


class _Bearer(AuthBase):
    """An application's own token (RFC 6749 §4.4), asked for once and kept in memory until shortly before its end."""

    def __init__(self, settings: ExchangeSettings, over: requests.Session) -> None:
        self.settings, self.over = settings, over
        self.token, self.until = "", 0.0

    def __call__(self, request: Any) -> Any:
        if time.monotonic() >= self.until:
            self._asked()
        request.headers["Authorization"] = f"Bearer {self.token}"
        request.register_hook("response", self._heard)
        return request

    def _heard(self, response: Any, **named: Any) -> Any:
        """A token refused is not used again; the next request asks for another."""
        del named
        if response.status_code == 401:
            self.until = 0.0
        return response

    def _asked(self) -> None:
        here = self.settings
        form = {
            "grant_type": "client_credentials",
            "client_id": here.client_id,
            "client_secret": here.client_secret.get_secret_value(),
            "scope": here.scope or f"https://{here.host}/.default",
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self.over.post(
            here.token_url, data=form, headers=kind, auth=_nobody, timeout=here.timeout, allow_redirects=False
        )
        if answer.status_code in {400, 401, 403}:
            raise AuthFailed(operation="sign_in", key="oauth_refused", detail=_said(answer))
        if answer.status_code != 200:
            raise of_status(answer.status_code, answer.headers, operation="sign_in", now=datetime.now(UTC))
        self._keep(answer)

    def _keep(self, answer: Any) -> None:
        found = _json(answer)
        token, lasts = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise ProtocolViolation(operation="sign_in", key="unreadable_answer", detail="no access_token")
        seconds = float(str(lasts)) if str(lasts).isdecimal() else 600.0
        self.token, self.until = token, time.monotonic() + max(seconds - _EARLY, 1.0)


def _unheard(stamped: Stamped) -> None:
    """Another host's clock."""
    del stamped


def _nobody(request: Any) -> Any:
    return request


def _json(answer: Any) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _said(answer: Any) -> str:
    found = _json(answer)
    text = str(found.get("error_description") or found.get("error") or f"HTTP {answer.status_code}")
    return text.splitlines()[0] if text else ""
