"""What a machine asks: does the process live, does everything run, and the figures (Prometheus text format 0.0.4)."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_sync.app.service import Service
from liaison_sync.store import metrics
from liaison_sync.store.engine import reading
from liaison_sync.store.metrics import BoxFigures, Figures
from liaison_sync.web import lag

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_HELP = {
    "liaison_mailbox_up": "1: the last try succeeded",
    "liaison_mailbox_behind": "1: lags beyond its limit",
    "liaison_mailbox_paused": "1: paused by a person",
    "liaison_mailbox_last_success_timestamp_seconds": "When it was last read",
    "liaison_mailbox_lag_seconds": "How long ago it was last read",
    "liaison_mailbox_failures": "Failed tries in a row",
    "liaison_mailbox_quarantined": "Messages set aside",
    "liaison_outbox_letters": "Letters by state",
    "liaison_outbox_oldest_due_seconds": "How long the oldest queued letter has been due",
    "liaison_followups": "Follow-ups by state",
}
_Sample = tuple[str, str, str, float]  # metric, label, its value, figure


def routes(service: Service) -> list[Route]:
    """The three addresses; none needs a session, none tells a stranger a name."""

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def healthy(_request: Request) -> Response:
        said = await run_in_threadpool(_health, service)
        return PlainTextResponse(f"{said}\n", 200 if said == "ok" else 503)

    async def measured(request: Request) -> Response:
        if not _may_read(service, request):
            return PlainTextResponse("not found\n", 404)
        return Response(await run_in_threadpool(_text, service), media_type=_TYPE)

    return [Route("/livez", alive), Route("/healthz", healthy), Route("/metrics", measured)]


def _health(service: Service) -> str:
    try:
        with reading(service.engine) as connection:
            known = {one.name: one for one in metrics.boxes(connection)}
    except SQLAlchemyError:
        return "store"
    now = service.clock.now()
    for configured in service.mailboxes:
        one = known.get(configured.name)
        if one is None or (not one.paused and lag.behind(configured, one.last_success, now)):
            return "behind"
    return "ok"


def _may_read(service: Service, request: Request) -> bool:
    """This machine, not by way of a proxy, or who shows the token."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    token = service.metrics_token.encode()
    if token and scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token):
        return True
    try:
        here = ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in _PROXIED)


def _text(service: Service) -> str:
    with reading(service.engine) as connection:
        found = metrics.figures(connection)
    samples = list(_samples(service, found, service.clock.now().astimezone(UTC)))
    lines: list[str] = []
    for name, help_ in _HELP.items():
        lines += [f"# HELP {name} {help_}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(label, value)} {figure:.15g}" for n, label, value, figure in samples if n == name]
    return "\n".join(lines) + "\n"


def _samples(service: Service, found: Figures, now: datetime) -> Iterator[_Sample]:
    configured = {one.name: one for one in service.mailboxes}
    for box in found.boxes:
        behind = not box.paused and lag.behind(configured.get(box.name), box.last_success, now)
        yield "liaison_mailbox_behind", "mailbox", box.name, behind
        yield from _box(box, now)
    for state, number in sorted(found.outbox.items()):
        yield "liaison_outbox_letters", "state", state, number
    due = max(0.0, (now - found.oldest_due).total_seconds()) if found.oldest_due else 0.0
    yield "liaison_outbox_oldest_due_seconds", "", "", due
    for state, number in sorted(found.followups.items()):
        yield "liaison_followups", "state", state, number


def _box(box: BoxFigures, now: datetime) -> Iterator[_Sample]:
    figures: dict[str, float] = {"up": not box.failing, "paused": box.paused}
    figures |= {"failures": box.failures, "quarantined": box.quarantined}
    if box.last_success is not None:
        figures["last_success_timestamp_seconds"] = box.last_success.timestamp()
        figures["lag_seconds"] = (now - box.last_success).total_seconds()
    for name, figure in figures.items():
        yield f"liaison_mailbox_{name}", "mailbox", box.name, float(figure)


def _labels(name: str, value: str) -> str:
    if not name:
        return ""
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'{{{name}="{escaped}"}}'
