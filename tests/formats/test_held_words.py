"""What letters after a meeting say of it."""

from __future__ import annotations

from datetime import date

import pytest

from liaison_sync.formats.held_words import read

_SENT = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("thanks", "Terima kasih atas pertemuan tadi."),
        ("minutes", "Notulen rapat kemarin terlampir."),
        ("thanks", "Thanks for the meeting today."),
        ("thanks", "Thank you for the productive discussion this morning."),
        ("thanks", "Terima kasih atas waktu dan diskusinya kemarin, sangat bermanfaat."),
        ("thanks", "Terima kasih Bapak/Ibu telah hadir pada rapat koordinasi."),
        ("thanks", "It was great meeting you yesterday."),
        ("thanks", "Thank you for meeting with us."),
        ("thanks", "Senang bertemu dengan Bapak kemarin."),
        ("minutes", "Berikut kami sampaikan notulen rapat tanggal 23 November 2026."),
        ("minutes", "Please find attached the minutes of the meeting."),
        ("minutes", "Attached are the meeting minutes."),
        ("minutes", "Bersama ini kami kirimkan risalah rapat."),
        ("discussed", "As discussed in yesterday's meeting, we will send the draft."),
        ("discussed", "Menindaklanjuti pertemuan kemarin, mohon data berikut."),
        ("absent", "Mohon maaf kami tidak sempat hadir tadi."),
        ("absent", "Mohon maaf kami tidak bisa ikut rapat tadi pagi karena macet."),
        ("absent", "Sorry we missed the meeting this morning."),
        ("absent", "Apologies, I was unable to attend yesterday."),
        ("called_off", "Rapat tadi batal."),
        ("called_off", "The meeting yesterday was cancelled."),
        ("put_off", "Rapat kemarin ditunda karena pimpinan berhalangan."),
        ("nobody", "Kami menunggu sampai pukul 10, tetapi tidak ada yang hadir."),
        ("none", "Terima kasih atas undangan rapat besok."),
        ("none", "Thank you for the invitation to the meeting today."),
        ("none", "Mohon maaf kami tidak bisa hadir besok."),
        ("none", "Mohon dikirim notulen rapat kemarin."),
        ("none", "Could you send the minutes of yesterday's meeting?"),
        ("none", "Notulen akan kami kirim besok."),
        ("none", "It takes only five minutes."),
        ("none", "Terima kasih atas kerja samanya."),
        ("none", "Rapat besok dibatalkan."),
        ("none", "Terima kasih atas suratnya kemarin."),
        ("none", "We will discuss it in the meeting today."),
        ("none", "Rapat ditunda ke hari Jumat."),
        ("none", "Mohon maaf, kami belum dapat hadir."),
        ("none", "Thanks for your mail of yesterday."),
        ("none", "Mohon maaf kami berhalangan hadir."),
        ("none", "Terlampir undangan rapat, berikut susunan acaranya."),
    ],
)
def test_a_letter_tells_that_a_meeting_was_held_or_not(why: str, text: str) -> None:
    found = read(text, sent=_SENT)
    assert (found.why if found else "none") == why
    assert found is None or found.quote.rstrip(".") == text.rstrip(".")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Terima kasih atas pertemuan tadi.", date(2026, 11, 24)),
        ("Notulen rapat kemarin terlampir.", date(2026, 11, 23)),
        ("Berikut kami sampaikan notulen rapat tanggal 20 November 2026.", date(2026, 11, 20)),
        ("Terima kasih atas rapat hari Jumat lalu.", date(2026, 11, 20)),
        ("Terlampir risalah rapat.", None),
    ],
)
def test_and_of_which_day(text: str, day: date | None) -> None:
    found = read(text, sent=_SENT)
    assert found
    assert found.day == day


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Notulen_Rapat.pdf", True),
        ("MoM 24 Nov 2026.docx", True),
        ("Moment.jpg", False),
        ("Template notulen.docx", False),
    ],
)
def test_a_file_called_minutes_is_told_as_such(name: str, told: bool) -> None:
    assert (read("Terlampir.", sent=_SENT, files=[name]) is not None) == told
