"""Our own quoting is read back as a quote, by us and by anybody, in both languages and in HTML too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.domain.message import Address
from liaison_sync.formats import mime
from liaison_sync.formats.compose import freeze
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.quoting import quoted
from liaison_sync.formats.render import Letter

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ASKED = "Yth. Humas,\n\nApakah izin lokasi sudah terbit?\n\n> Kami tunggu kabarnya.\n>> Terima kasih.\n\nSalam,\nRina"


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("id", "Pada Senin, 23 November 2026 pukul 10.00 WIB, Rina Wati menulis:"),
        ("en", "On Monday, 23 November 2026 at 10:00 WIB, Rina Wati wrote:"),
    ],
)
@pytest.mark.parametrize("html", [False, True])
def test_only_the_own_words_are_new(language: str, head: str, html: bool) -> None:
    below = quoted(ASKED, who="Rina\nWati", at=AT, zone="Asia/Jakarta", language=language)
    assert below.splitlines()[0] == head
    letter = Letter("Re: Izin", f"Sudah terbit kemarin.\n\nHormat kami,\nDewi\n\n{below}\n")
    raw = freeze(
        letter,
        from_=Address("Humas", "humas@karsabahari.example"),
        to=[Address("", "rina@pemkot.example")],
        message_id="x@karsabahari.example",
        date=AT,
        automatic=False,
        liaison_id="x",
        html=page(letter, language=language) if html else None,
    )
    message = mime.parse(raw).message
    assert message.new_text.startswith("Sudah terbit kemarin.")
    assert "Apakah" not in message.new_text
    assert "Apakah izin lokasi sudah terbit?" in message.quoted_text


def test_a_quote_is_a_quote_in_html_and_nothing_in_it_is_markup() -> None:
    text = quoted("<b>x</b>\n> dalam\n\nlagi", who="<i>R", at=AT, zone="UTC", language="en")
    whole = page(Letter("x", f"Ya.\n\n{text}\n"), language="en")
    assert whole.count("<blockquote") == whole.count("</blockquote>") == 2
    assert "&lt;b&gt;x&lt;/b&gt;" in whole
    assert "&lt;i&gt;R wrote:" in whole
    assert "&gt; dalam" not in whole


def test_a_quote_is_bounded_however_deep_or_long() -> None:
    deep = quoted(">" * 50_000, who="R", at=AT, zone="UTC", language="id")
    assert len(deep) < 21_000
    assert page(Letter("x", deep), language="id").count("<blockquote") == 5
