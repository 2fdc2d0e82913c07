"""How meetings go: how many are held, who stays away, how early people are told, how soon minutes are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from statistics import median
from typing import Literal

from liaison_sync.domain.conduct import ASKED_FOR
from liaison_sync.domain.report.blocks import Days, Figure, Share, count, evidence, say
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import HELD, Met, ReportView
from liaison_sync.domain.value import dataclass

Side = Literal["ours", "theirs"]
_NO_SHOW = {"ours": "no_show_us", "theirs": "no_show_partner"}


@dataclass(frozen=True, slots=True)
class Span:
    """`days` working days between two moments of one meeting."""

    meeting: Met
    days: int


def ended(view: ReportView, period: Period) -> list[Met]:
    """Those of the period of which somebody recorded whether they were held."""
    return [m for m in view.meetings if view.within(m.start, period) and m.outcome]


def no_shows(view: ReportView, period: Period, side: Side) -> list[Met]:
    """Somebody of that side had accepted and was absent, or nobody of it came."""
    return [m for m in ended(view, period) if _stayed_away(view, m, side)]


def _stayed_away(view: ReportView, meeting: Met, side: Side) -> bool:
    if meeting.outcome not in HELD:
        return meeting.reason == _NO_SHOW[side]
    return any((person in view.own) == (side == "ours") for person in meeting.missed)


def notice(view: ReportView, period: Period) -> list[Span]:
    """From the first invitation to the start of each single meeting of the period; 0 where it came afterwards."""
    return [_span(view, m, m.invited_at, m.start) for m in _told(view, period) if m.invited_at]


def notice_moved(view: ReportView, period: Period) -> list[Span]:
    """From the last change of time to the start, of those whose time was changed before they began."""
    told = ((m, [at for at, _ in m.moves if at < m.start]) for m in _told(view, period))
    return [_span(view, m, max(moves), m.start) for m, moves in told if moves]


def _told(view: ReportView, period: Period) -> list[Met]:
    """The single meetings of the period that were not called off, and whose invitation we have."""
    here = (m for m in view.meetings if view.within(m.start, period) and m.invited_at)
    return [m for m in here if m.outcome in HELD or (m.live and m.outcome != "not_held")]


def until_minutes(view: ReportView, period: Period) -> list[Span]:
    """From the end of each meeting held to its first minutes, of those written in the period.

    Of a meeting that lay further back than anybody is asked for its outcome, minutes are the archive's.
    """
    met = (m for m in view.meetings if m.outcome in HELD and m.start >= period.start - ASKED_FOR)
    written = (m for m in met if view.within(m.minuted_at, period))
    return [_span(view, m, m.end, m.minuted_at) for m in written if m.minuted_at]


def _span(view: ReportView, meeting: Met, since: datetime, until: datetime) -> Span:
    return Span(meeting, view.calendar().working_days_between(since, until))


def numbers(view: ReportView) -> Iterator[Figure]:
    yield _held_rate(view)
    yield _no_shows(view, "theirs")
    yield _no_shows(view, "ours")
    yield _middle(view, "notice", notice)
    yield _middle(view, "notice_moved", notice_moved)
    yield _middle(view, "minutes_days", until_minutes)


def _held_rate(view: ReportView) -> Figure:
    now, then = ended(view, view.period), ended(view, view.period.before)
    label = say("figure.meetings.held_rate" + ("" if now else "_none"), count=len(now))
    before = _share(then) if view.compares else None
    return Figure("meetings.held_rate", label, _share(now), evidence("occurrence", [m.key for m in now]), before)


def _share(found: list[Met]) -> Share | None:
    return Share(sum(m.outcome in HELD for m in found), len(found)) if found else None


def _no_shows(view: ReportView, side: Side) -> Figure:
    now = evidence("occurrence", [m.key for m in no_shows(view, view.period, side)])
    before = len(no_shows(view, view.period.before, side)) if view.compares else None
    return count(f"meetings.no_show_{side}", now, before=before, tone="late")


def _middle(view: ReportView, name: str, find: Callable[[ReportView, Period], list[Span]]) -> Figure:
    now, then = find(view, view.period), find(view, view.period.before)
    listed = evidence("occurrence", [one.meeting.key for one in now])
    before = _median(then) if view.compares else None
    return Figure(f"meetings.{name}", say(f"figure.meetings.{name}"), _median(now), listed, before)


def _median(found: list[Span]) -> Days | None:
    return Days(median(one.days for one in found)) if found else None
