"""Reports: those that are frozen, a preview of the latest week, the rows behind each figure, sending."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from liaison_sync.app import report_files, reporting
from liaison_sync.domain.report import WEEKLY
from liaison_sync.domain.report.blocks import figures
from liaison_sync.domain.report.period import latest_due, week_named
from liaison_sync.formats.pdf import NoPdf
from liaison_sync.formats.report_sheets import NoSheets, installed
from liaison_sync.formats.wording import LANGUAGES, MissingWording, say
from liaison_sync.store import evidence
from liaison_sync.web.page import Ask, NotFound, Page

# Our own page in a frame of ours: charts within, no script; its links open in the whole window.
_DAY = timedelta(days=1)
_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def show(ask: Ask) -> Response:
    plan = ask.service.report
    latest = latest_due(ask.now, plan.zone, weekday=1, hour=0)
    frozen = reporting.reports(ask.connection)
    return ask.page(
        "reports.html", frozen=frozen, latest=latest, name=WEEKLY, plan=plan, week_named=week_named, day=_DAY
    )


def one(ask: Ask) -> Response:
    """A week with its preview and, for managers, its sending."""
    name, period = _named(ask)
    plan = ask.service.report
    frozen = next((row for row in reporting.reports(ask.connection, name) if row.period == period), None)
    week = week_named(period, plan.zone)
    if frozen is None and week.start > ask.now:
        raise NotFound
    readers = [address for addresses in plan.recipients.values() for address in addresses]
    return ask.page(
        "report.html",
        name=name,
        period=period,
        week=week,
        frozen=frozen,
        readers=readers,
        over=week.end <= ask.now,
        sheets=installed(),
        day=_DAY,
    )


def _named(ask: Ask) -> tuple[str, str]:
    name, period = ask.arg("name"), ask.arg("period")
    try:
        week_named(period, ask.service.report.zone)
    except ValueError:
        raise NotFound from None
    if name != WEEKLY:
        raise NotFound
    return name, period


def document(ask: Ask) -> Response:
    """The report itself, as its readers get it; made now where it is not frozen."""
    name, period = _named(ask)
    html = reporting.html(ask.service, name, period, ask.language)
    if html is None:
        html = reporting.preview(ask.service, ask.now, ask.language, period).html
    html = html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": _CSP})


def rows(ask: Ask) -> Response:
    """What a figure counts: as many rows as the figure says."""
    name, period = _named(ask)
    found = reporting.snapshot(ask.connection, name, period)
    found = found or reporting.preview_snapshot(ask.service, ask.now, period)
    figure = figures(found).get(ask.arg("figure"))
    if figure is None:
        raise NotFound
    counted = evidence.opened(ask.connection, figure.evidence.kind, figure.evidence.keys)
    label = _label(ask, figure.label.key, figure.label)
    week = week_named(period, ask.service.report.zone)
    return ask.page("report_rows.html", name=name, period=period, week=week, day=_DAY, label=label, rows=counted)


def file(ask: Ask) -> Response:
    """The report as a file, in the reader's language or the one asked for."""
    name, period = _named(ask)
    asked = ask.query.get("lang", "")
    language = asked if asked in LANGUAGES else ask.language
    kind = ask.arg("kind")
    if kind not in report_files.FORMATS:
        raise NotFound
    found = reporting.snapshot(ask.connection, name, period)
    try:
        made = report_files.file(
            ask.service, found or reporting.preview_snapshot(ask.service, ask.now, period), language, kind
        )
    except (NoPdf, NoSheets):
        raise NotFound from None
    disposition = f"attachment; filename=\"report.{kind}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.type, headers={"Content-Disposition": disposition})


def _label(ask: Ask, key: str, said: object) -> str:
    try:
        return say(ask.language, f"report.{key}", **dict(getattr(said, "params", ())))
    except (MissingWording, KeyError, IndexError, ValueError, TypeError):
        return key.rpartition(".")[2]


def send(ask: Ask) -> Response:
    name, period = _named(ask)
    try:
        letters = reporting.send(ask.service, name, period, actor=ask.user.address)
    except reporting.NotOver:
        return ask.go(f"/reports/{quote(name)}/{quote(period)}", "report_not_over")
    told = "report_sent" if letters else "report_sent_before"
    return ask.go(f"/reports/{quote(name)}/{quote(period)}", told)


PAGES = (
    Page("/reports", show),
    Page("/reports/{name}/{period}", one),
    Page("/reports/{name}/{period}/document", document),
    Page("/reports/{name}/{period}/file/{kind}", file),
    Page("/reports/{name}/{period}/send", send, "POST", "manage"),
    Page("/reports/{name}/{period}/{figure}", rows),
)
