"""A mailbox in which nothing happens costs one question to its server, and the database nothing."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import event, func, update

from liaison_sync.app.act import act
from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.poll import poll
from liaison_sync.app.quiet import LONGEST, Looked, called, record
from liaison_sync.app.service import Mailbox
from liaison_sync.domain import commands as k
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, writing
from liaison_sync.worker import loop
from tests.peers import unprivileged
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.mail import letter
from tests.rig import Rig, imap, rig, rows


@pytest.fixture
def here(dovecot: Dovecot, tmp_path: Path) -> Iterator[Rig]:
    dovecot.deliver("humas", [letter(1)])
    source = ImapSource("humas", imap(dovecot.port, "humas"))
    source.keep()
    yield rig(connect(f"sqlite:///{tmp_path}/store.db"), [Mailbox("humas", "humas@kantor.example", lambda: source)])
    source.close()


def settled(here: Rig) -> Turn:
    """After the day's certificate and a pass that found nothing."""
    turn, (box,) = Turn(), here.service.mailboxes
    for _ in range(2):
        assert turn.read(here.service, box).failure is None
    return turn


def test_a_look_is_one_line_to_the_server_and_no_question_to_the_database(here: Rig, dovecot: Dovecot) -> None:
    turn, (box,) = settled(here), here.service.mailboxes
    asked: list[str] = []
    event.listen(here.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    before = len(dovecot.said("humas"))
    for _ in range(3):
        here.clock.turn(minutes=1)
        assert turn.look(here.service, box)
    assert [line.split()[0] for line in dovecot.said("humas")[before:]] == ["LIST"] * 3
    assert asked == []


def test_whatever_happens_at_the_server_ends_the_quiet(here: Rig, dovecot: Dovecot) -> None:
    (box,) = here.service.mailboxes
    other = imaplib.IMAP4("127.0.0.1", dovecot.port)
    other.login("humas", PASSWORD)
    other.select("INBOX")

    happens: tuple[Callable[[], object], ...] = (
        lambda: other.append("INBOX", None, None, letter(2)),
        lambda: other.append("Sent", None, None, letter(3)),
        lambda: other.store("1", "+FLAGS", r"(\Flagged)"),
        lambda: (other.store("1", "+FLAGS", r"(\Deleted)"), other.expunge()),
        lambda: other.create("Arsip"),
        lambda: here.clock.turn(seconds=LONGEST.total_seconds() + 1),
        lambda: here.clock.turn(days=1),
    )
    for number, happen in enumerate(happens):
        turn = settled(here)
        assert turn.look(here.service, box), number
        happen()
        assert not turn.look(here.service, box), number
    other.logout()


def test_a_pass_with_news_and_a_mailbox_somebody_waits_for_are_not_quiet(here: Rig, dovecot: Dovecot) -> None:
    turn, (box,) = settled(here), here.service.mailboxes
    dovecot.deliver("humas", [letter(2)])
    done = turn.read(here.service, box)
    assert done.messages == 1
    assert turn.quiet is None
    act(here.service, k.CertifyMailbox("humas"), actor="dewi@x.example")
    here.clock.turn(seconds=5)
    assert poll(here.service, box).quiet is not None  # which wrote over the row's own call
    assert turn.read(here.service, box).quiet is None
    assert rows(here.engine, func.count(s.certificate.c.id)) == [(2,)]


def test_what_was_looked_at_is_written_only_where_the_row_is_as_we_left_it(here: Rig) -> None:
    (box,) = here.service.mailboxes
    done = poll(here.service, box)
    now = here.clock.now()
    fence = rows(here.engine, s.mailbox.c.fence)[0][0]
    looked = Looked("humas", fence, now + timedelta(minutes=1), done.next_try, now + timedelta(minutes=5))
    for changed in ({"fence": fence - 1}, {"next_try": now}):
        assert record(here.engine, [replace(looked, **changed)]) == []
    assert record(here.engine, [looked, replace(looked, name="unknown")]) == [looked]
    assert rows(here.engine, s.mailbox.c.last_success, s.mailbox.c.next_try) == [(looked.at, looked.then)]
    assert not called(here.engine, looked.at).due
    with writing(here.engine) as connection:
        connection.execute(update(s.mailbox).values(paused=True))
    assert record(here.engine, [replace(looked, next_try=looked.then)]) == []
    assert called(here.engine, looked.at).paused == {"humas"}


def test_the_worker_looks_each_minute_writes_seldom_and_still_reads_what_comes(here: Rig, dovecot: Dovecot) -> None:
    stop, written = Event(), list[str]()
    worker = Thread(target=loop.run, args=(here.service, stop), kwargs={"pause": 0.01})
    worker.start()

    def looks() -> int:
        return sum(line.startswith("LIST") for line in dovecot.said("humas"))

    def minutes(many: int) -> int:
        """As many looks; returns the minutes it took: one that strikes while a pass is under way is none for it."""
        took, wanted = 0, looks() + many
        while looks() < wanted:
            here.clock.turn(seconds=60)
            took += 1
            time.sleep(0.05)
        return took

    try:
        unprivileged.until(lambda: rows(here.engine, func.count(s.certificate.c.id)) == [(1,)], "the certificate")
        minutes(2)
        event.listen(here.engine, "before_cursor_execute", lambda *a: written.append(a[2]))
        took = minutes(10)
        of_mailbox = [one for one in written if one.startswith("UPDATE mailbox")]
        assert 1 <= len(of_mailbox) <= took + 1
        assert not any("fence" in one.partition("WHERE")[0] for one in of_mailbox)  # no lease was taken
        assert not any("INSERT" in one and "mailbox" in one for one in written)
        dovecot.deliver("humas", [letter(2)])
        unprivileged.until(lambda: rows(here.engine, func.count(s.message.c.key)) == [(2,)], "the new letter")
    finally:
        stop.set()
        worker.join(30)
    assert not worker.is_alive()
    behind = here.clock.now() - rows(here.engine, s.mailbox.c.last_success)[0][0]
    assert behind <= timedelta(minutes=1)  # what was not written yet is written as we stop
