"""Signatures read into fields, as Indonesian offices and foreign companies write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.signature_card import SignatureCard, read

MINISTRY = """Hormat kami,

Rina Wijaya, S.Sos., M.Si.
Kepala Biro Humas
Kementerian Luar Negeri RI
Jl. Pejambon No. 6, Jakarta 10110
Telp. (021) 344-1508 ext. 12 | Fax. (021) 345-0000
HP/WA: +62 812-3456-7890
NIP 19700101 199503 2 001
www.kemlu.go.id
"""
BANK = """--
*Tono Hadi* | Head of Public Relations
PT Bank Maju Tbk
M: 0812 3456 7890  T: +62 21 5555 1234  F: +62 21 5555 1235
tono@bankmaju.co.id
"""
EMBASSY = """Kind regards,
Dr. Anna Schmidt
Counsellor (Press & Culture), Embassy of Germany
Tel: +62-21-3985-5000
"""
NEWSPAPER = "Salam,\nJoko\nRedaktur Pelaksana\nHarian Kabar\n"


@pytest.mark.parametrize(
    ("text", "name", "card"),
    [
        (
            MINISTRY,
            "Rina Wijaya",
            SignatureCard(
                "Rina Wijaya, S.Sos., M.Si.",
                "Kepala Biro Humas",
                "Kementerian Luar Negeri RI",
                ("(021) 344-1508 ext. 12", "+62 812-3456-7890"),
            ),
        ),
        (
            BANK,
            "Tono Hadi",
            SignatureCard(
                "Tono Hadi",
                "Head of Public Relations",
                "PT Bank Maju Tbk",
                ("0812 3456 7890", "+62 21 5555 1234"),
            ),
        ),
        (
            EMBASSY,
            "Anna Schmidt",
            SignatureCard(
                "Dr. Anna Schmidt", "Counsellor (Press & Culture)", "Embassy of Germany", ("+62-21-3985-5000",)
            ),
        ),
        (NEWSPAPER, "", SignatureCard("Joko", "Redaktur Pelaksana", "Harian Kabar", ())),
        ("Reza Pahlevi\nMedia Relations\nCakra", "Reza", SignatureCard("Reza Pahlevi", "Media Relations")),
        ("Salam hangat,\nBudi", "Budi", SignatureCard("Budi")),
        ("Dikirim dari iPhone saya", "Budi", SignatureCard()),
        ("", "Budi", SignatureCard()),
    ],
)
def test_a_signature_gives_what_it_says_and_nothing_else(text: str, name: str, card: SignatureCard) -> None:
    assert read(text, name) == card


def test_numbers_that_are_no_telephones_are_left() -> None:
    assert read("Rina\nNPWP 01.234.567.8-999.000\nJakarta 10110\nRp 150.000.000\n20-11-2026", "Rina").phones == ()


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=20))
def test_whatever_a_signature_holds_nothing_is_raised(text: str, name: str) -> None:
    read(text, name)


def test_a_crafted_signature_costs_no_time() -> None:
    for crafted in ("0 " * 8_000, "(" * 8_000, "telp " * 3_000, "- " * 8_000, "Kepala " * 3_000):
        read(crafted, "A B")
