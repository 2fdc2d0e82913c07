"""Which zone a TZID means, in the order of preference, with its source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_sync.formats import zone_rules, zones
from liaison_sync.formats.content_lines import tree


def _rules(*observances: tuple[str, str, str, str, str]) -> zone_rules.ZoneRules:
    body = "".join(
        f"BEGIN:{kind}\r\nDTSTART:{start}\r\nTZOFFSETFROM:{since}\r\nTZOFFSETTO:{to}\r\n{rule}END:{kind}\r\n"
        for kind, start, since, to, rule in observances
    )
    root, _ = tree(f"BEGIN:VTIMEZONE\r\nTZID:Kantor\r\n{body}END:VTIMEZONE\r\n".encode())
    found = zone_rules.read(root.children[0])
    assert found is not None
    return found


def _fixed(offset: str) -> zone_rules.ZoneRules:
    return _rules(("STANDARD", "16010101T000000", offset, offset, ""))


def _european(week: str) -> zone_rules.ZoneRules:
    return _rules(
        ("STANDARD", "16010101T030000", "+0200", "+0100", f"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY={week}SU\r\n"),
        ("DAYLIGHT", "16010101T020000", "+0100", "+0200", f"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY={week}SU\r\n"),
    )


@pytest.mark.parametrize(
    ("tzid", "zone", "source"),
    [
        ("Asia/Jakarta", "Asia/Jakarta", "iana"),
        ("asia/jakarta", "Asia/Jakarta", "iana"),
        ("America/Sao Paulo", "America/Sao_Paulo", "iana"),
        ("Asia/Jakarta (WIB)", "Asia/Jakarta", "iana"),
        ("Etc/GMT-7", "Etc/GMT-7", "iana"),
        ("/mozilla.org/20050126_1/Asia/Jakarta", "Asia/Jakarta", "prefix"),
        (
            "/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires",
            "America/Argentina/Buenos_Aires",
            "prefix",
        ),
        ("SE Asia Standard Time", "Asia/Jakarta", "windows"),
        ("SE Asia Standard Time 1", "Asia/Jakarta", "windows"),
        ("Singapore Standard Time", "Asia/Makassar", "windows"),
        ("Tokyo Standard Time", "Asia/Jayapura", "windows"),
        ("W. Europe Standard Time", "Europe/Berlin", "windows"),
        ("(UTC+07:00) Bangkok, Hanoi, Jakarta", "Asia/Jakarta", "offset"),
        ("(GMT+07.00) Bangkok/Hanoi/Jakarta", "Asia/Jakarta", "offset"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York", "offset"),
        ("(UTC) Coordinated Universal Time", "UTC", "offset"),
        ("WIB", "Asia/Jakarta", "offset"),
        ("WITA", "Asia/Makassar", "offset"),
        ("WIT", "Asia/Jayapura", "offset"),
        ("GMT+0700", "Asia/Jakarta", "offset"),
        ("UTC+8", "Asia/Makassar", "offset"),
        ("+05:30", "Asia/Kolkata", "offset"),
        ("UTC-02:00", "Etc/GMT+2", "offset"),
        ("UTC+05:17", "UTC+05:17", "offset"),
        ("UTC", "UTC", "iana"),
        ("tzone://Microsoft/Utc", "UTC", "iana"),
    ],
)
def test_a_name_means_a_zone(tzid: str, zone: str, source: str) -> None:
    found = zones.resolve(tzid)
    assert (found.zone, found.source, found.flags) == (zone, source, ())
    assert zones.tzinfo_of(zone).utcoffset(datetime(2026, 1, 1)) is not None  # noqa: DTZ001


@pytest.mark.parametrize("tzid", ["Ruang Rapat", "Customized Time Zone", "../../etc/passwd", "UTC+99:99", "\0", "Asia"])
def test_what_nobody_can_resolve_is_unresolved_and_flagged(tzid: str) -> None:
    found = zones.resolve(tzid)
    assert (found.zone, found.source, found.flags) == (None, "unresolved", ("zone_unresolved",))
    assert zones.moment(datetime(2026, 11, 23, 10), found).utc is None  # noqa: DTZ001


def test_the_territory_decides_what_a_windows_name_means() -> None:
    assert zones.resolve("Singapore Standard Time", territory="SG").zone == "Asia/Singapore"
    assert zones.resolve("Tokyo Standard Time", territory="JP").zone == "Asia/Tokyo"


def test_the_calendars_own_rules_come_before_what_the_name_says_in_words() -> None:
    found = zones.resolve("(UTC+07:00) Kantor", vtimezone=_fixed("+0800"))
    assert (found.zone, found.source) == ("Asia/Makassar", "vtimezone")


def test_a_name_comes_before_the_calendars_own_rules() -> None:
    assert zones.resolve("SE Asia Standard Time", vtimezone=_fixed("+0800")).zone == "Asia/Jakarta"


def test_x_wr_timezone_is_the_last_resort_and_speaks_for_floating_times() -> None:
    assert zones.resolve("Ruang Rapat", wr_timezone="Asia/Makassar").source == "wr-timezone"
    assert zones.resolve(None, wr_timezone="Asia/Makassar").zone == "Asia/Makassar"
    assert zones.resolve("Ruang Rapat", vtimezone=_fixed("+0700"), wr_timezone="Asia/Makassar").zone == "Asia/Jakarta"
    assert zones.resolve(None).zone == "floating"


def test_rules_equal_to_an_iana_zone_are_that_zone() -> None:
    assert zones.resolve("Kantor", vtimezone=_european("-1")).zone == "Europe/Berlin"
    assert zones.resolve("Kantor", vtimezone=_fixed("+0700")).zone == "Asia/Jakarta"
    assert zones.resolve("Kantor", vtimezone=_fixed("+0700"), territory="GB").zone == "Etc/GMT-7"
    assert zones.resolve("Kantor", vtimezone=_fixed("+0517")).zone == "UTC+05:17"


def test_rules_that_no_iana_zone_has_are_followed_themselves() -> None:
    found = zones.resolve("Kantor", vtimezone=_european("2"))
    winter = zones.moment(datetime(2026, 3, 7, 9), found)  # noqa: DTZ001
    summer = zones.moment(datetime(2026, 3, 9, 9), found)  # noqa: DTZ001
    assert (winter.utc, winter.zone) == (datetime(2026, 3, 7, 8, tzinfo=UTC), "UTC+01:00")
    assert (summer.utc, summer.zone) == (datetime(2026, 3, 9, 7, tzinfo=UTC), "UTC+02:00")


def test_rules_agree_with_the_database_every_quarter_of_an_hour_gaps_and_repeated_hours_included() -> None:
    rules, berlin = _european("-1"), ZoneInfo("Europe/Berlin")
    walls = [datetime(2026, 1, 1) + timedelta(minutes=15 * step) for step in range(4 * 24 * 365)]  # noqa: DTZ001
    assert [wall for wall in walls if rules.offset_at(wall) != berlin.utcoffset(wall)] == []


def test_a_contradiction_is_seen_where_the_rules_speak_and_nowhere_else() -> None:
    resolved = zones.resolve("Asia/Jakarta", vtimezone=_fixed("+0800"))
    assert zones.contradicts(resolved, datetime(2026, 11, 23, 10))  # noqa: DTZ001
    only_this_winter = _rules(("STANDARD", "20251026T030000", "+0200", "+0100", ""))
    berlin = zones.resolve("Europe/Berlin", vtimezone=only_this_winter)
    assert not zones.contradicts(berlin, datetime(2025, 12, 1, 10), recurring=False)  # noqa: DTZ001
    assert not zones.contradicts(berlin, datetime(2024, 12, 1, 10), recurring=True)  # noqa: DTZ001


def test_an_instant_on_the_wall_and_back_is_the_same_instant_in_a_calendars_own_rules() -> None:
    found = zones.resolve("Kantor", vtimezone=_european("2"), at=date(2026, 6, 1))
    for hour in range(0, 24 * 300, 5):
        instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        wall = zones.from_utc(instant, found)
        assert abs(zones.to_utc(wall, found) - instant) in (timedelta(0), timedelta(hours=1))
        if not (wall.month == 10 and wall.day == 11 and 2 <= wall.hour < 3):  # the repeated hour
            assert zones.to_utc(wall, found) == instant


def test_two_offsets_without_their_days_are_told() -> None:
    for stated in ("GMT -0500 (Standard) / GMT -0400 (Daylight)", "GMT-05.00/-04.00"):
        assert zones.resolve(stated).flags == ("zone_ambiguous",)
    assert zones.resolve("GMT+07.00/+07.00").flags == ()
