"""Whether a person wrote a message (RFC 3834), in this order: calendar, reports, bounces, out-of-office, lists."""

from __future__ import annotations

import re
from datetime import datetime

from liaison_sync.domain.message import Automatic, AutomaticKind, Bounce
from liaison_sync.formats import bounce_json, daemon
from liaison_sync.formats.headers import Headers
from liaison_sync.formats.return_dates import return_date

_OUT_OF_OFFICE = re.compile(
    r"(?:out[- ]of[- ](?:the )?office|\booo\b|on (?:annual |sick |maternity |parental |study )?leave|"
    r"away from (?:the |my )?(?:office|desk|e-?mail|mail)\b|on (?:vacation|holiday)|vacation (?:reply|response|"
    r"message|"
    r"notice)|"
    r"i(?:'m| am) (?:currently )?away|absence|not in the office|di luar kantor|diluar kantor|"
    r"tidak (?:sedang )?(?:berada )?di (?:kantor|tempat)|sedang (?:cuti|dinas|libur|tugas luar|perjalanan dinas|"
    r"umrah|umroh|haji|tugas belajar|(?:mengikuti )?(?:diklat|pelatihan)|berlibur|liburan|sakit)|(?:pemberitahuan|"
    r"info) (?:cuti|libur)|"
    r"tidak aktif di kantor|cuti (?:tahunan|melahirkan|sakit|bersama|besar|"
    r"haji|umrah)|"
    r"dinas luar|perjalanan dinas|abwesen|nicht im (?:büro|haus)|urlaub|absent|absence du bureau|congés?|"
    r"fuera de (?:la )?oficina|ausencia|vacaciones|fora do escritório|ausência|férias|fuori (?:ufficio|sede)|"
    r"assente|afwezig|niet aanwezig|"
    r"不在|休暇|外出|休假|不在办公室|自动答复.*不在|부재중|휴가|отсутств|в отпуске|خارج المكتب|إجازة|"
    r"di luar pejabat|bercuti|frånvar|"
    r"semester(?:svar)?|poza biurem|nieobecn|"
    r"på ferie|fraværende|tilba[gk]e på (?:kontoret|jobb)|bortrest|lomalla|poissa (?:toimistolta|\d)|na urlopie|"
    r"mimo kancelář|na dovolené|nepřítom|ofis dışı|izindeyi|tatilde|ลาพัก|ลากิจ|ลาป่วย|ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)|"
    r"nghỉ phép|vắng mặt|у відпуст|szabadságon)",
    re.IGNORECASE,
)
_AUTO_REPLY = re.compile(
    r"\W{0,4}(?:auto(?:matic|mated|matische|matisch|mática|mático|matica|matique)?[ -]?(?:re(?:ply|sponse|"
    r"sponder|spon)|antwort|antwoord|respuesta)|autoreply|auto: ?re:|autoresponder?|automatic reply|"
    r"automatische antwort|automatisch antwoord|réponse automatique|respuesta automática|resposta automática|"
    r"risposta automatica|balasan otomatis|jawaban otomatis|respon(?:s)? otomatis|tanggapan otomatis|"
    r"pesan otomatis|autorespon|jawapan automatik|balasan automatik|自動応答|自動返信|自动(?:回复|答复)|"
    r"自動回覆|자동 ?(?:응답|회신)|"
    r"автоматический ответ|автоответ|رد تلقائي|الرد التلقائي|autosvar|automatisk(?:t)? svar|automaattinen|"
    r"automatyczna odpowied|automatick[áa] odpove|"
    r"automatická odpověď|automatikus v[áa]lasz|răspuns automat|otomatik yan[ıi]t|trả lời tự động|"
    r"ตอบกลับอัตโนมัติ|αυτόματη απάντηση|מענה אוטומטי|תשובה אוטומטית|автоматична відповідь|automatski odgovor)"
    # "Automatic reply system for the hotline": what people write about.
    r"(?!e?d?[ ](?:system|sistem|service|layanan|feature|fitur|template|templat|policy|kebijakan|tool|machine|mesin|"
    r"settings?|pengaturan|projects?|proyek|rules?|aturan|software|aplikasi|texts?|wording|untuk\b))",
    re.IGNORECASE,
)
_AUTO_REPLY_WITHIN = re.compile(r"\bauto-?repl(?:y|ied)\b|\[auto(?:matic)?[- ]?reply\]|\bautoresponse\b", re.IGNORECASE)
# The answering machine names itself before the subject it answers: "Automatic reply: Rapat", "[Auto-Reply] Rapat".
_BEFORE_SUBJECT = re.compile(r"\w*[ \u00a0]?(?:[:：\]]|(?:re|aw|sv)[ ]?:)|(?<=[\]：:])", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"(?:this|it) is an? (?:auto(?:mat(?:ed|ic(?:ally generated)?))?[- ](?:reply|response|message|e-?mail|answer)|"
    r"autore(?:ply|sponse))|automatically generated|do not reply to this|"
    r"(?:ini adalah|merupakan) (?:balasan|jawaban|pesan|surel|e-?mail|respons?) otomatis|"
    r"(?:jangan|tidak (?:perlu|usah)) (?:mem)?balas (?:surel|pesan|e-?mail) ini|dikirim secara otomatis|"
    r"automatisch (?:erstellte?|generierte?|gegenereerde?) |ceci est une? [^.\n]{0,20}automatique|"
    r"(?:est[ae] es|est[ae] é) un?a? [^.\n]{0,20}automátic|questo è un [^.\n]{0,20}automatic|"
    r"自動(?:返信|応答)(?:メール)?です|自動(?:的に)?送信|自动(?:回复|发送|答复)的?(?:邮件|消息)",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"^(?:read(?: receipt)?:|return receipt|delivered:|relayed:|successful mail delivery|"
    r"delivery status notification \(success\)|not read:|disposition notification|read receipt|"
    r"dibaca:|terkirim:|tidak dibaca:|tanda terima|gelesen:|lu ?:|leído:|lido:|letto:|gelezen:|開封|已读|已讀|읽음)",
    re.IGNORECASE,
)
_AWAY_TEXT = re.compile(
    r"will not be (?:reading|checking|answering) (?:my |any )?(?:e-?)?mail|"
    r"(?:i (?:am|will be|'m)|i'm|saya|kami) (?:currently |sedang |saat ini |"
    r"akan )?(?:sedang )?(?:out of (?:the )?office|away|on (?:\w+ )?leave|on vacation|on holiday|cuti|dinas luar|"
    r"tidak (?:sedang )?(?:berada |ada )?di (?:kantor|tempat)|di luar kantor|berada di luar)|"
    r"(?:limited|no|intermittent) access to (?:my )?e-?mail|(?:upon|on|after) my return\b|"
    r"akses (?:surel|e-?mail) terbatas",
    re.IGNORECASE,
)
_MAILERS_HEADERS = (
    ("X-Autoreply", "x_autoreply"),
    ("X-Autorespond", "x_autorespond"),
    ("X-Auto-Response", "x_auto_response"),
    ("X-AutoReply-From", "x_autoreply"),
    ("X-Auto-Reply-From", "x_autoreply"),
    ("X-Mail-Autoreply", "x_autoreply"),
    ("X-Autogenerated", "x_autogenerated"),
    ("X-Spamarrest", "x_auto_response"),  # asks the sender to prove to be a person
)
_BULK = ("bulk", "junk")
_BULK_HEADERS = (
    ("Feedback-ID", "feedback_id"),
    ("X-Campaign", "x_campaign"),
    ("X-CampaignID", "x_campaign"),
    ("X-Campaign-ID", "x_campaign"),
    ("X-MC-User", "x_campaign"),
    ("X-Mailgun-Tag", "x_campaign"),
    ("X-Mailer-RecptId", "x_campaign"),
    ("X-CSA-Complaints", "csa_complaints"),
    ("X-SFMC-Stack", "x_campaign"),
    ("X-Mailchimp-Campaign-Id", "x_campaign"),
)
# Those of programs older than RFC 2369: ezmlm, majordomo, Mailman 1, fml.
_OLD_LIST_HEADERS = ("Mailing-List", "X-Mailing-List", "X-BeenThere", "X-ML-Name", "X-MLServer")
_LIST_HEADERS = ("List-Id", "List-Post", *_OLD_LIST_HEADERS, "List-Unsubscribe")
_OF_MACHINES = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-POST-MessageClass",
                "X-FC-MachineGenerated")  # fmt: skip
