"""The wire of the fake Graph (and Exchange): requests and replies as values, and the HTTPS server that carries them."""

from __future__ import annotations

import json
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.peers.ca import Pair

Json = dict[str, Any]
Answer = Callable[["Request"], "Reply | None"]


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Any
    body: bytes
    peer: str = ""  # the connection it came over

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str = "", **headers: str) -> None:
        self.reply = error(status, code, message)
        self.reply.headers |= {name.replace("_", "-"): value for name, value in headers.items()}


def told(document: Json, status: int = 200) -> Reply:
    return Reply(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def error(status: int, code: str, message: str = "") -> Reply:
    inner = {"date": "2026-11-22T03:00:00", "request-id": secrets.token_hex(8)}
    return told({"error": {"code": code, "message": message or code, "innerError": inner}}, status)


def envelope(content: bytes) -> tuple[str, ...]:
    """Everybody a submitted message goes to: To, Cc and Bcc."""
    parsed = message_from_bytes(content)
    fields = [value for name in ("To", "Cc", "Bcc") for value in parsed.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(list(map(str, fields))) if address))


class HttpsServer:
    """One server on loopback in threads of its own. `answer` None drops the connection."""

    def __init__(self, pair: Pair, answer: Answer) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=True
        )
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30
        wbufsize = -1  # head and body in one piece
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: value[0] for name, value in parse_qs(parts.query, keep_blank_values=True).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = answer(Request(self.command, parts.path, query, self.headers, body, str(self.client_address)))
            if reply is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response_only(reply.status)
            for name, value in {"Date": self.date_time_string(), **reply.headers}.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):  # the client left, or was dropped
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Silent."""

    return Handler
