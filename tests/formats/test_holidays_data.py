from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from liaison_sync.bootstrap import calendars
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.workdays import Calendars
from liaison_sync.formats.holidays_data import BadHolidays, Warned, WorldDays, lacking, load


def test_indonesian_years_are_dated_data_with_their_decree() -> None:
    found = load(["ID"], [2025, 2026, 2027])
    assert found.warnings == ()
    assert found.days["ID"][date(2026, 3, 20)].kind == "joint_leave"
    assert found.days["ID"][date(2025, 8, 18)].kind == "joint_leave"
    assert found.days["ID"][date(2026, 8, 17)].kind == "national"
    assert all(found.sources["ID", year].startswith("SKB") for year in (2025, 2026, 2027))


def test_a_year_nobody_decreed_is_estimated_and_warned_about() -> None:
    found = load(["ID"], [2031])
    assert found.warnings == (Warned("year_not_decreed", "ID", 2031),)
    assert date(2031, 8, 17) in found.days["ID"]


def test_an_operators_file_replaces_a_year_and_knows_half_days(tmp_path: Path) -> None:
    text = '[2026]\nsource = "kantor"\n[2026.other]\n2026-12-24 = { name = "Natal", until = 12:00:00 }\n'
    (tmp_path / "ID.toml").write_text(text, "utf-8")
    found = load(["ID"], [2026, 2027], tmp_path)
    assert found.days["ID"][date(2026, 12, 24)].until == time(12)
    assert date(2026, 8, 17) not in found.days["ID"]
    assert date(2027, 8, 17) in found.days["ID"]
    assert found.warnings == (Warned("joint_leave_missing", "ID", 2026),)


def test_a_year_is_asked_for_before_it_begins() -> None:
    december, spring = datetime(2027, 12, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
    assert [one.year for one in lacking("ID", december)] == [2028]
    assert lacking("ID", spring) == ()
    assert lacking("JP", december) == ()


@pytest.mark.parametrize(
    "text", ["[2026", "[tahun]", '[2026.national]\n"17 Agustus" = "x"', "[2026.other]\n2026-01-02 = 3"]
)
def test_a_broken_holiday_file_names_itself(tmp_path: Path, text: str) -> None:
    (tmp_path / "ID.toml").write_text(text, "utf-8")
    with pytest.raises(BadHolidays, match=r"ID\.toml"):
        load(["ID"], [2026], tmp_path)


def test_other_countries_come_from_the_package_and_unknown_ones_are_empty() -> None:
    found = load(["JP", "ZZ"], [2026])
    assert date(2026, 11, 3) in found.days["JP"]
    assert found.days["ZZ"] == {}
    with pytest.raises(BadHolidays):
        load(["../etc"], [2026])


def test_every_country_can_be_asked_and_is_read_only_then() -> None:
    world = WorldDays()
    days = world.get("NO")
    assert days is not None
    assert days.get(date(2027, 5, 17)) is not None
    assert days.get(date(2027, 5, 18)) is None
    assert world.get("NO") is days
    assert world.get("../etc") is None


def test_our_own_decree_is_asked_without_the_package() -> None:
    ask = (
        "import sys; from datetime import date; from liaison_sync.formats.holidays_data import WorldDays;"
        "assert WorldDays().get('ID').get(date(2026, 8, 17)); print('holidays' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_partner_abroad_works_by_its_own_holidays() -> None:
    calendars = Calendars(WorldDays())
    culture_day, independence_day = date(2026, 11, 3), date(2026, 8, 17)
    assert not calendars.of("JP").is_working_day(culture_day)
    assert calendars.of("ID").is_working_day(culture_day)
    assert calendars.of("JP").is_working_day(independence_day)
    assert not calendars.of().is_working_day(independence_day)
    assert calendars.of("ZZ").is_working_day(culture_day)


def test_the_folder_of_the_configuration_is_the_one_working_time_is_reckoned_with(tmp_path: Path) -> None:
    (tmp_path / "ID.toml").write_text('[2026]\nsource = "kantor"\n[2026.other]\n2026-11-23 = "Ulang tahun"\n', "utf-8")
    monday = date(2026, 11, 23)
    assert calendars(Policy()).of().is_working_day(monday)
    assert not calendars(Policy(), tmp_path).of().is_working_day(monday)
