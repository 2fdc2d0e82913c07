"""Two thousand mails of known truth through a real IMAP server into the store: all there, once, rightly placed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import Engine, update

from liaison_sync.app.poll import poll, read_all
from liaison_sync.app.service import Mailbox
from liaison_sync.demo import bulk
from liaison_sync.demo.bulk import BulkMail
from liaison_sync.domain.errors import UnfetchableMessage
from liaison_sync.ports import Fetched, Raw, Ref, Unfetchable
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.peers.dovecot import Dovecot
from tests.peers.mail import letter
from tests.rig import Here, Rig, difference, imap, mailbox, rig, rows, tables

SEED, COUNT = 7, 2000
READS = {
    "CAPABILITY", "ID", "ENABLE", "NOOP", "LIST", "STATUS", "EXAMINE", "UID", "FETCH", "SEARCH", "IDLE", "DONE",
    "LOGOUT", "LOGIN", "AUTHENTICATE", "NAMESPACE", "UNSELECT", "COMPRESS",
}  # fmt: skip


def user(address: str) -> str:
    return address.partition("@")[0]


def boxes(server: Dovecot) -> list[Mailbox]:
    return [mailbox(server.port, user(address), address) for address in bulk.MAILBOXES]


@pytest.fixture(scope="module")
def history() -> list[BulkMail]:
    return list(bulk.generate(SEED, COUNT, start=datetime(2026, 9, 1, tzinfo=UTC)))


@pytest.fixture(scope="module")
def parsers() -> Here:
    """Shared, so that two databases cost one parsing."""
    return Here()


def fill(server: Dovecot, history: list[BulkMail]) -> None:
    for mail in history:
        server.deliver(user(mail.mailbox), [mail.raw], mail.folder, "S" if mail.seen else None)


def letters_of(server: Dovecot) -> dict[tuple[str, str], dict[str, str]]:
    return {(u, f): server.flags(u, f) for u in server.users for f in ("INBOX", "Sent")}


def test_every_message_once_rightly_threaded_and_nothing_written_to_the_server(
    engine: Engine, dovecot: Dovecot, history: list[BulkMail], parsers: Here
) -> None:
    fill(dovecot, history)
    here = rig(engine, boxes(dovecot), directory=bulk.directory(SEED), parsers=parsers)
    polled = read_all(here.service, here.service.mailboxes)
    assert [one.failure for one in polled] == [None, None]
    assert sum(one.messages for one in polled) == COUNT

    assert_every_copy_is_there_once(engine, history)
    assert_threads_and_partners(engine, history)
    flags = {place: Counter("S" if "S" in one else "" for one in each.values())
             for place, each in letters_of(dovecot).items()}  # fmt: skip
    put = Counter((user(m.mailbox), m.folder, "S" if m.seen else "") for m in history)
    assert {(*place, flag): n for place, each in flags.items() for flag, n in each.items()} == dict(put)

    before = tables(engine)
    again = read_all(here.service, here.service.mailboxes)
    assert [(one.messages, one.failure) for one in again] == [(0, None), (0, None)]
    assert difference(before, tables(engine)) == {}
    said = {line.split()[0].upper() for u in dovecot.users for line in dovecot.said(u)}
    assert said <= READS, said - READS
    writes = re.compile(r"\b(STORE|COPY|MOVE|EXPUNGE)\b| BODY\[")
    assert not [line for u in dovecot.users for line in dovecot.said(u) if writes.search(line)]


def assert_every_copy_is_there_once(engine: Engine, history: list[BulkMail]) -> None:
    put = Counter((user(m.mailbox), m.folder, sha256(m.raw).hexdigest()) for m in history)
    t = s.sighting.c
    stored = Counter(tuple(row) for row in rows(engine, t.mailbox, t.folder, t.sha256, where=t.state == "stored"))
    assert stored == put
    assert len(rows(engine, s.sighting.c.locator)) == COUNT
    assert len(rows(engine, s.message.c.key)) == len({m.message for m in history})
    raws = dict(tuple(row) for row in rows(engine, s.raw.c.sha256, s.raw.c.size))
    assert raws == {sha256(m.raw).hexdigest(): len(m.raw) for m in history}


def assert_threads_and_partners(engine: Engine, history: list[BulkMail]) -> None:
    key_of = {row.sha256: row.message for row in rows(engine, s.sighting.c.sha256, s.sighting.c.message)}
    m = s.message.c
    stored = {row.key: row for row in rows(engine, m.key, m.thread, m.partner, m.automatic, m.direction)}
    pairs = set()
    for mail in history:
        row = stored[key_of[sha256(mail.raw).hexdigest()]]
        pairs.add((mail.thread, row.thread))
        assert row.partner == mail.partner
        assert (row.direction == "out") == mail.outbound
        assert row.automatic == mail.automatic
    truth = {mail.thread for mail in history}
    assert len(pairs) == len(truth) == len({there for _, there in pairs}) == len(rows(engine, s.thread.c.id))


# --- what servers do to a mailbox -----------------------------------------------------------------------------


@pytest.fixture
def small(engine: Engine, dovecot: Dovecot) -> Rig:
    """Two mailboxes with five messages each."""
    for name in dovecot.users:
        dovecot.deliver(name, [letter(n, sender=f"{name}@mitra.example") for n in range(5)])
    here = rig(engine, [mailbox(dovecot.port, u, f"{u}@kantor.example", max_bytes=20_000) for u in dovecot.users])
    assert [one.messages for one in read_all(here.service, here.service.mailboxes)] == [5, 5]
    return here


def alive(here: Rig) -> list[str]:
    t = s.sighting.c
    return sorted(row.message for row in rows(here.engine, t.message, where=t.gone_at.is_(None)))


def test_after_a_renumbering_nothing_is_new_and_everything_is_attached_again(small: Rig, dovecot: Dovecot) -> None:
    before, messages, threads = alive(small), rows(small.engine, s.message), rows(small.engine, s.thread)
    dovecot.renumber("humas")
    assert poll(small.service, small.boxes()["humas"]).failure is None
    assert alive(small) == before
    assert rows(small.engine, s.message) == messages
    assert rows(small.engine, s.thread) == threads
    assert len(rows(small.engine, s.sighting.c.locator)) == 15  # the old numbers stay, as evidence


def test_a_message_gone_while_the_server_renumbered_has_a_tombstone(small: Rig, dovecot: Dovecot) -> None:
    before = alive(small)
    gone = next(iter(dovecot.contents("humas")))
    dovecot.expunge("humas", [gone])
    dovecot.renumber("humas")
    poll(small.service, small.boxes()["humas"])
    assert len(alive(small)) == 9
    assert set(alive(small)) < set(before)


def test_a_folder_emptied_while_the_server_renumbered_holds_nothing(small: Rig, dovecot: Dovecot) -> None:
    dovecot.expunge("humas", list(dovecot.contents("humas")))
    dovecot.renumber("humas")
    poll(small.service, small.boxes()["humas"])
    assert len(alive(small)) == 5


def test_a_cursor_of_another_kind_leads_to_identifying_everything_anew(small: Rig, dovecot: Dovecot) -> None:
    before = alive(small)
    with writing(small.engine) as connection:
        connection.execute(update(s.folder).values(cursor="foreign"))
    polled = poll(small.service, small.boxes()["humas"])
    assert polled.failure is None
    assert polled.messages == 0
    assert alive(small) == before
    dovecot.expunge("event", [next(iter(dovecot.contents("event")))])
    poll(small.service, small.boxes()["event"])
    assert len(alive(small)) == 9


def test_an_expunged_message_keeps_its_evidence_and_gets_a_tombstone(small: Rig, dovecot: Dovecot) -> None:
    dovecot.expunge("event", list(dovecot.contents("event"))[:2])
    small.clock.turn(minutes=1)
    polled = poll(small.service, small.boxes()["event"])
    assert polled.gone == 2
    gone = rows(small.engine, s.sighting.c.gone_at, where=s.sighting.c.gone_at.is_not(None))
    assert [row.gone_at for row in gone] == [small.clock.at] * 2
    assert len(rows(small.engine, s.message.c.key)) == 10
    assert len(rows(small.engine, s.raw.c.sha256)) == 10


def test_a_folder_that_is_deleted_leaves_tombstones_and_may_come_back(small: Rig, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [letter(77)], "Arsip")
    poll(small.service, small.boxes()["humas"])
    assert len(alive(small)) == 11
    shutil.move(dovecot.maildir("humas", "Arsip"), dovecot.home / "away")
    assert poll(small.service, small.boxes()["humas"]).failure is None
    assert len(alive(small)) == 10
    shutil.move(dovecot.home / "away", dovecot.home / "mail/humas/Maildir/.Arsip")
    assert poll(small.service, small.boxes()["humas"]).failure is None
    assert len(alive(small)) == 11
    assert len(rows(small.engine, s.message.c.key)) == 11


def test_one_mailbox_down_is_visible_and_delays_no_other(small: Rig, dovecot: Dovecot) -> None:
    for name in dovecot.users:
        dovecot.deliver(name, [letter(50, sender=f"{name}@mitra.example")])
    nobody = mailbox(1, "event", "event@kantor.example")
    down = small.but(mailboxes=(nobody, small.boxes()["humas"]))
    event, humas = read_all(down.service, down.service.mailboxes)
    assert event.failure is not None
    assert event.failure.key == "refused"
    assert (humas.messages, humas.failure) == (1, None)
    state = {row.name: row for row in rows(small.engine, s.mailbox)}
    assert state["event"].error["key"] == "refused"
    assert state["event"].failures == 1
    assert state["event"].next_try > small.clock.at
    assert state["event"].lease_owner is None
    assert state["humas"].error is None
    assert poll(small.service, small.boxes()["event"]).messages == 1
    healed = {row.name: row for row in rows(small.engine, s.mailbox)}["event"]
    assert (healed.error, healed.failures) == (None, 0)


def test_a_bug_while_reading_is_not_taken_for_success(small: Rig) -> None:
    def broken() -> ImapSource:
        raise ZeroDivisionError

    before = {row.name: row.last_success for row in rows(small.engine, s.mailbox)}
    small.clock.turn(minutes=1)
    polled = poll(small.service, replace(small.boxes()["humas"], open=broken))
    assert polled.failure is not None
    assert polled.failure.key == "unexpected"
    after = {row.name: row for row in rows(small.engine, s.mailbox)}["humas"]
    assert after.last_success == before["humas"]
    assert after.failures == 1
    assert after.error is not None
    assert after.lease_owner is None


def test_too_large_is_set_aside_visibly_and_the_others_go_on(small: Rig, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [letter(60, 30_000), letter(61)])
    polled = poll(small.service, small.boxes()["humas"])
    assert (polled.messages, polled.quarantined) == (1, 1)
    q = s.quarantine.c
    assert [(row.reason, row.released_at) for row in rows(small.engine, q.reason, q.released_at)] == [
        ("too_large", None)
    ]
    assert poll(small.service, small.boxes()["humas"]).quarantined == 0


class Withholding(ImapSource):
    """A server that lists messages and hands nothing over, as Microsoft's does at times."""

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        for one in super().fetch(refs, max_bytes=max_bytes):
            bad = isinstance(one, Raw) and b"<71@" in one.content
            yield (
                Unfetchable(one.ref, UnfetchableMessage(operation="fetch", detail="listed, no answer")) if bad else one
            )


