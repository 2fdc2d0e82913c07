"""A report as files: PDF to file and print, a workbook to reckon with; both from the frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from liaison_sync.app.letterhead import logo
from liaison_sync.app.log import log
from liaison_sync.app.service import Service
from liaison_sync.domain.report.blocks import Snapshot
from liaison_sync.formats import report_html, report_sheets, report_text
from liaison_sync.formats.compose import File
from liaison_sync.formats.filename import portable
from liaison_sync.formats.pdf import NoPdf, pdf
from liaison_sync.formats.report_paper import paper
from liaison_sync.formats.report_words import page

FORMATS = ("pdf", "xlsx", "html", "txt")


def file(service: Service, snapshot: Snapshot, language: str, kind: str) -> File:
    """The report as a file of one of FORMATS.

    Raises NoPdf, NoSheets (the extra is missing), MissingWording (no such language), ValueError (no such format).
    """
    shown = page(snapshot, language)
    name = portable(f"{shown.title} {snapshot.period}.{kind}")
    match kind:
        case "pdf":
            made = snapshot.made_at.astimezone(ZoneInfo(snapshot.zone)).date()
            drawn = paper(shown, report_html.charts(shown), made, logo=logo(service))
            return File(name, "application/pdf", pdf(drawn, service.templates))
        case "xlsx":
            return File(name, report_sheets.TYPE, report_sheets.workbook(snapshot, language))
        case "html":
            sources = report_html.by_data(report_html.charts(shown))
            return File(name, "text/html", report_html.html(shown, sources, service.templates).encode())
        case "txt":
            return File(name, "text/plain", report_text.text(shown).encode())
    raise ValueError(kind)


def enclosed(service: Service, snapshot: Snapshot, language: str) -> Sequence[File]:
    """What the mailed report carries besides itself, as configured (`report.attach`)."""
    return list(_drawn(service, snapshot, language))


def _drawn(service: Service, snapshot: Snapshot, language: str) -> Iterator[File]:
    for kind in service.report.attach:
        try:
            yield file(service, snapshot, language, kind)
        except (NoPdf, report_sheets.NoSheets) as error:  # the report itself leaves all the same
            log().warning("report not enclosed", period=snapshot.period, kind=kind, why=str(error)[:200])