# What people send has none of these: one look for all of them.
_MARKS = frozenset(
    name.lower() for name in (*_LIST_HEADERS, *_OF_MACHINES, *dict(_MAILERS_HEADERS), *dict(_BULK_HEADERS))
)


def classify(
    headers: Headers,
    message_type: str,
    *,
    has_calendar: bool,
    subject: str,
    text: str,
    bounce: Bounce | None,
    date: datetime | None = None,
    whole: str = "",
) -> Automatic:
    """What kind of automatic mail this is, if any, and why; `date` is when it was sent, for a stated return date.

    `text` is what is new in it, `whole` all of it: a receipt repeats a header below which nothing counts as new.
    """
    if has_calendar:
        return Automatic()
    report = daemon.report_type(headers, message_type)
    if report == "feedback-report":
        return Automatic("feedback-report", "report_feedback")
    if bounce is not None:
        return Automatic("bounce", "report_delivery_status" if report == "delivery-status" else "bounce_text")
    if report == "disposition-notification":
        return Automatic("delivery-receipt", "report_disposition")
    if report == "delivery-status":
        return Automatic("delivery-receipt", "report_delivered")
    if _RECEIPT.match(subject.strip()[:200]) and (_generated(headers) or _READ_TOLD.search((whole or text)[:3_000])):
        return Automatic("delivery-receipt", "subject_receipt")
    if _is_complaint(headers, message_type, subject) or bounce_json.complaint(headers, whole or text):
        return Automatic("feedback-report", "report_feedback")
    listed = _list(headers) if headers.has_any(_MARKS) else None
    return _reply(headers, subject, text, date) or listed or Automatic()


