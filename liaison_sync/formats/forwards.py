"""Header blocks inside a text (Outlook replies, forwards of every client) and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from liaison_sync.domain.message import Address, Forwarded
from liaison_sync.formats.attribution import bare, marks_forward
from liaison_sync.formats.prose_dates import header_date

_LABELS = {
    "from": "from|dari|daripada|pengirim|von|van|de|da|från|fra|od|от|кому от|差出人|送信者|发件人|寄件者|"
    "寄件人|發件人|보낸 사람|보낸사람|"
    "من|מאת|gönderen|från|lähettäjä|expéditeur|remitente|mittente|remetente|absender|afzender",
    "to": "to|kepada|ke|untuk|an|aan|à|a|para|per|pour|till|til|do|кому|宛先|收件人|收件者|받는 사람|"
    "받는사람|إلى|الى|אל|kime|"
    "destinataire|destinatario|destinatário|empfänger|penerima",
    "cc": "cc|tembusan|salinan|kopie|copie|copia|cópia|копия|抄送|副本|참조|نسخة|kopia",
    "bcc": "bcc|密送|cci|cco",
    "date": "date|sent|dikirim|tanggal|terkirim|tarikh|dihantar|waktu|datum|gesendet|verzonden|verstuurd|envoyé|"
    "envoyé le|enviado|enviado el|enviada em|enviada|enviado em|data|inviato|fecha|дата|отправлено|日期|"
    "送信日時|日付|日時|"
    "发送时间|時間|寄件日期|傳送時間|发件时间|보낸 날짜|날짜|التاريخ|تاريخ الإرسال|أرسلت|תאריך|skickat|"
    "sendt|data wysłania|tarih",
    "subject": "subject|subjek|subyek|perihal|judul|hal|betreff|onderwerp|objet|asunto|assunto|oggetto|ämne|emne|"
    "temat|тема|件名|主题|主旨|主題|제목|الموضوع|נושא|konu",
    "reply_to": "reply-to|balas ke|balas kepada|antwort an|répondre à|responder a|rispondi a|répondre|返信先",
    "other": "importance|attachments|attachment|lampiran|priority|prioritas|organization|priorität|when|where|"
    "bijlagen|anlagen|pièces jointes|resent-from|message-id|importancia",
}
_KEYS = {word: key for key, words in _LABELS.items() for word in words.split("|")}
_LABEL = re.compile(
    r"[ \t>*_\u200e\u200f\u202b]{0,8}([^\W\d_][^:：\n]{0,18}?)[ \t\u00a0]?\*?[ \t\u00a0]?[:：]\*?[ \t\u00a0]*(.*)$",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:\[\]]{1,64}@[^\s@<>\"'(),;\[\]]{1,190}")
MAX_BLOCK = 40  # lines: thousands of wrapped recipients are no header block anybody reads


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Labelled lines `first:last` (exclusive) of a text that stand for a message's header."""

    first: int
    last: int
    values: dict[str, str] = field(default_factory=dict)

    def is_mail(self) -> bool:
        """An address or a time of day tells it from a memo's head (nota dinas: Kepada, Dari, Perihal, Tanggal)."""
        joined = " ".join(self.values.values())
        timed = bool(_CLOCK.search(self.values.get("date", "")))
        return "@" in joined or (timed and "subject" in self.values)


_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}")


def label(line: str) -> tuple[str, str] | None:
    """(`from`|`to`|`date`|…, value) of a labelled line."""
    if len(line) > 2_000 or (":" not in line and "：" not in line):
        return None
    found = _LABEL.match(line)
    key = _KEYS.get(found[1].strip(" *_\u00a0\u200f").lower()) if found else None
    return (key, found[2].strip(" \t*\u00a0\u200f\u202c")) if found and key else None


def block_at(lines: list[str], first: int) -> HeaderBlock | None:
    """The header block starting at `first`, or None; lines that wrap are joined to the one before."""
    values: dict[str, str] = {}
    last_key, at, end, blank = "", first, first, 0
    while at < len(lines) and at - first < MAX_BLOCK:
        line = lines[at]
        if not line.strip(" \t>"):
            blank += 1
            if blank > 1 or not values:
                break
        elif (found := label(line)) and (found[0] not in values or found[0] == "other"):
            last_key, blank, end = found[0], 0, at + 1
            values[last_key] = found[1]
        elif blank == 0 and last_key and _continues(line, last_key, values[last_key]):
            values[last_key] = f"{values[last_key]} {bare(line)}".strip()
            end = at + 1
        else:
            break
        at += 1
    return HeaderBlock(first, end, values) if len(values.keys() - {"other"}) >= 2 else None


def _continues(line: str, key: str, value: str) -> bool:
    """Whether a line carries a wrapped value on: further addresses, an indented rest, the value of an empty label."""
    if line[:1] in " \t" or not value:
        return True
    return key in ("to", "cc", "from") and (value.endswith((",", ";")) or line.lstrip("> ").startswith("<"))


def addresses(value: str) -> tuple[Address, ...]:
    """Addresses of a header block's line: `Budi <b@x>`, `Budi [mailto:b@x]`, `"Budi" b@x`, or a bare name."""
    found: list[Address] = []
    start = 0
    for match in _ADDRESS.finditer(value[:8_000]):
        text = match[0].removeprefix("mailto:").strip(".")
        local, _, domain = text.rpartition("@")
        address = f"{local}@{domain.lower()}"
        name = _name(value[start : match.start()])
        start = match.end()
        if not any(known.address == address for known in found):
            found.append(Address("" if "@" in name else name, address))
    if not found and value.strip():
        return (Address(_name(value), ""),)
    return tuple(found)


def _name(text: str) -> str:
    text = text.replace("mailto:", " ").split(";")[-1]
    head = text.strip(" \t<>[](),;:\"'*")
    return head.split(">")[-1].strip(" \t<>[](),;:\"'*")[:200]


def unwrap(lines: list[str], start: int) -> tuple[Forwarded, ...]:
    """The messages passed on from line `start` on, outermost first."""
    body = _unquoted(lines[start:])
    markers = [at for at, line in enumerate(body) if marks_forward(line)][:20] if start < len(lines) else []
    starts = [at + 1 for at in markers] or [0]
    if markers and markers[0] > 0 and any(line.strip() for line in body[: markers[0]]):
        starts.insert(0, 0)
    found = (_forwarded(body, at) for at in starts)
    return tuple(one for one in found if one)


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without the `>` Apple Mail puts before a forward."""
    marked = sum(1 for line in lines if line.startswith(">"))
    filled = sum(1 for line in lines if line.strip())
    if marked * 10 < filled * 7:
        return lines
    return [line[1:].removeprefix(" ") if line.startswith(">") else line for line in lines]


def _forwarded(lines: list[str], at: int) -> Forwarded | None:
    while at < len(lines) and not lines[at].strip(" \t>_-="):
        at += 1
    block = block_at(lines, at)
    if block is None:
        return Forwarded(None, (), None, None, "\n".join(lines[at:]).strip()) if at < len(lines) else None
    values = block.values
    senders = addresses(values.get("from", ""))
    return Forwarded(
        senders[0] if senders else None,
        addresses(values.get("to", "")) if values.get("to") else (),
        header_date(values["date"]) if values.get("date") else None,
        values.get("subject"),
        "\n".join(lines[block.last :]).strip(),
    )
