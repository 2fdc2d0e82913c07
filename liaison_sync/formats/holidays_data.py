"""Holidays of a country: decreed days from editable files, other countries from the `holidays` package (lazily)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Holiday
from liaison_sync.formats.shipped import shipped

_AHEAD = timedelta(days=45)  # a follow-up, a meeting, a report's look ahead
_KINDS: tuple[Literal["national", "joint_leave", "other"], ...] = ("national", "joint_leave", "other")


@dataclass(frozen=True, slots=True)
class Warned:
    """What a person should look at: `key` is a reason of wording area "holidays"."""

    key: str
    country: str
    year: int


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days by country, with the years that deserve a warning and the source of each decreed year."""

    days: Mapping[str, Mapping[date, Holiday]] = field(default_factory=dict)
    warnings: tuple[Warned, ...] = ()
    sources: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountryDays:
    """The holidays of one country, each year looked up when a day of it is asked for."""

    country: str
    decreed: Mapping[int, Mapping[str, Any]]
    _years: dict[int, Mapping[date, Holiday]] = field(default_factory=dict)

    def get(self, day: date, /) -> Holiday | None:
        """The holiday on `day`."""
        if day.year not in self._years:
            self._years[day.year] = _of_year(self.country, day.year, self.decreed.get(day.year))
        return self._years[day.year].get(day)


@dataclass(frozen=True, slots=True)
class WorldDays:
    """The holidays of every country, each looked up when it is asked for; `folder` is the operator's own."""

    folder: Path | None = None
    _countries: dict[str, CountryDays] = field(default_factory=dict)

    def get(self, country: str, /) -> CountryDays | None:
        """The days of a country (ISO 3166), None where there is no such code. Raises BadHolidays for a bad file."""
        if not _is_code(country):
            return None
        if country not in self._countries:
            self._countries[country] = CountryDays(country, _decreed(country, self.folder))
        return self._countries[country]


class BadHolidays(ValueError):
    """A holiday file that cannot be read; names the file and what is wrong in it."""


def load(countries: Iterable[str], years: Iterable[int], folder: Path | None = None) -> Holidays:
    """The holidays of `countries` in `years`; `folder` is the operator's own. Raises BadHolidays."""
    wanted = tuple(years)
    days: dict[str, Mapping[date, Holiday]] = {}
    warnings: list[Warned] = []
    sources: dict[tuple[str, int], str] = {}
    for country in dict.fromkeys(countries):
        decreed = _decreed(country, folder)
        found: dict[date, Holiday] = {}
        for year in wanted:
            table = decreed.get(year)
            found |= _of_year(country, year, table)
            if table is not None:
                sources[country, year] = str(table.get("source", ""))
            warnings += _warnings(country, year, table)
        days[country] = found
    return Holidays(days, tuple(warnings), sources)


def lacking(country: str, now: datetime, folder: Path | None = None) -> tuple[Warned, ...]:
    """What a person should complete before it is needed, this year or in some weeks. Raises BadHolidays."""
    return load([country], sorted({now.year, (now + _AHEAD).year}), folder).warnings


def _warnings(country: str, year: int, table: Mapping[str, Any] | None) -> list[Warned]:
    if country != "ID":
        return []
    if table is None:
        return [Warned("year_not_decreed", country, year)]
    return [] if table.get("joint_leave") else [Warned("joint_leave_missing", country, year)]


def _of_year(country: str, year: int, decreed: Mapping[str, Any] | None) -> dict[date, Holiday]:
    return _of_table(decreed) if decreed is not None else _of_package(country, year)


def _is_code(country: str) -> bool:
    return len(country) == 2 and country.isascii() and country.isalpha()


def _decreed(country: str, folder: Path | None) -> dict[int, Mapping[str, Any]]:
    if not _is_code(country):
        raise BadHolidays(f"{country!r} is no ISO 3166 country code")
    files = [shipped(f"config/holidays/{country}.toml")]
    if folder is not None:
        files.append(folder / f"{country}.toml")
    years: dict[int, Mapping[str, Any]] = {}
    for file in files:
        if file.is_file():
            years |= _read(file)
    return years


def _read(file: Path) -> dict[int, Mapping[str, Any]]:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
        years = {int(year): entries for year, entries in table.items()}
        for entries in years.values():
            _of_table(entries)
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise BadHolidays(f"{file}: {error}") from error
    return years


def _of_table(table: Mapping[str, Any]) -> dict[date, Holiday]:
    found: dict[date, Holiday] = {}
    for kind in _KINDS:
        for day, entry in table.get(kind, {}).items():
            found.setdefault(date.fromisoformat(day), _holiday(entry, kind))
    return found


def _holiday(entry: Any, kind: Literal["national", "joint_leave", "other"]) -> Holiday:
    if isinstance(entry, str):
        return Holiday(entry, kind)
    until = entry["until"]
    if not isinstance(until, time):
        raise TypeError(f"until = {until!r} is no time of day")
    return Holiday(str(entry["name"]), kind, until)


def _of_package(country: str, year: int) -> dict[date, Holiday]:
    import holidays

    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return {}
    return {day: Holiday(name) for day, name in known.items()}
