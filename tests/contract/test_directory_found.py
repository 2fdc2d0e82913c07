"""Partners and people are found by words in all their forms, accents or none, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.domain import commands as k
from liaison_sync.store import directory
from liaison_sync.store.engine import reading
from tests.rig import Rig, rig

BY = "petugas@karsabahari.example"


@pytest.fixture
def here(engine: Engine) -> Rig:
    made = rig(engine)
    partners = (
        k.PutPartner("prancis", "Kedutaan Besar Perancis", aliases=("Ambassade de France à Jakarta",),
                     domains=("ambafrance.example",)),
        k.PutPartner("arsip", "Balai Penyuratan Łódź"),
        k.PutPartner("jepang", "日本大使館"),
    )  # fmt: skip
    for one in partners:
        act(made.service, one, actor=BY)
    people = (
        k.PutContact("elodie@ambafrance.example", "prancis", name="Élodie Özdemir", title="Atasé"),
        k.PutContact("siti_a@gmail.com", "arsip", name="SITI Nurjanah"),
    )
    for each in people:
        act(made.service, each, actor=BY)
    return made


def found(here: Rig, words: str) -> tuple[list[str], list[str]]:
    with reading(here.engine) as connection:
        partners = [one.id for one in directory.partners(connection, words)]
        assert directory.partner_count(connection, words) == len(partners)
        return partners, [one.address.partition("@")[0] for one in directory.contacts(connection, words)]


@pytest.mark.parametrize(
    ("typed", "partners", "people"),
    [
        ("elodie", ["prancis"], ["elodie"]),
        ("ÉLODIE ozdemir", ["prancis"], ["elodie"]),
        ("atase", ["prancis"], ["elodie"]),
        ("ambassade jakarta", ["prancis"], []),
        ("a jakarta", ["prancis"], []),
        ("france", ["prancis"], ["elodie"]),
        ("elodie@ambafrance.example", ["prancis"], ["elodie"]),
        ("lodz", ["arsip"], []),
        ("persuratan", ["arsip"], []),
        ("menyurat", ["arsip"], []),
        ("nurja", ["arsip"], ["siti_a"]),
        ("siti_a", ["arsip"], ["siti_a"]),
        ("大使", ["jepang"], []),
        ("elodie nurjanah", [], []),
        ("%", [], []),
        ("_", [], []),
    ],
)
def test_names_are_found(here: Rig, typed: str, partners: list[str], people: list[str]) -> None:
    assert found(here, typed) == (partners, people)


def test_who_is_called_otherwise_now_is_found_by_the_new_name_alone(here: Rig) -> None:
    act(here.service, k.PutPartner("arsip", "Kearsipan"), actor=BY)
    assert found(here, "penyuratan") == ([], [])
    assert found(here, "arsip")[0] == ["arsip"]
