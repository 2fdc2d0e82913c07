"""Rebuild: everything derived from mail is derived again from the kept bytes; what people decided stays as it is.

Page by page, each in one transaction that decides over what the store holds then, so that a worker may go on beside
it; the place is written with each page. Where nothing is derived otherwise nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import field
from typing import Any

from liaison_sync.app import jobs
from liaison_sync.app.rebuild_steps import STEPS
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.value import dataclass
from liaison_sync.store import failpoint
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

JOB = "rebuild"
COUNTED = ("messages", "facts", "threads", "meetings", "released", "unreadable", "let_go")


class Busy(Exception):
    """Another process is rebuilding."""


@dataclass(slots=True)
class Rebuilt:
    """How far it has come. `changed` counts messages, facts, threads and meetings that differ, what left quarantine
    (`released`), and messages that stay as they were: those that could not be read (`unreadable`), and those whose
    originals their mailbox keeps no longer (`let_go`).
    """

    step: str
    done: int = 0
    total: int = 0
    changed: Counter[str] = field(default_factory=Counter)


def rebuild(service: Service, *, anew: bool = False, actor: str = "cli") -> Generator[Rebuilt, None, None]:
    """Derive everything again, yielding after each page; goes on where a former run ended, or begins `anew`.

    Raises Busy, and jobs.LeaseLost where another process took over meanwhile.
    """
    job = _begin(service)
    if anew:
        job.document.clear()
    try:
        yield from _steps(service, job, actor)
    finally:
        jobs.release(service, job)


def _begin(service: Service) -> jobs.Job:
    with writing(service.engine) as connection:
        jobs.ask(connection, JOB, JOB, {}, service.clock.now())
    job = jobs.begin(service, JOB)
    if job is None:
        raise Busy
    return job


def _steps(service: Service, job: jobs.Job, actor: str) -> Generator[Rebuilt, None, None]:
    before: dict[str, Any] = dict(job.document)
    names = [step.name for step in STEPS]
    first = before.get("step", names[0])
    now = Rebuilt(first, changed=Counter(before.get("changed", {})))
    for step in STEPS[names.index(first) :]:
        resumed = before if step.name == first else {}
        place = resumed.get("place", "")
        with reading(service.engine) as connection:
            now.step, now.done, now.total = step.name, resumed.get("done", 0), step.total(connection)
        while (page := step.page(service, place)) is not None:
            with writing(service.engine) as connection:
                changed = now.changed + page.write(connection)
                done, place = now.done + page.covered, page.place
                at, where = service.clock.now(), {"step": step.name, "place": place, "done": done}
                jobs.advance(connection, job, at, **where, changed=dict(changed))
            now.done, now.changed = done, changed
            failpoint.hit("page rebuilt")
            yield now
    _end(service, job, now, actor)


def _end(service: Service, job: jobs.Job, now: Rebuilt, actor: str) -> None:
    counts = {name: number for name, number in sorted(now.changed.items()) if number}
    with writing(service.engine) as connection:
        at = service.clock.now()
        jobs.end(connection, job, at)
        if counts.keys() - {"unreadable", "let_go"}:
            apply(connection, [c.Journaled(at, actor, "store.rebuilt", "store", counts)])
