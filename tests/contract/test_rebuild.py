"""Rebuild: derived again from the kept bytes; the same version writes nothing, an older one's mistakes are mended."""

from __future__ import annotations

import socket
import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, update

from liaison_sync.app import jobs
from liaison_sync.app.act import act
from liaison_sync.app.importing import import_files
from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.parsing import Read, read
from liaison_sync.app.rebuild import Busy, Rebuilt, rebuild
from liaison_sync.app.service import Mailbox
from liaison_sync.demo import bulk
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.gist import gist
from liaison_sync.domain.index_words import Indexed, words_of
from liaison_sync.domain.message import Message, Quarantined
from liaison_sync.domain.search_query import read as read_query
from liaison_sync.formats.parsed import Parsed
from liaison_sync.ports import Source
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump, load
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.search import search
from tests.crash import scenario
from tests.rig import START, Here, Rig, difference, rig, rows, tables

BY = "petugas@karsabahari.example"
ASKED = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:berkas-1@luar.example\r
DTSTAMP:20261101T000000Z\r
DTSTART:20261120T030000Z\r
SUMMARY:Pameran\r
END:VEVENT\r
END:VCALENDAR\r
"""


READ_ONCE = Here()


def invitation(n: int, method: str, sequence: int, *more: str, sender: str = scenario.RINA, role: str = "inbox") -> Any:
    """One component as sent: (bytes, folder role, received)."""
    ics = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:temu-{n}@pemkot.example",
           f"DTSTAMP:2026110{sequence + 1}T020000Z", f"SEQUENCE:{sequence}", f"SUMMARY:Temu {n}",
           f"DTSTART:202611{12 + n}T0{sequence}0000Z", f"DTEND:202611{12 + n}T0{sequence + 2}0000Z",
           "ORGANIZER:mailto:rina@pemkot.example", *more, "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    head = [f"From: <{sender}>", f"To: <{scenario.HUMAS}>", f"Subject: Temu {n}",
            f"Message-ID: <t{n}.{method}.{sequence}@x.example>", f"Date: Tue, 0{sequence + 3} Nov 2026 09:00:00 +0700",
            "MIME-Version: 1.0", f"Content-Type: text/calendar; charset=utf-8; method={method}", ""]  # fmt: skip
    return "\r\n".join([*head, *ics]).encode(), role, START - timedelta(days=5 - sequence)


ATTENDEE = "ATTENDEE;PARTSTAT={}:mailto:humas@karsabahari.example"


def invitations() -> list[tuple[bytes, str, datetime]]:
    """Requests with updates, a cancellation before its request, an answer of ours, a series."""
    asked = ATTENDEE.format("NEEDS-ACTION")
    found = [invitation(n, "REQUEST", sequence, asked) for n in range(4) for sequence in (1, 0)]
    found += [invitation(1, "CANCEL", 2, asked), invitation(5, "CANCEL", 1, asked), invitation(5, "REQUEST", 0, asked)]
    found.append(invitation(2, "REPLY", 1, ATTENDEE.format("ACCEPTED"), sender=scenario.HUMAS, role="sent"))
    return [*found, invitation(6, "REQUEST", 0, asked, "RRULE:FREQ=WEEKLY;COUNT=5")]


def nowhere() -> Source:
    raise AssertionError("nothing is read from a mailbox here")


def mail() -> list[tuple[bytes, str, datetime]]:
    """(bytes, folder role, received): a season's mail and the small correspondence with its invitations."""
    mails = bulk.generate(11, 60, start=datetime(2026, 9, 1, tzinfo=UTC))
    whole = [(one.raw, "sent" if one.outbound else "inbox", one.received_at) for one in mails]
    whole += [(put.raw, "sent" if put.folder == "Sent" else "inbox", START) for put in scenario.mails()]
    return whole + invitations()


