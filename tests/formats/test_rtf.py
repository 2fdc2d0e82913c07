"""Bodies in Outlook's own format: unpacked (MS-OXRTFCP), turned to text or to the HTML they were (MS-OXRTFEX)."""

from __future__ import annotations

import struct
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import rtf, tnef
from liaison_sync.formats.rtf_compressed import MAX_RTF, unpacked
from tests.formats.test_tnef import attribute, listed, unicode, variable, winmail
from tests.yardstick import within


def packed(data: bytes) -> bytes:
    """LZFu of literals only, ended by a reference to where writing goes on."""
    runs = b"".join(b"\x00" + data[at : at + 8] for at in range(0, len(data), 8))
    return struct.pack("<II4sI", len(runs) + 12, len(data), b"LZFu", 0) + runs


def test_the_example_of_the_specification_is_unpacked() -> None:
    example = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert unpacked(example) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.text(unpacked(example)) == "hello world"


def test_a_reference_may_overlap_what_it_writes() -> None:
    data = struct.pack("<II4sI", 20, 13, b"LZFu", 0) + b"\x04ab" + struct.pack(">H", (207 << 4) | 9) + b"\x00"
    assert unpacked(data).startswith(b"ab" * 6)


def test_an_uncompressed_body_is_taken_as_it_is() -> None:
    assert unpacked(struct.pack("<II4sI", 17, 5, b"MELA", 0) + b"{\\rtf") == b"{\\rtf"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Yth. Ibu Ani,\par bahan \b terlampir\b0 .\par}",
            "Yth. Ibu Ani,\nbahan terlampir.",
        ),
        (rb"{\rtf1\ansi\ansicpg1252 Caf\'e9 \u8211? 5 \'80}", "Café – 5 €"),
        (rb"{\rtf1\ansi\uc2\u8364 xx\u55357\'3f\'3f\u56832 ??!}", "€😀!"),
        (rb"{\rtf1\ansi{\fonttbl{\f1\fcharset204 Arial;}}\f1 \'c2\'f1\'f2\'f0\'e5\'f7\'e0}", "Встреча"),
        (
            rb"{\rtf1 \{kurung\} \\ \~ x{\*\tidakdikenal rahasia}{\info{\author Budi}}{\pict 0102}}",
            "{kurung} \\ \u00a0 x",
        ),
        (b"{\\rtf1 satu\\\r\ndua\\line tiga\\tab empat}", "satu\ndua\ntiga\tempat"),
    ],
)
def test_the_words_of_a_document_are_read(source: bytes, said: str) -> None:
    assert rtf.text(source) == said


def test_a_body_that_was_html_gets_it_back() -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Yth. Ibu"
        rb"{\*\htmltag244 <b>}\htmlrtf {\b\htmlrtf0  Ani{\*\htmltag252 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}"
        rb"\htmlrtf\par}\htmlrtf0 {\*\mhtmltag84 <a href='x'>}{\*\htmltag84 <a href=https://x.example/>}"
        rb"sini{\*\htmltag92 </a>}}"
    )
    assert rtf.text(source) == "Yth. Ibu Ani\n\nsini <https://x.example/>"


def test_a_winmail_with_nothing_but_rtf_has_its_text() -> None:
    body = packed(rb"{\rtf1\ansi\ansicpg1252 Yth. Ibu Ani,\par bahan terlampir.\par}")
    held = tnef.read(winmail(attribute(1, 0x9003, listed(unicode(0x1A, "IPM.Note"), variable(0x1009, 0x102, body)))))
    assert held.text == "Yth. Ibu Ani,\nbahan terlampir."


def test_what_unpacks_without_end_is_cut_off_in_time() -> None:
    bomb = struct.pack("<II4sI", 0, 0xFFFFFFFF, b"LZFu", 0) + b"\x00{\\rtf1 x" + b"\xff" * 200_000
    assert len(within(1, lambda: unpacked(bomb))) <= MAX_RTF
    for endless in (b"{\\rtf1 " + b"{\\b x" * 50_000, b"\\u8364?" * 60_000):
        within(1, partial(rtf.text, endless))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    unpacked(data)
    unpacked(struct.pack("<II4sI", len(data), 5_000, b"LZFu", 0) + data)
    rtf.text(data)
    rtf.text(b"{\\rtf1\\fromhtml1 " + data)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_literals_are_unpacked_as_they_were(data: bytes) -> None:
    assert unpacked(packed(data)) == data
