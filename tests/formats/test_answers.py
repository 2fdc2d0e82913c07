"""Plain answers to an invitation."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.domain.message import Answer
from liaison_sync.formats import answers

_INVITED = "Re: Undangan rapat koordinasi"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Kami hadir 2 orang", Answer("accepted", 2)),
        ("Baik Pak, kami siap hadir. Terima kasih", Answer("accepted")),
        ("Kami konfirmasi hadir sebanyak 3 (tiga) orang", Answer("accepted", 3)),
        ("Hadir", Answer("accepted")),
        ("We will attend with 3 people.", Answer("accepted", 3)),
        ("Count me in!", Answer("accepted")),
        ("Good news: we are\nin!", Answer("accepted")),
        ("Mohon maaf, saya mau cek\njadwal saya dulu.", Answer("tentative")),
        ("Berikut kami sampaikan agenda rapat berikutnya.", Answer()),
        ("I'd be happy to join you on Monday.", Answer("accepted")),
        ("Dengan hormat, kami akan menghadiri rapat tersebut.", Answer("accepted")),
        ("Mohon maaf, kami berhalangan hadir.", Answer("declined")),
        ("Mohon maaf saya tidak dapat hadir karena dinas luar.", Answer("declined")),
        ("Unfortunately I am unable to attend.", Answer("declined")),
        ("Sorry, we can't make it on Monday.", Answer("declined")),
        ("Akan diwakili oleh Bapak Andi Wijaya, S.E.", Answer("delegated", None, "Bapak Andi Wijaya, S.E")),
        ("Mohon maaf Direktur berhalangan, akan diwakili oleh Sdr. Joko.", Answer("delegated", None, "Sdr. Joko")),
        ("Saya tidak bisa hadir, diwakilkan kepada Ibu Sari.", Answer("delegated", None, "Ibu Sari")),
        ("Saya tidak bisa hadir. Rapat akan diwakili Ibu Sari.", Answer("delegated", None, "Ibu Sari")),
        ("Siti Rahma will attend on my behalf.", Answer("delegated", None, "Siti Rahma")),
        ("Insya Allah hadir.", Answer("accepted")),
        ("Insya Allah, Bu.", Answer("tentative")),
        ("I will try to join, but am not sure.", Answer("tentative")),
        ("Apakah Bapak bisa hadir?", Answer()),
        ("Kami mengundang Bapak untuk hadir pada rapat.", Answer()),
        ("Jika berhalangan mohon diwakilkan.", Answer()),
        ("Noted with thanks.", Answer()),
        ("", Answer()),
    ],
)
def test_what_a_reply_says_about_coming(text: str, answer: Answer) -> None:
    assert answers.read(text, subject=_INVITED) == answer


_TABLE = Path(__file__).with_name("answers.tsv").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", _TABLE)
def test_each_answer_of_the_table_is_read_as_written(line: str) -> None:
    kind, people, delegate, text = line.split("\t")
    found = answers.read(text, subject=_INVITED)
    assert (found.kind, str(found.people or ""), found.delegate or "") == (kind, people, delegate)


@pytest.mark.parametrize(
    "text",
    [
        "Perjanjian kerja sama masih menunggu persetujuan pimpinan.",
        "Anggaran kami koordinasikan dulu dengan pimpinan.",
        "Harganya belum bisa kami pastikan.",
        "Bisa, Pak.",
        "The second draft works for us.",
        "We will let you know whether the printer can deliver.",
        "Insya Allah berkasnya besok kami kirim.",
        "Here is the tentative budget.",
        "I can't, I'm on leave that week.",
        "Kami tidak bisa, masih menunggu berkas.",
    ],
)
def test_what_is_said_of_anything_answers_only_where_somebody_invited(text: str) -> None:
    assert answers.read(text, subject="Re: Naskah perjanjian", quoted="> Mohon tanggapan atas naskah.") == Answer()
    assert answers.read(text, subject="Re: Berkas", quoted="> Kami mengundang Bapak ke kantor.").kind != "none"
