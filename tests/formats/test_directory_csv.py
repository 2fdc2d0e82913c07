"""People in sheets: as Excel and address books write them, in Indonesian and English."""

from __future__ import annotations

from datetime import date

import pytest

from liaison_sync.domain.partner import Contact
from liaison_sync.formats import directory_csv
from liaison_sync.formats.problem_text import problem_text


def rows(data: bytes) -> list[Contact]:
    found = directory_csv.read(data)
    assert [p for p in found.problems if p.reason != "unknown_column"] == []
    return [row.contact for row in found.rows]


@pytest.mark.parametrize(
    "data",
    [
        "Nama;Alamat surel;Jabatan;Sejak\nRina Müller;rina@kemlu.go.id;Kepala Biro;01/02/2026\n".encode(),
        "\ufeffNama;Surel;Jabatan;Sejak\r\nRina Müller;rina@kemlu.go.id;Kepala Biro;2026-02-01\r\n".encode(),
        "nama,E-Mail,JABATAN,mulai\nRina Müller,Rina@Kemlu.go.id,Kepala Biro,1.2.2026".encode("cp1252"),
        "sep=;\nName;Email address;Job title;Since\nRina Müller;rina@kemlu.go.id;Kepala Biro;2026-02-01".encode(),
        "Name\tEmail\tTitle\tSince\nRina Müller\trina@kemlu.go.id\tKepala Biro\t2026-02-01\n".encode("utf-16"),
        (
            "First Name,Last Name,Organization Name,E-mail 1 - Value,Organization Title,since\r\n\r\n"
            "Rina,Müller,,Rina <rina@kemlu.go.id>,Kepala Biro,2026-02-01\r\n"
        ).encode(),
    ],
)
def test_a_sheet_is_read_whatever_program_wrote_it(data: bytes) -> None:
    (found,) = rows(data)
    assert (found.name, found.address, found.title) == ("Rina Müller", "rina@kemlu.go.id", "Kepala Biro")
    assert found.since == date(2026, 2, 1)


def test_several_addresses_in_one_cell_are_rows_of_their_own() -> None:
    found = rows(b'nama,email\nRina,"rina@kemlu.go.id; rina@gmail.com"\n')
    assert [one.address for one in found] == ["rina@kemlu.go.id", "rina@gmail.com"]


def test_everything_wrong_is_told_at_once_with_line_and_field() -> None:
    data = (
        'Nama;Surel;Bahasa surat;Sejak;Warna\nA;bukan;id;\nB;b@x.id;klingon;31/02/2026\n"C\nD";c@x.id;;\nE;;;\n'
        "F;f@x.id;Bahasa Indonesia;\n"
    )
    found = directory_csv.read(data.encode())
    assert [(p.line, p.path, p.reason) for p in found.problems] == [
        (1, "Warna", "unknown_column"),
        (2, "address", "not_an_address"),
        (3, "since", "not_a_date"),
        (3, "language", "unknown_language"),
        (6, "address", "missing"),
    ]
    assert [row.contact.address for row in found.rows] == ["b@x.id", "c@x.id", "f@x.id"]
    assert problem_text(found.problems[1], "id") == "baris 2, Alamat surel: Bukan alamat surel: bukan"
    assert problem_text(found.problems[1], "en") == "line 2, Address: Not a mail address: bukan"


def test_a_sheet_without_addresses_says_so() -> None:
    assert [p.reason for p in directory_csv.read(b"nama,telepon\nA,1\n").problems] == ["no_address_column"]
    assert [p.reason for p in directory_csv.read(b"").problems] == ["empty"]


def test_a_name_that_is_a_formula_stays_text_in_excel() -> None:
    evil = Contact("x@x.id", None, "=HYPERLINK(1)", phone="+62 21 1")
    written = directory_csv.write([evil], {}, "en")
    assert b"'=HYPERLINK(1)" in written
    assert b",+62 21 1," in written
    assert rows(written) == [evil]
