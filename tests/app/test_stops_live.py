"""The last look before sending, with the real store and sender: whoever has answered by then is left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from liaison_sync.app.act import act
from liaison_sync.app.deliver import deliver as send
from liaison_sync.app.planning import plan
from liaison_sync.app.rehearsal.nowhere import Nowhere
from liaison_sync.app.service import Sender, Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Contact, Domain, Partner
from liaison_sync.domain.policy import Policy
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app.postman import DEWI, FIRST, office
from tests.app.reporting_stage import SetClock
from tests.app.season_store import HUMAS, deliver

REPLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:rapat-9\r\n"
    "DTSTAMP:20261119T010000Z\r\nDTSTART:20261201T030000Z\r\nSUMMARY:Rapat\r\nORGANIZER:mailto:" + HUMAS + "\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:{who}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HOWS = ("person", "colleague", "new thread", "colleague elsewhere", "calendar", "away", "own copy")
STOPPING = HOWS[:5]


@dataclass(frozen=True)
class Case:
    """How partner `name` answers, and whether that lay in the mailbox when the look began."""

    how: str
    early: bool

    @property
    def name(self) -> str:
        return f"p{HOWS.index(self.how)}{'a' if self.early else 'b'}"

    @property
    def rina(self) -> str:
        return f"rina@{self.name}.example"


CASES = [Case(how, early) for how in HOWS for early in (True, False)]


def mail(from_: str, to: str, at: datetime, name: str, *, answers: str = "", more: str = "", body: str = "") -> Placed:
    """A small letter; one of ours lies in Sent."""
    refers = f"References: <{answers}@x>\r\nIn-Reply-To: <{answers}@x>\r\n" if answers else ""
    subject = f"Re: Izin {answers}" if answers else f"Izin {name}"
    head = f"From: {from_}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {format_datetime(at)}\r\n"
    kind = "" if "Content-Type" in more else "Content-Type: text/plain; charset=utf-8\r\n"
    raw = (
        f"{head}Message-ID: <{name}@x>\r\n{refers}MIME-Version: 1.0\r\n{more}{kind}\r\n{body or 'Mohon kabarnya.'}\r\n"
    )
    return Placed(HUMAS, "Sent" if from_ == HUMAS else "INBOX", at, raw.encode())


def answer(one: Case, at: datetime) -> Placed:
    budi, asked = f"budi@{one.name}.example", f"tanya-{one.name}"
    match one.how:
        case "colleague":
            return mail(budi, HUMAS, at, f"j-{one.name}", answers=asked)
        case "new thread":
            return mail(one.rina, HUMAS, at, f"j-{one.name}")
        case "colleague elsewhere":
            return mail(budi, HUMAS, at, f"j-{one.name}")
        case "calendar":
            kind = "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\nAuto-Submitted: auto-replied\r\n"
            return mail(one.rina, HUMAS, at, f"j-{one.name}", answers=asked, more=kind, body=REPLY.format(who=one.rina))
        case "away":
            away = "Auto-Submitted: auto-replied\r\nX-Autoreply: yes\r\n"
            words = "Saya sedang cuti sampai 2 Desember 2026."
            return mail(one.rina, HUMAS, at, f"j-{one.name}", answers=asked, more=away, body=words)
        case "own copy":
            ours = "Auto-Submitted: auto-generated\r\nX-Liaison-Id: ob-x\r\n"
            return mail(HUMAS, one.rina, at, f"j-{one.name}", answers=asked, more=ours)
        case _:
            return mail(one.rina, HUMAS, at, f"j-{one.name}", answers=asked)


@pytest.fixture
def here(tmp_path: object) -> Iterator[Service]:
    with office(f"sqlite:///{tmp_path}/store.db") as made:
        with writing(made.engine) as connection:
            partners = [Partner(one.name, one.name, domains=(Domain(f"{one.name}.example"),)) for one in CASES]
            people = [Contact(one.rina, one.name, "Rina Wulandari", salutation="Ibu") for one in CASES]
            puts: list[c.Change] = [c.PartnerPut(one, FIRST) for one in partners]
            apply(connection, [*puts, *(c.ContactPut(one, FIRST) for one in people)])
        policy = Policy(organisation="Karsa Bahari", default_owner=DEWI)
        yield replace(made, policy=policy, clock=SetClock(FIRST))


def test_who_answered_before_the_last_look_gets_no_letter_whatever_way_they_answered(here: Service) -> None:
    clock, kept = here.clock, Nowhere()
    assert isinstance(clock, SetClock)
    here = replace(here, sender=Sender(HUMAS, "Humas", lambda: kept))
    deliver(here, [mail(HUMAS, one.rina, FIRST, f"tanya-{one.name}") for one in CASES])
    clock.at = FIRST + timedelta(days=3, minutes=1)
    plan(here)
    with reading(here.engine) as connection:
        drafted = pictures.followups(connection, s.followup.c.state == "drafted")
    assert len(drafted) == len(CASES)
    for waiting in drafted:
        act(here, k.ApproveFollowUp(waiting.followup.id), actor=DEWI)
    clock.at += timedelta(seconds=31)
    look_at = clock.at
    coming = [answer(one, look_at + timedelta(seconds=-2 if one.early else 2)) for one in CASES]

    def look() -> datetime:
        """Reads what lies in the mailbox; what comes a moment later lies there only after it."""
        deliver(here, [one for one in coming if one.received_at <= clock.at])
        return clock.at

    send(here, look)
    left = {address for letter in kept.kept for address in letter.recipients}
    assert left == {one.rina for one in CASES if not (one.early and (one.how in STOPPING or one.how == "away"))}
    with reading(here.engine) as connection:
        states = {one.followup.to[0]: one.followup for one in pictures.followups(connection)}
    for one in CASES:
        if one.early and one.how in STOPPING:
            assert states[one.rina].state == "cancelled"
            assert states[one.rina].chain[-1].key in {"answered", "answered_by_colleague"}
    assert states[Case("away", True).rina].state == "postponed"
    deliver(here, coming)
    plan(here)
    send(here, look)
    assert len(kept.kept) == len(left)  # nobody gets a second one


def test_who_has_answered_when_a_person_approves_is_not_written_to_and_the_approval_says_so(here: Service) -> None:
    clock = here.clock
    assert isinstance(clock, SetClock)
    early = [one for one in CASES if one.early]
    deliver(here, [mail(HUMAS, one.rina, FIRST, f"tanya-{one.name}") for one in early])
    clock.at = FIRST + timedelta(days=3, minutes=1)
    plan(here)
    with reading(here.engine) as connection:
        drafted = pictures.followups(connection, s.followup.c.state == "drafted")
    deliver(here, [answer(one, clock.at) for one in early])  # after the plan, before the click
    for waiting in drafted:
        act(here, k.ApproveFollowUp(waiting.followup.id), actor=DEWI)
    with reading(here.engine) as connection:
        states = {one.followup.to[0]: one.followup.state for one in pictures.followups(connection)}
    after = {how: states[Case(how, True).rina] for how in HOWS}
    assert after == {**dict.fromkeys(STOPPING, "cancelled"), "away": "postponed", "own copy": "approved"}
