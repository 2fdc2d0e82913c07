"""A report as a workbook (XLSX, ISO/IEC 29500): one sheet a section, every cell typed, none of them a formula.

Numbers, dates and times are values one can reckon with; what anybody wrote is text, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats.date_text import clock_name, in_zone
from liaison_sync.formats.printable import printable
from liaison_sync.formats.report_words import Words, page, words_of
from liaison_sync.formats.wording import say

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\")  # in names of sheets
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_LINK = 31, 32_000, 2_000
_NARROW, _WIDE, _LINE = 10, 60, 105  # characters
_ACROSS = 6  # columns a sentence runs over
_SLACK, _MOST_LINES = 6, 25  # what wrapping at words costs a line, and the tallest row a sheet may have (409 points)
_AMOUNTS = (b.Figure, int, b.Hours, b.WorkingDays, b.Elapsed)
_DAY, _MOMENT, _HOUR = "d mmm yyyy", "d mmm yyyy hh:mm", "hh:mm"


class NoSheets(RuntimeError):
    """The extra that writes workbooks is not installed: `pip install liaison-sync[reports]`."""


def installed() -> bool:
    """Whether workbooks can be written here."""
    from importlib.util import find_spec

    return find_spec("xlsxwriter") is not None


def workbook(snapshot: b.Snapshot, language: str) -> bytes:
    """The file; the same snapshot always gives the same bytes. Raises NoSheets, MissingWording."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise NoSheets from None
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    told, words, dress = page(snapshot, language), words_of(snapshot, language), _Dress(book)
    made = snapshot.made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": told.subject, "company": snapshot.organisation, "created": made})
    used: set[str] = set()
    for section, chapter in zip(snapshot.sections, told.chapters, strict=True):
        sheet = _Sheet(book.add_worksheet(_name(chapter.title, used)), words, dress)
        sheet.line(f"{told.title} · {told.period}", "title")
        for block in section.blocks:
            sheet.block(block)
        sheet.finish(told.made)
    book.close()
    return target.getvalue()


def _name(title: str, used: set[str]) -> str:
    """A name a sheet may have, once in the book."""
    plain = title.translate(_FORBIDDEN).strip("'")[:_LONGEST_NAME] or "-"
    name, n = plain, 2
    while name.lower() in used:
        name, n = f"{plain[: _LONGEST_NAME - 4]} ({n})", n + 1
    used.add(name.lower())
    return name


class _Dress:
    """How the cells of a book look: each look is made once."""

    def __init__(self, book: Any) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        header = {"bold": True, "bottom": 1, "font_color": "#51606f", **wrapped}
        self._book = book
        self._numbers: dict[str, Any] = {}
        self.named = {
            "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#0b5c8a"}),
            "heading": book.add_format({"bold": True}),
            "header": book.add_format(header),
            "header_right": book.add_format({"align": "right", "indent": 1, **header}),
            "text": book.add_format(wrapped),
            "muted": book.add_format({"font_color": "#51606f", **wrapped}),
        }

    def number(self, shape: str, **how: object) -> Any:
        """That of a number or an instant of this shape."""
        if shape not in self._numbers:
            self._numbers[shape] = self._book.add_format({"num_format": shape, "valign": "top", **how})
        return self._numbers[shape]


