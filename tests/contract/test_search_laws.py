"""Whatever was written and whatever is asked: both databases find what the words themselves say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from liaison_sync.domain.index_words import Indexed, words_of
from liaison_sync.domain.search_query import Alternative, Clause, SearchQuery, read
from liaison_sync.domain.search_words import STEM, further, tokens
from liaison_sync.store import fulltext, search
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, migrate, reading, writing
from tests.peers.postgres import Postgres

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
VOCABULARY = (
    *("rapat", "perapatan", "rapatnya", "surat", "menyurat", "persuratan", "undang", "undangan", "mengundang", "ada"),
    *("diadakan", "pengadaan", "tanggungjawab", "tanggung", "jawab", "meeting", "meetings", "schedule", "scheduling"),
    *(
        "été",
        "ETE",
        "Ｅté",
        "ﬁnal",
        "ß",
        "東京都庁",
        "東京",
        "庁",
        "สวัสดี",
        "서울시",
        "B-45/HM.02/XI/2026",
        "jum'at",
        "a",
        "x1",
    ),
    *(
        "İzmir",
        "1e5",
        "0x1f",
        "surat_jalan",
        "bukan",
        "‹rapat",
        "·surat",
        "¦",
        "é",
        "\U0001f600",
        "pengurusan",
        "kurus",
    ),
)
word = st.sampled_from(VOCABULARY) | st.text(max_size=6)
text = st.lists(st.tuples(word, st.sampled_from([" ", ", ", "\n", "-", ""])), max_size=8).map(
    lambda pairs: "".join(one + gap for one, gap in pairs)
)
person = st.tuples(st.sampled_from(["from", "to", "cc"]), st.sampled_from(["sari@a.example", "budi@b.example"]), text)
NAMES = ("", "", "", "-", "dari:", "kepada:", "from:", "-to:", "bukan ", "nomor:", "ada:", "x:", "sejak:")
asked = st.lists(st.tuples(st.sampled_from(NAMES), word, st.booleans()), min_size=1, max_size=4).map(
    lambda parts: " ".join(f'{name}"{one}"' if quoted else name + one for name, one, quoted in parts)
)


@dataclass(frozen=True)
class Doc:
    subject: str
    body: str
    files: str
    people: tuple[tuple[str, str, str], ...]
    attachment: bool


docs = st.builds(
    Doc, text, text, text, st.lists(person, max_size=3, unique_by=lambda p: p[:2]).map(tuple), st.booleans()
)


@pytest.fixture(scope="module")
def engines(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    urls = (f"sqlite:///{tmp_path_factory.mktemp('laws')}/x.db", postgres.migrated())
    made = [connect(url) for url in urls]
    for one in made:
        migrate(one)
    yield made[0], made[1]
    for one in made:
        one.dispose()
    postgres.drop(urls[1])


def _store(connection: Connection, found: Sequence[Doc]) -> None:
    for table in (s.message, s.message_text, s.participant, s.attachment):
        connection.execute(table.delete())
    fulltext.clear(connection)
    for n, doc in enumerate(found):
        at = NOW - timedelta(minutes=n // 2)
        row = {"key": f"m{n}", "n": n, "sha256": "", "at": at, "received_at": at, "node": {}, "turn": {}}
        subject, body, files = (one.replace("\0", "") for one in (doc.subject, doc.body, doc.files))
        connection.execute(s.message.insert(), [row])
        connection.execute(s.message_text.insert(), [{"n": n, "subject": subject, "body": body, "files": files}])
        for role, address, name in doc.people:
            known = {"message": f"m{n}", "role": role, "address": address, "name": name.replace("\0", "")}
            connection.execute(s.participant.insert(), [known])
        if doc.attachment:
            file = {"message": f"m{n}", "n": 0, "name": "f", "type": "a/b", "size": 1, "sha256": "", "inline": False}
            connection.execute(s.attachment.insert(), [file])
    indexed = (Indexed(d.subject, d.body, d.files, d.people, d.attachment) for d in found)
    fulltext.put(connection, enumerate(map(words_of, indexed)))


def _keys(engine: Engine, query: SearchQuery) -> list[str]:
    with reading(engine) as connection:
        hits = search.search(connection, query, "UTC", limit=100)
        assert search.count(connection, query, "UTC").listed == len(hits)
        return [hit.key for hit in hits]


def _expected(found: Sequence[Doc], query: SearchQuery) -> list[str]:
    if query.empty:
        return []
    return [f"m{n}" for n, doc in enumerate(found) if all(_has(doc, one) != one.negated for one in query.clauses)]


def _has(doc: Doc, clause: Clause) -> bool:
    if clause.kind == "attachment":
        return doc.attachment
    return any(_stands(seq, one) for seq in _sequences(doc, clause.kind) for one in clause.alternatives)


def _sequences(doc: Doc, kind: str) -> list[list[str]]:
    sides = {"sender": ("from",), "recipient": ("to", "cc")}.get(kind, ("from", "to", "cc"))
    people = [tokens(f"{name} {address}") for role, address, name in doc.people if role in sides]
    return people if kind in {"sender", "recipient"} else [*map(tokens, (doc.subject, doc.body, doc.files)), *people]


def _stands(there: Sequence[str], wanted: Alternative) -> bool:
    if wanted.stem:
        return wanted.words[0] in there or STEM + wanted.words[0] in further(set(there))
    size = len(wanted.words)
    return any(
        tuple(there[at : at + size - 1]) == wanted.words[:-1]
        and (
            there[at + size - 1].startswith(wanted.words[-1])
            if wanted.beginning
            else there[at + size - 1] == wanted.words[-1]
        )
        for at in range(len(there) - size + 1)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(docs, min_size=1, max_size=6), st.lists(asked, min_size=1, max_size=6))
@example([Doc("rapat", "", "", (), False)], ["nomor:sNr%\x00"])
def test_both_databases_find_exactly_what_the_words_say(
    engines: tuple[Engine, Engine], found: list[Doc], questions: list[str]
) -> None:
    for engine in engines:
        with writing(engine) as connection:
            _store(connection, found)
    for question in questions:
        query = read(question, TODAY)
        if query.since or query.before or any(one.kind == "partner" for one in query.clauses):
            continue
        expected = _expected(found, query)
        assert _keys(engines[0], query) == expected, (question, query)
        assert _keys(engines[1], query) == expected, (question, query)


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_taken_out_is_found_no_more_and_what_is_indexed_again_is(
    engines: tuple[Engine, Engine], which: int
) -> None:
    people = (("from", "sari@a.example", "Sari"), ("to", "budi@b.example", "Budi"))
    found = [Doc("Undangan rapat", "isi surat", "daftar.pdf", people, True), Doc("Rapat", "lain", "", (), False)]
    with writing(engines[which]) as connection:
        _store(connection, found)
        fulltext.forget(connection, [0])
    for question in ("rapat", "undang", "dari:sari", "ada:lampiran", "surat", "daftar.pdf"):
        assert "m0" not in _keys(engines[which], read(question, TODAY)), question
    assert _keys(engines[which], read("rapat", TODAY)) == ["m1"]
    with writing(engines[which]) as connection:
        fulltext.again(connection, [0])
    assert _keys(engines[which], read("rapat", TODAY)) == ["m0", "m1"]
    with writing(engines[which]) as connection:
        fulltext.rebuild(connection)
    assert _keys(engines[which], read("dari:sari undang ada:lampiran", TODAY)) == ["m0"]


def _long() -> Doc:
    body = " ".join(f"kata{n}" for n in range(20_000)) + " jauh sekali " + "ulang " * 400 + "sudah selesai"
    return Doc("Panjang", body + " " + "z" * 3_000, "", tuple(("to", f"p{n}@x.example", "") for n in range(500)), False)


@pytest.mark.parametrize(
    "question", ["kata7", '"kata7 kata8"', "jauh", "ulang", '"jauh sekali"', "z" * 300, "kepada:p499"]
)
def test_a_text_longer_than_a_tsvector_has_places_is_found_alike(engines: tuple[Engine, Engine], question: str) -> None:
    for engine in engines:
        with writing(engine) as connection:
            _store(connection, [_long()])
    both = [_keys(engine, read(question, TODAY)) for engine in engines]
    assert both[0] == both[1]
    assert both[0] == ([] if question == '"jauh sekali"' else ["m0"])


def test_the_same_database_opened_later_is_migrated_with_what_it_holds(tmp_path: Path) -> None:
    """The index of old is replaced and filled from the rows."""
    from alembic import command
    from alembic.config import Config

    from liaison_sync.store import engine as store_engine

    made = connect(f"sqlite:///{tmp_path}/old.db")
    config = Config()
    config.set_main_option("script_location", str(Path(store_engine.__file__).parent / "migrations"))
    with made.connect().execution_options(writing=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.commit()
    letter = {"number": "B-45/HM.02/XI/2026", "subject": "Undangan rapat", "refers_to": ["12/X/2026"]}
    with writing(made) as connection:
        connection.exec_driver_sql(
            "INSERT INTO message (key, n, sha256, at, received_at, node, turn) "
            "VALUES ('m0', 7, '', '2026-11-01 00:00:00', '2026-11-01 00:00:00', '{}', '{}')"
        )
        connection.execute(
            s.message_text.insert(), [{"n": 7, "subject": "Persuratan", "body": "isi", "rest": {"letter": letter}}]
        )
        connection.exec_driver_sql(
            "INSERT INTO minutes (occurrence, version, document, at) "
            "VALUES ('o', 1, '{\"a\": \"Notulen\"}', '2026-11-01')"
        )
    migrate(made)
    for question in ("menyurat", "nomor:HM.02", "nomor:12/X"):
        assert _keys(made, read(question, TODAY)) == ["m0"], question
    with reading(made) as connection:
        assert connection.exec_driver_sql("SELECT words FROM minutes").scalar_one().split() == ["notulen"]
    made.dispose()
