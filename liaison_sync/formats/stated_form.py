"""Meetings in form letters: hari/tanggal, pukul, tempat under one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from liaison_sync.domain.message import StatedMeeting
from liaison_sync.formats.prose_dates import FoundDate, find_dates
from liaison_sync.formats.stated_habits import habits
from liaison_sync.formats.stated_meeting import first_day, meeting
from liaison_sync.formats.stated_repeats import repeats
from liaison_sync.formats.stated_series import first_of_series
from liaison_sync.formats.stated_times import find_times

_DATE_LABEL = (
    r"hari ?(?:[/,&]|dan)? ?(?:tanggal|tgl\.?)(?: ?[/,&]? ?(?:waktu|pukul|jam))?|hari|tanggal(?: ?[/,&]|"
    r" dan)? ?(?:waktu|pukul|jam|acara|pelaksanaan|kegiatan|rapat)?|tgl\.?|tarikh|"
    r"(?:day|date)(?: ?(?:[/,&]|and) ?(?:date|time))?|when|kapan|jadwal(?: rapat| acara)?|waktu(?: pelaksanaan| acara|"
    r" kegiatan| dan tempat)?|time"
)
_TIME_LABEL = r"(?:waktu|pukul|jam|time|masa|pkl\.?)(?: ?[/,] ?(?:waktu|pukul|jam))?(?: pelaksanaan| acara| rapat)?"
_PLACE_LABEL = (
    r"(?:tempat|lokasi|place|venue|location|where|di ?mana|ruang(?:an)?|alamat|bertempat di|platform|media|via)"
    r"(?: ?[/,&] ?(?:media|tautan|link|lokasi|tempat|alamat|ruang|venue|platform))?(?: acara| kegiatan| rapat|"
    r" pelaksanaan)?"
)
_LABELS = re.compile(
    rf"^[ \t>*•·\-–]{{0,8}}(?:[\da-z][.)][ \t]{{0,3}})?(?:(?P<date>{_DATE_LABEL})|(?P<time>{_TIME_LABEL})|"
    rf"(?P<place>{_PLACE_LABEL}))"
    r"[ \t*]{0,30}[:：][ \t*:]{0,8}(?P<value>.*)$",
    re.IGNORECASE,
)
_TIME_ONLY = re.compile(
    rf"[ \t>*•·\-–]{{0,8}}(?:[\da-z][.)][ \t]{{0,3}})?{_TIME_LABEL}[ \t*]{{0,30}}[:：]", re.IGNORECASE
)
_LABELLED = re.compile(r"^[ \t>*•·\-–]{0,8}(?:[\da-z][.)][ \t]{0,3})?[^\W\d_][\w /,.&()-]{0,30}[ \t*]{0,30}[:：]")
_GROUP_LINES = 12


def from_forms(lines: list[str], today: date | None, *, habitual: bool = False) -> Iterator[StatedMeeting]:
    """The meetings of the forms in `lines`; a day without a year is the one nearest `today`.

    `habitual`: only days as "setiap Senin" are read.
    """
    at = 0
    while at < len(lines):
        label = _label(lines[at])
        days = _days(_value(lines, at, label), today, habitual) if label and (label["date"] or label["time"]) else []
        if not label or not days:
            at += 1
            continue
        end = _group_end(lines, at)
        found = _from_group(lines, at, end, days[0], _value(lines, at, label))
        if found:
            yield found
        at = end if found else at + 1


def _days(value: str, today: date | None, habitual: bool) -> list[FoundDate]:
    if habitual:
        return list(habits(value, today)) if today else []
    series = first_of_series(value, today)
    return [series] if series else find_dates(value, today)


def _label(line: str) -> re.Match[str] | None:
    return _LABELS.match(line[:400]) if ":" in line[:120] or "：" in line[:120] else None


def _value(lines: list[str], at: int, label: re.Match[str]) -> str:
    """The label's value, or the next line where it stands below."""
    value = label["value"].strip(" \t*")
    if not value and at + 1 < len(lines) and not _LABELLED.match(lines[at + 1][:200]):
        value = lines[at + 1].strip(" \t*")
    return value[:400]


def _group_end(lines: list[str], first: int) -> int:
    for at in range(first + 1, min(len(lines), first + _GROUP_LINES)):
        label = _label(lines[at])
        if label and label["date"] and find_dates(label["value"][:200], date(2000, 1, 1)):
            return at
    return min(len(lines), first + _GROUP_LINES)


def _from_group(lines: list[str], first: int, end: int, day: FoundDate, value: str) -> StatedMeeting | None:
    times, place = find_times(value[day.end :]) or find_times(value[: day.start]), None
    for at in range(first + 1, end):
        label = _label(lines[at])
        if label is None:
            continue
        said = _value(lines, at, label)
        if times is None and _TIME_ONLY.match(lines[at][:80]):
            times = find_times(
                said if not said[:2].isdigit() or ":" in said[:5] or "." in said[:5] else f"pukul {said}"
            )
        elif place is None and label["place"]:
            place = _continued(lines, at, said)
    if times is None and place is None:
        return None
    found = meeting(day, first_day(value, day), times, place, "\n".join(lines[first : end + 6]))
    return replace(found, repeats=repeats("\n".join(lines[first:end])))


def _continued(lines: list[str], at: int, said: str) -> str | None:
    """A place runs on over indented lines below it."""
    parts = [said]
    for line in lines[at + 1 : at + 4]:
        if not said or line[:4].strip() or not line.strip() or _LABELLED.match(line[:200]):
            break
        parts.append(line.strip(" \t*"))
    return " ".join(" ".join(parts).split())[:300].rstrip(" ;") or None
