"""Meetings only a letter names: candidates until a person takes them, gone once a person says they are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app import inviting
from liaison_sync.app.act import Refused, act
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Own
from liaison_sync.domain.view import Meeting
from liaison_sync.store import agenda, engagement
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service

HOST, BY = "budi@mitra.example", "rani@karsabahari.example"
NOW, WHEN = datetime(2026, 11, 20, 3, tzinfo=UTC), datetime(2026, 11, 30, 2, tzinfo=UTC)
FORM = "Kami mengundang Ibu pada:\n\nHari/tanggal : Senin, 30 November 2026\nPukul : 09.00{zone}\nTempat : Aula Mitra\n"
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:real@mitra.example\r\n"
    "DTSTAMP:20261120T020000Z\r\nDTSTART:20261130T020000Z\r\nSUMMARY:Rapat\r\n"
    f"ORGANIZER:mailto:{HOST}\r\nATTENDEE:mailto:{HUMAS}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _letter(text: str, name: str = "letter", sender: str = HOST, mailbox: str = HUMAS, kind: str = "plain") -> Placed:
    raw = (
        f"From: Budi <{sender}>\r\nTo: {HUMAS}\r\nSubject: Rapat koordinasi\r\n"
        f"Date: Fri, 20 Nov 2026 08:00:00 +0700\r\nMessage-ID: <{name}@mitra.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n\r\n{text}'
    )
    return Placed(mailbox, "INBOX", datetime(2026, 11, 20, 1, 1, tzinfo=UTC), raw.encode())


LETTER = _letter(FORM.format(zone=" WIB"))
INVITATION = _letter(ICS, "ics", kind="calendar; method=REQUEST")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    own = Own(("karsabahari.example",), (HUMAS, EVENT), "mx.karsabahari.example")
    with service(f"sqlite:///{tmp_path}/x.db", own=own) as one:
        act(one, k.PutPartner("mitra", "PT Mitra", domains=("mitra.example",)), actor=BY)
        yield one


def _waiting(here: Service) -> list[Meeting]:
    with reading(here.engine) as connection:
        found = agenda.candidates(connection, NOW, frozenset({HUMAS}))
        assert agenda.candidate_count(connection, NOW) == len(found)
    return found


def _meetings(here: Service) -> list[Meeting]:
    since, until = datetime(2026, 11, 29, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    with reading(here.engine) as connection:
        return agenda.between(connection, since, until, since, frozenset({HUMAS}))


def _candidates(here: Service) -> list[str]:
    with reading(here.engine) as connection:
        found = select(s.fact.c.id).where(s.fact.c.rule == "request.candidate").order_by(s.fact.c.id)
        return list(connection.execute(found).scalars())


def test_a_letter_that_names_a_meeting_waits_for_a_person_to_take_it(here: Service) -> None:
    deliver(here, [LETTER])
    assert _meetings(here) == []
    (one,) = _waiting(here)
    assert (one.title, one.start, one.status, one.location) == ("Rapat koordinasi", WHEN, "candidate", "Aula Mitra")
    assert "stated_in_text" in one.flags
    act(here, k.ConfirmFact(_candidates(here)[0]), actor=BY)
    assert [one.status for one in _meetings(here)] == ["proposed"]


def test_a_meeting_out_of_a_letter_is_never_answered_as_a_calendars(here: Service) -> None:
    """Its sender's calendar knows no such UID."""
    deliver(here, [LETTER])
    act(here, k.ConfirmFact(_candidates(here)[0]), actor=BY)
    (one,) = _meetings(here)
    with here.engine.connect() as connection:
        assert inviting.known(connection, one.uid, here.own.addresses) == []


def test_what_a_person_says_is_no_meeting_goes_from_both_mailboxes(here: Service) -> None:
    deliver(here, [LETTER, _letter(FORM.format(zone=" WIB"), mailbox=EVENT)])
    assert len(_waiting(here)) == 1
    act(here, k.DismissCandidate(_candidates(here)[0]), actor=BY)
    assert _waiting(here) == []
    with pytest.raises(Refused):
        act(here, k.DismissCandidate("nobody"), actor=BY)


def test_a_time_without_a_zone_stands_in_ours_and_says_so(here: Service) -> None:
    deliver(here, [_letter(FORM.format(zone=""))])
    (one,) = _waiting(here)
    assert (one.start, "zone_assumed" in one.flags) == (WHEN, True)


@pytest.mark.parametrize(
    "order", [(LETTER, INVITATION), (INVITATION, LETTER)], ids=["letter first", "invitation first"]
)
def test_an_invitation_to_the_same_meeting_takes_the_letters_place(here: Service, order: tuple[Placed, ...]) -> None:
    for one in order:
        deliver(here, [one])
    assert [one.title for one in _meetings(here)] == ["Rapat"]
    assert _waiting(here) == []


@pytest.mark.parametrize(
    "mail",
    [
        _letter(FORM.format(zone=" WIB"), sender=HUMAS),
        _letter("Mohon data paling lambat Senin, 30 November 2026 pukul 09.00 WIB.\n"),
        Placed(HUMAS, "INBOX", LETTER.received_at, b"Auto-Submitted: auto-replied\r\n" + LETTER.raw),
    ],
    ids=["our own", "a deadline", "automatic"],
)
def test_what_invites_to_nothing_makes_no_candidate(here: Service, mail: Placed) -> None:
    deliver(here, [mail])
    assert _waiting(here) == []


def test_what_a_letter_says_about_coming_stands_beside_the_meeting_as_a_suggestion(here: Service) -> None:
    yes = _letter("Terima kasih, kami akan hadir 2 orang.\n", "yes", "sari@mitra.example").raw
    reply = yes.replace(b"Subject: ", b"In-Reply-To: <ics@mitra.example>\r\nSubject: Re: ")
    deliver(here, [INVITATION, Placed(HUMAS, "INBOX", INVITATION.received_at + timedelta(hours=1), reply)])
    (one,) = _meetings(here)
    with reading(here.engine) as connection:
        said = engagement.said_answers(connection, one.thread)
    assert {who: (found.answer.kind, found.answer.people) for who, found in said.items()} == {
        "sari@mitra.example": ("accepted", 2)
    }
    assert one.status == "unverified"  # nobody vouches for the invitation, and a letter is no answer to it
