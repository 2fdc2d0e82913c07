"""Wishes: a person asks, in their own words, for no more automatic letters, or that their data be left alone.

Better one wish overlooked (a person reads the mail) than a partner silenced by a turn of phrase: each form names both
the stop and what is to stop. A wish for restriction or erasure of one's data counts as restriction (UU PDP 27/2022
art. 8–10; GDPR art. 17, 18, 21) until a person has dealt with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from liaison_sync.domain.value import dataclass

WishKind = Literal["opted_out", "restricted"]
_LONGEST = 8000  # characters looked at
_SENTENCE = re.compile(r"[.!?;:]+(?=\s|$)|\n[ \t]*\n")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# What is to stop, and whom it no longer is to reach (id).
_MAIL = (
    r"(?:surel|e ?mail|surat|pesan|pengingat|buletin|newsletter|broadcast)"
    r"(?: (?:ini|apa ?pun|otomatis|massal|promosi|pengingat|serupa|seperti ini|semacam ini|sejenis))*"
)
_WHO = r"(?: (?:ke |kepada |pada )?(?:saya|kami|alamat ini|alamat saya|alamat kami|e ?mail ini|surel ini))"
_WRITE = r"(?:dikirimi|mengirimi|kirimi|dihubungi|menghubungi|hubungi|disurati|menyurati|surati)"  # somebody
_SEND = r"(?:dikirimkan|dikirim|mengirimkan|mengirim|kirimkan|kirim)"  # something: what, or whom to, must be said
_ASK = r"(?:mohon|harap|tolong|minta|dimohon|diharapkan|mohonlah)"
_REACH = rf"(?:{_WRITE}(?:{_WHO})?(?: {_MAIL})?(?:{_WHO})?|{_SEND}(?:{_WHO}(?: {_MAIL})?| {_MAIL}(?:{_WHO})?))"
_OUR_ADDRESS = r"(?: (?:alamat|e ?mail|surel|nama|kontak))*(?: (?:saya|kami|ini))+"
_LIST = (
    r"(?:daftar(?! (?:hadir|peserta|pembicara|tamu|rapat|acara|panitia))|milis|mailing list|list|basis data|database)"
)
_NOT_OURS = r"(?<!akan )(?<!kami )(?<!saya )(?<!sudah )(?<!telah )"  # "kami akan berhenti mengirim" is their own doing
_OURS_NAMED = r"(?:alamat|e ?mail|surel|nama|kontak)(?: (?:saya|kami|ini)){1,2}"
_SENDING = r"(?:mengirimi|mengirimkan|mengirim|pengiriman|kirimi|kirim)"
_NEED_NOT = r"(?:tidak|tdk|tak|gak|ga|nggak|ngga|enggak) usah"
_POLITE = r"(?:(?:mohon|tolong|harap|maaf|kami|saya|ya|pak|bu|mas|mbak|kak) ){0,3}"
# The same (en).
_MY_ADDRESS = r"(?:me|us|(?:my|our)(?: \w+){1,3}|this(?: \w+){1,2})"
_OCCASION = r"(?:speaker|guest|attend|participant|waiting|panel|visitor)"
_NOT = r"(?:do not|don't|dont|never)"
_LETTERS = r"(?:e ?mails?|messages?|mails?|letters?|reminders?|newsletters?|mailings?|correspondence|invitations)"
_SUCH = r"(?:any|these|those|such|your|more|further|automatic|automated)"
_MORE = r"(?:again|any ?more|any longer|any further|further|in (?:the )?future)"
_DATA_YOU_HOLD = r"(?:data|information)(?: that)? you (?:hold|have|keep|store)"
OPT_OUT = (
    rf"{_ASK}(?: \w+){{0,5}} tidak(?: perlu| usah)? {_REACH} lagi",
    rf"{_ASK}(?: \w+){{0,5}} tidak lagi {_REACH}",
    rf"^{_POLITE}jangan (?:di)?kirim lagi (?:ke|kepada) (?:saya|kami|alamat ini|e ?mail ini|surel ini)",
    r"jangan (?:pernah )?(?:e ?mail|surel|ganggu|mengganggu) (?:saya|kami) lagi",
    rf"^{_POLITE}{_NEED_NOT} (?:(?:dikirimi|dihubungi|disurati)|(?:kirim |kirimi |dikirimi )?{_MAIL})(?:{_WHO})? lagi",
    rf"{_OURS_NAMED}(?: agar| untuk)? (?:dihapus(?:kan)?|dikeluarkan|dicoret) dari {_LIST}",
    rf"jangan(?: pernah)? {_REACH} lagi",
    rf"jangan lagi {_REACH}",
    rf"{_NOT_OURS}(?:berhenti|stop|hentikan) {_SENDING}(?:{_WHO}| {_MAIL})",
    r"(?:ingin|mau|mohon|minta|hendak)(?: \w+){0,3} (?:berhenti berlangganan|unsubscribe)",
    rf"(?:hapus|hapuskan|menghapus|keluarkan|mengeluarkan|coret){_OUR_ADDRESS} dari {_LIST}",
    rf"tidak (?:ingin|mau|bersedia|berkenan|berminat) (?:menerima|dikirimi|mendapatkan|mendapat) {_MAIL} lagi",
    rf"tidak (?:ingin|mau|bersedia|berkenan|berminat) lagi (?:menerima|dikirimi|mendapatkan|mendapat) {_MAIL}",
    rf"stop (?:sending|writing) (?:to )?(?:me|us) (?:\w+ ){{0,3}}{_LETTERS}",
    rf"stop sending (?:these|such|those|any|automated|automatic) (?:\w+ )?{_LETTERS}",
    r"stop (?:e ?mailing|contacting|writing to|messaging|mailing) (?:me|us)",
    rf"(?:remove|delete|take) {_MY_ADDRESS} (?:from|off)(?: (?!{_OCCASION})\w+){{0,3}} (?:lists?|mailings?|database)",
    rf"{_NOT} (?:e ?mail|contact|write to|mail|message) (?:me|us|this address)(?: \w+){{0,4}} {_MORE}",
    rf"{_NOT} send (?:me|us|this address)(?: {_SUCH})*(?: (?:anything|{_LETTERS}))? {_MORE}",
    rf"{_NOT} (?:wish|want) to (?:receive|get)(?: any)? (?:more|further|these|such) (?:\w+ ){{0,2}}{_LETTERS}",
    rf"no longer (?:wish|want) to (?:receive|get) (?:\w+ ){{0,3}}{_LETTERS}",
    r"no longer (?:wish|want) to be (?:contacted|e ?mailed|written to)",
    rf"no longer interested in (?:receiving|getting) (?:\w+ ){{0,2}}{_LETTERS}",
    rf"{_NOT} (?:wish|want) to be (?:contacted|e ?mailed|written to)(?: \w+){{0,3}} {_MORE}",
    rf"(?:rather|prefer) not (?:to )?(?:receive|get)(?: any)? (?:more|further|these|such) (?:\w+ ){{0,2}}{_LETTERS}",
    rf"(?:please|kindly) (?:cease|discontinue) (?:(?:all|any|further|these|your|sending) ){{0,3}}{_LETTERS}",
    r"refrain from (?:e ?mailing|contacting|writing to|messaging|mailing) (?:me|us)",
    rf"^no more {_LETTERS}(?: please| thank you| thanks){{0,2}}$",
    r"opt (?:me|us) out(?! of)",
    r"unsubscribe (?:me|us|my|this address)",
    r"(?:please|kindly|want to|wish to|like to|i|we) unsubscribe from",
    rf"opt (?:me |us )?out (?:of|from) (?:\w+ ){{0,3}}{_LETTERS}",
)
RESTRICT = (
    r"(?:batasi|membatasi|pembatasan|hentikan|menghentikan) (?:pemrosesan|penggunaan|pengolahan) data",
    r"(?:tarik|menarik|cabut|mencabut)(?: kembali)? persetujuan(?: \w+){0,4} (?:data|pemrosesan)",
    r"(?:hapus|menghapus|penghapusan|musnahkan|memusnahkan)(?: semua| seluruh)? data(?: pribadi)? (?:saya|kami)",
    r"data pribadi (?:saya|kami)(?: agar| untuk)? (?:dihapus(?:kan)?|dimusnahkan)(?! dari| di\b)",
    r"keberatan (?:atas|terhadap|dengan) (?:pemrosesan|penggunaan|pengolahan) data",
    r"(?:restrict|stop|restriction of)(?: the)? (?:processing|use) of (?:my|our)(?: personal)? (?:data|information)",
    r"(?:restrict|stop) processing (?:my|our)(?: personal)? (?:data|information)",
    r"withdraw (?:my|our) consent(?: \w+){0,6} (?:data|processing|information)",
    r"object to(?: the)?(?: further)? processing of (?:my|our)",
    rf"(?:delete|erase|remove)(?: all| any)?(?: the)?(?: personal)? {_DATA_YOU_HOLD} (?:about|on|of) (?:me|us)",
    r"(?:delete|erase)(?: all)?(?: of)? (?:my|our)(?: personal)? (?:data|information)",
)
# A whole message, or its subject, that says nothing else.
_ALONE = frozenset({
    "unsubscribe", "please unsubscribe", "unsubscribe please", "unsubscribe me", "opt out", "please opt me out", "stop",
    "remove me", "please remove me", "berhenti berlangganan", "mohon berhenti berlangganan", "stop berlangganan",
    "mohon unsubscribe", "hapus saya dari daftar", "stop email", "stop emails", "tolong stop", "mohon stop",
    "please stop", "stop please", "leave me alone", "please leave me alone", "batalkan langganan saya",
    "mohon batalkan langganan saya",
})  # fmt: skip
# One of these words stands in every form: a text without any, as nearly all are, is not looked at further.
_HEARD = frozenset({
    "lagi", "berhenti", "hentikan", "menghentikan", "stop", "berlangganan", "unsubscribe", "hapus", "hapuskan",
    "menghapus", "penghapusan", "keluarkan", "mengeluarkan", "coret", "batasi", "membatasi", "pembatasan", "tarik",
    "menarik", "cabut", "mencabut", "musnahkan", "memusnahkan", "keberatan", "again", "more", "anymore", "further",
    "future", "longer", "remove", "delete", "erase", "take", "wish", "want", "opt", "restrict", "restriction",
    "withdraw", "object", "dihapus", "dihapuskan", "dicoret", "dikeluarkan", "dimusnahkan", "batalkan", "alone",
    "cease", "discontinue", "refrain", "interested", "rather", "prefer",
})  # fmt: skip
# The small print of newsletters speaks to its reader.
_PRINTED = re.compile(r"\b(?:jika|apabila|bila|bilamana|kalau|klik|click|if you|if this|tautan|link)\b")
_DENIED = frozenset({"jangan", "tidak", "not", "don't", "dont", "never", "tanpa", "belum"})
_OPTS_OUT = re.compile("|".join(rf"\b{form}\b" for form in OPT_OUT))
_FORMS: tuple[tuple[WishKind, re.Pattern[str]], ...] = (
    ("restricted", re.compile("|".join(rf"\b{form}\b" for form in RESTRICT))),
    ("opted_out", _OPTS_OUT),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished, and the sentence that says so (its evidence)."""

    kind: WishKind
    said: str


