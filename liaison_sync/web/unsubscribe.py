"""Leaving our bulk letters: a page with one button, which is also what mail programs post to (RFC 8058)."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_sync.app import unsubscribing
from liaison_sync.app.service import Service
from liaison_sync.app.unsubscribing import Leaving
from liaison_sync.web import token_page
from liaison_sync.web.session import Patience

PATH = "/unsubscribe/{token}"
_ONE_CLICK = ("List-Unsubscribe", "One-Click")


def routes(service: Service) -> list[Route]:
    return token_page.routes(PATH, _Door(service).answer)


class _Door:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience = Patience(token_page.TRIES)

    def answer(self, request: Request, form: FormData | None) -> Response:
        """One click: never a redirect, no cookie, no session (RFC 8058 §3.1)."""
        token, now = token_page.token(request), self._service.clock.now()
        names = (token_page.client(request),)
        found = self._found(token, form) if token else None
        if found is None and self._patience.exhausted(names, now):
            return self._page(request, None, 429)
        if found is None:
            self._patience.failed(names, now)
        return self._page(request, found, 200 if found else 404)

    def _found(self, token: str, form: FormData | None) -> Leaving | None:
        if form is None:
            return unsubscribing.leaving(self._service, token)
        name, value = _ONE_CLICK
        said = f"{name}={value}" if form.get(name) == value else unsubscribing.WORD
        return unsubscribing.leave(self._service, token, said)

    def _page(self, request: Request, found: Leaving | None, status: int) -> Response:
        language = found.language if found else ""
        return token_page.page(self._service, request, "unsubscribe.html", language, status, leaving=found)
