"""The laws of the one door: nothing lost, nothing raised, agreement with the standard library where it is right."""

from __future__ import annotations

import base64
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import mime
from tests.formats.mails import attached, mail, multipart, text
from tests.formats.test_mime import ICS, message

ENCODINGS = st.sampled_from(["base64", "quoted-printable", "8bit", "x-uuencode"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), ENCODINGS)
def test_the_bytes_of_an_attachment_survive_any_encoding(data: bytes, encoding: str) -> None:
    import binascii

    if encoding == "8bit" and (b"--batas" in data or not data.strip()):
        return
    encoded = {
        "base64": base64.encodebytes(data),
        "quoted-printable": binascii.b2a_qp(data, istext=False),
        "8bit": data,
        "x-uuencode": b"begin 644 a\n"
        + b"".join(binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45))
        + b"`\nend",
    }[encoding]
    part = mail(
        "Content-Type: application/x-biner",
        f"Content-Transfer-Encoding: {encoding}",
        "Content-Disposition: attachment",
        body=encoded,
    )
    assert sha256(data).hexdigest() in [one.sha256 for one in message(multipart(text("x"), part)).attachments]


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/html\r\n",
        b"<p>x",
        b"Content-Transfer-Encoding: base64\r\n",
        b"=?utf-8?B?",
        b"From: a@b\r\n",
        b"Date: x\r\n",
        b"Content-Type: text/calendar\r\n",
        ICS,
        b'Content-Disposition: attachment; filename="a.eml"\r\n',
        b"\xff\xfe\x00",
        b"> ",
        b":",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=12), max_size=30).map(b"".join))
def test_no_bytes_make_the_door_raise_or_be_quarantined(raw: bytes) -> None:
    parsed = mime.parse(raw)
    assert parsed.message.quarantined is None
    mime.html_body(raw)
    for one in parsed.message.attachments:
        found = mime.content(raw, one.sha256)
        assert found is not None
        assert len(found[1]) == one.size


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                text("Halo"),
                attached(b"isi"),
                text("<p>x</p>", "text/html"),
                mail("Content-Type: message/rfc822", body=text("y")),
            ]
        ),
        min_size=1,
        max_size=5,
    )
)
def test_well_formed_trees_agree_with_the_standard_library(parts: list[bytes]) -> None:
    import email

    raw = multipart(*parts)
    leaves = [part for part in email.message_from_bytes(raw).walk() if part.get_content_type() == "application/pdf"]
    ours = [one for one in message(raw).attachments if one.type == "application/pdf"]
    assert [one.sha256 for one in ours] == [sha256(part.get_payload(decode=True)).hexdigest() for part in leaves]  # type: ignore[arg-type]
