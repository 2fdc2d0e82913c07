"""The moment a quoted header names: `Tanggal: Sen, 23 Nov 2026 pukul 09.12`, in every language clients write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone

from liaison_sync.formats.folded import folded
from liaison_sync.formats.prose_dates import find_dates

MAX_TEXT = 200  # characters
_CLOCK = re.compile(
    r"(?<![\d.:/])([01]?\d|2[0-4])(?:[.:h]|時|시 ?|点)([0-5]\d)(?:[.:]([0-5]\d))?(?![\d/])[ \t]?"
    r"([ap]\. ?m\b\.?|[ap]m\b|π\.μ|μ\.μ|PG\b|PTG\b|ص(?!\w)|م(?!\w))?|(?<![\d.:/])(1[0-2]|[1-9])[ ]?([ap])m\b",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:(?:UTC|GMT)[ \t]?)?([+−-])(\d{1,2}):?(\d{2})?\b")
_NAMED_ZONES = (
    ("WIB", 7), ("WITA", 8), ("WIT", 9), ("CET", 1), ("MEZ", 1), ("CEST", 2), ("MESZ", 2), ("JST", 9), ("KST", 9),
    ("SGT", 8), ("MYT", 8), ("BRT", -3), ("EDT", -4), ("EST", -5), ("CDT", -5), ("MDT", -6), ("PDT", -7), ("PST", -8),
)  # fmt: skip
# Months as no prose of ours names them, by number; only header lines are read with these.
_MONTH_WORDS = (
    (
        "oca ocak jänner sty stycznia led ledna tammik tammikuuta ianuarie ιαν ιανουαρίου siječnja яну січ січня ינו "
        "ינואר ม.ค มกราคม يناير jaan jaanuar januára"
    ),
    (
        "şub şubat feber lut lutego úno února helmik helmikuuta februarie φεβ φεβρουαρίου veljače лют лютого פבר "
        "פברואר ก.พ กุมภาพันธ์ فبراير veebr februára"
    ),
    (
        "marca březen března bře maalisk maaliskuuta martie márc márciusi μαρ μαρτίου ožujka бер березня מרץ "
        "มี.ค มีนาคม مارس märts"
    ),
    (
        "nis nisan kwi kwietnia dub dubna huhtik huhtikuuta aprilie ápr április απρ απριλίου travnja кві "
        "квітня אפר אפריל เม.ย เมษายน أبريل apríla"
    ),
    (
        "maj maja mája mayıs maí kvě května toukok toukokuuta máj május μαΐ μαΐου svibnja тра травня מאי "
        "พ.ค พฤษภาคม مايو gegužės maijs"
    ),
    (
        "haz haziran cze czerwca čvn června kesäk kesäkuuta iunie jún június ιουν ιουνίου lipnja чер червня "
        "יונ יוני มิ.ย มิถุนายน يونيو juuni júna"
    ),
    (
        "tem temmuz lip lipca čvc července heinäk heinäkuuta iulie júl július ιουλ ιουλίου srpnja лип липня "
        "יול יולי ก.ค กรกฎาคม يوليو juuli júla"
    ),
    (
        "ağu ağustos augusta sie sierpnia srp srpna elok elokuuta αυγ αυγούστου kolovoza сер серпня אוג אוגוסט "
        "ส.ค สิงหาคม أغسطس rugpjūčio augusts"
    ),
    (
        "eyl eylül wrz września zář září syysk syyskuuta septembrie szept szeptember σεπ σεπτεμβρίου rujna "
        "вер вересня ספט ספטמבר ก.ย กันยายน سبتمبر septembra"
    ),
    (
        "eki ekim paź października říj října lokak lokakuuta octombrie október οκτ οκτωβρίου жов жовт жовтня "
        "אוק אוקטובר ต.ค ตุลาคม أكتوبر okt oktoober októbra"
    ),
    (
        "kas kasım lis listopada listopadu marrask marraskuuta noiembrie noi νοε νοεμβρίου studenoga лис лист "
        "листопада נוב נובמבר พ.ย พฤศจิกายน نوفمبر novembra"
    ),
    (
        "ara aralık gru grudnia pro prosince jouluk joulukuuta decembrie δεκ δεκεμβρίου prosinca гру груд "
        "грудня דצמ דצמבר ธ.ค ธันวาคม ديسمبر dets decembra"
    ),
)
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_MONTHS = {word: name for name, words in zip(_ENGLISH, _MONTH_WORDS, strict=True) for word in words.split()}
_BY_FOLDED = {folded(word): name for word, name in _MONTHS.items()}
_FOREIGN = re.compile(
    rf"(?<=[\d. ])ב?({'|'.join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))})[.׳'’]?(?=[ ,]|\d|$)",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(r"\b(?:thg|tháng)\.? ?(\d{1,2}),? (\d{4})")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\. ?([^\W\d_]{3,9})\.? (\d{1,2})\b")
_SPACED = re.compile(r"(?<=\d)([./-]) (?=\d)")
_AMERICAN = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(\d{1,2})/(\d{2,4}),? \d{1,2}:\d{2}(?::\d{2})? ?[AP]M\b")
_DIGITS = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}
_BLANKS = dict.fromkeys((0xA0, 0x202F, 0x2009), " ") | dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C), None)
_AFTERNOON = ("午後", "下午", "오후", "晚上", "petang", "malam")
_FORENOON = ("午前", "上午", "오전", "凌晨")


def header_date(text: str) -> datetime | None:
    """The moment a quoted `Date:`/`Tanggal:` line names: aware UTC where it states a zone, else naive wall time."""
    text = _plain(text[:MAX_TEXT])
    days = find_dates(text)
    if not days:
        return None
    before, after = text[: days[0].start], text[days[0].end :]
    at = _CLOCK.search(after) or _CLOCK.search(before)
    wall = datetime.combine(days[0].day, _time(at, text) if at else time(0))
    zone = offset(after[at.end() :] if at and at.string is after else after) if at else None
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC) if zone else wall
    except OverflowError:
        return wall


def _plain(text: str) -> str:
    """The line with digits, blanks and months as the rest of us write them."""
    text = text.translate(_DIGITS | _BLANKS)
    text = _AMERICAN.sub(lambda found: found[0].replace(f"{found[1]}/{found[2]}", f"{found[2]}/{found[1]}", 1), text)
    text = _SPACED.sub(r"\1", text)
    text = _VIETNAMESE.sub(lambda found: f"{_month(int(found[1]))} {found[2]}", text)
    text = _FOREIGN.sub(lambda found: _BY_FOLDED[folded(found[1])], text)
    return _YEAR_FIRST.sub(r"\3 \2 \1", text)


def _month(number: int) -> str:
    return _ENGLISH[number - 1] if 1 <= number <= 12 else "?"


def _time(found: re.Match[str], text: str) -> time:
    """The time a match of `_CLOCK` names; 24.00 is midnight."""
    if found[5]:
        return time(int(found[5]) % 12 + (12 if found[6].lower() == "p" else 0))
    hour, half = int(found[1]), (found[4] or "").lower()
    late = half[:1] in ("p", "μ", "م") and half != "pg"
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if late else 0)
    elif hour < 12 and any(word in text for word in _AFTERNOON):
        hour += 12
    elif hour == 12 and any(word in text for word in _FORENOON):
        hour = 0
    return time(hour % 24, int(found[2]), int(found[3] or 0))


def offset(text: str) -> timezone | None:
    """The zone a header-like date states: +0700, GMT+7, UTC, WIB."""
    found = _OFFSET.search(text)
    if found:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        return timezone(timedelta(hours=hours, minutes=minutes) * (1 if found[1] == "+" else -1))
    words = {word.strip("().,").upper() for word in text.split()}
    if words & {"UTC", "GMT", "Z"}:
        return UTC
    return next((timezone(timedelta(hours=hours)) for name, hours in _NAMED_ZONES if name in words), None)
