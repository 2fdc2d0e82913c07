"""Where a text's own words end: `-- ` (RFC 3676 §4.3), sign-offs, phones' lines, confidentiality footers."""

from __future__ import annotations

import re

from liaison_sync.formats.attribution import bare

_SIGN_OFFS = frozenset(
    """best regards|kind regards|kindest regards|regards|warm regards|warmest regards|best wishes|best|cheers
sincerely|yours sincerely
sincerely yours|yours faithfully|faithfully|respectfully|respectfully yours|yours truly|cordially|many regards
with kind regards|with best regards
with regards|with warm regards|rgds|brgds|br|kr|all the best|thanks and regards|thanks & regards
thanks and best regards|thank you and best regards
thanks and kind regards|best rgds|salutations|yours|love|warmly|take care|hormat kami|hormat saya
dengan hormat kami|salam|salam hormat|salam hangat
salam hormat kami|salam hangat kami|salam kami|salam takzim|salam sukses|salam sehat|salam dan hormat|hormat|ttd
tertanda|atas nama
wassalam|wassalamualaikum|wassalamualaikum wr wb|wassalamualaikum warahmatullahi wabarakatuh|wasalam
wassalamu alaikum wr wb|yang benar
teriring salam|salam dari kami|salam kompak|salam redaksi|terima kasih dan salam|terima kasih & salam
terima kasih dan salam hormat
yang ikhlas|saya yang menjalankan amanah|sekian terima kasih|mit freundlichen grüßen|mit freundlichem gruß
freundliche grüße|viele grüße
beste grüße|liebe grüße|mfg|vg|gruß|grüße|herzliche grüße|schöne grüße|met vriendelijke groet
met vriendelijke groeten|vriendelijke groet|groeten|groet
mvg|hartelijke groet|hartelijke groeten|cordialement|bien cordialement|bien à vous|sincères salutations
meilleures salutations|salutations distinguées
amicalement|bonne journée|saludos|saludos cordiales|un saludo|atentamente|cordialmente|un cordial saludo|un abrazo
abraços|atenciosamente|att
cumprimentos|com os melhores cumprimentos|melhores cumprimentos|cordiali saluti|distinti saluti|saluti|un saluto
un caro saluto|a presto
с уважением|с наилучшими пожеланиями|всего доброго|مع خالص التحية|مع التحية|مع أطيب التحيات|تحياتي
وتفضلوا بقبول فائق الاحترام
敬具|よろしくお願いいたします|よろしくお願いします|以上|此致|此致敬礼|顺祝商祺|祝好|谢谢|謝謝|敬上|감사합니다
감사합니다 드림""".replace("\n", "|").split("|")
)
_THANKS = frozenset(
    """thanks|thank you|many thanks|thanks again|thanks a lot|thanks in advance|thank you very much|thx
terima kasih|terimakasih|terima kasih banyak
trims|makasih|matur nuwun|matur suwun|hatur nuhun|sekian dan terima kasih|danke|vielen dank|bedankt|merci
merci beaucoup|gracias|muchas gracias
obrigado|obrigada|grazie|спасибо|شكرا|شكراً|terima kasih atas perhatian dan kerjasamanya
terima kasih atas perhatiannya|dank u|alvast bedankt""".replace("\n", "|").split("|")
)
_MOBILE = re.compile(
    r"(?:sent (?:from|using|via) (?:my |the )?\S|sent with (?:proton|spark|airmail|mailspring)|"
    r"get outlook for |sent from outlook|dikirim dari |"
    r"dikirim (?:melalui|menggunakan|via|dgn) |dapatkan outlook (?:untuk|bagi) |"
    r"unduh outlook untuk |terkirim dari |dihantar dari(?:pada)? |enviado (?:desde|do|de|a partir|via) |"
    r"obtener outlook para |obter o outlook para |"
    r"envoyé (?:de|depuis|à partir|avec) |obtenir outlook pour |téléchargez outlook |von meinem .{2,40} gesendet|"
    r"gesendet (?:von|mit|über) |"
    r"outlook für (?:ios|android) |holen sie sich outlook|verstuurd vanaf |verzonden (?:vanaf|met|vanuit) |"
    r"outlook voor (?:ios|android)|"
    r"inviato da(?:l|lla)? |scarica outlook per |ottieni outlook per |отправлено (?:с|из) |أرسل[ت]? من |"
    r"تم الإرسال من |从我的.{1,30}发[送出]|"
    r"发自我的|发自|發自|從我的.{1,30}傳送|获取 ?outlook|iphoneから送信|.{1,20}から送信|"
    r"나의 .{1,20}에서 보냄|.{1,20}에서 보냄|skickat från |"
    r"sendt fra |"
    r"powered by |wysłane z |virus-free\.|bebas virus\.|avast )",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:[*_#\[(=\- ]{0,12})(?:confidentiality (?:notice|note|statement)|confidential(?:ity)?\b|disclaimer\b|"
    r"sanggahan\b|penafian\b|"
    r"pernyataan (?:kerahasiaan|penyangkalan|sanggahan)|pemberitahuan kerahasiaan|peringatan kerahasiaan|"
    r"catatan kerahasiaan|"
    r"(?:perhatian|penting|peringatan) ?[:!-]? ?(?:e-?mail|surel|surat elektronik|pesan|informasi|isi)|"
    r"legal notice|privileged|"
    r"(?:isi )?(?:e-?mail|surel|surat elektronik|pesan|informasi|komunikasi)(?: (?:elektronik|ini|dan|beserta|"
    r"termasuk|yang|dalam|berikut|seluruh|segala|setiap|lampiran(?:nya)?|atau|terdapat|di))*"
    r",? ?.{0,60}\b(?:rahasia|hanya ditujukan|ditujukan hanya|hanya diperuntukkan|dimaksudkan (?:hanya )?untuk|"
    r"kerahasiaan|tujuan penggunaan)|"
    r"(?:the information (?:contained )?in|the contents? of|this) (?:this )?(?:e-?mail|message|communication|"
    r"transmission|electronic).{0,120}"
    r"\b(?:confidential|intended|privileged|legally)|this (?:e-?mail|message) (?:\(.{0,40}\) )?(?:is|may|"
    r"contains|and)\b.{0,80}(?:confidential|intended|privileged)|"
    r"please consider the environment|think before you print|before printing|pertimbangkan lingkungan|"
    r"mohon pertimbangkan|"
    r"jaga lingkungan|selamatkan (?:bumi|lingkungan)|kurangi penggunaan kertas|hemat kertas|"
    r"diese e-mail (?:enthält|ist)|dit e-?mailbericht|dit bericht (?:is|kan)|de informatie in dit|ce (?:message|"
    r"courriel|mail) (?:et|est|peut|contient)|"
    r"este (?:mensaje|correo|e-?mail)|esta mensagem|la presente (?:e-?mail|comunicazione)|questo messaggio|"
    r"このメールは|本邮件|本郵件|이 메일은)",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(
    r"(?:you received this message because you are subscribed|anda menerima pesan ini karena|"
    r"to unsubscribe from this)",
    re.IGNORECASE,
)
_DASH_NAME = re.compile(r"[-–—~]{1,2} ?[^\W\d_a-z][\w.'’]{1,30}(?: [^\W\d_a-z][\w.'’]{0,30}){0,3}$")
_POSTSCRIPT = re.compile(r"(?:p\.?\s?s\b|n\.?b\b)[.: ]", re.IGNORECASE)
_EDGES = " \t,.;:!~-–—*_،。，"
MAX_LINES = 40  # a longer tail is text, whatever line stands before it
NAME_LENGTH = 70


def start(lines: list[str]) -> int:
    """The index where the signature begins, len(lines) where there is none; `lines` are new text only."""
    if not any(lines):
        return len(lines)
    end = len(lines)
    for cut in (_footer, _mobile, _delimiter, _sign_off, _mobile, _dash_name):
        end = cut(lines, end)
    return end


def _filled(lines: list[str], first: int, end: int) -> list[str]:
    return [line for line in lines[first:end] if line.strip()]


def _tail(end: int) -> range:
    return range(max(0, end - MAX_LINES * 2), end)


def _footer(lines: list[str], end: int) -> int:
    for at in _tail(end):
        line = lines[at]
        if len(line) > 3 and (at == 0 or not lines[at - 1].strip() or _is_rule(lines[at - 1])):
            text = bare(line)
            joined = f"{text} {bare(lines[at + 1])}" if at + 1 < end and len(text) < 120 else text
            if _FOOTER.match(joined) or _LIST_FOOTER.match(text):
                return at - 1 if at and _is_rule(lines[at - 1]) else at
    return end


def _is_rule(line: str) -> bool:
    text = line.strip()
    return len(text) >= 2 and not text.strip("-_=*~—–#")


def _mobile(lines: list[str], end: int) -> int:
    """A phone's line closes the text, perhaps with a name or a second such line below it."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    for at in range(last - 1, max(-1, last - 5), -1):
        text = bare(lines[at]).lstrip("-–—<(> ")
        if len(text) <= 120 and _MOBILE.match(text):
            return at
    return end


def _delimiter(lines: list[str], end: int) -> int:
    for at in range(max(0, end - MAX_LINES * 3), end):
        text = lines[at].rstrip("\r\n")
        if text[:1] not in ("-", "_", "—", "–") or len(text) > 80:
            continue
        stripped = text.strip()
        after = _filled(lines, at + 1, min(end, at + MAX_LINES * 3))
        if stripped == "--" and len(after) <= MAX_LINES:
            return at
        weaker = stripped in ("—", "––", "—-", "---", "-") or (len(stripped) >= 2 and not stripped.strip("_"))
        if weaker and after and len(after) <= 15 and end - at < MAX_LINES and at > 0 and _reads_as_signature(after):
            return at
    return end


def _sign_off(lines: list[str], end: int) -> int:
    first = next((at for at, line in enumerate(lines) if line.strip()), end)
    for at in _tail(end):
        if (
            at > first
            and _is_sign_off(lines[at])
            and _reads_as_signature(_filled(lines, at + 1, end), needs_name=_needs_name(lines[at]))
        ):
            return at
    return end


def _words(line: str) -> str:
    text = bare(line).lower().replace("’", "'").replace("wassalamu'alaikum", "wassalamualaikum").replace(".", " ")
    return " ".join(text.strip(_EDGES).split())


def _is_sign_off(line: str) -> bool:
    if not 1 < len(line) <= 80:
        return False
    words = _words(line)
    if words in _SIGN_OFFS:
        return True
    if words in _THANKS:
        return not bare(line).endswith((".", "!"))
    head, comma, name = words.partition(",")
    return (
        bool(comma)
        and head.strip() in _SIGN_OFFS | _THANKS
        and len(name) <= 40
        and not line.rstrip().endswith((".", "?", "!"))
    )


def _needs_name(line: str) -> bool:
    """A bare "Terima kasih" with nothing below it is what somebody says."""
    return _words(line) in _THANKS


def _reads_as_signature(after: list[str], *, needs_name: bool = False) -> bool:
    if not after:
        return not needs_name
    if len(after) > 25 or len(after[0]) > NAME_LENGTH:
        return False
    return not any(_is_sentence(line) for line in after)


def _is_sentence(line: str) -> bool:
    text = bare(line)
    return (
        text.endswith("?")
        or len(text) > 140
        or (text.endswith((".", "!")) and text.count(" ") >= 5)
        or bool(_POSTSCRIPT.match(text))
    )


def _dash_name(lines: list[str], end: int) -> int:
    last = end - 1
    while last > 0 and not lines[last].strip():
        last -= 1
    if last < 1 or not _DASH_NAME.match(lines[last].strip()[:160]):
        return end
    above = next((lines[at] for at in range(last - 1, -1, -1) if lines[at].strip()), "")
    return end if above.lstrip()[:1] in "-–—•*" else last
