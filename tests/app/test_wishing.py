"""Who asks in their mail to be left alone is left alone; a person can say that it was not meant so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.people_files import import_people
from liaison_sync.app.planning import plan
from liaison_sync.app.rerecognise import recognise_again
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.policy import Policy
from liaison_sync.store import schema as s
from liaison_sync.store import views, wishes
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.engine import reading, writing
from tests.app.postman import DEWI, RINA, arrive, key_of, letter, office, value
from tests.app.season_store import deliver
from tests.rig import rows


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    with office(store_url) as made:
        yield replace(made, policy=Policy(organisation="Karsa Bahari", since=None))


def saying(one: Placed, words: str, *more: tuple[str, str]) -> Placed:
    head, _, _ = one.raw.decode().partition("\r\n\r\n")
    for old, new in more:
        head = head.replace(old, new)
    return replace(one, raw=f"{head}\r\n\r\n{words}\r\n".encode())


def marks(here: Service, address: str = RINA) -> set[tuple[bool, bool]]:
    with reading(here.engine) as connection:
        _, contacts = views.directory(connection)
    return {(one.opted_out, one.restricted) for one in contacts if one.address == address}


def test_a_wish_is_kept_with_its_sentence_and_stops_what_was_planned(here: Service) -> None:
    arrive(here, letter("tanya", hours=1, ours=True))
    plan(here)
    assert value(here, s.followup.c.state, s.followup.c.trigger == "no_reply") != "cancelled"
    arrive(here, saying(letter("sudah", hours=2, subject="Lain"), "Selamat pagi.\r\n\r\nMohon tidak dikirimi lagi."))
    assert marks(here) == {(True, False)}
    with reading(here.engine) as connection:
        (wish,) = wishes.standing(connection, {RINA})
    assert (wish.kind, wish.said, wish.message) == ("opted_out", "Mohon tidak dikirimi lagi", key_of(here, "sudah"))
    plan(here)
    assert value(here, s.followup.c.state, s.followup.c.trigger == "no_reply") == "cancelled"
    act(here, d.UndoWish(wish.message), actor=DEWI)
    assert marks(here) == {(False, False)}


def whose(here: Service, key: str) -> str:
    m, t = s.message.c, s.thread.c
    with reading(here.engine) as connection:
        query = select(t.ball).join_from(s.message, s.thread, t.id == m.thread).where(m.key == key_of(here, key))
        return str(connection.execute(query).scalar_one())


def test_who_asks_for_nothing_but_peace_is_owed_no_answer_unless_an_officer_reads_it_otherwise(here: Service) -> None:
    arrive(here, letter("tanya", hours=1, ours=True))
    alone = "Selamat pagi.\r\n\r\nMohon tidak dikirimi lagi surat seperti ini.\r\n\r\nTerima kasih."
    arrive(here, saying(letter("sudah", "tanya", hours=2), alone))
    arrive(here, saying(letter("lain", hours=3, subject="Lain"), "Mohon tidak dikirimi lagi. Kapan rapatnya?"))
    assert (whose(here, "sudah"), whose(here, "lain")) == ("nobody", "ours")
    plan(here)
    about = {one for (one,) in rows(here.engine, s.followup.c.about, where=s.followup.c.trigger == "we_owe")}
    assert about == {key_of(here, "lain")}
    act(here, d.UndoWish(key_of(here, "sudah")), actor=DEWI)
    assert whose(here, "sudah") == "ours"
    with writing(here.engine) as connection:
        recognise_again(connection, here, [key_of(here, "sudah"), key_of(here, "tanya")])
    assert whose(here, "sudah") == "ours"


def test_nobody_is_silenced_by_a_quote_a_machine_or_a_colleague_of_ours(here: Service) -> None:
    quoted = "Baik, kami tunggu.\r\n\r\nPada Senin 16 Nov 2026, Humas menulis:\r\n> unsubscribe\r\n"
    arrive(here, saying(letter("kutip", hours=1), quoted))
    arrive(
        here, saying(letter("mesin", hours=2), "unsubscribe", ("Subject:", "Auto-Submitted: auto-replied\r\nSubject:"))
    )
    arrive(here, saying(letter("kita", hours=3, ours=True), "unsubscribe"))
    with reading(here.engine) as connection:
        assert wishes.standing(connection, {RINA, "humas@karsabahari.example"}) == []
    assert marks(here) == set()


def test_restriction_stands_beside_an_earlier_wish_and_each_is_undone_by_itself(here: Service) -> None:
    arrive(here, saying(letter("satu", hours=1), "Please stop emailing me."))
    arrive(here, saying(letter("dua", hours=2), "Please delete all my personal data."))
    arrive(here, saying(letter("tiga", hours=3), "unsubscribe"))
    assert marks(here) == {(True, True)}
    act(here, d.UndoWish(key_of(here, "satu")), actor=DEWI)
    assert marks(here) == {(True, True)}  # they said it twice
    act(here, d.UndoWish(key_of(here, "tiga")), actor=DEWI)
    assert marks(here) == {(False, True)}


def test_the_wish_of_a_stranger_is_remembered_until_somebody_says_who_they_are(here: Service) -> None:
    stranger = "siti@warga.example"
    arrive(here, saying(letter("asing", hours=1), "unsubscribe", (f"From: {RINA}", f"From: {stranger}")))
    assert marks(here, stranger) == set()
    act(here, k.MatchSender(stranger, "pemkot", whole_domain=False), actor=DEWI)
    assert marks(here, stranger) == {(True, False)}


def test_who_asks_twice_at_once_is_heard_twice(here: Service) -> None:
    opting_out = saying(letter("satu", hours=1), "Please stop emailing me.")
    deliver(here, [opting_out, saying(letter("dua", hours=2), "Please delete all my personal data.")])
    assert marks(here) == {(True, True)}


def asks_first(here: Service, stranger: str) -> None:
    arrive(here, saying(letter(stranger[:4], hours=1), "unsubscribe", (f"From: {RINA}", f"From: {stranger}")))
    assert marks(here, stranger) == set()


def test_the_wish_of_a_stranger_holds_however_they_come_into_the_directory(here: Service) -> None:
    by_hand, by_sheet, by_file = (f"{name}@warga.example" for name in ("siti", "tono", "wati"))
    for one in (by_hand, by_sheet, by_file):
        asks_first(here, one)
    act(here, k.PutContact(by_hand, "pemkot", "Siti", opted_out=False), actor=DEWI)  # a form nobody ticked
    assert marks(here, by_hand) == {(True, False)}
    sheet = f"Nama;Surel;Instansi\nTono;{by_sheet};Pemkot\n".encode()
    file = json.dumps({"contacts": [{"address": by_file, "partner": "pemkot"}]})
    import_people(here, sheet, "csv", actor=DEWI)
    import_directory(here, file, actor=DEWI)
    assert marks(here, by_sheet) == marks(here, by_file) == {(True, False)}
    assert import_people(here, sheet, "csv", actor=DEWI).contacts == 0
    assert import_directory(here, file, actor=DEWI).contacts == 0


def test_a_contact_who_gets_another_address_gets_what_its_owner_asked_for_by_it(here: Service) -> None:
    stranger = "siti@warga.example"
    asks_first(here, stranger)
    act(here, k.PutContact("siti@pemkot.example", "pemkot", "Siti"), actor=DEWI)
    with reading(here.engine) as connection:
        (contact,) = views.directory(connection)[1]
    act(here, k.PutContact(stranger, "pemkot", "Siti", contact=contact_id(contact), opted_out=False), actor=DEWI)
    assert marks(here, stranger) == {(True, False)}


def test_a_directory_read_again_takes_no_wish_back_and_brings_none_a_person_took_back(here: Service) -> None:
    file = json.dumps({"contacts": [{"address": RINA, "partner": "pemkot"}]})
    import_directory(here, file, actor=DEWI)
    arrive(here, saying(letter("satu", hours=1), "unsubscribe"))
    import_directory(here, file, actor=DEWI)
    assert marks(here) == {(True, False)}
    with reading(here.engine) as connection:
        (contact,) = views.directory(connection)[1]
    act(here, k.PutContact(RINA, "pemkot", "", contact=contact_id(contact), opted_out=False), actor=DEWI)
    import_directory(here, file, actor=DEWI)
    import_people(here, f"Nama;Surel;Instansi\nRina;{RINA};Pemkot\n".encode(), "csv", actor=DEWI)
    assert marks(here) == {(False, False)}
