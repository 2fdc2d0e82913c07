"""Which time zone a TZID means: names first, then what the calendar brought along, and never a guess.

icalendar turns an unknown TZID silently into a floating time, seven hours off in Jakarta; hence all of this.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from liaison_sync.domain.invitation import Moment, ZoneSource
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.windows_zones import EVERY_ZONE, windows_zone
from liaison_sync.formats.zone_rules import ZoneRules

INDONESIAN = {
    **dict.fromkeys(("WIB", "WAKTU INDONESIA BARAT", "WESTERN INDONESIA TIME"), "Asia/Jakarta"),
    **dict.fromkeys(("WITA", "WAKTU INDONESIA TENGAH", "CENTRAL INDONESIA TIME"), "Asia/Makassar"),
    **dict.fromkeys(("WIT", "WAKTU INDONESIA TIMUR", "EASTERN INDONESIA TIME"), "Asia/Jayapura"),
}
OFFSET = re.compile(r"\(?\s*(?:UTC|GMT|Z)?\s*([+\-−])\s?(\d{1,2})[:.]?([0-5]\d)?\s*(?:\)|(?![\d:.]))", re.IGNORECASE)
NAMED_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+\-−])\s?(\d{1,2})[:.]?([0-5]\d)?(?!\d)", re.IGNORECASE)
_PAIR = re.compile(r"([+\-−]\d{1,2}[:.]?(?:[0-5]\d)?)\s?/\s?([+\-−]\d{1,2}[:.]?(?:[0-5]\d)?)")
ZERO = re.compile(r"\((?:UTC|GMT)\)", re.IGNORECASE)
GENERAL = {  # Windows display names that name no city
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "newfoundland": "America/St_Johns",
}
USUAL = ("Europe/London", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Pacific/Auckland")
UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "zulu", "tzone://microsoft/utc", "coordinated universal time"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a TZID means; `rules` are the calendar's own where no IANA zone is equal to them."""

    zone: str | None
    source: ZoneSource
    flags: tuple[str, ...] = ()
    rules: ZoneRules | None = None  # to evaluate with, or (where a name won) to compare with


UNRESOLVED = Resolved(None, "unresolved", ("zone_unresolved",))
FLOATING = Resolved("floating", "floating")


def resolve(
    tzid: str | None,
    *,
    vtimezone: ZoneRules | None = None,
    territory: str = "ID",
    wr_timezone: str | None = None,
    at: date | None = None,
    by_name: bool = True,
) -> Resolved:
    """The zone of a TZID, in the order of engagements.md; `at` (a date) says around when equality is to hold.

    Not `by_name`: a calendar's own rules hold as they are, no zone equal to them is looked for.
    """
    text = (tzid or "").strip().strip('"').strip()[:200]
    if not text:
        return _from_calendar(wr_timezone, territory) or FLOATING
    named = _named(text, territory)
    if named:
        zone, source = named
        return Resolved(zone, source, (), vtimezone)
    if vtimezone is not None:
        if not by_name:
            return Resolved(OWN, "vtimezone", (), vtimezone)
        return _from_rules(vtimezone, territory, at.year if at else 2026)
    stated = from_text(text, territory)
    if stated:
        return Resolved(stated, "offset", ("zone_ambiguous",) if _two_offsets(text) else ())
    return _from_calendar(wr_timezone, territory) or UNRESOLVED


def _from_calendar(wr_timezone: str | None, territory: str) -> Resolved | None:
    text = (wr_timezone or "").strip()
    named = _named(text, territory) if text else None
    zone = named[0] if named else from_text(text, territory) if text else None
    return Resolved(zone, "wr-timezone") if zone else None


@lru_cache(maxsize=2_000)
def _named(text: str, territory: str) -> tuple[str, ZoneSource] | None:
    if text.casefold() in UTC_NAMES:
        return "UTC", "iana"
    iana = iana_name(text)
    if iana:
        return iana, "iana"
    if "/" not in text and (iana := iana_name(text.replace("-", "/"))):  # Europe-Berlin: a slash did not fit
        return iana, "iana"
    parts = [part for part in text.split("/") if part]
    for size in (3, 2):
        tail = iana_name("/".join(parts[-size:])) if len(parts) > size or text.startswith("/") else None
        if tail:
            return tail, "prefix"
    # Outlook numbers a second zone of the same name: "SE Asia Standard Time 1"
    bare = re.sub(r"(?:[ _-]\d{1,2}|\s*\([^()]{1,40}\))$", "", text)
    if bare != text and (iana := iana_name(bare)):
        return iana, "iana"
    for name in (text, bare, parts[-1] if parts else ""):
        windows = windows_zone(name, territory) or windows_zone(name.replace("Daylight", "Standard"), territory)
        if windows:
            return windows, "windows"
    return None


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if name not in ("localtime", "Factory")}


