"""Plain-text answers to an invitation: a suggestion, never a PARTSTAT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from liaison_sync.domain.message import Answer
from liaison_sync.formats.answer_away import AWAY_HINTS, is_away
from liaison_sync.formats.answer_delegates import DELEGATED_HINTS, stand_in
from liaison_sync.formats.answer_doubts import (
    DENIAL_WORDS,
    DOUBT_HINTS,
    DOUBT_WORDS,
    without_denied,
    without_doubts,
    without_others,
)
from liaison_sync.formats.folded import folded, folded_whole, names_any
from liaison_sync.formats.stems import Stems

MAX_TEXT = 3_000  # characters of new text in which an answer stands
_TITLES = (
    *("H.", "Dr.", "Ir.", "Hj.", "Mr.", "Ms.", "No.", "Bp.", "KH.", "Bpk.", "Sdr.", "Drs.", "Dra.", "Mrs.", "Kol."),
    *("Pdt.", "Yth.", "Sdri.", "Prof."),
)
_TITLE = re.compile(rf"\b(?:{'|'.join(map(re.escape, _TITLES))})\Z")
# Matched against the folded sentence, which costs a fraction of ignoring the case.
_QUESTION = re.compile(
    r"\?|\b(?:apakah|mohon konfirmasi|mohon kesediaan|mengundang|kami undang|diharapkan kehadiran|"
    r"mohon kehadiran|berkenan|"
    r"please confirm|would you|will you|can you|could you|are you|invite you|we hope you|"
    r"(?<!konfirmasi )kehadiran (?:bapak|saudara)(?! (?:\w+ ){1,4}(?:akan )?diwakil))\b"
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
    r"not attending|not being able to|will be absent|menolak undangan|tidak dapat memenuhi undangan|"
    r"(?:jadwal|agenda) (?:kami|saya|beliau) bentrok|sudah ada (?:agenda|acara|jadwal) lain|"
    r"(?:have|has|got) (?:a|an|another)(?: \w+)? (?:conflict|engagement|commitment)|"
    r"(?:tidak|tak|belum|tdk) (?:dapat|bisa|dpt|sempat) (?:kami |saya )?(?:hadiri|penuhi|ikuti)|"
    r"(?:saya|kami) (?:mohon )?izin(?: untuk)? (?:tidak|tdk|absen)|not available (?:on|that|at|to|for)|"
    r"ada (?:acara|agenda|keperluan|urusan) \w+,? (?:jadi|sehingga|maka) (?:tidak|tdk|gak|nggak|ga) bisa|"
    r"(?:tapi|tetapi|namun|hanya|cuma|karena)(?: \w+)? ada (?:agenda|acara|jadwal|kegiatan) lain|"
    r"count (?:me|us) out|(?:have|need) to (?:(?:skip|miss) (?:it|this (?:one|time|meeting|event|call)|"
    r"the (?:meeting|event|call|session))|sit (?:this|it) out|pass(?: (?:on )?this (?:time|one|round))))"
)
_TENTATIVE = re.compile(
    r"\b(?:akan (?:kami|saya) (?:usahakan|upayakan)|diusahakan hadir|"
    r"(?:kami|saya) (?:usahakan|upayakan)(?: untuk)? hadir|"
    r"mungkin (?:\w+ ){0,2}?(?:hadir|ikut|datang|bergabung)|get back to you (?:on|about|regarding) (?:my|our) "
    r"(?:attendance|participation|presence|availability)|"
    r"(?:might|may|hope to|hoping to|will try to|try to) (?:be able to )?(?:attend|join|come|make it))"
)
# What is said of an agreement or a budget as well: an answer where the mail speaks of an invitation.
_OPEN = re.compile(
    r"\b(?:akan (?:kami|saya) konfirmasi|belum (?:bisa|dapat) (?:kami |saya )?"
    r"(?:(?:me|di)?[mp]astikan|(?:di|meng)?konfirmasi|mengonfirmasi)(?! (?:jumlah|berapa|siapa|nama)\b)|"
    r"^(?:(?:mohon )?maaf,? |kami |saya |masih |memang )*belum pasti\b|"
    r"masih (?:kami |saya )?(?:menunggu|koordinasikan)|koordinasikan (?:dulu )?dengan (?:pimpinan|atasan)|"
    r"cek jadwal|menunggu disposisi|get back to you (?:on|about|regarding) (?:my|our)|let you know (?:if|whether)|"
    r"tentative(?:ly)?|not (?:yet )?sure(?: yet)?(?: (?:if|whether)|[.! ]*$)|"
    r"(?:can ?not|can't|not able to|unable to)(?: yet)? confirm(?: yet| now| at this (?:stage|time|point))*[.! ]*$|"
    r"^(?:\w+ ){0,3}?ragu(?:-ragu)?[.! ]*$)"
)
# As _OPEN: "Bisa, Pak." agrees to whatever was asked.
_AGREED = re.compile(
    r"\b(?:works? (?:well |fine )?for (?:me|us)|see you (?:there|then)|"
    r"(?<![\w ,])(?:(?:ya|baik|oke|ok|siap|yes|sure)[, ]+)?(?:bisa|confirmed)"
    r"(?:[, ]+(?:pak|bu|mas|mbak|kak|bapak|ibu|sir|madam))?(?=[ .!]*$))"
)
# Said of an event to come as well: an answer where it is ours who go, or where the mail replies to an invitation.
_ATTENDED = re.compile(r"\b(?:akan |bakal |dapat |bisa )?dihadiri\b|\b(?:will|to) be attended by\b")
_OURS_GO = re.compile(
    r"\bin(?:sya|sha|syaa)[ -]?'?allah\b|\b(?:dari (?:pihak |sisi |instansi |kantor )?kami|undangan|"
    r"(?:direktur|pimpinan|perwakilan|wakil|staf|tim|kepala \w+|ketua|pejabat) kami|from our side|our \w+|invitation)\b"
)
# Guests of honour are named of an event to come; where they stand for the writer's side, the sentence says so.
_DIGNITARY = re.compile(
    r"\b(?:gubernur|menteri|menko|presiden|wapres|bupati|wali ?kota|kapolri|kapolda|panglima|duta besar|dubes|sultan|"
    r"governor|minister|president|mayor|regent|ambassador)\b"
)
_GO_FROM_US = re.compile(r"\b(?:dari \w+|undangan|\w+ kami|from our side|our \w+|invitation)\b")
_YESTERDAY = re.compile(r"\b(?:tadi|kemarin|kmrn|yesterday)\b")
_OVER = re.compile(r"\b(?:telah|sudah|tadi|kemarin|kmrn|lalu)\b")
_INVITED = ("undang", "hadir", "invit", "attend", "rsvp")
_MEETING = (*_INVITED, "rapat", "pertemuan", "audiensi", "meeting", "jadwal", "schedule", "call", "acara", "event")
_ACCEPTED = re.compile(
    r"\b(?:(?:kami|saya|siap|akan|dapat|bisa|bersedia|pasti|tim|rombongan|dari \w+|konfirmasi|mengonfirmasi|"
    r"mengkonfirmasi|ikut)(?: \w+){0,4}? (?:hadir|menghadiri|datang|bergabung|kehadiran|join)|"
    r"(?:^|(?<=, ))(?:pasti |siap )?hadir[.!]+$|"
    r"hadir(?:,| ya|$| pak| bu| sesuai| tepat| \d| (?:dengan|sebanyak|satu|dua|tiga|empat|lima))|siap hadir|"
    r"(?:akan |bersedia )(?:menghadiri|hadir|mengikuti)|"
    r"(?:will|shall|'ll|can|plan to|happy to|glad to|pleased to|(?:be|am|are) able to|delighted to|"
    r"confirm(?:ing)? (?:that )?(?:i|we)(?: will)?)(?: \w+){0,2}? (?:attend(?!ed\b)|join|be there|be attending|"
    r"participate)|(?:\bi|we|he|she|they|of us)(?: will|'ll)(?: \w+)? come|"
    r"(?:i|we)(?: gladly| hereby)? (?:accept|confirm (?:my|our) (?:attendance|participation|presence))|"
    r"(?:akan|siap|bisa|dapat|pasti) (?:kami |saya |beliau )?(?:hadiri|penuhi)|(?:siap|segera),? merapat|"
    r"(?:me|us) down for|looking forward to (?:attending|joining)|(?:i'd|we'd|would) love to (?:attend|come|join)|"
    r"(?:wouldn't|won't|not) miss (?:it|this)|count (?:me|us) in|confirm(?:ing)? (?:my|our) attendance|"
    r"(?:i'm|we're|i am|we are) (?:in\b|attending|coming)|"
    r"kami terima undangan(?:nya)?|menerima undangan|"
    r"memenuhi undangan|konfirmasi kehadiran|in(?:sya|sha|syaa)[ -]?'?allah,?(?: \w+){0,4} (?:hadir|datang|ikut|join)|"
    r"dijadwalkan (?:akan )?hadir|"
    r"(?:saya|kami|aku) (?:akan |siap )?(?:ikut|join)(?=[ .!]*$)|"
    r"(?:mengirim(?:kan)?|(?<!mohon )(?<!dapat )(?:mengutus|menugaskan)) (?=\d|satu|dua|tiga|empat|lima|se)[^,.]{1,25}"
    r"(?:orang|perwakilan|staf|wakil))"
)
# "God willing" beside a yes is a courteous yes; alone it leaves the answer open.
_WILLING = re.compile(r"\bin(?:sya|sha|syaa)[ -]?'?allah\b")
_HEADCOUNT = re.compile(
    r"(?:\b(\d{1,4})|\b(satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|seorang))"
    r"(?:[ ]?\([^)\n]{1,15}\))?[ ]{0,2}(?:orang|org|peserta|pax|people|persons?|participants?|perwakilan|"
    r"personel|representatives?|delegates?|wartawan|jurnalis|attendees?|of us)?\b"
)
_COUNT_WORD = re.compile(
    r"(?:orang|org|peserta|pax|people|persons?|participants?|perwakilan|personel|representatives?|delegates?|"
    r"wartawan|jurnalis|attendees?|of us)$"
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
# One of these stands in whatever each pattern can match; a search for a plain word costs next to nothing.
# " ikut" begins a word: "berikut" stands in every other letter.
_DECLINED_HINTS = frozenset({
    "halang", "hadir", " ikut", "engikuti", "gabung", "datang", "enuhi", "join", "attend", "make", "come",
    "participate", "be there", "absen", "declin", "regret", "apologies", "undangan", "bisa", "bentrok", "lain",
    "being able", "conflict", "engagement", "commitment", "count me", "count us",
    "penuhi", "skip", "miss", "sit ", "pass", "izin", "available",
})  # fmt: skip
_TENTATIVE_HINTS = frozenset({
    "allah", "usahakan", "upayakan", "konfirmasi", "hadir", "memastikan", "menunggu", "koordinasikan",
    "tentative", "attend", "join", "come", "make it", "not sure", "yet sure", " ikut", "datang", "gabung", "pastikan",
    "cek jadwal", "disposisi", "get back", "let you know",
    "belum pasti", "ragu", "confirm",
    *DOUBT_HINTS,
})  # fmt: skip
_ACCEPTED_HINTS = frozenset({
    "hadir", " ikut", "engikuti", "datang", "bergabung", "join", "attend", "be there", "come", "coming", "participate",
    "accept", "confirm my", "confirm our", "confirming my", "confirming our", "confirmed", "bisa", "count me",
    "count us", "see you there", "i'm in", "we're in", "i am in", "we are in", "undangan", "works", "work for",
    "work well", "work fine", "see you then", "ngirim", "utus", "menugaskan", "penuhi", "merapat", "down for", "miss ",
})  # fmt: skip
_ALL_HINTS = DELEGATED_HINTS | _DECLINED_HINTS | _TENTATIVE_HINTS | _ACCEPTED_HINTS | AWAY_HINTS
# … and one of these in the very sentence.
_DECLINED_WORDS = frozenset({
    "halang", "tidak", "tak ", "belum", "gak ", "ga ", "tdk", "batal", "ndak", "absen", "not", "n't", "unable",
    "declin", "regret", "apologies", "menolak", "bentrok", "lain", "conflict", "engagement", "commitment",
    "count me out", "count us out", "have to", "need to",
})  # fmt: skip
_HOPE_WORDS = frozenset({
    "usahakan", "upayakan", "mungkin", "get back", "might", "may", "hop", "try to",
})  # fmt: skip
_OPEN_WORDS = frozenset({
    "kami konfirmasi", "saya konfirmasi", "belum", "masih", "koordinasikan", "cek jadwal", "menunggu disposisi",
    "get back", "let you know", "tentative", "not", "n't", "unable", "ragu",
})  # fmt: skip
_TENTATIVE_WORDS = _HOPE_WORDS | _OPEN_WORDS | DOUBT_WORDS
_QUESTION_WORDS = frozenset({
    "?", "apakah", "mohon k", "mengundang", "kami undang", "kehadiran", "berkenan", "please confirm", " you",
})  # fmt: skip
_CONDITION_WORDS = frozenset({"jika", "bila", "kalau", "if you", "in case", "should you", "hadir"})
_COUNTED = frozenset({
    "orang", "org", "peserta", "pax", "people", "person", "participant", "perwakilan", "representative",
    "delegate", "wartawan", "jurnalis", "attendee", "of us",
})  # fmt: skip
_STEMS = Stems(
    leading=_ALL_HINTS,
    others=_DECLINED_WORDS | _TENTATIVE_WORDS | DENIAL_WORDS | _QUESTION_WORDS | _CONDITION_WORDS | _COUNTED,
)


def read(text: str, *, subject: str = "", quoted: str = "") -> Answer:
    """What a reply's new text says about coming; kind "none" where it says nothing.

    `subject` and what is `quoted` may speak of an invitation where the answer itself does not.
    """
    reply = _Reply(text[:MAX_TEXT].replace("’", "'"), subject, quoted[:MAX_TEXT])
    found = [answer for one in _telling(reply.text) if (answer := _kind(*one, reply))]
    return next((one for one in found if one.kind == "delegated"), found[0] if found else Answer())


class _Reply:
    """What a reply says, and whether it answers an invitation: asked where an answer depends on it."""

    def __init__(self, text: str, subject: str, quoted: str) -> None:
        self.text, self.subject, self.quoted = text, subject, quoted

    @property
    def replies(self) -> bool:
        """Whether it answers a mail: it quotes one, or its subject says so."""
        return bool(self.quoted.strip()) or self.subject.lower().startswith(("re:", "bls:", "balas:"))

    @cached_property
    def invited(self) -> bool:
        """Whether the mail, its subject or what it quotes speaks of an invitation."""
        return (
            names_any(_MEETING, folded(self.subject))
            or names_any(_INVITED, folded_whole(self.text))
            or names_any(_INVITED, folded(self.quoted))
        )


def _telling(text: str) -> Iterator[tuple[list[str], list[str], frozenset[str]]]:
    """The sentences in which an answer may stand: their words, these folded, and the stems in them."""
    for paragraph, low in zip(text.split("\n\n"), folded_whole(text).split("\n\n"), strict=True):
        lows = low.split()
        if heard := _STEMS.heard(lows):
            words = paragraph.split()
            for start, end in _sentences(words, heard):
                if said := _STEMS.within(lows[start:end]):
                    yield words[start:end], lows[start:end], said


def _sentences(words: list[str], heard: list[int]) -> Iterator[tuple[int, int]]:
    """Where the sentences in which `heard` words stand begin and end."""
    end = 0
    for at in heard:
        if at >= end:
            start = at
            while start > end and not _ends_sentence(words[start - 1]):
                start -= 1
            end = at + 1
            while end < len(words) and not _ends_sentence(words[end - 1]):
                end += 1
            yield start, end


def _ends_sentence(word: str) -> bool:
    return word[-1] in ".!?;" and not _is_title(word)


def _is_title(word: str) -> bool:
    """`Dr.`, `(Prof.`: no sentence ends with it."""
    return word.endswith(_TITLES) and _TITLE.search(word) is not None


# In what follows `low` is the sentence folded, `said` the stems in it: a pattern is tried where one of its own is.


def _kind(words: list[str], lows: list[str], said: frozenset[str], reply: _Reply) -> Answer | None:
    low = " ".join(lows)
    if low.startswith(">"):
        return None
    if not DELEGATED_HINTS.isdisjoint(said) and (delegated := _delegated(" ".join(words), low, said, reply)):
        return delegated
    sure = without_doubts(low) if _holds(said, DOUBT_HINTS, DOUBT_WORDS) else low
    doubted, low = sure != low, sure if DENIAL_WORDS.isdisjoint(said) else without_denied(sure)
    if _declines(low, said):
        return Answer("declined")
    tentative = doubted or _hopes(low, said) or (_leaves_open(low, said) and reply.invited)
    coming = without_others(low) if not tentative and not _ACCEPTED_HINTS.isdisjoint(said) else ""
    accepted = coming and (
        _ACCEPTED.search(coming) or (_AGREED.search(coming) and reply.invited) or _is_attended(coming, reply)
    )
    if not accepted and not AWAY_HINTS.isdisjoint(said) and is_away(low) and reply.invited and not _asks(low, said):
        return Answer("declined")
    said_so = tentative or accepted or ("allah" in said and _WILLING.search(low) and reply.invited)
    if not said_so or _asks(low, said) or _is_conditional(low, said):
        return None
    return Answer("accepted" if accepted else "tentative", _people(low, said))


def _delegated(sentence: str, low: str, said: frozenset[str], reply: _Reply) -> Answer | None:
    if _asks(low, said) or _YESTERDAY.search(low):
        return None
    who = stand_in(sentence)
    if (
        who is None
        or (who.loose and not (reply.invited or names_any(_MEETING, low)))
        or (who.name is None and _is_conditional(low, said))
    ):
        return None
    return Answer("delegated", _people(low, said), who.name)


def _holds(said: frozenset[str], hints: frozenset[str], words: frozenset[str]) -> bool:
    return not hints.isdisjoint(said) and not words.isdisjoint(said)


def _declines(low: str, said: frozenset[str]) -> bool:
    if not _holds(said, _DECLINED_HINTS, _DECLINED_WORDS) or low.endswith("?"):
        return False
    return bool(_DECLINED.search(low)) and not _is_conditional(low, said)


def _is_attended(low: str, reply: _Reply) -> bool:
    """ "Undangan akan dihadiri oleh Ibu Sari": by whom ours will be represented, not who comes to somebody's event."""
    found = _ATTENDED.search(low)
    if not found or _OVER.search(low):
        return False
    if _DIGNITARY.search(low, found.end()) and not _GO_FROM_US.search(low, 0, found.start()):
        return False
    return bool(_OURS_GO.search(low)) or (reply.replies and reply.invited and found[0] != "dihadiri")


