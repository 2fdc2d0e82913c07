"""The communication problems of a season's report, named as the second count (recount_problems) names them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from liaison_sync.domain.report.period import Period, period_named
from liaison_sync.domain.report.problems import Problem, problems
from liaison_sync.domain.report.view import ReportView
from liaison_sync.domain.view import Turn
from liaison_sync.store import reporting
from liaison_sync.store.engine import reading
from tests.app import recount_problems
from tests.app.recount import Mail
from tests.app.reporting_stage import Played

PERIODS = (*(f"2026-W{n}" for n in range(41, 48)), "2026-10", "2026-11")


def _period(name: str) -> Period:
    return period_named(name, "Asia/Jakarta")


def recounted(stage: Played, mails: Collection[Mail], courteous: Collection[str], period: str) -> dict[str, set[Any]]:
    """Kind → whom it concerns, of the mails until the period's end (or now). Of meetings only today's truth is told."""
    of = _period(period)
    until = min(of.end, stage.clock.at)
    known = [mail for mail in mails if mail.at < until]
    told = recount_problems.Told(known, of.before.start, of.start, until, courteous, stage.season)
    found = recount_problems.every(told, stage.service.calendars.of)
    if until < stage.clock.at:
        del found["contradictory"]
    return found


def shown(stage: Played, period: str, kinds: Collection[str]) -> dict[str, set[Any]]:
    """The same as the product's report has it, of these kinds."""
    here, of = stage.service, _period(period)
    with reading(here.engine) as connection:
        base = ReportView(of, stage.clock.at, min(of.end, stage.clock.at), calendars=here.calendars)
        view = reporting.view(connection, replace(base, policy=here.policy))
    uids = {one.key: one.uid for one in view.meetings}
    turns = {turn.key: turn for thread in (*view.threads, *view.past) for turn in thread.turns}
    found: dict[str, set[Any]] = {kind: set() for kind in kinds}
    for one in problems(view):
        what, key = one.about
        if one.kind in found:
            found[one.kind].add(uids[key] if what == "occurrence" else _whom(one, turns.get(key)))
    return found


def _whom(one: Problem, turn: Turn | None) -> Any:
    if turn is None or one.kind in {"slowing", "dormant"}:
        return one.partner
    if one.kind == "bounced":
        return turn.bounced
    return turn.recipients[0] if one.kind == "vanished" else turn.sender
