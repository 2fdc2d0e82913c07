"""Who gives tokens: a fake of Microsoft's and Google's token endpoints over HTTPS, and what Dovecot asks about them.

Every form is checked; what a client should not have said is in `wrong`.
"""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.peers.ca import Pair
from tests.peers.graph_wire import HttpsServer, Reply, Request, told

TENANT, CLIENT, SECRET = "kantor.example", "11111111-2222-3333-4444-555555555555", "rahasia-aplikasi"
ROBOT = "liaison@proyek.iam.gserviceaccount.com"
RESOURCE = "https://outlook.office365.com"
RIGHTS = {f"{RESOURCE}/IMAP.AccessAsUser.All", f"{RESOURCE}/SMTP.Send", "offline_access"}


class TokenServer:
    """`live` holds the tokens that open the mailbox `user`; `issued` all ever given."""

    def __init__(self, pair: Pair, user: str = "humas") -> None:
        self.user = user
        self.live: set[str] = set()
        self.issued: list[str] = []
        self.refreshes: list[str] = []
        self.wrong: list[str] = []
        self.refuse = ""  # an OAuth error every grant is answered with
        self.agreed = True  # what the person with the device code does
        self.lasts = 3599
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._lock = threading.Lock()
        self._server = HttpsServer(pair, self.answer)
        self.url = f"https://localhost:{self._server.port}"
        self._inquiry = ThreadingHTTPServer(("127.0.0.1", 0), _inquiry(self))
        self._inquiry.daemon_threads = True
        self.inquiry = f"http://127.0.0.1:{self._inquiry.server_address[1]}/introspect"
        threading.Thread(target=self._inquiry.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.close()
        self._inquiry.shutdown()
        self._inquiry.server_close()

    def __enter__(self) -> TokenServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def key_file(self, place: Path) -> Path:
        """The service account's key, as Google hands it out."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        found = {"type": "service_account", "client_email": ROBOT, "private_key_id": "k1", "private_key": pem.decode()}
        place.write_text(json.dumps({**found, "token_uri": f"{self.url}/token"}))
        return place

    # --- the endpoints ----------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply | None:
        base = f"/{TENANT}"
        if request.line == f"GET {base}/v2.0/.well-known/openid-configuration":
            paths = {"token_endpoint": "token", "authorization_endpoint": "authorize"}
            paths["device_authorization_endpoint"] = "devicecode"
            found = {name: f"{self.url}{base}/oauth2/v2.0/{path}" for name, path in paths.items()}
            return told({"issuer": f"{self.url}{base}/v2.0", **found})
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        with self._lock:
            if request.line == "POST /token":
                return self._google(form)
            if request.line == f"POST {base}/oauth2/v2.0/devicecode":
                self._check(set(form["scope"].split()) >= RIGHTS, f"scope {form['scope']}")
                here = {
                    "device_code": "D1",
                    "user_code": "ABCD-EFGH",
                    "verification_uri": "https://login.example/device",
                }
                return told({**here, "expires_in": 60, "interval": 1, "message": "type it"})
            if request.line == f"POST {base}/oauth2/v2.0/token":
                return self._microsoft(form)
        return told({"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found."}, 400)

    def _microsoft(self, form: dict[str, str]) -> Reply:
        self._check(form.get("client_id") == CLIENT, f"client_id {form.get('client_id')}")
        if self.refuse:
            return told({"error": self.refuse, "error_description": "AADSTS70008: no.\r\nTrace ID: 1"}, 400)
        match form["grant_type"]:
            case "client_credentials":
                self._check(form.get("scope") == f"{RESOURCE}/.default", f"scope {form.get('scope')}")
                if form.get("client_secret") != SECRET:
                    return told({"error": "invalid_client", "error_description": "AADSTS7000215: wrong secret."}, 401)
                return self._given({})
            case "urn:ietf:params:oauth:grant-type:device_code" | "device_code":
                if not self.agreed:
                    return told({"error": "authorization_declined", "error_description": "AADSTS: declined."}, 400)
                return self._given({"refresh_token": self._refresh()})
            case "refresh_token" if form["refresh_token"] == self.refreshes[-1]:
                return self._given({"refresh_token": self._refresh()})
        return told({"error": "invalid_grant", "error_description": "AADSTS700082: expired."}, 400)

    def _google(self, form: dict[str, str]) -> Reply:
        self._check(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"])
        try:
            claims: dict[str, Any] = jwt.decode(
                form["assertion"], self._key.public_key(), algorithms=["RS256"], audience=f"{self.url}/token"
            )
        except jwt.PyJWTError as error:
            return told({"error": "invalid_grant", "error_description": str(error)}, 400)
        self._check(claims["iss"] == ROBOT and claims["scope"] == "https://mail.google.com/", str(claims))
        self._check(claims["exp"] - claims["iat"] <= 3600, "an assertion of more than an hour")
        if claims["sub"] != self.user:
            said = "Client is unauthorized to retrieve access tokens using this method"
            return told({"error": "unauthorized_client", "error_description": said}, 401)
        return self._given({})

    def _given(self, more: dict[str, str]) -> Reply:
        token = f"kunci.{secrets.token_urlsafe(1000)}"
        self.live.add(token)
        self.issued.append(token)
        return told({"token_type": "Bearer", "expires_in": self.lasts, "access_token": token, **more})

    def _refresh(self) -> str:
        self.refreshes.append(f"segar.{secrets.token_urlsafe(40)}")
        return self.refreshes[-1]

    def _check(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def _inquiry(server: TokenServer) -> type[BaseHTTPRequestHandler]:
    """RFC 7662: whether a token is alive, and whose it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            live = form.get("token", [""])[0] in server.live
            body = json.dumps({"active": live, "username": server.user} if live else {"active": False}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Silent."""

    return Handler
