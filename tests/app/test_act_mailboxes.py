"""Quarantine, pauses and ambiguous letters: what a person may settle."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zstandard
from sqlalchemy import Table, select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.ingest import quarantine_id
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import NOW, service

BY = "dewi@karsabahari.example"
RAW = b"From: Sari <sari@dinas.example>\r\nTo: humas@karsabahari.example\r\nSubject: Jadwal\r\n\r\nMohon jadwal.\r\n"
WHERE = ("humas", "INBOX", "1.7")
ID = quarantine_id(*WHERE)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(f"sqlite:///{tmp_path}/x.db") as one:
        yield one


def _set_aside(here: Service, *, bytes_kept: bool = True) -> None:
    digest = sha256(RAW).hexdigest() if bytes_kept else None
    kept = [c.RawKept(digest, len(RAW), zstandard.compress(RAW))] if digest else []
    with writing(here.engine) as connection:
        apply(
            connection,
            [
                *kept,
                c.CursorMoved("humas", "INBOX", "INBOX", "inbox", "x", NOW),
                c.Sighted(*WHERE, "quarantined", NOW, digest),
                c.Quarantined(ID, *WHERE, digest, "parser_timeout", "", NOW),
            ],
        )


def _one(here: Service, table: Table) -> Any:
    with reading(here.engine) as connection:
        return connection.execute(select(table)).one()


def test_a_replay_lets_in_what_can_be_read_now_and_releases_it(here: Service) -> None:
    _set_aside(here)
    act(here, k.ReplayQuarantine(ID), actor=BY)
    message = _one(here, s.message)
    assert (message.subject, message.direction) == ("Jadwal", "in")
    assert (_one(here, s.sighting).state, _one(here, s.sighting).message) == ("stored", message.key)
    assert _one(here, s.quarantine).released_at == NOW


def test_a_replay_is_refused_with_its_reason(here: Service) -> None:
    with pytest.raises(Refused, match="quarantine_gone"):
        act(here, k.ReplayQuarantine("nothing"), actor=BY)
    _set_aside(here, bytes_kept=False)
    with pytest.raises(Refused, match="quarantine_no_bytes"):
        act(here, k.ReplayQuarantine(ID), actor=BY)


def test_a_second_replay_is_refused_because_it_is_released(here: Service) -> None:
    _set_aside(here)
    act(here, k.ReplayQuarantine(ID), actor=BY)
    with pytest.raises(Refused, match="quarantine_released"):
        act(here, k.ReplayQuarantine(ID), actor=BY)


def test_taking_quarantined_bytes_changes_nothing_but_the_journal(here: Service) -> None:
    _set_aside(here)
    act(here, k.DownloadQuarantined(ID), actor=BY)
    entry = _one(here, s.journal)
    assert (entry.actor, entry.action, entry.about) == (BY, "DownloadQuarantined", f"id:{ID}")
    assert _one(here, s.quarantine).released_at is None


def test_a_mailbox_nobody_knows_cannot_be_paused(here: Service) -> None:
    with pytest.raises(Refused, match="gone"):
        act(here, k.PauseMailbox("nowhere", True), actor=BY)


def _ambiguous(here: Service) -> None:
    queued = c.LetterQueued("ob-1", "report", "weekly 2026-W47", "a@b.example", ("x@y.example",), "<m@b>", b"", NOW)
    people = [{"address": "x@y.example", "outcome": "ambiguous"}]
    with writing(here.engine) as connection:
        apply(connection, [queued])
        apply(connection, [c.OutboxMoved("ob-1", "ambiguous", people, 1, None, None)])


def test_a_letter_known_to_have_left_is_sent_and_never_tried_again(here: Service) -> None:
    _ambiguous(here)
    act(here, k.SettleAmbiguous("ob-1", sent=True), actor=BY)
    row = _one(here, s.outbox)
    assert (row.state, row.settled_at, row.next_try) == ("sent", NOW, None)
    assert row.recipients == [{"address": "x@y.example", "outcome": "accepted"}]


def test_a_letter_known_not_to_have_left_is_queued_for_those_left_open(here: Service) -> None:
    _ambiguous(here)
    act(here, k.SettleAmbiguous("ob-1", sent=False), actor=BY)
    row = _one(here, s.outbox)
    assert (row.state, row.next_try, row.recipients[0]["outcome"]) == ("queued", NOW, None)
    with pytest.raises(Refused, match="not_ambiguous"):
        act(here, k.SettleAmbiguous("ob-1", sent=True), actor=BY)
