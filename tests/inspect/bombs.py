"""Calendars made to cost, and (`python -m tests.inspect.bombs`) the KiB of memory that reading all of them took."""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from liaison_sync.app.inspect import engagements, occurrences
from tests.inspect.calendars import BOSS, US, attendee, calendar, event

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DATES = [f"{NOW + timedelta(days=number):%Y%m%dT030000Z}" for number in range(30, 40_000)]
EVERY = {name: ",".join(map(str, range(most))) for name, most in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60))}
AFAR = event(attendee(US), "RRULE:FREQ=DAILY;COUNT=50000", start="DTSTART:19000101T030000Z")
ALL_DAY_LONG = ";".join(f"{name}={values}" for name, values in EVERY.items())


def ruled(rule: str, *lines: str, start: str = "20261123T030000Z") -> bytes:
    return calendar("REQUEST", event(attendee(US), f"RRULE:{rule}", *lines, start=f"DTSTART:{start}"))


def told(*lines: str, number: int, how: str = "") -> str:
    return event(attendee(US), f"RECURRENCE-ID{how}:{DATES[number]}", *lines, start=f"DTSTART:{DATES[number]}", end="")


def overrides(rule: str, *lines: str, how: str = "", count: int = 2_000) -> bytes:
    series = event(attendee(US), f"RRULE:{rule}", *lines, start=f"DTSTART:{DATES[0]}", end="")
    return calendar("REQUEST", series, *(told(number=n, how=how) for n in range(1, count + 1)))


def dates(name: str, *, a_line: int = 5_000, add: str = "") -> list[str]:
    every = [each + add for each in DATES[:36_000]]
    return [f"{name}:{','.join(every[first : first + a_line])}" for first in range(0, 36_000, a_line)]


def zone(tzid: str, *changes: tuple[str, str]) -> str:
    """A VTIMEZONE: each change a DTSTART and the lines that say when it comes again."""
    told = "".join(
        f"BEGIN:STANDARD\r\nDTSTART:{start}\r\n{again}"
        f"TZOFFSETFROM:+0{number % 2 + 1}00\r\nTZOFFSETTO:+0{2 - number % 2}00\r\nEND:STANDARD\r\n"
        for number, (start, again) in enumerate(changes)
    )
    return f"BEGIN:VTIMEZONE\r\nTZID:{tzid}\r\n{told}END:VTIMEZONE"


def zoned(*zones: str, excluded: list[str]) -> bytes:
    series = event(
        attendee(US), "RRULE:FREQ=DAILY", *excluded, start="DTSTART;TZID=Z0:20261123T100000", end="DURATION:PT1H"
    )
    return calendar("REQUEST", *zones, series)


def costly_zones(rule: str) -> bytes:
    changes = [(f"19{number % 60 + 10}0101T000000", f"RRULE:{rule}\r\n" * 5) for number in range(200)]
    zones = [zone(f"Z{number}", *changes) for number in range(8)]
    return zoned(*zones, excluded=[f"EXDATE;TZID=Z{number}:20261124T100000" for number in range(8)])


def summer_times() -> bytes:
    """Fifty zones like no other, each asked for in all the years there are."""
    summer = (("19700322T000000", "RRULE:FREQ=YEARLY\r\n"), ("19700921T000000", "RRULE:FREQ=YEARLY\r\n"))
    years = ",".join(f"{year}0505T100000" for year in range(1971, 2057))
    names = [f"Z{number}" for number in range(50)]
    return zoned(*(zone(name, *summer) for name in names), excluded=[f"EXDATE;TZID={name}:{years}" for name in names])


def unknown_zones() -> bytes:
    named = [f"EXDATE;TZID=(UTC+{n % 12:02}:{n % 60:02}) Kota {n}:{day[:-1]}" for n, day in enumerate(DATES[:15_000])]
    return zoned(excluded=named)


def a_range_with_exceptions() -> bytes:
    series = event(attendee(US), "RRULE:FREQ=HOURLY", start=f"DTSTART:{DATES[0]}", end="")
    return calendar("REQUEST", series, told(*dates("EXDATE"), number=1, how=";RANGE=THISANDFUTURE"))


