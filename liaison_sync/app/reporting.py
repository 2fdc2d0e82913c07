"""Reports: frozen once per name and period, queued once for each reader, drawn from the frozen snapshot ever after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from liaison_sync.app import report_review
from liaison_sync.app.act.acting import derived
from liaison_sync.app.report_files import enclosed
from liaison_sync.app.report_view import made
from liaison_sync.app.report_view import period as period_of
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.message import Address
from liaison_sync.domain.report.blocks import EvidenceKind, Snapshot, evidence_of
from liaison_sync.domain.report.document import dump
from liaison_sync.domain.report.naming import WEEKLY, about
from liaison_sync.domain.report.period import Period, due_at, latest_due, period_named, skipped
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import report_html, report_text
from liaison_sync.formats.compose import InlineImage, freeze
from liaison_sync.formats.render import Letter
from liaison_sync.formats.report_words import page
from liaison_sync.store import frozen_reports as kept
from liaison_sync.store import reporting as reads
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

_PATIENCE = timedelta(hours=1)  # how long a due report waits for mailboxes that nobody has tried to read yet
_WRONG_CLOCK = timedelta(days=1)  # a report frozen so far ahead of now was frozen by a clock gone wrong


class NotOver(Exception):
    """The period still runs: it can be previewed, not sent."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A frozen report; `queued_at` None: its week was missed, it was never mailed."""

    name: str
    period: str
    frozen_at: datetime
    queued_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report in one language: `html` carries its charts in itself."""

    subject: str
    html: str
    text: str


# --- due ---------------------------------------------------------------------------------------------------------


def queue_due(service: Service) -> int:
    """Freeze and queue the reports that are due; returns how many letters were queued."""
    now = service.clock.now()
    return sum(_queue(service, name, now) for name in service.report.names)


def _queue(service: Service, name: str, now: datetime) -> int:
    plan = service.report
    period = latest_due(now, plan.zone, weekday=plan.weekday, hour=plan.hour, every=about(name).every)
    with reading(service.engine) as connection:
        missed = _missed(connection, service, name, period, now)
        if missed is None:
            return 0
        older = [made(connection, service, name, one, now) for one in missed]
        snapshot = made(connection, service, name, period, now, [one.name for one in missed])
    return _freeze(service, snapshot, older, now)


def _missed(connection: Connection, service: Service, name: str, period: Period, now: datetime) -> list[Period] | None:
    """The periods nobody reported before this one, or None where this one is not to be reported now."""
    known = {called: at for called, at, _ in kept.periods(connection, name)}
    if period.name in known:
        return None
    if any(called > period.name and at <= now + _WRONG_CLOCK for called, at in known.items()):
        return None  # the clock went back: a later period is out already
    if _still_reading(connection, service, period, now):
        return None
    before = max((called for called in known if called < period.name), default=None)
    return skipped(period_named(before, period.zone), period) if before else []


def _still_reading(connection: Connection, service: Service, period: Period, now: datetime) -> bool:
    """After a restart the mailboxes come first, so that the report holds what came before its hour."""
    since = due_at(period, weekday=service.report.weekday, hour=service.report.hour)
    names = {one.name for one in service.mailboxes}
    untried = reads.untried(connection, names, since)
    # One silent mailbox must not keep the report back; where none was tried at all, we have only just woken.
    return bool(untried) and (now < since + _PATIENCE or untried == names)


def _freeze(service: Service, snapshot: Snapshot, older: Sequence[Snapshot], now: datetime) -> int:
    """Snapshot and letters in one transaction; whoever comes second finds the row and writes nothing."""
    reviewed = service.report.approval == "review"
    # Before the lock: charts take a second.
    drawn = list(report_review.notices(service, snapshot) if reviewed else letters(service, snapshot))
    with writing(service.engine) as connection:
        if kept.frozen(connection, snapshot.name, snapshot.period) is not None:
            return 0
        changes: list[c.Change] = [c.ReportFrozen(one.name, one.period, dump(one), now) for one in older]
        changes += [c.ReportFrozen(snapshot.name, snapshot.period, dump(snapshot), now, None if reviewed else now)]
        changes += drawn
        of = f"report:{snapshot.name}/{snapshot.period}"
        document = {"letters": len(drawn), "skipped": list(snapshot.skipped)}
        apply(connection, [*changes, c.Journaled(now, "worker", "report.frozen", of, document)])
    return len(drawn)


# --- letters -----------------------------------------------------------------------------------------------------


def letters(service: Service, snapshot: Snapshot) -> Iterator[c.LetterQueued]:
    """One letter for each reader; the same snapshot always gives the same bytes."""
    if service.sender is None:
        return
    for language, addresses in sorted(service.report.readers(snapshot.name).items()):
        if addresses:
            yield from _in_language(service, snapshot, language, addresses)


def _in_language(
    service: Service, snapshot: Snapshot, language: str, addresses: Sequence[str]
) -> Iterator[c.LetterQueued]:
    sender = service.sender
    assert sender is not None  # noqa: S101 - letters() looked
    shown = page(snapshot, language)
    charts = report_html.charts(shown)
    html = report_html.html(shown, report_html.by_cid(charts), service.templates)
    letter = Letter(shown.subject, report_text.text(shown))
    images = [InlineImage(f"{name}@report", "image/png", png, f"{name}.png") for name, png in charts.items()]
    files = enclosed(service, snapshot, language)
    for address in dict.fromkeys(addresses):
        id_ = derived("ob-r", snapshot.name, snapshot.period, language, address.lower())
        message_id = f"{id_}@{sender.address.rpartition('@')[2]}"
        frozen = freeze(
            letter,
            from_=Address(sender.name, sender.address),
            to=[Address("", address)],
            message_id=message_id,
            date=snapshot.made_at.astimezone(ZoneInfo(snapshot.zone)),
            automatic=True,
            liaison_id=id_,
            html=html,
            language=language,
            inline_images=images,
            attachments=files,
        )
        yield c.LetterQueued(
            id_,
            "report",
            f"{snapshot.name}/{snapshot.period}",
            sender.address,
            (address,),
            message_id,
            frozen,
            snapshot.made_at,
        )


def send(service: Service, name: str, period: str, *, actor: str = "person") -> int:
    """Freeze the period if it is not, and queue its letters to every reader who has none yet; returns how many.

    `actor` (an address) is who the journal names. It draws before it writes, so it is no handler of `act`.

    Raises ValueError (no such report or period), NotOver.
    """
    now = service.clock.now()
    wanted = period_of(service, name, period, now)
    if wanted.end > now:
        raise NotOver(period)
    with reading(service.engine) as connection:
        known = kept.frozen(connection, name, period)
        snapshot = known.snapshot if known else made(connection, service, name, wanted, now)
    drawn = list(letters(service, snapshot))
    with writing(service.engine) as connection:
        queued = kept.letters(connection, name, period)
        new = [letter for letter in drawn if letter.id not in queued]
        frozen = kept.frozen(connection, name, period)
        stale = frozen is not None and frozen.snapshot != snapshot  # reworded while its letters were drawn
        if frozen is None:
            apply(connection, [c.ReportFrozen(name, period, dump(snapshot), now, now)])
        elif new and frozen.queued_at is None and not stale:
            kept.mark_queued(connection, name, period, now)
        of = f"report:{name}/{period}"
        sent = c.Journaled(now, actor, "report.sent", of, {"letters": len(new)})
        apply(connection, [] if stale else [*new, sent])
    return send(service, name, period, actor=actor) if stale else len(new)


# --- looking -----------------------------------------------------------------------------------------------------


def reports(connection: Connection, name: str = WEEKLY) -> list[Listing]:
    """Every frozen report of that name, newest first."""
    return [Listing(name, *row) for row in kept.periods(connection, name)]


def everything(connection: Connection) -> list[Listing]:
    """Frozen reports of every name, the latest first."""
    return [Listing(*row) for row in kept.everything(connection)]


def snapshot(connection: Connection, name: str, period: str) -> Snapshot | None:
    """A frozen report, or None."""
    found = kept.frozen(connection, name, period)
    return found.snapshot if found else None


def evidence(snapshot: Snapshot, figure_id: str) -> list[tuple[EvidenceKind, str]]:
    """(kind, key) of everything a figure counts. Raises KeyError where the report has no such figure."""
    return evidence_of(snapshot, figure_id)


def render(snapshot: Snapshot, language: str, service: Service) -> Rendered:
    """A report as a reader of that language sees it."""
    shown = page(snapshot, language)
    sources = report_html.by_data(report_html.charts(shown))
    return Rendered(shown.subject, report_html.html(shown, sources, service.templates), report_text.text(shown))


def preview(service: Service, now: datetime, language: str, period: str | None = None, name: str = WEEKLY) -> Rendered:
    """The report as it would be made now, frozen or not; the newest complete period where none is named.

    Raises ValueError (no such report or period).
    """
    return render(preview_snapshot(service, now, period, name), language, service)


def preview_snapshot(service: Service, now: datetime, period: str | None = None, name: str = WEEKLY) -> Snapshot:
    """What `preview` draws."""
    wanted = period_of(service, name, period, now)
    with reading(service.engine) as connection:
        known = kept.frozen(connection, name, wanted.name)
        return known.snapshot if known else made(connection, service, name, wanted, now)
