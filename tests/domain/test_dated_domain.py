"""Another name with its time, as a person writes it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.dated_domain import read_alias, written
from liaison_sync.domain.partner import Alias

_DAYS = st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))
_NAMES = st.lists(st.sampled_from(["Kabar", "24/7", "S/P", "RI", "2026"]), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("Kabar Lama ../2025-12-31", Alias("Kabar Lama", None, date(2025, 12, 31))),
        ("Kabar Lama 2019-01-01/", Alias("Kabar Lama", date(2019, 1, 1))),
        ("Kabar ../..", Alias("Kabar")),
        ("Dinas Kominfo S/P", Alias("Dinas Kominfo S/P")),
        ("Radio 24/7", Alias("Radio 24/7")),
        ("AK", Alias("AK")),
    ],
)
def test_a_name_may_have_its_time_behind_it(text: str, alias: Alias) -> None:
    assert read_alias(text) == alias


@pytest.mark.parametrize("text", ["Kabar 2025-13-40/..", "Kabar 2025-12-31/2025-01-01"])
def test_a_wrong_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_alias(text)


@settings(max_examples=100)
@given(_NAMES, _DAYS, _DAYS)
def test_what_is_written_is_read_again(name: str, since: date | None, until: date | None) -> None:
    if since and until and until < since:
        since, until = until, since
    alias = Alias(name, since, until)
    assert read_alias(written(alias)) == alias
