"""Seeded contradictions between a letter's text and its invitation, and letters that agree: how many are found, how
many are false alarms. `python -m tests.formats.test_contradictions` prints the measure.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from liaison_sync.domain.contradiction import contradictions
from liaison_sync.formats import mime
from tests.inspect.calendars import BOSS, US, attendee, calendar, event, letter

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
DAYS_ID = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_ID = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
             "November", "Desember")  # fmt: skip
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")  # fmt: skip
KINDS = ("zone", "time", "date", "weekday")
CASES = 60  # of each kind in each language, and of each way to agree


@dataclass(frozen=True)
class Seeded:
    """A letter about a meeting; `wrong` is what its text says otherwise, "" where it agrees."""

    wrong: str
    language: str
    body: str
    start: datetime  # the invitation's wall time
    zone: str


def seeded() -> Iterator[Seeded]:
    """The same letters in every run."""
    for language in ("id", "en"):
        for kind in (*KINDS, "", "", "", ""):
            yield from (
                _made(Random(f"{language}{kind}{n}"), language, kind) for n in range(CASES // (1 if kind else 2))
            )


def _made(random: Random, language: str, kind: str) -> Seeded:
    name = random.choice(tuple(ZONES))
    start = datetime(2026, 11, 2) + timedelta(days=random.randint(0, 60), hours=random.randint(7, 16))  # noqa: DTZ001
    start += timedelta(minutes=random.choice((0, 0, 15, 30)))
    told, weekday, zone = start, start.weekday(), name
    if kind == "zone":
        zone = random.choice([one for one in ZONES if one != name])
    elif kind == "time":
        told = start + timedelta(minutes=random.choice((-60, 60, 90, 30)))
    elif kind == "date":
        told = start + timedelta(days=random.choice((1, 2, 7, -1)))
        weekday = told.weekday()
    elif kind == "weekday":
        weekday = (weekday + random.randint(1, 6)) % 7
    elif random.random() < 0.3:  # the same instant told in another zone agrees
        zone = random.choice(tuple(ZONES))
        there = start.replace(tzinfo=ZoneInfo(ZONES[name])).astimezone(ZoneInfo(ZONES[zone]))
        told = there.replace(tzinfo=None)
        weekday = told.weekday()
    words = _indonesian if language == "id" else _english
    return Seeded(kind, language, words(random, told, weekday, zone), start, ZONES[name])


def _indonesian(random: Random, at: datetime, weekday: int, zone: str) -> str:
    day = f"{DAYS_ID[weekday]}, {at.day} {MONTHS_ID[at.month - 1]} {at.year}"
    hour = f"{at:%H.%M}"
    around = random.choice(
        (
            "Mohon konfirmasi paling lambat Jumat, 30 Oktober 2026 pukul 16.00 WIB.",
            "Surat kami tertanggal 27 Oktober 2026 terlampir.",
            "Telepon (021) 3456789 pesawat 1015.",
            "",
        )
    )
    form = random.choice(
        (
            f"Kami mengundang Bapak/Ibu pada hari {day} pukul {hour} {zone} untuk rapat koordinasi.",
            f"Hari/tanggal : {day}\r\nPukul : {hour} {zone}\r\nAcara : Rapat koordinasi",
            f"Hari, tanggal: {day}\r\nWaktu: {hour} {zone} s.d. selesai\r\nTempat: Ruang Rapat",
            f"Rapat dilaksanakan {day}, jam {hour} {zone}.",
        )
    )
    return f"Yth. Bapak/Ibu,\r\n\r\n{form}\r\n\r\n{around}\r\n\r\nTerima kasih."


def _english(random: Random, at: datetime, weekday: int, zone: str) -> str:
    day = f"{DAYS_EN[weekday]}, {at.day} {MONTHS_EN[at.month - 1]} {at.year}"
    american = f"{DAYS_EN[weekday]}, {MONTHS_EN[at.month - 1]} {at.day}, {at.year}"
    clock = f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
    around = random.choice(
        (
            "Please confirm by Friday, 30 October 2026 at 16:00 WIB.",
            "Our letter of 27 October 2026 is attached.",
            "Phone +62 21 3456789 ext. 1015.",
            "",
        )
    )
    form = random.choice(
        (
            f"We would like to invite you to a meeting on {day} at {at:%H:%M} {zone}.",
            f"When: {american} {clock} {zone}\r\nWhat: Coordination meeting",
            f"Date: {day}\r\nTime: {clock} {zone}\r\nVenue: Meeting room",
            f"The meeting takes place on {american} at {clock} {zone}.",
        )
    )
    return f"Dear all,\r\n\r\n{form}\r\n\r\n{around}\r\n\r\nKind regards"


def found(case: Seeded) -> frozenset[str]:
    """What the product says of it, by way of the whole mail."""
    zone = case.zone
    begin = f"DTSTART;TZID={zone}:{case.start:%Y%m%dT%H%M%S}"
    parsed = mime.parse(letter(BOSS, case.body, calendar("REQUEST", event(attendee(US), start=begin, end=""))))
    return contradictions(parsed.message.meetings, parsed.calendars[0].invitations[0])


def measure() -> tuple[Counter[str], list[Seeded]]:
    """(kind → seeded and kind + "+" → found, those judged wrongly)."""
    counted: Counter[str] = Counter()
    missed = []
    for case in seeded():
        told = found(case)
        right = case.wrong in told if case.wrong else not told
        counted[f"{case.language} {case.wrong or 'agrees'}"] += 1
        counted[f"{case.language} {case.wrong or 'agrees'}+"] += right
        missed += [] if right else [case]
    return counted, missed


def test_of_seeded_contradictions_ninety_five_in_a_hundred_are_found_and_one_alarm_in_a_hundred_is_false() -> None:
    counted, _ = measure()
    for language in ("id", "en"):
        of = {kind: counted[f"{language} {kind}"] for kind in (*KINDS, "agrees")}
        assert sum(of.values()) >= 300
        for kind in KINDS:
            assert counted[f"{language} {kind}+"] >= 0.95 * of[kind], kind
        assert counted[f"{language} agrees+"] >= 0.99 * of["agrees"]


def test_a_zone_name_and_its_vtimezone_are_compared_by_what_they_say_on_that_day() -> None:
    for offset in range(-11, 13):
        rules = (
            "BEGIN:VTIMEZONE\r\nTZID:Asia/Jakarta\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
            f"TZOFFSETFROM:{offset:+03d}00\r\nTZOFFSETTO:{offset:+03d}00\r\nEND:STANDARD\r\nEND:VTIMEZONE"
        )
        begin = "DTSTART;TZID=Asia/Jakarta:20261123T100000"
        parsed = mime.parse(
            letter(BOSS, "Rapat.", calendar("REQUEST", rules, event(attendee(US), start=begin, end="")))
        )
        said = parsed.calendars[0].invitations[0]
        assert ("zone_contradicts_vtimezone" in said.flags) is (offset != 7)
        assert said.start is not None
        assert said.start.utc == datetime(2026, 11, 23, 3, tzinfo=UTC)


def main() -> None:
    """Print the measure."""
    counted, missed = measure()
    for name in sorted(one for one in counted if not one.endswith("+")):
        sys.stdout.write(f"{name:<14}{counted[f'{name}+']:>5} of {counted[name]}\n")
    for case in missed[:20]:
        sys.stdout.write(f"\n{case.wrong or 'agrees'} {case.start} {case.zone}: {sorted(found(case))}\n{case.body}\n")


if __name__ == "__main__":
    main()
