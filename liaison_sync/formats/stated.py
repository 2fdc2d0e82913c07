"""Meetings a text names in prose: candidates, never facts. Only invitations count, not any date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.domain.message import Repeats, StatedMeeting
from liaison_sync.formats.prose_dates import FoundDate, find_dates
from liaison_sync.formats.stated_days import relative_days, weekdays
from liaison_sync.formats.stated_form import from_forms
from liaison_sync.formats.stated_habits import habits
from liaison_sync.formats.stated_meeting import first_day, meeting
from liaison_sync.formats.stated_places import place
from liaison_sync.formats.stated_repeats import repeats
from liaison_sync.formats.stated_times import find_times, may_tell_time

MAX_TEXT = 20_000
MAX_MEETINGS = 20
MAX_DATES = 200  # looked at in prose; nobody names a meeting behind more
_CUE = re.compile(
    r"\b(?:rapat|rakor|rakornas|pertemuan|undang\w*|mengundang|diundang|acara|kegiatan|audiensi|kunjungan|"
    r"silaturahmi|webinar|seminar|lokakarya|workshop|konferensi pers|jumpa pers|konpers|"
    r"sosialisasi|diskusi|forum|fgd|upacara|peluncuran|wawancara|briefing|hadir|menghadiri|dilaksanakan|"
    r"diselenggarakan|dijadwalkan|diadakan|digelar|zoom|teams|google meet|webex|daring|"
    r"bertemu|ketemu|jadwal\w*|sesi|coffee morning|gladi|rehearsal|meet(?:ings?)?|calls?|invit\w+|join|"
    r"conference|interview|session|appointment|schedul\w+|reschedul\w+|catch[- ]?up|sync|"
    r"courtesy call|roundtable|launch|ceremony|reception|event|mesyuarat|taklimat|bincang|bahas|telekonferensi|"
    r"vicon|dialog|pelatihan|bimtek|halal bihalal|"
    r"usul(?:an)? (?:kami|saya|waktu|jadwal|baru)|(?:meng|di)?usulkan|(?:bagaimana|gimana) (?:kalau|jika|bila)|"
    r"propos(?:e|ed|ing)|suggest(?:ed|ing)?|(?:how|what) about|(?:could|can|shall) we (?:do|make)|"
    r"(?:bisa|dapat|boleh|mohon|tolong|minta|mungkin)(?:kah)?(?: (?:untuk|kita|kalau))? "
    r"(?:diundur|dimajukan|digeser|dipindah)(?:kan)? (?:ke|menjadi|jadi))\b",
    re.IGNORECASE,
)
_NOT_A_MEETING = re.compile(
    r"\b(?:paling lambat|selambat-?lambatnya|batas (?:waktu|akhir)|sebelum|tenggat|deadline|due|no later than|"
    r"before|by|until|hingga|semula|sebelumnya|originally|previously|was scheduled|"
    r"instead of|effective|bukan|wrote|menulis|dikirim|diterima|terbit|tayang|dated|tertanggal|"
    r"surat (?:saudara|bapak|ibu|kami|anda)?[^\n.]{0,60}tanggal|"
    r"nomor [^\n]{0,60}|menindaklanjuti[^\n.]{0,120}|berdasarkan[^\n.]{0,80}|"
    r"ditandatangani|lahir|flight|penerbangan|berangkat|tiba|embargo|konfirmasi[^\n.]{0,60}|rsvp[^\n.]{0,60}|"
    r"register|registration|pendaftaran|mendaftar|cuti|on leave|out of office|rapat sebelumnya)"
    r"[^\n.;]{0,24}$",
    re.IGNORECASE,
)
# Said right after a date: this meeting is off, or it was to be then and another date follows.
_OFF = re.compile(
    r"\b(?:dibatalkan|batal|ditiadakan|ditunda|diundur\w*|dimajukan|digeser|dialihkan|dipindah\w*|"
    r"(?:berubah|diubah) menjadi|(?:is|has been|was|been) (?:cancell?ed|postponed|moved|rescheduled|called off))\b",
    re.IGNORECASE,
)
# Doors open before a meeting begins; without a word about a meeting, date and time have to stand in one line.
_ARRIVAL = re.compile(
    r"^[^\n]{0,25}\b(?:registra(?:si|tion)|pendaftaran|check[- ]?in|open gate|coffee)\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?](?=\s|$)|\n\n")
_STOP = re.compile(r"[.!?](?=\s+[A-Z]|\s*$)|\n\n")
_ODD_SPACE = re.compile("[\u00a0\u202f]")
_COLON_BELOW = re.compile(r"[ \t]{0,20}\n[ \t]{0,20}([:：])[ \t]{0,20}")
# A calendar's letter puts a label on a line or in a cell of its own.
_LABEL = r"[ \t]{0,8}(when|where|kapan|di ?mana|waktu|tempat|lokasi|location|venue|hari ?/ ?tanggal|pukul)"
_LABELLED = re.compile(_LABEL, re.IGNORECASE)
_BARE_LABEL = re.compile(
    rf"^{_LABEL}"
    r"(?:[ ]{0,8}\n[ \t]{0,8}|[ ]{0,8}[\t|][ \t]{0,8})(?=(?-i:[A-Z\d]))",
    re.IGNORECASE | re.MULTILINE,
)
_PICTURES = {"tanggal": "📅🗓📆", "waktu": "⏰⌚⏱🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧", "tempat": "📍🏢🏛🏨"}
_PICTURE = re.compile(rf"^[ \t]{{0,8}}([{''.join(_PICTURES.values())}])\ufe0f?[ \t]{{0,8}}", re.MULTILINE)


def meetings(
    text: str, *, sent: datetime | None, zone: str, subject: str = "", invitation: bool = False
) -> tuple[StatedMeeting, ...]:
    """The meetings `text` invites to, in order; `sent` (aware) and the reader's `zone` place "besok".

    The `subject` is read where the text names none. The text of an `invitation` need not say that it speaks of a
    meeting, and its weekdays without a date are not read: the invitation itself says the day.
    """
    today = _today(sent, zone)
    body, title = _plain(text[:MAX_TEXT]), _plain(subject[:500])
    found = _read(body, today, invitation) or _read(title, today, invitation)
    if not found and today and not invitation:
        found = _read_habits(body, today) or _read_habits(title, today)
    unique: dict[datetime | date, StatedMeeting] = {}
    for one in found:
        if today is None or _day(one.start) >= today - timedelta(days=1):
            unique.setdefault(one.start, one)
    return tuple(unique.values())[:MAX_MEETINGS]


def _plain(text: str) -> str:
    """Without odd spaces; a value whose colon stands on the line below its label, and a pictogram label, in words."""
    text = text if text.isascii() else _ODD_SPACE.sub(" ", text)
    text = _COLON_BELOW.sub(r" \1 ", text) if "\n:" in text or "\n：" in text else text
    if any(map(_LABELLED.match, text.split("\n"))):  # few texts have such a line: looking from each letter costs more
        text = _BARE_LABEL.sub(r"\1: ", text)
    return text if text.isascii() else _PICTURE.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    return next(f"{label}: " for label, signs in _PICTURES.items() if found[1] in signs)


def _read(text: str, today: date | None, invitation: bool) -> list[StatedMeeting]:
    found = list(from_forms(text.split("\n"), today)) if ":" in text or "：" in text else []
    formed = {_day(one.start) for one in found}
    return [*found, *(one for one in _in_prose(text, today, invitation) if _day(one.start) not in formed)]


def _read_habits(text: str, today: date) -> list[StatedMeeting]:
    """What recurs without a date: it begins on its first day after `today`."""
    days = list(habits(text, today))[:MAX_DATES]
    if not days:
        return []
    found = [*from_forms(text.split("\n"), today, habitual=True), *_from_prose(text, days, invitation=False)]
    return [replace(one, repeats=one.repeats or "weekly") for one in found]


def _day(start: datetime | date) -> date:
    return start.date() if isinstance(start, datetime) else start


def _today(sent: datetime | None, zone: str) -> date | None:
    if sent is None:
        return None
    try:
        return sent.astimezone(ZoneInfo(zone)).date() if sent.tzinfo else sent.date()
    except (KeyError, ValueError, OSError):
        return sent.date()


def _in_prose(text: str, today: date | None, invitation: bool) -> Iterator[StatedMeeting]:
    return _from_prose(text, _days(text, today, invitation) if may_tell_time(text) else [], invitation)


def _from_prose(text: str, days: list[FoundDate], invitation: bool) -> Iterator[StatedMeeting]:
    for number, day in enumerate(days):
        if not may_tell_time(text[max(0, day.start - 50) : day.start]) and not may_tell_time(
            text[day.end : day.end + 90]
        ):
            continue
        limit = days[number + 1].start if number + 1 < len(days) else len(text)
        floor = days[number - 1].end if number else 0
        begins = _paragraph_start(text, day.start)
        sentence = text[max(floor, begins) : day.start]
        after = text[day.end : min(limit, day.end + 220)]
        cued = _CUE.search(text[begins : day.start] + after)
        near = after[:90] if cued else text[day.end : day.end + 90].partition("\n")[0]
        times = find_times(_ARRIVAL.sub("", near), plain_within=4) or find_times(sentence[-50:], plain_within=-1)
        if times and (cued or invitation) and not _denied(sentence, after):
            where = place(text[day.end : min(limit, day.end + 260)]) or place(sentence[-160:])
            found = meeting(day, first_day(text, day), times, where, text[day.start : min(limit, day.end + 2_000)])
            yield replace(found, repeats=_repeats(sentence, text[day.start : day.end + 220]))


def _repeats(before: str, after: str) -> Repeats | None:
    """What the very sentence says, the head of which may stand before the date."""
    return repeats(f"{_sentence(before)} {_STOP.split(after, 1)[0]}")


def _days(text: str, today: date | None, invitation: bool) -> list[FoundDate]:
    days = find_dates(text, today)
    if today:
        days += relative_days(text, today)
        if not invitation:
            days += weekdays(text, today)
    return sorted(days, key=lambda day: day.start)[:MAX_DATES]


def _denied(before: str, after: str) -> bool:
    """Whether the sentence around a date says that no meeting is to be then."""
    return bool(_NOT_A_MEETING.search(_sentence(before)) or _OFF.search(_SENTENCE_END.split(after, 1)[0][:120]))


def _paragraph_start(text: str, at: int) -> int:
    start = max(0, at - 300)
    return max(start, text.rfind("\n\n", start, at) + 2 if "\n\n" in text[start:at] else start)


def _sentence(text: str) -> str:
    """What stands before a date in its own sentence, on one line."""
    cut = max(text.rfind(". "), text.rfind(".\n"), text.rfind("\n\n"))
    return " ".join(text[cut + 1 :].split())
