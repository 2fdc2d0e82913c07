"""An officer's answer about letters that wait: orders are read where nothing beside them may take them back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.approval_answer import ApprovalAnswer, Doubt, Order, Wish, wishes
from liaison_sync.formats.approval_mail import ALPHABET, read

A, B, C = "K7QM-2XTP", "R4DW-9HVN", "BBBB-2222"
NAMES = ("Ayu Lestari", "Karsa Bahari")


def said(new: str, quoted: tuple[str, ...] = (A,), signature: str = "") -> ApprovalAnswer:
    return read(new, "\n".join([new, *(f"> Kode: {one}" for one in quoted)]), NAMES, signature)


@pytest.mark.parametrize(
    ("new", "order"),
    [
        ("SETUJU", Order("approve")),
        ("Setuju.", Order("approve")),
        ("*setuju*", Order("approve")),
        ("Setuju, terima kasih.", Order("approve")),
        ("approve", Order("approve")),
        (f"SETUJU {A}", Order("approve", (A,))),
        (f"setuju: {A.lower()} dan {B}", Order("approve", (A, B))),
        ("Approve K7QM2XTP", Order("approve", (A,))),
        ("SETUJU SEMUA", Order("approve", everything=True)),
        ("Approve all!", Order("approve", everything=True)),
        ("BATAL", Order("cancel")),
        ("Batal: sudah ditelepon langsung", Order("cancel", reason="sudah ditelepon langsung")),
        (f"BATAL {A} – alasan: rapat ditunda", Order("cancel", (A,), reason="rapat ditunda")),
        (f"CANCEL {A}\nthey called us\nthis morning", Order("cancel", (A,), reason="they called us this morning")),
        ("Halo tim,\n\nSETUJU\n\nTerima kasih,\nAyu Lestari\nKepala Subbagian Humas, 0812 3456", Order("approve")),
        ("OK, setuju", Order("approve")),
        ("Ya, saya setuju bu", Order("approve")),
        ("Baik, disetujui. Silakan dikirim.", Order("approve")),
        ("Acc pak 👍", Order("approve")),
        ("Yes, approved, please go ahead", Order("approve")),
        (f"Ok batal {A}: sudah ditelepon", Order("cancel", (A,), reason="sudah ditelepon")),
        ("Setuju\n\nAyu Lestari\n\nKepala Humas | Karsa Bahari\n\nT +62 21 555 1234", Order("approve")),
        ("Setuju\n\nAyu\n\nDirektur Komunikasi dan Acara\n\nayu@karsabahari.example", Order("approve")),
    ],
)
def test_an_order_is_read_as_people_write_it(new: str, order: Order) -> None:
    found = said(new)
    assert (found.orders, found.beside) == ((order,), "")


@pytest.mark.parametrize(
    "new",
    [
        "Setuju, tapi tanggalnya diganti dulu",
        "SETUJU\n\nTapi tanggalnya diganti dulu ya",
        "SETUJU\nAyu Lestari\n\nTunggu dulu, jangan dikirim",
        "SETUJU\n\nAyu Lestari\nNB: kirim besok saja",
        "Jangan setuju dulu",
        "Tidak setuju",
        "OK, tidak setuju",
        "Saya belum setuju",
        "Ya setuju, besok saja",
        "OK setuju kalau sudah ditelepon",
        "Yes, but cancel",
        "SETUJU\n\nAyu\n\nKepala Dinas minta ditunda dulu",
        "SETUJU\n\nAyu\n\nTunggu Telepon Saya",
        "Setuju?",
        "Apakah sudah disetujui?",
        "setujukan saja",
        "SETUJU\nganti Ibu Rina menjadi Bapak",
        f"- SETUJU {A} untuk mengirimnya\n- BATAL {A}: alasannya, agar tidak dikirim",
    ],
)
def test_words_that_may_take_an_order_back_leave_nothing_done(new: str) -> None:
    assert wishes(said(new), [A])[0] == []


def test_an_afterthought_below_the_signature_is_seen() -> None:
    assert said("SETUJU", signature="Salam,\nAyu\nNB. jangan hari ini").beside == "NB. jangan hari ini"


def test_without_a_code_an_order_is_about_the_only_letter_and_never_about_one_of_several() -> None:
    assert wishes(said("SETUJU"), [A]) == ([Wish(A, "approve")], [])
    assert wishes(said("SETUJU", (A, B)), [A, B]) == ([], [Doubt("which_one")])
    assert wishes(said("SETUJU", ()), []) == ([], [Doubt("no_code")])
    assert wishes(said("Terima kasih"), [A]) == ([], [Doubt("no_order")])


def test_a_code_that_is_named_goes_before_what_is_said_of_all() -> None:
    found, doubts = wishes(said(f"SETUJU SEMUA\nBATAL {B}: sudah selesai", (A, B, C)), [A, B, C])
    assert {(one.code, one.verb) for one in found} == {(A, "approve"), (B, "cancel"), (C, "approve")}
    assert doubts == []


def test_a_letter_both_approved_and_cancelled_is_left_alone() -> None:
    found, doubts = wishes(said(f"SETUJU {A}\nSETUJU {B}\nBATAL {A}", (A, B)), [A, B])
    assert (found, doubts) == ([Wish(B, "approve")], [Doubt("contradiction", A)])


CODES = st.text(ALPHABET, min_size=8, max_size=8).map(lambda one: f"{one[:4]}-{one[4:]}")
WORDS = st.sampled_from(["setuju", "SETUJU SEMUA", "batal", "cancel", "tapi", "?", "ya", "\n", ":", "Ayu", "NB"])


@settings(max_examples=150)
@given(st.lists(CODES | WORDS | st.text(max_size=12), max_size=20).map(" ".join), st.lists(CODES, max_size=4))
def test_any_text_is_read_and_only_codes_given_or_typed_are_wished_for(new: str, mine: list[str]) -> None:
    found = said(new, tuple(mine))
    done, _ = wishes(found, mine)
    assert {one.code for one in done} <= {*mine, *found.codes}
    assert len({one.code for one in done}) == len(done)
    if found.beside:
        assert done == []
