"""The page a partner answers on; one POST records the answer, once."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_sync.app import feedback
from liaison_sync.app.feedback import Asked, NotOnTheScale
from liaison_sync.app.service import Service
from liaison_sync.domain.feedback_answer import kept
from liaison_sync.formats.date_text import date_text, in_zone
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web import app, token_page
from liaison_sync.web.session import Patience

PATH = "/feedback/{token}"


def routes(service: Service) -> list[Route]:
    return token_page.routes(PATH, _Door(service).answer)


class _Door:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience = Patience(token_page.TRIES)  # of one client, and of one letter

    def answer(self, request: Request, form: FormData | None) -> Response:
        token, now = token_page.token(request), self._service.clock.now()
        found = feedback.asked(self._service, token) if token else None
        names = (f"request:{found.request.followup}" if found else token_page.client(request),)
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
        shown = {"asked": found, "day": day, "until": self._until(found, language), "wrong": wrong, "text": text}
        return token_page.page(self._service, request, "feedback.html", language, status, **shown)

    def _until(self, found: Asked | None, language: str) -> str:
        """The last day of a page whose time is over."""
        ends = found.request.expires_at if found and not found.open else None
        return date_text(in_zone(ends, self._service.policy.zone), language) if ends else ""
