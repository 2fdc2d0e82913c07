"""Receipts, complaints and news of delivery stand in the thread of the letter they tell of (mail.md, law 10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.formats.mime import parse
from tests.inspect.test_threads import letter, threads

_HEAD = (
    "Return-Path: <>\r\nFrom: {sender}\r\nTo: humas@kami.id\r\nSubject: {subject}\r\nMessage-ID: <lapor@isp.id>\r\n"
    "Date: Mon, 23 Nov 2026 11:00:00 +0700\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; boundary=b; report-type={kind}\r\n\r\n--b\r\n\r\nLaporan.\r\n"
)
_SENT = "From: humas@kami.id\r\nTo: rina@kemlu.go.id\r\nMessage-ID: <surat@kami.id>\r\nSubject: Rapat"


def _report(kind: str, subject: str, *parts: tuple[str, str], sender: str = "rina@kemlu.go.id") -> bytes:
    body = "".join(f"\r\n--b\r\nContent-Type: {type_}\r\n\r\n{text}\r\n" for type_, text in parts)
    return (_HEAD.format(kind=kind, subject=subject, sender=sender) + body + "\r\n--b--\r\n").encode()


def _notes(disposition: str) -> str:
    return f"Final-Recipient: rfc822;rina@kemlu.go.id\r\nOriginal-Message-ID: <surat@kami.id>\r\n{disposition}"


_ARRIVED = (
    "Reporting-MTA: dns;mx\r\n\r\nFinal-Recipient: rfc822; rina@kemlu.go.id\r\nAction: delivered\r\nStatus: 2.1.5"
)
REPORTS = {
    "a receipt (RFC 8098 §3.2.5)": _report(
        "disposition-notification",
        "Read: Rapat",
        ("message/disposition-notification", _notes("Disposition: manual-action/MDN-sent-manually; displayed")),
    ),
    "a receipt with the letter's header only": _report(
        "disposition-notification",
        "Dihapus",
        ("message/disposition-notification", "Disposition: automatic-action/MDN-sent-automatically; deleted"),
        ("text/rfc822-headers", _SENT),
    ),
    "a complaint (RFC 5965 §2)": _report(
        "feedback-report",
        "FW: Rapat",
        ("message/feedback-report", "Feedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: X"),
        ("message/rfc822", f"{_SENT}\r\n\r\nIsi."),
        sender="keluhan@isp.example",
    ),
    "news of delivery (RFC 3464 §2.3.3)": _report(
        "delivery-status",
        "Delivered",
        ("message/delivery-status", _ARRIVED),
        ("text/rfc822-headers", _SENT),
        sender="mailer-daemon@mx.kemlu.go.id",
    ),
}


@pytest.mark.parametrize("case", REPORTS)
def test_a_report_stands_with_its_letter(case: str, tmp_path: Path) -> None:
    sent = letter("surat@kami.id", "Rapat", "humas@kami.id", "rina@kemlu.go.id")
    told = parse(REPORTS[case]).message
    assert told.bounce is None
    assert told.automatic.original_message_id == "surat@kami.id"
    assert threads(tmp_path, a=sent, b=REPORTS[case]) == [["a", "b"]]


@pytest.mark.parametrize("enclosed", ["message/partial; id=x; number=1", "text/plain; name=surat.eml"])
def test_a_failure_names_its_letter_though_it_is_enclosed_under_another_type(enclosed: str) -> None:
    failed = _ARRIVED.replace("delivered", "failed").replace("2.1.5", "5.1.1")
    report = _report("delivery-status", "Gagal", ("message/delivery-status", failed), (enclosed, f"{_SENT}\r\n\r\nIsi"))
    bounce = parse(report).message.bounce
    assert bounce is not None
    assert bounce.original_message_id == "surat@kami.id"
