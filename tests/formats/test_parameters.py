from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.filename import filename
from liaison_sync.formats.parameters import structured


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("attachment; filename=bahan.pdf", "bahan.pdf"),
        ('attachment; filename="bahan rapat.pdf"', "bahan rapat.pdf"),
        ("attachment; filename=bahan rapat final.pdf", "bahan rapat final.pdf"),
        ("attachment; filename=bahan rapat.pdf; size=10", "bahan rapat.pdf"),
        ('attachment; filename="a;b.pdf"', "a;b.pdf"),
        ("attachment; filename=a;b.pdf", "a;b.pdf"),
        ('attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'),
        ('attachment; filename="laporan "akhir".pdf"', 'laporan "akhir".pdf'),
        ("attachment; filename*=utf-8'id'r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("attachment; filename*0=surat; filename*1=-undangan.pdf", "surat-undangan.pdf"),
        ("attachment; filename*1*=%B8%80.pdf; filename*0*=utf-8''%ED%95%9C%EA", "한글.pdf"),
        ("attachment; filename*0*=utf-8''a%20b; filename*1=\" c.pdf\"", "a b c.pdf"),
        ("attachment; filename=x.pdf; filename*=utf-8''y.pdf", "y.pdf"),
        ('attachment; filename="=?utf-8?Q?S=C3=A1.pdf?="', "Sá.pdf"),
        ("attachment; filename==?utf-8?Q?S=C3=A1.pdf?=", "Sá.pdf"),
        ('attachment; filename="=?utf-8?B?c3VyYXQg?= =?utf-8?B?YS5wZGY=?="', "surat a.pdf"),
        ('attachment; filename="C:\\Users\\Budi\\surat.doc"', "surat.doc"),
        ("attachment; filename='surat.doc'", "surat.doc"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="surat.doc', "surat.doc"),
        ("attachment; FILENAME = surat.doc", "surat.doc"),
        ("attachment filename=surat.doc", "surat.doc"),
        ("attachment; filename=surat.doc;;", "surat.doc"),
    ],
)
def test_a_file_name_is_whole_however_it_was_written(sent: str, name: str) -> None:
    read = structured(sent)
    assert read.value == "attachment"
    assert filename(read.parameters["filename"]) == name


def test_bidi_and_control_characters_are_shown_not_obeyed() -> None:
    assert filename("laporan\u202efdp.exe") == "laporan[U+202E]fdp.exe"
    assert filename("a\x07b\nc.pdf") == "a[U+0007]b c.pdf"


def test_a_name_that_is_only_a_path_step_is_no_name() -> None:
    assert filename("..") == ""


def test_a_very_long_name_keeps_its_extension() -> None:
    assert filename("x" * 5_000 + ".pdf").endswith("x.pdf")
    assert len(filename("x" * 5_000 + ".pdf")) == 255


@pytest.mark.parametrize(
    ("sent", "kind", "boundary"),
    [
        ('multipart/mixed; boundary="a b"', "multipart/mixed", "a b"),
        ("Multipart/Mixed; Boundary=abc", "multipart/mixed", "abc"),
        ("multipart/mixed;boundary==_a=b", "multipart/mixed", "=_a=b"),
        ("multipart/mixed; boundary='abc'", "multipart/mixed", "abc"),
        ("multipart/mixed boundary=abc", "multipart/mixed", "abc"),
        ("multipart/mixed (comment); boundary=abc", "multipart/mixed", "abc"),
        ('multipart/mixed; charset="x"; boundary="----=_Part;1"', "multipart/mixed", "----=_Part;1"),
    ],
)
def test_a_boundary_is_found_however_it_was_written(sent: str, kind: str, boundary: str) -> None:
    read = structured(sent)
    assert (read.value, read.parameters["boundary"]) == (kind, boundary)


@settings(max_examples=200)
@given(st.text(max_size=80) | st.text(alphabet="ab;=\"'*%01 \\", max_size=60))
def test_no_text_makes_it_fail(words: str) -> None:
    structured(words)
    filename(words)
