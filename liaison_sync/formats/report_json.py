"""A report for other programs: its figures with what they count, its problems with evidence and a proposed step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liaison_sync.domain.report import blocks as b
from liaison_sync.formats import report_words

_UNITS: dict[type, str] = {b.Hours: "working_hours", b.Days: "working_days", b.Share: "share"}


def summary(snapshot: b.Snapshot, language: str) -> dict[str, Any]:
    """JSON values. Instants are ISO 8601, hours and days are working time, shares fractions;
    texts are in `language`, keys in none.

    `problems` are those the report lists, `problems_not_listed` how many it leaves to the figures, which count all.
    Raises MissingWording for a language we do not have.
    """
    page = report_words.page(snapshot, language)
    table = _problems(snapshot)
    return {
        "report": snapshot.name,
        "period": snapshot.period,
        "language": language,
        "title": page.title,
        "start": snapshot.start.isoformat(),
        "end": snapshot.end.isoformat(),
        "made_at": snapshot.made_at.isoformat(),
        "complete": snapshot.made_at >= snapshot.end,
        "url": page.url if snapshot.url else None,
        "figures": list(_figures(snapshot, language)),
        "problems": [_problem(row, snapshot, language) for row in table.rows] if table else [],
        "problems_not_listed": table.more if table else 0,
    }


def _figures(snapshot: b.Snapshot, language: str) -> Iterator[dict[str, Any]]:
    words = report_words.words_of(snapshot, language)
    for id_, figure in b.figures(snapshot).items():
        shown = words.number(figure)
        yield {
            "id": id_,
            "label": shown.label,
            "value": _number(figure.value),
            "unit": _unit(figure.value),
            "before": _number(figure.before),
            "evidence": {"kind": figure.evidence.kind, "keys": list(figure.evidence.keys)},
            "url": shown.href or None,
        }


def _unit(value: b.Amount | None) -> str | None:
    """None where there is nothing to measure: a median of nothing."""
    if value is None:
        return None
    return _UNITS.get(type(value), "count")


def _number(value: b.Amount | None) -> float | None:
    """A share as a fraction: its evidence is the whole."""
    match value:
        case b.Hours(hours=hours):
            return hours
        case b.Days(days=days):
            return days
        case b.Share(part=part, whole=whole):
            return part / whole
    return value


def _problems(snapshot: b.Snapshot) -> b.Table | None:
    every = (block for section in snapshot.sections if section.key == "problems" for block in section.blocks)
    return next((one for one in every if isinstance(one, b.Table)), None)


def _problem(row: b.Row, snapshot: b.Snapshot, language: str) -> dict[str, Any]:
    """A row of the table of problems: what is wrong, with whom, what to do."""
    words = report_words.words_of(snapshot, language)
    shown = words.part(b.Table("", None, (b.Column(b.say("column.problem")),) * 3, (row,))).rows[0]
    step = row.cells[2]
    return {
        "kind": step.key.partition(".")[2] if isinstance(step, b.Say) else None,
        "detail": shown[0].text,
        "partner": shown[1].text if row.cells[1] else None,
        "step": shown[2].text,
        "evidence": {"kind": row.about[0], "keys": [row.about[1]]} if row.about else None,
        "url": shown[0].href or None,
    }
