"""The envelope over SMTP: reports asked for by name, and a server that shuts the door at any step of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.errors import Transient
from liaison_sync.formats.mime import parse
from liaison_sync.ports import Submitted
from tests.contract.test_delivery import ANI, BUDI, frozen, kinds, send, server, to
from tests.peers.smtp import ScriptedSmtp

__all__ = ["server"]  # a fixture
OUTBOX_ID = "ob-1@kantor.example"


def test_reports_are_asked_for_where_the_server_gives_them_and_name_the_letter(server: ScriptedSmtp) -> None:
    server.script.offer_dsn = True
    letter = frozen("ani+liaison@mitra.example", "rené@mitra.example")
    assert kinds(send(to(server.port), letter)) == ["Accepted", "Accepted"]
    assert server.script.reports == [
        ("RET=HDRS", f"ENVID=<{OUTBOX_ID}>"),
        ("NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;ani+2Bliaison@mitra.example"),
        ("NOTIFY=FAILURE,DELAY",),
    ]
    server.script.reports.clear()
    assert kinds(send(to(server.port), replace(letter, mail_from=""))) == ["Accepted", "Accepted"]
    assert server.script.reports == [(), (), ()]


def test_a_report_that_names_the_envelope_alone_tells_of_our_letter() -> None:
    told = (
        b"From: MAILER-DAEMON@mx.example\r\nSubject: Gagal\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: <" + OUTBOX_ID.encode() + b">\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nOriginal-Recipient: rfc822;ani+2Bliaison@mitra.example\r\n"
        b"Final-Recipient: rfc822;x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    bounce = parse(told).message.bounce
    assert bounce is not None
    assert bounce.original_message_id == OUTBOX_ID
    assert [one.address for one in bounce.recipients] == ["ani+liaison@mitra.example"]


SHUT = "421 4.3.2 shutting down"


@pytest.mark.parametrize("step", ["ehlo", "mail", "rcpt", "data", "after_dot"])
def test_a_door_shut_at_any_step_loses_and_doubles_nothing(server: ScriptedSmtp, step: str) -> None:
    if step == "rcpt":
        server.script.rcpt = dict.fromkeys((ANI, BUDI), SHUT)
    else:
        setattr(server.script, step, SHUT)
    delivery, letter = to(server.port), frozen(ANI, BUDI)
    if step in {"ehlo", "mail"}:
        with pytest.raises(Transient):
            send(delivery, letter)
    else:
        assert kinds(send(delivery, letter)) == ["Deferred", "Deferred"]
    assert server.taken == []
    server.script.rcpt.clear()
    for name in ("ehlo", "mail", "data", "after_dot"):
        setattr(server.script, name, "")
    outcome = send(delivery, letter)
    assert isinstance(outcome, Submitted)
    assert kinds(outcome) == ["Accepted", "Accepted"]
    assert len(server.taken) == 1
