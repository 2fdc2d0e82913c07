"""Feeds are found on either database: by their token, by whose they are, and by what a partner was before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert

from liaison_sync.store import feeds
from liaison_sync.store import schema as s
from liaison_sync.store.engine import migrate, reading, writing

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_partners_feeds_are_also_those_of_what_was_merged_into_it_however_often(engine: Engine) -> None:
    migrate(engine)
    merges = (("m1", "a", "b"), ("m2", "b", "c"))
    with writing(engine) as connection:
        connection.execute(insert(s.user).values(address="d@x.example", role="officer", name="D", language="id"))
        for whose in ("a", "b", "c", "other"):
            row = {"id": f"cf-{whose}", "token_hash": f"hash-{whose}", "kind": "partner", "whose": whose}
            connection.execute(insert(s.feed).values(**row, created_by="d@x.example", created_at=NOW))
        for id_, gone, kept in merges:
            row = {"id": id_, "kind": "partner", "gone": gone, "kept": kept}
            connection.execute(insert(s.directory_merge).values(**row, document={}, at=NOW, actor="d@x.example"))
    with reading(engine) as connection:
        assert [one.id for one in feeds.of(connection, "partner", "c")] == ["cf-a", "cf-b", "cf-c"]
        assert [one.id for one in feeds.of(connection, "partner", "a")] == ["cf-a"]
        assert feeds.of(connection, "officer", "c") == []
        found = feeds.by_token(connection, "hash-b")
        assert found is not None
        assert (found.whose, found.role) == ("b", "officer")
        assert feeds.by_token(connection, "hash") is None
        for which in (feeds.of_partner("c"), feeds.of_officer("d@x.example", None, "lead@x.example")):
            assert feeds.shown(connection, NOW, NOW + timedelta(days=1), which, names=True) == []
