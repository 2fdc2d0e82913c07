"""The token endpoint beside the fake of Graph."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography import x509

from tests.peers.graph_wire import Reply, Request, told

TENANT = "kantor.example"
CLIENT = "11111111-2222-3333-4444-555555555555"
SECRET = "rahasia-sekali-jangan-tercetak"


class Entra:
    """Gives out tokens to the one application that proves itself."""

    url: str
    tokens: set[str]
    issued: list[str]
    client_certificate: x509.Certificate | None

    def blame(self, why: str, request: Request) -> None:
        raise NotImplementedError

    def _entra(self, request: Request) -> Reply:
        base = f"/{TENANT}"
        if request.line == f"GET {base}/v2.0/.well-known/openid-configuration":
            here = {
                "issuer": f"{self.url}{base}/v2.0",
                "authorization_endpoint": f"{self.url}{base}/oauth2/v2.0/authorize",
            }
            return told({**here, "token_endpoint": f"{self.url}{base}/oauth2/v2.0/token"})
        if request.line == f"POST {base}/oauth2/v2.0/token":
            return self._token(request, {name: value[0] for name, value in parse_qs(request.body.decode()).items()})
        return told({"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found."}, 400)

    def _token(self, request: Request, form: dict[str, str]) -> Reply:
        if form.get("grant_type") != "client_credentials" or form.get("scope") != f"{self.url}/.default":
            self.blame(f"not an application's own token: {form.get('grant_type')} {form.get('scope')}", request)
        if form.get("client_id") != CLIENT or not self._proved(form):
            said = "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1"
            return told({"error": "invalid_client", "error_description": said, "error_codes": [7000215]}, 401)
        token = f"kunci.{secrets.token_urlsafe(40)}"
        self.tokens.add(token)
        self.issued.append(token)
        return told({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})

    def _proved(self, form: dict[str, str]) -> bool:
        if "client_assertion" not in form:
            return form.get("client_secret") == SECRET
        if self.client_certificate is None:
            return False
        key: Any = self.client_certificate.public_key()
        audience = f"{self.url}/{TENANT}/oauth2/v2.0/token"
        claims = jwt.decode(form["client_assertion"], key, algorithms=["PS256"], audience=audience)
        return bool(claims["iss"] == claims["sub"] == CLIENT)
