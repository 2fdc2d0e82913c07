"""Mail recognised anew after a change of the directory, page by page; cut off anywhere, the next process goes on."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice

from liaison_sync.app import jobs
from liaison_sync.app.refreshing import RECOGNISE, asked
from liaison_sync.app.rerecognise import SLICE, read_again, recognise_again
from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass
from liaison_sync.store import failpoint
from liaison_sync.store.engine import reading, writing

TURN = 10  # pages a worker does before it looks after other things


@dataclass(frozen=True, slots=True)
class Progress:
    """Messages looked at anew, of all that are to be; how many of them are filed otherwise now."""

    done: int
    total: int
    differ: int


def recognise(service: Service) -> Generator[Progress, None, None]:
    """Recognise what waits for it, yielding after each page; what another living process is at is left to it."""
    for id_ in jobs.waiting(service.engine, RECOGNISE):
        job = jobs.begin(service, id_)
        if job is None:
            continue
        try:
            yield from _pages(service, job)
        except jobs.LeaseLost:
            continue
        finally:
            jobs.release(service, job)


def work(service: Service, pages: int | None = TURN) -> int:
    """So many pages of it (None: all); returns how many were done."""
    waiting = recognise(service)
    done = sum(1 for _ in islice(waiting, pages))
    waiting.close()
    return done


def _pages(service: Service, job: jobs.Job) -> Generator[Progress, None, None]:
    after, done, differ = (job.document.get(name, start) for name, start in (("after", ""), ("done", 0), ("differ", 0)))
    with reading(service.engine) as connection:
        keys = [key for key in asked(job.document).keys(connection) if key > after]
    total = done + len(keys)
    for at in range(0, len(keys), SLICE):
        page = keys[at : at + SLICE]
        with reading(service.engine) as connection:
            read = read_again(service, connection, page)
        with writing(service.engine) as connection:
            differ += recognise_again(connection, service, page, read)
            done += len(page)
            jobs.advance(connection, job, service.clock.now(), after=page[-1], done=done, differ=differ)
        failpoint.hit("page recognised")
        yield Progress(done, total, differ)
    with writing(service.engine) as connection:
        jobs.end(connection, job, service.clock.now())
