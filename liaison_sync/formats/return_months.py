"""Months that only notices of absence need: languages in which nobody invites us, but in which machines answer."""

from __future__ import annotations

import re
from datetime import date

_WORDS = (
    "stycznia ledna ocak يناير มกราคม tammikuuta січня ianuarie",
    "lutego února şubat فبراير กุมภาพันธ์ helmikuuta лютого februarie",
    "marca března mart مارس มีนาคม maaliskuuta березня martie marts",
    "kwietnia dubna nisan أبريل ابريل เมษายน huhtikuuta квітня aprilie",
    "maja května mayıs مايو พฤษภาคม toukokuuta травня maj",
    "czerwca června haziran يونيو มิถุนายน kesäkuuta червня iunie",
    "lipca července temmuz يوليو กรกฎาคม heinäkuuta липня iulie",
    "sierpnia srpna ağustos أغسطس اغسطس สิงหาคม elokuuta серпня augusti",
    "września září eylül سبتمبر กันยายน syyskuuta вересня septembrie",
    "października října ekim أكتوبر اكتوبر ตุลาคม lokakuuta жовтня octombrie",
    "listopada listopadu kasım نوفمبر พฤศจิกายน marraskuuta листопада noiembrie",
    "grudnia prosince aralık ديسمبر ธันวาคม joulukuuta грудня decembrie",
)
_MONTHS = {word: number for number, words in enumerate(_WORDS, 1) for word in words.split()}
_BUDDHIST = 543  # years the Thai calendar is ahead
_NAMED = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})\.?[ \t]{{1,2}}({'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![^\W\d_])"
    r"(?:[ \t]{1,2}(?:พ\.ศ\.[ \t]?)?(\d{4})(?!\d))?",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(r"(?<![\w/.-])(\d{1,2}) tháng (\d{1,2})(?:,? năm (\d{4}))?(?!\d)", re.IGNORECASE)

Stated = tuple[int, int, int, int, int | None]


def stated(text: str) -> list[Stated]:
    """(start, end, month, day, year or None) of each date in one of these languages."""
    named = [(m, _MONTHS.get(m[2].lower(), 0)) for m in _NAMED.finditer(text)]
    found = [*named, *((m, int(m[2])) for m in _VIETNAMESE.finditer(text))]
    return [(m.start(), m.end(), month, int(m[1]), _year(m[3])) for m, month in found if 1 <= month <= 12]


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    year = int(text) if text else None
    return year - _BUDDHIST if year and year > 2400 else year
