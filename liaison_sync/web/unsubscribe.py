"""Leaving our bulk letters: a page with one button, which is also what mail programs post to (RFC 8058).

Looking never unsubscribes anybody, since scanners of mail open every link.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from liaison_sync.app import unsubscribing
from liaison_sync.app.service import Service
from liaison_sync.app.unsubscribing import Leaving
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web import app, render
from liaison_sync.web.session import Patience

PATH = "/unsubscribe/{token}"
_TRIES = 30  # wrong addresses of one client within five minutes
_LONGEST = 100  # characters of a token
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_ONE_CLICK = ("List-Unsubscribe", "One-Click")


def routes(service: Service) -> list[Route]:
    door = _Door(service)
    return [Route(PATH, door.show, methods=["GET"]), Route(PATH, door.take, methods=["POST"])]


class _Door:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience = Patience(_TRIES)

    async def show(self, request: Request) -> Response:
        return await run_in_threadpool(self._answer, request, "")

    async def take(self, request: Request) -> Response:
        """One click: never a redirect, no cookie, no session (RFC 8058 §3.1)."""
        form = await app.read_form(request)
        name, value = _ONE_CLICK
        said = f"{name}={value}" if form.get(name) == value else unsubscribing.WORD
        return await run_in_threadpool(self._answer, request, said)

    def _answer(self, request: Request, said: str) -> Response:
        token, now = str(request.path_params["token"]), self._service.clock.now()
        names = (f"from:{request.client.host if request.client else ''}",)
        found = self._found(token, said) if len(token) <= _LONGEST else None
        if found is None and self._patience.exhausted(names, now):
            return self._page(request, None, 429)
        if found is None:
            self._patience.failed(names, now)
        return self._page(request, found, 200 if found else 404)

    def _found(self, token: str, said: str) -> Leaving | None:
        if said:
            return unsubscribing.leave(self._service, token, said)
        return unsubscribing.leaving(self._service, token)

    def _page(self, request: Request, found: Leaving | None, status: int) -> Response:
        known = found is not None and found.language in LANGUAGES
        language = found.language if found and known else app.language_of(request)
        organisation = self._service.policy.organisation
        templates, page = self._service.templates, "unsubscribe.html"
        shown = render.bare(templates, language, page, leaving=found, status=status, organisation=organisation)
        return HTMLResponse(shown, status, _HEADERS)
