"""A mailbox and its calendar in Microsoft 365, polled into the store: mail threaded, meetings kept, nothing doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from liaison_sync.app.poll import poll
from liaison_sync.app.quarantine import NotReplayed, replay
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Mailbox
from liaison_sync.domain.errors import FolderRefused
from liaison_sync.formats.wording import say
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.formats.test_graph_event import SERIES, at, event, person
from tests.house.tree import ROOT
from tests.peers.ca import Authority
from tests.peers.graph import USER, FakeGraph, mailbox_settings
from tests.peers.graph_entra import CLIENT, SECRET, TENANT
from tests.rig import Rig, difference, rig, rows, tables

DIRECTORY = {
    "own": {"domains": ["kantor.example"], "addresses": [USER]},
    "partners": [{"id": "pemkot", "name": "Pemkot", "domains": ["pemkot.example"]}],
    "contacts": [],
}


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeGraph]:
    with FakeGraph(authority.issue()) as made:
        yield made
        assert made.wrong == []
        assert made.most_in_flight <= 4


@pytest.fixture
def here(engine: Engine, fake: FakeGraph, authority: Authority) -> Rig:
    settings = mailbox_settings(fake, authority)
    box = Mailbox("humas", USER, lambda: GraphSource("humas", settings, lambda: date(2026, 11, 10)), page_messages=5)
    return rig(engine, [box], directory=DIRECTORY, address=USER)


def polled(here: Rig, minutes: float = 5) -> None:
    here.clock.turn(minutes=minutes)
    found = poll(here.service, here.service.mailboxes[0])
    assert found.failure is None, found.failure


def refused(here: Rig) -> str:
    """The key of what keeps a folder of the mailbox shut; the others are read, at their usual times."""
    here.clock.turn(minutes=5)
    found = poll(here.service, here.service.mailboxes[0])
    assert isinstance(found.failure, FolderRefused)
    for language in ("id", "en"):
        for part in ("cause", "next"):
            assert say(language, f"errors.{found.failure.key}.{part}", **found.failure.params)
    return found.failure.key


def meeting(here: Rig, uid: str = "rapat-7@pemkot.example") -> dict[str, Any]:
    e = s.engagement.c
    (row,) = rows(here.engine, e.status, e.title, e.document, where=(e.uid == uid) & e.recurrence_id.is_(None))
    return {"status": row.status, "title": row.title, **row.document}


def flags(here: Rig, uid: str = "rapat-7@pemkot.example") -> list[str]:
    return list(meeting(here, uid).get("flags", ()))


def mail(number: int, reply_to: int | None = None) -> bytes:
    back = f"In-Reply-To: <m{reply_to}@pemkot.example>\r\n" if reply_to is not None else ""
    return (
        f"From: Rina <rina@pemkot.example>\r\nTo: {USER}\r\nSubject: Izin {reply_to or number}\r\n{back}"
        f"Message-ID: <m{number}@pemkot.example>\r\nDate: Mon, 09 Nov 2026 03:{number:02d}:00 +0000\r\n\r\n"
        f"Isi {number}.\r\n"
    ).encode()


def test_mail_is_stored_once_and_threaded_however_badly_the_service_tells_it(here: Rig, fake: FakeGraph) -> None:
    manners = fake.manners
    manners.repeats = manners.shuffles = manners.removed_first = True
    for n in range(12):
        fake.box.put(mail(n, reply_to=0 if n % 3 == 0 and n else None))
    polled(here)
    assert len(rows(here.engine, s.message.c.key)) == 12
    assert len(rows(here.engine, s.thread.c.id)) == 9
    before = tables(here.engine)
    polled(here)
    assert difference(before, tables(here.engine)).keys() <= {"folder"}


def test_a_token_that_dies_costs_a_walk_and_nothing_else(here: Rig, fake: FakeGraph) -> None:
    ids = [fake.box.put(mail(n)) for n in range(12)]
    polled(here)
    before = tables(here.engine)["message"]
    fake.box.forget_tokens()
    fake.box.delete(ids[0])
    polled(here)
    assert tables(here.engine)["message"] == before
    gone = rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None))
    assert [row.locator for row in gone] == [ids[0]]


def test_a_throttled_poll_waits_as_long_as_it_is_told(here: Rig, fake: FakeGraph) -> None:
    fake.faults.retry_after = "1800"
    fake.faults.answers.append(("messages/delta", 429))
    box = here.service.mailboxes[0]
    assert getattr(poll(here.service, box).failure, "key", "") == "throttled"
    fake.quiet_until = 0.0


def test_a_calendar_item_becomes_a_meeting_with_our_own_answer(here: Rig, fake: FakeGraph) -> None:
    id_ = fake.box.put_event(event())
    polled(here)
    assert meeting(here)["status"] == "tentative"
    fake.box.put_event(event(id=id_, subject="Rapat baru", responseStatus={"response": "accepted"}, changeKey="k2",
                             lastModifiedDateTime="2026-11-21T01:00:00Z"))  # fmt: skip
    polled(here)
    assert (meeting(here)["status"], meeting(here)["title"]) == ("confirmed", "Rapat baru")
    before = tables(here.engine)
    polled(here)
    assert difference(before, tables(here.engine)).keys() <= {"folder"}


def test_what_leaves_the_calendar_is_told_and_is_not_cancelled(here: Rig, fake: FakeGraph) -> None:
    id_ = fake.box.put_event(event())
    polled(here)
    fake.box.delete(id_)
    polled(here)
    found = meeting(here)
    assert "left_calendar" in flags(here)
    assert found["status"] != "cancelled"
    fake.box.put_event(event(id=id_, changeKey="k3", lastModifiedDateTime="2026-11-21T01:00:00Z"))
    polled(here)
    assert "left_calendar" not in flags(here)


def test_a_calendar_that_is_shut_costs_the_calendar_alone_and_buries_nothing(here: Rig, fake: FakeGraph) -> None:
    fake.calendars = set()
    fake.box.put(mail(1))
    assert refused(here) == "calendar_refused"
    assert len(rows(here.engine, s.message.c.key)) == 1
    fake.calendars = None
    fake.box.put_event(event())
    polled(here)
    before = meeting(here)
    fake.calendars = set()
    fake.box.put(mail(2))
    assert refused(here) == "calendar_refused"
    assert len(rows(here.engine, s.message.c.key)) == 2
    assert meeting(here) == before
    assert rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None)) == []
    fake.calendars = None
    polled(here)
    assert meeting(here) == before


def test_a_mailbox_without_a_calendar_is_read(here: Rig, fake: FakeGraph) -> None:
    fake.box.put(mail(1))
    fake.faults.answers.append(("/calendar ", (404, "ErrorItemNotFound")))
    polled(here)
    assert len(rows(here.engine, s.message.c.key)) == 1


def test_a_meeting_moved_out_of_the_window_has_not_left_the_calendar(here: Rig, fake: FakeGraph) -> None:
    id_ = fake.box.put_event(event())
    polled(here)
    later = event(id=id_, start=at("2028-11-23T03:00:00"), end=at("2028-11-23T04:00:00"), changeKey="k2",
                  lastModifiedDateTime="2026-11-21T01:00:00Z")  # fmt: skip
    fake.box.put_event(later, [{"id": id_, "@removed": {"reason": "deleted"}}])
    polled(here)
    assert "left_calendar" not in flags(here)
    assert "2028" in json.dumps(meeting(here)["start"])


def test_a_series_is_kept_with_its_exceptions_from_what_a_view_lists(here: Rig, fake: FakeGraph) -> None:
    series = event(**{**SERIES, "id": fake.box.new_id()})
    view = [{"id": fake.box.new_id(), "type": "occurrence", "seriesMasterId": series["id"]} for _ in range(4)]
    fake.box.put_event(series, view)
    polled(here)
    e = s.engagement.c
    found = {row.recurrence_id: row.status for row in rows(here.engine, e.recurrence_id, e.status)}
    assert len(found) == 3
    assert found["2026-11-23T09:00:00+00:00"] == "cancelled"
    starts = [row.start.isoformat() for row in rows(here.engine, s.occurrence.c.start)]
    assert "2026-10-26T09:00:00+00:00" in starts  # an hour later in UTC: the clocks have changed
    assert "2026-11-09T09:00:00+00:00" not in starts
    assert "2026-11-17T13:00:00+00:00" in starts


def test_a_rebuild_keeps_what_was_read_in_the_calendar(here: Rig, fake: FakeGraph) -> None:
    fake.box.put(mail(1))
    fake.box.put_event(event())
    polled(here)
    before = tables(here.engine)
    for _ in rebuild(here.service, anew=True):
        pass
    assert difference(before, tables(here.engine)).keys() <= {"job", "journal"}


def test_what_is_said_in_an_item_nobody_can_read_stays_beside_the_others(here: Rig, fake: FakeGraph) -> None:
    broken = fake.box.put_event(event(id=fake.box.new_id(), start=None, iCalUId="rusak@x.example"))
    fake.box.put_event(event())
    fake.box.put_event(event(id=fake.box.new_id(), isDraft=True, iCalUId="konsep@x.example"))
    polled(here)
    assert meeting(here)["title"] == "Rapat; izin, lokasi"
    q = s.quarantine.c
    ((id_, locator, reason),) = rows(here.engine, q.id, q.locator, q.reason, where=q.released_at.is_(None))
    assert (locator, reason) == (broken, "event_unreadable")
    with writing(here.engine) as connection:
        assert replay(connection, here.service, id_, here.clock.now()) == NotReplayed("unreadable")
    fake.box.put_event(event(id=broken, iCalUId="rusak@x.example"))
    polled(here)
    assert meeting(here, "rusak@x.example")["title"] == "Rapat; izin, lokasi"
    assert rows(here.engine, q.id, where=q.released_at.is_(None)) == []


def test_what_left_while_the_token_was_dead_is_noticed(here: Rig, fake: FakeGraph) -> None:
    ids = [fake.box.put_event(event(id=fake.box.new_id(), iCalUId=f"u{n}@pemkot.example")) for n in range(3)]
    polled(here)
    fake.box.delete(ids[1])
    fake.box.forget_tokens()
    polled(here)
    left = ["left_calendar" in flags(here, f"u{n}@pemkot.example") for n in range(3)]
    assert left == [False, True, False]


def test_the_letter_and_the_calendar_item_of_one_meeting_are_one(here: Rig, fake: FakeGraph) -> None:
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:rapat-7@pemkot.example\r\nSEQUENCE:3\r\n"
        "DTSTAMP:20261119T010000Z\r\nDTSTART:20261123T030000Z\r\nDTEND:20261123T043000Z\r\nSUMMARY:Rapat izin\r\n"
        f"ORGANIZER:mailto:rina@pemkot.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{USER}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    invitation = (
        f"From: <rina@pemkot.example>\r\nTo: <{USER}>\r\nSubject: Undangan\r\nMessage-ID: <u@pemkot.example>\r\n"
        "Date: Mon, 09 Nov 2026 03:00:00 +0000\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n" + ics
    )
    fake.box.put(invitation.encode())
    fake.box.put_event(event(responseStatus={"response": "accepted"}, attendees=[person(USER, "accepted")]))
    polled(here)
    found = meeting(here)
    assert found["status"] == "confirmed"
    assert found["title"] == "Rapat izin"  # the organiser's word, not our calendar's
    e = s.engagement.c
    ((thread, partner),) = rows(here.engine, e.thread, e.partner)
    assert thread
    assert partner == "pemkot"


def test_the_command_reads_a_mailbox_from_its_configuration(
    fake: FakeGraph, authority: Authority, tmp_path: Path
) -> None:
    fake.box.put(mail(1))
    fake.box.put_event(event())
    config = tmp_path / "liaison.toml"
    config.write_text(
        f"""
[organisation]
name = "Kantor"
domains = ["kantor.example"]
[[mailboxes]]
name = "humas"
address = "{USER}"
[mailboxes.graph]
tenant = "{TENANT}"
client_id = "{CLIENT}"
client_secret = {{ env = "GRAPH_SECRET" }}
user = "{USER}"
endpoint = "{fake.url}"
authority = "{fake.url}"
ca_file = "{authority.certificate}"
""",
        "utf-8",
    )
    command = [sys.executable, "-m", "liaison_sync", "poll", "--config", str(config), "--json"]
    env = {**os.environ, "GRAPH_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)
    assert SECRET not in ran.stdout + ran.stderr
    assert (tmp_path / "liaison.db").exists()