# What Outlook writes into a receipt that goes where no report may go; people do not begin a line with it.
_READ_TOLD = re.compile(
    r"^[ \t]*(?:was (?:read|deleted without being read|displayed) on\b|"
    r"(?:telah |sudah )?(?:dibaca|dihapus tanpa dibaca) pada\b|"
    r"wurde (?:am|gelesen)\b|a été (?:lu|supprimé)|(?:fue leído|se leyó|foi lid[ao]|è stato letto)\b|"
    r"is gelezen op\b)[^\n]{0,60}\d",
    re.IGNORECASE | re.MULTILINE,
)


def _is_complaint(headers: Headers, message_type: str, subject: str) -> bool:
    """Microsoft's junk mail reporting (JMRP) sends the letter complained of as it is, in no report of RFC 5965."""
    if not message_type.lower().startswith(("message/rfc822", "multipart/mixed")):
        return False
    told = subject.strip().lower().startswith("complaint about message from")
    named = headers.get("X-HmXmrOriginalRecipient") is not None
    return told and (named or daemon.address(headers.get("From") or "").lower() == "staff@hotmail.com")


def _generated(headers: Headers) -> bool:
    value = (headers.get("Auto-Submitted") or "no").strip().lower()
    return not value.startswith("no") or daemon.is_machine(headers)


