"""A browser without a screen: sends requests into the console, keeps its cookies, fills its forms."""

from __future__ import annotations

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from starlette.types import ASGIApp


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    octets: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Browser:
    app: ASGIApp
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = "console.example"
    client: str = "127.0.0.1"

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, b"", headers)

    def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> Answer:
        body = urlencode(form or {}, doseq=True).encode()
        return self._send("POST", path, body, {"content_type": "application/x-www-form-urlencoded", **headers})

    def act(self, path: str, form: dict[str, Any] | None = None) -> Answer:
        """Post with the CSRF token a page of ours carries."""
        return self.post(path, {"csrf": self.token(), **(form or {})}, sec_fetch_site="same-origin")

    def follow(self, path: str, **fields: Any) -> str:
        """The page a form leads to."""
        answer = self.act(path, fields)
        assert answer.status == 303, answer.text
        return unescape(self.get(answer.location.partition("#")[0]).text)

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/partners").text)
        assert found, "no form on the page"
        return unescape(found[1])

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        url = urlsplit(path)
        given = {"host": self.host, "accept-encoding": "gzip", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookies:
            given["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(url.path), "raw_path": url.path.encode(), "root_path": "",
            "query_string": url.query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in given.items()],
            "client": (self.client, 50000), "server": (self.host, 80), "state": {},
        }  # fmt: skip
        with ThreadPoolExecutor(1) as pool:  # a thread of its own: a Chromium may keep a loop running in this one
            return self._kept(pool.submit(asyncio.run, _exchange(self.app, scope, body)).result())

    def _kept(self, answer: Answer) -> Answer:
        for line in answer.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


async def _exchange(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Answer:
    sent: list[Any] = []
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if asked:
            await asyncio.sleep(60)
        asked = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    pairs = [(k.decode().lower(), v.decode()) for k, v in sent[0]["headers"]]
    octets = b"".join(message.get("body", b"") for message in sent[1:])
    headers = dict(pairs)
    plain = gzip.decompress(octets) if headers.get("content-encoding") == "gzip" else octets
    return Answer(sent[0]["status"], headers, plain, tuple(v for k, v in pairs if k == "set-cookie"))
