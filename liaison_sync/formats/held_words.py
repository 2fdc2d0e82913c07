"""What a letter says about a meeting that is over: thanks, its minutes, or that it did not take place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from liaison_sync.domain.held_evidence import HeldWord, Why
from liaison_sync.formats.folded import folded, names_any
from liaison_sync.formats.prose_dates import WEEKDAYS, find_dates

MAX_TEXT = 3_000
_LONGEST_QUOTE = 160
_MET = (
    r"(?:rapat|pertemuan|audiensi|diskusi|kunjungan|rakor|koordinasi|silaturahmi|acara|sesi|bincang|"
    r"meeting|discussion|visit|call|conversation|session|talk)(?:nya)?"
)
_AGO = (
    r"(?:tadi|barusan|kemarin|kmrn|hari ini|pagi ini|siang ini|sore ini|today|yesterday|"
    r"this (?:morning|afternoon|evening)|earlier|just now|last (?:week|night|\w+day)|\w+ lalu|pekan lalu|minggu lalu)"
)
_THANKS = r"(?:terima ?kasih|makasih|trims|matur nuwun|thank(?:s| you)|grateful|appreciate[ds]?|apresiasi)"
_NO = r"(?:tidak|tdk|tak|belum|gak|nggak|ga|batal|urung)"
_SAYS: tuple[tuple[Why, re.Pattern[str]], ...] = (
    (
        "absent",
        re.compile(
            rf"\b(?:maaf|sorry|apolog\w+|menyesal|regret\w*)\b[^.;!?]{{0,60}}?"
            rf"(?:\b{_NO} (?:sempat|bisa|dapat|jadi) (?:\w+ )?(?:hadir|datang|ikut|bergabung|join)\b"
            rf"[^.;!?]{{0,30}}?{_AGO}|\b{_NO} (?:sempat|jadi) (?:\w+ )?(?:hadir|datang|ikut|bergabung|join)\b|"
            rf"\b(?:missed|missing)\b[^.;!?]{{0,25}}?(?:{_MET}|{_AGO})|"
            rf"\b(?:could not|couldn't|was(?:n't| not) able to|were(?:n't| not) able to|was unable to|were unable to|"
            rf"failed to)(?: \w+)? (?:attend|join|make it|come|be there)\b|\bfor (?:not )?(?:missing|being absent)\b)"
        ),
    ),
    (
        "nobody",
        re.compile(
            r"\b(?:tidak ada (?:yang|satu ?pun)(?: \w+){0,3} (?:hadir|datang|muncul)|nobody (?:showed up|came|joined)|"
            r"no one (?:showed up|came|joined)|(?:you|your team|bapak|ibu|tim bapak) (?:did not|didn't|tidak) "
            r"(?:show up|turn up|muncul))\b"
        ),
    ),
    (
        "put_off",
        re.compile(
            rf"\b{_MET}\b[^.;!?]{{0,25}}?{_AGO}[^.;!?]{{0,25}}?\b(?:ditunda|diundur|dijadwal(?:kan)? ulang|postponed|"
            r"rescheduled|put off)\b"
        ),
    ),
    (
        "called_off",
        re.compile(
            rf"\b{_MET}\b[^.;!?]{{0,25}}?{_AGO}[^.;!?]{{0,25}}?\b(?:batal|dibatalkan|tidak jadi|tidak terlaksana|"
            r"ditiadakan|urung|cancell?ed|called off|did not (?:take place|happen)|didn't (?:take place|happen))|"
            rf"\b(?:batal|tidak jadi|tidak terlaksana)nya {_MET} {_AGO}"
        ),
    ),
    (
        "minutes",
        re.compile(
            r"\b(?:notulen(?:si)?|risalah|berita acara rapat|hasil rapat|ringkasan rapat|"
            r"minutes of (?:the |our |today's |yesterday's )?\w+|meeting (?:minutes|notes|summary)|the minutes|mom)\b"
            r"[^.;!?]{0,60}?"
            r"\b(?:terlampir|berikut|dilampirkan|kami (?:sampaikan|kirim(?:kan)?|lampirkan)|attached|enclosed|below)|"
            r"\b(?:terlampir|berikut(?: ini)?|bersama ini|attached|enclosed|please find|here are|sharing|"
            r"kami (?:sampaikan|kirim(?:kan)?|lampirkan))\b"
            r"[^.;!?]{0,50}?\b(?:notulen(?:si)?|risalah|hasil rapat|ringkasan rapat|minutes of|"
            r"meeting (?:minutes|notes|summary)|the minutes|mom)\b"
        ),
    ),
    (
        "thanks",
        re.compile(
            rf"\b{_THANKS}\b[^.;!?]{{0,60}}?\b(?:{_MET}\b[^.;!?]{{0,60}}?{_AGO}|"
            rf"{_AGO}[^.;!?]{{0,30}}?{_MET}\b|for meeting (?:with )?(?:us|me)\b|"
            rf"(?:for|atas) (?:the |your |a )?(?:time|waktu(?:nya)?|attending|joining|coming|kehadiran(?:nya)?)"
            rf"[^.;!?]{{0,40}}?{_AGO}|(?:sudah|telah) (?:hadir|datang|bertemu|menerima (?:kami|kunjungan))|"
            r"for (?:attending|joining|coming|hosting|receiving))|"
            rf"\b(?:great|good|nice|lovely|pleasure|senang)(?: \w+){{0,2}}? (?:meeting (?:with )?you|talking|"
            rf"to meet(?: with)? you|seeing you|bertemu)\b[^.;!?]{{0,25}}?{_AGO}"
        ),
    ),
    (
        "discussed",
        re.compile(
            rf"\b(?:as (?:we )?(?:discussed|agreed)|sesuai (?:pembahasan|kesepakatan|hasil)|"
            r"seperti (?:yang )?(?:kita )?(?:dibahas|dibicarakan|bahas|sepakati)|menindaklanjuti|"
            rf"following(?: up)?(?: on| from)?)\b[^.;!?]{{0,40}}?"
            rf"(?:{_MET}\b[^.;!?]{{0,25}}?{_AGO}|{_AGO}(?:'s)? {_MET})"
        ),
    ),
    (
        "was_there",
        re.compile(
            rf"\b(?:yang (?:hadir|datang)|kami (?:hadir|datang)|(?:we|i|they) (?:attended|joined|came))\b"
            rf"[^.;!?]{{0,25}}?{_AGO}"
        ),
    ),
)
# Speaks of what is to come, or asks: no evidence of anything.
_NOT_YET = re.compile(
    r"\?|\b(?:undangan(?:nya)?|mengundang|invitation|inviting|besok|tomorrow|"
    r"akan (?:hadir|datang|kami (?:kirim|sampaikan)|dikirim|menyusul)|menyusul|upcoming|"
    r"mohon (?:dikirim|kirim|disampaikan|dibuatkan)|"
    r"(?:could|can|would|please) (?:you )?(?:\w+ )?(?:send|share|prepare)|(?:minutes|notes) will|"
    r"permohonan|request for|jika|apabila|kalau|if (?:you|we))\b"
)
_HINTS = (
    *("kasih", "trims", "nuwun", "thank", "grateful", "ppreciate", "apresiasi", "notulen", "risalah", "berita acara"),
    *("hasil rapat", "ringkasan", "minutes", "mom", "meeting", "maaf", "sorry", "apolog", "batal", "tidak", "ditunda"),
    *("diundur", "postponed", "cancel", "called off", "nobody", "no one", "discussed", "agreed", "sesuai", "seperti"),
    *("menindaklanjuti", "following", "hadir", "attended", "joined", "urung", "ditiadakan", "didn't", "did not"),
    *("senang", "pleasure", "great", "nice", "menyesal", "regret"),
)
_SENTENCES = re.compile(r"(?<=[^\W\d_]{2})[.!](?=\s|$)|(?<=\?)|\n\s*\n")
_FILE = re.compile(r"(?:^|[^a-z])(?:notulen(?:si)?|risalah|minutes|mom)(?:[^a-z]|$)")
_NO_FILE = re.compile(r"template|templat|format|contoh|blanko|formulir|sample")
_BEFORE = (
    (re.compile(r"\bkemarin lusa\b|\bday before yesterday\b"), 2),
    (re.compile(r"\b(?:kemarin|kmrn|yesterday|last night)\b"), 1),
    (re.compile(r"\b(?:tadi|barusan|hari ini|(?:pagi|siang|sore) ini|today|this (?:morning|afternoon|evening)|earlier|"
                r"just now)\b"), 0),
)  # fmt: skip
_LAST_DAY = re.compile(
    r"\b(?:hari )?(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)(?: (?:lalu|kemarin|yang lalu))|"
    r"\blast (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"\bon (monday|tuesday|wednesday|thursday|friday)\b"
)


def read(text: str, *, sent: date, files: Iterable[str] = ()) -> HeldWord | None:
    """What a letter's new text, else the names of its files, say; `sent` is its day where we are."""
    told = text[:MAX_TEXT].replace("’", "'")
    if names_any(_HINTS, folded(told)):
        for said in _SENTENCES.split(told):
            if said and (word := _of_sentence(" ".join(said.split()), sent)):
                return word
    name = next((one for one in files if _FILE.search(low := folded(one)) and not _NO_FILE.search(low)), None)
    return HeldWord("minutes_file", _day(folded(name), sent), name[:_LONGEST_QUOTE]) if name else None


def _of_sentence(said: str, sent: date) -> HeldWord | None:
    low = folded(said)
    if _NOT_YET.search(low):
        return None
    found = next((why for why, pattern in _SAYS if pattern.search(low)), None)
    if found is None:
        return None
    quote = said if len(said) <= _LONGEST_QUOTE else said[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return HeldWord(found, _day(low, sent), quote)


def _day(low: str, sent: date) -> date | None:
    """The day a sentence speaks of: named by its date, its weekday or from today."""
    dates = [one.day for one in find_dates(low, sent) if one.day <= sent]
    if dates:
        return dates[-1]
    if (named := _LAST_DAY.search(low)) is not None:
        number = WEEKDAYS[next(filter(None, named.groups())).replace("jumat", "jum'at")]
        return sent - timedelta(days=(sent.weekday() - number) % 7 or 7)
    return next((sent - timedelta(days=days) for pattern, days in _BEFORE if pattern.search(low)), None)