def _reply(headers: Headers, subject: str, text: str, sent: datetime | None) -> Automatic | None:
    reason = _reply_reason(headers, subject, text)
    if reason is None:
        return None
    if headers.get("X-Liaison-Id"):
        return Automatic("auto-reply", reason)  # our own notice: whatever it tells of, nobody is away
    back = return_date(f"{subject}\n{text}"[:6_000], sent.date() if sent else None)
    away = (
        "vacation" in (headers.get("Auto-Submitted") or "").lower()
        or _OUT_OF_OFFICE.search(subject[:300])
        or _AWAY_TEXT.search(text[:3_000])
        or _OUT_OF_OFFICE.search(text[:1_500])
    )
    kind: AutomaticKind = "out-of-office" if away or back else "auto-reply"
    return Automatic(kind, reason, back if kind == "out-of-office" else None)


def _reply_reason(headers: Headers, subject: str, text: str) -> str | None:
    """Why this is an automatic answer; a list's or a mailing's own marks are judged later."""
    if (headers.get("Delivered-To") or "").strip().lower() == "autoresponder":
        return "x_autoreply"
    if not headers.has_any(_MARKS):
        return _reason_in_words(headers, subject, text)
    submitted = (headers.get("Auto-Submitted") or "").strip().lower()
    if submitted.startswith("auto-replied"):
        return "auto_submitted"
    for name, reason in _MAILERS_HEADERS:
        value = headers.get(name)
        if value is not None and value.strip().lower() not in ("no", "false", "0"):
            return reason
    if (headers.get("Precedence") or "").strip().lower() in ("auto_reply", "auto-reply"):
        return "precedence_auto_reply"
    if (headers.get("X-POST-MessageClass") or "").lower().startswith("9; autoresponder") or headers.get(
        "X-FC-MachineGenerated"
    ):
        return "x_autoreply"
    if said := _reason_in_words(headers, subject, text):
        return said
    if submitted.startswith("auto-generated") or (submitted and not submitted.startswith("no")):
        return None if headers.get("List-Id") or headers.get("List-Unsubscribe") else "auto_submitted"
    return None


def _reason_in_words(headers: Headers, subject: str, text: str) -> str | None:
    """Why its subject or its text make this an automatic answer."""
    head = subject.strip()[:300]
    if _is_answer_subject(headers, head, text):
        return "subject_auto_reply"
    if not headers.get("List-Id") and _is_away_subject(headers, head, text):
        return "subject_out_of_office"
    if _answers_in_bulk(headers) and _AWAY_TEXT.search(text[:1_500]):
        return "text_out_of_office"
    if daemon.null_sender(headers) and _AWAY_TEXT.search(text[:1_500]):
        return "null_return_path"  # RFC 3834 §3.3: an answering machine wants no answer
    return None


def _is_answer_subject(headers: Headers, head: str, text: str) -> bool:
    """A machine puts the words before the subject it answers; alone or within one, people write about such answers."""
    found = _AUTO_REPLY.match(head) or ("auto" in head.lower() and _AUTO_REPLY_WITHIN.search(head))
    if not found or _PERSONAL_PREFIX.match(head):
        return False
    named = found.start() == 0 or head[found.start()] == "[" or _AWAY_SUBJECT.match(head)
    return bool(named and _BEFORE_SUBJECT.match(head, found.end())) or _by_machine(headers) or _absence_told(text)


def _by_machine(headers: Headers) -> bool:
    """What people's programs do not write: a null sender, Auto-Submitted, Precedence: bulk."""
    return daemon.is_automatic(headers) or (headers.get("Precedence") or "").strip().lower() in _BULK


def _absence_told(text: str) -> bool:
    head = text[:3_000]
    return bool(_AWAY_TEXT.search(head) or _SAYS_SO.search(head))


