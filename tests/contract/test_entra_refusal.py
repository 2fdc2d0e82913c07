"""Each refusal of Entra ID that somebody can mend is told with how, in both languages."""

from __future__ import annotations

import pytest

from liaison_sync.connections.entra_refusal import refusal
from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, Transient
from liaison_sync.formats.wording import say

PERSONS = frozenset({"invalid_grant", "interaction_required"})


@pytest.mark.parametrize(
    ("error", "number", "kind", "key"),
    [
        ("invalid_client", "7000222", AuthFailed, "entra_secret_expired"),
        ("invalid_client", "7000215", AuthFailed, "entra_secret_wrong"),
        ("unauthorized_client", "700016", Misconfigured, "entra_no_application"),
        ("invalid_client", "700027", AuthFailed, "entra_certificate_refused"),
        ("invalid_client", "700024", AuthFailed, "entra_clock"),
        ("unauthorized_client", "7000112", AuthFailed, "entra_application_disabled"),
        ("invalid_client", "7000218", AuthFailed, "entra_no_proof"),
        ("unauthorized_client", "7000229", Misconfigured, "entra_no_application"),
        ("invalid_client", "1000502", AuthFailed, "entra_certificate_refused"),
        ("invalid_request", "90002", Misconfigured, "no_such_tenant"),
        ("invalid_request", "900023", Misconfigured, "no_such_tenant"),
        ("invalid_request", "900382", Misconfigured, "entra_other_cloud"),
        ("invalid_request", "90038", Misconfigured, "entra_other_cloud"),
        ("invalid_grant", "50034", AuthFailed, "entra_account_unusable"),
        ("invalid_grant", "50057", AuthFailed, "entra_account_unusable"),
        ("invalid_grant", "50173", AuthFailed, "nobody_agreed"),
        ("invalid_request", "90055", Transient, "unavailable"),
        ("invalid_resource", "500011", AuthFailed, "entra_no_consent"),
        ("access_denied", "53003", AuthFailed, "entra_conditional_access"),
        ("invalid_grant", "53003", AuthFailed, "entra_conditional_access"),
        ("invalid_grant", "530034", AuthFailed, "entra_conditional_access"),
        ("invalid_grant", "50105", AuthFailed, "entra_not_assigned"),
        ("invalid_grant", "65001", AuthFailed, "nobody_agreed"),
        ("invalid_grant", "700082", AuthFailed, "nobody_agreed"),
        ("interaction_required", "50076", AuthFailed, "nobody_agreed"),
        ("temporarily_unavailable", "90033", Transient, "unavailable"),
        ("server_error", "", Transient, "unavailable"),
        ("invalid_client", "999999", AuthFailed, "app_sign_in_refused"),
        ("", "", AuthFailed, "app_sign_in_refused"),
    ],
)
def test_each_number_is_what_it_means(error: str, number: str, kind: type[Failure], key: str) -> None:
    said = f"AADSTS{number}: Something in English.\r\nTrace ID: 1" if number else ""
    found = refusal({"error": error, "error_description": said}, PERSONS)
    assert (type(found), found.key) == (kind, key)
    assert "Trace" not in found.detail
    for language in ("id", "en"):
        for part in ("cause", "next"):
            assert say(language, f"errors.{key}.{part}", **found.params)
