"""A service that reads one mailbox and sends reminders, over and over, in children that are killed.

Each line of stdin is a `Life` as JSON; its child's process id is answered, and its wait status once it ended.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog

from liaison_sync.app.deliver import deliver
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox, Sender, Service
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain.partner import Own
from liaison_sync.domain.policy import Caps, NoReply, Policy, Quiet, WeOwe
from liaison_sync.domain.workdays import Calendars
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import failpoint
from liaison_sync.store.engine import connect
from tests.crash.scenario import DIRECTORY, HUMAS
from tests.peers import smtp as sink
from tests.rig import START, HandClock, Here, imap


@dataclass(frozen=True, slots=True)
class Life:
    """`minutes` after the start it begins; it dies at its `at`-th point, or is killed; `rounds` 0: for ever."""

    url: str
    imap_port: int
    smtp_port: int
    minutes: int
    at: int = 0
    rounds: int = 0

    def text(self) -> str:
        return json.dumps(asdict(self))


def service_of(life: Life, parsers: Here, clock: HandClock) -> Service:
    account = imap(life.imap_port, "humas", timeout=10)

    def delivery() -> SmtpDelivery:
        values = {"host": "127.0.0.1", "port": life.smtp_port, "tls": "none", "username": sink.USER,
                  "password": sink.PASSWORD, "timeout": 5.0}  # fmt: skip
        return SmtpDelivery("humas", SmtpSettings.model_validate(values))

    own = DIRECTORY["own"]
    return Service(
        engine=connect(life.url),
        clock=clock,
        parsers=parsers,
        policy=Policy(
            organisation="Karsa Bahari",
            manager=HUMAS,
            no_reply=NoReply(approval="automatic", steps=1),
            we_owe=WeOwe(enabled=False),
            caps=Caps(per_thread=1000, per_contact_day=100_000, per_hour=100_000),
            quiet=Quiet(letters=100_000),
        ),
        calendars=Calendars(),
        own=Own(tuple(own["domains"]), tuple(own["addresses"]), None),
        mailboxes=(Mailbox("humas", HUMAS, lambda: ImapSource("humas", account), page_messages=7),),
        sender=Sender(HUMAS, "Humas Karsa Bahari", delivery),
    )


def live(life: Life, parsers: Here) -> None:
    clock = HandClock(START + timedelta(minutes=life.minutes))
    service = service_of(life, parsers, clock)

    def look() -> datetime | None:
        began = clock.now()
        done = poll(service, service.mailboxes[0])
        return None if done.failure or done.skipped else began

    turn = 0
    while not life.rounds or turn < life.rounds:
        turn += 1
        look()
        plan(service)
        deliver(service, look)
        clock.turn(seconds=1)
    service.engine.dispose()


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    parsers = Here()
    for line in sys.stdin:
        life = Life(**json.loads(line))
        child = os.fork()
        if child == 0:
            status = 1
            try:
                failpoint.arm(life.at)
                live(life, parsers)
                status = 0
            finally:
                sys.stderr.flush()
                if status:
                    sys.excepthook(*sys.exc_info())
                os._exit(status)
        print(child, file=answers, flush=True)
        print(os.waitpid(child, 0)[1], file=answers, flush=True)


if __name__ == "__main__":
    main()
