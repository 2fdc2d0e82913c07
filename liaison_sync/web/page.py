"""What a page is given (Ask), what it gives back, and how it stands in the table of pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liaison_sync.app.act import act
from liaison_sync.app.service import Service
from liaison_sync.domain.commands import Command
from liaison_sync.domain.value import dataclass
from liaison_sync.store.engine import reading
from liaison_sync.store.people import User
from liaison_sync.web import render, session
from liaison_sync.web.guard import Deed, can, own_path


class NotFound(Exception):
    """No such thing, or not for this user: both answer 404."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, its user, one consistent picture of the store, and the moment it is answered."""

    service: Service
    request: Request
    connection: Connection
    now: datetime
    user: User
    csrf: str
    form: FormData
    language: str
    secure: bool
    told: dict[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """The reader's zone (IANA)."""
        return self.service.policy.zone

    @property
    def query(self) -> QueryParams:
        return self.request.query_params

    def arg(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def text(self, name: str, *, limit: int = 20_000) -> str:
        """A field of the form, trimmed; "" where there is none."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n").strip()[:limit] if isinstance(value, str) else ""

    def files(self, name: str) -> list[tuple[str, str, bytes]]:
        """The files of a field: name and media type as the browser states them, octets."""
        found = [one for one in self.form.getlist(name) if isinstance(one, UploadFile) and one.filename]
        return [(one.filename or "", one.content_type or "", one.file.read()) for one in found]

    def can(self, deed: Deed) -> bool:
        return can(self.user.role, deed)

    def say(self, key: str, /, **values: object) -> str:
        return render.say(self.language, key, **values)

    def act(self, command: Command) -> None:
        """Carry out a command in this user's name. Raises Refused, which becomes a 409 page."""
        act(self.service, command, actor=self.user.address)

    def fresh(self) -> AbstractContextManager[Connection]:
        """The store as it stands after this request's own act."""
        return reading(self.service.engine)

    def page(self, template: str, /, *, status: int = 200, **values: Any) -> Response:
        """The page `templates/web/<template>` with `values`."""
        response = HTMLResponse(render.page(self, template, values), status)
        if self.told:
            session.drop_cookie(response, session.told_name(secure=self.secure), secure=self.secure)
        return response

    def go(self, path: str, told: str = "", /, **values: str) -> Response:
        """After an act: on to `path` (or the form's own `back`), saying `console.told.<told>` there.

        A value `undo` is the path an undo button posts to.
        """
        back = self.text("back")
        response = RedirectResponse(own_path(back) if back else path, 303)
        if told:
            packed = session.packed({"key": told, "at": self.now.isoformat(), **values})
            session.set_cookie(response, session.told_name(secure=self.secure), packed, secure=self.secure, seconds=60)
        return response

    def link(self, **changes: str | None) -> str:
        """This page's address with other filters; None takes one away. Paging starts anew."""
        kept = {k: v for k, v in self.query.items() if k not in {*changes, "after"}}
        kept |= {k: v for k, v in changes.items() if v}
        return self.request.url.path + (f"?{urlencode(kept)}" if kept else "")


Handle = Callable[[Ask], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """A row of PAGES: GET pages only look, POST forms act; `deed` is what its user must be allowed to do."""

    path: str
    handle: Handle
    method: Literal["GET", "POST"] = "GET"
    deed: Deed = "read"
    files: Literal["", "letter", "meeting"] = ""  # what its form may carry, as many and as large as policy says
