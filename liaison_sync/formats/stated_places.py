"""Where a meeting is, as prose says it: "bertempat di Hotel Aryaduta, Jalan Somba Opu"."""

from __future__ import annotations

import re

MAX_PLACE = 200
_NOUN = (
    r"(?:the[ ])?(?:ruang(?:an)?|r\.|aula|gedung|gd\.|kantor|hotel|auditorium|balai|lobi|lobby|kampus|istana|ballroom|"
    r"pendopo|restoran|kafe|cafe|kedai|rumah makan|studio|lantai|kediaman|our office|your office|embassy|kedutaan)\b"
)
_NAME = r"(?:the[ ])?(?-i:[A-Z])[\w'’.]"
_BEGINS = re.compile(
    r"\b(?:bertempat|berlokasi|dilaksanakan|diselenggarakan|diadakan|digelar|tempat|lokasi|acara)[ ](?:di|secara)[ ]|"
    rf"\b(?:di|at|in)[ ](?={_NOUN}|{_NAME})",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^[ \t]*(?:location|lokasi|where|di mana|dimana|tempat|venue)[ \t]*[:：]?[ \t]*\n?[ \t]*(\S[^\n]{2,160})$",
    re.IGNORECASE | re.MULTILINE,
)
# What follows a place in its sentence.
_STOPS = re.compile(
    r"[;\n?!(]|(?:\.|,)(?:\s+(?![A-Z\d])|$)|\.\s|[ ](?:pada|pukul|mulai|on|from|untuk|dengan|hari|tanggal|guna|"
    r"dalam rangka|yang|agar|sehingga|ya|dan dihadiri|to discuss|for|via|mohon|harap)\b",
)
_ABBREVIATION = re.compile(r"\b(?:Jl|Jln|Jend|Lt|Gd|R|No|Kav|Blok|Dr|Ir|H|K|Prof|Sdr|St|[A-Z])\.$", re.IGNORECASE)
_TIME_OF_DAY = re.compile(
    r"(?:the[ ])?(?:pukul|jam|\d|WI(?:B|TA|T)\b|noon|morning|afternoon|evening|the same)", re.IGNORECASE
)
_MONTH = re.compile(r"[A-Z][a-z]{2,8}[ ,]+\d{1,4}\b")
# A mail wraps its lines near column 72; what stands below a long line belongs to it.
_WRAPPED = re.compile(r"(?<=[^\n]{50})(?<![.:;])\n(?=[^\s>*•\-\d])")


def place(text: str) -> str | None:
    """The first place `text` names; None where it names none."""
    flat = _WRAPPED.sub(" ", text)
    for found in _BEGINS.finditer(flat):
        said = _to_its_end(flat[found.end() : found.end() + MAX_PLACE])
        if len(said) > 2 and not _TIME_OF_DAY.match(said) and not _MONTH.match(said):
            return said
    line = _LINE.search(text)
    return " ".join(line[1].split()).strip(" ,.-") if line else None


def _to_its_end(rest: str) -> str:
    end = 0
    for stop in _STOPS.finditer(rest):
        end = stop.start()
        if not (rest[end] == "." and _ABBREVIATION.search(rest[max(0, end - 6) : end + 1])):
            return " ".join(rest[:end].split()).strip(" ,.-")
    return " ".join(rest.split()).strip(" ,.-")
