"""A workbook holds typed cells, a sheet a section, links to the lists, and never a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats.report_sheets import workbook
from tests.formats.report_pages import AT, FORMULAS, report

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of Excel's, without a zone


class Book:
    """A workbook read with the standard library alone."""

    def __init__(self, content: bytes) -> None:
        with ZipFile(BytesIO(content)) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        self.texts = ["".join(one.itertext()) for one in self.xml("xl/sharedStrings.xml")]
        self.names = [one.attrib["name"] for one in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def xml(self, name: str) -> ET.Element:
        return ET.fromstring(self.parts[name])

    def cells(self, n: int) -> dict[str, str | float]:
        """Place → value: shared texts as text, numbers as numbers."""
        found: dict[str, str | float] = {}
        for cell in self.xml(f"xl/worksheets/sheet{n}.xml").iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            if value is not None:
                found[cell.attrib["r"]] = self.texts[int(value)] if cell.attrib.get("t") == "s" else float(value)
        return found

    def row(self, n: int, first: str) -> list[str | float]:
        """The row whose first cell says so."""
        cells = self.cells(n)
        at = next(place for place, value in cells.items() if place[0] == "A" and value == first)
        return [value for place, value in cells.items() if place[1:] == at[1:]]


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(workbook(report(), "id"))


def test_no_cell_is_a_formula_whatever_its_text_begins_with(book: Book) -> None:
    sheets = [part for name, part in book.parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any(list(ET.fromstring(one).iter(f"{MAIN}f")) for one in sheets)
    told = book.cells(2).values()
    assert {text.replace("\t", " ") for text in FORMULAS} <= set(told)


def test_numbers_and_days_are_values_not_text(book: Book) -> None:
    row = book.row(2, "+1+1")
    text, amount, starts_at, ends_at, due_on = row
    assert (text, amount) == ("+1+1", 3.0)
    starts, ends, due = (_moment(one) for one in (starts_at, ends_at, due_on))
    assert (starts, ends) == (datetime(2026, 11, 10, 10), datetime(2026, 11, 10, 11))  # noqa: DTZ001 - the reader's clock
    assert due.date() == date(2026, 11, 20)
    assert book.row(1, "Waktu tanggap kita (median jam kerja)")[1] == 3.4


def _moment(value: str | float) -> datetime:
    assert isinstance(value, float)
    return EPOCH + timedelta(minutes=round(value * 24 * 60))


def test_a_number_leads_to_its_list(book: Book) -> None:
    links = book.parts["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert "http://127.0.0.1:8025/reports/weekly/2026-W46/correspondence.in" in links
    assert "elsewhere.example" not in book.parts["xl/worksheets/_rels/sheet2.xml.rels"].decode()


def test_a_row_leads_to_what_it_is_about() -> None:
    about = replace(one_table(), rows=(b.Row(("=1+1", 3), ("thread", "t1")), b.Row(("http://x.example/", 4))))
    book = Book(workbook(of(about), "id"))
    links = book.parts["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert "http://127.0.0.1:8025/threads/t1" in links
    assert "x.example" not in links
    assert book.row(1, "=1+1") == ["=1+1", 3.0]


def test_a_column_of_the_period_before_stands_only_where_something_is_compared() -> None:
    listed = b.evidence("message", ("m1",))
    told = [
        Book(workbook(of(b.Figures((b.count("turns.ours", listed, before=before),))), "id")).cells(1).values()
        for before in (None, 0)
    ]
    assert ["Pekan sebelumnya" in one for one in told] == [False, True]


def test_times_say_on_which_clock_they_are() -> None:
    """A meeting in Makassar is told on the reader's clock, and its column says so."""
    span = b.Span(AT, AT + timedelta(hours=1), "Asia/Makassar")
    columns = (b.Column(b.say("column.when")), b.Column(b.say("column.meeting")))
    book = Book(workbook(of(b.Table("m", None, columns, (b.Row((span, "Rapat")),))), "id"))
    assert book.row(1, "Waktu (WIB)") == ["Waktu (WIB)", "Sampai (WIB)", "Pertemuan"]
    days = b.Table("m", None, columns, (b.Row((b.Span(AT, AT + timedelta(days=1), None, all_day=True), "Pameran")),))
    assert Book(workbook(of(days), "id")).row(1, "Waktu") == ["Waktu", "Sampai", "Pertemuan"]


def one_table() -> b.Table:
    columns = (b.Column(b.say("column.subject")), b.Column(b.say("column.in"), numeric=True))
    return b.Table("waiting_ours", None, columns, ())


def of(*blocks: b.Block) -> b.Snapshot:
    """A report of one section."""
    return replace(report(), sections=(b.Section("turns", blocks),))


def test_a_sheet_is_named_by_its_section_once(book: Book) -> None:
    assert book.names == ["Ringkasan", "Giliran membalas", "Giliran membalas (2)"]


def test_the_same_report_is_the_same_bytes_and_another_language_the_same_numbers(book: Book) -> None:
    assert workbook(report(), "id") == workbook(report(), "id")
    english = Book(workbook(report(), "en"))
    for n in (1, 2):
        mine, theirs = ([v for v in one.cells(n).values() if isinstance(v, float)] for one in (book, english))
        assert mine == theirs
        assert mine


def test_columns_are_as_wide_as_what_they_hold_and_a_sheet_prints_on_a4(book: Book) -> None:
    sheet = book.xml("xl/worksheets/sheet2.xml")
    widths = {int(one.attrib["min"]): float(one.attrib["width"]) for one in sheet.iter(f"{MAIN}col")}
    longest = max(len(str(value)) for place, value in book.cells(2).items() if place[0] == "B")
    assert widths[1] > 40  # the long text, wrapped
    assert longest < widths[2] < 20  # numbers
    (setup,) = sheet.iter(f"{MAIN}pageSetup")
    assert (setup.attrib["paperSize"], setup.attrib["orientation"]) == ("9", "landscape")


def test_a_column_nothing_stands_in_is_left_out_of_a_sheet_too() -> None:
    columns = tuple(b.Column(b.say(f"column.{name}")) for name in ("who", "phone", "state"))
    people = b.Table("contacts", None, columns, (b.Row(("Rina", None, None)), b.Row(("Sari", "021", None))))
    assert Book(workbook(of(people), "id")).row(1, "Nama") == ["Nama", "Telepon"]
