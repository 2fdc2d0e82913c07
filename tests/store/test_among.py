"""`among`: a column with one of many values, asked in one parameter, on both databases alike."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import migrate, writing
from liaison_sync.store.views import among

AT = datetime(2026, 11, 2, tzinfo=UTC)
STORED = ("a", "A", "", "é", "1", "01", "1e0", "null", "'", '"', "\\", "a\nb", "%", "{}", "😀", "\u2028", "a b")
NUMBERS = (0, 1, 2**31, 2**63 - 1)


def test_exactly_the_rows_with_one_of_the_values_are_found(engine: Engine) -> None:
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(s.note.insert(), [{"id": f"n{text}", "about": text, "at": AT} for text in STORED])
        connection.execute(s.message_text.insert(), [{"n": n} for n in NUMBERS])

        @settings(max_examples=40, deadline=None)
        @given(st.lists(st.sampled_from(STORED) | st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1))))
        def texts(values: list[str]) -> None:
            assert _abouts(connection, values) == sorted(set(STORED) & set(values))

        @settings(max_examples=20, deadline=None)
        @given(st.sets(st.sampled_from(NUMBERS) | st.integers(0, 2**63 - 1)))
        def numbers(values: set[int]) -> None:
            assert _numbers(connection, values) == sorted(set(NUMBERS) & values)

        texts()
        numbers()


def test_more_values_than_a_statement_may_have_parameters_are_asked_at_once(engine: Engine) -> None:
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(s.note.insert(), {"id": "n", "about": "69999", "at": AT})
        assert _abouts(connection, [str(n) for n in range(70_000)]) == ["69999"]


def _abouts(connection: Connection, values: list[str]) -> list[str]:
    asked = [select(s.note.c.about).where(condition) for condition in among(s.note.c.about, values)]
    return sorted(one for query in asked for one in connection.execute(query).scalars())


def _numbers(connection: Connection, values: set[int]) -> list[int]:
    asked = [select(s.message_text.c.n).where(condition) for condition in among(s.message_text.c.n, values)]
    return sorted(one for query in asked for one in connection.execute(query).scalars())
