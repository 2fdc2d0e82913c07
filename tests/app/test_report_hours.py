"""Whenever the service starts, in whatever zone, with two workers: each report on its day, once, week 53 too.

A few starts here; `make nightly` plays all 168 hours of a week in each zone through each trouble.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from liaison_sync.app import reporting
from liaison_sync.app.parsing import Parsers
from liaison_sync.app.service import Service
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, reading, writing
from tests.app.reporting_stage import SetClock, wired

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = datetime(2026, 12, 20, 17, tzinfo=UTC)  # Monday 00.00 WIB of week 52; week 53 follows
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
TROUBLES = ("none", "restart", "missed", "ahead", "back")
EVERY = timedelta(hours=4)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Parsers(1) as parsers:
        made = wired(f"sqlite:///{tmp_path_factory.mktemp('hours')}/store.db", SetClock(BEGIN), parsers)
        yield made
        made.engine.dispose()


def dues(zone: str) -> list[datetime]:
    """Mondays 07.00 there, from the one before the first start on."""
    first = datetime(2026, 12, 14, 7, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return [first + 7 * DAY * n for n in range(6)]


def ticks(start: datetime, zone: str, trouble: str) -> list[datetime]:
    """When a worker looks, as its clock shows it: every four hours and around each due hour, for three weeks."""
    every = {start + n * EVERY for n in range(21 * 6)}
    every |= {due + away for due in dues(zone) for away in (-HOUR / 60, timedelta(), HOUR / 60)}
    shown = sorted(at for at in every if start <= at < start + 21 * DAY)
    if trouble == "missed":  # asleep from the third to the eleventh day
        return [at for at in shown if not start + 3 * DAY <= at < start + 11 * DAY]
    wrong = {"ahead": HOUR, "back": -3 * HOUR}.get(trouble)
    if wrong is None:
        return shown
    return [at + wrong if n % 7 == 3 else at for n, at in enumerate(shown)]  # now and then, and right again


def play(service: Service, start: datetime, zone: str, trouble: str) -> dict[str, tuple[datetime, datetime | None]]:
    """Period → when it was frozen and queued, by the clock of the worker."""
    with writing(service.engine) as connection:
        for table in (s.report, s.outbox, s.journal):
            connection.execute(delete(table))
    clock = SetClock(start)
    report = replace(service.report, zone=zone)
    workers = [replace(service, clock=clock, report=report, worker=name) for name in ("one", "two")]
    moments = ticks(start, zone, trouble)
    for n, (at, worker) in enumerate(zip(moments, itertools.cycle(workers), strict=False)):
        if trouble == "restart" and n == len(moments) // 2:
            workers[:] = [replace(one, engine=connect(str(service.engine.url))) for one in workers]
        clock.at = at
        reporting.queue_due(worker)
    if trouble == "restart":
        for one in workers:
            one.engine.dispose()
    with reading(service.engine) as connection:
        return {one.period: (one.frozen_at, one.queued_at) for one in reporting.reports(connection)}


def holds(service: Service, hour: int, zone: str, trouble: str) -> None:
    start = BEGIN + hour * HOUR
    moments, there = ticks(start, zone, trouble), ZoneInfo(zone)
    found = play(service, start, zone, trouble)
    expected = {}
    for due in dues(zone):
        week = (due.astimezone(there) - 7 * DAY).isocalendar()
        first = next((at for at in moments if at >= due), None)
        missed = first is not None and first >= due + 7 * DAY
        if first is not None and (due > start or due + 7 * DAY > start):
            expected[f"{week.year}-W{week.week:02d}"] = None if missed else first
    queued = {period: at for period, (_, at) in found.items()}
    assert queued == expected, (hour, zone, trouble)
    assert all(at is None or at.astimezone(there).isoweekday() == 1 or at == moments[0] or trouble == "missed"
               for at in queued.values())  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_report_comes_once_on_its_day(service: Service, trouble: str) -> None:
    n = TROUBLES.index(trouble)
    holds(service, (0, 7, 100, 166, 31)[n], ZONES[n % 3], trouble)
    assert "2026-W53" in play(service, BEGIN + 20 * HOUR, ZONES[n % 3], trouble)


@pytest.mark.nightly
@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("zone", ZONES)
def test_each_report_comes_once_whenever_the_service_started(service: Service, zone: str, trouble: str) -> None:
    for hour in range(168):
        holds(service, hour, zone, trouble)


def test_a_play_that_forgets_a_due_hour_is_noticed(service: Service, tmp_path: Path) -> None:
    broken = replace(service, report=replace(service.report, hour=8))
    with pytest.raises(AssertionError):
        holds(broken, 0, ZONES[0], "none")
