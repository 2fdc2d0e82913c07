"""Official letters (tata naskah dinas): Nomor, Perihal, and the letters they answer or refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaison_sync.domain.message import OfficialLetter

MAX_HEAD = 6_000  # characters in which a letter's head stands
MAX_REFERENCES = 20
# A letter number has parts between slashes, one of them a year or a Roman month, or a code with digits.
_NUMBER = r"[A-Z0-9](?:[A-Z0-9.&()_-]|\.(?=\S)){0,24}(?:[ ]?/[ ]?[A-Z0-9](?:[A-Z0-9.&()_-]){0,24}){1,8}"
# What every number has: without it nothing is searched.
_SLASHED = re.compile(r"/(?<=[A-Za-z0-9.&()_ -]/)[ ]?[A-Za-z0-9]")
_DIGIT = re.compile(r"[0-9]")
_NUMBERS_BEFORE, _NUMBERS_AFTER = 30, 230  # characters of a number around its first slash, at most
_LABELLED = re.compile(
    rf"^[ \t>*]*(?:Nomor|Nomer|Number|No|Ref(?:erence)?(?:[ ]No)?|Nomor Surat|"
    rf"No[. ]{{1,2}}Surat)[ \t]*\.?[ \t]*[:;][ \t*]*({_NUMBER})",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(
    r"^[ \t>*]*(?:Perihal|Hal|Subject|Subjek|Re)[ \t*]*:[ \t*]*([^\n]{1,300})(?:\n[ \t]{4,}([^\n:]{3,200}))?",
    re.IGNORECASE | re.MULTILINE,
)
_ATTACHMENT = re.compile(
    r"^[ \t>*]*(?:Lampiran|Lamp|Sifat|Klasifikasi|Derajat)[ \t]*\.?[ \t*]*:", re.IGNORECASE | re.MULTILINE
)
_CITED = re.compile(
    rf"\b(?:surat|nota dinas|memo|memorandum|undangan|disposisi|surat tugas|surat edaran|surat keputusan|letter|"
    rf"faksimili|nodin|brafaks|berita acara)\b"
    rf"[^\n/]{{0,160}}?(?:\n[^\n/]{{0,80}}?)?\b(?:nomor|no|nomer|number|ref)[ \t]*+[.:]{{0,2}}+[ \t\n]*+({_NUMBER})",
    re.IGNORECASE,
)
_LEADS = (
    *("menindaklanjuti", "merujuk", "menunjuk", "memperhatikan", "berkenaan dengan", "sehubungan dengan"),
    *("berdasarkan", "menjawab", "membalas", "menanggapi", "referring to", "with reference to", "further to"),
    *("in reply to", "in response to", "reference is made to", "mengacu"),
)
_LEAD = re.compile(rf"\b(?:{'|'.join(_LEADS)})\b", re.IGNORECASE)
_PAPERS = (
    *("surat", "nota dinas", "memo", "undangan", "disposisi", "letter", "faksimili", "nodin", "brafaks"),
    "berita acara",
)
_BARE = re.compile(rf"\b(?:nomor|no|nomer|number|ref)\b[ \t]*[.:]{{0,2}}[ \t\n]{{0,3}}({_NUMBER})", re.IGNORECASE)
# What any citation in a text ends with; the set before the flag lets the search skip all other letters.
_NAMED = re.compile(rf"[nNrR](?i:omor|o|omer|umber|ef)[ \t]*+[.:]{{0,2}}+[ \t\n]*+(?i:{_NUMBER})")
_SUBJECT_CITES = re.compile(rf"(?:\b(?:nomor|no|ref|surat)\b[ \t]*[.:]{{0,2}}[ \t]*)({_NUMBER})", re.IGNORECASE)
_YEAR_OR_ROMAN = re.compile(r"/[ ]?(?:(?:19|20)\d{2}|X{0,1}(?:IX|IV|V?I{0,3}))(?:[/.\-]|$)")
_LAW = re.compile(r"\b(?:UU|PP|PERPRES|PERMEN\w*|UNDANG|PERATURAN|KEPPRES|TAHUN)\b", re.IGNORECASE)


def read(text: str, subject: str | None) -> OfficialLetter | None:
    """The letter a message carries (number and subject) and the numbers it refers to; None where it has neither."""
    if not _SLASHED.search(text) and not (subject and "/" in subject):
        return None
    head = text[:MAX_HEAD]
    numbered = _has_number(text[: MAX_HEAD * 3])
    own, after = _own(head) if numbered else (None, 0)
    refers = _references(text[after : after + MAX_HEAD * 2] if numbered else "", subject, own)
    if not own and not refers:
        return None
    return OfficialLetter(own, _own_subject(head) if own else None, refers)


def _has_number(text: str) -> bool:
    """Whether a digit stands near a slash: "Bapak/Ibu" and "dan/atau" are no numbers."""
    searched, slash = 0, text.find("/")
    while slash >= 0:
        if _DIGIT.search(text, max(searched, slash - _NUMBERS_BEFORE), slash + _NUMBERS_AFTER):
            return True
        searched = slash + _NUMBERS_AFTER
        slash = text.find("/", slash + 1)
    return False


def _own(head: str) -> tuple[str | None, int]:
    for found in _labelled(head):
        number = _clean(found[1])
        if _is_number(number) and (_YEAR_OR_ROMAN.search(number) or _SUBJECT.search(head) or _ATTACHMENT.search(head)):
            return number, found.end()
    return None, 0


def _labelled(head: str) -> Iterator[re.Match[str]]:
    """Labels with a number behind them, looked for on lines with a slash only."""
    slash = head.find("/")
    while slash >= 0:
        if found := _LABELLED.match(head, head.rfind("\n", 0, slash) + 1):
            yield found
        line_end = head.find("\n", slash)
        slash = head.find("/", line_end) if line_end >= 0 else -1


def _own_subject(head: str) -> str | None:
    found = _SUBJECT.search(head)
    if not found:
        return None
    return " ".join(f"{found[1]} {found[2] or ''}".split()).strip(" *")


def _references(text: str, subject: str | None, own: str | None) -> tuple[str, ...]:
    found: list[str] = []
    if _NAMED.search(text):
        low = text.lower()
        found = [_clean(m[1]) for m in _CITED.finditer(text)] if any(paper in low for paper in _PAPERS) else []
        for lead in _LEAD.finditer(text) if any(phrase in low for phrase in _LEADS) else ():
            found += [_clean(m[1]) for m in _BARE.finditer(text[lead.end() : lead.end() + 300])]
    found += [_clean(m[1]) for m in _SUBJECT_CITES.finditer((subject or "")[:1_000])]
    unique = dict.fromkeys(number for number in found if number != own and _is_number(number))
    return tuple(unique)[:MAX_REFERENCES]


def _clean(number: str) -> str:
    return number.replace(" /", "/").replace("/ ", "/").rstrip(".-(,_&").rstrip(")" if "(" not in number else "")


def _is_number(number: str) -> bool:
    """Letter numbers have a digit and are neither a date (23/11/2026) nor a law (UU 27/2022)."""
    parts = number.split("/")
    if len(parts) < 2 or not any(c.isdigit() for c in number):
        return False
    if all(part.isdigit() for part in parts):
        return len(parts) > 3 or (len(parts) == 3 and int(parts[1]) > 12 and int(parts[0]) > 31)
    return bool(re.search(r"[A-Za-z]", number)) and not _LAW.search(number)
