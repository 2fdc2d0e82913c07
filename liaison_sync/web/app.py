"""The console as a Starlette application: guard, session, page, headers. Pages are rows of `pages.PAGES`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_sync.app import people
from liaison_sync.app.act import Refused
from liaison_sync.app.service import Service
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import journal
from liaison_sync.store.engine import reading
from liaison_sync.store.people import Session
from liaison_sync.web import feedback, feeds, guard, monitoring, render, session, signing, unsubscribe
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages import PAGES

MAX_FORM = 1024 * 1024
_DRAINED = 8  # times the largest form that are read of one too large
_Endpoint = Callable[[Request], Awaitable[Response]]


def build(service: Service) -> Starlette:
    """The console over `service`. Cookies are `__Host-` and Secure where its public address is https."""
    secure = service.public_url.startswith("https://")
    console = Console(service, secure)
    routes: list[Route | Mount] = [Route(one.path, console.endpoint(one), methods=[one.method]) for one in PAGES]
    routes += [
        *signing.routes(service, secure),
        *monitoring.routes(service),
        *feeds.routes(service),
        *feedback.routes(service),
        *unsubscribe.routes(service),
    ]
    routes.append(Mount("/static", StaticFiles(directory=render.STATIC), name="static"))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Headers, secure=secure), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: console.http_error, 500: console.broken},
    )


class Headers:
    """Puts the guard's headers on every answer that does not carry its own."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = [(k.lower().encode(), v.encode()) for k, v in guard.headers(secure=secure).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                added = [pair for pair in self._headers if pair[0] not in given]
                if static:  # its address changes with its content
                    added = [pair for pair in added if pair[0] != b"cache-control"]
                    added.append((b"cache-control", b"public, max-age=31536000, immutable"))
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, sending)


