"""What is typed into the search box."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.named_days import day
from liaison_sync.domain.search_query import MOST, Alternative, Clause, SearchQuery, read

TODAY = date(2026, 11, 22)  # a Sunday


def test_what_is_typed_is_read_in_either_language() -> None:
    indonesian = read('dari:Sari kepada:budi mitra:"Bank X" ada:lampiran nomor:12/X sejak:kemarin', TODAY)
    english = read('from:Sari to:budi partner:"Bank X" has:attachment number:12/X since:yesterday', TODAY)
    assert indonesian == english
    assert [one.kind for one in indonesian.clauses] == ["sender", "recipient", "partner", "attachment", "number"]
    assert indonesian.since == date(2026, 11, 21)


def test_our_own_notices_are_looked_through_where_somebody_asks() -> None:
    assert read("rapat ada:pemberitahuan", TODAY) == read("rapat has:notices", TODAY)
    assert read("rapat ada:pemberitahuan", TODAY).notices
    assert not read("rapat", TODAY).notices
    assert not read("rapat -ada:pemberitahuan", TODAY).notices


def test_words_phrases_and_what_is_left_out() -> None:
    assert read('"nota dinas" jadw -rapat bukan "a b" -dari:x NOT z', TODAY).clauses == (
        Clause("words", ("nota", "dinas"), exact=True, text="nota dinas"),
        Clause("words", ("jadw",), text="jadw"),
        Clause("words", ("rapat",), negated=True, text="rapat"),
        Clause("words", ("a", "b"), exact=True, negated=True, text="a b"),
        Clause("sender", ("x",), negated=True, text="x"),
        Clause("words", ("z",), negated=True, text="z"),
    )


def test_the_last_word_may_be_bukan_itself() -> None:
    (only,) = read("bukan", TODAY).clauses
    assert not only.negated


@pytest.mark.parametrize(
    "typed", ['sejak:"1 November 2026" rapat', "rapat sejak:1 November 2026", "sejak: 1 Nov rapat"]
)
def test_a_date_of_several_words_needs_no_quotes(typed: str) -> None:
    query = read(typed, TODAY)
    assert query.since == date(2026, 11, 1)
    assert [one.text for one in query.clauses] == ["rapat"]


def test_the_narrower_of_two_dates_holds_and_denial_turns_a_date_round() -> None:
    query = read("sejak:2026-01-01 since:2026-02-01 -sejak:2026-06-01", TODAY)
    assert (query.since, query.before) == (date(2026, 2, 1), date(2026, 6, 1))


def test_what_makes_no_sense_is_told_and_the_rest_is_searched() -> None:
    query = read("sejak:kapankapan ada:apa dari: rapat", TODAY)
    assert query.unread == ("sejak:kapankapan", "ada:apa")
    assert query.clauses == (Clause("sender", ("rapat",), text="rapat"),)
    assert read("dari:", TODAY).unread == ("dari:",)
    assert read(" ".join(f"kata{n}" for n in range(MOST + 2)), TODAY).unread == (f"kata{MOST}", f"kata{MOST + 1}")


@pytest.mark.parametrize("typed", ["", "  ", '"', '""', "-", ":", "--", '"" -', "!!!", "\x00"])
def test_nothing_is_asked_where_nothing_is_said(typed: str) -> None:
    assert read(typed, TODAY).empty


def test_a_word_is_also_sought_by_its_stem_and_a_phrase_as_it_stands() -> None:
    (one,) = read("undangan", TODAY).clauses
    assert one.alternatives == (Alternative(("undangan",), beginning=True), Alternative(("undang",), stem=True))
    (exact,) = read('"undangan"', TODAY).clauses
    assert exact.alternatives == (Alternative(("undangan",)),)
    (left_out,) = read("-undangan", TODAY).clauses
    assert not any(alternative.beginning for alternative in left_out.alternatives)
    (short,) = read("ke", TODAY).clauses
    assert not any(alternative.beginning for alternative in short.alternatives)


@given(st.text(max_size=120))
def test_reading_never_fails(typed: str) -> None:
    query = read(typed, TODAY)
    assert isinstance(query, SearchQuery)
    assert len(query.clauses) <= MOST
    assert all(one.words or one.kind == "attachment" for one in query.clauses)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("2026/11/1", date(2026, 11, 1)),
        ("1/11/2026", date(2026, 11, 1)),
        ("1.11.26", date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("2026", date(2026, 1, 1)),
        ("1 November 2026", date(2026, 11, 1)),
        ("1st Nov 2026", date(2026, 11, 1)),
        ("Nov 1, 2026", date(2026, 11, 1)),
        ("Agustus 2026", date(2026, 8, 1)),
        ("25 desember", date(2025, 12, 25)),
        ("hari ini", date(2026, 11, 22)),
        ("kemarin", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 21)),
        ("kemarin lusa", date(2026, 11, 20)),
        ("pekan lalu", date(2026, 11, 9)),
        ("minggu lalu", date(2026, 11, 9)),
        ("last week", date(2026, 11, 9)),
        ("pekan ini", date(2026, 11, 16)),
        ("bulan lalu", date(2026, 10, 1)),
        ("tahun lalu", date(2025, 1, 1)),
        ("senin", date(2026, 11, 16)),
        ("hari Senin", date(2026, 11, 16)),
        ("minggu", date(2026, 11, 15)),
        ("last Friday", date(2026, 11, 20)),
        ("3 hari yang lalu", date(2026, 11, 19)),
        ("2 weeks ago", date(2026, 11, 8)),
        ("2 bulan lalu", date(2026, 9, 22)),
    ],
)
def test_days_as_people_name_them(said: str, meant: date) -> None:
    assert day(said, TODAY) == meant


@pytest.mark.parametrize(
    "said", ["", "31/2/2026", "0000-00-00", "9999-01-01", "kapan", "99999 tahun lalu", "hari", "lalu"]
)
def test_what_is_no_day(said: str) -> None:
    assert day(said, TODAY) is None


@given(st.text(max_size=30), st.dates())
def test_naming_a_day_never_fails(said: str, today: date) -> None:
    day(said, today)


def test_a_month_ago_from_its_last_day_is_the_last_day_of_the_shorter_one() -> None:
    assert day("1 bulan lalu", date(2026, 3, 31)) == date(2026, 2, 28)
