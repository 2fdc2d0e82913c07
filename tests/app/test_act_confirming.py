"""A person's word about a fact: what it lets in, what it cannot overrule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.confirmable import asks_for
from liaison_sync.domain.partner import Own
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service

BY = "dewi@karsabahari.example"
HOST, GUEST = "sari@dinas.example", "tamu@lain.example"


def _mail(sender: str, method: str, lines: str, passed: str = "pass") -> Placed:
    ics = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:rapat-1\r\n"
        f"DTSTAMP:20261120T010000Z\r\nDTSTART:20261201T030000Z\r\nDTEND:20261201T040000Z\r\nSUMMARY:Rapat\r\n"
        f"ORGANIZER:mailto:{HOST}\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    raw = (
        f"Authentication-Results: mx.karsabahari.example; dmarc={passed} header.from={sender.partition('@')[2]}\r\n"
        f"From: {sender}\r\nTo: {HUMAS}\r\nSubject: Undangan\r\nDate: Fri, 20 Nov 2026 01:00:00 +0000\r\n"
        f"Message-ID: <{method}.{sender}>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method={method}; charset="utf-8"\r\n\r\n{ics}'
    )
    return Placed(HUMAS, "INBOX", datetime(2026, 11, 20, 1, len(lines) % 60, tzinfo=UTC), raw.encode())


INVITED = f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{HUMAS}\r\n"
REQUEST = _mail(HOST, "REQUEST", INVITED)
FORGED = _mail(HOST, "REQUEST", INVITED, "fail")
STRANGER = _mail(GUEST, "REPLY", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{GUEST}\r\n")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    own = Own(("karsabahari.example",), (HUMAS, EVENT), "mx.karsabahari.example")
    with service(f"sqlite:///{tmp_path}/x.db", own=own) as one:
        yield one


def _facts(here: Service, verdict: str) -> list[str]:
    with reading(here.engine) as connection:
        return list(connection.execute(select(s.fact.c.id).where(s.fact.c.verdict == verdict)).scalars())


def _status(here: Service) -> str:
    with reading(here.engine) as connection:
        status: str = connection.execute(select(s.engagement.c.status)).scalar_one()
    return status


def _people(here: Service) -> dict[str, bool]:
    with reading(here.engine) as connection:
        document = connection.execute(select(s.engagement.c.document)).scalar_one()
    return {one["address"]: one.get("counted", True) for one in document["attendees"]}


def test_an_unproven_invitation_becomes_a_meeting_once_a_person_confirms_it(here: Service) -> None:
    deliver(here, [FORGED])
    assert _status(here) == "unverified"
    act(here, k.ConfirmFact(_facts(here, "LOW_TRUST")[0]), actor=BY)
    assert _status(here) == "proposed"


def test_an_uninvited_guest_counts_once_a_person_accepts_the_answer(here: Service) -> None:
    deliver(here, [REQUEST, STRANGER])
    assert _people(here)[GUEST] is False
    act(here, k.ConfirmFact(_facts(here, "UNINVITED_GUEST")[0]), actor=BY)
    assert _people(here)[GUEST] is True


def test_a_confirmation_is_a_fact_of_its_own_and_is_journaled(here: Service) -> None:
    deliver(here, [FORGED])
    (fact,) = _facts(here, "LOW_TRUST")
    act(here, k.ConfirmFact(fact), actor=BY)
    with reading(here.engine) as connection:
        rules = list(connection.execute(select(s.fact.c.rule).order_by(s.fact.c.received_at)).scalars())
        entry = connection.execute(select(s.journal.c.actor, s.journal.c.action, s.journal.c.about)).one()
    assert rules == ["request.low_trust", "act.confirm"]
    assert tuple(entry) == (BY, "ConfirmFact", f"fact:{fact}")


def test_what_needs_no_confirmation_or_has_one_is_refused(here: Service) -> None:
    deliver(here, [REQUEST, STRANGER])
    for fact, key in ((_facts(here, "APPLIED")[0], "not_confirmable"), ("nobody", "gone")):
        with pytest.raises(Refused) as refused:
            act(here, k.ConfirmFact(fact), actor=BY)
        assert refused.value.key == key
    (guest,) = _facts(here, "UNINVITED_GUEST")
    act(here, k.ConfirmFact(guest), actor=BY)
    with pytest.raises(Refused, match="confirmed_already"):
        act(here, k.ConfirmFact(guest), actor=BY)


@pytest.mark.parametrize(
    ("verdict", "rule", "kind"),
    [
        ("LOW_TRUST", "request.forwarded", "confirm"),
        ("NOT_AUTHORISED", "cancel.not_the_organiser", "confirm"),
        ("NOT_AUTHORISED", "request.we_organise", None),
        ("QUARANTINED", "request.organizer_change", "accept_organizer"),
        ("UNINVITED_GUEST", "reply.uninvited", "accept_guest"),
        ("STALE", "request.stale", None),
    ],
)
def test_only_what_trust_keeps_out_asks_for_a_persons_word(verdict: str, rule: str, kind: str | None) -> None:
    assert asks_for(verdict, rule) == kind
