"""Search: one function, the same results on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, select, update

from liaison_sync.app.act import act
from liaison_sync.domain import commands as k
from liaison_sync.domain.search_query import SearchQuery, read
from liaison_sync.store import schema as s
from liaison_sync.store import search, search_minutes
from liaison_sync.store.engine import connect, reading
from liaison_sync.store.search import Counted, Hit
from tests.app.season_store import service, tell
from tests.peers.postgres import Postgres

ZONE = "Asia/Jakarta"
TODAY = date(2026, 11, 23)
QUERIES = (
    *("festival", "fest", "rapat koordinasi", '"rapat koordinasi"', '"koordinasi rapat"', "anggar sponsor"),
    *("humas@karsabahari.example", "karsabahari", "hendra", "proposal.pdf", "undangan dari:hendra", "HM.02/XI/2026"),
    *("ada:lampiran", "has:attachment festival", "dari:kemenmarin", "kepada:humas", "to:event from:bank", "é", "2026"),
    *("mitra:bank", "partner:kementerian sejak:2026-11-01", "sejak:01/11/2026 sebelum:15/11/2026", "before:2026-10-15"),
    *(
        "persuratan",
        "menyurat",
        "undang",
        "mengundang",
        "diundang",
        "perapatan",
        "pengiriman",
        "dikirimkan",
        "meetings",
    ),
    *("rapat -festival", "bukan festival", "rapat bukan undangan", "-dari:kemenmarin", "-ada:lampiran", "-a"),
    *("nomor:HM.02", "number:B-", "-nomor:HM.02", 'dari:"Hendra"', 'sejak:"1 November 2026"', "sebelum:kemarin"),
    *("資料", "資", '"', "()", "'; --", "NEAR(a b)", "a OR b", "* : ^", "\x00", "﷽", "'a':*", "\\", "-", "bukan"),
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
    url = postgres.migrated()
    tell(url)
    engine = connect(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


def _keys(engine: Engine, text: str) -> list[str]:
    with reading(engine) as connection:
        return [hit.key for hit in search.search(connection, read(text, TODAY), ZONE, limit=1000)]


@pytest.mark.parametrize("text", QUERIES)
def test_both_databases_find_the_same_messages_in_the_same_order(text: str, sqlite: Engine, postgresql: Engine) -> None:
    assert _keys(sqlite, text) == _keys(postgresql, text)


def test_postgresql_does_not_ask_the_index_of_each_mail_whether_it_has_a_rare_word(postgresql: Engine) -> None:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(postgresql, "before_cursor_execute", note)
    assert _keys(postgresql, "notulensia") == []
    event.remove(postgresql, "before_cursor_execute", note)
    pages = [one for one in asked if "ORDER BY message.at" in one]
    assert pages
    assert not [one for one in pages if "message_search" in one]


@pytest.mark.parametrize("text", QUERIES)
def test_the_count_equals_the_list(text: str, sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        assert search.count(connection, read(text, TODAY), ZONE).listed == len(_keys(sqlite, text))


@pytest.mark.parametrize("text", ["festival", "festival sejak:2026-10-01", "mitra:osaki", "-festival"])
def test_our_own_notices_are_left_out_and_counted_unless_asked_for(
    text: str, sqlite: Engine, postgresql: Engine
) -> None:
    plain, asked = read(text, TODAY), read(f"{text} ada:pemberitahuan", TODAY)
    for engine in (sqlite, postgresql):
        known = _keys(engine, text)
        with engine.connect() as connection:
            ours = update(s.message).where(s.message.c.key.in_(known[:3]))
            connection.execute(ours.values(direction="internal", automatic="auto-reply"))
            found = search.search(connection, plain, ZONE, limit=1000)
            assert [hit.key for hit in found] == known[3:]
            assert search.count(connection, plain, ZONE) == Counted(len(known) - 3, 3)
            found = search.search(connection, asked, ZONE, limit=1000)
            assert [hit.key for hit in found] == known
            assert search.count(connection, asked, ZONE) == Counted(len(known))
            connection.rollback()


def _walk(connection: Connection, query: SearchQuery) -> Iterator[Hit]:
    after = None
    while page := search.search(connection, query, ZONE, limit=7, after=after):
        yield from page
        after = (page[-1].at, page[-1].n)


def test_page_by_page_everything_comes_once_and_the_newest_first(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        walked = list(_walk(connection, read("festival", TODAY)))
    assert [hit.key for hit in walked] == _keys(sqlite, "festival")
    assert len(walked) > 20
    assert [hit.at for hit in walked] == sorted((hit.at for hit in walked), reverse=True)


def test_each_filter_narrows_to_what_it_names(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        found = search.search(connection, read("dari:kemenmarin sejak:2026-11-01", TODAY), ZONE, limit=100)
        files = search.search(connection, read("ada:lampiran", TODAY), ZONE, limit=100)
    assert found
    assert all("kemenmarin" in hit.sender and hit.at.astimezone().year == 2026 for hit in found)
    assert all(hit.at.isoformat() >= "2026-10-31T17:00" for hit in found)
    assert files
    assert sum(bool(hit.files) for hit in files) > len(files) * 0.8  # a forwarded message has no name of its own


def test_lists_and_search_agree_on_what_has_attachments_and_an_invitation_has_none(sqlite: Engine) -> None:
    m, a = s.message.c, s.attachment.c
    with reading(sqlite) as connection:
        found = {hit.key for hit in search.search(connection, read("ada:lampiran", TODAY), ZONE, limit=1000)}
        listed = set(connection.execute(select(m.key).where(m.attachments > 0)).scalars())
        parts = connection.execute(select(a.message, a.type, a.counted)).all()
    assert found == listed
    assert found
    invited = {one.message for one in parts if one.type in {"text/calendar", "application/ics"}}
    others = {one.message for one in parts if one.message not in found}
    assert invited & others


def test_the_place_where_a_word_stands_is_shown(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        hits = search.search(connection, read("jadwal", TODAY), ZONE, limit=100)
    shown = [hit for hit in hits if any(one.found and "jadwal" in one.text.lower() for one in hit.excerpt)]
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
            found = search_minutes.minutes(connection, read("panggung pembelian", TODAY), ZONE)
            former = search_minutes.minutes(connection, read("disewa", TODAY), ZONE)
    assert [hit.meeting for hit in found] == [meeting]
    assert former == []


def test_a_message_is_found_by_each_of_its_kin_and_not_by_what_was_left_out(sqlite: Engine) -> None:
    assert _keys(sqlite, "rapat") == _keys(sqlite, "perapatan") != []
    both = set(_keys(sqlite, "rapat -festival")) | set(_keys(sqlite, "rapat festival"))
    # Left out are all forms of a word; "fest…" as a mere beginning is not.
    assert both >= set(_keys(sqlite, "rapat")) - set(_keys(sqlite, "festival"))


def test_what_matched_is_told(sqlite: Engine) -> None:
    with reading(sqlite) as connection:
        name = connection.exec_driver_sql("SELECT name FROM attachment WHERE name LIKE '%.pdf' LIMIT 1").scalar_one()
        (one, *_) = search.search(connection, read(f'"{name}"', TODAY), ZONE, limit=1)
        people = search.search(connection, read("karsabahari", TODAY), ZONE, limit=5)
    assert "files" in one.where
    assert name in ["".join(piece.text for piece in file if piece.found) for file in one.files]
    assert any("people" in hit.where for hit in people)
