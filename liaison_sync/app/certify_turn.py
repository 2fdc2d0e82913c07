"""When a worker compares a mailbox with its server: once each local day, again where not all is proven, when asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from liaison_sync.app import jobs
from liaison_sync.app.certify import certify
from liaison_sync.app.poll import Polled, poll
from liaison_sync.app.quiet import Quiet, unchanged
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain.certificate import SOON, Made, due
from liaison_sync.domain.errors import BACKWARDS
from liaison_sync.domain.value import dataclass
from liaison_sync.store import certificates
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing

KIND = "certify"  # of the job a person asks for
AGAIN = timedelta(hours=1)  # after a comparison that came to nothing: reading goes on meanwhile


def ask(connection: Connection, mailbox: str, now: datetime) -> None:
    """Have a mailbox compared at its next turn, which is now."""
    jobs.ask(connection, _job(mailbox), KIND, {"mailbox": mailbox}, now)
    connection.execute(update(s.mailbox).where(s.mailbox.c.name == mailbox).values(next_try=now))


def _job(mailbox: str) -> str:
    return f"{KIND}:{mailbox}"


@dataclass(slots=True)
class Turn:
    """One mailbox's turns in this process; `tried`: when it was last compared in vain, `made`: its last certificates.

    `quiet` is how the last pass left it, if it found nothing new; `backwards`: since when its server would give numbers
    twice, for SOON a replica that lags, then a server put back, of which everything is compared.
    """

    tried: datetime | None = None
    made: Made | None = None
    quiet: Quiet | None = None
    backwards: datetime | None = None

    def look(self, service: Service, mailbox: Mailbox) -> bool:
        """Whether nothing is to be done: the server tells nothing new. Asks no database, but for a certificate due."""
        quiet, now = self.quiet, service.clock.now()
        if quiet is None or quiet.until <= now or self._due(service, mailbox, now):
            return False
        return unchanged(mailbox, quiet)

    def read(self, service: Service, mailbox: Mailbox) -> Polled:
        """Read the mailbox, and certify it where that is due or asked for."""
        now, self.quiet = service.clock.now(), None
        asked = _asked(service, mailbox)
        if not asked and not self._due(service, mailbox, now):
            done = poll(service, mailbox)
            # Asked for meanwhile: the pass wrote over the row's own call.
            self.quiet = None if _waits(service, mailbox) else done.quiet
            told = done.failure is not None and done.failure.key == BACKWARDS
            self.backwards = (self.backwards or now) if told else None
            return done
        made = certify(service, mailbox)
        self.backwards = None
        self.made, self.tried = None, None if made.certificate is not None else now
        return made.polled

    def _due(self, service: Service, mailbox: Mailbox, now: datetime) -> bool:
        if self.tried is not None and now - self.tried < AGAIN:
            return False
        if self.backwards is not None and now - self.backwards >= SOON:
            return True
        if due(self.made, now, service.policy.zone):
            with reading(service.engine) as connection:
                self.made = certificates.made(connection, mailbox.name)
        return due(self.made, now, service.policy.zone)


def _waits(service: Service, mailbox: Mailbox) -> bool:
    return _job(mailbox.name) in jobs.waiting(service.engine, KIND)


def _asked(service: Service, mailbox: Mailbox) -> bool:
    """Whether a person asked; that is done by having begun, for what goes wrong is told at the mailbox."""
    if not _waits(service, mailbox):
        return False
    job = jobs.begin(service, _job(mailbox.name))
    if job is None:
        return False
    with writing(service.engine) as connection:
        jobs.end(connection, job, service.clock.now())
    return True
