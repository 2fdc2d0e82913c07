"""People in vCards: 4.0 and 3.0 by the letter, 2.1 as phones and Outlook wrote it, and out again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.partner import Contact
from liaison_sync.formats import directory_csv, directory_vcard
from liaison_sync.formats.directory_rows import Rows

NAMES = {"kemlu": "Kementerian Luar Negeri", "bank": "Bank Maju, Tbk; Cabang"}


def card(*lines: str | bytes, version: str = "4.0") -> bytes:
    inner = [one if isinstance(one, bytes) else one.encode() for one in lines]
    return b"\r\n".join([b"BEGIN:VCARD", f"VERSION:{version}".encode(), *inner, b"END:VCARD", b""])


def one(data: bytes) -> Contact:
    found = directory_vcard.read(data)
    assert found.problems == []
    (row,) = found.rows
    return row.contact


def test_a_card_of_version_4_gives_its_person() -> None:
    data = card(
        "UID:urn:uuid:1", "KIND:individual", "FN:Dr. Rina Wijaya\\, M.Si.", "N:Wijaya;Rina;;Dr.;M.Si.",
        "EMAIL;TYPE=work;PREF=1:Rina@Kemlu.go.id", "ORG:Kementerian Luar Negeri;Biro Humas", "TITLE:Kepala Biro",
        "TEL;VALUE=uri;TYPE=\"voice,work\":tel:+62-21-344-1508", "LANG;PREF=1:id-ID", "NOTE:Baris satu\\nbaris dua",
        "PHOTO:data:image/png;base64,iVBORw0KGgo=",
    )  # fmt: skip
    (row,) = directory_vcard.read(data).rows
    found = row.contact
    assert (found.address, found.name, found.kind) == ("rina@kemlu.go.id", "Dr. Rina Wijaya, M.Si.", "person")
    assert (row.organisation, found.title, found.phone) == (NAMES["kemlu"], "Kepala Biro", "+62-21-344-1508")
    assert (found.language, found.note) == ("id", "Baris satu\nbaris dua")


def test_lines_folded_anywhere_are_one() -> None:
    assert one(card("FN:Raden Mas", "  Suryo", "EMAIL:suryo@contoh", " .id")).name == "Raden Mas Suryo"
    umlaut = "FN:Jürgen Müller".encode()
    assert one(card(umlaut[:5] + b"\r\n " + umlaut[5:], "EMAIL:j@x.de")).name == "Jürgen Müller"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=", "M=C3=BCller"], "Jürgen Müller"),
        (["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=FCrgen M=FCller"], "Jürgen Müller"),
        (["FN;QUOTED-PRINTABLE:Budi=20Santoso"], "Budi Santoso"),
        (["N;CHARSET=ISO-8859-1:M\xfcller;J\xfcrgen".encode("latin-1")], "Jürgen Müller"),
        (["N:Santoso;Budi;;Dr.;S.H."], "Dr. Budi Santoso, S.H."),
        (["N:Suharto"], "Suharto"),
    ],
)
def test_cards_of_version_2_1_are_read_as_phones_wrote_them(lines: list[str | bytes], name: str) -> None:
    data = card(*lines, "EMAIL;INTERNET;PREF:x@contoh.id", "TEL;CELL:0812", "PHOTO;BASE64:", "  iVBORw0KGgo=", "",
                version="2.1")  # fmt: skip
    found = one(data)
    assert (found.name, found.address, found.phone) == (name, "x@contoh.id", "0812")


def test_a_person_with_two_addresses_has_a_row_for_each_with_what_its_group_says() -> None:
    data = card(
        "FN:Rina", "item1.EMAIL:rina@kemlu.go.id", "item1.TITLE:Kepala", "item2.EMAIL;type=pref:rina@gmail.com",
        "item2.X-ABLabel:_$!<Home>!$_", "TEL:1", "TEL;TYPE=pref:2", version="3.0",
    )  # fmt: skip
    found = [row.contact for row in directory_vcard.read(data).rows]
    assert [(r.address, r.title, r.phone) for r in found] == [
        ("rina@kemlu.go.id", "Kepala", "2, 1"),
        ("rina@gmail.com", "", "2, 1"),
    ]


def test_a_company_is_a_desk_and_a_group_is_nobody() -> None:
    assert one(card("KIND:org", "FN:Redaksi", "EMAIL:redaksi@kabar.id")).kind == "role"
    assert one(card("X-ABShowAs:COMPANY", "FN:Redaksi", "EMAIL:r@kabar.id")).kind == "role"
    found = directory_vcard.read(card("KIND:group", "FN:Semua", "MEMBER:urn:uuid:1"))
    assert found.rows == []


def test_everything_wrong_is_told_at_once_with_its_line() -> None:
    data = card("FN:Tanpa", "TEL:1") + card("FN:Salah", "EMAIL:bukan alamat") + card("FN:Baik", "EMAIL:b@x.id")
    found = directory_vcard.read(data)
    assert [(p.line, p.path, p.reason) for p in found.problems] == [
        (1, "address", "no_address"),
        (9, "address", "not_an_address"),
    ]
    assert [row.contact.name for row in found.rows] == ["Baik"]
    assert [p.reason for p in directory_vcard.read(b"halo").problems] == ["no_cards"]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), max_size=12)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1))
CONTACTS = st.builds(
    Contact,
    address=st.from_regex(r"[a-z]{1,8}@[a-z]{2,6}\.(id|go\.id)", fullmatch=True),
    partner=st.sampled_from([None, "kemlu", "bank"]),
    name=WORDS,
    kind=st.sampled_from(["person", "role"]),
    since=DAYS,
    language=st.sampled_from([None, "id", "en"]),
    note=st.lists(WORDS.filter(bool), max_size=2).map("\n".join),
    title=WORDS,
    phone=st.sampled_from(["", "+62 21 1", "0812-1, (021) 2"]),
    salutation=st.none() | WORDS.filter(bool),
    bounced=st.booleans(),
    opted_out=st.booleans(),
    restricted=st.booleans(),
    person=st.sampled_from([None, "p1"]),
)


def _back(found: Rows) -> set[Contact]:
    assert found.problems == []
    return {row.contact for row in found.rows}


@settings(max_examples=60)
@given(st.lists(CONTACTS, min_size=1, max_size=4))
def test_what_is_written_is_read_as_it_was(contacts: list[Contact]) -> None:
    assert _back(directory_vcard.read(directory_vcard.write(contacts, NAMES).encode())) == set(contacts)
    for language in ("id", "en"):
        assert _back(directory_csv.read(directory_csv.write(contacts, NAMES, language))) == set(contacts)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_whatever_stands_in_a_file_nothing_is_raised(data: bytes) -> None:
    directory_vcard.read(data)
    directory_vcard.read(card(data, b"EMAIL:" + data))
    directory_csv.read(data)
    directory_csv.read(b"nama,email\n" + data)
