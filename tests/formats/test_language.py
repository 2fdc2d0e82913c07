"""The language of short and long texts."""

from __future__ import annotations

import pytest

from liaison_sync.formats import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Baik Pak, terima kasih.", "id"),
        ("Dengan hormat, kami mengundang Bapak untuk hadir dalam rapat pada hari Senin.", "id"),
        ("Sila hadir mesyuarat pada tarikh tersebut.", "ms"),
        ("Please find attached the agenda for our meeting.", "en"),
        ("Thanks, see you on Monday!", "en"),
        ("Guten Tag, wir haben die Unterlagen erhalten und melden uns bei Ihnen.", "de"),
        ("Beste Siti, wij komen graag en hebben het document ontvangen.", "nl"),
        ("Bonjour, nous vous remercions pour votre invitation.", "fr"),
        ("Hola, gracias por la invitación, asistiremos con dos personas.", "es"),
        ("こんにちは、よろしくお願いします", "ja"),
        ("你好，谢谢您的邀请", "zh"),
        ("안녕하세요 감사합니다", "ko"),
        ("شكرا جزيلا على الدعوة", "ar"),
        ("Добрый день, спасибо за приглашение", "ru"),
        ("ok", None),
        ("12345 https://contoh.id/the/and/of", None),
        ("", None),
    ],
)
def test_a_language_is_guessed_or_left_open(text: str, code: str | None) -> None:
    assert language.guess(text) == code