def test_what_the_server_lists_and_withholds_is_pending_visible_and_tried_again(small: Rig, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [letter(70), letter(71), letter(72)])
    humas = small.boxes()["humas"]
    withheld = replace(humas, open=lambda: Withholding("humas", imap(dovecot.port, "humas")))
    assert poll(small.service, withheld).messages == 2
    small.clock.turn(minutes=2)
    assert poll(small.service, withheld).messages == 0
    t, q = s.sighting.c, s.quarantine.c
    assert len(rows(small.engine, t.locator, where=t.state == "pending")) == 1
    row = rows(small.engine, q.reason, q.tries, q.released_at)[0]
    assert (row.reason, row.tries, row.released_at) == ("unfetchable", 2, None)
    assert poll(small.service, humas).messages == 0  # not yet: asked ever more seldom
    small.clock.turn(minutes=6)
    assert poll(small.service, humas).messages == 1
    assert not rows(small.engine, t.locator, where=t.state == "pending")
    assert [one.released_at for one in rows(small.engine, q.released_at)] == [small.clock.at]
    assert len(rows(small.engine, s.message.c.key)) == 13


def test_withheld_and_expunged_is_given_up(small: Rig, dovecot: Dovecot) -> None:
    (name,) = dovecot.deliver("humas", [letter(71)])
    humas = small.boxes()["humas"]
    poll(small.service, replace(humas, open=lambda: Withholding("humas", imap(dovecot.port, "humas"))))
    dovecot.expunge("humas", [name])
    poll(small.service, humas)
    t = s.sighting.c
    assert [row.gone_at for row in rows(small.engine, t.gone_at, where=t.state == "pending")] == [small.clock.at]
    before = tables(small.engine)
    poll(small.service, humas)
    assert difference(before, tables(small.engine)) == {}