def iana_name(text: str) -> str | None:
    """The IANA name spelled as the database spells it; None if it is none."""
    return _iana_names().get(text.strip().replace(" ", "_").casefold())


@lru_cache(maxsize=1_000)
def tzinfo_of(zone: str) -> tzinfo:
    """The tzinfo of a Moment's zone: an IANA name, or "UTC+05:17". Raises ValueError for anything else."""
    fixed = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", zone)
    if fixed:
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(-offset if fixed[1] == "-" else offset, zone)
    name = iana_name(zone)
    if name is None:
        raise ValueError(zone)
    return ZoneInfo(name)


def moment(wall: datetime, resolved: Resolved) -> Moment:
    """A wall time in a resolved zone. Of a repeated hour the first counts, in a gap the offset before it (§3.3.5)."""
    if resolved.zone is None or resolved.zone == "floating":
        return Moment(wall, resolved.zone, resolved.source)
    try:
        utc = to_utc(wall, resolved)
    except OverflowError:
        return Moment(wall, None, "unresolved")
    return Moment(wall, zone_at(wall, resolved), resolved.source, utc)


def zone_at(wall: datetime, resolved: Resolved) -> str | None:
    """The zone's name; where a calendar's own rules have no IANA equal, their offset at that time."""
    if resolved.rules is not None and resolved.source == "vtimezone" and resolved.zone == OWN:
        return offset_name(resolved.rules.offset_at(wall))
    return resolved.zone


OWN = "vtimezone"


def to_utc(wall: datetime, resolved: Resolved) -> datetime:
    """The instant of a wall time. Raises OverflowError at the ends of time, ValueError without a zone."""
    if resolved.zone == "UTC":
        return wall.replace(tzinfo=UTC)
    if resolved.zone == OWN and resolved.rules is not None:
        return (wall - resolved.rules.offset_at(wall)).replace(tzinfo=UTC)
    if resolved.zone is None or resolved.zone == "floating":
        raise ValueError("no zone")
    return wall.replace(tzinfo=tzinfo_of(resolved.zone)).astimezone(UTC)


def from_utc(instant: datetime, resolved: Resolved) -> datetime:
    """The naive wall time of an instant (aware) in a resolved zone."""
    if resolved.zone == OWN and resolved.rules is not None:
        naive = instant.astimezone(UTC).replace(tzinfo=None)
        wall = naive + resolved.rules.offset_at(naive)
        return naive + resolved.rules.offset_at(wall)
    if resolved.zone is None or resolved.zone == "floating":
        raise ValueError("no zone")
    return instant.astimezone(tzinfo_of(resolved.zone)).replace(tzinfo=None)


def contradicts(resolved: Resolved, wall: datetime, *, recurring: bool = False) -> bool:
    """Whether the VTIMEZONE that came along says another offset than its name, at that time (or the year after)."""
    if resolved.rules is None or resolved.zone in (None, OWN, "floating") or resolved.source == "vtimezone":
        return False
    zone = tzinfo_of(str(resolved.zone))
    walls = [wall + timedelta(days=91 * quarter) for quarter in range(4)] if recurring else [wall]
    known = [each for each in walls if resolved.rules.speaks_of(each)]
    return any(zone.utcoffset(each) != resolved.rules.offset_at(each) for each in known)


