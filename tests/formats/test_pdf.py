"""A paper is real, tagged text on A4; the same paper the same bytes; nobody's text becomes anything but text."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from liaison_sync.formats.minutes_paper import Notulen, Person, Task, paper
from liaison_sync.formats.paper import Facts, Grid, Heading, Paper, Picture, Words
from liaison_sync.formats.pdf import NoPdf, pdf

NASTY = '#image("/etc/passwd") $x$ *b* _i_ `c` \\ #let x = 1 @ref <label> [x] // "kutip"'
ONE = Notulen(
    title=f"Audiensi {NASTY}",
    day="Senin, 23 November 2026",
    time="10.00–11.00 WIB / 11.00–12.00 WITA",
    place="Ruang Rapat Lt. 3",
    people=(Person("Rina Wulandari", "Kepala Biro Humas", "hadir"), Person("Ayu Łódź", "Humas", "diwakili Joko")),
    discussion="Izin lokasi pameran.\n\nTiga hal:\n- luas lahan\n- biaya\n1. izin keramaian",
    decisions="Disetujui.",
    tasks=(Task("Mengirim rancangan MoU", "Ayu Lestari", "27 Nov 2026"),),
    files=("Rancangan MoU.pdf",),
    version=2,
    recorder="Ayu Lestari",
    made=date(2026, 11, 24),
    made_text="24 Nov 2026",
)


def logo() -> bytes:
    target = BytesIO()
    Image.new("RGB", (120, 60), "#0b5c8a").save(target, "png")
    return target.getvalue()


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(("language", "words"), [("id", "Notulen pertemuan"), ("en", "Minutes of meeting")])
def test_minutes_are_tagged_text_on_a4_that_reads_back(language: str, words: str) -> None:
    content = pdf(paper(ONE, language, organisation="Humas Karsa Bahari", logo=logo()))
    reader, text = read(content)
    root: Any = reader.root_object
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]) == language
    assert tuple(map(round, reader.pages[0].mediabox[2:])) == (595, 842)
    assert reader.metadata is not None
    assert reader.metadata.title == words
    flat = " ".join(text.split())
    for one in (
        words,
        "Senin, 23 November 2026",
        "Kepala Biro Humas",
        "luas lahan",
        "1. izin keramaian",
        "27 Nov 2026",
    ):
        assert one in flat
    assert '#image("/etc/passwd")' in flat
    assert b"pdfuaid" in content


def test_the_same_paper_is_the_same_bytes() -> None:
    here = paper(ONE, "id", organisation="Humas", logo=logo())
    assert pdf(here) == pdf(here)


def test_headings_tables_and_pictures_are_tagged_as_such() -> None:
    parts = (
        Heading("Angka"),
        Grid(("Mitra", "Surat"), (("Pemkot", "12"),), (2, 1), (False, True)),
        Picture(logo(), "biru"),
    )
    content = pdf(Paper("Laporan", "id", date(2026, 11, 23), (Facts((("Pekan", "47"),)), *parts)))
    names = {str(one) for one in _kinds(PdfReader(BytesIO(content)))}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= names


def _kinds(reader: PdfReader) -> set[object]:
    found: set[object] = set()
    open_: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while open_:
        node = open_.pop()
        if hasattr(node, "get"):
            found.add(node.get("/S"))
            below = node.get("/K")
            below = below.get_object() if below is not None else []
            open_ += [one.get_object() for one in (below if isinstance(below, list) else [below])]
    return found - {None}


def test_signs_no_font_has_do_not_cost_the_paper() -> None:
    content = pdf(Paper("\U0001f9ff", "id", date(2026, 11, 23), (Words("\U00012345 teks \x00\ud800"),)))
    assert "teks" in read(content)[1]
    assert "/StructTreeRoot" in PdfReader(BytesIO(content)).root_object


def test_a_logo_that_is_no_picture_is_told() -> None:
    with pytest.raises(NoPdf):
        pdf(Paper("x", "id", date(2026, 11, 23), (), logo=b"no picture"))


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_drawn(text: str, label: str) -> None:
    parts = (Facts(((label, text),)), Words(text), Grid((label,), ((text,),)))
    assert pdf(Paper(label, "id", date(2026, 11, 23), parts)).startswith(b"%PDF-")


def test_a_long_address_stays_within_its_column() -> None:
    rows = (("Pengirim", "biro_kementerianwisatabaharinusantara@gmail.example", "x", "x", "x"),)
    made = pdf(Paper("Tabel", "id", date(2026, 11, 22), [Grid(("a", "b", "c", "d", "e"), rows)]))
    text = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert rows[0][1] not in text
    assert rows[0][1] in "".join(text.replace("\u200b", "").split())
