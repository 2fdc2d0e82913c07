"""Laws of taking a text apart: nothing lost, nothing made up, order kept, time linear."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import quotes
from tests.yardstick import spent_on

LINES = (
    "Baik Pak, kami hadir.", "Apakah jadi jam 09.00?", "Siti Rahma", "", "", "> mohon hadir", ">> jam berapa", ">",
    "Pada tanggal Sen, 23 Nov 2026 pukul 09.12 Budi <budi@kita.example> menulis:", "On 23/11/26 09:12, Budi wrote:",
    "Oke--- On Wed, Nov 25, 2026 at 9:12 AM, Budi wrote:",
    "Oke. On Mon, Nov 23, 2026 at 9:12 AM, Budi wrote:", "From: Budi <budi@kita.example>", "Dikirim: 23/11/2026 09:12",
    "To: siti@mitra.example", "Subjek: Rapat", "-----Original Message-----", "---------- Forwarded message ---------",
    "> Begin forwarded message:", "________________________________", "-- ", "--", "Salam,", "Hormat kami,",
    "Terima kasih,", "Dikirim dari iPhone saya", "Email ini rahasia dan hanya ditujukan kepada penerima.", "- parkir",
    "Telp. (021) 555-0147", "CAUTION: This email originated from outside of the organization.", "PS: bawa proyektor.",
    "  On Mon, Nov 23, 2026 at 9:12 AM, Budi<budi@kita.example> wrote:   mohon hadir", "(https://kita.example/x) >",
    "----- Forwarded message ----- From: A <a@b.example>To: c@d.example <c@d.example>Sent: 1/1/26 10:00Subject: x",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES), max_size=25).map("\n".join)
SUBJECTS = st.sampled_from((None, "Rapat", "Re: Rapat", "Fwd: Rapat"))


@settings(max_examples=150, deadline=None)
@given(TEXTS, SUBJECTS)
def test_every_word_is_new_or_quoted_or_signature(text: str, subject: str | None) -> None:
    read = quotes.split(text, subject=subject)
    parts = f"{read.new_text}\n{read.quoted_text}\n{read.signature}"
    assert sorted(_letters(parts)) == sorted(_letters(text))


@settings(max_examples=150, deadline=None)
@given(TEXTS, SUBJECTS)
def test_each_part_keeps_the_order_of_the_text(text: str, subject: str | None) -> None:
    read = quotes.split(text, subject=subject)
    for part in (read.new_text, read.quoted_text, read.signature):
        assert _in_order(_letters(part), _letters(text))


@settings(max_examples=150, deadline=None)
@given(TEXTS, SUBJECTS)
def test_new_text_is_trimmed_and_has_no_wide_gaps(text: str, subject: str | None) -> None:
    new = quotes.split(text, subject=subject).new_text
    assert new == new.strip()
    assert "\n\n\n" not in new
    assert all(line == line.rstrip() for line in new.split("\n"))


@settings(max_examples=100, deadline=None)
@given(TEXTS, SUBJECTS)
def test_line_ends_do_not_matter(text: str, subject: str | None) -> None:
    assert quotes.split(text.replace("\n", "\r\n"), subject=subject) == quotes.split(text, subject=subject)


@settings(max_examples=100, deadline=None)
@given(TEXTS, SUBJECTS)
def test_what_is_forwarded_stands_in_the_quoted_text(text: str, subject: str | None) -> None:
    read = quotes.split(text, subject=subject)
    for one in read.forwarded:
        assert _in_order(_letters(one.text), _letters(read.quoted_text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_and_no_html_raises(text: str, html: str) -> None:
    quotes.split(text, html=f"<div class='gmail_quote'>{html}</div>", subject=text[:40])


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def _in_order(part: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in part)


UNITS = (
    ":", "：", "\n", "\n\n", " ", ">", "> ", ">> ", "<", "<a@b.c>", "a@b.c", "@", "-", "--", "-- ", "----", "________",
    "* * *", "*", "On ", "Pada tanggal ", "Am ", "Le ", "Sen, ", "Nov 23, 2026 ", "23/11/2026 ", "1/1/26 ", "09:12 ",
    " wrote:", " menulis:", "schrieb ", "のメール:", "写道：", "From: ", "Dari: ", "Kepada: ", "Date: 1/1/2026 10:00\n",
    "To: a@b.c\n", "Subject: x\n", "-----Original Message-----", "---------- Forwarded message ---------", "Salam,\n",
    "Terima kasih,\n", "Siti Rahma\n", "(021) 555", "http://", "Sent from my ", "outlook", "email ini ", "rahasia ",
    "this e-mail ", "confidential ", "jika anda ", "disclaimer", "mailing list", "é", "あ", "ا", "\u00a0", "\ufeff",
    "PS: ", ".", "?", ";", ",", '"', "(", ")", "[mailto:", "x" * 40, "A. ", "- ", "a\n", "Re: ",
)  # fmt: skip
# What the nightly search and earlier ones found slow.
FOUND = (
    "From: <a@b>, <\n",
    "Best regards,\n________?confidential (021) 555jika anda ,-----Original Message-----é",
    "Date: - Kepada: \n09.12schrieb .：ا  (From: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "Siti*schrieb From: A. disclaimeré* * *Sent from my 1/1/26  wrote:\n________Pada tanggal ",
    ":>\n\n  <Siti Rahma\n________email ini -----Original Message-----<a@b.c>_____a@b.cTo: Am ",
    " wrote:\ufeff----\temail ini @：+62 To: Nov 23, 2026 ----23/11/2026 Terima kasih,\n----",
    "Budi\n1/1/2026 10:00\nTo: a\n",
    "a\n:\n",
    "\"To: あ-- --\n'Dari: Subject: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxCAUTION: this e-mail- http://<a@b.c>",
)
SIZE = 16_384
ALLOWED = 0.040  # seconds; most take 0.010


@pytest.mark.alone
@pytest.mark.parametrize("unit", [*UNITS, *FOUND])
def test_a_crafted_text_of_sixteen_kilobytes_costs_milliseconds(unit: str) -> None:
    assert _cost(unit) <= ALLOWED


@pytest.mark.nightly
def test_no_crafted_text_of_random_parts_costs_more() -> None:
    chance = random.Random(20261123)
    slowest: list[tuple[float, tuple[str, ...]]] = []
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if slowest and chance.random() < 0.6:
            parts = list(chance.choice(slowest)[1])
            parts.insert(chance.randrange(len(parts) + 1), chance.choice(UNITS))
        else:
            parts = chance.choices(UNITS, k=chance.randint(1, 6))
        unit = "".join(parts[-14:])
        slowest = sorted([*slowest, (_cost(unit), tuple(parts[-14:]))], reverse=True)[:20]
    assert slowest[0][0] <= ALLOWED, slowest[0]


def _cost(unit: str) -> float:
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    return max(min(_seconds(text, subject) for _ in range(3)) for subject in ("Re: x", "Fwd: x"))


def _seconds(text: str, subject: str) -> float:
    return spent_on(lambda: quotes.split(text, subject=subject))[0]