def directory() -> dict[str, Any]:
    found = dict(bulk.directory(11))
    for name in ("partners", "contacts"):
        found[name] = [*found[name], *scenario.DIRECTORY[name]]
    return found


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Rig:
    """Mail that came in pages from two mailboxes, not in its order, and what people decided about it."""
    names = ("humas", "event")
    addresses = (*bulk.MAILBOXES, scenario.HUMAS, scenario.EVENT)
    made = rig(
        engine, [Mailbox(a.partition("@")[0], a, nowhere) for a in addresses], directory=directory(), parsers=READ_ONCE
    )
    own = type(made.service.own)(
        ("karsabahari.example", *bulk.directory(11)["own"]["domains"]), (*addresses, scenario.HUMAS), None
    )
    made = made.but(own=own)
    take(made, [(raw, role, at, names[n % 2]) for n, (raw, role, at) in enumerate(mail())])
    take(made, [(raw, role, at, names[(n + 1) % 2]) for n, (raw, role, at) in enumerate(mail()[::3])], "2")
    (tmp_path / "agenda.ics").write_bytes(ASKED.encode())
    deque(import_files(made.service, made.service.mailboxes[0], tmp_path / "agenda.ics"), maxlen=0)
    decide(made)
    return made


def take(here: Rig, mails: Sequence[tuple[bytes, str, datetime, str]], folder: str = "1") -> None:
    """Take mail in as a poll would, in pages of 20, the last page first."""
    copies = []
    for n, (raw, role, at, box) in enumerate(mails):
        one = here.service.parsers.read_all([raw])[0]
        copies.append(Copy(Arrival(box, role + folder, role, f"1.{n}", at, one.parsed.message), one))
    with writing(here.engine) as connection:
        put: list[c.Change] = [
            c.CursorMoved(box, role + folder, role, role, "", START)
            for box in ("humas", "event")
            for role in ("inbox", "sent")
        ]
        apply(connection, put)
    for at_ in reversed(range(0, len(copies), 20)):
        with writing(here.engine) as connection:
            apply(connection, ingest(connection, here.service, copies[at_ : at_ + 20], START))


def decide(here: Rig) -> None:
    """People's words: a closed thread, an owner, a note, an outcome, a split, a message's partner."""
    threads = [row.id for row in rows(here.engine, s.thread.c.id, where=s.thread.c.messages > 1)]
    act(here.service, k.CloseThread(threads[0]), actor=BY)
    act(here.service, k.AssignThread(threads[1], BY), actor=BY)
    act(here.service, k.AddNote(f"thread:{threads[0]}", "sudah ditelepon"), actor=BY)
    meeting = rows(here.engine, s.occurrence.c.key, where=s.occurrence.c.start < START + timedelta(days=9))[0].key
    here.clock.turn(days=30)
    act(here.service, k.RecordOutcome(meeting, held=True), actor=BY)
    act(here.service, k.RecordMinutes(meeting, "Balai kota", "Dibahas", "Disetujui"), actor=BY)
    here.clock.turn(days=-30)
    late = rows(here.engine, s.message.c.key, where=s.message.c.thread == threads[2])[-1].key
    act(here.service, k.SplitMessage(threads[2], late), actor=BY)


def all_of(steps: Iterator[Rebuilt]) -> Rebuilt:
    return deque(steps, maxlen=1).pop()


def but_journal(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: each for name, each in found.items() if name != "journal"}


def test_the_same_version_derives_the_same_and_writes_nothing(here: Rig) -> None:
    before = tables(here.engine, {})
    assert len(before["message"]) > 50
    assert len(before["fact"]) > 15
    assert len(before["occurrence"]) > 10
    assert len(before["thread_act"]) == 1
    last = all_of(rebuild(here.service))
    assert difference(before, tables(here.engine, {})) == {}
    assert +last.changed == {}
    assert before["job"] == []


def test_what_an_older_version_derived_otherwise_is_derived_anew_and_decisions_stay(here: Rig) -> None:
    before = tables(here.engine)
    with writing(here.engine) as connection:
        damage(connection)
    assert len(difference(before, tables(here.engine))) >= 7
    last = all_of(rebuild(here.service))
    after = tables(here.engine)
    found = difference(but_journal(before), but_journal(after))
    assert found == {}
    assert {name for name, number in last.changed.items() if number} >= {"messages", "threads", "meetings", "facts"}
    assert len(after["journal"]) == len(before["journal"]) + 1
    assert any("store.rebuilt" in row for row in after["journal"])


