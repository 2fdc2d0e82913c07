"""A stranger's mail that a colleague passed on waits in the queue like one's own, with who passed it on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison_sync.app.act import act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Own
from liaison_sync.store import unknown
from liaison_sync.store.engine import reading
from liaison_sync.store.unknown import Unknown
from tests.app.season_store import EVENT, HUMAS, deliver, service
from tests.app.test_recognition import AT, DIRECTORY, mail, seen

BY = "petugas@karsabahari.example"
DEWI = "Dewi Lestari <dewi@karsabahari.example>"


def passed_on(id_: str, sender: str, *, by: str = DEWI, hours: int = 0) -> Placed:
    head = mail(by, id_, hours=hours)
    lines = ["FYI", "", "---------- Pesan terusan ----------", f"Dari: {sender}", "Date: Sen, 2 Nov 2026 pukul 09.00",
             "Subject: Tanya pameran", f"To: <{HUMAS}>", "", "Mohon kabar."]  # fmt: skip
    return Placed(HUMAS, "INBOX", AT, head.raw.replace(b"\r\n\r\nHalo", b"\r\n\r\n") + "\r\n".join(lines).encode())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(f"sqlite:///{tmp_path}/x.db", own=Own(("karsabahari.example",), (HUMAS, EVENT))) as one:
        assert import_directory(one, json.dumps(DIRECTORY), actor="cli").problems == ()
        yield one


def waiting(here: Service) -> list[Unknown]:
    with reading(here.engine) as connection:
        found = unknown.senders(connection)
        assert unknown.count(connection) == len(found)
        return found


def test_who_wrote_what_a_colleague_passed_on_waits_with_a_suggestion_and_by_whom(here: Service) -> None:
    deliver(here, [passed_on("f1@k", "Siti Aminah <siti@museum-bahari.example>")])
    (one,) = waiting(here)
    assert (one.address, one.name, one.messages) == ("siti@museum-bahari.example", "Siti Aminah", 1)
    assert one.forwarded_by == "Dewi Lestari"
    assert one.suggestion is not None
    assert (one.suggestion.name, one.suggestion.domain) == ("Museum Bahari", "museum-bahari.example")
    assert "forwarded_unverified" in one.warnings


def test_a_known_writer_and_a_colleague_do_not_wait(here: Service) -> None:
    deliver(here, [passed_on("f1@k", "Sari <sari@gmail.com>"), passed_on("f2@k", "Budi <budi@karsabahari.example>")])
    assert waiting(here) == []


def test_matched_to_a_partner_the_forward_is_the_partners_and_the_queue_is_empty(here: Service) -> None:
    deliver(here, [passed_on("f1@k", "Siti Aminah <siti@museum-bahari.example>")])
    act(here, k.MatchSender("siti@museum-bahari.example", "dinas"), actor=BY)
    assert waiting(here) == []
    assert seen(here, "f1@k")[:3] == ("dinas", [], "forwarded")
    with reading(here.engine) as connection:
        contact = connection.exec_driver_sql("SELECT name FROM contact WHERE address LIKE 'siti@%'").scalar_one()
    assert contact == "Siti Aminah"


def test_a_whole_domain_is_matched_in_forwards_too(here: Service) -> None:
    deliver(here, [passed_on(f"f{n}@k", f"{who}@museum.example", hours=n) for n, who in enumerate(("siti", "tono"))])
    assert {one.address for one in waiting(here)} == {"siti@museum.example", "tono@museum.example"}
    act(here, k.MatchSender("siti@museum.example", "dinas", whole_domain=True), actor=BY)
    assert waiting(here) == []
    assert [seen(here, f"f{n}@k")[0] for n in range(2)] == ["dinas", "dinas"]


def test_who_also_wrote_to_us_stands_there_once_and_what_is_ignored_stays_away(here: Service) -> None:
    whom = "Siti Aminah <siti@museum.example>"
    deliver(here, [passed_on("f1@k", whom), mail(whom, "l1@m", hours=1)])
    (one,) = waiting(here)
    assert (one.messages, one.forwarded_by) == (2, "")
    act(here, k.IgnoreSender(one.address), actor=BY)
    assert waiting(here) == []
