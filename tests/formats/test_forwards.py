"""Forwards, unwrapped client by client (texts written from each client's documented format)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.formats import quotes
from tests.formats.test_quotes import HEADERS

FORWARDS = {
    "gmail en": (
        "---------- Forwarded message ---------\n"
        "From: Budi Santoso <budi@contoh.go.id>\n"
        "Date: Mon, Nov 23, 2026 at 9:12 AM\n"
        "Subject: Undangan\n"
        "To: <siti@x.id>"
    ),
    "gmail id": (
        "---------- Forwarded message ---------\n"
        "Dari: Budi Santoso <budi@contoh.go.id>\n"
        "Date: Sen, 23 Nov 2026 pukul 09.12\n"
        "Subject: Undangan\n"
        "To: <siti@x.id>"
    ),
    "gmail id newer": (
        "---------- Pesan terusan ----------\n"
        "Dari: Budi Santoso <budi@contoh.go.id>\n"
        "Tanggal: Sen, 23 Nov 2026 pukul 09.12\n"
        "Subjek: Undangan\n"
        "Kepada: <siti@x.id>"
    ),
    "thunderbird id": (
        "-------- Pesan Terusan --------\n"
        "Perihal: \tUndangan\n"
        "Tanggal: \tMon, 23 Nov 2026 09:12:00\n"
        "Dari: \tBudi Santoso <budi@contoh.go.id>\n"
        "Kepada: \tsiti@x.id"
    ),
    "thunderbird en": (
        "-------- Forwarded Message --------\n"
        "Subject: \tUndangan\n"
        "Date: \tMon, 23 Nov 2026 09:12:00\n"
        "From: \tBudi Santoso <budi@contoh.go.id>\n"
        "To: \tsiti@x.id"
    ),
    "yahoo": (
        "----- Forwarded message -----\n"
        "From: Budi Santoso <budi@contoh.go.id>\n"
        "To: siti@x.id <siti@x.id>\n"
        "Sent: Monday, November 23, 2026 at 09:12:00 AM\n"
        "Subject: Undangan"
    ),
    "yahoo id": (
        "----- Pesan yang Diteruskan -----\n"
        "Dari: Budi Santoso <budi@contoh.go.id>\n"
        "Kepada: siti@x.id\n"
        "Dikirim: Senin, 23 November 2026 09.12.00\n"
        "Judul: Undangan"
    ),
    "de": (
        "---------- Weitergeleitete Nachricht ---------\n"
        "Von: Budi Santoso <budi@contoh.go.id>\n"
        "Datum: Mo., 23. Nov. 2026 um 09:12 Uhr\n"
        "Betreff: Undangan\n"
        "An: <siti@x.id>"
    ),
    "fr": (
        "---------- Message transféré ---------\n"
        "De : Budi Santoso <budi@contoh.go.id>\n"
        "Date : lun. 23 nov. 2026 à 09:12\n"
        "Objet : Undangan\n"
        "To: <siti@x.id>"
    ),
    "es": (
        "---------- Mensaje reenviado ---------\n"
        "De: Budi Santoso <budi@contoh.go.id>\n"
        "Date: lun, 23 nov 2026 a las 9:12\n"
        "Asunto: Undangan\n"
        "Para: <siti@x.id>"
    ),
    "ja": (
        "---------- 転送されたメッセージ ----------\n"
        "From: Budi Santoso <budi@contoh.go.id>\n"
        "日付: 2026年11月23日 9:12\n"
        "件名: Undangan\n"
        "To: siti@x.id"
    ),
    "zh": (
        "---------- 转发的邮件 ----------\n"
        "发件人: Budi Santoso <budi@contoh.go.id>\n"
        "日期: 2026年11月23日 9:12\n"
        "主题: Undangan\n"
        "收件人: siti@x.id"
    ),
    "apple": (
        "Begin forwarded message:\n"
        "\n"
        "> From: Budi Santoso <budi@contoh.go.id>\n"
        "> Subject: Undangan\n"
        "> Date: 23 November 2026 at 09.12.00\n"
        "> To: siti@x.id\n"
        ">"
    ),
}


@pytest.mark.parametrize("client", FORWARDS)
def test_a_forward_is_unwrapped(client: str) -> None:
    body = "> Mohon hadir." if client == "apple" else "Mohon hadir."
    read = quotes.split(f"Mohon ditindaklanjuti.\n\n{FORWARDS[client]}\n\n{body}\n", subject="Fwd: Undangan")
    assert read.new_text == "Mohon ditindaklanjuti."
    (one,) = read.forwarded
    assert one.from_ is not None
    assert (one.from_.name, one.from_.address) == ("Budi Santoso", "budi@contoh.go.id")
    assert [a.address for a in one.to] == ["siti@x.id"]
    assert (one.subject, one.date, one.text) == ("Undangan", datetime(2026, 11, 23, 9, 12), "Mohon hadir.")  # noqa: DTZ001


def test_a_forwarded_date_with_a_zone_is_in_utc() -> None:
    text = FORWARDS["thunderbird en"].replace("09:12:00", "09:12:00 +0700")
    assert quotes.split(text).forwarded[0].date == datetime(2026, 11, 23, 2, 12, tzinfo=UTC)


def test_outlook_forwards_without_saying_so_but_the_subject_does() -> None:
    read = quotes.split(f"Mohon arahan.\n\n{HEADERS['outlook id']}\n\nIsi surat.", subject="FW: Rapat")
    assert [one.text for one in read.forwarded] == ["Isi surat."]


def test_a_forward_within_a_forward_is_listed_after_it() -> None:
    inner = FORWARDS["gmail id"].replace("budi@", "dewi@").replace("Budi Santoso", "Dewi")
    read = quotes.split(f"FYI\n\n{FORWARDS['gmail en']}\n\nLihat di bawah.\n\n{inner}\n\nPaling dalam.")
    assert [one.from_.address for one in read.forwarded if one.from_] == ["budi@contoh.go.id", "dewi@contoh.go.id"]
    assert read.forwarded[1].text == "Paling dalam."