def damage(connection: Any) -> None:
    """As an older version would have left it."""
    m, keys = s.message.c, list(connection.execute(select(s.message.c.key).order_by(s.message.c.key)).scalars())
    connection.execute(update(s.message).where(m.key == keys[0]).values(subject="?", base_subject="?", partner=None))
    connection.execute(update(s.message).where(m.key == keys[1]).values(turn={"key": keys[1], "at": str(START)}))
    connection.execute(delete(s.participant).where(s.participant.c.message == keys[2]))
    connection.execute(update(s.thread).values(ball="ours", messages=7, subject="?"))
    connection.execute(update(s.engagement).values(title="?", status="?"))
    connection.execute(delete(s.occurrence))
    fact = connection.execute(select(s.fact).order_by(s.fact.c.id)).first()
    connection.execute(delete(s.fact).where(s.fact.c.id == fact.id))
    connection.execute(update(s.fact).values(document=func.replace(s.fact.c.document, "Rapat", "Repat")))
    n = connection.execute(select(m.n).where(m.key == keys[3])).scalar_one()
    connection.execute(update(s.message_text).where(s.message_text.c.n == n).values(rest={"quoted": "?"}))


def test_a_wrong_link_between_messages_is_mended_with_its_threads(here: Rig) -> None:
    before = tables(here.engine)
    several = rows(here.engine, s.thread.c.id, where=s.thread.c.messages > 2)[3].id
    with writing(here.engine) as connection:
        inside = s.message.c.thread == several
        keys = list(connection.execute(select(s.message.c.key).where(inside).order_by(s.message.c.at)).scalars())
        connection.execute(update(s.message).where(s.message.c.key == keys[-1]).values(thread="tsalah"))
        row = {"id": "tsalah", "subject": "?", "messages": 1}
        connection.execute(s.thread.insert(), row)
    all_of(rebuild(here.service))
    found = difference(but_journal(before), but_journal(tables(here.engine)))
    assert found.keys() <= {"thread_alias"}  # the wrong thread's address leads to the right one


def test_words_are_found_as_they_are_read_now_and_no_more_as_they_were(here: Rig) -> None:
    m = s.message.c
    row = rows(here.engine, m.key, m.n, m.subject, where=m.subject != "")[0]
    with writing(here.engine) as connection:
        wrong = c.MessageRederived(_added(connection, row.key, subject="zzsalah zzbaca"))
        apply(connection, [wrong])
    assert found(here, "zzsalah") == [row.key]
    all_of(rebuild(here.service))
    assert found(here, "zzsalah") == []
    assert row.key in found(here, row.subject.split()[-1])


def _added(connection: Any, key: str, *, subject: str) -> c.MessageAdded:
    row = connection.execute(select(s.message).where(s.message.c.key == key)).mappings().one()
    names = set(c.MessageAdded.__slots__) - {"body", "rest", "participants", "attachments", "subject", "words"}
    empty: dict[str, Any] = {"body": subject, "rest": {}, "participants": (), "attachments": (), "subject": subject}
    empty["words"] = words_of(Indexed(subject, subject, "", (), False))
    return c.MessageAdded(**{name: row[name] for name in names}, **empty)


def found(here: Rig, words: str) -> list[str]:
    with reading(here.engine) as connection:
        return [hit.key for hit in search(connection, read_query(words, START.date()), "Asia/Jakarta", limit=200)]


def test_a_rebuild_cut_off_goes_on_where_it_was(here: Rig) -> None:
    before = tables(here.engine)
    with writing(here.engine) as connection:
        damage(connection)
    steps = rebuild(here.service)
    first = next(steps)
    assert (first.step, first.done) == ("messages", min(100, first.total))
    steps.close()
    (waiting,) = rows(here.engine, s.job)
    assert (waiting.document["step"], waiting.document["done"]) == ("messages", first.done)
    rest = list(rebuild(here.service))
    assert difference(but_journal(before), but_journal(tables(here.engine))) == {}
    assert rest[-1].changed["messages"] >= 1  # what the first life changed is counted, too


def test_one_that_begins_anew_forgets_the_place(here: Rig) -> None:
    steps = rebuild(here.service)
    next(steps)
    steps.close()
    assert next(one.step for one in rebuild(here.service, anew=True)) == "messages"


def test_two_do_not_rebuild_at_once_and_a_late_one_writes_nothing(here: Rig) -> None:
    other = here.but(worker="elsewhere:1")
    steps = rebuild(here.service)
    next(steps)
    with pytest.raises(Busy):
        next(rebuild(other.service))
    here.clock.turn(seconds=jobs.LEASE_SECONDS + 1)
    all_of(rebuild(other.service))
    before = tables(here.engine)
    with pytest.raises(jobs.LeaseLost):
        all_of(steps)
    assert difference(before, tables(here.engine)) == {}


