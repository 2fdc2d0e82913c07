"""Story time: moments told as "3 kam 09.12" (three weeks ago, Thursday), seen from the demo's now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.domain.value import dataclass

WIB = ZoneInfo("Asia/Jakarta")
DAYS = ("sen", "sel", "rab", "kam", "jum", "sab", "min")
DAYS_ID = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_ID = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
             "November", "Desember")  # fmt: skip
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TUESDAY = 1
_PLACE = re.compile(r"\{([a-z]+):([^{}]*)\}")


def demo_now(today: date, is_working: Callable[[date], bool]) -> datetime:
    """10.00 WIB of the latest working Tuesday up to and including `today`; aware. Falls back to any Tuesday."""
    latest = today - timedelta(days=(today.weekday() - TUESDAY) % 7)
    tuesdays = [latest - timedelta(weeks=back) for back in range(8)]
    chosen = next((day for day in tuesdays if is_working(day)), latest)
    return datetime(chosen.year, chosen.month, chosen.day, 10, 0, tzinfo=WIB)


def date_id(day: date) -> str:
    """Senin, 23 November 2026."""
    return f"{DAYS_ID[day.weekday()]}, {day.day} {MONTHS_ID[day.month - 1]} {day.year}"


def date_en(day: date) -> str:
    """Monday, 23 November 2026."""
    return f"{DAYS_EN[day.weekday()]}, {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class StoryTime:
    """`now` is aware; week 0 is the week of now, 8 lies eight weeks back, -2 two weeks ahead."""

    now: datetime

    def day(self, told: str) -> date:
        """The date of "3 kam"; ValueError where the notation is wrong."""
        weeks, day = told.split()[:2]
        today = self.now.astimezone(WIB).date()
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(weeks=int(weeks)) + timedelta(days=DAYS.index(day))

    def at(self, told: str, zone: str = "Asia/Jakarta") -> datetime:
        """The aware moment of "3 kam 09.12", a wall time in `zone`."""
        hour, minute = told.split()[2].split(".")
        day = self.day(told)
        return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZoneInfo(zone))

    def fill(self, text: str) -> str:
        """Replace {d:3 kam} (long date), {t:…} (without weekday), {e:…} (English), {y:…} year, {rom:…} XI/2026."""
        return _PLACE.sub(lambda m: self._written(m.group(1), m.group(2)), text)

    def _written(self, form: str, told: str) -> str:
        day = self.day(told)
        match form:
            case "d":
                return date_id(day)
            case "t":
                return date_id(day).partition(", ")[2]
            case "e":
                return date_en(day)
            case "y":
                return str(day.year)
            case "rom":
                return f"{ROMAN[day.month - 1]}/{day.year}"
            case _:
                raise ValueError(f"unknown form {form!r} in the script")
