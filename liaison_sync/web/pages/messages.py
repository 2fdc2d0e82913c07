"""One message, its HTML made harmless, and its attachments, which are always downloaded."""

from __future__ import annotations

from starlette.responses import HTMLResponse, RedirectResponse, Response

from liaison_sync.formats import html, mime
from liaison_sync.formats.filename import filename
from liaison_sync.store import retention, thread
from liaison_sync.web.attachment import attachment
from liaison_sync.web.guard import MAIL_CSP
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages.thread import mailto, warning_text

_MOST_PARTS = 1_000_000  # no message has so many, and a database no number much larger
_FRAME = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{style}</head><body>{body}</body></html>'
)
_STYLE = (
    "<style>:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;margin:12px;background:#fff;"
    "color:#16202b;overflow-wrap:anywhere}img,table{max-width:100%}</style>"
)


def show(ask: Ask) -> Response:
    said = thread.message(ask.connection, ask.arg("key"))
    if said is None:
        raise NotFound
    return ask.page(
        "message.html",
        one=said,
        as_html=bool(ask.query.get("html")) and bool(said.rest.get("html")),
        mailto=mailto(said, ask) if said.direction == "in" else "",
        sends=ask.service.sender is not None,
        warning=lambda text: warning_text(ask, text),
    )


def harmless(ask: Ask) -> Response:
    """The HTML part, sanitised last, under a policy that lets nothing run and nothing load."""
    raw = thread.octets(ask.connection, ask.arg("key"))
    body = mime.html_body(raw) if raw is not None else None
    if body is None:
        raise NotFound
    return framed(html.safe(body), ask.say("message.html_title"))


def framed(body: str, title: str) -> Response:
    """Sanitised HTML as a document of its own, for a sandboxed frame."""
    page = _FRAME.format(title=title, style=_STYLE, body=body)
    return HTMLResponse(page, headers={"Content-Security-Policy": MAIL_CSP})


def download(ask: Ask) -> Response:
    n = int(ask.arg("n"))
    row = thread.file(ask.connection, ask.arg("key"), n) if n < _MOST_PARTS else None
    raw = thread.octets(ask.connection, ask.arg("key")) if row is not None else None
    found = mime.content(raw, row.sha256) if row is not None and raw is not None else None
    if row is None or found is None:
        return _let_go(ask)
    name = filename(row.name) or "lampiran"
    return Response(found[1], media_type="application/octet-stream", headers=attachment(name))


def source(ask: Ask) -> Response:
    """The message as it came, for a mail program."""
    raw = thread.octets(ask.connection, ask.arg("key"))
    if raw is None:
        return _let_go(ask)
    headers = attachment(f"{ask.arg('key')[:24]}.eml")
    return Response(raw, media_type="application/octet-stream", headers=headers)


def _let_go(ask: Ask) -> Response:
    """What is gone because its mailbox lets go of originals says so. Raises NotFound for anything else."""
    key = ask.arg("key")
    if retention.since_when(ask.connection, key) is None:
        raise NotFound
    return RedirectResponse(f"/messages/{key}", 303)


PAGES = (
    Page("/messages/{key}", show),
    Page("/messages/{key}/html", harmless),
    Page("/messages/{key}/source", source),
    Page("/attachments/{key}/{n:int}", download),
)
