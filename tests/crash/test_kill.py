"""Killed at every point of reading and sending, the service resumes to what it would have come to undisturbed.

Each broken variant of the house must be caught by the very same comparison.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, writing
from tests.crash.conftest import Nursery, World
from tests.crash.driver import ROUNDS, Job
from tests.opened import opened
from tests.rig import TIMES, difference, rows, tables

LEAST = 100  # points a database
STATEMENTS = ("insert into ", "update ", "delete from ")  # undone with their transaction: half of them by day
SPREAD = {"sqlite": 1, "postgresql": 3}  # of what is tried by day: PostgreSQL takes longer over it
LATER = (8, 10, 12)  # minutes: a recovery that begins when the clock has gone on
# What a resumed run may differ in: when we noticed, and the numbers the real server's clock gave to our copies.
TOLD = {
    **TIMES,
    "folder": frozenset({"cursor", "read_at"}),
    "sighting": frozenset({"received_at", "locator"}),
    "message": frozenset({"received_at"}),
    "followup": frozenset({"created_at", "changed_at"}),
    "outbox": frozenset({"lease_owner", "lease_until", "fence", "copy"}),  # filed, or found to be there
    "journal": frozenset({"n", "at", "hash"}),
}


@dataclass(slots=True)
class Undisturbed:
    """The run nobody disturbed: what it came to, what it sent, the points it passed."""

    rows: dict[str, list[str]]
    sent: set[str]
    points: list[str] = field(default_factory=list)


def undisturbed(world: World, nursery: Nursery, trace: Path) -> Undisturbed:
    job = replace(world.life(nursery), trace=str(trace))
    assert nursery.run(job) == 0
    found = Undisturbed(dump(job), set(nursery.accepted()), trace.read_text("utf-8").splitlines())
    world.forget(job)
    return found


def dump(job: Job) -> dict[str, list[str]]:
    engine = opened(job.url)
    found = tables(engine, TOLD)
    engine.dispose()
    return found


def points(trace: Sequence[str]) -> list[int]:
    """Every point that leaves a state of its own; of transactions that only renew a mailbox's lease the first few."""
    chosen: list[int] = []
    idle = 0
    transaction: list[tuple[int, str]] = []
    for line in trace:
        number, _, name = line.partition(" ")
        transaction.append((int(number), name))
        if name != "committed":
            continue
        quiet = {name for _, name in transaction} <= {"update mailbox set", "commit", "committed"}
        idle += quiet
        if not quiet or idle <= 2:
            chosen += [number for number, name in transaction if name != "committed"]  # as the next point's state
        transaction = []
    return chosen


