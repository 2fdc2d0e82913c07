"""Every class of trouble mail.md names, and the laws of the one door."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from liaison_sync.domain.message import Message
from liaison_sync.formats import mime
from liaison_sync.formats.parts import Tree
from tests.formats.mails import attached, joined, mail, multipart, text
from tests.yardstick import within

ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:rapat-1@mitra.example\r\n"
    b"DTSTAMP:20261120T000000Z\r\nDTSTART:20261123T030000Z\r\nDTEND:20261123T040000Z\r\nSUMMARY:Rapat\r\n"
    b"ORGANIZER:mailto:budi@mitra.example\r\nATTENDEE:mailto:humas@kami.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEAD = ("From: Budi <budi@mitra.example>", "To: humas@kami.example", "Date: Mon, 23 Nov 2026 10:00:00 +0700")


def message(raw: bytes) -> Message:
    return mime.parse(raw).message


def reasons(raw: bytes) -> set[str]:
    return {defect.reason for defect in message(raw).defects}


def names(raw: bytes) -> list[str]:
    return [one.name for one in message(raw).attachments]


def data_of(raw: bytes) -> list[bytes]:
    found = [mime.content(raw, one.sha256) for one in message(raw).attachments]
    return [pair[1] for pair in found if pair]


def test_an_honest_message_is_read_without_defects() -> None:
    raw = multipart(text("Yth. Ibu Ani,\r\nbahan terlampir."), attached(b"%PDF-1.7 isi"))
    read = message(raw)
    assert read.message_id == "bahan@mitra.example"
    assert read.subject == "Bahan rapat"
    assert [one.address for one in read.from_] == ["budi@mitra.example"]
    assert (read.date, read.date_source) == (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), "date")
    assert read.text == "Yth. Ibu Ani,\nbahan terlampir."
    assert [(one.name, one.type, one.size, one.inline) for one in read.attachments] == [
        ("bahan.pdf", "application/pdf", 12, False)
    ]
    assert read.defects == ()
    assert read.sha256 == sha256(raw).hexdigest()
    assert read.size == len(raw)


def test_an_alternative_is_one_text_and_its_html_is_known() -> None:
    raw = multipart(text("Halo"), text("<p>Halo <b>semua</b></p>", "text/html; charset=utf-8"), subtype="alternative")
    assert (message(raw).text, message(raw).html, message(raw).attachments) == ("Halo", True, ())
    assert mime.html_body(raw) == "<p>Halo <b>semua</b></p>"


def test_html_becomes_text_where_there_is_no_plain_part() -> None:
    raw = mail(
        *HEAD, "Content-Type: text/html; charset=utf-8", body="<p>Rapat <a href='https://a.example/x'>di sini</a></p>"
    )
    assert message(raw).text == "Rapat di sini <https://a.example/x>"


def test_a_plain_part_that_only_points_to_the_html_does_not_count() -> None:
    raw = multipart(
        text("Please use an HTML viewer"), text("<p>Isi sebenarnya</p>", "text/html"), subtype="alternative"
    )
    assert message(raw).text == "Isi sebenarnya"


def test_flowed_text_is_joined_again() -> None:
    raw = mail(
        *HEAD, "Content-Type: text/plain; format=flowed", body="Satu kalimat \r\npanjang.\r\n\r\n> kutipan \r\n> lanjut"
    )
    assert message(raw).text == "Satu kalimat panjang.\n\n> kutipan lanjut"


@pytest.mark.parametrize(
    ("label", "data", "words"),
    [
        ("x-unknown", "Undangan – rapat".encode(), "Undangan – rapat"),
        ("ks_c_5601-1987", "한국어".encode("cp949"), "한국어"),
        ("iso-2022-jp", "会議".encode("iso-2022-jp"), "会議"),
        ("zlib", b"halo", "halo"),
        ("utf-7", b"rapat+IBM-dinas", "rapat–dinas"),
    ],
)
def test_a_charset_unknown_or_wrong_still_gives_the_words(label: str, data: bytes, words: str) -> None:
    assert message(mail(*HEAD, f"Content-Type: text/plain; charset={label}", body=data)).text == words


def test_a_boundary_parameter_that_is_missing_is_found_in_the_body() -> None:
    raw = multipart(text("Halo"), attached(b"isi"), parameter="x=y")
    assert (message(raw).text, data_of(raw)) == ("Halo", [b"isi"])
    assert "boundary_missing" in reasons(raw)


def test_a_boundary_that_is_never_closed_ends_with_the_message() -> None:
    raw = mail(
        *HEAD,
        "Content-Type: multipart/mixed; boundary=b",
        body=joined(text("Halo"), attached(b"isi"), boundary="b", close=False),
    )
    assert (message(raw).text, data_of(raw)) == ("Halo", [b"isi"])
    assert "boundary_never_closed" in reasons(raw)


def test_an_unclosed_inner_multipart_ends_at_its_parents_boundary() -> None:
    inner = mail(
        "Content-Type: multipart/alternative; boundary=dalam", body=joined(text("Halo"), boundary="dalam", close=False)
    )
    raw = multipart(inner, attached(b"isi"))
    assert (message(raw).text.strip(), data_of(raw)) == ("Halo", [b"isi"])


@pytest.mark.parametrize(("outer", "inner"), [("b", "bb"), ("bb", "b"), ("=_x", "=_x=")])
def test_one_boundary_may_be_a_prefix_of_another(outer: str, inner: str) -> None:
    within = mail(
        f'Content-Type: multipart/mixed; boundary="{inner}"',
        body=joined(text("Halo"), attached(b"satu"), boundary=inner),
    )
    raw = multipart(within, attached(b"dua"), boundary=outer, parameter=f'boundary="{outer}"')
    assert (message(raw).text, data_of(raw)) == ("Halo", [b"satu", b"dua"])


def test_one_boundary_used_on_two_levels_loses_nothing() -> None:
    within = mail(
        "Content-Type: multipart/alternative; boundary=batas",
        body=joined(text("Halo"), text("<p>Halo</p>", "text/html")),
    )
    raw = multipart(within, attached(b"isi"))
    assert (message(raw).text, message(raw).html, data_of(raw)) == ("Halo", True, [b"isi"])


@pytest.mark.parametrize(
    "parameter",
    ['boundary="batas"', "boundary='batas'", "boundary=batas ; x=y", 'boundary="batas "', "Boundary = batas"],
)
def test_a_boundary_is_found_however_quoted(parameter: str) -> None:
    assert data_of(multipart(text("Halo"), attached(b"isi"), parameter=parameter)) == [b"isi"]


def test_a_message_attached_is_listed_with_what_it_holds() -> None:
    inner = multipart(text("Isi asli"), attached(b"lampiran asli", "asli.pdf"), boundary="lain")
    raw = multipart(text("Mohon tindak lanjut"), mail("Content-Type: message/rfc822", body=inner))
    read = message(raw)
    assert [(one.type, one.name) for one in read.attachments] == [
        ("message/rfc822", ""),
        ("application/pdf", "asli.pdf"),
    ]
    assert data_of(raw) == [inner, b"lampiran asli"]
    assert read.text == "Mohon tindak lanjut"
    assert [(one.subject, one.text) for one in read.forwarded] == [("Bahan rapat", "Isi asli")]


def test_a_message_attached_in_base64_is_opened_too() -> None:
    inner = multipart(text("Isi asli"), attached(b"x", "asli.pdf"), boundary="lain")
    raw = multipart(text("Halo"), attached(inner, "surat.eml", "message/rfc822"))
    assert names(raw) == ["surat.eml", "asli.pdf"]


def test_a_file_named_in_8_bit_keeps_its_name() -> None:
    part = mail(
        "Content-Type: application/pdf", 'Content-Disposition: attachment; filename="Undangan – résumé.pdf"', body=b"x"
    )
    assert names(multipart(part)) == ["Undangan – résumé.pdf"]


def test_two_from_fields_are_both_told() -> None:
    raw = mail("From: a@b.example", "From: c@d.example", "Date: Mon, 23 Nov 2026 10:00:00 +0700")
    assert [one.address for one in message(raw).from_] == ["a@b.example", "c@d.example"]
    assert reasons(raw) == {"header_repeated"}


@pytest.mark.parametrize("stated", ["Date: kemarin", "Date: Mon, 23 Nov 2026 10:00:00", "X: y"])
def test_a_date_that_cannot_be_read_gives_way_to_received(stated: str) -> None:
    received = "Received: from a by mx.kami.example with ESMTP; Mon, 23 Nov 2026 10:00:05 +0700"
    raw = mail(received, "From: a@b.example", stated)
    assert (message(raw).date, message(raw).date_source) == (datetime(2026, 11, 23, 3, 0, 5, tzinfo=UTC), "received")
    assert any(reason.startswith("date_") for reason in reasons(raw))


def test_without_any_date_there_is_none() -> None:
    assert (message(mail("From: a@b.example")).date, message(mail("From: a@b.example")).date_source) == (None, "none")


def test_an_invitation_sent_twice_in_one_mail_counts_once() -> None:
    raw = multipart(
        mail("Content-Type: text/calendar; method=REQUEST; charset=utf-8", body=ICS),
        attached(ICS, "invite.ics", "application/ics"),
    )
    read = mime.parse(raw)
    assert [(one.method, one.uid, one.sequence) for one in read.message.calendar] == [
        ("REQUEST", "rapat-1@mitra.example", 0)
    ]
    assert sum(len(one.invitations) for one in read.calendars) == 1
    assert data_of(raw) == [ICS, ICS] or len(read.message.attachments) == 2


def test_the_method_of_the_part_stands_in_for_a_missing_one() -> None:
    bare = ICS.replace(b"METHOD:REQUEST\r\n", b"")
    raw = mail(*HEAD, "Content-Type: text/calendar; method=request", body=bare)
    assert [one.method for one in message(raw).calendar] == ["REQUEST"]


def test_an_ics_sent_as_octets_is_a_calendar() -> None:
    assert len(message(multipart(text("x"), attached(ICS, "rapat.ics", "application/octet-stream"))).calendar) == 1


@pytest.mark.parametrize(
    ("depth", "kind"),
    [(5_000, "multipart/mixed; boundary=b{}"), (5_000, "message/rfc822")],
    ids=["multipart", "rfc822"],
)
def test_nesting_has_a_limit_before_recursion(depth: int, kind: str) -> None:
    raw = b"".join(
        b"Content-Type: " + kind.format(n).encode() + b"\r\n\r\n" + (b"--b%d\r\n" % n if "{" in kind else b"")
        for n in range(depth)
    )
    read = within(1, lambda: message(raw + b"Content-Type: text/plain\r\n\r\nisi"))
    assert read.quarantined is None
    assert "nested_too_deep" in {one.reason for one in read.defects}


def test_fifty_thousand_parts_stop_at_a_thousand() -> None:
    raw = mail(*HEAD, "Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n\r\nx\r\n" * 50_000 + b"--b--")
    tree = within(1, lambda: Tree(raw))
    assert "too_many_parts" in {one.reason for one in tree.defects}
    assert tree.count <= 1_000


def test_ten_thousand_references_keep_the_first_and_the_latest() -> None:
    raw = mail(*HEAD, "References: " + " ".join(f"<{n}@x.example>" for n in range(3_000)))
    read = message(raw)
    assert len(read.references) == 1_000
    assert (read.references[0], read.references[-1]) == ("0@x.example", "2999@x.example")
    assert "too_many_references" in {one.reason for one in read.defects}


def test_inline_images_are_mapped_and_missing_ones_dropped() -> None:
    image = mail(
        "Content-Type: image/png",
        "Content-ID: <logo@x>",
        "Content-Transfer-Encoding: base64",
        body=base64.b64encode(b"png"),
    )
    html = '<img src="cid:logo@x"><img src="cid:tiada"><img src="https://pelacak.example/a.gif">'
    raw = multipart(text(html, "text/html"), image, subtype="related")
    shown = mime.html_body(raw)
    assert shown is not None
    assert 'src="data:image/png;base64,cG5n"' in shown
    assert "cid:" not in shown
    assert [(one.inline, one.content_id) for one in message(raw).attachments] == [(True, "logo@x")]


def test_results_a_stranger_brought_along_do_not_count() -> None:
    raw = mail(
        "Authentication-Results: mx.kami.example; dmarc=pass",
        "Received: from mx.mitra.example by mx.kami.example; Mon, 23 Nov 2026 10:00:05 +0700",
        "Authentication-Results: mx.kami.example; spf=pass",
        "Received: from pc by mx.mitra.example; Mon, 23 Nov 2026 10:00:01 +0700",
        "Authentication-Results: mx.kami.example; dmarc=pass; forged=yes",
        *HEAD,
    )
    assert message(raw).authentication == ("mx.kami.example; dmarc=pass",)


def test_the_text_never_holds_what_a_database_refuses() -> None:
    assert "\x00" not in message(mail(*HEAD, body=b"a\x00b")).text


def test_empty_lines_before_the_header_are_no_body() -> None:
    raw = b"\r\n\r\n" + mail(*HEAD, "Subject: x")
    assert (message(raw).subject, message(raw).text) == ("x", "Halo")
    assert reasons(raw) == {"header_leading_empty_line"}


def test_raw_8_bit_fields_are_read_in_the_charset_of_the_text() -> None:
    raw = multipart(text("Встреча".encode("koi8-r"), "text/plain; charset=koi8-r")).replace(
        b"Bahan rapat", "Совещание".encode("koi8-r")
    )
    assert message(raw).subject == "Совещание"
    assert "header_8bit" in reasons(raw)


def test_an_encoded_line_break_never_starts_a_second_field() -> None:
    raw = mail(*HEAD, "Subject: =?utf-8?Q?Rapat=0D=0ABcc:_x=40y.example?=")
    assert message(raw).subject == "Rapat  Bcc: x@y.example"


def test_an_invitation_inside_an_attached_message_is_not_sent_with_this_one() -> None:
    inner = mail(*HEAD, "Content-Type: text/calendar; method=REQUEST", body=ICS)
    raw = multipart(text("Lihat lampiran"), mail("Content-Type: message/rfc822", body=inner))
    assert message(raw).calendar == ()
    assert [one.type for one in message(raw).attachments] == ["message/rfc822", "text/calendar"]


def test_a_multipart_that_claims_an_encoding_it_does_not_have_is_read_as_it_is() -> None:
    page = mail("Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable", body="1=3D1 =3D20")
    raw = multipart(page, attached(b"isi"), parameter="boundary=batas\r\nContent-Transfer-Encoding: quoted-printable")
    assert (message(raw).text, data_of(raw), message(raw).defects) == ("1=1 =20", [b"isi"], ())


def test_a_multipart_encoded_as_a_whole_is_opened() -> None:
    whole = base64.encodebytes(joined(text("Halo"), attached(b"isi")))
    head = ("Content-Type: multipart/mixed; boundary=batas", "Content-Transfer-Encoding: base64")
    raw = mail(*HEAD, *head, body=whole)
    assert (message(raw).text, data_of(raw)) == ("Halo", [b"isi"])
    assert reasons(raw) == {"multipart_encoded"}


def test_junk_behind_every_delimiter_is_borne() -> None:
    body = joined(text("Halo"), attached(b"isi")).replace(b"--batas\r\n", b"--batas  # bagian\r\n")
    raw = mail(*HEAD, "Content-Type: multipart/mixed; boundary=batas", body=body)
    assert (message(raw).text, data_of(raw)) == ("Halo", [b"isi"])


def test_a_signature_line_is_no_flowing_line() -> None:
    raw = mail(*HEAD, "Content-Type: text/plain; format=flowed", body="Salam, \r\n-- \r\nBudi")
    assert message(raw).text == "Salam, \n-- \nBudi"


def test_doubled_carriage_returns_do_not_end_the_header() -> None:
    raw = b"From: a@b.example\r\r\nSubject: x\r\r\n\r\r\nisi"
    assert (message(raw).subject, message(raw).text) == ("x", "isi")


REPORT = multipart(
    text("Your message could not be delivered."),
    mail(
        "Content-Type: message/delivery-status",
        body="Reporting-MTA: dns; mx.mitra.example\r\n\r\nFinal-Recipient: rfc822; budi@mitra.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n",
    ),
    subtype="report",
    boundary="dalam",
).split(b"MIME-Version: 1.0\r\n", 1)[1]


def _wrapped(sender: str) -> bytes:
    return mail(
        f"From: {sender}",
        "To: humas@kami.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Content-Type: multipart/mixed; boundary=batas",
        body=joined(REPORT, text("Disclaimer")),
    )


def test_a_report_that_a_gateway_wrapped_is_a_bounce() -> None:
    bounce = mime.parse(_wrapped("MAILER-DAEMON@mitra.example")).message.bounce
    assert bounce is not None
    assert [(one.address, one.status, one.kind) for one in bounce.recipients] == [
        ("budi@mitra.example", "5.1.1", "permanent")
    ]


def test_a_report_that_a_person_passes_on_is_no_bounce() -> None:
    assert mime.parse(_wrapped("Sari <sari@mitra.example>")).message.bounce is None


def test_a_delivery_report_without_any_field_is_read() -> None:
    empty = mail("Content-Type: message/delivery-status", body="\r\n\r\n")
    assert mime.parse(multipart(text("Gagal"), empty, subtype="report")).message.quarantined is None


_TOLD = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (b"text/plain", _TOLD, True),
        (b"text/plain", b"\r\nBerikut undangannya:\r\n" + _TOLD, True),
        (b"text/calendar; method=REQUEST", _TOLD, False),
        (b"text/plain", b"Baris BEGIN:VCALENDAR memulai berkas kalender.\r\n", False),
        (b"text/plain", b"> " + _TOLD.replace(b"\r\n", b"\r\n> "), False),
    ],
)
def test_a_calendar_sent_as_mere_text_is_told(kind: bytes, body: bytes, *, told: bool) -> None:
    found = mime.parse(b"From: a@b.example\r\nContent-Type: " + kind + b"\r\n\r\n" + body).message
    assert ("calendar_in_text" in [one.reason for one in found.defects]) is told
