"""What a person writes to be left alone, and what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liaison_sync.domain import wishes
from liaison_sync.domain.search_words import tokens
from liaison_sync.domain.wishes import may_wish, wish

OUT = [
    "Mohon tidak dikirimi lagi.",
    "Mohon kami tidak dikirimi surel otomatis lagi",
    "Selamat pagi,\n\nharap untuk tidak mengirimi\nkami email seperti ini lagi. Terima kasih.",
    "Tolong jangan kirim email ke saya lagi!",
    "Jangan hubungi saya lagi.",
    "Mohon tidak lagi mengirimkan pengingat kepada kami.",
    "Tolong berhenti mengirimi kami surel.",
    "Mohon hentikan pengiriman email ini.",
    "Saya ingin berhenti berlangganan.",
    "Mohon hapus alamat email kami dari daftar penerima.",
    "Kami tidak ingin menerima surat otomatis lagi.",
    "unsubscribe",
    "Unsubscribe please",
    "Please unsubscribe me from this list.",
    "Please stop sending me these emails.",
    "Kindly stop emailing us.",
    "Could you remove my address from your mailing list?",
    "Please don’t contact me again.",
    "Do not send us reminders any more.",
    "Please never send me these automated messages again.",
    "Please do not send us anything any more.",
    "Mohon tidak menghubungi kami lagi.",
    "Jangan lagi mengirimi saya surat.",
    "I no longer wish to receive your messages.",
    "We do not want to receive any more newsletters.",
    "STOP",
]
RESTRICT = [
    "Saya meminta Saudara menghentikan pemrosesan data pribadi saya.",
    "Dengan ini saya menarik kembali persetujuan atas pemrosesan data saya.",
    "Mohon hapus seluruh data pribadi saya. Mohon juga tidak dikirimi lagi.",
    "Please delete all my personal data.",
    "I withdraw my consent to the processing of my personal data.",
    "I object to the processing of my data.",
]
NOT = [
    "Mohon jangan berhenti mengirimi kami informasi, sangat bermanfaat.",
    "Please don't stop sending us your newsletters!",
    "Kami tidak mengirim proposal lagi tahun ini.",
    "Kami tidak menerima surat itu lagi.",
    "Mohon tidak mengirim surat undangan lagi karena sudah kami terima.",
    "Mohon kirim lagi undangannya, berkasnya tidak terbuka.",
    "Jangan kirim lagi drafnya, sudah kami terima.",
    "Mohon tidak mengirim lagi berkas yang sama.",
    "Mohon tidak lagi mengirim berkas lewat WhatsApp.",
    "Mohon naskahnya tidak dikirim lagi, revisi terakhir sudah cukup.",
    "Please don't send us the same draft again.",
    "Please do not send the draft to the press before Friday.",
    "Do not contact the minister again before the meeting.",
    "Please stop by our office on Monday.",
    "Jangan lupa rapat besok.",
    "Please remove the second paragraph from the list of items.",
    "How many people unsubscribe from a campaign like this?",
    "Mohon hapus nama Budi dari daftar undangan; ia berhalangan.",
    "Data kami lampirkan; mohon hapus draf lama.",
    "Kami berhenti di halte terdekat.",
    "Jika Anda tidak ingin menerima surel ini lagi, klik di sini.",
    "If you no longer wish to receive these emails, click here to unsubscribe from this list.",
    "You can unsubscribe from this newsletter at any time.",
    "",
]


@pytest.mark.parametrize("text", OUT)
def test_whoever_asks_for_no_more_letters_opts_out(text: str) -> None:
    found = wish(text)
    assert found is not None
    assert found.kind == "opted_out"
    assert found.said in " ".join(text.split())


@pytest.mark.parametrize("text", RESTRICT)
def test_whoever_asks_for_their_data_to_be_left_alone_is_restricted(text: str) -> None:
    found = wish(text)
    assert found is not None
    assert found.kind == "restricted"


@pytest.mark.parametrize("text", NOT)
def test_what_only_sounds_like_it_is_no_wish(text: str) -> None:
    assert wish(text) is None


def test_a_subject_counts_where_it_says_nothing_else() -> None:
    assert wish("Terima kasih.", "Unsubscribe") is not None
    assert wish("Terima kasih.", "How to unsubscribe users in our system") is None


def test_of_a_long_text_only_the_beginning_counts() -> None:
    assert wish("kata " * 2000 + "\n\nunsubscribe me") is None
    assert wish("kata " * 200 + "\n\nunsubscribe me") is not None


_SAID = st.sampled_from((*wishes.OPT_OUT, *wishes.RESTRICT)).flatmap(
    lambda form: st.from_regex(form, fullmatch=True, alphabet=st.characters(codec="ascii"))
)


@given(_SAID)
@example("rather not receive these correspondence")
@settings(max_examples=60, deadline=None)
def test_the_quick_look_misses_no_form(said: str) -> None:
    assert wishes.may_wish(tokens(said))


def test_a_hundred_ways_to_ask_and_not_to_ask_are_told_apart() -> None:
    kinds = {"o": "opted_out", "r": "restricted", "n": None}
    lines = Path(__file__).with_name("wishes.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 95
    found = [(said, wish(said), kinds[kind]) for kind, said in rows]
    assert [(said, wanted) for said, one, wanted in found if (one.kind if one else None) != wanted] == []
    assert [said for said, one, _ in found if one and not may_wish(tokens(said))] == []
