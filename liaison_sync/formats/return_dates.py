"""When somebody who is away will be back: "kembali pada 30 November", "back on Monday, 30 November 2026"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from liaison_sync.formats import return_months
from liaison_sync.formats.prose_dates import WEEKDAYS, FoundDate, find_dates

_BACK = re.compile(
    r"(?:(?:be |am |i'll be |will be |get |are )?\bback(?: to work| in (?:the )?office| at work| at my desk|"
    r" online)?|\breturn(?:ing|s)?(?: to (?:the )?(?:office|work))?|(?:be )?\bin (?:the )?office again|"
    r"\bresum(?:e|ing)(?: work| duty)?|\bavailable again|"
    r"\bkembali(?: (?:bertugas|bekerja|masuk|aktif|ke kantor|ke pejabat|berkantor|beraktivitas|beroperasi|lagi|dan|"
    r"di kantor|normal))*|\bmasuk (?:kerja |kantor )?(?:kembali|lagi)|\baktif (?:kembali|lagi)|"
    r"\bbertugas (?:kembali|lagi)|"
    r"\bzurück(?: im büro)?|\bwieder (?:im (?:büro|haus|dienst)|erreichbar|da|zurück|für sie da)|"
    r"\bde retour(?: au bureau)?|\b(?:mon )?retour|\breviens|\breprendrai|"
    r"\b(?:regres[oaé]\w*|vuelvo|volveré|de vuelta|retorno|reincorpor\w+)(?: a la oficina)?|"
    r"\b(?:de volta|volto|voltarei|retorn(?:o|arei)|regress(?:o|arei))(?: ao (?:escritório|trabalho))?|"
    r"\b(?:rientr\w+|torn(?:o|erò)|di ritorno|sarò di nuovo)(?: in (?:ufficio|sede))?|"
    r"\b(?:weer )?terug(?: op kantoor)?|\bweer (?:aanwezig|bereikbaar|op kantoor)|"
    r"\b(?:åter|tillbaka|tilbage|tilbake|takaisin|palaan|wracam|wrócę|powrót|vracím se|vrátím se|zpět)\b|"
    r"سأعود|العودة|กลับมา|\b(?:trở lại|quay lại)\b|"
    r"\b(?:вернусь|возвращаюсь|выйду|выхожу|приступлю)(?: (?:на работу|в офис|из отпуска|к работе))?)"
    r"(?: again| kembali)?(?:[ \t\n]{1,3}(?:on|pada|by|tanggal|tgl\.?|hari|the|in|di|kantor|of|from|mulai|sejak|"
    r"am|ab|dem|den|ist|le|au|à partir du|partir|du|dès|el|día|desde|em|no|dia|a partir de|il|dal|giorno|op|vanaf|"
    r"per|"
    r"с|на|:)){0,4}",
    re.IGNORECASE,
)
_BACK_AFTER = re.compile(
    r"[^.!?\n。，,、0-9]{0,24}?(?:\bwieder\b|\bzurück\b|\bterug\b|\bweer\b|\bkembali (?!menghubungi)|"
    r"\bmasuk (?:kerja|kantor)|"
    r"に?(?:出社|復帰|戻|出勤|帰社|帰国)|に?より?(?:通常|業務)|返回|回来|回來|恢复|回到|上班|返岗|복귀|출근)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\bab(?: dem| den)?|\bam|\bseit|\bvanaf|\bop|\bper|\bpada|\btanggal|\btgl\.?|\bmulai|\bsejak|\bdari|於|于|自|"
    r"将于|將於)[^.!?\n]{0,16}$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:\b(?:until|till|through|thru|to|up to(?: and including)?|s\.?/?d\.?|sampai(?: dengan)?|hingga|sehingga|sd|"
    r"bis(?: einschlie(?:ß|ss)lich| inkl(?:usive|\.)?| zum)*|jusqu['’]au|jusqu['’]à|au|hasta(?: el)?|até(?: o dia|"
    r" dia| o)?|"
    r"al|fino al(?:l['’])?|tot(?: en met| aan)?|t/m|до|по|till och med|t\.?o\.?m\.?|til og med|(?:ind)?til|do|"
    r"đến(?: hết)?|tới)|حتى|إلى|(?:จน)?ถึง|-|–|—|至|到|直到|〜|～|から)"
    r"[ \t\n]{0,3}(?:tanggal |tgl\.? |hari |the |dem |den |zum |le |el |dnia |dne |ngày |يوم |วันที่ ?)?",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(r"[ \t]?(?:\([^)]{1,3}\))?(?:まで|까지|为止|止|asti\b|saakka\b|(?:tarihine )?kadar\b)")
_TOMORROW = re.compile(r"[ \t\n]{0,3}(?:tomorrow|besok|esok|morgen|demain|mañana|amanhã|domani)\b", re.IGNORECASE)
_NEXT_WEEKDAY = re.compile(
    r"[ \t\n]{0,3}(?:on |pada |hari |next |this |am |le |el |op |il |la )*([^\W\d_]+['’]?[^\W\d_]*)\b", re.IGNORECASE
)
_AWAY_BEFORE = re.compile(
    r"(?:\bout\b|away|leave|cuti|dinas|\bluar\b|libur|vacation|holiday|absen|tidak (?:berada|di)|\btugas\b|"
    r"rapat kerja|"
    r"pejabat|nicht (?:im|erreichbar)|abwesend|urlaub|dienstreise|congé|vacances|déplacement|fuera|vacaciones|ausen|"
    r"férias|\bfora\b|ferie|assen|fuori|afwezig|vakantie|verlof|отпуск|休|不在|外出|出張|出差|휴가|diklat|pelatihan|umrah|"
    r"sakit|semester|frånvar|bortrest|ledig|fravær|permisjon|\bborte\b|loma|poissa|urlop|poza biur|nieobec|dovolen|"
    r"mimo kancel|nepřítom|izin|tatil|ofis dış|خارج|إجازة|اجازة|ลาพัก|ลากิจ|ลาป่วย|ไม่อยู่|nghỉ|vắng|відпуст|concedi)",
    re.IGNORECASE,
)
_RANGE = re.compile(  # 23-25 November, 23-25/11/2026
    r"(?<=\d)[ \t]?[-–—][ \t]?(?=\d{1,2}(?:[ \t]+[^\W\d_]{3}|/\d{1,2}(?:/\d{2,4})?\b|\.\d{1,2}\.\d{2,4}\b))"
)
_CJK_DAY = re.compile(r"(?<![\d年])(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/-]|\.\d)")
_DAY_ALONE = re.compile(  # "until the 30th", "kembali tanggal 30"
    r"\b(?:the[ ](\d{1,2})(?:st|nd|rd|th)|(?:tanggal|tgl\.?)[ ](\d{1,2}))"
    r"(?![.,/-]\d)(?=[ \t]*(?:[.,;!?)\n]|$|(?:and|dan)\b))",
    re.IGNORECASE,
)
REACH = 60  # characters between "back" and its date


def return_date(text: str, sent: date | None) -> date | None:
    """The day of return a text states ("back on 30 November"), whatever else it says.

    Where it says only until when the person is away ("until", "s.d.", "bis", "t/m"), the day after: most of these words
    include their day, and a reader who takes the other meaning of "until" loses one day, not a letter nobody reads.
    """
    text = _RANGE.sub(" - ", text.replace("\u00a0", " ").replace("\u202f", " "))
    days = [
        _not_past(found, text, sent)
        for found in (
            *find_dates(text, sent),
            *_without_year(text, sent),
            *_of_more_languages(text, sent),
            *_days_alone(text, sent),
        )
    ]
    days.sort(key=lambda found: found.start)
    for back in _BACK.finditer(text):
        found = _right_after(text, back.end(), days)
        if found:
            return found.day
        relative = _relative(text, back.end(), sent)
        if relative:
            return relative
    return _then_back(text, days) or _until(text, days)


def _not_past(found: FoundDate, text: str, sent: date | None) -> FoundDate:
    """12/1/2026 in November is the first of December: nobody returns before he has gone."""
    day = found.day
    if sent is None or day >= sent or day.day > 12 or not _NUMBERS.fullmatch(text[found.start : found.end]):
        return found
    other = day.replace(month=day.day, day=day.month)
    return replace(found, day=other) if other >= sent else found


_NUMBERS = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")


def _without_year(text: str, sent: date | None) -> list[FoundDate]:
    """11月30日, 30/11, and 11/30 where it can be nothing else: the occurrence nearest the day it was sent."""
    if sent is None:
        return []
    pairs = [(m, int(m[1]), int(m[2])) for m in _CJK_DAY.finditer(text)]
    for m in _SHORT.finditer(text):
        first, second = int(m[1]), int(m[2])
        pairs.append((m, second, first) if second <= 12 else (m, first, second))
    found = ((m, _nearest(month, day, sent)) for m, month, day in pairs)
    return [FoundDate(m.start(), m.end(), day, None) for m, day in found if day]


def _of_more_languages(text: str, sent: date | None) -> list[FoundDate]:
    found = [
        (start, end, return_months.day_of(year, month, day) if year else sent and _nearest(month, day, sent))
        for start, end, month, day, year in return_months.stated(text)
    ]
    return [FoundDate(start, end, day, None) for start, end, day in found if day]


def _days_alone(text: str, sent: date | None) -> list[FoundDate]:
    """A day without its month is the next one of that number."""
    if sent is None:
        return []
    found = ((m, _next(int(m[1] or m[2]), sent)) for m in _DAY_ALONE.finditer(text))
    return [FoundDate(m.start(m.lastindex or 0), m.end(), day, None) for m, day in found if day]


def _next(number: int, sent: date) -> date | None:
    days = (sent + timedelta(days=ahead) for ahead in range(62))
    return next((day for day in days if day.day == number), None)


def _nearest(month: int, day: int, sent: date) -> date | None:
    for year in (sent.year, sent.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= sent - timedelta(days=60):
            return found
    return None


def _right_after(text: str, end: int, days: list[FoundDate]) -> FoundDate | None:
    for found in days:
        if end - 3 <= found.start <= end + REACH:
            return None if re.search(r"[.!?]\s|[。\n]\s*\n", text[end : found.start]) else found
    return None


def _relative(text: str, end: int, sent: date | None) -> date | None:
    if sent is None:
        return None
    if _TOMORROW.match(text, end):
        return sent + timedelta(days=1)
    named = _NEXT_WEEKDAY.match(text, end)
    word = named[1].lower() if named else ""
    if len(word) > 3 and word in WEEKDAYS:
        return sent + timedelta(days=(WEEKDAYS[word] - sent.weekday() - 1) % 7 + 1)
    return None


def _then_back(text: str, days: list[FoundDate]) -> date | None:
    """ "Ab dem 30.11. bin ich wieder da", "11月30日に出社": the word stands behind the day."""
    for found in days:
        before = text[max(0, found.start - 30) : found.start]
        after = None if text[found.end - 1] == "." else _BACK_AFTER.match(text, found.end)
        if after and (_FROM.search(before) or not after[0].isascii()):
            return found.day
    return None


def _until(text: str, days: list[FoundDate]) -> date | None:
    """ "Cuti 23–27 November": back on the day after, as far as the text tells."""
    for found in days:
        before = text[max(0, found.start - 40) : found.start]
        lead = list(_UNTIL.finditer(before))
        near = bool(lead) and lead[-1].end() >= len(before.rstrip()) - 12
        if near or _UNTIL_AFTER.match(text, found.end):
            around = text[max(0, found.start - 200) : found.end + 60]
            if _AWAY_BEFORE.search(around):
                return found.day + timedelta(days=1)
    return None
