"""The directory by people's hand: dates, moves, merges and their undoing, suggestions, whose a thread is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.directory import export_directory, import_directory
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.directory import names_of
from liaison_sync.domain.learning import Detail, details
from liaison_sync.domain.partner import Alias, Contact, Domain, Own, Partner
from liaison_sync.store import learning, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service
from tests.app.test_recognition import DIRECTORY, mail, seen

BY = "dewi@karsabahari.example"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(f"sqlite:///{tmp_path}/x.db", own=Own(("karsabahari.example",), (HUMAS, EVENT))) as one:
        import_directory(one, json.dumps(DIRECTORY), actor="cli")
        yield one


def partners(here: Service) -> dict[str, Partner]:
    with reading(here.engine) as connection:
        return {one.id: one for one in views.directory(connection)[0]}


def contacts(here: Service) -> list[Contact]:
    with reading(here.engine) as connection:
        return sorted(views.directory(connection)[1], key=lambda one: (one.address, str(one.since)))


def put(here: Service, address: str, partner: str | None, **more: object) -> str:
    act(here, k.PutContact(address, partner, **{"name": "", **more}), actor=BY)  # type: ignore[arg-type]
    return next(contact_id(c) for c in contacts(here) if (c.address, c.partner) == (address, partner))


# --- partners and people -----------------------------------------------------------------------------------------


def test_a_domain_may_have_its_time_and_another_partner_after_it(here: Service) -> None:
    act(here, k.PutPartner("bank", "Bank Maju", domains=("bank.example ../2025-12-31",)), actor=BY)
    act(here, k.PutPartner("dinas", "Dinas", domains=("dinas.example", "bank.example 2026-01-01/..")), actor=BY)
    assert partners(here)["bank"].domains == (Domain("bank.example", until=date(2025, 12, 31)),)
    deliver(here, [mail("x@bank.example", "b@b")])
    assert seen(here, "b@b")[0] == "dinas"
    with pytest.raises(Refused, match="domain_taken"):
        act(here, k.PutPartner("dinas", "Dinas", domains=("bank.example 2025-06-01/..",)), actor=BY)
    with pytest.raises(Refused, match="domain_time"):
        act(here, k.PutPartner("dinas", "Dinas", domains=("dinas.example 2025",)), actor=BY)


def test_a_domain_taken_away_lets_its_mail_go(here: Service) -> None:
    deliver(here, [mail("x@bank.example", "b@b")])
    act(here, k.PutPartner("bank", "Bank Maju"), actor=BY)
    assert seen(here, "b@b")[:3] == (None, [], "unknown_domain")


def test_what_a_form_does_not_show_stays(here: Service) -> None:
    act(here, k.PutPartner("agensi", "Agensi", domains=("agensi.example",), aliases=("AK",), tags=("vip",)), actor=BY)
    act(here, k.PutPartner("agensi", "Agensi Kata", domains=("agensi.example",)), actor=BY)
    found = partners(here)["agensi"]
    assert (found.aliases, found.tags, found.clients) == ((Alias("AK"),), ("vip",), ("bank", "dinas"))


def test_nobody_is_their_own_ancestor(here: Service) -> None:
    act(here, k.PutPartner("dinas", "Dinas", parent="bank", domains=("dinas.example",)), actor=BY)
    with pytest.raises(Refused, match="own_ancestor"):
        act(here, k.PutPartner("bank", "Bank", parent="dinas", domains=("bank.example",)), actor=BY)


def test_who_moves_keeps_their_past_where_it_was(here: Service) -> None:
    old = put(here, "budi@gmail.com", "bank", title="Humas")
    deliver(here, [mail("budi@gmail.com", "lama@g")])
    act(here, d.MoveContact(old, "dinas", date(2026, 11, 22)), actor=BY)
    deliver(here, [mail("budi@gmail.com", "baru@g", hours=72)])
    assert (seen(here, "lama@g")[0], seen(here, "baru@g")[0]) == ("bank", "dinas")
    rows = [c for c in contacts(here) if c.address == "budi@gmail.com"]
    assert [(c.partner, c.until, c.title) for c in rows] == [
        ("dinas", None, ""), ("bank", date(2026, 11, 21), "Humas"),
    ]  # fmt: skip
    assert rows[0].person == rows[1].person is not None


def test_a_corrected_address_takes_its_mail_along(here: Service) -> None:
    wrong = put(here, "bduy@gmail.com", "bank", name="Budi")
    deliver(here, [mail("budi@gmail.com", "b@g")])
    act(here, k.PutContact("budi@gmail.com", "bank", "Budi", contact=wrong), actor=BY)
    assert seen(here, "b@g")[0] == "bank"
    assert [c.address for c in contacts(here)] == ["budi@gmail.com", "sari@gmail.com"]


# --- merging -----------------------------------------------------------------------------------------------------


def test_a_merge_moves_everything_and_its_undoing_moves_it_back(here: Service) -> None:
    act(here, k.PutPartner("maju", "PT Bank Maju Tbk", domains=("maju.example",), owner=BY, parent="dinas"), actor=BY)
    put(here, "tono@gmail.com", "maju", name="Tono")
    put(here, "sari@gmail.com", "maju", phone="0812", opted_out=True)
    put(here, "sari@gmail.com", "bank", title="Kepala")
    act(here, k.AddNote("partner:maju", "Ramah"), actor=BY)
    deliver(here, [mail("x@maju.example", "m@m"), mail("x@bank.example", "b@b"), mail("tono@gmail.com", "t@g")])
    thread = next(row for row in _threads(here) if row[1] == "maju")
    before = export_directory(here)
    act(here, d.MergePartners("bank", "maju"), actor=BY)
    found = partners(here)["bank"]
    assert "maju" not in partners(here)
    assert [one.name for one in found.domains] == ["bank.example", "maju.example"]
    assert (found.aliases, found.owner, found.parent) == ((Alias("PT Bank Maju Tbk"),), BY, "dinas")
    sari = next(c for c in contacts(here) if (c.address, c.partner) == ("sari@gmail.com", "bank"))
    assert (sari.title, sari.phone, sari.opted_out) == ("Kepala", "0812", True)
    assert [seen(here, one)[0] for one in ("m@m", "b@b", "t@g")] == ["bank"] * 3
    assert (thread[0], "bank") in _threads(here)
    assert _notes(here) == ["partner:bank"]
    act(here, k.PutPartner("bank", "Bank Maju Sekali", domains=("bank.example", "maju.example", "b.example")), actor=BY)
    act(here, d.UndoMerge(_merge(here)), actor=BY)
    assert partners(here)["bank"].name == "Bank Maju Sekali"
    assert [one.name for one in partners(here)["bank"].domains] == ["b.example", "bank.example"]
    act(here, k.PutPartner("bank", "Bank Maju", domains=("bank.example",)), actor=BY)
    assert export_directory(here) == before
    assert [seen(here, one)[0] for one in ("m@m", "b@b", "t@g")] == ["maju", "bank", "maju"]
    assert thread in _threads(here)
    assert _notes(here) == ["partner:maju"]
    with pytest.raises(Refused):
        act(here, d.UndoMerge(_merge(here)), actor=BY)


def _threads(here: Service) -> list[tuple[str, str | None]]:
    with reading(here.engine) as connection:
        return [(row.id, row.partner) for row in connection.execute(select(s.thread.c.id, s.thread.c.partner))]


def _notes(here: Service) -> list[str]:
    with reading(here.engine) as connection:
        return list(connection.execute(select(s.note.c.about)).scalars())


def _merge(here: Service) -> str:
    with reading(here.engine) as connection:
        return (
            connection.execute(select(s.directory_merge.c.id).order_by(s.directory_merge.c.at.desc())).scalars().first()
            or ""
        )


def test_two_rows_that_are_one_person_share_name_and_wishes_until_undone(here: Service) -> None:
    first = put(here, "rina@bank.example", "bank", name="Rina Wijaya", salutation="Yth. Ibu Rina")
    second = put(here, "rina@gmail.com", "dinas", name="R. Wijaya", restricted=True)
    before = contacts(here)
    act(here, d.MergeContacts(first, second), actor=BY)
    rows = [c for c in contacts(here) if c.address.startswith("rina")]
    assert {(c.name, c.salutation, c.restricted) for c in rows} == {("Rina Wijaya", "Yth. Ibu Rina", True)}
    assert len({c.person for c in rows}) == 1
    act(here, d.UndoMerge(_merge(here)), actor=BY)
    assert contacts(here) == before


# --- suggestions -------------------------------------------------------------------------------------------------

SIGNED = "\r\n-- \r\nSari Dewi, S.Sos.\r\nKepala Bidang Promosi\r\nDinas Pariwisata\r\nHP: 0812-3456-789\r\n"


def suggested(here: Service, address: str) -> list[Detail]:
    with reading(here.engine) as connection:
        told = learning.told(connection, [address])[address]
        answered = learning.answered(connection, [address])[address]
    contact = next(c for c in contacts(here) if c.address == address)
    name = partners(here)[contact.partner].name if contact.partner else ""
    return details(contact, told, names_of([Partner("p", name)]), answered)


def signed(id_: str, hours: int = 0) -> Placed:
    one = mail("Sari Dewi <sari@gmail.com>", id_, hours=hours)
    return replace(one, raw=one.raw + SIGNED.encode())


def test_letters_suggest_what_the_directory_does_not_say_and_change_nothing(here: Service) -> None:
    deliver(here, [signed("1@s"), signed("2@s", 1)])
    before = contacts(here)
    found = suggested(here, "sari@gmail.com")
    assert [(one.field, one.value, one.source) for one in found if one.field != "language"] == [
        ("name", "Sari Dewi, S.Sos.", "signature"),
        ("name", "Sari Dewi", "header"),
        ("title", "Kepala Bidang Promosi", "signature"),
        ("phone", "0812-3456-789", "signature"),
    ]
    assert contacts(here) == before


def passed_on(by: str, id_: str, writer: str, *, to: str = HUMAS, text: str = SIGNED) -> Placed:
    head = f"---------- Forwarded message ---------\r\nFrom: {writer}\r\nDate: Fri, 20 Nov 2026 at 07:00\r\n"
    return mail(by, id_, to=to, text=f"Mohon dicek.\r\n\r\n{head}Subject: Naskah\r\nTo: {by}\r\n\r\nHalo.\r\n{text}")


def test_the_signature_of_mail_a_colleague_passed_on_is_suggested_with_its_source(here: Service) -> None:
    writer = "Sari Dewi <sari@gmail.com>"
    deliver(here, [passed_on(EVENT, "f@k", writer), passed_on(EVENT, "g@k", "Tono <tono@bank.example>")])
    assert seen(here, "f@k")[2] == "forwarded"
    found = suggested(here, "sari@gmail.com")
    assert {(one.field, one.value, one.source) for one in found} == {
        ("name", "Sari Dewi, S.Sos.", "forward"),
        ("name", "Sari Dewi", "forward"),
        ("title", "Kepala Bidang Promosi", "forward"),
        ("phone", "0812-3456-789", "forward"),
    }


def test_a_party_of_a_forward_of_ours_is_linked_when_it_is_registered(here: Service) -> None:
    deliver(here, [passed_on(HUMAS, "f@k", "Tini <tini@baru.example>", to="x@bank.example")])
    assert seen(here, "f@k")[:3] == ("bank", [], "recipient")
    act(here, k.PutPartner("baru", "Mitra Baru", domains=("baru.example",)), actor=BY)
    assert seen(here, "f@k")[:3] == ("bank", ["baru"], "recipient")


def test_a_suggestion_is_accepted_or_ignored_once(here: Service) -> None:
    deliver(here, [signed("1@s")])
    row = contact_id(next(c for c in contacts(here) if c.address == "sari@gmail.com"))
    for one in suggested(here, "sari@gmail.com"):
        make = d.IgnoreSuggestion if one.field == "phone" else d.AcceptSuggestion
        if one.value != "Sari Dewi":
            act(here, make(row, one.field, one.value, one.message), actor=BY)
    sari = next(c for c in contacts(here) if c.address == "sari@gmail.com")
    assert (sari.name, sari.title, sari.phone) == ("Sari Dewi, S.Sos.", "Kepala Bidang Promosi", "")
    assert suggested(here, "sari@gmail.com") == []


def test_another_organisation_signed_for_is_a_move_once_accepted(here: Service) -> None:
    moved = replace(mail("sari@gmail.com", "3@s"), raw=mail("sari@gmail.com", "3@s").raw
                    + b"\r\n-- \r\nSari\r\nManajer Humas\r\nYayasan Tani\r\n")  # fmt: skip
    deliver(here, [moved])
    (one,) = [one for one in suggested(here, "sari@gmail.com") if one.field == "organisation"]
    row = contact_id(next(c for c in contacts(here) if c.address == "sari@gmail.com"))
    act(here, d.AcceptSuggestion(row, one.field, one.value, one.message), actor=BY)
    assert {(c.partner, str(c.since)) for c in contacts(here) if c.address == "sari@gmail.com"} == {
        ("dinas", "None"), ("yayasan-tani", "2026-11-20"),
    }  # fmt: skip
    assert seen(here, "3@s")[0] == "yayasan-tani"


# --- threads -----------------------------------------------------------------------------------------------------


def test_a_person_says_for_which_client_an_agency_writes_and_takes_it_back(here: Service) -> None:
    deliver(here, [mail("tono@agensi.example", "a@a")])
    (thread, _), *_ = _threads(here)
    act(here, d.DecideThread(thread, "bank"), actor=BY)
    assert seen(here, "a@a") == ("agensi", ["bank"], "client", [])
    deliver(here, [mail("tono@agensi.example", "b@a", "In-Reply-To: <a@a>", hours=1)])
    assert seen(here, "b@a") == ("agensi", ["bank"], "client", [])
    act(here, d.DecideThread(thread, None), actor=BY)
    assert seen(here, "a@a") == ("agensi", [], "domain", ["client_unknown"])


def test_a_strangers_thread_may_be_a_partners_by_a_persons_word(here: Service) -> None:
    deliver(here, [mail("asing@lain.example", "a@l")])
    (thread, _), *_ = _threads(here)
    act(here, d.DecideThread(thread, "dinas"), actor=BY)
    assert seen(here, "a@l")[:3] == ("dinas", [], "thread")
    assert (thread, "dinas") in _threads(here)
