"""Which code and kind a failure has: the most exact one stated, then the reason in words (RFC 3463 §3)."""

from __future__ import annotations

import pytest

from liaison_sync.formats import bounce
from liaison_sync.formats.bounce_reasons import enhanced_status, judge
from liaison_sync.formats.dsn import recipients
from liaison_sync.formats.headers import Headers


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("5.0.0 554 5.7.1 Message refused", "5.7.1"),
        ("4.0.0 (451 4.3.2 system not accepting)", "4.3.2"),
        ("5.1.1 550 5.2.1 mailbox disabled", "5.1.1"),
        ("5.0.0 421 4.7.0 try later", "5.0.0"),
        ("5.0.0 550 unknown", "5.0.0"),
        ("Postfix 2.5.1 said 5.1.1", "5.1.1"),
        ("host failed 5.1.1", "5.1.1"),
        ("Sendmail/4.2.1", None),
        ("version 5.0.2", None),
    ],
)
def test_the_most_exact_code_of_the_class_first_stated_counts(said: str, status: str | None) -> None:
    assert enhanced_status(said) == status


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("lost connection with mx.mitra.id[192.0.2.7] while sending end of data", "4.4.2"),
        ("conversation with mx.mitra.id[192.0.2.7] timed out while sending message body", "4.4.2"),
        ("Connected to 192.0.2.7 but connection died.", "4.4.2"),
        ("Name service error for name=mitra.id type=MX: Host not found, try again", "4.4.3"),
        ("Temporary DNS failure", "4.4.3"),
        ("Name service error for name=mitra.id type=AAAA: Host not found", "5.1.2"),
        ("mail transport unavailable", "4.3.0"),
        ("cannot update mailbox /var/mail/dewi: unable to lock for exclusive access", "4.2.0"),
        ("mailbox is locked", "5.2.1"),
        ('Command time limit exceeded: "/usr/bin/maildrop"', "4.3.0"),
        ("no IP address found for host mitra.id", "5.1.2"),
        ('all hosts for "mitra.id" have been failing for a long time (and retry time not reached)', "4.4.7"),
        ("connect to mx.mitra.id[192.0.2.7]:25: Connection refused", "4.4.1"),
    ],
)
def test_a_reason_in_words_has_its_code_and_class(said: str, status: str) -> None:
    kind = "permanent" if status.startswith("5") else "temporary"
    assert judge(said, "", delayed=False, final=True) == (status, kind)


def test_what_is_said_of_the_recipient_counts_before_a_code_elsewhere() -> None:
    headers = Headers.of(("From", "MAILER-DAEMON@mx.kita.go.id"), ("Subject", "failure notice"))
    text = "Queue report 4.3.1 of this hour\n\n<dewi@mitra.id>: 550 no such user\n"
    read = bounce.read(headers, "text/plain", (), subject="failure notice", text=text)
    assert read is not None
    assert [(one.status, one.kind) for one in read.recipients] == [("5.1.1", "permanent")]


def test_a_failure_with_a_status_of_success_is_not_passing() -> None:
    (one,) = recipients("Final-Recipient: rfc822; dewi@mitra.id\nAction: failed\nStatus: 2.0.0\n")
    assert (one.status, one.kind) == ("2.0.0", "permanent")