class _Sheet:
    """One sheet being written from top to bottom."""

    def __init__(self, sheet: Any, words: Words, dress: _Dress) -> None:
        self._sheet, self._words, self._dress = sheet, words, dress
        self._row, self._lines = 0, 1
        self._widths: dict[int, int] = {}

    # --- blocks ---

    def block(self, block: b.Block) -> None:
        """A block, with an empty row after it."""
        match block:
            case b.Text(sentences=sentences):
                self.line(" ".join(self._words.sentences(sentences)))
            case b.Points(sentences=sentences, numbered=numbered):
                self.line(say(self._words.language, "report.section.decisions"), "heading")
                for n, one in enumerate(self._words.sentences(sentences), 1):
                    self.line(f"{n}. {one}" if numbered else one)
            case b.Figures(figures=figures):
                self._figures(figures)
            case b.Table():
                self._table(block)
            case b.Bars() | b.Lines():
                self._chart(block)
        self._row += 1

    def _figures(self, figures: Sequence[b.Figure]) -> None:
        compared = any(one.before is not None for one in figures)
        names = ("figure", "value", "before") if compared else ("figure", "value")
        self._header([self._words.text(b.say(f"column.{name}")) for name in names], right={1, 2})
        for one in figures:
            self._write(0, self._words.text(one.label))
            self._write(1, one)
            if one.value is None:
                self._text(1, self._words.text(None))
            self._write(2, one.before)
            self._next()

    def _table(self, table: b.Table) -> None:
        table = b.filled(table)
        if table.title:
            self.line(self._words.text(table.title), "heading")
        spans = {n for row in table.rows for n, cell in enumerate(row.cells) if isinstance(cell, b.Span)}
        timed = {n for row in table.rows for n, cell in enumerate(row.cells) if _timed(cell)}
        rows = [list(_spread(row.cells, spans)) for row in table.rows]
        amounts = {n for row in rows for n, cell in enumerate(row) if isinstance(cell, _AMOUNTS)}
        self._header(list(self._labels(table, spans, timed)), right=amounts)
        for row, one in zip(rows, table.rows, strict=True):
            self._link(0, self._words.opened(one))
            for column, cell in enumerate(row):
                self._write(column, cell)
            self._next()
        if table.more:
            self.line(say(self._words.language, "report.more", count=table.more), "muted")

    def _labels(self, table: b.Table, spans: set[int], timed: set[int]) -> Iterator[str]:
        """A column of times names the clock they are told on, for a workbook's times have no zone."""
        for n, column in enumerate(table.columns):
            clock = f" ({clock_name(self._words.zone)})" if n in timed else ""
            yield self._words.text(column.label) + clock
            if n in spans:
                yield self._words.text(b.say("column.until")) + clock

    def _chart(self, chart: b.Bars | b.Lines) -> None:
        self.line(self._words.text(chart.title), "heading")
        labels = ["", *(self._words.text(one.label) for one in chart.series)]
        self._header(labels, right=set(range(1, len(labels))))
        for n, tick in enumerate(chart.ticks):
            self._write(0, tick)
            for column, one in enumerate(chart.series, 1):
                self._write(column, one.points[n])
            self._next()

    # --- rows and cells ---

    def line(self, text: str, dress: str = "text") -> None:
        """A sentence across the sheet."""
        told = printable(text)[:_LONGEST_TEXT]
        if dress in {"text", "muted"} and len(told) > _NARROW:
            self._sheet.merge_range(self._row, 0, self._row, _ACROSS - 1, "", self._dress.named[dress])
            self._sheet.set_row(self._row, 15 * (1 + len(told) // _LINE))
        self._sheet.write_string(self._row, 0, told, self._dress.named[dress])
        self._row += 1

    def _header(self, labels: Sequence[str], right: Set[int]) -> None:
        """Labels stand over what they name: over amounts to the right."""
        for column, label in enumerate(labels):
            self._text(column, label, "header_right" if column in right else "header")
        self._next()

    def _next(self) -> None:
        """The next row; one of several lines is told its height, for not every program works it out by itself."""
        if self._lines > 1:
            self._sheet.set_row(self._row, 15 * self._lines)
        self._row, self._lines = self._row + 1, 1

    def _text(self, column: int, text: str, dress: str = "text") -> None:
        told = printable(text)[:_LONGEST_TEXT]
        self._widths[column] = max(self._widths.get(column, 0), len(told))
        self._lines = max(self._lines, min(_MOST_LINES, -(-len(told) // (_WIDE - _SLACK))))
        self._sheet.write_string(self._row, column, told, self._dress.named[dress])

    def _write(self, column: int, cell: b.Cell | b.Amount) -> None:
        """One cell by its type; numbers of a figure lead to their list."""
        if isinstance(cell, b.Figure):
            self._link(column, self._words.number(cell).href)
            cell = cell.value
        match cell:
            case None:
                return
            case int():
                self._amount(column, cell, "#,##0")
            case b.Hours(hours=hours):
                self._amount(column, hours, self._unit("report.hours", "0.0", hours="{}"))
            case b.Days(days=days):
                self._amount(column, days, self._unit("report.days", "0.0", days="{}"))
            case b.Share(part=part, whole=whole):
                self._amount(column, part / whole, "0%")
            case b.WorkingDays(days=days):
                self._amount(column, days, self._unit("report.working_days", "0", count="{}"))
            case b.Elapsed(minutes=minutes):
                self._amount(column, minutes, self._unit("report.minutes", "0", count="{}"))
            case _:
                self._moment(column, cell)

    def _link(self, column: int, href: str) -> None:
        if href.startswith(("http://", "https://")) and len(href) <= _LONGEST_LINK:
            self._sheet.write_url(self._row, column, href)

    def _moment(self, column: int, cell: Any) -> None:
        zone = self._words.zone
        match cell:
            case b.Day(at=at):
                self._date(column, in_zone(at, zone), _DAY)
            case b.Clock(at=at):
                self._date(column, in_zone(at, zone), _HOUR)
            case datetime():
                self._date(column, in_zone(cell, zone), _MOMENT)
            case date():
                self._date(column, datetime(cell.year, cell.month, cell.day, tzinfo=UTC), _DAY)
            case _:
                self._text(column, self._words.text(cell))

    def _date(self, column: int, at: datetime, shape: str) -> None:
        if not 1900 < at.year < 9999:  # Excel knows no others
            self._text(column, f"{at:%Y-%m-%d %H:%M}")
            return
        local = at.replace(tzinfo=None, microsecond=0)
        value = local.time() if shape == _HOUR else local.date() if shape == _DAY else local
        self._widths[column] = max(self._widths.get(column, 0), len(shape) + 2)
        self._sheet.write_datetime(self._row, column, value, self._dress.number(shape, align="left"))

    def _amount(self, column: int, value: float, shape: str) -> None:
        self._widths[column] = max(self._widths.get(column, 0), 12)
        self._sheet.write_number(self._row, column, value, self._dress.number(shape, align="right", indent=1))

    def _unit(self, key: str, digits: str, **params: str) -> str:
        """A number's shape with its unit in words: `0.0" jam"`."""
        before, _, after = say(self._words.language, key, **params).partition("{}")
        return "".join((f'"{before}"' if before else "", digits, f'"{after}"' if after else ""))

    def finish(self, made: str) -> None:
        """Widths as the contents need them; on paper one page wide."""
        self.line(made, "muted")
        for column, width in self._widths.items():
            self._sheet.set_column(column, column, max(_NARROW, min(_WIDE, width + 2)))
        self._sheet.set_paper(9)  # A4
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)


def _timed(cell: b.Cell) -> bool:
    return isinstance(cell, datetime) or (isinstance(cell, b.Span) and not cell.all_day)


def _spread(cells: Sequence[b.Cell], spans: set[int]) -> Iterator[b.Cell]:
    """Spans as two cells, from and to; whole days by their first and last."""
    for n, cell in enumerate(cells):
        if n not in spans or not isinstance(cell, b.Span):
            yield cell
            if n in spans:
                yield None
        elif cell.all_day:
            last = max(cell.end - timedelta(days=1), cell.start)
            yield b.Day(cell.start)
            yield b.Day(last)
        else:
            yield cell.start
            yield cell.end if cell.end > cell.start else None
