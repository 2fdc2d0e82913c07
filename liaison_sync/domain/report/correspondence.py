"""Correspondence: letters in and out by day and by partner, and how fast each side answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from liaison_sync.domain.report.blocks import (
    Bars,
    Block,
    Cell,
    Column,
    Day,
    Evidence,
    Figure,
    Figures,
    Hours,
    Lines,
    Row,
    Section,
    Series,
    Table,
    Value,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.responses import Response, Side, middle, responses
from liaison_sync.domain.report.view import UNKNOWN_PARTNER, ReportView
from liaison_sync.domain.view import Direction, Turn

_SHOWN = 12  # rows of the table; the figure above opens them all
_BARS = 8


def section(view: ReportView) -> Section:
    answers = [one for one in responses(view) if view.within(one.at)]
    earlier = [one for one in responses(view) if view.within(one.at, view.period.before)]
    blocks: list[Block] = [
        Figures(
            (
                letters(view, "in"),
                letters(view, "out"),
                _median(view, "ours", answers, earlier),
                _median(view, "theirs", answers, earlier),
                _automatic(view),
            )
        )
    ]
    if late := _late(view):
        blocks.append(Figures((count("correspondence.late", evidence("message", late)),)))
    if view.written("in") or view.written("out"):
        blocks.append(_by_day(view))
    if view.about.scope != "partner":
        blocks += _by_partner(view, answers)
    return Section("correspondence", tuple(blocks))


def letters(view: ReportView, direction: Direction) -> Figure:
    """Messages people wrote in the period, one way."""
    before = len(keys(view.written(direction, view.period.before))) if view.compares else None
    return count(f"correspondence.{direction}", _written(view, direction, view.written(direction)), before=before)


def _written(view: ReportView, direction: Direction, turns: Iterable[Turn], **filters: str) -> Evidence:
    since, until = view.period.start.date(), view.period.end.date()
    return evidence(
        "message", keys(turns), direction=direction, since=since.isoformat(), until=until.isoformat(), **filters
    )


def keys(turns: Iterable[Turn]) -> list[str]:
    return list(dict.fromkeys(turn.key for turn in turns))


def _median(view: ReportView, side: Side, answers: Iterable[Response], earlier: Iterable[Response]) -> Figure:
    now, then = ([one for one in some if one.side == side] for some in (answers, earlier))
    before = middle(then) if view.compares else None
    return Figure(
        f"correspondence.response_{side}",
        say(f"figure.correspondence.response_{side}"),
        _hours(middle(now)),
        evidence("message", [one.message for one in now]),
        _hours(before),
    )


def _hours(value: float | None) -> Hours | None:
    return None if value is None else Hours(value)


def _automatic(view: ReportView) -> Figure:
    """Newsletters, bounces, out-of-office: read, kept, and nobody's turn."""

    def arrived(period: Period) -> list[str]:
        some = (t for t in view.turns if t.direction == "in" and not t.junk and t.automatic and not t.calendar_method)
        return keys(t for t in some if view.within(t.at, period))

    before = len(arrived(view.period.before)) if view.compares else None
    return count("correspondence.automatic", evidence("message", arrived(view.period)), before=before)


def _late(view: ReportView) -> list[str]:
    """Letters of the period before that its frozen report did not count: they came, or were recognised, afterwards."""
    if view.reported is None:
        return []
    before = [turn for way in ("in", "out") for turn in view.written(way, view.period.before)]
    return [key for key in keys(before) if key not in view.reported]


def _by_day(view: ReportView) -> Lines:
    steps = [one for one in view.period.steps() if one < view.as_of] + [view.as_of]
    series = []
    for direction in ("in", "out"):
        turns = list(view.written(direction))
        points = tuple(
            _point(view, direction, n, [t for t in turns if steps[n] <= t.at < steps[n + 1]])
            for n in range(len(steps) - 1)
        )
        series.append(Series(say(f"series.{direction}"), points))
    return Lines("by_day", say("chart.by_day"), tuple(Day(step, short=True) for step in steps[:-1]), tuple(series))


def _point(view: ReportView, direction: Direction, n: int, turns: Sequence[Turn]) -> Figure:
    found = _written(view, direction, turns)
    return Figure(f"correspondence.{direction}.day{n + 1}", say(f"series.{direction}"), len(found.keys), found)


def _by_partner(view: ReportView, answers: Sequence[Response]) -> list[Block]:
    came, went = _grouped(view.written("in")), _grouped(view.written("out"))
    order = sorted(
        came.keys() | went.keys(),
        key=lambda p: (p == UNKNOWN_PARTNER, -len(came[p]) - len(went[p]), view.partner_name(p) or ""),
    )
    if not order:
        return []
    rows = tuple(_row(view, partner, came[partner], went[partner], answers) for partner in order[:_SHOWN])
    table = Table("by_partner", say("table.by_partner"), _COLUMNS, rows, more=len(order) - len(rows))
    known = [partner for partner in order if partner != UNKNOWN_PARTNER][:_BARS]
    if len(known) < 2:
        return [table]
    ticks: tuple[Value, ...] = tuple(view.partner_name(partner) for partner in known)
    series = (
        Series(say("series.in"), tuple(_cell(view, "in", p, came[p]) for p in known)),
        Series(say("series.out"), tuple(_cell(view, "out", p, went[p]) for p in known)),
    )
    return [Bars("by_partner", say("chart.by_partner"), ticks, series), table]


_COLUMNS = (
    Column(say("column.partner")),
    Column(say("column.in"), numeric=True),
    Column(say("column.out"), numeric=True),
    Column(say("column.response_ours"), numeric=True),
    Column(say("column.response_theirs"), numeric=True),
)


def _grouped(turns: Iterable[Turn]) -> Mapping[str, list[Turn]]:
    found: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        found[turn.partner or UNKNOWN_PARTNER].append(turn)
    return found


def _row(view: ReportView, partner: str, came: list[Turn], went: list[Turn], answers: Sequence[Response]) -> Row:
    mine = [one for one in answers if (one.partner or UNKNOWN_PARTNER) == partner]
    cells: tuple[Cell, ...] = (
        view.partner_name(partner) or say("unknown_sender"),
        _cell(view, "in", partner, came),
        _cell(view, "out", partner, went),
        _speed("ours", partner, mine),
        _speed("theirs", partner, mine),
    )
    return Row(cells, ("partner", partner) if partner else None)


def _cell(view: ReportView, direction: Direction, partner: str, turns: Iterable[Turn]) -> Figure:
    found = _written(view, direction, turns, partner=partner)
    return Figure(
        f"correspondence.{direction}.partner.{partner or '-'}", say(f"column.{direction}"), len(found.keys), found
    )


def _speed(side: Side, partner: str, answers: Iterable[Response]) -> Figure:
    mine = [one for one in answers if one.side == side]
    found = evidence("message", [one.message for one in mine])
    id_ = f"correspondence.response_{side}.partner.{partner or '-'}"
    return Figure(id_, say(f"column.response_{side}"), _hours(middle(mine)), found)
