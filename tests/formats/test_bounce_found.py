"""Failures told under a name no server is known by, and in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liaison_sync.domain.message import Bounce
from liaison_sync.formats import bounce
from liaison_sync.formats.headers import Headers

_NULL = ("Return-Path", "<>")
_TOLD = "----- The following addresses had permanent fatal errors -----\n<dewi@mitra.id> (User unknown)\n"


def _read(text: str, *fields: tuple[str, str], subject: str = "Returned mail") -> Bounce | None:
    headers = Headers.of(("To", "humas@kita.go.id"), ("Subject", subject), *fields)
    return bounce.read(headers, "text/plain", (), subject=subject, text=text)


@pytest.mark.parametrize(
    "text",
    [
        _TOLD,
        "Hi. This is the qmail-send program at mx.mitra.id.\n\n<dewi@mitra.id>:\nuser unknown\n",
        "This is the mail system at host mx.mitra.id.\n\n<dewi@mitra.id>: user unknown\n",
        "Delivery has failed to these recipients or groups:\n\ndewi@mitra.id\nThe address was not found.\n",
    ],
)
def test_a_null_sender_and_a_servers_heading_are_enough(text: str) -> None:
    read = _read(text, ("From", "Sistem <surel@mitra.id>"), _NULL)
    assert read is not None
    assert [(one.address, one.kind) for one in read.recipients] == [("dewi@mitra.id", "permanent")]


@pytest.mark.parametrize(
    ("sender", "path", "text"),
    [
        ("Budi <budi@mitra.id>", "<budi@mitra.id>", _TOLD),
        ("Budi <budi@mitra.id>", "<>", f"Saya cuti sampai 30 November.\n\n> {_TOLD}"),
        ("Budi <budi@mitra.id>", "<>", "Thank you, we read the following addresses had errors."),
    ],
)
def test_what_people_quote_is_no_heading(sender: str, path: str, text: str) -> None:
    assert _read(text, ("From", sender), ("Return-Path", path), subject="Re: Returned mail") is None


_SES: dict[str, Any] = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Transient",
        "bounceSubType": "MailboxFull",
        "bouncedRecipients": [{"emailAddress": "Dewi <dewi@mitra.id>"}, {"emailAddress": 7}, "dewi", None],
    },
    "mail": {"messageId": "0100", "commonHeaders": {"messageId": "<surat@kita.go.id>"}},
}
_SNS = (("From", "AWS Notifications <no-reply@sns.amazonaws.com>"), ("x-amz-sns-message-id", "7"))


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_notice_of_amazon_ses_is_read(wrapped: bool) -> None:
    text = json.dumps({"Type": "Notification", "Message": json.dumps(_SES)} if wrapped else _SES)
    read = _read(f"{text}\n\n--\nTo unsubscribe …", *_SNS, subject="AWS Notification Message")
    assert read is not None
    assert [(one.address, one.status, one.kind) for one in read.recipients] == [("dewi@mitra.id", "4.2.2", "temporary")]
    assert read.original_message_id == "surat@kita.go.id"


@pytest.mark.parametrize("text", ["", "{", "[" * 50_000, "null", '{"notificationType": "Delivery"}', '{"Message": 3}'])
def test_other_notices_of_amazon_are_no_bounce(text: str) -> None:
    assert _read(text, *_SNS, subject="AWS Notification Message") is None
    assert _read(json.dumps(_SES), ("From", "Budi <budi@mitra.id>"), subject="JSON") is None
