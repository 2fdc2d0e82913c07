"""Mail that asks to be left alone and says nothing else: it leaves nobody anything to answer."""

from __future__ import annotations

import re

from liaison_sync.domain.courtesy import FILLING
from liaison_sync.domain.wishes import outside

_LONGEST = 600
_WORD = re.compile(r"[^\W\d_]+")
_GREETING = re.compile(r"\s*(?:yth|kepada|halo|hai|hi|hello|dear)\b[^\n?]{0,80},[ \t]*(?:\n|$)", re.IGNORECASE)
# What may stand around the wish without asking for anything else (id, en).
_AROUND = FILLING | frozenset(
    """seperti semacam itu otomatis pengingat buletin promosi pesan lagi ke depan depannya kedepannya selanjutnya mulai
    sekarang hari maaf permisi mohon tolong harap agar supaya kepada alamat dari anda pihak lain apa pun apapun ini
    ya pak bu any more such these please sorry do not from me us in future further at address automated automatic
    reminders messages emails letters would like anymore""".split()  # noqa: SIM905
)


def only_asks_for_peace(new_text: str, by: str = "") -> bool:
    """Whether a text that holds a wish for no more letters holds nothing else; `by` is its writer's name.

    A question, a number or one word beyond the usual ones makes it more than that: better one answer too many than one
    forgotten.
    """
    text = _GREETING.sub("", new_text.strip(), count=1)
    if len(text) > _LONGEST or "?" in text or "？" in text or any(map(str.isdigit, text)):
        return False
    known = _AROUND | {word.casefold() for word in _WORD.findall(by)}
    return all(word in known for part in outside(text) for word in _WORD.findall(part))
