"""Which letter speaks for which outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.held_evidence import HeldWord, Suggested, Told, Why, suggested

_START, _DAY = datetime(2026, 11, 23, 3, tzinfo=UTC), date(2026, 11, 23)


def _told(why: Why, *, day: date | None = None, hours: float = 3, ours: bool = False, here: bool = True) -> Told:
    return Told(HeldWord(why, day, "…"), f"m{hours}", "a@b.example", ours, _START + timedelta(hours=hours), here)


def _said(*told: Told, alone: bool = True) -> tuple[bool, str] | None:
    found: Suggested | None = suggested(_START, _DAY, told, alone=alone)
    return (found.held, found.reason) if found else None


def test_the_latest_letter_counts_and_says_whose_absence_it_was() -> None:
    assert _said(_told("absent"), _told("thanks", hours=5)) == (True, "")
    assert _said(_told("absent")) == (False, "no_show_partner")
    assert _said(_told("absent", ours=True)) == (False, "no_show_us")
    assert _said(_told("nobody")) == (False, "no_show_us")
    assert _said(_told("put_off")) == (False, "postponed")
    assert _said(_told("called_off")) == (False, "unknown")


def test_a_letter_of_another_day_or_thread_or_time_says_nothing_of_this_meeting() -> None:
    assert _said(_told("thanks", day=_DAY - timedelta(days=1))) is None
    assert _said(_told("thanks", here=False)) is None
    assert _said(_told("thanks", hours=-1)) is None
    assert _said(_told("thanks", hours=24 * 11)) is None
    assert _said() is None


def test_in_another_thread_a_letter_counts_that_names_the_day_of_the_partners_only_meeting() -> None:
    elsewhere = _told("minutes", day=_DAY, here=False)
    assert _said(elsewhere) == (True, "")
    assert _said(elsewhere, alone=False) is None
