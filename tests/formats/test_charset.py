from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.charset import codec, decode


@pytest.mark.parametrize(
    ("words", "python", "label"),
    [
        ("Undangan rapat – «penting»", "cp1252", "windows-1252"),
        ("café", "latin-1", "iso-8859-1"),
        ("한국어 회의", "cp949", "ks_c_5601-1987"),
        ("会议通知", "gb18030", "gb2312"),
        ("會議通知", "cp950", "x-x-big5"),
        ("会議①", "cp932", "shift_jis"),
        ("会議のお知らせ", "iso-2022-jp", "iso-2022-jp"),
        ("Встреча", "koi8_r", "koi8-r"),
        ("Встреча", "cp1251", "cp-1251"),
        ("Встреча", "cp1251", "x-cp1251"),
        ("cuộc họp", "utf-8", "utf8"),
        ("rapat–dinas", "utf-7", "utf-7"),
        ("การประชุม", "cp874", "tis-620"),
        ("naïve", "mac_roman", "macintosh"),
        ("Rapat", "utf-16", "utf-16"),
    ],
)
def test_labels_of_the_wild_are_known(words: str, python: str, label: str) -> None:
    decoded = decode(words.encode(python), label)
    assert (decoded.text, decoded.reason) == (words, None)


@pytest.mark.parametrize(
    "label", ["zlib", "rot13", "idna", "punycode", "base64", "hex", "unicode_escape", "undefined", "bz2"]
)
def test_codecs_that_are_no_charsets_are_never_used(label: str) -> None:
    assert codec(label) is None
    assert decode(b"halo", label).text == "halo"


@pytest.mark.parametrize(
    ("data", "label", "words", "reason"),
    [
        ("Undangan – rapat".encode(), "x-unknown", "Undangan – rapat", "charset_unknown"),
        ("Undangan – rapat".encode(), "us-ascii", "Undangan – rapat", "charset_wrong"),
        ("Undangan – rapat".encode(), None, "Undangan – rapat", "charset_missing"),
        ("Undangan – rapat".encode(), "iso-8859-1", "Undangan – rapat", "charset_wrong"),
        (b"caf\xe9 di Jakarta", "utf-8", "café di Jakarta", "charset_wrong"),
        (b"caf\xe9 di Jakarta", None, "café di Jakarta", "charset_missing"),
        (b"halo", "x-unknown", "halo", "charset_unknown"),
        (b"halo \x81", "windows-1252", "halo \x81", "charset_replaced"),
    ],
)
def test_wrong_labels_are_seen_through_and_told(data: bytes, label: str | None, words: str, reason: str) -> None:
    decoded = decode(data, label)
    assert (decoded.text, decoded.reason) == (words, reason)


def test_a_few_bad_bytes_in_long_utf8_are_replaced_not_a_reason_to_change_the_charset() -> None:
    data = ("Rapat di Ménteng. " * 20).encode() + b"\xff" + ("Sampai jumpa – ya. " * 20).encode()
    decoded = decode(data, "utf-8")
    assert decoded.reason == "charset_replaced"
    assert "Ménteng" in decoded.text


def test_longer_text_without_a_label_is_detected() -> None:
    words = "Уважаемые коллеги, приглашаем вас на совещание в понедельник утром. " * 4
    assert decode(words.encode("cp1251"), "unknown-8bit").text == words


@settings(max_examples=150)
@given(
    st.binary(max_size=120),
    st.text(max_size=15) | st.sampled_from(["utf-7", "hz", "iso-2022-kr", "utf-16", "big5", "cp65001"]),
)
def test_no_bytes_and_no_label_make_it_fail_and_the_text_can_be_stored(data: bytes, label: str) -> None:
    decode(data, label).text.encode("utf-8")
