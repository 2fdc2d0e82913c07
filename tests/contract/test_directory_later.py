"""A directory that comes after the mail leaves the same behind as one that was there from the start."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from liaison_sync.app.directory import import_directory
from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.recognise_job import recognise
from liaison_sync.demo import bulk
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.partner import Own
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, writing
from tests.rig import START, Here, Rig, difference, rig, tables

OURS = "humas@karsabahari.example"
READ_ONCE = Here()
DERIVED = ("message", "message_text", "participant", "attachment", "letter", "letter_reference", "thread",
           "fact", "engagement", "occurrence")  # fmt: skip
PEOPLE: dict[str, Any] = {
    "partners": [
        {"id": "kota", "name": "Pemerintah Kota Bahari", "domains": ["humas.kota.example"]},
        {"id": "agensi", "name": "Agensi Kata", "domains": ["agensi.example"], "clients": ["kota"]},
        {"id": "zoom", "name": "Zoom Video", "domains": []},
        {"id": "bank", "name": "Bank Maju", "domains": []},
    ],
    "contacts": [
        {"partner": "zoom", "address": "no-reply@zoom.us", "name": "Zoom"},
        {"partner": "bank", "address": "ani@gmail.com", "name": "Ani"},
        {"partner": "bank", "address": "dua@banyak.example", "name": "Dua"},
    ],
}


def letter(n: int, sender: str, to: str, body: str = "Halo", *more: str) -> bytes:
    at = START - timedelta(days=3, minutes=-n)
    head = [f"From: {sender}", f"To: {to}", f"Subject: Hal {n}", f"Message-ID: <{n}@surat.example>"]
    return "\r\n".join([*head, f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000", *more, "", body, ""]).encode()


def passed_on(sender: str, text: str = "Mohon kabar.") -> str:
    """What a colleague's "Teruskan" puts into the body."""
    lines = ["FYI", "", "---------- Pesan terusan ----------", f"Dari: {sender}", "Date: Sen, 2 Nov 2026 pukul 09.00",
             "Subject: Tanya", f"To: <{OURS}>", "", text]  # fmt: skip
    return "\r\n".join(lines)


def odd() -> list[tuple[bytes, str]]:
    """Mail in which the directory shows elsewhere than in the partner of a sender."""
    us = "Dewi <dewi@karsabahari.example>"
    return [
        (letter(1, us, OURS, passed_on("Rina <rina@humas.kota.example>")), "inbox"),
        (letter(2, us, OURS, passed_on("Ani <ani@gmail.com>")), "inbox"),
        (letter(3, us, OURS, passed_on("Siapa <siapa@jauh.example>")), "inbox"),
        (letter(4, us, "x@lain.example", passed_on("Rina <rina@humas.kota.example>")), "sent"),
        (letter(5, '"Pemerintah Kota Bahari" <humas.kota@gmail.com>', OURS), "inbox"),
        (letter(6, "budi@hurnas-kota.example", OURS, "Hai", "Reply-To: budi@kota.exarnple"), "inbox"),
        (letter(7, "tono@agensi.example", OURS), "inbox"),
        (letter(8, '"Zoom" <no-reply@zoom.us>', OURS, "Rapat", "Reply-To: Tono <tono@agensi.example>"), "inbox"),
        (letter(9, "satu@banyak.example", OURS), "inbox"),
        (letter(10, "lain@kota.example", OURS, "Salam\r\n\r\n-- \r\nLain\r\nDinas Pariwisata Kota Bahari"), "inbox"),
        (letter(11, '"Rina via Forum" <forum@senarai.example>', OURS, "Halo", "List-Id: <forum.senarai.example>",
                "X-Original-From: Rina <rina@humas.kota.example>"), "inbox"),
        (letter(12, us, "budi@k0ta.example", "Halo"), "sent"),
        (letter(13, us, '"Bank Maju" <tipu@lain.example>, ani@gmail.com', "Halo"), "sent"),
    ]  # fmt: skip


def mail() -> list[tuple[bytes, str, datetime]]:
    mails = bulk.generate(5, 150, start=datetime(2026, 9, 1, tzinfo=UTC))
    whole = [(one.raw, "sent" if one.outbound else "inbox", one.received_at) for one in mails]
    return whole + [(raw, role, START) for raw, role in odd()]


def directory() -> dict[str, Any]:
    found = dict(bulk.directory(5))
    return found | {name: [*found[name], *PEOPLE[name]] for name in ("partners", "contacts")}


def empty(engine: Engine) -> Rig:
    own = Own(("karsabahari.example", *bulk.directory(5)["own"]["domains"]), (OURS, *bulk.MAILBOXES), None)
    return rig(engine, parsers=READ_ONCE).but(own=own)


def take(here: Rig) -> None:
    copies = []
    for n, (raw, role, at) in enumerate(mail()):
        one = READ_ONCE.read_all([raw])[0]
        copies.append(Copy(Arrival("humas", role, role, f"1.{n}", at, one.parsed.message), one))
    for at_ in range(0, len(copies), 50):
        with writing(here.engine) as connection:
            apply(connection, ingest(connection, here.service, copies[at_ : at_ + 50], START))


def register(here: Rig) -> None:
    loaded = import_directory(here.service, json.dumps(directory()), actor="cli")
    assert (loaded.problems, loaded.partners > 30) == ((), True)
    list(recognise(here.service))


@pytest.fixture
def later(engine: Engine) -> Rig:
    here = empty(engine)
    take(here)
    register(here)
    return here


def derived(here: Rig) -> dict[str, list[str]]:
    found = tables(here.engine)
    return {name: found[name] for name in DERIVED}


def test_the_mail_stands_as_if_the_directory_had_been_there_from_the_start(later: Rig, tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/first.db")
    first = empty(engine)
    register(first)
    take(first)
    assert difference(derived(first), derived(later)) == {}
    engine.dispose()


def test_a_rebuild_after_the_import_of_a_directory_finds_nothing_to_mend(later: Rig) -> None:
    before = tables(later.engine)
    last = list(rebuild(later.service))[-1]
    assert +last.changed == {}
    assert difference(before, tables(later.engine)) == {}