def may_wish(words: Iterable[str]) -> bool:
    """Whether a text of these words (search_words.tokens) can hold a wish at all."""
    return not _HEARD.isdisjoint(words)


def wish(new_text: str, subject: str = "") -> Wish | None:
    """What the writer wishes, by the text they wrote themselves and the subject; restriction before opting out."""
    text = new_text[:_LONGEST]
    for alone in (text, subject):
        if _plain(alone) in _ALONE:
            return Wish("opted_out", " ".join(alone.split()))
    found = list(_wishes(text))
    return next((one for one in found if one.kind == "restricted"), next(iter(found), None))


def outside(text: str) -> Iterator[str]:
    """What a text says, in lower case, beside its wishes for no more letters."""
    for sentence in _SENTENCE.split(text):
        words = _plain(sentence)
        yield "" if words in _ALONE else _OPTS_OUT.sub(" ", words)


def _wishes(text: str) -> Iterator[Wish]:
    for sentence in _SENTENCE.split(text):
        words = _plain(sentence)
        for kind, form in _FORMS:
            match = form.search(words)
            if match and not _PRINTED.search(words) and not _denied(words, match.start()):
                yield Wish(kind, " ".join(sentence.split())[:300])


def _denied(words: str, at: int) -> bool:
    """ "don't stop sending us letters" asks for the contrary."""
    before = words[:at].split()
    return bool(before) and before[-1] in _DENIED


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))
