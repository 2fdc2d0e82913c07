"""Official letters: their own number and those they cite."""

from __future__ import annotations

import pytest

from liaison_sync.domain.message import OfficialLetter
from liaison_sync.formats import letters

HEAD = (
    "Nomor\t: 123/HM.02/XI/2026\nSifat : Biasa\nLampiran : 1 (satu) berkas\n"
    "Hal\t: Undangan Rapat Koordinasi\n\nYth. Kepala Biro\n\n"
)


def test_a_letter_has_its_number_its_subject_and_what_it_refers_to() -> None:
    text = HEAD + "Menindaklanjuti surat Saudara nomor B-45/KOM/2026 tanggal 1 November 2026 hal Kerja Sama,"
    assert letters.read(text, None) == OfficialLetter(
        "123/HM.02/XI/2026", "Undangan Rapat Koordinasi", ("B-45/KOM/2026",)
    )


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("Merujuk surat Bapak Nomor: UND-12/DJPK/2026 tanggal 3 November", ("UND-12/DJPK/2026",)),
        (
            "Menunjuk surat Dirjen Informasi\nNomor S-1021/DJIKP.2/IK.02.01/11/2026",
            ("S-1021/DJIKP.2/IK.02.01/11/2026",),
        ),
        ("Sehubungan dengan undangan No. 005/1234/SETDA, kami", ("005/1234/SETDA",)),
        ("With reference to your letter No. 12/PR/2026 and No. 13/PR/2026,", ("12/PR/2026", "13/PR/2026")),
    ],
)
def test_an_answer_cites_the_letter_it_answers(text: str, refers: tuple[str, ...]) -> None:
    read = letters.read(text, None)
    assert read is not None
    assert read.refers_to == refers


@pytest.mark.parametrize(
    "text",
    [
        "Rapat tanggal 23/11/2026 nomor urut 3",
        "Sesuai UU Nomor 27/2022 tentang PDP",
        "No. HP 0812/3456",
        "Nomor antrean: 12",
        "",
    ],
)
def test_other_numbers_are_no_letters(text: str) -> None:
    assert letters.read(text, None) is None


def test_a_subject_may_cite_a_letter() -> None:
    read = letters.read("Terlampir.", "Jawaban surat No. B-45/KOM/2026")
    assert read == OfficialLetter(None, None, ("B-45/KOM/2026",))
