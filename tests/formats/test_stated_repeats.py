"""That a meeting named in a letter recurs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.domain.candidate import candidates
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.to_check import to_check
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.formats.stated import meetings

_SENT = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("Kami undang rapat koordinasi Senin, 7 Desember 2026 pukul 09.00 WIB, selanjutnya setiap Senin.", "weekly"),
        ("Rapat mingguan dimulai Senin, 7 Desember 2026 pukul 09.00 WIB.", "weekly"),
        ("Hari/tanggal : setiap Rabu, mulai 2 Desember 2026\nPukul : 10.00 WIB\nTempat : Aula", "weekly"),
        ("When: Occurs every Tuesday effective 12/1/2026 until 12/29/2026 from 10:00 AM to 11:00 AM", "weekly"),
        ("Let's have our weekly sync from Monday, December 7, 2026 at 10:00.", "weekly"),
        ("The meeting is on Monday, 7 December 2026 at 10:00, every other Monday.", "fortnightly"),
        ("Rapat rutin dua minggu sekali mulai 7 Desember 2026 pukul 10.00 WIB.", "fortnightly"),
        ("Rapat setiap bulan, mulai 7 Desember 2026 pukul 10.00 WIB.", "monthly"),
        ("The call takes place from 7 December 2026 at 10:00, the first Monday of each month.", "monthly"),
        ("Briefing setiap hari kerja mulai 7 Desember 2026 pukul 08.00 WIB.", "daily"),
        ("Rapat Senin, 7 Desember 2026 pukul 09.00 WIB. Kantor kami buka setiap hari.", None),
        ("Rapat Senin, 7 Desember 2026 pukul 09.00 WIB di Ruang Mingguan.", None),
        ("We meet on Monday, December 7, 2026 at 10:00. The weekly report follows.", None),
        ("Mohon setiap peserta hadir pada rapat Senin, 7 Desember 2026 pukul 09.00 WIB.", None),
    ],
)
def test_a_letter_says_how_often_its_meeting_recurs(text: str, repeats: str | None) -> None:
    assert [one.repeats for one in meetings(text, sent=_SENT, zone="Asia/Jakarta")] == [repeats]


def test_its_candidate_says_so_in_both_languages_and_takes_the_first_date_alone() -> None:
    text = "Kami undang rapat koordinasi Senin, 7 Desember 2026 pukul 09.00 WIB, selanjutnya setiap Senin."
    letter = Message(
        sha256="0" * 64, size=1, from_=(Address("Ani", "ani@mitra.example"),), base_subject="Rapat", date=_SENT,
        meetings=meetings(text, sent=_SENT, zone="Asia/Jakarta"),
    )  # fmt: skip
    (one,) = candidates(letter, mailbox="humas@kami.example", zone="Asia/Jakarta")
    assert "stated_series:weekly" in one.flags
    assert not one.recurrence.rrules
    assert "every week" in flag_text("stated_series:weekly", "en")
    assert "setiap pekan" in flag_text("stated_series:weekly", "id")
    assert to_check(one.flags) == ()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Rapat koordinasi dilaksanakan setiap Senin pukul 09.00 WIB di Ruang Melati.", "2026-11-30T09:00"),
        ("Rapat koordinasi diadakan tiap hari Rabu, pukul 13.30 s.d. 15.00 WIB.", "2026-11-25T13:30"),
        ("Our coordination call takes place every Tuesday at 10:00.", "2026-11-24T10:00"),
        ("We will meet at 10:00 every Thursday.", "2026-11-26T10:00"),
        ("Hari/tanggal : Setiap Kamis\nPukul : 10.00 WIB\nTempat : Aula", "2026-11-26T10:00"),
        ("Rapat mingguan setiap Rabu dan Jumat pukul 08.00 WIB.", "2026-11-25T08:00"),
        ("Rapat koordinasi setiap hari Senin pukul 09.00 WIB.", "2026-11-30T09:00"),
        ("Rapat koordinasi setiap hari Jum'at jam 9 pagi.", "2026-11-27T09:00"),
    ],
)
def test_a_habit_without_a_date_begins_on_its_first_day_after_the_letter(text: str, start: str) -> None:
    (one,) = meetings(text, sent=_SENT, zone="Asia/Jakarta")
    assert (f"{one.start:%Y-%m-%dT%H:%M}", one.repeats) == (start, "weekly")


@pytest.mark.parametrize(
    "text",
    [
        "Kantor kami buka setiap Senin pukul 09.00 WIB.",
        "Layanan informasi setiap Senin s.d. Jumat pukul 08.00–16.00 WIB.",
        "Rapat kami biasanya setiap Senin pukul 09.00 WIB.",
        "Rapat tidak lagi diadakan setiap Senin pukul 09.00 WIB.",
        "Rapat setiap Senin pukul 09.00 WIB ditiadakan.",
        "Rapat setiap Senin pertama pukul 09.00 WIB.",
        "Rapat setiap Senin mulai bulan depan pukul 09.00 WIB.",
        "Acara kami tayang setiap Senin pukul 21.00 WIB.",
        "Terima kasih. Setiap Senin kami kirim laporan.",
        "I am in meetings every Monday.",
        "The shop is open every Monday from 09:00 to 17:00.",
    ],
)
def test_opening_hours_and_habits_that_ended_are_no_meetings(text: str) -> None:
    assert meetings(text, sent=_SENT, zone="Asia/Jakarta") == ()


def test_a_date_beside_a_habit_is_where_it_begins_and_an_invitation_says_its_own() -> None:
    text = (
        "Kami undang rapat perdana Senin, 7 Desember 2026 pukul 09.00 WIB. Rapat diadakan setiap Senin pukul 09.00 WIB."
    )
    assert [f"{one.start:%Y-%m-%d}" for one in meetings(text, sent=_SENT, zone="Asia/Jakarta")] == ["2026-12-07"]
    habit = "Rapat koordinasi setiap Senin pukul 09.00 WIB."
    assert meetings(habit, sent=_SENT, zone="Asia/Jakarta", invitation=True) == ()
    assert meetings(habit, sent=None, zone="Asia/Jakarta") == ()
