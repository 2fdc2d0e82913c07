"""A report on a period that is long over tells how things stood at its end, whatever was learned since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from liaison_sync.app import reporting
from liaison_sync.app.service import Service
from liaison_sync.demo import season
from liaison_sync.domain import changes as c
from liaison_sync.domain.report.blocks import Amount, Snapshot, figures
from liaison_sync.domain.report.period import Period, period_named
from liaison_sync.formats import directory_file
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import writing
from tests.app import season_store

WEEKS = [period_named(f"2026-W{n}", "Asia/Jakarta") for n in range(43, 48)]
Told = dict[str, tuple[Amount | None, tuple[str, ...]]]


@dataclass(frozen=True)
class Lived:
    """A season told week by week: what each report said on its own evening, and says today."""

    then: dict[str, Snapshot]
    today: dict[str, Snapshot]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    story = season.build(season_store.NOW)
    found = directory_file.read(json.dumps(story.directory))
    url = f"sqlite:///{tmp_path_factory.mktemp('past')}/season.db"
    mails = sorted(story.messages, key=lambda one: one.received_at)
    with season_store.service(url, own=found.own) as here:
        with writing(here.engine) as connection:
            people = [c.PartnerPut(one, WEEKS[0].start) for one in found.partners]
            apply(connection, [*people, *(c.ContactPut(one, WEEKS[0].start) for one in found.contacts)])
        then = {}
        ends = [mails[0].received_at, *(week.end for week in WEEKS), season_store.NOW]
        for n, (since, until) in enumerate(pairwise(ends)):
            fresh = [one for one in mails if since <= one.received_at < until]
            season_store.deliver(here, fresh, first=1 + mails.index(fresh[0]))
            if n < len(WEEKS):
                then[WEEKS[n].name] = _report(here, WEEKS[n], at_end=True)
        yield Lived(then, {week.name: _report(here, week, at_end=False) for week in WEEKS})


def _report(here: Service, week: Period, *, at_end: bool) -> Snapshot:
    now = week.end if at_end else season_store.NOW
    at = replace(here, clock=season_store.At(now))
    return reporting.preview_snapshot(at, now, week.name)


def _told(report: Snapshot) -> Told:
    return {id_: (one.value, one.evidence.keys) for id_, one in figures(report).items()}


@pytest.mark.parametrize("week", [week.name for week in WEEKS])
def test_every_figure_says_what_it_said_on_the_evening_of_its_own_week(lived: Lived, week: str) -> None:
    then, today = _told(lived.then[week]), _told(lived.today[week])
    assert {id_: (then.get(id_), today.get(id_)) for id_ in then | today if then.get(id_) != today.get(id_)} == {}