def by_day(at: Sequence[int], trace: Sequence[str], store: str) -> list[int]:
    """Those of the points that are tried in every run; the rest is tried at night."""
    names = dict(line.split(" ", 1) for line in trace)
    undone = [n for n in at if names[str(n)].startswith(STATEMENTS)]
    return sorted({*at} - {*undone[1::2]})[:: SPREAD[store]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a disturbed life came to; `problems` is empty where nothing was violated."""

    at: int
    problems: tuple[str, ...] = ()
    ambiguous: int = 0


def judged(job: Job, nursery: Nursery, model: Undisturbed, at: int, *, later: bool = False) -> Verdict:
    """Compares the settled store and the SMTP server's log with the undisturbed run."""
    engine = opened(job.url)
    state = {row.id: row.state for row in rows(engine, s.outbox.c.id, s.outbox.c.state)}
    uncopied = rows(engine, s.outbox.c.id, s.outbox.c.copy, where=s.outbox.c.copy.not_in(("filed", "skipped")))
    open_ = [row.id for row in rows(engine, s.followup.c.id, where=s.followup.c.state.in_(("in_flight", "queued")))]
    engine.dispose()
    accepted = nursery.accepted()
    doubtful = {one for one, now in state.items() if now == "ambiguous"}
    problems = [f"{one} was accepted {n} times" for one, n in accepted.items() if n > 1]
    problems += [f"{one} is {now}" for one, now in state.items() if now not in {"sent", "ambiguous"}]
    problems += [f"{one} is sent, never accepted" for one, now in state.items() if now == "sent" and not accepted[one]]
    problems += [f"{row.id} has no copy ({row.copy})" for row in uncopied if state[row.id] == "sent"]
    problems += [f"follow-up {one} is still open" for one in open_]
    problems += [f"{one} was lost" for one in model.sent - state.keys()]
    problems += [] if len(doubtful) <= 1 + later else [f"{len(doubtful)} letters in doubt"]
    if not doubtful and not later:
        found = difference(model.rows, dump(job))
        problems += [f"{table}: missing {gone}, unexpected {new}" for table, (gone, new) in found.items()]
    return Verdict(at, tuple(problems), len(doubtful))


def disturbed(world: World, nursery: Nursery, model: Undisturbed, at: int, *, broken: str = "") -> Verdict:
    job = replace(world.life(nursery), broken=broken)
    status = nursery.run(replace(job, at=at))
    assert status == signal.SIGKILL, f"point {at} was not reached"
    nursery.run(replace(job, again=not broken))
    verdict = judged(job, nursery, model, at)
    world.forget(job)
    return verdict


def everywhere(nurseries: list[Nursery], at: Sequence[int], one: Callable[[Nursery, int], Verdict]) -> list[Verdict]:
    """One life for each point, as many at a time as there are nurseries."""
    lanes = [at[n :: len(nurseries)] for n in range(len(nurseries))]
    with ThreadPoolExecutor(len(nurseries)) as pool:
        done = pool.map(lambda pair: [one(pair[0], n) for n in pair[1]], zip(nurseries, lanes, strict=True))
        return [verdict for lane in done for verdict in lane]


def problems_of(verdicts: Sequence[Verdict]) -> list[str]:
    return [f"killed at {one.at}: {problem}" for one in verdicts for problem in one.problems]


def test_killed_anywhere_nothing_is_lost_nothing_doubled_and_no_letter_sent_twice(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    model = undisturbed(world, nurseries[0], tmp_path / "trace")
    at = by_day(points(model.points), model.points, world.store)
    assert len(at) >= LEAST or world.store == "postgresql"
    assert_unharmed(world, nurseries, model, at)


@pytest.mark.nightly
def test_killed_at_the_points_left_out_by_day_it_comes_to_the_same(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    model = undisturbed(world, nurseries[0], tmp_path / "trace")
    at = points(model.points)
    assert len(at) >= LEAST
    tried = {*by_day(at, model.points, world.store)}
    assert_unharmed(world, nurseries, model, [n for n in at if n not in tried])


def assert_unharmed(world: World, nurseries: list[Nursery], model: Undisturbed, at: Sequence[int]) -> None:
    verdicts = everywhere(nurseries, at, lambda nursery, n: disturbed(world, nursery, model, n))
    assert problems_of(verdicts) == []
    # Doubt is rare and real: only between the mark and the outcome of each letter, two commits and a submission.
    doubts = sum(one.ambiguous for one in verdicts)
    assert doubts <= 8 * len(model.sent)
    assert doubts > 0 or len(at) < LEAST


def test_a_life_killed_and_killed_again_while_it_recovers_comes_to_the_same(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    model = undisturbed(world, nurseries[0], tmp_path / "trace")
    dice = Random(20)
    chosen = dice.sample(points(model.points), 10 if world.store == "sqlite" else 4)

    def twice(nursery: Nursery, at: int) -> Verdict:
        job = world.life(nursery)
        nursery.run(replace(job, at=at))
        nursery.run(replace(job, at=5 + at * 7 % 60, rounds=LATER))
        nursery.run(replace(job, rounds=(30, 50, 52), again=True))
        verdict = judged(job, nursery, model, at, later=True)
        world.forget(job)
        return verdict

    assert problems_of(everywhere(nurseries, chosen, twice)) == []


# --- the house built wrong on purpose -------------------------------------------------------------------------


def caught(world: World, nurseries: list[Nursery], trace: Path, variant: str, near: str) -> list[str]:
    """What the comparison says of a variant killed at each point whose name is `near`."""
    model = undisturbed(world, nurseries[0], trace)
    job = replace(world.life(nurseries[0]), broken=variant, trace=str(trace) + "2")
    assert nurseries[0].run(job) == 0
    assert difference(model.rows, dump(job)) == {}  # unharmed it does the same: only a kill can tell
    world.forget(job)
    names = Path(str(trace) + "2").read_text("utf-8").splitlines()
    at = [int(line.split()[0]) for line in names if near in line][:6]
    assert at
    return problems_of(
        everywhere(nurseries, at, lambda nursery, n: disturbed(world, nursery, model, n, broken=variant))
    )


def test_a_cursor_committed_before_its_data_is_caught(world: World, nurseries: list[Nursery], tmp_path: Path) -> None:
    problems = caught(world, nurseries, tmp_path / "trace", "cursor_first", "insert into message")
    assert any("message: missing" in one for one in problems), problems


def test_a_letter_marked_only_after_it_was_sent_is_caught(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    problems = caught(world, nurseries, tmp_path / "trace", "mark_after_send", "after submit")
    assert any("accepted 2 times" in one for one in problems), problems


# --- a worker that was away, a store in trouble -----------------------------------------------------------------


def woken_late(world: World, nursery: Nursery, trace: Path, variant: str) -> tuple[list[str], list[str]]:
    """The letters' states before and after a worker goes on that paused over a letter beyond its lease."""
    job = replace(world.life(nursery), broken=variant, trace=str(trace))
    assert nursery.run(job) == 0
    world.forget(job)
    at = next(int(line.split()[0]) for line in trace.read_text("utf-8").splitlines() if "after submit" in line)
    job = replace(world.life(nursery), broken=variant)
    assert os.WIFSTOPPED(nursery.run(replace(job, at=at, kind="SIGSTOP", rounds=ROUNDS[:2])))
    asleep = nursery.child
    assert nursery.run(replace(job, rounds=LATER, worker="dua")) == 0
    before = letters(job)
    assert nursery.run(replace(job, wake=asleep)) == 0
    found = before, letters(job)
    assert max(nursery.accepted().values()) == 1
    world.forget(job)
    return found


def letters(job: Job) -> list[str]:
    engine = connect(job.url)
    found = [f"{row.id} {row.state}" for one in (s.outbox, s.followup) for row in rows(engine, one.c.id, one.c.state)]
    engine.dispose()
    return sorted(found)


def test_a_worker_woken_after_its_lease_was_taken_changes_nothing(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    before, after = woken_late(world, nurseries[0], tmp_path / "trace", "")
    assert any(one.endswith("ambiguous") for one in before)
    assert after == before


def test_a_worker_that_does_not_notice_the_loss_of_its_lease_is_caught(
    world: World, nurseries: list[Nursery], tmp_path: Path
) -> None:
    before, after = woken_late(world, nurseries[0], tmp_path / "trace", "no_fencing")
    assert after != before


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)  # PostgreSQL's files are its own server's
@pytest.mark.parametrize("kilobytes", [64, 256])
def test_a_full_disk_leaves_nothing_half_written_and_the_next_round_goes_on(
    world: World, nurseries: list[Nursery], tmp_path: Path, kilobytes: int
) -> None:
    model = undisturbed(world, nurseries[0], tmp_path / "trace")
    job = world.life(nurseries[0])
    assert nurseries[0].run(replace(job, full_at=kilobytes * 1024, again=True)) == 0
    assert judged(job, nurseries[0], model, 0).problems == ()
    world.forget(job)


def test_a_store_that_is_locked_for_two_seconds_is_waited_for(world: World, nurseries: list[Nursery]) -> None:
    job = world.life(nurseries[0])
    engine = connect(job.url)
    with ThreadPoolExecutor(1) as pool:
        with writing(engine):
            life = pool.submit(nurseries[0].run, job)
            with pytest.raises(TimeoutError):
                life.result(2)
            assert rows(engine, s.mailbox.c.name) == []
        assert life.result(60) == 0
    assert len(rows(engine, s.mailbox.c.name)) == 2
    engine.dispose()
    world.forget(job)
