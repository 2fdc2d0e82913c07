"""Signing in, out, and after an expired session on with what was typed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from liaison_sync.app import people
from liaison_sync.app.service import Service
from liaison_sync.store.people import Session
from liaison_sync.web import app, guard, render, session

PATH = "/sign-in"
_ANYBODY = 30  # wrong passwords within five minutes
Typed = list[tuple[str, str]]  # fields of a form, as often as each was given


def address(next_: str) -> str:
    return PATH if next_ == "/" else f"{PATH}?{urlencode({'next': next_})}"


def form(
    service: Service, request: Request, status: int, *, next_: str, keep: Typed | None = None, **values: Any
) -> Response:
    """The sign-in page; `keep` are fields typed before the session ended."""
    shown = {"failed": "", "typed_address": "", **values}
    kept = "" if keep is None else json.dumps(keep)
    language = app.language_of(request)
    text = render.bare(service.templates, language, "sign_in.html", next=next_, keep=kept, **shown)
    return HTMLResponse(text, status)


def resume(
    service: Service, request: Request, present: Session, status: int, *, next_: str, keep: Typed
) -> HTMLResponse:
    """What was typed under a session that is over, to be sent by one more press under this one."""
    language, csrf = app.language_of(request, present.user.language), guard.masked(present.csrf)
    return HTMLResponse(
        render.bare(service.templates, language, "resume.html", next=next_, keep=keep, csrf=csrf), status
    )


def routes(service: Service, secure: bool) -> list[Route]:
    door = _Door(service, secure)
    return [Route(PATH, door.show, methods=["GET"]), Route(PATH, door.enter, methods=["POST"])]


class _Door:
    def __init__(self, service: Service, secure: bool) -> None:
        self._service, self._secure = service, secure
        self._patience, self._firmer = session.Patience(), session.Patience(_ANYBODY)

    async def show(self, request: Request) -> Response:
        return form(self._service, request, 200, next_=guard.own_path(request.query_params.get("next", "/")))

    async def enter(self, request: Request) -> Response:
        if not guard.same_site(request.headers, request.headers.get("host", "")):
            raise HTTPException(403, "other_site")
        given = await app.read_form(request)
        return await run_in_threadpool(self._enter, request, given)

    def _enter(self, request: Request, given: FormData) -> Response:
        who, next_ = str(given.get("address", "")).strip()[:254], guard.own_path(str(given.get("next", "/")))
        keep = _kept(str(given.get("keep", "")))
        client, now = request.client.host if request.client else "", self._service.clock.now()
        # Of one client for one address few; of one client or for one address alone more, so that no stranger's guesses
        # keep an officer out at once.
        both, each = (f"{who.lower()} {client}",), (f"who:{who.lower()}", f"from:{client}")
        if self._patience.exhausted(both, now) or self._firmer.exhausted(each, now):
            return form(self._service, request, 429, next_=next_, keep=keep, failed="wait", typed_address=who)
        before = request.cookies.get(session.cookie_name(secure=self._secure), "")
        token = people.sign_in(self._service, who, str(given.get("password", ""))[:1024], before)
        if token is None:
            self._patience.failed(both, now)
            self._firmer.failed(each, now)
            return form(self._service, request, 401, next_=next_, keep=keep, failed="wrong", typed_address=who)
        return self._entered(request, token, next_, keep)

    def _entered(self, request: Request, token: str, next_: str, keep: Typed | None) -> Response:
        response: Response = RedirectResponse(next_, 303)
        present = people.present(self._service, token) if keep is not None else None
        if keep is not None and present is not None:
            response = resume(self._service, request, present, 200, next_=next_, keep=keep)
        session.set_cookie(response, session.cookie_name(secure=self._secure), token, secure=self._secure)
        return response


def _kept(text: str) -> Typed | None:
    try:
        kept = json.loads(text or "null")
        return [(str(name), str(value)) for name, value in kept] if isinstance(kept, list) else None
    except ValueError:
        return None
