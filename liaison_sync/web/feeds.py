"""The address a calendar program asks: no sign-in, only what stands in the address itself."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_sync.app import feeds
from liaison_sync.app.service import Service
from liaison_sync.web.session import Patience

_TRIES = 30  # answers to one feed, and wrong addresses of one client, within five minutes
_LONGEST = 100  # characters of a token
_WAIT = {"Retry-After": "300"}


def routes(service: Service) -> list[Route]:
    door = _Door(service)

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(door.answer, request)

    return [Route("/feeds/{token}.ics", answer, methods=["GET"])]


class _Door:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience = Patience(_TRIES)

    def answer(self, request: Request) -> Response:
        """The calendar, 304, or 404: unknown and revoked are one and the same."""
        token, now = str(request.path_params["token"]), self._service.clock.now()
        feed = feeds.known(self._service, token) if len(token) <= _LONGEST else None
        asking = (f"feed:{feed.id}" if feed else f"from:{request.client.host if request.client else ''}",)
        if self._patience.exhausted(asking, now):
            return PlainTextResponse("too many requests\n", 429, _WAIT)
        self._patience.failed(asking, now)  # each answer counts: it is the making that costs
        found = feeds.calendar(self._service, feed) if feed else None
        return PlainTextResponse("not found\n", 404) if found is None else _told(request, found)


def _told(request: Request, found: feeds.Calendar) -> Response:
    tag = f'W/"{found.digest}"'  # weak: the same calendar, compressed or not (RFC 9110 §8.8.1)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _matches(request.headers.get("if-none-match", ""), found.digest):
        return Response(status_code=304, headers=headers)
    return Response(found.octets, media_type="text/calendar; charset=utf-8", headers=headers)


def _matches(given: str, digest: str) -> bool:
    """Weak comparison (RFC 9110 §8.8.3.2)."""
    tags = (one.strip().removeprefix("W/").strip('"') for one in given[:4_000].split(","))
    return any(one in {"*", digest} for one in tags)
