from __future__ import annotations

import base64
import binascii
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.transfer import decode_transfer
from tests.yardstick import within


def uuencoded(data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    return b"begin 644 bahan.bin\n" + b"".join(lines) + b"`\nend\n"


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_bytes_survive_every_encoding(data: bytes) -> None:
    encoded = base64.encodebytes(data)
    assert decode_transfer(encoded, "base64").data == data
    assert decode_transfer(encoded.replace(b"\n", b"\r\n"), "BASE64").data == data
    assert decode_transfer(encoded.rstrip(), "base64").data == data
    assert decode_transfer(uuencoded(data), "x-uuencode").data == data
    assert decode_transfer(data, "binary").data == data
    assert decode_transfer(data, None).data == data
    assert decode_transfer(binascii.b2a_qp(data, istext=False), "quoted-printable").data == data


@pytest.mark.parametrize(
    ("body", "encoding", "data", "reason"),
    [
        (b"aGFsbw==", "base64", b"halo", None),
        (b"aGFsbw", "base64", b"halo", "base64_truncated"),
        (b"aGFsbwA", "base64", b"halo\x00", "base64_truncated"),
        (b"aGFsb", "base64", b"hal", "base64_truncated"),
        (b"aG!Fs*bw==", "base64", b"halo", "base64_invalid"),
        (b"aGFsbw==\r\naGFsbw==\r\n", "base64", b"halohalo", "base64_joined"),
        (b"aGFsbw==\r\n______\r\nFooter of a list\r\n", "base64", b"halo", "base64_trailing_text"),
        (
            b"Ini bukan base64, hanya salah label.",
            "base64",
            b"Ini bukan base64, hanya salah label.",
            "base64_not_encoded",
        ),
        (b"-_-_", "base64", b"\xfb\xff\xbf", None),
        (b"a=3Db", "quoted-printable", b"a=b", None),
        (b"a=3db=\r\nc", "quoted-printable", b"a=bc", None),
        (b"a=ZZb", "quoted-printable", b"a=ZZb", "quoted_printable_invalid"),
        (b"a= \r\nb", "quoted-printable", b"ab", None),
        (b"a \t\r\nb", "quoted-printable", b"a\r\nb", None),
        (b"a=", "quoted-printable", b"a", None),
        (b"halo", "7-bit", b"halo", "transfer_encoding_odd"),
        (b"halo", "plain", b"halo", "transfer_encoding_odd"),
        (b"halo", "x-apa", b"halo", "transfer_encoding_unknown"),
        (b"aGFsbw==", "base-64", b"halo", "transfer_encoding_odd"),
        (b"a=3Db", "quotedprintable", b"a=b", "transfer_encoding_odd"),
        (b"aGFsbw==", "base64;", b"halo", None),
        (b"halo", "x-uuencode", b"halo", "uuencode_without_begin"),
    ],
)
def test_broken_encodings_give_what_decodes_and_say_so(
    body: bytes, encoding: str, data: bytes, reason: str | None
) -> None:
    octets = decode_transfer(body, encoding)
    assert (octets.data, octets.reason) == (data, reason)


def test_quoted_printable_agrees_with_the_standard_library() -> None:
    data = "Rapat = pukul 10.00\r\nkafé\t\r\n".encode() * 20
    encoded = quopri.encodestring(data.replace(b"\r\n", b"\n"))
    assert decode_transfer(encoded, "quoted-printable").data == data.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode"])
@pytest.mark.parametrize("bomb", [b"=", b" ", b"= ", b"\t", b"begin 644 ", b"A=", b"\r"])
def test_no_crafted_body_takes_long(encoding: str, bomb: bytes) -> None:
    within(2, lambda: decode_transfer(bomb * 300_000, encoding))


@settings(max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "apa-saja"]))
def test_no_bytes_make_it_fail(body: bytes, encoding: str) -> None:
    decode_transfer(body, encoding)
