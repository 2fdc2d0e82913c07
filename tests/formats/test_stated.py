"""Meetings named in prose; and dates that are none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liaison_sync.domain.message import StatedMeeting
from liaison_sync.formats import stated

SENT = datetime(2026, 11, 20, 3, tzinfo=UTC)
FORM = """Dengan hormat, mengharap kehadiran Bapak/Ibu pada:

hari/tanggal : Senin, 23 November 2026
pukul        : 09.00 s.d. selesai WIB
tempat       : Ruang Rapat Lantai 3,
               Gedung A
agenda       : Pembahasan anggaran

Tautan: https://us02web.zoom.us/j/123?pwd=a.
"""


def _wall(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001


def _read(text: str) -> tuple[StatedMeeting, ...]:
    return stated.meetings(text, sent=SENT, zone="Asia/Jakarta")


def test_a_form_letter_names_day_time_place_and_link() -> None:
    (one,) = _read(FORM)
    assert (one.start, one.end, one.open_end, one.zone, one.zone_source) == (
        _wall(23, 9),
        None,
        True,
        "Asia/Jakarta",
        "stated",
    )
    assert one.place == "Ruang Rapat Lantai 3, Gedung A"
    assert one.link == "https://us02web.zoom.us/j/123?pwd=a"
    assert not one.weekday_mismatch


@pytest.mark.parametrize(
    ("text", "start", "end", "zone"),
    [
        (
            "Kami mengundang Bapak rapat pada Senin, 23 November 2026 pukul 10.00 WITA.",
            _wall(23, 10),
            None,
            "Asia/Makassar",
        ),
        (
            "Rapat hari Selasa (24/11/2026) pukul 13.00-15.00 WIT di Aula.",
            _wall(24, 13),
            _wall(24, 15),
            "Asia/Jayapura",
        ),
        (
            "We invite you to a meeting on Tuesday, 24 November 2026, 10:00-11:30 (UTC+7).",
            _wall(24, 10),
            _wall(24, 11, 30),
            "Asia/Jakarta",
        ),
        ("Please join our call on November 24, 2026 from 2 to 3 pm.", _wall(24, 14), _wall(24, 15), None),
        ("The meeting is on 24 November 2026 at 9 am Singapore time.", _wall(24, 9), None, "Asia/Singapore"),
        ("When: 2026-11-24 10:00 - 10:30 (Asia/Makassar)", _wall(24, 10), _wall(24, 10, 30), "Asia/Makassar"),
        ("When: 2026-11-24 10:00 - 10:30 (Europe/Zurich)", _wall(24, 10), _wall(24, 10, 30), "Europe/Zurich"),
        ("The meeting is on 24 November 2026, 14:00 America/New_York.", _wall(24, 14), None, "America/New_York"),
        ("Rapat 24 November 2026 pukul 09.00 Asia/Nowhere", _wall(24, 9), None, None),
        ("Rapat besok jam 9 pagi ya.", _wall(21, 9), None, None),
        ("Audiensi 1 Desember pukul 14.00 WIB.", _wall(1, 14, month=12), None, "Asia/Jakarta"),
        (
            "When: Monday, November 23, 2026 10:00 AM-11:00 AM (UTC+07:00) Bangkok, Hanoi, Jakarta.\nWhere: Teams",
            _wall(23, 10),
            _wall(23, 11),
            "Asia/Jakarta",
        ),
        (
            "Hari : Rabu - Kamis\nTanggal : 25 - 26 November 2026\nWaktu : 08.00 – 16.00 WIB\nTempat : Hotel",
            _wall(25, 8),
            _wall(26, 16),
            "Asia/Jakarta",
        ),
        (
            "*Hari/Tanggal* : Senin, 23 November 2026\n*Waktu* : 09.00 WIB / 10.00 WITA\n*Tempat* : Zoom",
            _wall(23, 9),
            None,
            "Asia/Jakarta",
        ),
        (
            "Rapat yang semula 23 November 2026 pukul 09.00 WIB menjadi 24 November 2026 pukul 13.00 WIB.",
            _wall(24, 13),
            None,
            "Asia/Jakarta",
        ),
    ],
)
def test_an_invitation_in_prose_is_read(text: str, start: datetime, end: datetime | None, zone: str | None) -> None:
    assert [(one.start, one.end, one.zone) for one in _read(text)] == [(start, end, zone)]


@pytest.mark.parametrize(
    "text",
    [
        "Mohon kirim data rapat paling lambat 25 November 2026 pukul 16.00 WIB.",
        "Menindaklanjuti rapat tanggal 10 November 2026 pukul 09.00 WIB, berikut notulen.",
        "Anggaran acara 23 November 2026 sebesar 12.50 persen.",
        "Jakarta, 23 November 2026\n\nPerihal: Undangan",
        "Please register for the event by 24 November 2026, 17:00.",
        "Batas waktu pendaftaran: 24 November 2026 pukul 17.00 WIB",
        "Siaran pers terbit 24 November 2026 pukul 10.00 WIB.",
        "Rapat Rp 10.000 dan 23 orang.",
        "Tanggal : 23 November 2026\nPerihal : Laporan",
    ],
)
def test_a_date_that_is_no_meeting_is_left_alone(text: str) -> None:
    assert _read(text) == ()


def test_a_weekday_that_does_not_match_its_date_is_told() -> None:
    (one,) = _read("Rapat hari Selasa, 23 November 2026 pukul 10.00 WIB.")
    assert (one.weekday_mismatch, one.weekday, one.start) == (True, 1, _wall(23, 10))


def test_a_day_without_a_time_is_all_day() -> None:
    (one,) = _read("Hari/tanggal: Senin, 23 November 2026\nTempat: Hotel Merdeka\n")
    assert (one.start, one.all_day, one.place) == (date(2026, 11, 23), True, "Hotel Merdeka")


def test_two_meetings_in_one_letter_are_two() -> None:
    text = FORM + "\nKedua:\n" + FORM.replace("Senin, 23", "Kamis, 26")
    assert [one.start for one in _read(text)] == [_wall(23, 9), _wall(26, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "Usul kami hari Rabu, 25 November 2026 pukul 10.00 WIB di kantor kami.",
        "Kami mengusulkan Rabu, 25 November 2026 pukul 10.00 WIB.",
        "Bisa diundur ke Rabu, 25 November 2026 pukul 10.00 WIB?",
        "Mohon dimajukan menjadi Rabu, 25 November 2026 pukul 10.00 WIB.",
        "Bagaimana kalau Rabu, 25 November 2026 jam 10.00 WIB?",
        "How about Wednesday, 25 November 2026 at 10:00 WIB?",
        "Could we do Wednesday, 25 November 2026 at 10:00 WIB?",
    ],
)
def test_a_time_somebody_proposes_is_one(text: str) -> None:
    (one,) = _read(text)
    assert (one.start, one.zone) == (_wall(25, 10), "Asia/Jakarta")


@pytest.mark.parametrize(
    "text",
    [
        "Tenggat diundur ke Rabu, 25 November 2026 pukul 10.00 WIB.",
        "Batas waktu pengumpulan dimajukan menjadi Rabu, 25 November 2026 pukul 10.00 WIB.",
        "Pengumpulan berkas diundur ke Rabu, 25 November 2026 pukul 10.00 WIB.",
        "We suggest that you reply before Wednesday, 25 November 2026 at 10:00 WIB.",
        "Usul anggaran dikirim Rabu, 25 November 2026 pukul 10.00 WIB.",
    ],
)
def test_what_is_proposed_for_something_else_is_none(text: str) -> None:
    assert _read(text) == ()


@pytest.mark.parametrize(
    ("label", "date_written"),
    [
        ("Hari/Tanggal", "Jumat/4 Desember 2026"),
        ("Hari/Tanggal", "Jum'at/04-12-2026"),
        ("Hari, Tgl", "Jumat/04/12/2026"),
        ("Day/Date", "Friday/4 December 2026"),
    ],
)
def test_a_slash_may_stand_between_the_weekday_and_its_date(label: str, date_written: str) -> None:
    (one,) = _read(f"Kami mengundang rapat:\n{label} : {date_written}\nPukul : 14.00 WIB\nTempat : Aula")
    assert (one.start, one.place, one.weekday, one.weekday_mismatch) == (_wall(4, 14, month=12), "Aula", 4, False)


@pytest.mark.parametrize(
    "more",
    [
        "setelah salat Jumat.",
        "(setelah sholat Jum'at)",
        "ba'da Jumat.",
        "ba’da Jumat di masjid kantor.",
        "usai khotbah Jumat.",
        "(after Friday prayers, 13.00)",
        "Kantor kami buka Senin s.d. Jumat pukul 08.00-16.00 WIB.",
        "Layanan: Senin - Jumat, 08.00-16.00 WIB.",
        "Loket buka Senin sampai dengan Jumat pukul 08.00 WIB.",
        "Our office is open Monday through Friday, 08:00-16:00.",
        "Undangan dibagikan pada hari Kamis tersebut pukul 08.00.",
    ],
)
def test_prayers_and_office_hours_beside_a_date_are_no_second_meeting(more: str) -> None:
    (one,) = _read(f"Rapat dilaksanakan pada Kamis, 3 Desember 2026 pukul 13.30 WIB {more}")
    assert one.start == _wall(3, 13, 30, month=12)


def test_a_friday_of_its_own_is_still_a_meeting() -> None:
    assert [one.start for one in _read("Rapat - Jumat pukul 13.30 WIB di Aula.")] == [_wall(20, 13, 30)]


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("every Tuesday effective 12/1/2026 until 12/29/2026 from 9:00 AM to 10:00 AM", _wall(1, 9, month=12), 10),
        ("every Tuesday effective 1/12/2026 until 29/12/2026 from 09:00 to 10:00", _wall(1, 9, month=12), 10),
        ("every Tuesday effective 1/12/2026 from 09:00 to 10:00", _wall(1, 9, month=12), 10),
        ("every day effective 12/2/2026 from 1:00 PM to 2:00 PM", _wall(2, 13, month=12), 14),
        ("the first Monday of every 1 month effective 12/7/2026 from 9:00 AM to 10:00 AM", _wall(7, 9, month=12), 10),
        ("every Tuesday effective Tuesday, December 1, 2026 from 9:00 AM to 10:00 AM", _wall(1, 9, month=12), 10),
        ("every Tuesday and Thursday effective 30/11/2026 from 09:00 to 10:00", _wall(1, 9, month=12), 10),
    ],
)
def test_a_series_as_outlook_says_it_is_its_first_meeting(said: str, start: datetime, end: int) -> None:
    (one,) = _read(f"When: Occurs {said} (UTC+07:00) Bangkok, Hanoi, Jakarta.\nWhere: Room 3\n\n*~*~*~*~*~*\n")
    assert (one.start, one.end, one.zone, one.place) == (start, start.replace(hour=end), "Asia/Jakarta", "Room 3")


@pytest.mark.parametrize(
    "text",
    [
        "When\nTue Dec 1, 2026 9am – 10am Western Indonesia Time - Jakarta\nWhere\nJl. Merdeka 1",
        "Rapat media\n\nWhen\tTue Dec 1, 2026 9am – 10am Western Indonesia Time - Jakarta\nWhere\tJl. Merdeka 1",
        "Kapan\nSel 1 Des 2026 09.00 – 10.00 Waktu Indonesia Barat\nDi mana\nJl. Merdeka 1",
        "Rapat media\nTuesday Dec 1, 2026 ⋅ 9am – 10am\nWestern Indonesia Time - Jakarta\n\nLocation\nJl. Merdeka 1",
    ],
)
def test_a_label_needs_no_colon_on_a_line_or_in_a_cell_of_its_own(text: str) -> None:
    (one,) = stated.meetings(
        text, sent=SENT, zone="Asia/Jakarta", subject="Invitation: Rapat media @ Tue Dec 1, 2026 9am"
    )
    assert (one.start, one.end, one.zone) == (_wall(1, 9, month=12), _wall(1, 10, month=12), "Asia/Jakarta")
    assert one.place == "Jl. Merdeka 1"


def test_words_that_are_labels_elsewhere_begin_no_form() -> None:
    assert _read("When\nwe met on 1 December 2026 at 9.00\nwhere\nwe agreed") == ()
    assert _read("Invoice\nDate\n1 December 2026\nTerms\n30 days") == ()


def test_zoom_names_the_city_behind_a_time_of_24_hours() -> None:
    (one,) = _read("Budi mengundang Anda ke rapat Zoom.\n\nWaktu: 1 Des 2026 09:00 Jakarta\n\nGabung Zoom Rapat")
    assert (one.start, one.zone) == (_wall(1, 9, month=12), "Asia/Jakarta")
    (two,) = _read("Rapat 1 Desember 2026 pukul 09.00 Makassar Golden Hotel")
    assert two.zone is None
