"""One mailbox's part of the worker: it listens or sleeps until it is called, and then looks, or reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.log import log
from liaison_sync.app.quiet import Looked
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.connections.bell import Bell
from liaison_sync.worker.listening import SECONDS, Listening


class Reader:
    """Run by its own thread; `call` and `look_by` are for the one who keeps the time.

    `row` is what the mailbox's row is known to say of its next pass: another time there is somebody's call.
    """

    def __init__(self, service: Service, mailbox: Mailbox, news: Event) -> None:
        self.service, self.news = service, news
        self.listening = Listening(mailbox)
        self.mailbox = self.listening.mailbox
        self.bell = Bell()
        self.turn = Turn()
        self.next_at: datetime | None = None
        self.row: datetime | None = None
        self.looked: Looked | None = None  # a look that is not written down yet
        self.busy = False
        self._well = False  # only who has just been read is listened to
        self._asked = True

    def call(self, *, asked: bool) -> None:
        """Wake it: somebody asked for the mailbox, or only its time has come."""
        self._asked = self._asked or asked
        self.bell.ring()

    def run(self, stop: Event) -> None:
        """Wait until called, or hinted at news; then look or read. Returns after one such turn."""
        hint = self._well and self.listening.woken(self.bell)
        if not hint:
            self.bell.wait(SECONDS)
        self.bell.clear()
        if stop.is_set():
            return
        self.busy = True
        try:
            asked, self._asked = hint or self._asked, False
            self._turn(asked)
        finally:
            self.busy = False

    def _turn(self, asked: bool) -> None:
        now = self.service.clock.now()
        self.next_at = now + timedelta(seconds=self.mailbox.every_seconds)
        if not asked and self.turn.look(self.service, self.mailbox):
            self._note(now)
        else:
            self._read()

    def _note(self, at: datetime) -> None:
        quiet = self.turn.quiet
        if quiet is not None and self.next_at is not None:
            self.looked = Looked(self.mailbox.name, quiet.fence, at, self.row, self.next_at)

    def _read(self) -> None:
        self.looked, self._well = None, False
        done = self.turn.read(self.service, self.mailbox)
        self._well = done.failure is None and not done.skipped
        if done.next_try is not None:
            self.next_at = self.row = done.next_try
        if done.failure:
            log().warning("mailbox not read", mailbox=self.mailbox.name, error=done.failure.key)
        if done.messages or done.own or done.gone:
            self.news.set()

    def close(self) -> None:
        self.listening.close()
        self.bell.close()