def test_mail_that_comes_meanwhile_is_neither_lost_nor_changed(here: Rig) -> None:
    head = b"From: <rina@pemkot.example>\r\nTo: <humas@karsabahari.example>\r\n"
    fresh = head + b"Subject: %d\r\nMessage-ID: <n%d@x.example>\r\n\r\nBaru\r\n"
    for n, _ in enumerate(rebuild(here.service)):
        take(here, [(fresh % (n, n), "inbox", START, "humas")], f"new{n}")
    before = tables(here.engine)
    assert len([row for row in before["message"] if "n0@x.example" in row]) == 1
    all_of(rebuild(here.service))
    assert difference(before, tables(here.engine)) == {}


class Forgetful(Here):
    """Cannot read what it could read before."""

    def __init__(self, poison: str) -> None:
        super().__init__()
        self.poison = poison

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        return [_poisoned(raw) if sha256(raw).hexdigest() == self.poison else one for raw, one in
                zip(raws, super().read_all(raws), strict=True)]  # fmt: skip


def _poisoned(raw: bytes) -> Read:
    one = read(raw)
    message = Message(sha256=one.sha256, size=one.size, quarantined=Quarantined("parser_timeout", ""))
    return Read(one.sha256, one.size, one.zstd, Parsed(message, ()), gist(message))


def test_what_cannot_be_read_now_stays_as_it_was_read_then(here: Rig) -> None:
    poison = rows(here.engine, s.message.c.sha256)[4].sha256
    before = tables(here.engine)
    last = all_of(rebuild(here.but(parsers=Forgetful(poison)).service))
    assert last.changed["unreadable"] == 1
    assert difference(before, tables(here.engine)) == {}


def test_what_can_be_read_now_leaves_quarantine(here: Rig) -> None:
    raw = b"From: <rina@pemkot.example>\r\nTo: <humas@karsabahari.example>\r\nSubject: Akhirnya\r\n\r\nTerbaca.\r\n"
    bad = here.but(parsers=Forgetful(sha256(raw).hexdigest()))
    take(bad, [(raw, "inbox", START, "humas")], "q")
    assert all_of(rebuild(bad.service)).changed["released"] == 0
    assert all_of(rebuild(here.service)).changed["released"] == 1
    assert found(here, "Akhirnya") != []


def test_a_persons_word_about_a_fact_goes_over_to_the_one_that_takes_its_place(here: Rig) -> None:
    with writing(here.engine) as connection:
        row = connection.execute(select(s.fact).where(s.fact.c.message.is_not(None)).order_by(s.fact.c.id)).first()
        assert row is not None
        word = HumanAct(row.uid, "confirm", row.id, BY, START)
        said = Fact(mailbox="", message="", received_at=START, sender=BY, content=word)
        put = c.FactPut(said.id, said.uid, START, "", "", dump(said), "APPLIED", "act.confirm", None, None)
        apply(connection, [put])
    right = row.id
    wrong = "0" * 64  # under which another version kept what the message says
    with writing(here.engine) as connection:
        connection.execute(update(s.fact).where(s.fact.c.id == right).values(id=wrong))
        stale = Fact(mailbox="", message="", received_at=START, sender=BY,
                     content=HumanAct(row.uid, "confirm", wrong, BY, START))  # fmt: skip
        connection.execute(update(s.fact).where(s.fact.c.id == said.id).values(id=stale.id, document=dump(stale)))
    all_of(rebuild(here.service))
    acts = [
        load(Fact, one.document).content for one in rows(here.engine, s.fact.c.document, where=s.fact.c.message == "")
    ]
    assert [one.subject for one in acts if isinstance(one, HumanAct)] == [right]
    assert rows(here.engine, s.fact.c.id, where=s.fact.c.id == wrong) == []


def test_nobody_waits_for_the_lease_of_a_process_that_died(here: Rig) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    died = here.but(worker=f"{socket.gethostname()}:{ended.pid}")
    steps = rebuild(died.service)
    next(steps)
    with writing(here.engine) as connection:
        at = here.clock.now() + timedelta(hours=1)
        connection.execute(update(s.job).values(lease_owner=died.service.worker, lease_until=at))
    assert all_of(rebuild(here.service)).step == "meetings"
