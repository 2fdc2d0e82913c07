"""Bounces through ingest: the contact's mark, what was planned for it, and what `explain` tells of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.directory import import_directory
from liaison_sync.app.explain import explain
from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.partner import Own
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service

RINA = "rina@mitra.example"
DIRECTORY = {
    "partners": [{"id": "mitra", "name": "Mitra Bahari", "domains": ["mitra.example"]}],
    "contacts": [{"partner": "mitra", "name": "Rina Wulandari", "address": RINA}],
}
AT = datetime(2026, 11, 19, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
OWN = Own(("karsabahari.example",), (HUMAS, EVENT))


def mail(sender: str, id_: str, body: str, *more: str, to: str = HUMAS, hours: int = 0) -> Placed:
    at = AT + timedelta(hours=hours)
    lines = [f"From: {sender}", f"To: {to}", f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000", f"Message-ID: <{id_}>", *more]
    raw = "\r\n".join([*lines, "", body]).encode()
    return Placed(HUMAS, "Sent" if sender in (HUMAS, EVENT) else "INBOX", at, raw)


def returned(reason: str, hours: int = 1) -> Placed:
    """What a server writes that names our message in its text only."""
    words = f"The message with Message-ID <surat@kami> could not be delivered to:\r\n\r\n  {RINA}\r\n\r\n{reason}\r\n"
    more = ("Return-Path: <>", "Subject: Undeliverable mail")
    return mail("MAILER-DAEMON@mx.example", f"pental-{hours}@mx.example", words, *more, hours=hours)


LETTER = mail(
    HUMAS, "surat@kami", "Yth. Ibu Rina, mohon tanggapan Ibu atas rancangan ini.", "Subject: Rancangan", to=RINA
)
GONE = returned("550 5.1.1 User unknown")
ALIVE = mail(RINA, "baru@mitra.example", "Selamat pagi, alamat ini aktif kembali.", "Subject: Kabar", hours=5)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with made(f"sqlite:///{tmp_path}/x.db") as one:
        yield one


def made(url: str) -> AbstractContextManager[Service]:
    return service(url, NOW, OWN)


@pytest.fixture(autouse=True)
def _known(here: Service) -> None:
    assert import_directory(here, json.dumps(DIRECTORY), actor="cli").problems == ()


def marked(here: Service) -> bool:
    with reading(here.engine) as connection:
        return bool(connection.execute(select(s.contact.c.bounced).where(s.contact.c.address == RINA)).scalar())


def planned(here: Service) -> list[tuple[str, str | None]]:
    """State and last reason of each follow-up."""
    with reading(here.engine) as connection:
        rows = list(connection.execute(select(s.followup.c.state, s.followup.c.document)))
    chains = [(row.state, row.document["followup"].get("chain", [])) for row in rows]
    return [(state, chain[-1]["key"] if chain else None) for state, chain in chains]


def test_what_was_planned_for_an_address_that_bounced_is_cancelled_with_its_reason(here: Service) -> None:
    deliver(here, [LETTER])
    plan(here)
    assert [state for state, _ in planned(here)] == ["planned"]
    deliver(here, [GONE])
    plan(here)
    assert planned(here) == [("cancelled", "bounced")]
    assert marked(here)


@pytest.mark.parametrize("reason", ["452 4.2.2 Mailbox full", "450 Greylisted, try again later"])
def test_what_fails_for_now_stops_nothing(here: Service, reason: str) -> None:
    deliver(here, [LETTER, returned(reason)])
    plan(here)
    assert [state for state, _ in planned(here)] == ["planned"]
    assert not marked(here)


def test_what_fails_for_this_letter_alone_marks_nobody_but_there_is_nothing_to_remind_of(here: Service) -> None:
    deliver(here, [LETTER])
    plan(here)
    deliver(here, [returned("552 5.3.4 message too large")])
    plan(here)
    assert planned(here) == [("cancelled", "undelivered")]
    assert not marked(here)


def mark(here: Service, name: str) -> bool:
    with reading(here.engine) as connection:
        return bool(connection.execute(select(s.contact.c[name]).where(s.contact.c.address == RINA)).scalar())


@pytest.mark.parametrize("reason", ["550 5.7.1 Message rejected by policy", "550 5.7.26 unauthenticated sender"])
def test_a_refusal_by_policy_marks_the_contact_as_refusing_and_not_as_dead(here: Service, reason: str) -> None:
    deliver(here, [LETTER])
    plan(here)
    deliver(here, [returned(reason)])
    plan(here)
    assert (mark(here, "bounced"), mark(here, "refused")) == (False, True)
    assert planned(here) == [("cancelled", "refused_by_policy")]
    deliver(here, [ALIVE])
    assert not mark(here, "refused")


def test_a_letter_that_reached_nobody_is_ours_to_act_upon_and_explain_says_why(here: Service) -> None:
    deliver(here, [LETTER, GONE])
    with reading(here.engine) as connection:
        row = connection.execute(select(s.thread.c.ball, s.thread.c.ball_since)).one()
    assert (row.ball, row.ball_since) == ("ours", AT + timedelta(hours=1))
    assert any("surat terakhir kita tidak sampai" in line for line in explain(here, "surat@kami", "id"))


def test_what_they_write_after_a_letter_that_reached_nobody_is_what_waits_for_us(here: Service) -> None:
    asked = mail(RINA, "tanya@mitra.example", "Kapan rapatnya?", "References: <surat@kami>", hours=5)
    for one in (LETTER, GONE, asked):
        deliver(here, [one])
    with reading(here.engine) as connection:
        row = connection.execute(select(s.thread.c.messages, s.thread.c.ball, s.thread.c.ball_since)).one()
    assert row == (3, "ours", AT + timedelta(hours=5))


def test_a_letter_from_the_address_takes_the_mark_away(here: Service) -> None:
    deliver(here, [LETTER, GONE])
    assert marked(here)
    deliver(here, [ALIVE])
    assert not marked(here)
    deliver(here, [returned("550 5.1.1 User unknown", hours=9)])
    assert marked(here)


def test_an_answering_machine_takes_no_mark_away(here: Service) -> None:
    deliver(
        here, [LETTER, GONE, mail(RINA, "auto@mitra.example", "Saya cuti.", "Auto-Submitted: auto-replied", hours=5)]
    )
    assert marked(here)


@pytest.mark.parametrize(("last", "expected"), [(9, True), (3, False)])
def test_the_mark_is_the_same_in_whatever_order_mail_arrives(tmp_path: Path, last: int, expected: bool) -> None:
    mails = [GONE, ALIVE, returned("550 5.1.1 User unknown", hours=last)]
    for number, order in enumerate(permutations(mails)):
        for pages in (1, 3):
            with made(f"sqlite:///{tmp_path}/{number}-{pages}.db") as here:
                import_directory(here, json.dumps(DIRECTORY), actor="cli")
                for at in range(0, 3, 3 // pages):
                    deliver(here, order[at : at + 3 // pages])
                assert marked(here) is expected


@pytest.mark.parametrize(("language", "ours"), [("en", "our message"), ("id", "surat kita")])
def test_explain_tells_which_of_our_messages_came_back_and_why(here: Service, language: str, ours: str) -> None:
    deliver(here, [LETTER, GONE])
    lines = explain(here, "pental-1@mx.example", language)
    assert any(RINA in line and "5.1.1" in line for line in lines)
    assert any(ours in line and "surat@kami" in line for line in lines)
    assert any(RINA in line and "5.1.1" in line for line in explain(here, "surat@kami", language))


def test_a_bounce_that_names_our_message_in_its_text_stands_in_its_thread(here: Service) -> None:
    deliver(here, [LETTER, GONE])
    with reading(here.engine) as connection:
        threads = set(connection.execute(select(s.message.c.thread)).scalars())
    assert len(threads) == 1
