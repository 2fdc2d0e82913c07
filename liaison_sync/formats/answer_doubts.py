"""What an answer to an invitation leaves open, and the coming it only speaks of: in folded sentences, span by span."""

from __future__ import annotations

import re

_COMING = (
    r"(?:(?:ke)?hadir|menghadiri|ikut|mengikuti|datang|bergabung|join|attend|participat|come\b|make it|be there|"
    r"presence|availab)"
)
_NO = r"(?:belum|blm|tidak|tak|tdk|gak|nggak|ga)"
# Who, how many and when are open although somebody comes.
_ELSE = (
    r"(?:jumlah|berapa|siapa|nama|kapan|jam|pukul|who|how|which|when|what|"
    r"but|however|though|tapi|tetapi|namun|meski\w*|walau\w*)"
)
_UNSURE = (
    rf"(?:\b{_NO} (?:dapat |bisa |dpt |bs )?(?:kami |saya )?(?:memastikan|dipastikan|pastikan|menjanjikan|menjamin)|"
    rf"\b{_NO} (?:dapat|bisa|dpt|bs) (?:kami |saya )?(?:di|mengk?|meng)?konfirmasi|"
    rf"\b{_NO} (?:dapat|bisa) (?:mengonfirmasi|berjanji)|"
    rf"\b(?:{_NO}|kurang) (?:begitu |terlalu |sepenuhnya )?(?:yakin|pasti|tahu)|"
    rf"\b{_NO} (?:dapat |bisa )?(?:kami |saya )?(?:memutuskan|diputuskan|menentukan|ditentukan)|"
    r"(?:\bnot|n't)(?: yet)? decided|"
    r"(?<!tidak )(?<!tanpa )(?<!jangan )(?<!tidak perlu )\bragu(?:-ragu)?|"
    r"(?:\bnot|n't)(?: yet| quite| entirely| completely| fully| so| very| too| at all)* (?:sure|certain)|"
    r"\b(?:unsure|uncertain|doubtful|(?:i|we)(?: really| still)? doubt)|"
    r"\b(?:can ?not|can't|could not|couldn't|unable to|not able to|not in a position to)(?: yet| currently)? "
    r"(?:confirm|commit|guarantee|promise|say|tell))"
)
_DOUBT = re.compile(rf"{_UNSURE}(?:,? (?!{_ELSE}\b)[\w']+){{0,6}}? {_COMING}[\w']*")
_SAID_OF_IT = re.compile(rf"\bkehadiran(?: \w+){{0,4}}? (?:masih )?{_NO} (?:dapat |bisa )?(?:dipastikan|pasti)\b")
_ASKED_FOR = (
    r"\b(?:mohon|harap|tolong|minta|please|kindly)(?: \w+){0,3}? (?:di)?(?:kirim\w*|sampaikan|informasi\w*|info\w*|"
    r"berikan|menunjuk|menugaskan|mengutus|beritahu\w*|kabari|send|share|provide|"
    r"let (?:us|me) know|tell)(?: \S+){0,8}? (?:yang|who)"
)
# Others' coming that is asked for or unknown, what is over, and who is to be in a place that is named: elsewhere.
_TOLD = re.compile(
    rf"(?:{_ASKED_FOR}|\bsiapa(?: saja| pun)? yang|\b(?:sure|know|clear|decided?) who(?: else| exactly)?)"
    rf"(?: \w+){{0,2}}? {_COMING}\w*|"
    r"\b(?:sudah|telah|sempat) (?:ikut )?(?:hadir|menghadiri|datang|bergabung|mengikuti)\b|"
    r"\b(?:hadir|datang|bergabung) (?:tadi|kemarin|kmrn)\b|"
    r"\bdijadwalkan (?:akan )?hadir(?: \w+){0,3}? di (?!(?:acara|rapat|pertemuan|kegiatan|forum|sana|tempat|lokasi|"
    r"kantor|undangan|ruang|aula|zoom)\b)\w+"
)
_DENIED = re.compile(
    r"\b(?:bukan(?:nya)?(?: berarti| maksud(?:nya)?)?|(?:tidak|tdk|tak|nggak|gak) berarti(?: bahwa)?|"
    r"(?:doesn't|does not|don't|do not|not) mean(?: that)?)(?= (?:\w+ ){0,3}?"
    r"(?:tidak|tdk|tak|nggak|gak|batal|menolak|absen|won't|can't|cannot|not|will not|decline)\b)"
    r"[^,.;:!?]*?(?=[,.;:!?]|$| (?:tapi|tetapi|namun|melainkan|hanya|cuma|but|just|only)\b)"
)
# One of these stands in every doubt.
DOUBT_WORDS = frozenset({
    "belum", "blm", "pasti", "janji", "jamin", "putus", "tentukan", "decided",
    "onfirmasi", "yakin", "tahu", "ragu", "sure", "certain", "doubt",
    "confirm", "commit", "guarantee", "promise", " say", " tell",
})  # fmt: skip
DOUBT_HINTS = frozenset({
    "hadir", " ikut", "engikuti", "datang", "gabung", "join", "attend", "participat", "come", "make it", "be there",
    "presence", "availab",
})  # fmt: skip
DENIAL_WORDS = frozenset({"bukan", "berarti", "mean"})  # one stands in every denial


def without_doubts(low: str) -> str:
    """A folded sentence without what it says of a coming that is not sure; as it is where it doubts none."""
    return _SAID_OF_IT.sub("…", _DOUBT.sub("…", low))


def without_denied(low: str) -> str:
    """A folded sentence without the staying away it denies: "bukan berarti kami tidak hadir" is no refusal."""
    return _DENIED.sub("…", low)


def without_others(low: str) -> str:
    """A folded sentence without the coming of others it asks after, and what is over or elsewhere."""
    return _TOLD.sub("…", low)