class Console:
    """One request through the guard to its page."""

    def __init__(self, service: Service, secure: bool) -> None:
        self._service, self._secure = service, secure

    def endpoint(self, page: Page) -> _Endpoint:
        async def answer(request: Request) -> Response:
            if page.method != "POST":
                return await run_in_threadpool(self._serve, page, request, FormData())
            known = bool(page.files) and await run_in_threadpool(self._known, request)
            form = await read_form(request, uploads(self._service.policy, page.files if known else ""))
            try:
                return await run_in_threadpool(self._serve, page, request, form)
            finally:
                await form.close()

        return answer

    def _known(self, request: Request) -> bool:
        """Whether somebody signed in asks; only they may send more than a form's text."""
        token = request.cookies.get(session.cookie_name(secure=self._secure), "")
        return bool(token) and people.present(self._service, token) is not None

    def _serve(self, page: Page, request: Request, form: FormData) -> Response:
        if "\0" in request.scope["path"]:  # PostgreSQL refuses it, and nothing of ours has one
            raise HTTPException(404)
        request.scope["query_string"] = request.scope["query_string"].replace(b"%00", b"")
        if page.method == "POST" and not guard.same_site(request.headers, request.headers.get("host", "")):
            raise HTTPException(403, "other_site")
        token = request.cookies.get(session.cookie_name(secure=self._secure), "")
        present = people.present(self._service, token) if token else None
        if present is None:
            return self._ask_to_sign_in(page, request, form)
        if page.method == "POST" and not guard.token_matches(present.csrf, str(form.get("csrf", ""))):
            return signing.resume(self._service, request, present, 403, next_=_path(request), keep=typed(form))
        if not guard.can(present.user.role, page.deed):
            raise HTTPException(403, "role")
        return self._answered(page, request, form, present)

    def _answered(self, page: Page, request: Request, form: FormData, present: Session) -> Response:
        with reading(self._service.engine) as connection:
            ask = Ask(
                service=self._service,
                request=request,
                connection=connection,
                now=self._service.clock.now().astimezone(UTC),
                user=present.user,
                csrf=present.csrf,
                form=form,
                language=language_of(request, present.user.language),
                secure=self._secure,
                told=session.unpacked(request, secure=self._secure) if page.method == "GET" else {},
            )
            try:
                return page.handle(ask)
            except NotFound:
                return ask.page("error.html", status=404, kind="not_found", detail="", typed=[], changed=[])
            except Refused as refused:
                detail = render.say(ask.language, f"refused.{refused.key}", **words(ask, refused))
                with ask.fresh() as now:
                    changed = journal.latest(now, {str(one) for one in request.path_params.values()})
                return ask.page(
                    "error.html", status=409, kind="refused", detail=detail, typed=typed(form), changed=changed
                )

    def _ask_to_sign_in(self, page: Page, request: Request, form: FormData) -> Response:
        if page.method == "POST":  # keep what was typed: it is posted again after signing in
            return signing.form(self._service, request, 401, next_=_path(request), keep=typed(form))
        return RedirectResponse(signing.address(_path(request)), 303)

    async def http_error(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = str(error.detail) if isinstance(error, HTTPException) and status == 403 else ""
        kind = reason if reason in {"other_site", "role"} else _KINDS.get(status, "broken")
        if status == 413 and (mb := getattr(error, "detail", "")).isdigit():
            return self._plain(request, status, "files_too_large", mb=mb)
        return self._plain(request, status, kind)

    async def broken(self, request: Request, _error: Exception) -> Response:
        return self._plain(request, 500, "broken")

    def _plain(self, request: Request, status: int, kind: str, **params: str) -> Response:
        text = render.bare(self._service.templates, language_of(request), "plain_error.html", kind=kind, params=params)
        return HTMLResponse(text, status, guard.headers(secure=self._secure))


def _path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


_KINDS = {400: "bad_form", 404: "not_found", 405: "not_found", 413: "too_large"}


def words(ask: Ask, refused: Refused) -> dict[str, str]:
    """A refusal's parameters in the reader's words."""
    params = {name: str(value) for name, value in refused.params.items()}
    if "state" in params:
        params["state"] = render.known(ask.language, f"followups.state.{params['state']}")
    return params


def typed(form: FormData) -> list[tuple[str, str]]:
    """What a person typed or chose, without the form's own fields."""
    return [(k, v) for k, v in form.multi_items() if isinstance(v, str) and v and k not in {"csrf", "back"}]


def language_of(request: Request, chosen: str = "") -> str:
    """The user's choice, else the browser's first language that we speak, else Indonesian."""
    if chosen in LANGUAGES:
        return chosen
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])


@dataclass(frozen=True, slots=True)
class Uploads:
    """What files a form may carry: so many, together `mb` million bytes."""

    files: int = 0
    mb: int = 0


_NO_FILES = Uploads()


def uploads(policy: Policy, kind: str) -> Uploads:
    """Of a page's kind of files; of a meeting's more are read than are kept, so that words say how many may be."""
    if kind == "letter":
        return Uploads(policy.sending.files, policy.sending.files_mb)
    return Uploads(1000, policy.files.mb) if kind == "meeting" else _NO_FILES


async def read_form(request: Request, may: Uploads = _NO_FILES) -> FormData:
    """The form's fields, bounded: 1 MB, 1,000 fields, and no files but those it may carry.

    Of one too large the rest is read, up to a limit, and forgotten: a browser shows no answer before it has sent all.
    """
    largest = MAX_FORM + may.mb * 1_000_000
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= largest:
            body += chunk
        elif size > _DRAINED * largest:
            break
        else:
            body.clear()
    if size > largest:
        raise HTTPException(413, str(may.mb or ""))
    request._body = bytes(body)  # what Request.body() would have kept, had it a limit
    try:
        form = await request.form(max_files=may.files, max_fields=1000)
    except (MultiPartException, ValueError) as error:
        raise HTTPException(400) from error
    return FormData([(k, v.replace("\0", "") if isinstance(v, str) else v) for k, v in form.multi_items()])
