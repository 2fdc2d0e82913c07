"""People from files into the directory and out: twice changes nothing, what a file does not say stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from liaison_sync.app.directory import import_directory
from liaison_sync.app.people_files import PeopleFormat, export_contacts, import_people
from liaison_sync.app.service import Service
from liaison_sync.domain.partner import Alias, Contact, Own, Partner
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service
from tests.app.test_recognition import mail, seen

SHEET = (
    b"Nama;Surel;Instansi;Jabatan;Telepon;Bahasa\n"
    b"Rina Wijaya;rina@kemlu.go.id;Kementerian Luar Negeri;Kepala Biro;+62 21 344;id\n"
    b"Redaksi;redaksi@kabar.id;Harian Kabar;;;\n"
    b"Budi;budi@kabar.id;harian  KABAR;;;\n"
    b"Tono;tono@gmail.com;;;;en\n"
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(f"sqlite:///{tmp_path}/x.db", own=Own(("karsabahari.example",), (HUMAS, EVENT))) as one:
        yield one


def held(here: Service) -> tuple[list[Partner], list[Contact]]:
    with reading(here.engine) as connection:
        return views.directory(connection)


def entries(here: Service) -> int:
    with reading(here.engine) as connection:
        return connection.execute(select(func.count()).select_from(s.journal)).scalar_one()


def test_a_sheet_makes_its_partners_and_people_once(here: Service) -> None:
    first = import_people(here, SHEET, "csv", actor="cli")
    assert (first.partners, first.contacts, first.problems) == (2, 4, ())
    partners, contacts = held(here)
    assert {p.id: p.name for p in partners} == {
        "kementerian-luar-negeri": "Kementerian Luar Negeri",
        "harian-kabar": "Harian Kabar",
    }
    assert {c.address: c.partner for c in contacts}["budi@kabar.id"] == "harian-kabar"
    before = entries(here)
    again = import_people(here, SHEET, "csv", actor="cli")
    assert (again.partners, again.contacts) == (0, 0)
    assert held(here) == (partners, contacts)
    assert entries(here) == before


@pytest.mark.parametrize("form", ["vcf", "csv", "json"])
def test_what_is_exported_is_imported_without_change_here_and_whole_elsewhere(
    here: Service, tmp_path: Path, form: PeopleFormat
) -> None:
    import_people(here, SHEET, "csv", actor="cli")
    out = export_contacts(here, form, "id")
    before = held(here)
    _import(here, out, form)
    assert held(here) == before
    with service(f"sqlite:///{tmp_path}/y.db") as there:
        if form != "json":
            _import(there, out, form)
            assert held(there) == before
            assert export_contacts(there, form, "id") == out


def _import(here: Service, data: bytes, form: str) -> None:
    found = (
        import_directory(here, data.decode(), actor="cli")
        if form == "json"
        else import_people(here, data, form, actor="cli")
    )
    assert (found.partners, found.contacts, found.problems) == (0, 0, ()) or form != "json"


def test_what_a_sheet_does_not_say_stays(here: Service) -> None:
    import_people(here, SHEET, "csv", actor="cli")
    import_people(here, b"surel;catatan;dibatasi\nrina@kemlu.go.id;lihai;ya\n", "csv", actor="cli")
    import_people(here, b"surel;catatan;dibatasi\nrina@kemlu.go.id;;\n", "csv", actor="cli")
    (rina,) = [c for c in held(here)[1] if c.address == "rina@kemlu.go.id"]
    assert (rina.title, rina.note, rina.restricted) == ("Kepala Biro", "lihai", True)


def test_who_changed_employer_keeps_the_former_affiliation(here: Service) -> None:
    import_people(here, SHEET, "csv", actor="cli")
    sheet = b"surel;instansi;sejak\ntono@gmail.com;Harian Kabar;2026-01-01\n"
    import_people(here, sheet, "csv", actor="cli")
    rows = [c for c in held(here)[1] if c.address == "tono@gmail.com"]
    assert {(c.partner, str(c.since)) for c in rows} == {(None, "None"), ("harian-kabar", "2026-01-01")}


def test_mail_of_imported_people_is_theirs_at_once(here: Service) -> None:
    deliver(here, [mail("tono@gmail.com", "t@g")])
    assert seen(here, "t@g")[2] == "unknown_freemail"
    import_people(here, b"BEGIN:VCARD\nFN:Tono\nORG:Bank Maju\nEMAIL:tono@gmail.com\nEND:VCARD\n", "vcf", actor="cli")
    assert seen(here, "t@g")[:3] == ("bank-maju", [], "contact")


def test_a_person_with_no_organisation_stands_with_the_partner_of_their_domain(here: Service) -> None:
    import_directory(here, '{"partners": [{"id": "kemlu", "name": "Kemlu", "domains": ["kemlu.go.id"]}]}', actor="cli")
    import_people(here, b"email,name\nrina@kemlu.go.id,Rina\n", "csv", actor="cli")
    (rina,) = held(here)[1]
    assert rina == replace(Contact("rina@kemlu.go.id", "kemlu"), name="Rina")


def test_a_former_name_in_a_sheet_is_the_partner_who_bore_it_then(here: Service) -> None:
    """One name was borne by two partners, one after the other; a third bore a name alone, once."""
    day = date(2025, 12, 31)
    directory = {
        "partners": [
            {"id": "lama", "name": "Kabar Lama", "aliases": [{"name": "Harian Kabar", "until": "2025-12-31"}]},
            {"id": "baru", "name": "Kabar Baru", "aliases": [{"name": "Harian Kabar", "since": "2026-01-01"}]},
            {"id": "tiga", "name": "Kabar Tiga", "aliases": [{"name": "Warta", "until": "2020-12-31"}]},
        ]
    }
    import_directory(here, json.dumps(directory), actor="cli")
    sheet = (
        b"Nama,Surel,Instansi,Sejak,Sampai\nAni,ani@a.id,Harian Kabar,2024-01-01,2025-06-30\n"
        b"Budi,budi@b.id,Harian Kabar,2026-02-01,\nTri,tri@c.id,WARTA,,\n"
    )
    first = import_people(here, sheet, "csv", actor="cli")
    assert (first.partners, first.problems) == (0, ())
    partners, contacts = held(here)
    assert {one.address: one.partner for one in contacts} == {
        "ani@a.id": "lama",
        "budi@b.id": "baru",
        "tri@c.id": "tiga",
    }
    assert {one.id: one for one in partners}["lama"].aliases == (Alias("Harian Kabar", None, day),)
    forms: tuple[PeopleFormat, ...] = ("vcf", "csv")
    for form in forms:
        again = import_people(here, export_contacts(here, form, "id"), form, actor="cli")
        assert (again.partners, again.contacts) == (0, 0)
    assert held(here) == (partners, contacts)
