"""The stage: scripted partners hear each letter that leaves; their answers land in our mailboxes in their time."""

from __future__ import annotations

import heapq
import threading
import time
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from liaison_sync.demo import actors
from liaison_sync.demo.peers import ImapPeer, Kept, delivered
from liaison_sync.demo.placed import Placed
from liaison_sync.demo.story import MAILBOXES

_IDLE = 3600.0


class Clock(Protocol):
    def now(self) -> datetime: ...


class Stage:
    """`pace` stretches (2.0) or shortens (0.1) the seconds until an answer; `answers` counts what people wrote.

    `heard` is the sink's `on_letter`; it only queues. Thread-safe.
    """

    def __init__(self, imap: ImapPeer, clock: Clock, *, pace: float = 1.0) -> None:
        self._imap, self._clock, self._pace = imap, clock, pace
        self._coming: list[tuple[float, int, Placed]] = []
        self._numbers = count()
        self._changed = threading.Condition()
        self._stopped = self._placing = False
        self._thread = threading.Thread(target=self._run, name="demo-stage", daemon=True)
        self.placed = 0
        self.answers = 0
        self.absences = 0

    def __enter__(self) -> Stage:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(timeout=10)

    @property
    def quiet(self) -> bool:
        """Whether nothing is on its way."""
        with self._changed:
            return not (self._coming or self._placing)

    def heard(self, letter: Kept) -> None:
        """A letter left: whoever is addressed may answer, and a copy to ourselves arrives."""
        now = self._clock.now()
        for copy in delivered(letter, MAILBOXES.values(), now):
            self.play(copy)
        reply = actors.answer(letter.raw, now)
        if reply is not None:
            self.absences += reply.automatic
            self.answers += not reply.automatic
            self.play(reply.placed, reply.after)

    def play(self, mail: Placed, after: timedelta = timedelta()) -> None:
        """Let `mail` arrive `after` a while (in story seconds)."""
        with self._changed:
            due = time.monotonic() + after.total_seconds() * self._pace
            heapq.heappush(self._coming, (due, next(self._numbers), mail))
            self._changed.notify()

    def _run(self) -> None:
        while (mail := self._next()) is not None:
            self._imap.place([mail])
            with self._changed:
                self._placing = False
                self.placed += 1

    def _next(self) -> Placed | None:
        """The next mail whose time has come; None at the end."""
        with self._changed:
            while not self._stopped:
                wait = self._coming[0][0] - time.monotonic() if self._coming else _IDLE
                if wait <= 0:
                    self._placing = True
                    return heapq.heappop(self._coming)[2]
                self._changed.wait(wait)
        return None
