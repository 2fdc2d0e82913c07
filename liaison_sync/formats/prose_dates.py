"""Dates and times as people write them in mail: "Senin, 23 November 2026 pukul 09.00 WIB"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.folded import folded, has_digit

_MONTH_WORDS = (
    "januari january jan januar janvier janv enero ene janeiro gennaio gen января янв januarie",
    (
        "februari february feb februar febr februari pebruari peb février févr fév febrero fevereiro fev febbraio "
        "февраля фев"
    ),
    "maret march mar mrt mac märz mär maart mars marzo março марта мар",
    "april apr avril avr abril abr aprile апреля апр",
    "mei may mai mayo maio maggio mag мая",
    "juni june jun juin junio junho giugno giu июня июн",
    "juli july jul julai juillet juil julio julho luglio lug июля июл",
    "agustus august agu agt ags aug ogos augustus août agosto ago августа авг",
    "september sep sept septembre septiembre setembro set settembre сентября сент сен",
    "oktober october okt oct octobre octubre outubro out ottobre ott октября окт",
    "november nov nop nopember novembre noviembre novembro ноября нояб ноя",
    "desember december des dec dez dezember disember dis décembre déc diciembre dic dezembro dicembre декабря дек",
)
MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_WEEKDAY_WORDS = (
    "senin sen isnin monday mon montag mo maandag ma lundi lun lunes segunda lunedì понедельник пн",
    "selasa sel tuesday tue tues dienstag di dinsdag mardi mar martes terça martedì вторник вт",
    "rabu rab wednesday wed mittwoch mi woensdag wo mercredi mer miércoles mié quarta mercoledì среда ср",
    (
        "kamis kam khamis thursday thu thur thurs donnerstag do donderdag jeudi jeu jueves jue quinta giovedì gio "
        "четверг чт"
    ),
    "jumat jum'at jum’at jum jumaat friday fri freitag fr vrijdag vr vendredi ven viernes vie sexta venerdì пятница пт",
    "sabtu sab saturday sat samstag sa zaterdag za samedi sam sábado sáb sabato суббота сб",
    "minggu min ahad sunday sun sonntag so zondag zo dimanche dim domingo dom domenica воскресенье вс",
)
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}
ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}

_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
# A date's first digit, nothing of a number before it: patterns that begin with it skip all text without digits.
# Ministries write a slash between the weekday and its date: "Jumat/4 Desember 2026".
_DAY_NAMES = "senin selasa rabu kamis jumat jum'at jum’at sabtu minggu ahad monday tuesday wednesday thursday friday"
_AFTER_WEEKDAY = "|".join(rf"(?<={name}/\d)" for name in (*_DAY_NAMES.split(), "saturday", "sunday"))
_FIRST = rf"\d(?:(?<![\w/.-]\d)|(?<=\w/\d)(?i:{_AFTER_WEEKDAY}))"
_DAY_MONTH = re.compile(
    rf"({_FIRST}\d?)(?:st|nd|rd|th|er|\.)?[ \t-]{{0,2}}(?:of |de |di |hb )?[ \t]?({_NAMES})\b\.?"
    rf"(?:,?[ \t-]{{0,2}}(?:de )?(\d{{4}})\b|[ \t-]'?(\d{{2}})\b(?![.:]\d))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_NAMES})\.?[ \t]{{1,2}}(\d{{1,2}})(?:st|nd|rd|"
    rf"th)?\b(?![.:]\d)(?:,?[ \t]{{1,2}}(\d{{4}})\b)?",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"\d(?<=[ \t]\d)")
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,12})\.?[ \t]{1,2}$")
_NUMERIC = re.compile(rf"({_FIRST}\d?)([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?![\w/-])")
_ISO = re.compile(rf"({_FIRST}\d{{3}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?![\d/-])")
_CJK = re.compile(r"(\d\d{3})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_WEEKDAY_BEFORE = re.compile(
    r"([^\W\d_]+(?:['’]at)?)\.?[ \t]*[,(/]?[ \t]*(?:tanggal|tgl\.?|the)?[ \t:]*$", re.IGNORECASE
)
_WEEKDAY_AFTER = re.compile(r"[ \t]*[(,][ \t]*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `start:end` of a text; `weekday` is the one the text names (0 Monday)."""

    start: int
    end: int
    day: date
    weekday: int | None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def _without_year(month: int, day: int, near: date) -> date | None:
    """The occurrence of a day and month closest to, or after, `near` (up to 60 days back)."""
    for year in (near.year, near.year + 1, near.year - 1):
        found = _make(year, month, day)
        if found and timedelta(days=-60) <= found - near <= timedelta(days=305):
            return found
    return None


def _candidates(text: str, near: date | None) -> list[tuple[int, int, date | None]]:
    found = [(*m.span(), _named(m[1], m[2], m[3] or m[4], near)) for m in _DAY_MONTH.finditer(text)]
    found += [(*m.span(), _named(m[2], m[1], m[3], near)) for m in _month_days(text)]
    for pattern in (_ISO, _CJK):
        found += [(*m.span(), _make(int(m[1]), int(m[2]), int(m[3]))) for m in pattern.finditer(text)]
    found += [(*m.span(), _numeric(int(m[1]), int(m[3]), _year(m[4]) or 0)) for m in _NUMERIC.finditer(text)]
    return found


def _month_days(text: str) -> Iterator[re.Match[str]]:
    """ "November 23": found by the day, since digits are rare and words are not."""
    for digit in _BEFORE_DAY.finditer(text):
        word = _WORD_BEFORE.search(text, max(0, digit.start() - 16), digit.start())
        if word and word[1].lower() in MONTHS and (found := _MONTH_DAY.match(text, word.start())):
            yield found


def _named(day: str, month: str, year: str | None, near: date | None) -> date | None:
    number = MONTHS[folded(month)]
    stated = _year(year)
    if stated:
        return _make(stated, number, int(day))
    return _without_year(number, int(day), near) if near else None


def _numeric(first: int, second: int, year: int) -> date | None:
    return _make(year, second, first) if second <= 12 else _make(year, first, second)


def _weekday(text: str, start: int, end: int) -> int | None:
    before = _WEEKDAY_BEFORE.search(text[max(0, start - 30) : start])
    if before and before[1].lower() in WEEKDAYS:
        return WEEKDAYS[before[1].lower()]
    after = _WEEKDAY_AFTER.match(text[end : end + 20])
    return WEEKDAYS.get(after[1].lower()) if after else None


def find_dates(text: str, near: date | None = None) -> list[FoundDate]:
    """Dates in order of place; one without a year is read as the occurrence nearest `near`, or left out without it."""
    found: list[FoundDate] = []
    if not has_digit(text):
        return found
    for start, end, day in sorted(_candidates(text, near), key=lambda c: (c[0], -c[1])):
        if day and (not found or start >= found[-1].end):
            found.append(FoundDate(start, end, day, _weekday(text, start, end)))
    return found
