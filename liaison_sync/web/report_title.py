"""What the console calls a report."""

from __future__ import annotations

from liaison_sync.app import report_view
from liaison_sync.domain.report.naming import about
from liaison_sync.web.page import Ask


def called(ask: Ask, name: str) -> str:
    """What a report is called here: "Laporan bulanan: Dinas Pariwisata"."""
    of = about(name)
    kind = ask.say(f"reports.kind.{of.every}") if of.scope != "partner" else ask.say("reports.kind.dossier")
    whose = report_view.whose(ask.connection, ask.service, of)
    return f"{kind}: {whose or of.whose}" if of.scope != "all" else kind
