"""A winmail.dat that answers an invitation and names nobody: whose answer it is."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.formats.meeting_winmails import UID, meeting
from tests.inspect.calendars import BUDI, US, History, attendee, calendar, event


@pytest.mark.parametrize(("kind", "partstat"), [("Pos", "ACCEPTED"), ("Neg", "DECLINED"), ("Tent", "TENTATIVE")])
@pytest.mark.parametrize("authentic", [True, False])
def test_a_winmail_that_names_nobody_answers_for_the_sender_of_its_mail(
    tmp_path: Path, kind: str, partstat: str, *, authentic: bool
) -> None:
    asked = calendar("REQUEST", event(attendee(BUDI), uid=UID, organizer=US))
    head = "Authentication-Results: mx.kami.id; dmarc=pass header.from=mitra.id\r\n" if authentic else ""
    mail = (
        f"{head}From: Budi <{BUDI}>\r\nTo: {US}\r\nSubject: Rapat\r\nDate: Mon, 16 Nov 2026 10:00:00 +0700\r\n"
        "Message-ID: <jawaban@mitra.id>\r\nMIME-Version: 1.0\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + b64encode(meeting(f"Resp.{kind}", sender=""))
    found = History(tmp_path).then(asked, US, "sent").then(mail).told(authserv_id="mx.kami.id")
    answers = {one["address"]: one["partstat"] for one in found["engagements"][0]["attendees"]}
    assert answers[BUDI] == (partstat if authentic else "NEEDS-ACTION")
    assert found["facts"][1]["rule"] == ("reply.applied" if authentic else "reply.low_trust")
