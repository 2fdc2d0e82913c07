"""Who may speak to the fake Exchange Server: NTLM, Basic, or a token of the application's own."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import spnego
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.peers.graph_wire import Reply, Request, told

SERVICE, PASSWORD = "KANTOR\\svc-liaison", "rahasia-sekali-jangan-tercetak-é"
CLIENT, SECRET = "11111111-2222-3333-4444-555555555555", "rahasia-aplikasi-jangan-tercetak"


class Gate:
    """One way of signing in. `blame` is told what a client should not have said.

    NTLM is bound to the TLS it comes over by the server's `certificate` (Windows Extended Protection, which Exchange
    Server 2019 CU14 and later demand).
    """

    def __init__(self, auth: str, blame: Callable[[str, str], None], certificate: Path) -> None:
        self.auth, self.blame = auth, blame
        self._binding = _end_point(certificate)
        self.tokens: set[str] = set()
        self._ntlm: dict[str, Any] = {}
        self._signed_in: set[str] = set()
        self._users = _user_file()

    def close(self) -> None:
        self._users.unlink(missing_ok=True)
        os.environ.pop("NTLM_USER_FILE", None)

    def refused(self, request: Request) -> Reply | None:
        given = request.headers.get("Authorization", "")
        if self.auth == "basic":
            wanted = base64.b64encode(f"{SERVICE}:{PASSWORD}".encode()).decode()
            return None if given == f"Basic {wanted}" else _unauthorized('Basic realm="EWS"')
        if self.auth == "oauth":
            return None if given.removeprefix("Bearer ") in self.tokens else _unauthorized("Bearer")
        if not given and request.peer in self._signed_in:
            return None
        return self._challenged(request.peer, given)

    def _challenged(self, peer: str, given: str) -> Reply | None:
        """NTLM over this connection (MS-NTHT): no token, a challenge, the proof."""
        if not given.startswith("NTLM "):
            return _unauthorized("NTLM")
        token = base64.b64decode(given.removeprefix("NTLM "))
        if peer not in self._ntlm:
            self._ntlm[peer] = spnego.server(
                protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm, channel_bindings=self._binding
            )
            said = base64.b64encode(self._ntlm[peer].step(token) or b"").decode()
            return _unauthorized(f"NTLM {said}")
        context = self._ntlm.pop(peer)
        try:
            context.step(token)
        except spnego.exceptions.SpnegoError:
            return _unauthorized("NTLM")
        self._signed_in.add(peer)
        return None

    def token(self, request: Request) -> Reply:
        if request.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            self.blame("token", f"a form announced as {request.headers.get('Content-Type')}")
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        if form.get("client_id") != CLIENT or form.get("client_secret") != SECRET:
            return told({"error": "invalid_client", "error_description": "MSIS9607: wrong secret.\r\nTrace 1"}, 401)
        if form.get("grant_type") != "client_credentials" or form.get("scope") != "https://localhost/.default":
            self.blame("token", str(sorted(form)))
        token = f"kunci.{secrets.token_urlsafe(40)}"
        self.tokens.add(token)
        return told({"token_type": "bearer", "expires_in": 3600, "access_token": token})


def _unauthorized(how: str) -> Reply:
    return Reply(401, b"", {"WWW-Authenticate": how})


def _end_point(certificate: Path) -> spnego.channel_bindings.GssChannelBindings:
    """tls-server-end-point (RFC 5929 §4.1) of a certificate signed with SHA-256."""
    der = x509.load_pem_x509_certificate(certificate.read_bytes()).public_bytes(Encoding.DER)
    return spnego.channel_bindings.GssChannelBindings(
        application_data=b"tls-server-end-point:" + hashlib.sha256(der).digest()
    )


def _user_file() -> Path:
    """Who may sign in by NTLM, where pyspnego's own server looks for it."""
    handle, name = tempfile.mkstemp(prefix="ntlm-")
    domain, _, user = SERVICE.partition("\\")
    os.write(handle, f"{domain}:{user}:{PASSWORD}\n".encode())
    os.close(handle)
    os.environ["NTLM_USER_FILE"] = name
    return Path(name)
