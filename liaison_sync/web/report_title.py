"""What the console calls a report, and what its days are."""

from __future__ import annotations

from datetime import timedelta

from liaison_sync.app import report_view
from liaison_sync.domain.report.naming import About, about
from liaison_sync.domain.report.period import period_named
from liaison_sync.formats.date_text import days_text
from liaison_sync.web.page import Ask


def called(ask: Ask, name: str) -> str:
    """What a report is called here: "Laporan bulanan: Dinas Pariwisata"."""
    of = about(name)
    return titled(ask, of, report_view.whose(ask.connection, ask.service, of))


def titled(ask: Ask, of: About, whose: str | None) -> str:
    """The same where it is known `whose` it is."""
    kind = ask.say(f"reports.kind.{of.every}") if of.scope != "partner" else ask.say("reports.kind.dossier")
    return f"{kind}: {whose or of.whose}" if of.scope != "all" else kind


def called_on(ask: Ask, name: str, period: str) -> str:
    """The same with the days it is on: "Laporan bulanan: Dinas Pariwisata, 1–30 November 2026"."""
    span = period_named(period, ask.service.report.zone)
    return f"{called(ask, name)}, {days_text(span.first, span.after.first - timedelta(days=1), ask.language)}"
