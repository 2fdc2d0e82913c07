"""How single values of a report read: kinds of follow-ups, lists, comparisons, moments; and where a row leads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats.report_html import soft
from liaison_sync.formats.report_words import Words

AT = datetime(2026, 11, 17, 3, tzinfo=UTC)


def words(language: str) -> Words:
    return Words(language, "Asia/Jakarta", "https://konsol.example", ("weekly", "2026-W46"))


@pytest.mark.parametrize(("language", "kind"), [("id", "Belum ada balasan"), ("en", "No reply")])
def test_a_follow_up_is_called_by_its_kind(language: str, kind: str) -> None:
    assert words(language).text(b.say("followups.trigger.no_reply")).startswith(kind)


@pytest.mark.parametrize(
    ("language", "two", "three"), [("id", "A dan B", "A, B, dan C"), ("en", "A and B", "A, B and C")]
)
def test_a_list_is_joined_as_its_language_joins_it(language: str, two: str, three: str) -> None:
    assert words(language).text(b.Listed(("A", "B"))) == two
    assert words(language).text(b.Listed(("A", "B", "C"))) == three


def test_a_number_of_before_cannot_be_read_as_a_number_of_weeks() -> None:
    for key in ("more", "fewer"):
        assert " 5 pada pekan sebelumnya" in words("id").text(b.say(f"compared.{key}", before=5))


def test_the_day_stands_before_the_hour() -> None:
    told = b.say("freshness.all", day=b.Day(AT), at=b.Clock(AT))
    assert words("id").text(told) == "Data sampai 17 Nov 2026 pukul 10.00 WIB."
    assert words("en").text(told) == "Data up to 17 Nov 2026, 10:00 WIB."


@pytest.mark.parametrize(
    ("kind", "page"), [("followup", "/followups/f1"), ("message", "/messages/f1"), ("mailbox", "/mailboxes")]
)
def test_a_row_opens_the_page_of_what_it_is_about(kind: b.EvidenceKind, page: str) -> None:
    row = b.Row(("Bank Samudra",), (kind, "f1"))
    part = words("id").part(b.Table("waiting", None, (b.Column(b.say("column.partner")),), (row,)))
    assert part.rows[0][0].href == f"https://konsol.example{page}"


def test_a_meeting_on_another_clock_tells_the_readers_as_well() -> None:
    span = b.Span(AT, AT.replace(hour=4), "Asia/Makassar", False)
    assert words("id").text(span) == "Sel 17 Nov, 11.00–12.00 WITA / 10.00–11.00 WIB"
    here = b.Span(AT, AT.replace(hour=4), "Asia/Jakarta", False)
    assert words("id").text(here) == "Sel 17 Nov, 10.00–11.00 WIB"


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_year_without_holidays_is_named_as_a_year(language: str) -> None:
    said = Words(language, "Asia/Jakarta", "", ("weekly", "2026-W46"))
    assert "2028" in said.text(b.say("holidays.joint_leave_missing", year="2028"))
    assert "2028" in said.text(b.say("holidays.year_not_decreed", year="2028"))


def test_a_long_address_may_break_where_a_reader_would_break_it_and_is_text_still() -> None:
    assert str(soft("a <b> c")) == "a &lt;b&gt; c"
    assert (
        str(soft("dewi.lestariningsih@karsabahari.example")) == "dewi.<wbr>lestariningsih@<wbr>karsabahari.<wbr>example"
    )
    assert "<wbr>" in soft("x" * 60)
    assert str(soft("Lestariningsih")) == "Lestariningsih"
