"""What no person wrote, and when somebody who is away comes back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from liaison_sync.domain.message import Automatic, Bounce
from liaison_sync.formats import automatic
from liaison_sync.formats.headers import Headers
from liaison_sync.formats.mime import parse
from liaison_sync.formats.wording import catalogue

SENT = datetime(2026, 11, 20, 3, tzinfo=UTC)  # a Friday


def _read(*fields: tuple[str, str], subject: str = "Rapat", text: str = "", calendar: bool = False) -> Automatic:
    return automatic.classify(
        Headers.of(("From", "Budi <budi@contoh.id>"), *fields),
        "text/plain",
        has_calendar=calendar,
        subject=subject,
        text=text,
        bounce=None,
        date=SENT,
    )


def test_a_notice_of_ours_that_tells_of_somebodys_leave_is_nobodys_absence() -> None:
    ours = (("Auto-Submitted", "auto-generated"), ("X-Liaison-Id", "ob-1"))
    told = _read(*ours, subject="Menunggu balasan kita: Cuti", text="Saya sedang cuti sampai 2 Desember 2026.")
    assert (told.kind, told.reason, told.return_date) == ("auto-reply", "auto_submitted", None)


@pytest.mark.parametrize(
    ("fields", "subject", "kind", "reason"),
    [
        ((("Auto-Submitted", "auto-replied"),), "Re: Rapat", "auto-reply", "auto_submitted"),
        ((("Auto-Submitted", "auto-generated"),), "Tiket 12", "auto-reply", "auto_submitted"),
        ((("Auto-Submitted", "no"),), "Rapat", None, None),
        ((("X-Autoreply", "yes"),), "Rapat", "auto-reply", "x_autoreply"),
        ((("Precedence", "auto_reply"),), "Rapat", "auto-reply", "precedence_auto_reply"),
        ((), "Balasan Otomatis: Rapat", "auto-reply", "subject_auto_reply"),
        ((), "Automatic reply: Rapat", "auto-reply", "subject_auto_reply"),
        ((), "Out of Office: Rapat", "out-of-office", "subject_out_of_office"),
        ((), "Re: Out of Office policy", None, None),
        ((("List-Id", "<a.contoh.id>"),), "Warta", "list", "list_id"),
        ((("Precedence", "list"),), "Warta", "list", "precedence_list"),
        ((("List-Unsubscribe", "<https://x.id/u>"),), "Promo", "bulk", "list_unsubscribe"),
        ((("Precedence", "bulk"),), "Promo", "bulk", "precedence_bulk"),
        ((("X-Auto-Response-Suppress", "All"),), "Rapat", None, None),
        ((), "Cuti tahunan pegawai", None, None),
        ((), "Rapat", None, None),
    ],
)
def test_headers_and_subjects_tell(
    fields: tuple[tuple[str, str], ...], subject: str, kind: str | None, reason: str | None
) -> None:
    told = _read(*fields, subject=subject)
    assert (told.kind, told.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Auto-reply templates for the season", "Which one do you like?"),
        ("Auto-reply from our website is broken", "Please look into it."),
        ("Panduan auto-reply: Outlook dan Gmail", "Terlampir panduan untuk staf."),
        ("Automatische Antworten im Dezember", "Wer schreibt den Text?"),
        ("Respuesta automática de la web", "Propongo otro texto."),
        ("Balasan otomatis", "Mohon teksnya dikirim hari ini, saya pasang sore nanti."),
        ("Jawaban otomatis chatbot", "Sudah diuji tim TI."),
        ("Di luar kantor", "Rapat besok kita adakan di luar kantor saja ya."),
        ("自動返信の設定について", "資料をお送りします。"),
    ],
)
def test_who_writes_of_automatic_answers_writes_none(subject: str, text: str) -> None:
    assert _read(subject=subject, text=text).kind is None


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ((), "Out of Office AutoReply: Rapat", "See you."),
        ((), "[Auto-Reply] Rapat", "Terima kasih."),
        ((), "Réponse automatique : Rapat", "Merci."),
        ((), "Autoreply", "I am on leave, please write to Siti."),
        ((), "Balasan otomatis", "Ini adalah pesan otomatis. Surat Anda kami terima."),
        ((("Return-Path", "<>"),), "Autoreply Rapat", "Noted."),
        ((("Return-Path", "<>"),), "Out of Office", ""),
        ((), "Out of Office", "I have limited access to e-mail this week."),
        ((("Precedence", "bulk"),), "Pesan otomatis", "Diterima."),
    ],
)
def test_a_machine_that_answers_is_known_by_its_form_and_one_further_sign(
    fields: tuple[tuple[str, str], ...], subject: str, text: str
) -> None:
    assert _read(*fields, subject=subject, text=text).kind in ("auto-reply", "out-of-office")


_RECEIPT = "Your message\n\n    To: Budi\n    Sent: Friday, November 20, 2026 9:00 AM\n\n{}.\n"


@pytest.mark.parametrize(
    ("subject", "sentence", "kind"),
    [
        ("Read: Rapat", "was read on Friday, November 20, 2026 10:00 AM", "delivery-receipt"),
        ("Not read: Rapat", "was deleted without being read on Monday, November 23, 2026", "delivery-receipt"),
        ("Dibaca: Rapat", "telah dibaca pada Jumat, 20 November 2026 10.00", "delivery-receipt"),
        ("Gelesen: Rapat", "wurde am Freitag, 20. November 2026 10:00 gelesen", "delivery-receipt"),
        ("Read: our new book", "The book was read on air", None),
        ("Dibaca: puisi", "Puisi ini dibaca pada acara kemarin", None),
        ("Re: Read: Rapat", "was read on Friday, November 20, 2026 10:00 AM", None),
    ],
)
def test_a_receipt_in_words_is_one_by_subject_and_sentence(subject: str, sentence: str, kind: str | None) -> None:
    assert _read(subject=subject, text=_RECEIPT.format(sentence)).kind == kind


def test_a_receipt_is_known_though_its_sentence_stands_below_a_repeated_header() -> None:
    head = "From: Budi <budi@contoh.id>\r\nSubject: Read: Rapat\r\nIn-Reply-To: <a@kita.id>\r\n\r\n"
    told = parse((head + _RECEIPT.format("was read on Friday, November 20, 2026 10:00 AM")).encode()).message.automatic
    assert (told.kind, told.original_message_id) == ("delivery-receipt", "a@kita.id")


def test_a_letter_microsoft_returns_as_complained_of_is_a_complaint() -> None:
    head = (
        "From: staff@hotmail.com\r\nSubject: complaint about message from 192.0.2.7\r\nMIME-Version: 1.0\r\n"
        "Content-Type: message/rfc822\r\n\r\n"
    )
    told = parse(f"{head}From: humas@kita.id\r\nMessage-ID: <a@kita.id>\r\n\r\nUndangan\r\n".encode()).message.automatic
    assert (told.kind, told.original_message_id) == ("feedback-report", "a@kita.id")
    assert parse(head.replace("staff@hotmail", "budi@contoh").encode()).message.automatic.kind is None


def test_who_must_prove_to_be_a_person_is_asked_by_a_machine() -> None:
    told = _read(("Precedence", "list"), ("X-Spamarrest", "challenge"), subject="Please verify", text="Click here.")
    assert told.kind == "auto-reply"


def test_calendar_mail_is_never_automatic() -> None:
    assert _read(("Auto-Submitted", "auto-replied"), calendar=True).kind is None


def test_a_bounce_is_no_vacation_note() -> None:
    told = automatic.classify(
        Headers.of(("Auto-Submitted", "auto-replied")),
        "text/plain",
        has_calendar=False,
        subject="x",
        text="",
        bounce=Bounce((), None),
    )
    assert told.kind == "bounce"


@pytest.mark.parametrize("report", ["feedback-report", "disposition-notification"])
def test_reports_have_their_own_kinds(report: str) -> None:
    headers = Headers.of(("Content-Type", f"multipart/report; report-type={report}"))
    told = automatic.classify(headers, "multipart/report", has_calendar=False, subject="x", text="", bounce=None)
    assert told.kind == {"feedback-report": "feedback-report", "disposition-notification": "delivery-receipt"}[report]


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Saya sedang cuti dan akan kembali pada 30 November.", date(2026, 11, 30)),
        ("Saya cuti sampai dengan 27 November 2026.", date(2026, 11, 28)),
        (
            "Saya dinas luar 23 s.d. 27 November 2026 dan kembali bertugas hari Senin, 30 November 2026.",
            date(2026, 11, 30),
        ),
        ("Kembali masuk kantor tanggal 1 Desember 2026.", date(2026, 12, 1)),
        ("I am out of the office and will be back on Monday, 30 November 2026.", date(2026, 11, 30)),
        ("I am on annual leave, returning to the office on November 30th.", date(2026, 11, 30)),
        ("I will be out of the office until 27/11/2026.", date(2026, 11, 28)),
        ("I'm away and back on Monday.", date(2026, 11, 23)),
        ("Saya tidak di kantor, kembali besok.", date(2026, 11, 21)),
        ("Saya kembali tanggal 5 Januari.", date(2027, 1, 5)),
        ("Saya sedang cuti. Terima kasih.", None),
        ("I return on 12/1/2026.", date(2026, 12, 1)),
        ("Cuti 23-25 November.", date(2026, 11, 26)),
        ("Saya cuti 23-25/11/2026.", date(2026, 11, 26)),
        ("Cuti 23-25/11.", date(2026, 11, 26)),
        ("Urlaub 23-25.11.2026", date(2026, 11, 26)),
        ("Saya rapat tgl 25 November. Kembali bertugas keesokan harinya.", None),
        ("Ich bin vom 20.11. bis 27.11.2026 nicht im Büro.", date(2026, 11, 28)),
        ("Je suis absent jusqu'au 27 novembre 2026.", date(2026, 11, 28)),
        ("Estaré fuera de la oficina hasta el 27 de noviembre.", date(2026, 11, 28)),
        ("Estarei ausente até 27/11/2026.", date(2026, 11, 28)),
        ("Sarò assente fino al 27 novembre 2026.", date(2026, 11, 28)),
        ("Ik ben tot en met 27 november afwezig.", date(2026, 11, 28)),
        ("11月20日から11月27日まで不在にしております。", date(2026, 11, 28)),
        ("我将于11月20日至11月27日休假，11月30日回来上班。", date(2026, 11, 30)),
        ("Saya bercuti sehingga 27/11/2026.", date(2026, 11, 28)),
        ("Back at my desk 11/30.", date(2026, 11, 30)),
        ("Jag är ledig t.o.m. 27 november 2026.", date(2026, 11, 28)),
        ("Jeg holder ferie til og med 27. november.", date(2026, 11, 28)),
        ("Jeg er tilbake på jobb 30. november.", date(2026, 11, 30)),
        ("Olen lomalla 27. marraskuuta 2026 saakka.", date(2026, 11, 28)),
        ("Przebywam na urlopie do dnia 27 listopada.", date(2026, 11, 28)),
        ("Jsem na dovolené do 27. listopadu 2026.", date(2026, 11, 28)),
        ("27 Kasım 2026 tarihine kadar izindeyim.", date(2026, 11, 28)),
        ("أنا في إجازة حتى 27 نوفمبر 2026.", date(2026, 11, 28)),
        ("ลาพักร้อนถึงวันที่ 27 พฤศจิกายน 2569", date(2026, 11, 28)),
        ("Tôi nghỉ phép đến hết ngày 27 tháng 11 năm 2026.", date(2026, 11, 28)),
        ("I'm away until the 30th.", date(2026, 12, 1)),
        ("Saya cuti, kembali tanggal 3.", date(2026, 12, 3)),
        ("Saya cuti. Kantor pindah ke tanggal 30/12 Jalan Sudirman 31.", None),
        ("Saya akan kembali menghubungi Anda. Rapat tanggal 30 November tetap ada.", None),
    ],
)
def test_a_stated_return_is_read(text: str, back: date | None) -> None:
    assert _read(("Auto-Submitted", "auto-replied"), text=text).return_date == back


@pytest.mark.parametrize(
    "text",
    ["Jeg er på ferie.", "Olen lomalla.", "Jestem na urlopie.", "Ofis dışındayım.", "Tôi đang nghỉ phép.", "ฉันลาพักร้อน"],
)
def test_an_automatic_answer_that_tells_of_absence_is_out_of_office_without_a_date_too(text: str) -> None:
    told = _read(("Auto-Submitted", "auto-replied"), text=text)
    assert (told.kind, told.return_date) == ("out-of-office", None)


def test_every_reason_has_its_wording() -> None:
    source = Path(automatic.__file__).read_text("utf-8")
    reasons = set(re.findall(r"Automatic\([^)\n]*?\"([a-z_]+)\"(?: if|\))", source)) | set(
        re.findall(r"return \"([a-z_]+)\"", source)
    )
    assert len(reasons) > 10
    for language in ("id", "en"):
        assert {reason for reason in reasons if f"automatic.{reason}" not in catalogue(language)} == set()
