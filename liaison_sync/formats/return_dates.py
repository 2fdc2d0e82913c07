"""When somebody who is away will be back: "kembali pada 30 November", "back on Monday, 30 November 2026"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from liaison_sync.formats.prose_dates import WEEKDAYS, FoundDate, find_dates

_BACK = re.compile(
    r"(?:(?:be |am |i'll be |will be |get |are )?back(?: to work| in (?:the )?office| at work| at my desk|"
    r" online)?|return(?:ing|s)?(?: to (?:the )?(?:office|work))?|(?:be )?in (?:the )?office again|"
    r"resume(?: work| duty)?|available again|"
    r"kembali(?: (?:bertugas|bekerja|masuk|aktif|ke kantor|berkantor|beraktivitas|beroperasi|lagi|dan|"
    r"di kantor))*|masuk (?:kerja |kantor )?(?:kembali|lagi)|aktif (?:kembali|lagi)|bertugas (?:kembali|lagi))"
    r"(?: again| kembali)?(?:[ \t\n]{1,3}(?:on|pada|by|tanggal|tgl\.?|hari|the|in|di|kantor|of|from|mulai|sejak|"
    r":)){0,4}",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:until|till|through|thru|s\.?/?d\.?|sampai(?: dengan)?|hingga|sd|up to(?: and including)?|-|–|—|"
    r"to)[ \t\n]{0,3}(?:tanggal |tgl\.? |hari |the )?",
    re.IGNORECASE,
)
_TOMORROW = re.compile(r"[ \t\n]{0,3}(?:tomorrow|besok)\b", re.IGNORECASE)
_NEXT_WEEKDAY = re.compile(r"[ \t\n]{0,3}(?:on |pada |hari |next |this )*([^\W\d_]+['’]?[^\W\d_]*)\b", re.IGNORECASE)
_AWAY_BEFORE = re.compile(
    r"(?:out|away|leave|cuti|dinas|luar|libur|vacation|holiday|absen|tidak (?:berada|di))", re.IGNORECASE
)
REACH = 60  # characters between "back" and its date


def return_date(text: str, sent: date | None) -> date | None:
    """The day of return a text states; the day after where it only says until when the person is away."""
    text = text.replace("\u00a0", " ")
    days = find_dates(text, sent)
    for back in _BACK.finditer(text):
        found = _right_after(text, back.end(), days)
        if found:
            return found.day
        relative = _relative(text, back.end(), sent)
        if relative:
            return relative
    return _until(text, days)


def _right_after(text: str, end: int, days: list[FoundDate]) -> FoundDate | None:
    for found in days:
        if end - 3 <= found.start <= end + REACH:
            return None if re.search(r"[.!?]\s", text[end : found.start]) else found
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


def _until(text: str, days: list[FoundDate]) -> date | None:
    """ "Cuti 23–27 November": back on the day after, as far as the text tells."""
    for found in days:
        before = text[max(0, found.start - 40) : found.start]
        lead = list(_UNTIL.finditer(before))
        if (
            lead
            and lead[-1].end() >= len(before.rstrip()) - 12
            and _AWAY_BEFORE.search(text[max(0, found.start - 200) : found.start])
        ):
            return found.day + timedelta(days=1)
    return None
