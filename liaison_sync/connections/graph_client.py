"""Requests to Microsoft Graph: to the configured host only, four at a time, each with an end, a size and a token.

One client for each access, shared by all that read and send for it within this process: the limit of requests in
flight is the mailbox's, and a connection kept open spares each poll its handshake.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from threading import BoundedSemaphore, Lock
from typing import Any, Literal
from urllib.parse import quote, urlencode

from liaison_sync.connections import https
from liaison_sync.connections.clock import Stamped
from liaison_sync.connections.graph_answer import Json, document, failure_of
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.connections.graph_token import Tokens
from liaison_sync.domain.errors import AuthFailed, Failure, ProtocolViolation, Throttled
from liaison_sync.domain.value import dataclass

IN_FLIGHT = 4  # of one application in one mailbox, as Outlook's service limits have it
MAX_DOCUMENT = 32 * 1024 * 1024
SLOWEST = 20_000  # bytes a second we put up with
AWAY = 503  # said of the service; 504 is said of one request, which another may outrun
PREFER = 'IdType="ImmutableId"'
VERSION = "/v1.0"

Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, 2xx. `content` holds at most what was asked for; `whole` tells whether that was all of it."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Asked:
    method: Method
    url: str
    headers: Mapping[str, str]
    content: bytes
    operation: str
    max_bytes: int
    cut: bool


class GraphClient:
    """Thread-safe. Raises Failures only."""

    def __init__(self, settings: GraphSettings) -> None:
        self.settings, self.host = settings, settings.host
        self.user = f"/users/{quote(settings.user, safe='@')}"
        self.well_known: dict[str, str] = {}  # folder id → the name the service knows it by
        self.lists_folders_flat = True  # one function for folders of every depth; not every cloud has it
        self.translates = True  # whether it tells us what an id of Exchange's is now
        self._lanes = BoundedSemaphore(IN_FLIGHT)
        self.stamped: Stamped | None = None  # of the last answer, for `doctor`
        self._quiet: Failure | None = None  # what asked to be left in peace, and until when
        self._lock = Lock()
        self._opened: tuple[Any, Tokens] | None = None

    # --- what is asked ----------------------------------------------------------------------------------------

    def get(self, path: str, *, operation: str, prefer: str = "", **query: str) -> Json:
        """The JSON object at `path` (below the version, or of a link of ours); `query` without the dollar signs."""
        return document(self.send("GET", _with(path, query), operation=operation, prefer=prefer).content, operation)

    def send(
        self,
        method: Method,
        path: str,
        *,
        operation: str,
        prefer: str = "",
        content: bytes = b"",
        content_type: str = "",
        max_bytes: int = MAX_DOCUMENT,
        cut: bool = False,
    ) -> Answer:
        """One request. An answer longer than `max_bytes` is cut off there, or refused where `cut` is False."""
        headers = {"Prefer": f"{PREFER}, {prefer}" if prefer else PREFER, "Accept-Encoding": "gzip"}
        if content_type:
            headers["Content-Type"] = content_type
        with https.door("", operation, self.host), self._lanes:
            self._heeded(operation)
            http, tokens = self._open()
            token = tokens.get()
            asked = _Asked(method, self.settings.endpoint + VERSION + path, headers, content, operation, max_bytes, cut)
            try:
                return self._sent(http, asked, token)
            except AuthFailed:
                return self._sent(http, asked, tokens.get(refused=token))

    def path_of(self, link: object, operation: str) -> str:
        """A link the service gave, as the path it is followed by. Raises ProtocolViolation where it leads elsewhere."""
        start = self.settings.endpoint + VERSION
        if not isinstance(link, str) or not link.startswith(f"{start}/") or len(link) > 100_000 or not link.isascii():
            raise ProtocolViolation(operation=operation, key="foreign_link", detail=str(link)[:120])
        return link.removeprefix(start)

    # --- how it is asked --------------------------------------------------------------------------------------

    def _open(self) -> tuple[Any, Tokens]:
        with self._lock:
            if self._opened is None:
                http = _http(self.settings)
                self._opened = http, Tokens(self.settings, http)
            return self._opened

    def _heeded(self, operation: str) -> None:
        """What the service asked us to leave in peace is not asked again before.

        One question it gets while it is only away: whether a letter left. That doubt would be a person's.
        """
        quiet = self._quiet
        if quiet is None or quiet.retry_at is None or _now() >= quiet.retry_at:
            return
        if operation != "verify" or isinstance(quiet, Throttled):
            raise Throttled(operation=operation, retry_at=quiet.retry_at)

    def _sent(self, http: Any, asked: _Asked, token: str) -> Answer:
        before = _now()
        answer = _exchanged(http, asked, token, self.settings.timeout)
        self.stamped = Stamped(before, _now(), answer.headers.get("Date", ""))
        if 200 <= answer.status < 300:
            if not answer.whole and not asked.cut:
                raise ProtocolViolation(operation=asked.operation, key="answer_too_long", detail=f"{asked.max_bytes}")
            return answer
        failure = failure_of(answer.status, answer.headers, answer.content, operation=asked.operation, now=_now())
        if isinstance(failure, Throttled) or answer.status == AWAY:
            self._quiet = failure
        raise failure


@cache
def client_of(access: GraphSettings) -> GraphClient:
    """The one client for this access (`GraphSettings.access`) in this process."""
    return GraphClient(access)


def _http(settings: GraphSettings) -> Any:
    return https.client(
        settings.host, ca_file=settings.ca_file, timeout=settings.timeout, connections=IN_FLIGHT, extra="graph"
    )


def _exchanged(http: Any, asked: _Asked, token: str, timeout: float) -> Answer:
    """One request and its answer. A kept connection may have been closed meanwhile: what only reads asks again."""
    import httpx

    headers = {**asked.headers, "Authorization": f"Bearer {token}"}
    body = asked.content if asked.method in {"POST", "PATCH"} else None
    for again in (asked.method == "GET", False):
        deadline = time.monotonic() + timeout + max(asked.max_bytes if asked.cut else 0, len(asked.content)) / SLOWEST
        try:
            with http.stream(asked.method, asked.url, headers=headers, content=body) as response:
                received, whole = https.received(response, asked.max_bytes, deadline)
                return Answer(response.status_code, response.headers, received, whole)
        except httpx.RemoteProtocolError:
            if not again:
                raise
    raise AssertionError("unreachable")


def _now() -> datetime:
    return datetime.now(UTC)


def _with(path: str, query: Mapping[str, str]) -> str:
    if not query:
        return path
    return f"{path}?{urlencode({_named(name): value for name, value in query.items()}, safe='$', quote_via=quote)}"


def _named(name: str) -> str:
    """OData's system options begin with a dollar; a function's own parameters do not."""
    return name if name in {"startDateTime", "endDateTime"} else f"${name}"


def of_id(id_: str) -> str:
    """An id as a step of a path: case matters, and every sign of it."""
    return quote(id_, safe="=")
