"""SignedData as RFC 5652 §5.1 describes it, built here item by item (X.690)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats import mime
from liaison_sync.formats.opaque_signed import content
from tests.formats.mails import attached, multipart, text

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")
ENTITY = b"Content-Type: text/plain\r\n\r\nNota terlampir.\r\n"


def item(tag: int, *held: bytes) -> bytes:
    inner = b"".join(held)
    size = len(inner).to_bytes(4, "big")
    return bytes([tag]) + (bytes([len(inner)]) if len(inner) < 128 else b"\x84" + size) + inner


def endless(tag: int, *held: bytes) -> bytes:
    return bytes([tag]) + b"\x80" + b"".join(held) + b"\x00\x00"


def signed(*encapsulated: bytes, kind: bytes = SIGNED_DATA) -> bytes:
    algorithms = item(0x31, item(0x30, bytes.fromhex("0609608648016503040201")))
    return item(0x30, kind, item(0xA0, item(0x30, item(2, b"\x01"), algorithms, item(0x30, *encapsulated))))


def test_what_was_signed_is_told() -> None:
    assert content(signed(DATA, item(0xA0, item(4, ENTITY)))) == ENTITY


def test_pieces_of_unknown_length_are_joined() -> None:
    pieces = endless(0x24, item(4, ENTITY[:7]), endless(0x24, item(4, ENTITY[7:20])), item(4, b""))
    stream = b"\x30\x80" + SIGNED_DATA + b"\xa0\x80\x30\x80" + item(2, b"\x01") + item(0x31)
    assert content(stream + b"\x30\x80" + DATA + b"\xa0\x80" + pieces + b"\x00\x00" * 5) == ENTITY[:20]


def test_certificates_alone_and_what_is_encrypted_say_nothing() -> None:
    assert content(signed(DATA)) == b""
    assert content(signed(DATA, item(0xA0, item(4, ENTITY)), kind=ENVELOPED_DATA)) == b""


def test_a_false_length_reaches_no_further_than_its_holder() -> None:
    lying = b"\x04\x84\x7f\xff\xff\xff" + ENTITY
    assert content(signed(DATA, item(0xA0, lying))) == ENTITY


def test_a_signed_file_stays_a_file() -> None:
    """CAdES wraps any file in the same way; its bytes are no message."""
    raw = multipart(text("Terlampir."), attached(signed(DATA, item(0xA0, item(4, b"%PDF-1.7"))), "nota.pdf.p7m"))
    message = mime.parse(raw).message
    assert message.text == "Terlampir."
    assert [(one.name, one.counted) for one in message.attachments] == [("nota.pdf.p7m", True)]


def test_the_wrapping_of_a_signed_message_counts_as_no_attachment() -> None:
    raw = multipart(attached(signed(DATA, item(0xA0, item(4, ENTITY))), "smime.p7m", "application/x-pkcs7-mime"))
    message = mime.parse(raw).message
    assert message.text == "Nota terlampir.\n"
    assert [(one.name, one.counted) for one in message.attachments] == [("smime.p7m", False)]


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_any_bytes_are_borne(data: bytes, tail: bytes) -> None:
    content(data)
    assert len(content(signed(DATA, endless(0xA0, data)) + tail)) <= len(data)
