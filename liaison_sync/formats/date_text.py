"""Dates and times as people read them: "Senin, 23 November 2026", "10.00–11.00 WIB", "3,4 jam"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Indonesian zones by the names their readers use; tzdata itself abbreviates the same way.
_OPEN_END = {"id": "selesai", "en": "until finished"}
_CLOCK_SEPARATOR = {"id": ".", "en": ":"}


def date_text(day: date, language: str) -> str:
    """The whole date with its weekday; a datetime counts as the day it names in its own zone."""
    from babel.dates import format_date

    return format_date(day, "EEEE, d MMMM y", locale=language)


def short_date_text(day: date, language: str) -> str:
    """ "23 Nov 2026": for tables."""
    from babel.dates import format_date

    return format_date(day, "d MMM y", locale=language)


def days_text(first: date, last: date, language: str) -> str:
    """ "9–15 November 2026", "28 Desember 2026 – 3 Januari 2027", "November 2026" for all of it."""
    from babel.dates import format_date

    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return format_date(last, "MMMM y", locale=language)
    whole = format_date(last, "d MMMM y", locale=language)
    if first.year != last.year:
        return f"{format_date(first, 'd MMMM y', locale=language)} – {whole}"
    if first.month != last.month:
        return f"{format_date(first, 'd MMMM', locale=language)} – {whole}"
    return f"{first.day}–{whole}"


def zone_name(at: datetime) -> str:
    """ "WIB", "CET", or "UTC+8" where a zone has no letters of its own. `at` must be aware."""
    name = at.tzname() or ""
    if name.isalpha():
        return name
    offset = at.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def clock_name(zone: str | None) -> str:
    """ "WIB": what the clock of a zone is called; "CET/CEST" where summer has another name."""
    seasons = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))
    return "/".join(dict.fromkeys(zone_name(in_zone(at, zone)) for at in seasons))


def in_zone(at: datetime, zone: str | None) -> datetime:
    """`at` (aware) on the clock of `zone`; UTC where there is no such zone, so that the text never lies."""
    try:
        return at.astimezone(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return at.astimezone(UTC)


def clock_text(at: datetime, language: str) -> str:
    """ "10.00" in Indonesian, "10:00" in English, on the clock `at` carries."""
    return f"{at:%H}{_CLOCK_SEPARATOR.get(language, ':')}{at:%M}"


def time_text(at: datetime, zone: str | None, language: str) -> str:
    """ "10.00 WIB"."""
    local = in_zone(at, zone)
    return f"{clock_text(local, language)} {zone_name(local)}"


def moment_text(at: datetime, zone: str | None, language: str) -> str:
    """ "Senin, 23 November 2026 pukul 10.00 WIB" / "Monday, 23 November 2026 at 10:00 WIB"."""
    joint = "pukul" if language == "id" else "at"
    return f"{date_text(in_zone(at, zone), language)} {joint} {time_text(at, zone, language)}"


def time_range_text(
    start: datetime, end: datetime | None, zone: str | None, language: str, *, open_end: bool = False
) -> str:
    """ "10.00–11.00 WIB"; "09.00 WIB s.d. selesai" for an open end; the end's date where it is another day."""
    first = in_zone(start, zone)
    if end is None:
        joint = {"id": " s.d. "}.get(language, ", ")
        return time_text(start, zone, language) + (joint + _OPEN_END.get(language, "…") if open_end else "")
    last = in_zone(end, zone)
    if first.date() != last.date():
        return f"{time_text(start, zone, language)} – {moment_text(end, zone, language)}"
    opening = clock_text(first, language)
    if first.utcoffset() != last.utcoffset():
        opening += f" {zone_name(first)}"
    return f"{opening}–{clock_text(last, language)} {zone_name(last)}"


def both_zones_text(start: datetime, end: datetime | None, zones: tuple[str | None, ...], language: str) -> str:
    """The same span on several clocks, each said once: "10.00–11.00 WIB / 11.00–12.00 WITA"."""
    spans = (time_range_text(start, end, zone, language) for zone in zones)
    return " / ".join(dict.fromkeys(spans))


def number_text(value: float, language: str, *, digits: int = 1) -> str:
    """ "3,4" / "3.4"; no decimals where there are none."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "id" else text


def hours_text(hours: float, language: str) -> str:
    """ "3,4 jam" / "3.4 hours"."""
    number = number_text(hours, language)
    if language == "id":
        return f"{number} jam"
    return f"{number} {'hour' if number == '1' else 'hours'}"
