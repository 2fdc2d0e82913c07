"""How meetings went, in the report of every period of a season: what a second count over the octets finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select

from liaison_sync.domain.report.blocks import Days, Share, Snapshot, figures
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.period import Period, period_named
from liaison_sync.domain.report.view import ReportView
from liaison_sync.store import reporting
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app import recount_meetings as again
from tests.app.problems_shown import PERIODS
from tests.app.recount import of_season
from tests.app.reporting_stage import Played, played

DAY = timedelta(days=1)
Kept = tuple[bool, date, datetime | None]  # ours, due, done at


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played(tmp_path_factory.mktemp("report")) as one:
        yield one


@pytest.fixture(scope="module")
def invitations(stage: Played) -> dict[str, list[again.Sent]]:
    return again.sent(of_season(stage.season))


def report(stage: Played, connection: Connection, period: Period) -> Snapshot:
    here = stage.service
    own = frozenset(here.own.addresses)
    base = ReportView(period, stage.clock.at, min(period.end, stage.clock.at), policy=here.policy, own=own)
    name = "monthly" if period.every == "month" else "weekly"
    return build(reporting.view(connection, replace(base, calendars=here.calendars)), name=name)


def told(stage: Played, invitations: dict[str, list[again.Sent]], period: Period) -> again.Told:
    season, working = stage.season, stage.service.calendars.of().is_working_day
    until = min(period.end, stage.clock.at)
    single = [e for e in season.truth.engagements if not e.series and e.recurrence is None]
    return again.Told(period.start, period.end, until, single, season.recorded, invitations, working)


def number(of: Snapshot, id_: str) -> Any:
    found = figures(of)[id_].value
    return found.days if isinstance(found, Days) else (found.part, found.whole) if isinstance(found, Share) else found


@pytest.mark.parametrize("name", PERIODS)
def test_rates_and_medians_are_those_of_the_octets_and_the_records(
    stage: Played, invitations: dict[str, list[again.Sent]], name: str
) -> None:
    period = period_named(name, "Asia/Jakarta")
    here = told(stage, invitations, period)
    with reading(stage.service.engine) as connection:
        shown = report(stage, connection, period)
    for figure in ("notice", "notice_moved"):
        found = getattr(here, figure)()
        assert len(figures(shown)[f"meetings.{figure}"].evidence.keys) == len(found), figure
        assert number(shown, f"meetings.{figure}") == again.middle(found), figure
    assert number(shown, "meetings.minutes_days") == again.middle(here.until_minutes())
    held = here.held()
    assert number(shown, "meetings.held_rate") == (held if held[1] else None)


@pytest.mark.parametrize("name", PERIODS)
def test_moved_and_coming_meetings_are_those_of_the_octets(
    stage: Played, invitations: dict[str, list[again.Sent]], name: str
) -> None:
    period = period_named(name, "Asia/Jakarta")
    here, o = told(stage, invitations, period), s.occurrence.c
    with reading(stage.service.engine) as connection:
        shown = figures(report(stage, connection, period))
        uids = {row.key: row.uid for row in connection.execute(select(o.key, o.uid))}
    moved = {uid for uid, each in invitations.items() for c in again.changes(each) if period.start <= c.at < here.until}
    listed = [uids[key] for key in shown["meetings.rescheduled"].evidence.keys]
    assert len(listed) == len(set(listed)) == shown["meetings.rescheduled"].value
    assert {uid for uid in listed if uid in invitations} == moved
    if here.until == stage.clock.at:  # of the moment of which the story knows the standing truth
        ahead = here.until + (timedelta(days=30) if period.every == "month" else timedelta(days=7))
        every = (e for e in stage.season.truth.engagements if e.status in again.LIVE)
        coming = [start for one in every for start in one.starts if here.until <= start < ahead]
        assert shown["meetings.upcoming"].value == len(coming) > 3


def test_the_season_has_something_to_count(stage: Played, invitations: dict[str, list[again.Sent]]) -> None:
    every = [told(stage, invitations, period_named(name, "Asia/Jakarta")) for name in PERIODS]
    assert sum(len(set(one.notice())) > 2 for one in every) >= 3
    assert sum(len(one.notice_moved()) for one in every) > 5
    assert sum(len(one.until_minutes()) for one in every) > 10
    assert sum(one.held()[1] for one in every) > 10


def test_who_stayed_away_had_said_yes(stage: Played, invitations: dict[str, list[again.Sent]]) -> None:
    dice, own = Random(4), set(stage.service.own.addresses)
    counted = 0
    with reading(stage.service.engine) as connection:
        away = _attended(connection, stage, invitations, dice)
        for name in PERIODS:
            period = period_named(name, "Asia/Jakarta")
            here, shown = told(stage, invitations, period), report(stage, connection, period)
            for side in ("ours", "theirs"):
                missed = {
                    uid
                    for (uid, start), people in away.items()
                    if period.start <= start < period.end and _recorded(here, uid, start)
                    for who in people & here.accepted(uid)
                    if (who in own) == (side == "ours")
                }
                assert number(shown, f"meetings.no_show_{side}") == len(missed), (name, side)
                counted += len(missed)
        connection.rollback()
    assert counted > 5


def test_who_stayed_away_in_the_season_itself_is_told_too(
    stage: Played, invitations: dict[str, list[again.Sent]]
) -> None:
    own, counted = set(stage.service.own.addresses), {"ours": 0, "theirs": 0}
    with reading(stage.service.engine) as connection:
        for name in PERIODS:
            period = period_named(name, "Asia/Jakarta")
            here, shown = told(stage, invitations, period), report(stage, connection, period)
            for side in counted:
                missed = [
                    one.uid
                    for one in stage.season.recorded
                    if period.start <= one.start < period.end and one.at < here.until
                    if any((who in own) == (side == "ours") for who in {*one.absent} & here.accepted(one.uid))
                ]
                assert number(shown, f"meetings.no_show_{side}") == len(missed), (name, side)
                counted[side] += len(missed)
    assert min(counted.values()) > 0


def _attended(
    connection: Connection, stage: Played, invitations: dict[str, list[again.Sent]], dice: Random
) -> dict[tuple[str, datetime], set[str]]:
    """Officers noted who came, a guest nobody had asked too, in place of the season's own. Nothing of it is kept."""
    connection.execute(s.attendance.delete())
    o, away = s.occurrence.c, {}
    for one in stage.season.recorded:
        people = {who for sent in invitations.get(one.uid, ()) for who in sent.partstats} | {"tamu@luar.example"}
        key = connection.execute(select(o.key).where(o.uid == one.uid, o.start == one.start)).scalar_one()
        noted = {who: dice.choice(("present", "absent", "absent", "substitute:Sari")) for who in sorted(people)}
        rows = [{"occurrence": key, "person": who, "name": "", "presence": how} for who, how in noted.items()]
        connection.execute(s.attendance.insert(), rows)
        away[one.uid, one.start] = {who for who, how in noted.items() if how == "absent"}
    return away


