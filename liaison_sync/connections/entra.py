"""Microsoft Entra ID through msal: an application registered there asks for tokens, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from liaison_sync.domain.errors import Misconfigured, ProtocolViolation, Transient

Proof = str | dict[str, str] | None
"""A client secret, or what `from_pem` gives; None where the application proves nothing of its own."""


class _Forms:
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


def application(client_id: str, authority: str, proof: Proof, http: Any, extra: str) -> Any:
    """msal's application; `extra` is the part of the program msal comes with. Raises Failures, and what `http` does."""
    try:
        import msal
        from msal.exceptions import MsalError
    except ImportError:
        raise Misconfigured(operation="sign_in", key="extra_missing", detail=f"liaison-sync[{extra}]") from None
    kind = msal.ConfidentialClientApplication if proof else msal.PublicClientApplication
    try:
        return kind(
            client_id,
            authority=authority,
            instance_discovery=False,  # the authority is the operator's word, checked to be https
            http_client=_Forms(http),
            **({"client_credential": proof} if proof else {}),
        )
    except MsalError as error:
        raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
    except (ValueError, KeyError, TypeError) as error:  # no such tenant, no such authority
        raise Misconfigured(operation="sign_in", key="no_such_tenant", detail=str(error)) from None


def heard(ask: Callable[[], Any]) -> Mapping[str, Any]:
    """The token endpoint's answer; what msal makes of a broken one becomes a failure."""
    from msal.exceptions import MsalError

    try:
        found = ask()
    except MsalError as error:  # a status of 500 or more
        raise Transient(operation="sign_in", key="unavailable", detail=str(error)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolViolation(operation="sign_in", key="unreadable_answer", detail=str(error)) from None
    return found if isinstance(found, dict) else {}


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
