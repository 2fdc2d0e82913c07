"""Plays the scenario in a process that may die: a nursery forks one ready-made child for each job it reads.

Each line of stdin is a job (`Job` as JSON), each line of stdout its child's wait status.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError

from liaison_sync.app.act import act
from liaison_sync.app.deliver import deliver
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox, Sender, Service
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy, WeOwe
from liaison_sync.domain.workdays import Calendars
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import drafts, failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.crash import broken
from tests.crash.forked import bounded
from tests.crash.scenario import CITRA, DIRECTORY, EVENT, HUMAS, mails
from tests.opened import opened
from tests.peers import smtp as sink
from tests.rig import START, HandClock, Here, difference, imap, rows, tables

ROUNDS = (0, 2, 20, 22)  # minutes after the start; the lease of an interrupted letter lasts five


@dataclass(frozen=True, slots=True)
class Job:
    """One life of the service: where its peers are, when it dies."""

    url: str
    imap_port: int
    smtp_port: int
    user: str  # accounts of the two mailboxes: humas-USER, event-USER
    at: int = 0
    kind: str = "SIGKILL"
    trace: str = ""
    broken: str = ""
    rounds: tuple[int, ...] = ROUNDS
    worker: str = "main"
    again: bool = False  # a further round must change nothing
    warm: bool = False  # not in a child
    wake: int = 0  # the process of a paused life, to go on with
    full_at: int = 0  # bytes a file may have in the first round: a disk that is full

    def text(self) -> str:
        return json.dumps(asdict(self))


def service_of(job: Job, parsers: Here, clock: HandClock) -> Service:
    """Everything but the parser processes is real."""

    def box(name: str, address: str) -> Mailbox:
        account = imap(job.imap_port, f"{name}-{job.user}")
        return Mailbox(name, address, lambda: ImapSource(name, account), page_messages=4)

    def delivery() -> SmtpDelivery:
        values = {"host": "127.0.0.1", "port": job.smtp_port, "tls": "none", "username": sink.USER,
                  "password": sink.PASSWORD, "timeout": 5.0}  # fmt: skip
        return SmtpDelivery("humas", SmtpSettings.model_validate(values), imap(job.imap_port, f"humas-{job.user}"))

    own = DIRECTORY["own"]
    return Service(
        engine=opened(job.url),
        clock=clock,
        parsers=parsers,
        policy=Policy(organisation="Karsa Bahari", manager=HUMAS, we_owe=WeOwe(enabled=False)),
        calendars=Calendars(),
        officers=(Officer(HUMAS, "Sari Humas", "id"),),
        own=Own(tuple(own["domains"]), tuple(own["addresses"]), None),
        mailboxes=(box("humas", HUMAS), box("event", EVENT)),
        sender=Sender(HUMAS, "Humas Karsa Bahari", delivery),
        worker=job.worker,
    )


def play(job: Job, parsers: Here) -> None:
    """The service's rounds, one mailbox after the other so that every run passes the same points."""
    clock = HandClock()
    service = service_of(job, parsers, clock)

    def look() -> datetime | None:
        began = clock.now()
        polled = [poll(service, one) for one in service.mailboxes]
        return None if any(one.failure or one.skipped for one in polled) else began

    def turn(minutes: int) -> datetime | None:
        clock.at = START + timedelta(minutes=minutes)
        looked = look()
        plan(service)
        approve(service)
        answer(service)
        deliver(service, look)
        return looked

    if job.full_at:
        starved(turn, job.full_at)
    for minutes in job.rounds:
        turn(minutes)
    if job.again:
        before = tables(service.engine)
        turn(job.rounds[-1] + 2)
        changed = difference(before, tables(service.engine))
        if changed:
            raise AssertionError(f"a further round changed something: {changed}")
    service.engine.dispose()


@contextmanager
def full(at: int) -> Iterator[None]:
    """No file grows beyond `at` bytes, the log left out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    said, nowhere = [os.dup(one) for one in (1, 2)], os.open(os.devnull, os.O_WRONLY)
    for one in (1, 2):
        os.dup2(nowhere, one)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        for one, was in zip((1, 2), said, strict=True):
            os.dup2(was, one)


def starved(turn: Callable[[int], datetime | None], at: int) -> None:
    """A round on a full disk; fails where nobody noticed."""
    with full(at):
        try:
            noticed = turn(0) is None
        except OperationalError:
            noticed = True
    if not noticed:
        raise AssertionError("the disk was not full")


def approve(service: Service) -> None:
    """The person at the desk says yes to everything that waits for them."""
    f = s.followup.c
    for row in rows(service.engine, f.id, where=f.state == "drafted"):
        act(service, k.ApproveFollowUp(row.id), actor="petugas@karsabahari.example")


def answer(service: Service) -> None:
    """The person at the desk answers one letter, once."""
    who, m, d = "petugas@karsabahari.example", s.message.c, s.draft.c
    for row in rows(service.engine, m.key, where=m.message_id == "c1@sponsor.example"):
        if rows(service.engine, d.id, where=d.outbox.is_not(None)):
            return
        with reading(service.engine) as connection:
            id_ = drafts.next_id(connection, who, row.key)
        act(service, k.SaveReply(id_, row.key, CITRA, "", "Re: Kontrak sponsor", "Kami setuju."), actor=who)
        act(service, k.SendReply(id_), actor=who)


def _child(job: Job, parsers: Here) -> None:
    bounded()
    failpoint.arm(job.at, trace=job.trace, kind=signal.Signals[job.kind])
    variant: Callable[[], None] | None = broken.VARIANTS.get(job.broken)
    if variant is not None:
        variant()
    play(job, parsers)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")  # what is logged to standard output is no answer
    os.dup2(2, 1)
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])  # tracebacks with locals take seconds
    parsers = Here()
    parsers.read_all([put.raw for put in mails()])  # read once, before the forks
    for line in sys.stdin:
        values = json.loads(line)
        job = Job(**{**values, "rounds": tuple(values["rounds"])})
        if job.warm:  # what is loaded at its first use is loaded before the forks, too
            play(job, parsers)
            gc.freeze()
            print(0, file=answers, flush=True)
            continue
        if job.wake:
            os.kill(job.wake, signal.SIGCONT)
            print(os.waitpid(job.wake, 0)[1], file=answers, flush=True)
            continue
        child = os.fork()
        if child == 0:
            status = 1
            try:
                _child(job, parsers)
                status = 0
            finally:
                sys.stderr.flush()
                if status:
                    sys.excepthook(*sys.exc_info())
                os._exit(status)
        status = os.waitpid(child, os.WUNTRACED)[1]
        print(f"{status} {child}", file=answers, flush=True)


if __name__ == "__main__":
    main()