def offset_name(offset: timedelta) -> str:
    """ "UTC+07:00" for an offset."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def known_year(year: int) -> int:
    """The year nearest to this one in which zones are compared."""
    return min(max(year, 1971), 2056)


def _samples(year: int) -> list[datetime]:
    days = [(month, day) for month in range(1, 13) for day in (1, 8, 15, 22, 28)]
    return [datetime(year + later, month, day, 12) for later in (0, 1) for month, day in days]  # noqa: DTZ001


def _from_rules(rules: ZoneRules, territory: str, year: int) -> Resolved:
    samples = _samples(known_year(year))
    wanted = [rules.offset_at(wall) for wall in samples]
    preferred = [iana_name(rules.location)] if rules.location else []
    if not preferred and _only_these_rules(rules, samples[0], wanted):
        return Resolved(OWN, "vtimezone", (), rules)
    candidates = [*preferred, *_territory_zones(territory), *((*USUAL, *EVERY_ZONE) if len(set(wanted)) > 1 else ())]
    for name in candidates:
        if name and _equal(name, samples, wanted):
            return Resolved(name, "vtimezone", (), rules)
    if len(set(wanted)) == 1:
        return Resolved(_fixed_zone(wanted[0]), "vtimezone", (), rules)
    return Resolved(OWN, "vtimezone", (), rules)


def _only_these_rules(rules: ZoneRules, since: datetime, wanted: list[timedelta]) -> bool:
    """Whether no name can stand for the rules: one offset now and another later, or an offset of odd seconds."""
    one = wanted[0]
    if any(offset != one for offset in wanted):
        return False
    return bool(one % timedelta(minutes=1)) or any(after != one for at, _, after in rules.onsets if at > since)


def _equal(name: str, samples: list[datetime], wanted: list[timedelta]) -> bool:
    zone = tzinfo_of(name)
    return all(zone.utcoffset(wall) == offset for wall, offset in zip(samples, wanted, strict=True))


@lru_cache(maxsize=100)
def _territory_zones(territory: str) -> tuple[str, ...]:
    from babel.core import get_global

    if territory == "ID":
        return ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    zones = get_global("territory_zones").get(territory.upper(), ())
    return tuple(name for name in zones if iana_name(name))


def _fixed_zone(offset: timedelta) -> str:
    hours, rest = divmod(round(offset.total_seconds()), 3600)
    if rest or not -12 <= hours <= 14:
        return _of_one_offset().get(offset) or offset_name(offset)
    return "UTC" if hours == 0 else f"Etc/GMT{-hours:+d}"  # POSIX sign: Etc/GMT-7 is UTC+07:00


@lru_cache(maxsize=1)
def _of_one_offset() -> dict[timedelta, str]:
    """The first zone that always has this offset."""
    samples = _samples(2026)
    told = ((name, {tzinfo_of(name).utcoffset(wall) for wall in samples}) for name in reversed(EVERY_ZONE))
    return {offset: name for name, offsets in told if len(offsets) == 1 and (offset := offsets.pop()) is not None}


def from_text(text: str, territory: str) -> str | None:
    """The zone of "(UTC+07:00) Bangkok, Hanoi, Jakarta", "GMT+0700", "WITA"; None where nothing is stated."""
    word = text.strip().strip("()").upper()
    if word in INDONESIAN:
        return INDONESIAN[word]
    found = OFFSET.match(text) or ZERO.match(text)
    rest = text[found.end() :].strip(" -,") if found else text
    places = _places(rest, territory)
    offset = _stated(found) if found else _common_offset(rest, places)
    if offset is None or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return None
    matching = next((place for place in places if _standard_offset(place) == offset), None)
    return matching or _by_offset(offset, territory)


def _two_offsets(text: str) -> bool:
    """ "GMT -0500 (Standard) / GMT -0400 (Daylight)" or "GMT-05.00/-04.00" does not say when which of them holds."""
    pair = _PAIR.search(text)
    return bool(pair and pair[1] != pair[2]) or len({_stated(found) for found in NAMED_OFFSET.finditer(text)}) > 1


def _stated(found: re.Match[str]) -> timedelta:
    if not found.re.groups:
        return timedelta(0)
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return size if found[1] == "+" else -size


def _common_offset(text: str, places: list[str]) -> timedelta | None:
    """Without a stated offset every place named must be known, and all must agree."""
    offsets = {_standard_offset(place) for place in places}
    known = len(places) == len(re.split(r"[,/;]", text)) and len(offsets) == 1
    return offsets.pop() if known else None


@lru_cache(maxsize=200)
def _by_offset(offset: timedelta, territory: str) -> str:
    """A zone of the territory that always has this offset, else the bare offset."""
    samples = _samples(2026)
    for name in _territory_zones(territory):
        if _equal(name, samples, [offset] * len(samples)):
            return name
    return _fixed_zone(offset)


def _places(text: str, territory: str) -> list[str]:
    cities = _cities()
    named = [cities[word] for part in re.split(r"[,/;]", text[:200]) if (word := part.strip().casefold()) in cities]
    general = [zone for words, zone in GENERAL.items() if text.casefold().startswith(words)][:1]
    own = _territory_zones(territory)
    return sorted(named, key=lambda zone: zone not in own) + general


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {name.rsplit("/", 1)[1].replace("_", " ").casefold(): name for name in EVERY_ZONE if "/" in name}


@lru_cache(maxsize=1_000)
def _standard_offset(zone: str) -> timedelta | None:
    info = tzinfo_of(zone)
    offsets = [info.utcoffset(datetime(2026, month, 1)) for month in (1, 7)]  # noqa: DTZ001
    return min(offset for offset in offsets if offset is not None)
