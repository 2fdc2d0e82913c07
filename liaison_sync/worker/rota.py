"""Who keeps the time for all readers: one question to the database for all mailboxes, one writing of all that were
looked at.

Nothing here grows with the mailboxes in which nothing happens, but a comparison of two times for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from liaison_sync.app.quiet import called, failing, record
from liaison_sync.app.service import Service
from liaison_sync.worker.reader import Reader

LATEST = timedelta(seconds=60)  # a look is written down within this time
_LOOKS = 5  # or within as many looks: nobody takes a mailbox for behind that is looked at


class Rota:
    """`tick` it every second; `close` writes down what is not written yet."""

    def __init__(self, service: Service, readers: Sequence[Reader]) -> None:
        self.service, self.readers = service, readers
        every = min((one.mailbox.every_seconds for one in readers), default=60)
        self._latest = min(LATEST, timedelta(seconds=every * _LOOKS))
        self._written: datetime | None = None
        self._by_name = {one.mailbox.name: one for one in readers}

    def tick(self) -> None:
        """Call whoever is to be called now."""
        now = self.service.clock.now()
        if self._written is None:
            self._begin(now)
            return
        calls = called(self.service.engine, now)
        for name in calls.paused & self._by_name.keys():
            self._pause(self._by_name[name])
        for name in calls.due.keys() & self._by_name.keys():
            self._ask(self._by_name[name], calls.due[name])
        for one in [one for one in self.readers if one.next_at is not None and one.next_at <= now]:
            if not one.busy:
                one.call(asked=False)
        if now - self._written >= self._latest:
            self._write(now, spare=2 * self._latest)

    def _begin(self, now: datetime) -> None:
        """Everybody is read as we start, but who failed and is not to be tried yet."""
        later = failing(self.service.engine)
        for one in self.readers:
            one.next_at = one.row = later.get(one.mailbox.name)
            if one.next_at is None or one.next_at <= now:
                one.call(asked=True)
        self._written = now

    @staticmethod
    def _pause(one: Reader) -> None:
        if not one.busy:
            one.turn.quiet = one.row = None

    @staticmethod
    def _ask(one: Reader, due: datetime | None) -> None:
        """Somebody's call, where the row tells another time than we know of."""
        if not one.busy and due != one.row:
            one.row = due
            one.call(asked=True)

    def _write(self, now: datetime, *, spare: timedelta) -> None:
        """The next time a row tells is late enough that it calls nobody who is looked at without it."""
        waiting = {one.mailbox.name: one for one in self.readers if one.looked is not None and not one.busy}
        looked = [replace(one.looked, then=one.looked.then + spare) for one in waiting.values() if one.looked]
        written = {one.name: one for one in record(self.service.engine, looked)}
        for name, one in waiting.items():
            one.looked = None
            if name in written:
                one.row = written[name].then
            else:  # read by another worker, or paused: whatever we knew of it is old
                one.turn.quiet = None
        self._written = now

    def close(self) -> None:
        self._write(self.service.clock.now(), spare=timedelta())
