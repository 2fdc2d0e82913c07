"""What Microsoft Entra ID says where it gives no token, as a failure with its next step: by its AADSTS number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, Transient

_NUMBER = re.compile(r"\bAADSTS(\d{4,7})\b")
# Entra ID's own errors that pass by themselves (RFC 6749 §5.2 names only what lasts).
_PASSING = frozenset({"temporarily_unavailable", "server_error", "throttled"})
# Microsoft's list of sign-in error codes; those a person mends by doing different things.
_CAUSES: dict[tuple[type[Failure], str], str] = {
    (AuthFailed, "entra_secret_expired"): "7000222",
    (AuthFailed, "entra_secret_wrong"): "7000215",
    (AuthFailed, "entra_no_proof"): "7000218",
    (AuthFailed, "entra_certificate_refused"): "700027 7000214 7000274 7000277 1000502",
    (AuthFailed, "entra_clock"): "700024",
    (AuthFailed, "entra_application_disabled"): "7000112",
    (AuthFailed, "entra_no_consent"): "65001 650052 650057 500011 90094 90099",
    (AuthFailed, "entra_conditional_access"): "53000 53001 53002 53003 53004 53011 530003 530032 530034 530035 50097 "
    "50131",
    (AuthFailed, "entra_not_assigned"): "50105",
    (AuthFailed, "entra_account_unusable"): "50020 50034 50053 50057",
    (Misconfigured, "entra_no_application"): "700016 7000229",
    (Misconfigured, "no_such_tenant"): "90002 900023 50059 50128",
    (Misconfigured, "entra_other_cloud"): "90038 90051 900382 900432",
    (Transient, "unavailable"): "90012 90024 90033 90055 50196",
}
_NUMBERS = {number: cause for cause, numbers in _CAUSES.items() for number in numbers.split()}


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
