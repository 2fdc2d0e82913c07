"""What Microsoft Entra ID says where it gives no token, as a failure with its next step: by its AADSTS number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, Transient

_NUMBER = re.compile(r"\bAADSTS(\d{4,7})\b")
# Entra ID's own errors that pass by themselves (RFC 6749 §5.2 names only what lasts).
_PASSING = frozenset({"temporarily_unavailable", "server_error", "throttled"})
_POLICY = (AuthFailed, "entra_conditional_access")
# Microsoft's list of sign-in error codes; those a person mends by doing different things.
_NUMBERS: dict[str, tuple[type[Failure], str]] = {
    "7000222": (AuthFailed, "entra_secret_expired"),
    "7000215": (AuthFailed, "entra_secret_wrong"),
    "700016": (Misconfigured, "entra_no_application"),
    "700027": (AuthFailed, "entra_certificate_refused"),
    "700024": (AuthFailed, "entra_clock"),
    "7000112": (AuthFailed, "entra_application_disabled"),
    "90002": (Misconfigured, "no_such_tenant"),
    "65001": (AuthFailed, "entra_no_consent"),
    "500011": (AuthFailed, "entra_no_consent"),
    "53000": _POLICY,
    "53001": _POLICY,
    "53002": _POLICY,
    "53003": _POLICY,
    "53011": _POLICY,
    "530003": _POLICY,
    "530034": _POLICY,
    "530035": _POLICY,
    "50105": (AuthFailed, "entra_not_assigned"),
    "90033": (Transient, "unavailable"),
    "50196": (Transient, "unavailable"),
}


def refusal(answer: Mapping[str, Any], persons: frozenset[str] = frozenset()) -> Failure:
    """The failure an answer without a token is; `persons` are the errors only somebody's agreement mends."""
    error, said = str(answer.get("error", "")), str(answer.get("error_description", ""))
    detail = said.splitlines()[0] if said else error
    number = _NUMBER.search(said)
    kind, key = _NUMBERS.get(number[1] if number else "", (AuthFailed, "app_sign_in_refused"))
    if key == "app_sign_in_refused" and error in _PASSING:
        kind, key = Transient, "unavailable"
    if key in {"app_sign_in_refused", "entra_no_consent"} and error in persons:
        key = "nobody_agreed"
    return kind(operation="sign_in", key=key, detail=detail)
