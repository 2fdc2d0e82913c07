"""Was it held, and why not: what people write after "Terlaksana:"."""

from __future__ import annotations

import re

from liaison_sync.domain.conduct import NotHeld
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.outcome_form import plain
from liaison_sync.formats.outcome_words import NO, NO_SHOW, POSTPONED, THEY, WE, YES

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[✓✔✅]")
# Said without a label: how a meeting went, at the start of a line.
_SAID = re.compile(
    r"(?:ya|iya|yes|sudah|alhamdulillah|rapat|pertemuan|audiensi|acara|meeting|the meeting|it)?[ ,:]{0,2}"
    r"(?:(?:was|were|has been|telah|sudah|akhirnya|berjalan|berlangsung)[ ]){0,2}"
    r"(?:terlaksana|(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak) (?:terlaksana|jadi)|batal|ditunda|dibatalkan|"
    r"held|not held|postponed|cancelled|canceled)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:ya|iya|tidak|tdk|yes|no|sudah|belum)(?:[ ]*[.,!–-].*)?", re.IGNORECASE)
_GREETED = re.compile(r"(?:ok|oke|okay|baik|siap|sip)\b[ ,.!]*", re.IGNORECASE)
_FIRST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Held:
    """`held` None: neither yes nor no can be read."""

    held: bool | None
    reason: NotHeld | None = None
    why: str = ""


def read(text: str, why: str = "") -> Held:
    """What the words say; `why` is said elsewhere on the form."""
    words = [one.lower().replace("’", "'") for one in _WORD.findall(text[:400])]
    first = words[:_FIRST_WORDS]
    yes = next((at for at, word in enumerate(first) if word in YES), None)
    no = next((at for at, word in enumerate(first) if word in NO), None)
    if no is None and _lists(plain(f"{text} {why}"[:1000]), (*POSTPONED, *NO_SHOW)) and yes is None:
        no = 0
    if no is None and yes is None:
        return Held(None)
    if no is not None and (yes is None or no < yes):  # "ya, tidak ada kendala" denies something else
        said = _said_why(text, why)
        return Held(False, _reason(plain(f"{text} {why}"[:1000])), said)
    return Held(True)


def unlabelled(lines: list[str]) -> Held:
    """The same of somebody's first lines, where they use no label."""
    for line in lines[:4]:
        said = _GREETED.sub("", line.strip(), count=1)
        if _SAID.match(said) or _ALONE.fullmatch(said):
            return read(said)
    return Held(None)


def _said_why(text: str, why: str) -> str:
    """The words about why, without the yes or no before them."""
    rest = re.sub(
        r"^[\W_]*(?:tidak|tdk|no|belum|not held|nggak|gak)\b(?:[ ]terlaksana\b)?[\s,;:.()–—-]*",
        "",
        text,
        count=1,
        flags=re.IGNORECASE,
    )
    return "\n".join(one for one in (rest.strip(" )\n"), why.strip()) if one)


def _reason(low: str) -> NotHeld:
    if _lists(low, POSTPONED):
        return "postponed"
    at = next((found for word in NO_SHOW if (found := low.find(word)) >= 0), -1)
    if at < 0:
        return "unknown"
    before = set(_WORD.findall(low[max(0, at - 60) : at])) | set(_WORD.findall(low[at:][:60]))
    if before & WE and not before & THEY:
        return "no_show_us"
    return "no_show_partner"


def _lists(low: str, words: tuple[str, ...]) -> bool:
    return any(word in low for word in words)