def _recorded(here: again.Told, uid: str, start: datetime) -> bool:
    return any((r.uid, r.start) == (uid, start) and r.at < here.until for r in here.recorded)


def test_promises_of_both_sides_are_kept_or_not_by_their_day(stage: Played) -> None:
    with reading(stage.service.engine) as connection:
        items = _promised(connection, stage, Random(8))
        for name in PERIODS:
            period = period_named(name, "Asia/Jakarta")
            shown = report(stage, connection, period)
            for side in ("ours", "theirs"):
                mine = [one for one in items if one[0] == (side == "ours")]
                due = [one for one in mine if period.first <= one[1] < period.after.first and _over(stage, one)]
                wanted = (sum(_kept(stage, one) for one in due), len(due)) if due else None
                assert number(shown, f"actions.kept_{side}") == wanted, (name, side)
                assert not due or 0 < len(due) < len(mine)
                late = [one for one in mine if _broken(stage, period, one)]
                problem = figures(shown).get(f"problems.promise_{side}")
                assert (problem.value if problem else 0) == len(late), (name, side)
            for figure, wanted_ in _counted(stage, period, items).items():
                assert number(shown, f"actions.{figure}") == wanted_, (name, figure)
        connection.rollback()


def _promised(connection: Connection, stage: Played, dice: Random) -> list[Kept]:
    """Sixty items, done before, on and after their day, or not at all. Nothing of it is kept after the test."""
    connection.execute(s.action_item.delete())
    last = stage.clock.at.astimezone(again.WIB).date()
    items: list[Kept] = []
    for n in range(60):
        due = last - timedelta(days=dice.randrange(-4, 60))
        done = datetime.combine(due, datetime.min.time(), again.WIB) + timedelta(hours=dice.randrange(-60, 60))
        at = done if dice.random() < 0.7 and done < stage.clock.at else None
        items.append((dice.random() < 0.5, due, at))
        row = {"id": f"p{n}", "text": "", "owner": "", "ours": items[-1][0], "due": due, "done_at": at}
        connection.execute(s.action_item.insert(), [row | {"created_at": stage.clock.at - 100 * DAY}])
    return items


def _kept(stage: Played, one: Kept) -> bool:
    """Done, by what is known now, before the day after its deadline begins in Jakarta."""
    return one[2] is not None and one[2].astimezone(again.WIB).date() <= one[1]


def _counted(stage: Played, period: Period, items: list[Kept]) -> dict[str, int]:
    """All were made a hundred days ago."""
    until = min(period.end, stage.clock.at)
    today, made = until.astimezone(again.WIB).date(), stage.clock.at - 100 * DAY
    left = [due for _, due, done in items if done is None or done >= until]
    soon = today + (timedelta(days=30) if period.every == "month" else timedelta(days=7))
    return {
        "made": len(items) if period.start <= made < period.end else 0,
        "done": sum(done is not None and period.start <= done < period.end for _, _, done in items),
        "open": len(left),
        "overdue": sum(due < today for due in left),
        "due_soon": sum(today <= due < soon for due in left),
    }


def _broken(stage: Played, period: Period, one: Kept) -> bool:
    """Its day was over when the period ended (or is, now), and it was not done by then."""
    until = min(period.end, stage.clock.at)
    return one[1] < until.astimezone(again.WIB).date() and (one[2] is None or one[2] >= until)


def _over(stage: Played, one: Kept) -> bool:
    return one[1] < stage.clock.at.astimezone(again.WIB).date() or _kept(stage, one)
