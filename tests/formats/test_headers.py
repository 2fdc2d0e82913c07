from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.encoded_words import decode_words
from liaison_sync.formats.headers import MAX_FIELD_BYTES, Headers, split
from tests.yardstick import within


def read(raw: bytes) -> Headers:
    return split(raw)[0]


def reasons(raw: bytes) -> list[str]:
    return [defect.reason for defect in split(raw)[2]]


def test_a_folded_field_is_one_line() -> None:
    assert read(b"Subject: satu\r\n dua\r\n\ttiga\r\n\r\n").get("SUBJECT") == "satu dua tiga"


def test_the_body_begins_after_the_first_empty_line() -> None:
    raw = b"A: 1\nB: 2\n\nC: 3\n"
    assert raw[split(raw)[1] :] == b"C: 3\n"


def test_a_first_line_that_begins_with_a_space_is_still_a_field() -> None:
    raw = b" From: a@b.example\r\nTo: c@d.example\r\n\r\n"
    assert read(raw).get("from") == "a@b.example"
    assert read(raw).get("to") == "c@d.example"
    assert reasons(raw) == ["header_leading_space"]


def test_a_line_without_a_colon_loses_nothing_behind_it() -> None:
    raw = b"From: a@b.example\r\ngaris tanpa titik dua\r\nSubject: tetap ada\r\n\r\nisi"
    assert read(raw).get("subject") == "tetap ada"
    assert reasons(raw) == ["header_line_without_colon"]


def test_a_body_that_begins_without_an_empty_line_is_kept() -> None:
    raw = b"Subject: x\r\nIsi surat langsung mulai di sini\r\n"
    headers, at, defects = split(raw)
    assert headers.get("subject") == "x"
    assert raw[at:] == b"Isi surat langsung mulai di sini\r\n"
    assert [one.reason for one in defects] == ["header_body_separator_missing"]


def test_an_mbox_envelope_line_is_no_defect() -> None:
    raw = b"From a@b.example Mon Nov 23 10:00:00 2026\nSubject: x\n\nisi"
    assert read(raw).get("subject") == "x"
    assert reasons(raw) == []


def test_lone_carriage_returns_end_lines() -> None:
    raw = b"From: a@b.example\rSubject: lama\r\risi"
    headers, at, _ = split(raw)
    assert headers.get("subject") == "lama"
    assert raw[at:] == b"isi"


def test_a_hundred_thousand_fields_stop_at_a_thousand() -> None:
    raw = b"X: y\r\n" * 100_000 + b"\r\nisi"
    headers, at, defects = split(raw)
    assert len(headers.fields) == 1_000
    assert raw[at:] == b"isi"
    assert [one.reason for one in defects] == ["too_many_headers"]


def test_an_endless_field_is_cut_and_told() -> None:
    raw = b"Subject: " + b"x" * 1_000_000 + b"\r\nTo: a@b.example\r\n\r\n"
    headers, _, defects = split(raw)
    assert len(headers.raw("subject")[0]) <= MAX_FIELD_BYTES
    assert headers.get("to") == "a@b.example"
    assert [(one.reason, one.place) for one in defects] == [("header_too_long", "header:Subject")]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("=?utf-8?Q?Rapat_koordinasi?=", "Rapat koordinasi"),
        ("=?utf-8?B?UmFwYXQ=?= =?utf-8?B?IGtvb3JkaW5hc2k=?=", "Rapat koordinasi"),
        ("=?utf-8?B?5L2g5a?= =?utf-8?B?W9?=", "你好"),  # a character and a base64 group cut in two
        ("=?UTF-8?Q?=E4=BD?= =?UTF-8?Q?=A0?=", "你"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?utf-8*id?Q?Halo?= dunia", "Halo dunia"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("a=?utf-8?q?b?=c", "abc"),
        ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        ("=?utf-8?Q?Apa?=3D?=", "Apa?="),
        ("=?utf-8?Q?dua kata?=", "dua kata"),
        ("=?x-tak-dikenal?Q?halo?=", "halo"),
        ("=?utf-8?X?halo?=", "=?utf-8?X?halo?="),
        ("=?utf-8?Q?tak ditutup", "=?utf-8?Q?tak ditutup"),
        ("=?iso-8859-1?Q?caf=E9?=", "café"),
        ("=?utf-8?B?UmFwYXQ?=", "Rapat"),
    ],
)
def test_encoded_words_are_read_as_meant(sent: str, meant: str) -> None:
    assert decode_words(sent) == meant


@pytest.mark.parametrize(
    ("raw", "charset", "meant"),
    [
        ("Subject: Undangan – rapat\r\n\r\n".encode(), None, "Undangan – rapat"),
        ("Subject: café\r\n\r\n".encode("latin-1"), None, "café"),
        ("Subject: Отчет\r\n\r\n".encode("koi8-r"), "koi8-r", "Отчет"),
        ("Subject: 会議のお知らせ\r\n\r\n".encode("iso-2022-jp"), None, "会議のお知らせ"),
    ],
)
def test_raw_8_bit_fields_are_decoded(raw: bytes, charset: str | None, meant: str) -> None:
    assert Headers(read(raw).fields, charset).get("subject") == meant


def test_a_megabyte_of_encoded_words_is_read_in_time() -> None:
    raw = b"Subject: " + b"=?utf-8?Q?a?=" * 80_000 + b"\r\n\r\n"
    assert (within(1, lambda: read(raw).get("subject")) or "").startswith("aaa")
    assert within(1, lambda: decode_words("=?a?q?" * 20_000)) != ""


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_no_bytes_make_a_header_section_fail(raw: bytes) -> None:
    headers, at, _ = split(raw)
    assert 0 <= at <= len(raw)
    for name, _ in headers.fields:
        assert isinstance(headers.get(name), str)


@settings(max_examples=80)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40))
def test_what_the_standard_library_encodes_is_read_back(words: str) -> None:
    from email.header import Header

    sent = Header(words, "utf-8", maxlinelen=60).encode()
    assert read(f"Subject: {sent}\r\n\r\n".encode()).get("subject") == words.strip()


def test_junk_between_a_thousand_fields_takes_no_long_time() -> None:
    raw = (b"sampah\n" * 18 + b"X-A: b\n") * 990 + b"\nisi"
    within(0.25, lambda: split(raw))
    assert raw[split(raw)[1] :] == b"isi"
