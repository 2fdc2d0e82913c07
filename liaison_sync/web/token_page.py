"""Pages whose address holds a token: no sign-in, no cookie, nothing followed.

Looking changes nothing, since scanners of mail open every link; one POST does what the page is for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from liaison_sync.app.service import Service
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web import app, render

TRIES = 30  # wrong addresses of one client within five minutes
_LONGEST = 100  # characters of a token
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

Answer = Callable[[Request, FormData | None], Response]


def routes(path: str, answer: Answer) -> list[Route]:
    """`path` holds "{token}"; `answer` runs in a thread, with the form where one was posted."""

    async def show(request: Request) -> Response:
        return await run_in_threadpool(answer, request, None)

    async def take(request: Request) -> Response:
        return await run_in_threadpool(answer, request, await app.read_form(request))

    return [Route(path, show, methods=["GET"]), Route(path, take, methods=["POST"])]


def token(request: Request) -> str:
    """What the address holds; "" where it is longer than any of ours."""
    given = str(request.path_params["token"])
    return given if len(given) <= _LONGEST else ""


def client(request: Request) -> str:
    """Whose wrong addresses are counted together."""
    return f"from:{request.client.host if request.client else ''}"


def page(service: Service, request: Request, template: str, language: str, status: int, **values: Any) -> Response:
    """`templates/web/<template>` in the letter's language where we speak it, else in the browser's."""
    spoken = language if language in LANGUAGES else app.language_of(request)
    organisation = service.policy.organisation
    shown = render.bare(service.templates, spoken, template, organisation=organisation, status=status, **values)
    return HTMLResponse(shown, status, _HEADERS)
