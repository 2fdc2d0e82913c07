"""A fake publisher of one calendar over HTTPS: keeps its events, knows ETag and Last-Modified, can misbehave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from types import TracebackType

from pydantic import SecretStr

from liaison_sync.connections.feed_client import FeedSettings
from tests.peers.ca import Authority, Pair
from tests.peers.graph_wire import HttpsServer, Reply, Request

PATH = "/rahasia-7f3a/agenda.ics"
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pemkot//Agenda//ID\r\n"
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def vevent(uid: str, *lines: str, stamp: str = "20261101T000000Z") -> str:
    """One VEVENT, as most producers write it."""
    said = (f"UID:{uid}", f"DTSTAMP:{stamp}", *lines)
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *said, "END:VEVENT"))


class FakeFeed:
    """`events` by any name; `stamped` False: no ETag, no Last-Modified. `wrong` is what a client did amiss."""

    def __init__(self, pair: Pair) -> None:
        self.events: dict[str, str] = {}
        self.stamped = True
        self.asked: list[int] = []  # statuses given
        self.wrong: list[str] = []
        self.instead: Callable[[Request], Reply | None] | None = None
        self._server = HttpsServer(pair, self._answer)

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.port}{PATH}"

    @property
    def content(self) -> bytes:
        return (HEAD + "METHOD:PUBLISH\r\n" + "".join(self.events.values()) + "END:VCALENDAR\r\n").encode()

    def _answer(self, request: Request) -> Reply | None:
        if request.method != "GET" or request.body:
            self.wrong.append(request.line)
        reply = self.instead(request) if self.instead is not None else self._told(request)
        self.asked.append(reply.status if reply is not None else 0)
        return reply

    def _told(self, request: Request) -> Reply:
        if request.path != PATH:
            return Reply(404, b"<html>tidak ada</html>", {"Content-Type": "text/html"})
        content = self.content
        etag = f'"{sha256(content).hexdigest()[:16]}"'
        stamp = {"ETag": etag, "Last-Modified": format_datetime(LONG_AGO, usegmt=True)} if self.stamped else {}
        if stamp and request.headers.get("If-None-Match") == etag:
            return Reply(304, b"", stamp)
        return Reply(200, content, {"Content-Type": "text/calendar; charset=utf-8", **stamp})

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> FakeFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def feed_settings(fake: FakeFeed, authority: Authority, **changes: object) -> FeedSettings:
    values = {"url": SecretStr(fake.url), "ca_file": authority.certificate, "timeout": 10.0}
    return FeedSettings.model_validate(values | changes)
