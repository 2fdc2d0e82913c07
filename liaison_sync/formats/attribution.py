"""Attribution lines ("On … wrote:", "Pada … menulis:") and the rules clients draw above a quote."""

from __future__ import annotations

import re

MAX_LINE = 400  # a longer line is prose, never an attribution
WINDOW = 4  # lines an attribution may be wrapped over

_VERBS = (
    "wrote|writes|said|menulis|tulis|menuliskan|mengirim|schrieb|schreef|geschreven|a écrit|a ecrit|écrit|"
    "écrivait|escribió|escribio|"
    "escribiste|escreveu|ha scritto|scrisse|scritto|skrev|kirjoitti|napisał|napisal|napsal|yazdı|написал|"
    "написала|пише|"
    "писал|пишет|έγραψε|írta|a scris|đã viết|เขียน|写道|寫道|写|のメール|書きました|書いた|さんは|"
    "からのメッセージ|님이|작성|썼|كتب|كتابة|"
    "כתב|rašė|pisze|escrigué|escriu|va escriure|ditulis oleh|napisana przez|quoting|kutipan|zitat von|citando a|"
    "citeren|cytat|menjawab"
)
_VERB = re.compile(rf"(?:\b|(?<=[^\x00-\x7f])|(?<=\d)(?=[^\x00-\x7f]))(?:{_VERBS})", re.IGNORECASE)
_OPENERS = re.compile(
    r"[ \t*_\u200e\u200f\u202a-\u202e]*(?:(?:on|pada|am|le|el|em|il|op|den|på|w dniu|dne|в|в пн|с уважением|"
    r"at|from|dari|tanggal|pd|in|da|de|von|van|ngày|vào|στις|ב-|בתאריך|on|fra|tarihinde|a|en date)[ \t]|"
    r"(?:在|於|于|في|بتاريخ)|(?:mon|tue|wed|thu|fri|sat|sun|sen|sel|rab|kam|jum|sab|min)\w*,?[ \t]|\d{1,4}[./年년-]|"
    r"[пвсч][нтрбс],)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")
_CLOCK = re.compile(r"\d{1,2}[.:h時시点]\s?\d{2}")
_DIGITS = re.compile(r"\d{1,4}[\s./年년-]|\d{1,2}\b")
_CLOSERS = re.compile(r"[:：][ \t\u00a0*_>\u200e\u200f\u202c]*$|-{2,}[ \t]*$")
_NOTES_RULE = re.compile(r"-{2,}[ ]?.{0,200}\b(?:wrote|menulis|schrieb|a écrit|escribió)[ ]?:?[ ]?-{2,}", re.IGNORECASE)
_NOTES_LINE = re.compile(r".{1,80}-{3}\d{1,2}[/.-]\d{1,2}[/.-]\d{4} \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?-{3}")
_ORIGINAL = re.compile(
    r"(?:original|originale|originele|ursprüngliche|asli|asal|semula|d'origine|initial|oryginalna|исходн|оригинал|"
    r"元のメッセージ|original appointment|原始邮件|原始郵件|原邮件|원본|الأصلية|الاصلية|ursprungligt|"
    r"opprindelig|původní|"
    r"alkuperäinen|eredeti|orijinal)",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:forwarded|forward message|begin forwarded|terusan|diteruskan|dimajukan|weitergeleitete?|transféré|"
    r"transmis|reenviado|"
    r"reencaminhada|encaminhada|inoltrato|doorgestuurd|転送|转发|轉寄|轉發|전달|пересыл|переадрес|пересланное|"
    r"معاد توجيه|محولة|رسالة معاد|vidarebefordrat|videresendt|iletilen|przekazana|переслан|trs pesan)",
    re.IGNORECASE,
)
_FORWARD_LINE = re.compile(
    r"(?:begin forwarded message|(?:mulai|awal|begin)[ \w]{0,30}(?:terusan|diteruskan|meneruskan)|"
    r"(?:mulai|awal) meneruskan pesan|anfang der weitergeleiteten|début du message (?:transféré|réexpédié)|"
    r"inicio del mensaje reenviado|"
    r"início da mensagem (?:encaminhada|reencaminhada)|inizio messaggio inoltrato|begin doorgestuurd bericht|"
    r"転送されたメッセージ|开始转发邮件|下面是被转发的邮件|以下は転送|轉寄郵件|전달된 메시지|начало переадресованного|"
    r"пересылаемое сообщение|بداية الرسالة)[ \w]{0,30}[:：]?$",
    re.IGNORECASE,
)


def bare(line: str) -> str:
    """A line without the marks people's clients put around it (bold stars, bidi controls, no-break spaces)."""
    if line.isascii() and "*" not in line:
        return line[:MAX_LINE].strip()
    return line[:MAX_LINE].translate(_MARKS).strip()


_MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff*"), None) | {
    0xA0: " ",
    0x202F: " ",
}


def is_ruled(line: str) -> bool:
    """Whether the line is words between dashes: `-----Original Message-----`."""
    return line.startswith(("--", "__", "==", "—", "－", "──")) and len(line.strip("-_=—－─ ")) > 2


def marks_forward(line: str) -> bool:
    """`---------- Forwarded message ---------`, `Begin forwarded message:` and their translations."""
    text = bare(line)
    return (is_ruled(text) and len(text) < 120 and bool(_FORWARD.search(text))) or bool(_FORWARD_LINE.match(text))


def marks_original(line: str) -> bool:
    """`-----Original Message-----`, `-----Pesan Asli-----`, Lotus Notes' `-----Budi wrote: -----`."""
    text = bare(line)
    if not is_ruled(text) or len(text) > 260:
        return bool(_NOTES_LINE.match(text)) if "---" in text else False
    return bool(_ORIGINAL.search(text) or _NOTES_RULE.match(text))


def closes(line: str) -> bool:
    """Whether an attribution could end with this line."""
    return len(line) <= MAX_LINE and bool(_CLOSERS.search(line))


def closes_bare(line: str) -> bool:
    """Whether a line ends with an address and no colon, as Gmail once wrote: `2026/11/23 Budi <budi@contoh.id>`."""
    text = line.rstrip(" \t\u00a0")
    return text.endswith(">") and len(text) <= MAX_LINE and "@" in text and opens(text)


def is_attribution(text: str, *, before_quote: bool) -> bool:
    """Whether the joined lines introduce a quote; with no `>` line below they must say when or from which address."""
    text = bare(text)
    verb = _VERB.search(text)
    address = _ADDRESS.search(text)
    clock = _CLOCK.search(text)
    if before_quote:
        return bool(
            (verb and (address or _DIGITS.search(text) or len(text) < 80)) or (address and _DIGITS.search(text))
        )
    if verb:
        return bool((clock and _DIGITS.search(text)) or (address and _DIGITS.search(text)) or _names_address(text))
    return bool(address and clock and _OPENERS.match(text))


def _names_address(text: str) -> bool:
    """`Budi Santoso <budi@contoh.id> menulis:` says nothing else: no sentence of its own."""
    return "<" in text and ">" in text and len(text) < 120


def opens(line: str) -> bool:
    """Whether the line may be the first of a wrapped attribution."""
    return bool(_OPENERS.match(line[:MAX_LINE]))
