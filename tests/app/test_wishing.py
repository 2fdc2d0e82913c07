"""Who asks in their mail to be left alone is left alone; a person can say that it was not meant so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from liaison_sync.app.act import act
from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain import directory_commands as d
from liaison_sync.domain.policy import Policy
from liaison_sync.store import schema as s
from liaison_sync.store import views, wishes
from liaison_sync.store.engine import reading
from tests.app.postman import DEWI, RINA, arrive, key_of, letter, office, value


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