def _hopes(low: str, said: frozenset[str]) -> bool:
    return _holds(said, _TENTATIVE_HINTS, _HOPE_WORDS) and bool(_TENTATIVE.search(low))


def _leaves_open(low: str, said: frozenset[str]) -> bool:
    return _holds(said, _TENTATIVE_HINTS, _OPEN_WORDS) and bool(_OPEN.search(low))


def _asks(low: str, said: frozenset[str]) -> bool:
    return not _QUESTION_WORDS.isdisjoint(said) and bool(_QUESTION.search(low))


def _is_conditional(low: str, said: frozenset[str]) -> bool:
    """ "Jika berhalangan, mohon diwakili" speaks of the reader, not of the writer."""
    return not _CONDITION_WORDS.isdisjoint(said) and bool(_CONDITION.search(low))


_CONDITION = re.compile(
    r"\b(?:jika|apabila|bila|kalau|bilamana|if you|in case|should you|mohon(?: agar)? hadir|harap hadir|"
    r"agar (?:dapat )?hadir)\b"
)


def _people(low: str, said: frozenset[str]) -> int | None:
    if _COUNTED.isdisjoint(said):
        return None
    for found in _HEADCOUNT.finditer(low):
        if _COUNT_WORD.search(found[0]):
            return int(found[1]) if found[1] else _NUMBERS[found[2]]
    return None