RULES = {
    "every second": (ruled("FREQ=SECONDLY"), "rule_too_frequent"),
    "two thousand million times": (ruled("FREQ=DAILY;COUNT=2147483648"), ""),
    "hourly, two thousand million times": (ruled("FREQ=HOURLY;COUNT=2147483648", start="19700101T000000Z"), ""),
    "an interval of nothing": (ruled("FREQ=DAILY;INTERVAL=0"), "rule_interval"),
    "30 February": (ruled("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), ""),
    "30 February, hour by hour": (ruled("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000"), ""),
    "30 February, second by second": (ruled("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000"), ""),
    "week 53 of 366 days": (ruled("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=200;BYDAY=MO"), ""),
    "the last second of each year": (ruled(f"FREQ=YEARLY;BYYEARDAY=-1;{ALL_DAY_LONG};BYSETPOS=-1"), "rule_too_costly"),
    "every second another way": (ruled(f"FREQ=DAILY;{ALL_DAY_LONG}"), "rule_too_costly"),
    "since the year 2": (ruled("FREQ=DAILY;COUNT=99999999", start="00020101T000000Z"), "instances_truncated"),
    "hourly since the year 2": (ruled("FREQ=HOURLY;COUNT=9999999", start="00020101T000000Z"), "rule_too_costly"),
}
LISTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "added dates": (lambda: calendar("REQUEST", event(attendee(US), *dates("RDATE"))), "dates_truncated"),
    "added dates, each in its line": (
        lambda: calendar("REQUEST", event(attendee(US), *dates("RDATE", a_line=1))),
        "too_many_lines",
    ),
    "added periods": (
        lambda: calendar("REQUEST", event(attendee(US), *dates("RDATE;VALUE=PERIOD", a_line=4_000, add="/PT1H"))),
        "dates_truncated",
    ),
    "excluded dates": (lambda: ruled("FREQ=DAILY", *dates("EXDATE")), "dates_truncated"),
    "excluded dates, each in its line": (lambda: ruled("FREQ=DAILY", *dates("EXDATE", a_line=1)), "too_many_lines"),
    "a range with exceptions": (a_range_with_exceptions, "dates_truncated"),
    "zones that never change": (
        lambda: costly_zones("FREQ=MONTHLY;BYMONTH=2;BYDAY=MO;BYMONTHDAY=31"),
        "vtimezone_unreadable",
    ),
    "zones that change every day": (lambda: costly_zones("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"), "vtimezone"),
    "zones like no other": (summer_times, ""),
    "zones nobody knows": (unknown_zones, "zone_unresolved"),
}
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nested": (lambda: calendar("REQUEST", "BEGIN:VEVENT\r\nUID:x\r\n" * 3_000), "component_unclosed"),
    "guests": (
        lambda: calendar("REQUEST", event(*[attendee(f"t{n}@x.id") for n in range(100_000)])),
        "too_many_attendees",
    ),
    "a long line": (lambda: calendar("REQUEST", event("DESCRIPTION:" + "a" * 10_000_000)), "line_too_long"),
    "a long folded line": (
        lambda: calendar("REQUEST", event("DESCRIPTION:" + "\r\n aaaa" * 400_000)),
        "line_too_long",
    ),
    "parameters": (lambda: calendar("REQUEST", event('ATTENDEE;CN="' + '";"' * 30_000)), ""),
    "versions of one meeting": (
        lambda: calendar("REQUEST", *(event(attendee(US), sequence=number) for number in range(3_000))),
        "",
    ),
    "instances told apart": (lambda: overrides("FREQ=DAILY"), ""),
    "instances counted": (lambda: overrides("FREQ=DAILY;COUNT=2000", *dates("EXDATE")[:1]), ""),
    "instances counted from afar": (
        lambda: calendar("REQUEST", AFAR, *(told(number=n) for n in range(2_000))),
        "",
    ),
    "instances that are none": (lambda: overrides("FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=7"), "orphan_override"),
    "instances among added ones": (lambda: overrides("FREQ=YEARLY", *dates("RDATE")[:1]), ""),
    "ranges upon ranges": (lambda: overrides("FREQ=DAILY", how=";RANGE=THISANDFUTURE"), ""),
    "cancellations": (lambda: calendar("CANCEL", *(told(number=n) for n in range(2_000))), ""),
}  # fmt: skip


def listed(raw: bytes) -> dict[str, Any]:
    return occurrences.document([raw], NOW, NOW.replace(year=2028))


def judged(path: Path) -> dict[str, Any]:
    step = engagements.Step(str(path), BOSS)
    return engagements.document([step], mailboxes=[US], now=NOW, authentication="none")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    made = [(name, raw) for name, (raw, _) in RULES.items()] + [
        (name, make()) for name, (make, _) in (LISTS | FILES).items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bom.ics"
        listed(made[0][1])  # what is imported and read once is nobody's doing
        before = _peak()
        for name, raw in made:
            path.write_bytes(raw)
            listed(raw)
            judged(path)
            sys.stderr.write(f"{name} {_peak() - before}\n")
        sys.stdout.write(f"{_peak() - before}\n")


if __name__ == "__main__":
    main()
