"""The page a partner answers on: no sign-in, no cookie, nothing followed; the token in its address is all it needs.

Looking changes nothing, since scanners of mail open every link; one POST records the answer, once.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from liaison_sync.app import feedback
from liaison_sync.app.feedback import Asked, NotOnTheScale
from liaison_sync.app.service import Service
from liaison_sync.domain.feedback_answer import kept
from liaison_sync.formats.date_text import date_text, in_zone
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web import app, render
from liaison_sync.web.session import Patience

PATH = "/feedback/{token}"
_TRIES = 30  # answers to one letter, and wrong addresses of one client, within five minutes
_LONGEST = 100  # characters of a token
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def routes(service: Service) -> list[Route]:
    door = _Door(service)
    return [Route(PATH, door.show, methods=["GET"]), Route(PATH, door.take, methods=["POST"])]


class _Door:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience = Patience(_TRIES)

    async def show(self, request: Request) -> Response:
        return await run_in_threadpool(self._answer, request, None)

    async def take(self, request: Request) -> Response:
        form = await app.read_form(request)
        return await run_in_threadpool(self._answer, request, form)

    def _answer(self, request: Request, form: FormData | None) -> Response:
        token, now = str(request.path_params["token"]), self._service.clock.now()
        found = feedback.asked(self._service, token) if len(token) <= _LONGEST else None
        client = request.client.host if request.client else ""
        names = (f"request:{found.request.followup}" if found else f"from:{client}",)
        if self._patience.exhausted(names, now):
            return self._page(request, found, 429, wrong="wait")
        if found is None or form is not None:
            self._patience.failed(names, now)
        if found is None:
            return self._page(request, None, 404)
        return self._page(request, found, 200) if form is None else self._taken(request, found, token, form)

    def _taken(self, request: Request, found: Asked, token: str, form: FormData) -> Response:
        score, text = str(form.get("score", "")), kept(str(form.get("text", "")))
        try:
            now = feedback.give(self._service, token, int(score) if score.isascii() and len(score) == 1 else 0, text)
        except (NotOnTheScale, ValueError):
            return self._page(request, found, 422, wrong="score", text=text)
        return self._page(request, now, 200)

    def _page(self, request: Request, found: Asked | None, status: int, *, wrong: str = "", text: str = "") -> Response:
        said = found.request.language if found else ""
        language = said if said in LANGUAGES else app.language_of(request)
        day = date_text(in_zone(found.start, self._service.policy.zone), language) if found and found.start else ""
        shown = render.bare(
            self._service.templates,
            language,
            "feedback.html",
            asked=found,
            day=day,
            wrong=wrong,
            text=text,
            organisation=self._service.policy.organisation,
        )
        return HTMLResponse(shown, status, _HEADERS)
