"""Plain-text answers to an invitation: a suggestion, never a PARTSTAT."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaison_sync.domain.message import Answer

MAX_TEXT = 3_000  # characters of new text in which an answer stands
_TITLES = "".join(
    rf"(?<!\b{title}\.)"
    for title in ("Sdr", "Sdri", "Dr", "Ir", "H", "Hj", "Drs", "Dra", "Mr", "Mrs", "Ms", "Prof", "Kol", "No")
)
# Every sentence ends with one of four characters: written this way nothing else is looked at.
_SENTENCE = re.compile(rf"[.!?;\n](?:(?<=[!?;])(?=\s|$)|(?<=\.){_TITLES}(?=\s|$)|(?<=\n)\n+)")
_QUESTION = re.compile(
    r"\?|\b(?:apakah|mohon konfirmasi|mohon kesediaan|mengundang|kami undang|diharapkan kehadiran|"
    r"mohon kehadiran|berkenan|"
    r"please confirm|would you|will you|can you|could you|are you|invite you|we hope you|"
    r"kehadiran bapak|kehadiran saudara)\b",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"\b(?:berhalangan|(?:tidak|tak|belum|nggak|gak|ga|tdk) (?:dapat|bisa|akan|jadi|sempat|dpt|"
    r"berkesempatan|berkenan|bersedia)(?: \w+)? (?:hadir|menghadiri|ikut|mengikuti|bergabung|datang|memenuhi|join)|"
    r"(?:tidak|tdk|batal|ndak|gak|nggak) (?:hadir|ikut|datang)|kami absen|saya absen|absen dulu|"
    r"tidak memungkinkan (?:untuk )?hadir|(?:saya|kami) (?:belum|tidak|tdk|tak|gak|nggak|ga) bisa(?=[ ,.!]*$)|"
    r"(?:unable|not able|won't be able|will not be able|cannot|can't|can ?not|could not|won't|"
    r"will not)(?: \w+){0,3}? (?:attend|join|make it|come|participate|be there)|"
    r"(?:have|need|must|has) to decline|(?:i|we) (?:must )?decline|regret(?:fully)? (?:that|to inform|i|we)|"
    r"with regret|sends? (?:his|her|my|our|their) (?:regrets|apologies)|can't make|"
    r"not attending|will be absent|menolak undangan|tidak dapat memenuhi undangan)",
    re.IGNORECASE,
)
_DELEGATED = re.compile(
    r"\b(?:(?:akan |kami |dapat )?diwakili(?:kan)?(?: oleh)?|(?:akan )?mewakilkan (?:kepada|ke)|"
    r"(?:kami )?(?:akan )?(?:menugaskan|mengutus)|mendelegasikan (?:kepada|ke)|didelegasikan (?:kepada|ke)|"
    r"diwakilkan (?:kepada|oleh|ke)|represented by|(?:will )?attend(?:ing)? (?:on (?:my|our|his|her) behalf|"
    r"in (?:my|our|his|her) place)|on (?:my|our|his|her) behalf|"
    r"delegat(?:e|ed|ing)(?: this| it| my attendance| attendance)? to|in (?:my|our|his|her) (?:place|stead))\b",
    re.IGNORECASE,
)
_TENTATIVE = re.compile(
    r"\b(?:insya ?allah|insyaallah|insha ?allah|insyaa ?allah|inshaallah|akan (?:kami|saya) (?:usahakan|upayakan|"
    r"konfirmasi)|diusahakan hadir|(?:kami|saya) (?:usahakan|upayakan)(?: untuk)? hadir|"
    r"mungkin (?:bisa |dapat |akan )?hadir|belum (?:bisa|dapat) (?:memastikan|konfirmasi)|masih (?:kami |"
    r"saya )?(?:menunggu|koordinasikan)|tentative(?:ly)?|"
    r"(?:might|may|hope to|hoping to|will try to|try to) (?:be able to )?(?:attend|join|come|make it)|"
    r"not (?:yet )?sure (?:if|whether))",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    r"\b(?:(?:kami|saya|siap|akan|dapat|bisa|bersedia|pasti|tim|rombongan|dari \w+|konfirmasi|mengonfirmasi|"
    r"mengkonfirmasi|ikut)(?: \w+){0,4}? (?:hadir|menghadiri|datang|bergabung|kehadiran|join)|"
    r"hadir(?:,| ya|$| pak| bu| sesuai| tepat| \d| (?:dengan|sebanyak|satu|dua|tiga|empat|lima))|siap hadir|"
    r"(?:akan |bersedia )(?:menghadiri|hadir|mengikuti)|"
    r"(?:will|shall|'ll|can|plan to|happy to|glad to|pleased to|be able to|delighted to|"
    r"confirm(?:ing)? (?:that )?(?:i|we)(?: will)?)(?: \w+){0,2}? (?:attend|join|be there|be attending|come|"
    r"participate)|"
    r"(?:i|we)(?: gladly| hereby)? (?:accept|confirm (?:my|our) (?:attendance|participation|presence))|"
    r"count (?:me|us) in|confirm(?:ing)? (?:my|our) attendance|see you there|(?:i'm|we're|i am|we are) (?:in\b|"
    r"attending|coming)|"
    r"kami terima undangan(?:nya)?|(?<![\w ,])(?:(?:ya|baik|oke|ok|siap|yes|sure)[, ]+)?(?:bisa|confirmed)"
    r"(?:[, ]+(?:pak|bu|mas|mbak|kak|bapak|ibu|sir|madam))?(?=[ .!]*$)|menerima undangan|"
    r"memenuhi undangan|konfirmasi kehadiran)",
    re.IGNORECASE,
)
_HEADCOUNT = re.compile(
    r"(?:\b(\d{1,4})|\b(satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|seorang))"
    r"(?:[ ]?\([^)\n]{1,15}\))?[ ]{0,2}(?:orang|org|peserta|pax|people|persons?|participants?|perwakilan|"
    r"personel|representatives?|delegates?|wartawan|jurnalis|attendees?|of us)?\b",
    re.IGNORECASE,
)
_COUNT_WORD = re.compile(
    r"(?:orang|org|peserta|pax|people|persons?|participants?|perwakilan|personel|representatives?|delegates?|"
    r"wartawan|jurnalis|attendees?|of us)$",
    re.IGNORECASE,
)
_NUMBERS = {
    w: n
    for n, ws in enumerate(
        (
            "satu one seorang",
            "dua two",
            "tiga three",
            "empat four",
            "lima five",
            "enam six",
            "tujuh seven",
            "delapan eight",
            "sembilan nine",
            "sepuluh ten",
        ),
        1,
    )
    for w in ws.split()
}
_PERSON = re.compile(
    r"[ ]*(?:oleh|kepada|ke|yaitu|to|by|:)?[ ]*((?:(?:Bapak|Ibu|Pak|Bu|Sdr\.?|Sdri\.?|Saudara|Saudari|Mr\.?|"
    r"Mrs\.?|Ms\.?|Dr\.?|Ir\.?|Prof\.?|Drs\.?|Dra\.?|Kol\.?|H\.|Hj\.)[ ])*"
    r"[A-Z][\w.'’-]*(?:[ ](?:(?:bin|binti|van|de)[ ])?[A-Z][\w.'’-]*){0,5}(?:,[ ]?[A-Z][\w.]{0,8}\.?(?![\w ]))*)"
)
_BEFORE_NAME = re.compile(
    r"((?:(?:Bapak|Ibu|Pak|Bu|Sdr\.?|Sdri\.?|Mr\.?|Mrs\.?|Ms\.?|"
    r"Dr\.?)[ ])?[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,4})[ ](?:will|akan|is)?[ ]?$"
)

# One of these stands in whatever each pattern can match; a search for a plain word costs next to nothing.
_DELEGATED_HINTS = frozenset({
    "wakil", "menugaskan", "utus", "delegasi", "delegat", "represented", "behalf", "place", "stead",
})  # fmt: skip
_DECLINED_HINTS = frozenset({
    "halang", "hadir", "ikut", "gabung", "datang", "enuhi", "join", "attend", "make", "come", "participate",
    "be there", "absen", "declin", "regret", "apologies", "undangan", "bisa",
})  # fmt: skip
_TENTATIVE_HINTS = frozenset({
    "allah", "usahakan", "upayakan", "konfirmasi", "hadir", "memastikan", "menunggu", "koordinasikan",
    "tentative", "attend", "join", "come", "make it", "not sure", "yet sure",
})  # fmt: skip
_ACCEPTED_HINTS = frozenset({
    "hadir", "ikut", "datang", "bergabung", "join", "attend", "be there", "come", "coming", "participate",
    "accept", "confirm", "bisa", "count me", "count us", "see you there", "i'm in", "we're in", "i am in",
    "we are in", "undangan",
})  # fmt: skip
_HINTS = tuple(sorted(_DELEGATED_HINTS | _DECLINED_HINTS | _TENTATIVE_HINTS | _ACCEPTED_HINTS))


def read(text: str) -> Answer:
    """What a reply's new text says about coming; kind "none" where it says nothing."""
    text = text[:MAX_TEXT]
    hints = _among(_HINTS, _plain(text))
    if not hints:
        return Answer()
    found = [answer for sentence in _sentences(text) if (answer := _kind(sentence, hints))]
    return next((one for one in found if one.kind == "delegated"), found[0] if found else Answer())


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _among(hints: Iterable[str], plain: str) -> list[str]:
    return [hint for hint in hints if hint in plain]


