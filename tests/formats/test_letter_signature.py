"""Whose name stands under a letter: the officer's, else the organisation's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.context import Context
from liaison_sync.domain.partner import Officer, Partner
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.triggers import no_reply, we_owe
from liaison_sync.formats.letter_builders import letter_for, salutation_for
from liaison_sync.formats.letter_files import find
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.render import render
from tests.domain.followup_stage import LEAD, OFFICER, context, thread, turn

OURS = thread(turn("ours", "2026-11-19 15:00", "out"))
POLICY = Policy(organisation="Yayasan Karsa Bahari")
NOBODY = {"kementerian": Partner("kementerian", "Kementerian X")}


def closing(at: Context, language: str) -> str:
    found = no_reply.watch(OURS, at)
    assert found is not None
    asked = replace(found, language=language)
    salutation = salutation_for(asked, at, {})
    values = values_of(letter_for(asked, OURS, at, salutation=salutation, link=""))
    text = render(find("no_reply", language).text, {**values, "salutation": "Yth. Ibu Rina"}).text
    return text.rpartition("Hormat kami," if language == "id" else "Kind regards,")[2].strip()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_owner_signs_over_the_name_of_the_organisation(language: str) -> None:
    assert closing(context(policy=POLICY), language) == "Ayu Lestari\nYayasan Karsa Bahari"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("mailbox", "expected"),
    [
        ("Humas Yayasan Karsa Bahari", "Humas Yayasan Karsa Bahari"),
        ("Humas", "Humas\nYayasan Karsa Bahari"),
        ("Yayasan Karsa Bahari", "Yayasan Karsa Bahari"),
        ("", "Yayasan Karsa Bahari"),
    ],
)
def test_with_nobody_responsible_the_mailbox_and_the_organisation_sign(
    language: str, mailbox: str, expected: str
) -> None:
    assert closing(context(policy=POLICY, partners=NOBODY, signs=mailbox), language) == expected


def test_the_default_owner_answers_for_what_has_no_owner_and_signs_for_it() -> None:
    policy = replace(POLICY, default_owner=OFFICER, manager=LEAD)
    assert closing(context(policy=policy, partners=NOBODY), "id").startswith("Ayu Lestari\n")
    owed = we_owe.watch(thread(turn("q", "2026-11-19 09:00"), whose="ours"), context(policy=policy, partners=NOBODY))
    assert owed is not None
    assert owed.to == (OFFICER,)


def test_who_is_responsible_and_unknown_by_name_lets_the_next_one_sign() -> None:
    partners = {"kementerian": replace(NOBODY["kementerian"], owner="baru@kita.or.id")}
    named = {LEAD: Officer(LEAD, "Dewi Anggraini")}
    at = context(policy=replace(POLICY, manager=LEAD), partners=partners, officers=named)
    assert closing(at, "id") == "Dewi Anggraini\nYayasan Karsa Bahari"


def test_without_a_name_of_the_organisation_the_letter_still_waits() -> None:
    found = no_reply.watch(OURS, context(partners=NOBODY))
    assert found is not None
    letter = letter_for(found, OURS, context(partners=NOBODY), salutation=salutation_for(found, context(), {}), link="")
    assert values_of(letter)["sender_name"] is None
    assert values_of(letter)["organisation"] is None
