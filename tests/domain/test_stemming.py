"""Stems: kin are found by one another, words that only look alike are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.root_words import COMPOUNDS, GRAMMATICAL, ROOTS
from liaison_sync.domain.stemming import stems

KIN = {
    "surat": "surat menyurat persuratan suratnya suratku surat2 suratlah",
    "undang": "undangan mengundang diundang pengundang undangannya undanglah undangan-mu",
    "rapat": "rapatkan perapatan rapatnya rapatkah dirapatkan",
    "kirim": "pengiriman dikirimkan mengirim mengirimkan terkirim pengirim kirimlah kirimkan dikirimnya",
    "tulis": "menulis penulis penulisan tulisan ditulis tertulis menuliskan",
    "pakai": "memakai pemakai pemakaian dipakai",
    "sampai": "menyampaikan penyampaian disampaikan tersampaikan",
    "hadir": "menghadiri kehadiran dihadiri menghadirkan hadirlah",
    "tanggap": "menanggapi tanggapan ditanggapi penanggap",
    "temu": "pertemuan bertemu menemui penemuan ditemukan",
    "rencana": "berencana perencanaan terencana direncanakan merencanakan",
    "kerja": "bekerja pekerjaan pekerja dikerjakan mengerjakan",
    "ajar": "belajar pelajar pelajaran pembelajaran mengajar pengajar",
    "tahu": "mengetahui pengetahuan diketahui sepengetahuan",
    "baru": "memperbarui diperbarui pembaruan terbaru",
    "hubung": "sehubungan berhubungan menghubungi hubungannya penghubung",
    "konfirmasi": "mengonfirmasi mengkonfirmasi dikonfirmasi konfirmasinya",
    "selenggara": "menyelenggarakan penyelenggaraan diselenggarakan terselenggara",
    "tindaklanjut": "menindaklanjuti ditindaklanjuti tindaklanjutnya",
    "tandatangan": "menandatangani ditandatangani penandatanganan",
    "ada·": "diadakan mengadakan pengadaan keadaan",
    "meet": "meeting meetings",
    "schedul": "schedule schedules scheduled scheduling",
    "plan": "plans planning planned",
    "company": "companies",
    "presiden": "presidennya",
}
WHOLE = (
    "dinas kediri kepala media peserta pegawai menteri sekolah berita bekasi tangerang penting humas rekan kecil sedan"
)


@pytest.mark.parametrize(("stem", "kin"), KIN.items())
def test_kin_share_a_stem(stem: str, kin: str) -> None:
    wrong = [word for word in kin.replace("-", "").split() if stem not in stems(word)]
    assert wrong == []


@pytest.mark.parametrize("word", WHOLE.split())
def test_a_word_that_only_looks_affixed_stays_whole(word: str) -> None:
    expected = (word,) if word != "sedan" else ("dan·",)
    assert stems(word) == expected


def test_where_two_roots_fit_both_count() -> None:
    assert set(stems("pengurusan")) == {"urus", "kurus"}
    assert set(stems("desakan")) == {"desa", "desak"}


def test_forms_of_a_word_of_grammar_are_not_found_by_it() -> None:
    assert stems("ada") == ("ada",)
    assert not set(stems("diadakan")) & set(stems("ada"))


@given(st.sampled_from(sorted(ROOTS - GRAMMATICAL)), st.sampled_from(["", "nya", "lah", "kah", "pun"]))
def test_clitics_never_hide_a_root(root: str, clitic: str) -> None:
    assert stems(root) == (root,)
    assert root in stems(root + clitic) or root + clitic in ROOTS


@given(st.sampled_from(sorted(one for one in ROOTS - GRAMMATICAL if one[0] in "ptks" and one[1] in "aeiou")))
def test_what_nasalisation_took_comes_back(root: str) -> None:
    nasal = {"p": "mem", "t": "men", "k": "meng", "s": "meny"}[root[0]]
    made = nasal + root[1:] + "kan"
    assert root in stems(made) or set(stems(made)) <= ROOTS | {f"{one}·" for one in GRAMMATICAL}


@given(st.text(max_size=40))
def test_any_word_has_a_stem_always_the_same(word: str) -> None:
    assert stems(word)
    assert stems(word) == stems.__wrapped__(word)


def test_compounds_are_made_of_words_that_are_found() -> None:
    assert all(len(parts) > 1 and "".join(parts) == one for one, parts in COMPOUNDS.items())
