"""A bare no and being away then, in folded sentences: refusals where the mail answers an invitation."""

from __future__ import annotations

import re

_NO_ID = r"(?:belum|tidak|tak|tdk|gak|nggak|ngga|ga)"
_THEN = r"(?:th(?:at|is) (?:day|week|date|time|month|morning|afternoon)|on (?:that|this) \w+|then)"
# A bare "can't" ends here, or a reason follows: "I can't, however, find …" goes on.
_BECAUSE = (
    r"(?=[ .!;]*$|[,;:. ]*(?:-+|–|—|\.{2,})|[,; ]+(?:sorry|apologies|unfortunately|due|because|since|as|i'm|i am|we're|"
    r"we are|i'll|we'll|i have|i've|we have|we've|on leave|away|out of|thank)\b)"
)
_BARE = re.compile(
    rf"(?:^|(?:^|[,.;] |\b(?:but|that|afraid|unfortunately|sorry|so) )(?:i|we) )(?:can't|cannot|can not)"
    rf"(?:,? (?:sorry|{_THEN}))?{_BECAUSE}|"
    r"(?:^|(?<=[,.] ))(?:(?:mohon )?maaf,? )?(?:(?:pak|bu|mas|mbak|bapak|ibu),? )?(?:(?:saya|kami|aku) )?"
    rf"{_NO_ID} bisa,? (?:sedang|lagi|masih|karena|krn|ada|cuti|dinas|sudah ada|tugas)\b"
)
_AWAY = re.compile(
    r"\b(?:i'm|i am|we're|we are|i'll be|i will be|we'll be|we will be|i|saya|kami|aku) "
    r"(?:both |all |already |sedang |lagi |akan |masih |ada )?"
    r"(?:on (?:annual |sick |maternity |paternity )?leave|on (?:holiday|vacation)|away|travel+ing|abroad|overseas|"
    r"out of (?:the )?(?:office|town|country)|cuti|dinas luar(?: kota)?|di luar (?:kota|negeri))"
    rf"(?: \w+){{0,3}}? (?:{_THEN}|(?:hari|minggu|pekan|tanggal|bulan) (?:itu|tersebut|ini)|all week|pada \w+ itu)\b"
)
AWAY_HINTS = frozenset({
    "can't", "cannot", "can not", "bisa", "leave", "holiday", "vacation", "away", "travel", "abroad", "overseas",
    "out of", "cuti", "dinas luar", "di luar",
})  # fmt: skip


def is_away(low: str) -> bool:
    """Whether a folded sentence is a no without saying to what, or tells that its writer is elsewhere then."""
    return bool(_BARE.search(low) or _AWAY.search(low))
