"""What no person wrote, and when somebody who is away comes back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from liaison_sync.domain.message import Automatic, Bounce
from liaison_sync.formats import automatic
from liaison_sync.formats.headers import Headers
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
        ((("Precedence", "bulk"),), "Pesan otomatis", "Diterima."),
    ],
)
def test_a_machine_that_answers_is_known_by_its_form_and_one_further_sign(
    fields: tuple[tuple[str, str], ...], subject: str, text: str
) -> None:
    assert _read(*fields, subject=subject, text=text).kind in ("auto-reply", "out-of-office")


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
        ("Saya akan kembali menghubungi Anda. Rapat tanggal 30 November tetap ada.", None),
    ],
)
def test_a_stated_return_is_read(text: str, back: date | None) -> None:
    assert _read(("Auto-Submitted", "auto-replied"), text=text).return_date == back


def test_every_reason_has_its_wording() -> None:
    source = Path(automatic.__file__).read_text("utf-8")
    reasons = set(re.findall(r"Automatic\([^)\n]*?\"([a-z_]+)\"(?: if|\))", source)) | set(
        re.findall(r"return \"([a-z_]+)\"", source)
    )
    assert len(reasons) > 10
    for language in ("id", "en"):
        assert {reason for reason in reasons if f"automatic.{reason}" not in catalogue(language)} == set()
