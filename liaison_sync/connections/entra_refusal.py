"""What Microsoft Entra ID says where it gives no token, as a failure with its next step: by its AADSTS number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, Transient

_NUMBER = re.compile(r"\bAADSTS(\d{4,7})\b")
# Entra ID's own errors that pass by themselves (RFC 6749 §5.2 names only what lasts).
_PASSING = frozenset({"temporarily_unavailable", "server_error", "throttled"})
_Kind = tuple[type[Failure], str]
_POLICY: _Kind = (AuthFailed, "entra_conditional_access")
_NO_CONSENT: _Kind = (AuthFailed, "entra_no_consent")
_NO_APPLICATION: _Kind = (Misconfigured, "entra_no_application")
_CERTIFICATE: _Kind = (AuthFailed, "entra_certificate_refused")
_NO_TENANT: _Kind = (Misconfigured, "no_such_tenant")
_CLOUD: _Kind = (Misconfigured, "entra_other_cloud")
_PERSON: _Kind = (AuthFailed, "entra_account_unusable")
_AWAY: _Kind = (Transient, "unavailable")
# Microsoft's list of sign-in error codes; those a person mends by doing different things.
_NUMBERS: dict[str, _Kind] = {
    "7000222": (AuthFailed, "entra_secret_expired"),
    "7000215": (AuthFailed, "entra_secret_wrong"),
    "7000218": (AuthFailed, "entra_no_proof"),
    "700016": _NO_APPLICATION,
    "7000229": _NO_APPLICATION,
    "700027": _CERTIFICATE,
    "7000214": _CERTIFICATE,
    "7000274": _CERTIFICATE,
    "7000277": _CERTIFICATE,
    "1000502": _CERTIFICATE,
    "700024": (AuthFailed, "entra_clock"),
    "7000112": (AuthFailed, "entra_application_disabled"),
    "90002": _NO_TENANT,
    "900023": _NO_TENANT,
    "50059": _NO_TENANT,
    "50128": _NO_TENANT,
    "90038": _CLOUD,
    "90051": _CLOUD,
    "900382": _CLOUD,
    "900432": _CLOUD,
    "65001": _NO_CONSENT,
    "650052": _NO_CONSENT,
    "650057": _NO_CONSENT,
    "500011": _NO_CONSENT,
    "90094": _NO_CONSENT,
    "90099": _NO_CONSENT,
    "53000": _POLICY,
    "53001": _POLICY,
    "53002": _POLICY,
    "53003": _POLICY,
    "53004": _POLICY,
    "53011": _POLICY,
    "530003": _POLICY,
    "530032": _POLICY,
    "530034": _POLICY,
    "530035": _POLICY,
    "50097": _POLICY,
    "50131": _POLICY,
    "50105": (AuthFailed, "entra_not_assigned"),
    "50020": _PERSON,
    "50034": _PERSON,
    "50053": _PERSON,
    "50057": _PERSON,
    "90012": _AWAY,
    "90024": _AWAY,
    "90033": _AWAY,
    "90055": _AWAY,
    "50196": _AWAY,
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
