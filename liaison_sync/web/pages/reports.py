"""Reports: those that are frozen, a preview of any period, the rows behind each figure, files, sending."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from liaison_sync.app import report_files, report_narrative, report_view, reporting
from liaison_sync.domain.report.blocks import Say, Snapshot, figures
from liaison_sync.domain.report.naming import MONTHLY, WEEKLY, about
from liaison_sync.domain.report.period import Period, latest_due, period_named, period_of
from liaison_sync.formats.pdf import NoPdf
from liaison_sync.formats.report_sheets import NoSheets, installed
from liaison_sync.formats.report_words import narrative as words_of_person
from liaison_sync.formats.report_words import own_narrative, words_of
from liaison_sync.formats.wording import LANGUAGES, MissingWording
from liaison_sync.store import evidence
from liaison_sync.web.attachment import attachment
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.report_title import called, titled

# Our own page in a frame of ours: charts within, no script; its links open in the whole window.
_DAY = timedelta(days=1)
_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def show(ask: Ask) -> Response:
    """Every report there is, and the way to the latest of each kind."""
    plan = ask.service.report
    latest = [(name, _latest(ask, name)) for name in dict.fromkeys((WEEKLY, MONTHLY, *plan.names))]
    frozen = reporting.everything(ask.connection)
    titles = {name: called(ask, name) for name in dict.fromkeys((*dict(latest), *(one.name for one in frozen)))}
    return _listed(ask, frozen, latest, titles)


def one_kind(ask: Ask) -> Response:
    """The reports of one name: what is frozen of it, the latest complete period, and the one that runs."""
    name, title = _known(ask)
    running = period_of(ask.now, ask.service.report.zone, about(name).every)
    latest = [(name, period) for period in (running, running.before)]
    return _listed(ask, reporting.reports(ask.connection, name), latest, {name: title}, name)


def _listed(
    ask: Ask, frozen: list[reporting.Listing], latest: list[tuple[str, Period]], titles: dict[str, str], name: str = ""
) -> Response:
    plan = ask.service.report

    def period(named: str) -> Period:
        return period_named(named, plan.zone)

    return ask.page(
        "reports.html", frozen=frozen, latest=latest, name=name, plan=plan, period=period, titles=titles, day=_DAY
    )


def _latest(ask: Ask, name: str) -> Period:
    return latest_due(ask.now, ask.service.report.zone, weekday=1, hour=0, every=about(name).every)


def one(ask: Ask) -> Response:
    """A period with its preview and, for managers, its sending."""
    name, title, period = _asked(ask)
    frozen = next((row for row in reporting.reports(ask.connection, name) if row.period == period.name), None)
    if frozen is None and period.start > ask.now:
        raise NotFound
    readers = [address for addresses in ask.service.report.readers(name).values() for address in addresses]
    return ask.page(
        "report.html",
        name=name,
        title=title,
        period=period.name,
        span=period,
        frozen=frozen,
        readers=readers,
        over=period.end <= ask.now,
        sheets=installed(),
        day=_DAY,
    )


def _known(ask: Ask) -> tuple[str, str]:
    """The report asked for, which must be about something there is: its name, and what it is called."""
    name = ask.arg("name")
    try:
        of = about(name)
    except ValueError:
        raise NotFound from None
    whose = report_view.whose(ask.connection, ask.service, of)
    if whose is None:
        raise NotFound
    return name, titled(ask, of, whose)


def _asked(ask: Ask) -> tuple[str, str, Period]:
    """Name, title and period."""
    name, title = _known(ask)
    try:
        return name, title, report_view.period(ask.service, name, ask.arg("period"), ask.now)
    except ValueError:
        raise NotFound from None


def _snapshot(ask: Ask, name: str, period: Period) -> Snapshot:
    """Frozen, or made now where it is not."""
    found = reporting.snapshot(ask.connection, name, period.name)
    return found or reporting.preview_snapshot(ask.service, ask.now, period.name, name)


def document(ask: Ask) -> Response:
    """The report itself, as its readers get it; made now where it is not frozen."""
    name, _, period = _asked(ask)
    html = reporting.render(_snapshot(ask, name, period), ask.language, ask.service).html
    html = html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": _CSP})


def rows(ask: Ask) -> Response:
    """What a figure counts: as many rows as the figure says."""
    name, title, period = _asked(ask)
    snapshot = _snapshot(ask, name, period)
    figure = figures(snapshot).get(ask.arg("figure"))
    if figure is None:
        raise NotFound
    return ask.page(
        "report_rows.html",
        name=name,
        title=title,
        period=period.name,
        span=period,
        day=_DAY,
        label=_label(snapshot, figure.label, ask.language),
        kind=figure.evidence.kind,
        rows=evidence.opened(ask.connection, figure.evidence.kind, figure.evidence.keys),
    )


def file(ask: Ask) -> Response:
    """The report as a file, in the reader's language or the one asked for."""
    name, _, period = _asked(ask)
    asked, kind = ask.query.get("lang", ""), ask.arg("kind")
    if kind not in report_files.FORMATS:
        raise NotFound
    language = asked if asked in LANGUAGES else ask.language
    try:
        made = report_files.file(ask.service, _snapshot(ask, name, period), language, kind)
    except (NoPdf, NoSheets):
        raise NotFound from None
    return Response(made.content, media_type=made.type, headers=attachment(made.name, "report"))


def _label(snapshot: Snapshot, label: Say, language: str) -> str:
    """What the report calls a figure; of a report older than this version's words, the key."""
    try:
        return words_of(snapshot, language).text(label)
    except (MissingWording, KeyError):
        return label.key.rpartition(".")[2]


def narrative(ask: Ask) -> Response:
    """The summary's words in both languages, to be written anew before the report is sent."""
    name, title, period = _asked(ask)
    frozen = next((row for row in reporting.reports(ask.connection, name) if row.period == period.name), None)
    if period.end > ask.now or (frozen and frozen.queued_at):
        raise NotFound
    made = _snapshot(ask, name, period)
    own = {language: own_narrative(made, language) for language in LANGUAGES}
    return ask.page(
        "report_narrative.html",
        name=name,
        title=title,
        period=period.name,
        span=period,
        day=_DAY,
        own=own,
        said={language: words_of_person(made, language) or own[language] for language in LANGUAGES},
        edited={one.language: one for one in made.narratives},
        longest=report_narrative.LONGEST,
    )


def reword(ask: Ask) -> Response:
    name, _, period = _asked(ask)
    texts = {language: ask.text(f"text_{language}") for language in LANGUAGES}
    report_narrative.reword(ask.service, name, period.name, texts, actor=ask.user.address)
    return ask.go(f"/reports/{quote(name)}/{quote(period.name)}", "reports.reworded")


def send(ask: Ask) -> Response:
    name, _, period = _asked(ask)
    here = f"/reports/{quote(name)}/{quote(period.name)}"
    try:
        letters = reporting.send(ask.service, name, period.name, actor=ask.user.address)
    except reporting.NotOver:
        return ask.go(here, "report_not_over")
    return ask.go(here, "report_sent" if letters else "report_sent_before")


PAGES = (
    Page("/reports", show),
    Page("/reports/{name}", one_kind),
    Page("/reports/{name}/{period}", one),
    Page("/reports/{name}/{period}/document", document),
    Page("/reports/{name}/{period}/file/{kind}", file),
    Page("/reports/{name}/{period}/narrative", narrative, deed="manage"),
    Page("/reports/{name}/{period}/narrative", reword, "POST", "manage"),
    Page("/reports/{name}/{period}/send", send, "POST", "manage"),
    Page("/reports/{name}/{period}/{figure}", rows),
)
