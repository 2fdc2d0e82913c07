"""The audit trail: who decided what and when, in words, proven by its chain, and only for those who manage."""

from __future__ import annotations

import ast
import re
from html import unescape

import pytest
from sqlalchemy import select, update

from liaison_sync.app.service import Service
from liaison_sync.formats.wording import LANGUAGES, catalogue
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.journal import Wanted, acts
from tests.house.tree import parsed, python, text
from tests.web.conftest import LivedIn, SignedIn
from tests.web.test_pages import value


def test_a_decision_is_told_with_who_made_it_when_and_what_was_said(here: Service, signed_in: SignedIn) -> None:
    signed_in("officer").act("/partners/cakra/note", {"text": "Bu Sekar <minta> jadwal"})
    text = unescape(signed_in("manager").get("/audit").text)
    first = text.split("data-row")[1]
    assert "Dewi Anggraini" in first  # as an officer is called, not by address
    assert "menambah catatan" in first
    assert "Bu Sekar <minta> jadwal" in first
    assert 'href="/partners/cakra"' in first
    assert "Catatan ini tidak cocok" not in text


def test_whoever_does_not_manage_reads_no_trail_of_others(signed_in: SignedIn) -> None:
    assert signed_in("officer").get("/audit").status == 403
    assert "/audit" not in signed_in("officer").get("/account").text
    assert 'href="/audit"' in signed_in("manager").get("/account").text


def test_acts_are_found_by_who_by_what_and_up_to_a_day(here: Service, signed_in: SignedIn) -> None:
    signed_in("officer").act("/partners/cakra/note", {"text": "satu"})
    browser = signed_in("manager")

    def found(query: str) -> int:
        return browser.get(f"/audit?{query}").text.count("data-row")

    assert found("who=officer@karsabahari.example") == 1
    assert found("who=people&about=cakra") == found("about=about:partner:cakra") == 1
    assert found("who=officer@karsabahari.example&until=2026-01-01") == 0
    assert found("until=no-day") == found("") > 1


def test_all_that_was_done_to_a_letter_is_one_list_whoever_did_it(here: Service, signed_in: SignedIn) -> None:
    letter = value(here, select(s.followup.c.id).where(s.followup.c.state == "drafted"))
    signed_in("officer").act(f"/followups/{letter}/cancel", {"reason": "tidak perlu"})
    text = unescape(signed_in("manager").get(f"/audit?about={letter}").text)
    assert {"menyusun konsep surat", "membatalkan tindak lanjut"} <= set(re.findall(r"</strong> · (.*)</p>", text))


def test_an_entry_that_was_changed_by_hand_or_lost_its_forerunner_is_named(here: Service, signed_in: SignedIn) -> None:
    number, browser = s.journal.c.n, signed_in("manager")
    signed_in("officer").act("/partners/cakra/note", {"text": "satu"})
    last = int(value(here, select(number).order_by(number.desc())))
    assert broken(here) == set()
    with writing(here.engine) as connection:
        connection.execute(update(s.journal).where(number == last - 1).values(actor="somebody@else.example"))
        connection.execute(s.journal.delete().where(number == last - 3))
    assert broken(here) == {last - 1, last - 2}
    assert browser.get("/audit").text.count("tidak cocok dengan sidiknya") == 2


def broken(here: Service) -> set[int]:
    with reading(here.engine) as connection:
        return {one.n for one in acts(connection, Wanted()).rows if not one.whole}


def test_the_whole_trail_of_a_season_holds_together(lived_in: LivedIn) -> None:
    seen, after = 0, ""
    with reading(lived_in.service.engine) as connection:
        while True:
            page = acts(connection, Wanted(), after=after)
            assert all(one.whole for one in page.rows)
            seen, after = seen + len(page.rows), page.after
            if not after:
                break
    assert seen == page.count > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_the_journal_is_told_has_words(language: str) -> None:
    told = {literal for name in python("liaison_sync") if "Journaled(" in text(name) for literal in _deeds(name)}
    assert len(told) > 10
    assert [one for one in sorted(told) if f"console.deed.{one}" not in catalogue(language)] == []


def _deeds(name: object) -> list[str]:
    """The third argument of each Journaled(...) that is written out; of one made up, its area with a dot."""
    calls = (node for node in ast.walk(parsed(name)) if isinstance(node, ast.Call))
    named = [call for call in calls if re.search(r"Journaled$", ast.unparse(call.func)) and len(call.args) > 3]
    deeds = [call.args[2] for call in named]
    return [str(one.value) for one in deeds if isinstance(one, ast.Constant)]