_PERSONAL_PREFIX = re.compile(r"(?:re|fw|fwd|bls|balas|trs|aw|wg)\s*:", re.IGNORECASE)
_AWAY_SUBJECT = re.compile(
    r"\W{0,4}(?:out[- ]of[- ](?:the )?office|ooo\b|i(?:'m| am) (?:away|out)|away from|on (?:annual |sick )?leave|"
    r"on (?:vacation|holiday)|"
    r"vacation|sedang (?:cuti|dinas|libur|di luar|tidak)|cuti\b|di luar kantor|diluar kantor|"
    r"abwesenheits|abwesend|im urlaub|fuera de (?:la )?oficina|fuori (?:ufficio|sede)|afwezig|absence du bureau|"
    r"absente? du bureau|fora do escritório|bercuti|不在|自动)",
    re.IGNORECASE,
)
# What only an answering machine writes: the words alone, or before the subject it answers.
_AWAY_ANSWER = re.compile(
    r"\W{0,4}(?:out[- ]of[- ](?:the )?office|ooo|abwesenheits(?:notiz|assistent|meldung)|fuera de (?:la )?oficina|"
    r"fuori (?:ufficio|sede)|afwezig(?:heids(?:bericht|melding))?|absen(?:ce|t|te) du bureau|fora do escritório|"
    r"(?:di luar|diluar) kantor|sedang (?:di luar kantor|cuti|dinas luar))"
    r"\W{0,3}(?:$|[:：]|\b(?:auto|re\b|aw\b|notif|response|reply|message))",
    re.IGNORECASE,
)
_NOTES_PREFIX = re.compile(r"auto: ?\w", re.IGNORECASE)  # "AUTO: Ani is out of the office (returning 05/12/2026)"
_ANSWERING = re.compile(r"\W(?:re|aw|bls|balas)\s*:", re.IGNORECASE)  # "On holiday Re: Rapat"


def _is_away_subject(headers: Headers, head: str, text: str) -> bool:
    """Away words in a subject: a person plans a holiday with the same words, a machine answers with them."""
    if _NOTES_PREFIX.match(head):
        return bool(_OUT_OF_OFFICE.search(head)) or _absence_told(text)
    if not _AWAY_SUBJECT.match(head):
        return False
    answer = _AWAY_ANSWER.match(head)
    if (answer and answer.end() < len(head)) or _ANSWERING.search(head):
        return True
    told = bool(_AWAY_TEXT.search(text[:3_000]))
    return (told or _by_machine(headers)) if answer else (told and _machine_like(headers))


def _answers_in_bulk(headers: Headers) -> bool:
    """Old answering machines say of themselves only that nobody should answer them (RFC 2076 §3.9)."""
    precedence = (headers.get("Precedence") or "").strip().lower()
    return precedence in _BULK and bool(headers.get("In-Reply-To")) and not headers.get("List-Unsubscribe")


def _machine_like(headers: Headers) -> bool:
    precedence = (headers.get("Precedence") or "").strip().lower()
    return bool(
        headers.get("X-Auto-Response-Suppress")
        or headers.get("In-Reply-To")
        or precedence in _BULK
        or daemon.is_automatic(headers)
    )


def _list(headers: Headers) -> Automatic | None:
    if headers.get("List-Id"):
        return Automatic("list", "list_id")
    if any(headers.get(name) for name in ("List-Post", *_OLD_LIST_HEADERS)):
        return Automatic("list", "list_post")
    precedence = (headers.get("Precedence") or "").strip().lower()
    if precedence == "list":
        return Automatic("list", "precedence_list")
    if headers.get("List-Unsubscribe"):
        return Automatic("bulk", "list_unsubscribe")
    if precedence in _BULK:
        return Automatic("bulk", "precedence_bulk")
    for name, reason in _BULK_HEADERS:
        if headers.get(name):
            return Automatic("bulk", reason)
    suppress = (headers.get("X-Auto-Response-Suppress") or "").lower()
    submitted = (headers.get("Auto-Submitted") or "no").strip().lower()
    if "all" in suppress.replace(",", " ").split() and not submitted.startswith("no"):
        return Automatic("auto-reply", "x_auto_response_suppress")
    return None