def _sentences(text: str) -> list[str]:
    parts, start = [], 0
    for end in _SENTENCE.finditer(text):
        parts.append(" ".join(text[start : end.end()].split()))
        start = end.end()
    return [*parts, " ".join(text[start:].split())]


def _kind(sentence: str, hints: list[str]) -> Answer | None:
    said = _among(hints, _plain(sentence))
    if not said or sentence.startswith(">"):
        return None
    plain = sentence.replace("’", "'")
    delegated = None if _DELEGATED_HINTS.isdisjoint(said) else _DELEGATED.search(plain)
    if delegated and not _QUESTION.search(plain):
        return Answer("delegated", _people(plain), _delegate(plain, delegated))
    declined = not _DECLINED_HINTS.isdisjoint(said) and _DECLINED.search(plain)
    if declined and not plain.endswith("?") and not _conditional(plain):
        return Answer("declined")
    tentative = not _TENTATIVE_HINTS.isdisjoint(said) and _TENTATIVE.search(plain)
    accepted = not tentative and not _ACCEPTED_HINTS.isdisjoint(said) and _ACCEPTED.search(plain)
    if not (tentative or accepted) or _QUESTION.search(plain) or _conditional(plain):
        return None
    return Answer("tentative" if tentative else "accepted", _people(plain))


def _conditional(sentence: str) -> bool:
    """ "Jika berhalangan, mohon diwakili" speaks of the reader, not of the writer."""
    return bool(
        re.search(
            r"\b(?:jika|apabila|bila|kalau|bilamana|if you|in case|should you|mohon(?: agar)? hadir|harap hadir|"
            r"agar (?:dapat )?hadir)\b",
            sentence,
            re.IGNORECASE,
        )
    )


def _people(sentence: str) -> int | None:
    for found in _HEADCOUNT.finditer(sentence):
        if _COUNT_WORD.search(found[0]):
            return int(found[1]) if found[1] else _NUMBERS[found[2].lower()]
    return None


def _delegate(sentence: str, at: re.Match[str]) -> str | None:
    after = _PERSON.match(sentence, at.end())
    if after:
        return after[1].strip(" .,")
    before = _BEFORE_NAME.search(sentence[max(0, at.start() - 120) : at.start()])
    return before[1].strip(" .,") if before else None
