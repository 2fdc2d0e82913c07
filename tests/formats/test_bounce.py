"""Bounces, server by server: texts written after each server's documented wording."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.message import Bounce
from liaison_sync.formats import automatic, bounce
from liaison_sync.formats.headers import Headers, Part
from tests.yardstick import within

WHO = "budi@contoh.id"
DAEMON = "MAILER-DAEMON@mx.kita.go.id (Mail Delivery System)"

SERVERS = {file.stem: file for file in sorted((Path(__file__).parent / "bounces").glob("*.txt"))}


def _headers(sender: str, subject: str, *more: tuple[str, str]) -> Headers:
    return Headers.of(("From", sender), ("To", "humas@kita.go.id"), ("Subject", subject), *more)


@pytest.mark.parametrize("server", SERVERS)
def test_a_text_without_a_report_names_who_failed(server: str) -> None:
    head, _, text = SERVERS[server].read_text("utf-8").partition("\n\n")
    sender, subject, expected = (line.partition(": ")[2] for line in head.split("\n"))
    read = bounce.read(_headers(sender, subject), "text/plain", (), subject=subject, text=text)
    assert read is not None
    status, kind = expected.split()
    assert [(one.address, one.status or "-", one.kind) for one in read.recipients] == [(WHO, status, kind)]


def test_the_texts_of_forty_servers_are_known() -> None:
    assert len(SERVERS) >= 40


DSN = (
    "Reporting-MTA: dns; mx.kita.go.id\n\nOriginal-Recipient: rfc822;budi@contoh.id\n"
    "Final-Recipient: rfc822; b.santoso@dalam.contoh.id\n"
    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <budi@contoh.id>: User\n unknown\n\n"
    "Final-Recipient: rfc822; dewi@contoh.id\nAction: delayed\nStatus: 4.4.1\n\n"
    "Final-Recipient: rfc822; andi@contoh.id\nAction: delivered\nStatus: 2.1.5\n"
)
REPORT = ("Content-Type", 'multipart/report; report-type="delivery-status"; boundary=x')
RETURNED = Part("message/rfc822", Headers(), "Message-ID:\n <asal@kita.go.id>\nTo: budi@contoh.id\n\nIsi")


def _report(status: str, *more: Part) -> Bounce | None:
    parts = (Part("text/plain", Headers(), ""), Part("message/delivery-status", Headers(), status), *more)
    return bounce.read(_headers(DAEMON, "Laporan", REPORT), "multipart/report", parts, subject="Laporan", text="")


def test_a_report_tells_of_each_recipient_that_did_not_get_it() -> None:
    read = _report(DSN, RETURNED)
    assert read is not None
    told = [(one.address, one.status, one.action, one.kind, one.diagnostic) for one in read.recipients]
    assert told == [
        ("budi@contoh.id", "5.1.1", "failed", "permanent", "550 5.1.1 <budi@contoh.id>: User unknown"),
        ("dewi@contoh.id", "4.4.1", "delayed", "temporary", None),
    ]
    assert read.original_message_id == "asal@kita.go.id"


def test_a_report_of_success_is_a_receipt() -> None:
    status = "Final-Recipient: rfc822; budi@contoh.id\nAction: delivered\nStatus: 2.1.5\n"
    assert _report(status) is None
    told = automatic.classify(
        _headers(DAEMON, "Laporan", REPORT),
        "multipart/report",
        has_calendar=False,
        subject="Laporan",
        text="",
        bounce=None,
    )
    assert told.kind == "delivery-receipt"


def test_x_failed_recipients_is_enough() -> None:
    headers = _headers("Server <server@kita.go.id>", "Halo", ("X-Failed-Recipients", "budi@contoh.id, dewi@contoh.id"))
    read = bounce.read(headers, "text/plain", (), subject="Halo", text="")
    assert read is not None
    assert [one.address for one in read.recipients] == ["budi@contoh.id", "dewi@contoh.id"]


def test_a_verp_address_names_the_recipient_where_the_text_does_not() -> None:
    headers = Headers.of(("From", DAEMON), ("To", "bounce+budi=contoh.id@kita.go.id"), ("Subject", "failure notice"))
    read = bounce.read(headers, "text/plain", (), subject="failure notice", text="Mail could not be delivered. 550 no")
    assert read is not None
    assert [one.address for one in read.recipients] == [WHO]


ORDINARY = {
    "a question about a bounce": (
        "Budi <budi@contoh.id>",
        "Mail delivery failed?",
        "Surel saya ke andi@x.id ditolak: 550 5.1.1 user unknown. Could not be delivered.",
    ),
    "a reply to a bounce": (
        "Budi <budi@contoh.id>",
        "Re: Undelivered Mail Returned to Sender",
        "Sudah saya perbaiki, mohon kirim ulang ke andi@x.id.",
    ),
    "a human postmaster": (
        "Postmaster <postmaster@contoh.id>",
        "Re: Jadwal pemeliharaan server",
        "Kami akan memelihara server hari Senin. Hubungi dewi@contoh.id.",
    ),
    "a delivery of goods": (
        "Toko <info@toko.co.id>",
        "Delivery failed: paket Anda",
        "Paket Anda tidak terkirim, hubungi cs@toko.co.id.",
    ),
    "an ordinary letter": ("Budi <budi@contoh.id>", "Undangan", "Kami mengundang Bapak, hubungi dewi@contoh.id."),
}


@pytest.mark.parametrize("case", ORDINARY)
def test_what_people_write_is_no_bounce(case: str) -> None:
    sender, subject, text = ORDINARY[case]
    assert bounce.read(_headers(sender, subject), "text/plain", (), subject=subject, text=text) is None


def test_a_report_somebody_forwards_as_an_attachment_is_no_bounce() -> None:
    parts = (Part("text/plain", Headers(), "Lihat"), Part("message/delivery-status", Headers(), DSN))
    headers = _headers("Budi <budi@contoh.id>", "Fwd: gagal")
    assert bounce.read(headers, "multipart/mixed", parts, subject="Fwd: gagal", text="Lihat") is None


@pytest.mark.parametrize("report", ["feedback-report", "disposition-notification"])
def test_other_reports_are_no_bounce(report: str) -> None:
    headers = _headers(DAEMON, "Undeliverable", ("Content-Type", f"multipart/report; report-type={report}"))
    assert (
        bounce.read(headers, "multipart/report", (), subject="Undeliverable", text="550 5.1.1 budi@contoh.id") is None
    )


# --- whatever comes, it is read, and nobody's own words are a bounce --------------------------------------------

_WORDS = (
    *("Final-Recipient: rfc822; a@b.example", "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 no"),
    *("<a@b.example>:", "550 5.1.1 user unknown", "following recipients:", "Message-ID: <x@y>", "wahyu", "To: a@b"),
    *("--", ">", "(", "@", "\x00", "é", "Your message could not be delivered", "Original message follows.", "", " "),
    *("Final-Recipient: utf-8; \\x{110000}@b.example", "Original-Recipient: utf-8; \\x{D800}@b.example", "quota"),
)
_lines = st.lists(st.sampled_from(_WORDS) | st.text(max_size=30), max_size=30).map("\n".join)
_types = st.sampled_from(
    ["text/plain", "message/delivery-status", "message/rfc822", "message/disposition-notification", "text/html"]
)
_parts = st.lists(st.builds(Part, _types, st.just(Headers()), _lines), max_size=4).map(tuple)
_kinds = st.sampled_from(
    [
        "text/plain",
        "multipart/report; report-type=delivery-status",
        "multipart/report; report-type=disposition-notification",
        "multipart/mixed",
    ]
)


@settings(max_examples=150, deadline=None)
@given(sender=st.text(max_size=40), subject=_lines, kind=_kinds, parts=_parts, text=_lines)
def test_nothing_that_may_come_makes_reading_fail(
    sender: str, subject: str, kind: str, parts: tuple[Part, ...], text: str
) -> None:
    for who in (sender, DAEMON):
        read = bounce.read(_headers(who, subject, ("Return-Path", "<>")), kind, parts, subject=subject, text=text)
        assert read is None or all(one.address.encode("utf-8") for one in read.recipients if one.address)


@settings(max_examples=100, deadline=None)
@given(subject=_lines, text=_lines)
def test_no_words_of_a_person_are_a_bounce(subject: str, text: str) -> None:
    headers = _headers("Budi <budi@contoh.id>", subject, ("Return-Path", "<budi@contoh.id>"))
    assert bounce.read(headers, "text/plain", (), subject=subject, text=text) is None


@pytest.mark.parametrize(
    "unit", ["a@b.id ", "<a@b.id>:\n550 no\n", "Final-Recipient: rfc822; a@b\n", "user ", "5.1.1 "]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = (unit * 60_000)[:60_000]
    parts = (Part("message/delivery-status", Headers(), text),)
    headers = _headers(DAEMON, "failure notice", REPORT)
    within(0.2, lambda: bounce.read(headers, "multipart/report", parts, subject="failure notice", text=text))


def test_of_hundreds_of_recipients_each_is_named_and_no_more_than_the_limit() -> None:
    groups = "\n\n".join(f"Final-Recipient: rfc822; a{n}@contoh.id\nAction: failed\nStatus: 5.1.1" for n in range(700))
    read = _report(groups)
    assert read is not None
    assert len(read.recipients) <= bounce.MAX_RECIPIENTS
    assert read.recipients[0].address == "a0@contoh.id"
