"""Search: one function, the same results on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from liaison_sync.app.act import act
from liaison_sync.domain import commands as k
from liaison_sync.domain.search_query import SearchQuery, Term, read
from liaison_sync.store import search
from liaison_sync.store.engine import connect, reading
from liaison_sync.store.search import Hit
from tests.app.season_store import service, tell
from tests.peers.postgres import Postgres

ZONE = "Asia/Jakarta"
QUERIES = (
    *("festival", "fest", "rapat koordinasi", '"rapat koordinasi"', '"koordinasi rapat"', "anggar sponsor"),
    *("humas@karsabahari.example", "karsabahari", "hendra", "proposal.pdf", "undangan dari:hendra", "HM.02/XI/2026"),
    *("ada:lampiran", "has:attachment festival", "dari:kemenmarin", "kepada:humas", "to:event from:bank", "é", "2026"),
    *("mitra:bank", "partner:kementerian sejak:2026-11-01", "sejak:01/11/2026 sebelum:15/11/2026", "before:2026-10-15"),
    *("tidakadakatasepertiini", "winmail", "“jadwal”", "a", "jum'at", "100%", "_", "dari:%"),
)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path_factory.mktemp('season')}/x.db"
    tell(url)
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql(postgres: Postgres) -> Iterator[Engine]:
    url = postgres.database()
    tell(url)
    engine = connect(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


def _keys(engine: Engine, text: str) -> list[str]:
    with reading(engine) as connection:
        return [hit.key for hit in search.search(connection, read(text), ZONE, limit=1000)]


@pytest.mark.parametrize("text", QUERIES)
def test_both_databases_find_the_same_messages_in_the_same_order(text: str, sqlite: Engine, postgresql: Engine) -> None:
    assert _keys(sqlite, text) == _keys(postgresql, text)


@pytest.mark.parametrize("text", QUERIES)
def test_the_count_equals_the_list(text: str, sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        assert search.count(connection, read(text), ZONE) == len(_keys(sqlite, text))


def _walk(connection: Connection, query: SearchQuery) -> Iterator[Hit]:
    after = None
    while page := search.search(connection, query, ZONE, limit=7, after=after):
        yield from page
        after = (page[-1].at, page[-1].key)


def test_page_by_page_everything_comes_once_and_the_newest_first(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        walked = list(_walk(connection, read("festival")))
    assert [hit.key for hit in walked] == _keys(sqlite, "festival")
    assert len(walked) > 20
    assert [hit.at for hit in walked] == sorted((hit.at for hit in walked), reverse=True)


def test_each_filter_narrows_to_what_it_names(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        found = search.search(connection, read("dari:kemenmarin sejak:2026-11-01"), ZONE, limit=100)
        files = search.search(connection, read("ada:lampiran"), ZONE, limit=100)
    assert found
    assert all("kemenmarin" in hit.sender and hit.at.astimezone().year == 2026 for hit in found)
    assert all(hit.at.isoformat() >= "2026-10-31T17:00" for hit in found)
    assert files
    assert sum(bool(hit.files) for hit in files) > len(files) * 0.8  # a forwarded message has no name of its own


def test_the_place_where_a_word_stands_is_shown(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        hits = search.search(connection, read("jadwal"), ZONE, limit=100)
    shown = [hit for hit in hits if "jadwal" in hit.excerpt.lower()]
    assert len(shown) >= len(hits) // 2 > 3


def test_minutes_are_found_by_their_words_in_the_latest_version(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    tell(url)
    with service(url) as here:
        with reading(here.engine) as connection:
            (meeting,) = connection.exec_driver_sql(
                "SELECT key FROM occurrence WHERE status = 'confirmed' AND start < '2026-11-01' LIMIT 1"
            ).one()
        act(here, k.RecordOutcome(meeting, held=True), actor="dewi@karsabahari.example")
        for words in ("Panggung utama disewa", "Panggung utama dibeli"):
            act(here, k.RecordMinutes(meeting, "", words, ""), actor="dewi@karsabahari.example")
        with reading(here.engine) as connection:
            found = search.minutes(connection, read("panggung dibel"), ZONE)
            former = search.minutes(connection, read("disewa"), ZONE)
    assert [hit.meeting for hit in found] == [meeting]
    assert former == []


def test_what_is_typed_is_read_in_either_language() -> None:
    assert read("dari:Sari ada:lampiran sejak:23/11/2026") == read("from:sari has:attachment since:2026-11-23")
    assert read('"nota dinas" jadw') == SearchQuery((Term(("nota", "dinas"), whole=True), Term(("jadw",))))
    assert read("since:2026-11").since == date(2026, 11, 1)
    assert read("since:kemarin ada:apa").unread == ("since:kemarin", "ada:apa")
    assert read("  ").empty
