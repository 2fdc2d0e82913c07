"""What a page may cost: so many questions to the store, so many octets. Times are those of test_vast (nightly)."""

from __future__ import annotations

import gzip
from urllib.parse import unquote

import pytest
from sqlalchemy import event, select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.web.pages import PAGES
from tests.journey.addresses import BARE, FRAMED, MOVED
from tests.web.conftest import LivedIn
from tests.web.full_meeting import everything_beside

QUERIES, FIRST_OCTETS, LATER_OCTETS = 15, 60_000, 20_000
REPORT_QUERIES = 40  # of a preview, which reads everything a report tells
READ = tuple(one.path for one in PAGES if one.method == "GET" and one.path not in {*BARE, *FRAMED, *MOVED})


@pytest.mark.parametrize("page", READ)
def test_a_page_asks_the_store_at_most_fifteen_questions(page: str, lived_in: LivedIn) -> None:
    asks_at_most(QUERIES, page, lived_in)


def asks_at_most(most: int, page: str, lived_in: LivedIn) -> None:
    """And what a page weighs, too."""
    here, browser = lived_in.service, lived_in.browser
    asked: list[str] = []
    event.listen(here.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for address in lived_in.addresses[page]:
        asked.clear()
        answer = browser.get(address)
        looks = [" ".join(one.split())[:120] for one in asked if one.startswith(("SELECT", "WITH"))]
        assert answer.status == 200, address
        assert len(looks) <= most, (address, len(looks), looks)
        assert len(gzip.compress(answer.octets)) <= LATER_OCTETS, address


@pytest.mark.parametrize("state", ["drafted", "held", "approved"])
def test_each_follow_up_of_this_state_asks_no_more(state: str, lived_in: LivedIn) -> None:
    asked = listened(lived_in)
    open_ = open_ones(lived_in, state)
    for id_ in open_:
        asked.clear()
        assert lived_in.browser.get(f"/followups/{id_}").status == 200
        assert len(asked) <= QUERIES, "\n".join(asked)
    assert open_


def test_words_are_previewed_at_each_key_without_looking_at_anything_but_them(lived_in: LivedIn) -> None:
    (id_, *_), form = open_ones(lived_in, "held"), {"subject": "Salam", "text": "Yth. Ibu"}
    form["csrf"] = lived_in.browser.token()
    asked = listened(lived_in)
    assert "Yth. Ibu" in lived_in.browser.post(f"/followups/{id_}/preview", form, sec_fetch_site="same-origin").text
    assert len(asked) == 2, asked  # who asks, and for which letter


def open_ones(here: LivedIn, state: str) -> list[str]:
    with reading(here.service.engine) as connection:
        return list(connection.execute(select(s.followup.c.id).where(s.followup.c.state == state)).scalars())


def listened(here: LivedIn) -> list[str]:
    """What is asked of the store from now on."""
    asked: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append(" ".join(statement.split())[:120])

    event.listen(here.service.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize("report", ["weekly/2026-W48", "monthly/2026-11"])
@pytest.mark.parametrize("part", ["", "/document", "/turns.ours"])
def test_a_report_that_is_not_frozen_asks_the_store_few_questions(report: str, part: str, lived_in: LivedIn) -> None:
    few(lived_in, f"/reports/{report}{part}")


def few(here: LivedIn, address: str) -> None:
    """However many partners and threads there are."""
    asked: list[str] = []
    event.listen(here.service.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert here.browser.get(address).status == 200
    looks = [one for one in asked if one.startswith(("SELECT", "WITH"))]
    assert len(looks) <= REPORT_QUERIES, (address, len(looks))


def test_a_meeting_with_all_there_can_be_beside_it_asks_no_more(lived_in: LivedIn) -> None:
    """A twin, a joined one, our letters, mails about how it went, opinions, and what another thread's letter says."""
    here = lived_in.service
    for address in lived_in.addresses["/agenda/{key}"]:
        everything_beside(here.engine, unquote(address.removeprefix("/agenda/")))
    asks_at_most(QUERIES, "/agenda/{key}", lived_in)
