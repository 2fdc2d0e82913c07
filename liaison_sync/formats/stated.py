"""Meetings a text names in prose: candidates, never facts. Only invitations count, not any date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.domain.message import StatedMeeting
from liaison_sync.formats.links import join_link
from liaison_sync.formats.prose_dates import FoundDate, find_dates
from liaison_sync.formats.stated_times import Times, find_times

MAX_TEXT = 20_000
MAX_MEETINGS = 20
MAX_DATES = 200  # looked at in prose; nobody names a meeting behind more
_DATE_LABEL = (
    r"hari ?(?:[/,&]|dan)? ?(?:tanggal|tgl\.?)(?: ?[/,&]? ?(?:waktu|pukul|jam))?|hari|tanggal(?: ?[/,&]|"
    r" dan)? ?(?:waktu|pukul|jam|acara|pelaksanaan|kegiatan|rapat)?|tgl\.?|tarikh|"
    r"(?:day|date)(?: ?(?:[/,&]|and) ?(?:date|time))?|when|jadwal(?: rapat| acara)?|waktu(?: pelaksanaan| acara|"
    r" kegiatan| dan tempat)?|time"
)
_TIME_LABEL = r"(?:waktu|pukul|jam|time|masa|pkl\.?)(?: ?[/,] ?(?:waktu|pukul|jam))?(?: pelaksanaan| acara| rapat)?"
_PLACE_LABEL = (
    r"(?:tempat|lokasi|place|venue|location|where|ruang(?:an)?|alamat|bertempat di|platform|media|via)"
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
_CUE = re.compile(
    r"\b(?:rapat|rakor|rakornas|pertemuan|undang\w*|mengundang|diundang|acara|kegiatan|audiensi|kunjungan|"
    r"silaturahmi|webinar|seminar|lokakarya|workshop|konferensi pers|jumpa pers|konpers|"
    r"sosialisasi|diskusi|forum|fgd|upacara|peluncuran|wawancara|briefing|hadir|menghadiri|dilaksanakan|"
    r"diselenggarakan|dijadwalkan|diadakan|digelar|zoom|teams|google meet|webex|daring|"
    r"bertemu|ketemu|jadwal\w*|sesi|coffee morning|gladi|rehearsal|meetings?|met?eet|calls?|invit\w+|join|"
    r"conference|interview|session|appointment|schedul\w+|reschedul\w+|catch[- ]?up|sync|"
    r"courtesy call|roundtable|launch|ceremony|reception|event|mesyuarat|taklimat|bincang|bahas|telekonferensi|"
    r"vicon|dialog|pelatihan|bimtek|halal bihalal)\b",
    re.IGNORECASE,
)
_NOT_A_MEETING = re.compile(
    r"\b(?:paling lambat|selambat-?lambatnya|batas (?:waktu|akhir)|sebelum|tenggat|deadline|due|no later than|"
    r"before|by|until|hingga|semula|sebelumnya|originally|previously|was scheduled|"
    r"instead of|bukan|wrote|menulis|dikirim|diterima|terbit|tayang|dated|tertanggal|surat (?:saudara|bapak|ibu|"
    r"kami|anda)?[^\n.]{0,60}tanggal|nomor [^\n]{0,60}|menindaklanjuti[^\n.]{0,120}|berdasarkan[^\n.]{0,80}|"
    r"ditandatangani|lahir|flight|penerbangan|berangkat|tiba|embargo|konfirmasi[^\n.]{0,60}|rsvp[^\n.]{0,60}|"
    r"register|registration|pendaftaran|mendaftar|cuti|on leave|out of office|rapat sebelumnya)"
    r"[^\n.;]{0,24}$",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(
    r"(?<![\d.:])(\d{1,2})[ \t]?(?:-|–|—|s\.?[ ]?/?d\.?|sampai(?: dengan)?|hingga|to|&|dan)[ \t]?$", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:(hari ini|today|sore ini|siang ini|malam ini|this (?:afternoon|morning|evening))|(besok|tomorrow|"
    r"esok)|(lusa|the day after tomorrow))\b",
    re.IGNORECASE,
)
_RELATIVE_HINTS = (
    *("hari ini", "sore ini", "siang ini", "malam ini", "this afternoon", "this morning", "this evening", "today"),
    *("esok", "tomorrow", "lusa"),
)
# Doors open before a meeting begins; without a word about a meeting, date and time have to stand in one line.
_ARRIVAL = re.compile(
    r"^[^\n]{0,25}\b(?:registra(?:si|tion)|pendaftaran|check[- ]?in|open gate|coffee)\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PLACE_PROSE = re.compile(
    r"(?:\b(?:bertempat|berlokasi|dilaksanakan|diselenggarakan|diadakan|digelar|tempat|lokasi|acara)[ \n](?:di|"
    r"pada|secara)[ \n]|\b(?:di|at|in)[ \n](?=(?:the[ ])?(?:ruang|aula|gedung|kantor|hotel|auditorium|balai|lobi|"
    r"lobby|gd\.|kampus|istana|ballroom|pendopo|"
    r"[A-Z][\w' ]{0,40}\b(?:Room|Hall|Hotel|Office|Building|Ballroom|Tower|Centre|"
    r"Center))))([^\n;]{3,140}?)(?=[.,;](?:\s|$)|\n|\b(?:pada|pukul|mulai|on|at|from|untuk|dengan|hari|tanggal|"
    r"guna|dalam rangka)\b|$)",
    re.IGNORECASE,
)


def meetings(text: str, *, sent: datetime | None, zone: str, invitation: bool = False) -> tuple[StatedMeeting, ...]:
    """The meetings `text` invites to, in order; `sent` (aware) and the reader's `zone` place "besok".

    The text of an `invitation` need not say that it speaks of a meeting.
    """
    text = text[:MAX_TEXT].replace("\u00a0", " ").replace("\u202f", " ")
    today = _today(sent, zone)
    lines = text.split("\n")
    found = list(_from_forms(lines, today))
    formed = {_day(one.start) for one in found}
    found += [one for one in _from_prose(text, today, invitation) if _day(one.start) not in formed]
    unique: dict[datetime | date, StatedMeeting] = {}
    for one in found:
        if today is None or _day(one.start) >= today - timedelta(days=1):
            unique.setdefault(one.start, one)
    return tuple(unique.values())[:MAX_MEETINGS]


def _day(start: datetime | date) -> date:
    return start.date() if isinstance(start, datetime) else start


def _today(sent: datetime | None, zone: str) -> date | None:
    if sent is None:
        return None
    try:
        return sent.astimezone(ZoneInfo(zone)).date() if sent.tzinfo else sent.date()
    except (KeyError, ValueError, OSError):
        return sent.date()


def _from_forms(lines: list[str], today: date | None) -> Iterator[StatedMeeting]:
    """Form letters: hari/tanggal, pukul, tempat under one another."""
    at = 0
    while at < len(lines):
        label = _label(lines[at])
        days = find_dates(_value(lines, at, label), today) if label and (label["date"] or label["time"]) else []
        if not label or not days:
            at += 1
            continue
        end = _group_end(lines, at)
        meeting = _from_group(lines, at, end, days[0], _value(lines, at, label))
        if meeting:
            yield meeting
        at = end if meeting else at + 1


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
    return _meeting(day, _first_day(value, day), times, place, "\n".join(lines[first : end + 6]))


def _continued(lines: list[str], at: int, said: str) -> str | None:
    """A place runs on over indented lines below it."""
    parts = [said]
    for line in lines[at + 1 : at + 4]:
        if not said or line[:4].strip() or not line.strip() or _LABELLED.match(line[:200]):
            break
        parts.append(line.strip(" \t*"))
    return " ".join(" ".join(parts).split())[:300].rstrip(" ;") or None


def _first_day(text: str, day: FoundDate) -> date | None:
    """The first day of "23–25 November 2026"."""
    found = _RANGE_BEFORE.search(text[max(0, day.start - 25) : day.start])
    if not found or not 1 <= int(found[1]) < day.day.day:
        return None
    return day.day.replace(day=int(found[1]))


def _meeting(day: FoundDate, first: date | None, times: Times | None, place: str | None, around: str) -> StatedMeeting:
    link = join_link(around)
    weekday = day.weekday if first is None else None
    mismatch = weekday is not None and weekday != day.day.weekday()
    if times is None:
        return StatedMeeting(first or day.day, None, False, True, None, None, place, link, mismatch, weekday)
    start = datetime.combine(first or day.day, times.start)
    end = datetime.combine(day.day, times.end) if times.end else None
    if end and end <= start:
        end = end + timedelta(days=1) if times.start.hour >= 18 else None
    source = "stated" if times.zone else None
    return StatedMeeting(start, end, times.open_end, False, times.zone, source, place, link, mismatch, weekday)


def _from_prose(text: str, today: date | None, invitation: bool) -> Iterator[StatedMeeting]:
    days = find_dates(text, today)
    if today:
        days = sorted([*days, *_relative_days(text, today)], key=lambda d: d.start)
    days = days[:MAX_DATES]
    for number, day in enumerate(days):
        limit = days[number + 1].start if number + 1 < len(days) else len(text)
        floor = days[number - 1].end if number else 0
        sentence = text[max(floor, _paragraph_start(text, day.start)) : day.start]
        around = text[_paragraph_start(text, day.start) : min(limit, day.end + 220)]
        cued = _CUE.search(around)
        after = text[day.end : min(limit, day.end + 90)] if cued else text[day.end : day.end + 90].partition("\n")[0]
        times = find_times(_ARRIVAL.sub("", after), plain_within=4) or find_times(sentence[-50:], plain_within=-1)
        if times and (cued or invitation) and not _NOT_A_MEETING.search(_sentence(sentence)):
            place = _PLACE_PROSE.search(text[day.start : min(limit, day.end + 260)]) or _PLACE_PROSE.search(
                sentence[-160:]
            )
            yield _meeting(
                day, _first_day(text, day), times, _tidy(place), text[day.start : min(limit, day.end + 2_000)]
            )


def _paragraph_start(text: str, at: int) -> int:
    start = max(0, at - 300)
    return max(start, text.rfind("\n\n", start, at) + 2 if "\n\n" in text[start:at] else start)


def _sentence(text: str) -> str:
    """What stands before a date in its own sentence, on one line."""
    cut = max(text.rfind(". "), text.rfind(".\n"), text.rfind("\n\n"))
    return " ".join(text[cut + 1 :].split())


def _tidy(place: re.Match[str] | None) -> str | None:
    return (" ".join(place[1].split()).strip(" ,.-") or None) if place else None


def _relative_days(text: str, today: date) -> Iterator[FoundDate]:
    low = text.lower()
    if not any(word in low for word in _RELATIVE_HINTS):
        return
    for found in _RELATIVE.finditer(text):
        step = 0 if found[1] else 1 if found[2] else 2
        yield FoundDate(found.start(), found.end(), today + timedelta(days=step), None)
