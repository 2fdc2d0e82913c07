"""Work by project and by officer: what each has in hand, so that a load can be moved before it breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaison_sync.domain.report import actions, meetings
from liaison_sync.domain.report.blocks import Column, EvidenceKind, Figure, Row, Section, Table, Text, evidence, say
from liaison_sync.domain.report.correspondence import keys
from liaison_sync.domain.report.naming import About, Scope
from liaison_sync.domain.report.scope import narrowed
from liaison_sync.domain.report.turns import found, waiting
from liaison_sync.domain.report.view import Promise, ReportView
from liaison_sync.domain.value import dataclass

_SHOWN = 20
_NAMES = ("in", "out", "meetings", "ours", "late", "actions", "overdue")


@dataclass(frozen=True, slots=True)
class _Load:
    """One line: what it is called, what it opens, and its figures."""

    name: str
    opens: tuple[EvidenceKind, str] | None
    figures: tuple[Figure, ...]

    @property
    def idle(self) -> bool:
        return not any(one.value for one in self.figures)


def projects(view: ReportView) -> Section:
    """Every project that has something in hand."""
    # Of hundreds, few have anything now.
    there = {*(one.project for one in view.threads), *view.meeting_projects.values()}
    known = sorted((view.projects.get(one, one), one) for one in there if one)
    loads = [_load(view, "project", id_, name) for name, id_ in known]
    return _section("projects", loads)


def officers(view: ReportView) -> Section:
    """Every officer of ours, and what nobody is responsible for."""
    loads = [_load(view, "officer", address, view.person(address)) for address in _addresses(view)]
    return _section("officers", loads)


def _addresses(view: ReportView) -> Sequence[str]:
    """Those of the settings, and whoever else answers for something."""
    owners = (one.owner for some in (view.threads, view.meetings) for one in some)
    every = {*view.officers, *(one.owner for one in view.partners.values()), *owners}
    return sorted((one for one in every if one), key=lambda one: (view.person(one).lower(), one))


def _section(key: str, loads: Sequence[_Load]) -> Section:
    busy = [one for one in loads if not one.idle]
    if not busy:  # who has none of them need not read of them
        return Section(key, (Text((say(f"{key}.none"),)),) if loads else ())
    columns = (Column(say(f"column.{key}")), *(Column(say(f"column.load_{name}"), numeric=True) for name in _NAMES))
    rows = tuple(Row((one.name, *one.figures), one.opens) for one in busy[:_SHOWN])
    return Section(key, (Table(key, None, columns, rows, more=len(busy) - len(rows)),))


def _load(view: ReportView, scope: Scope, whose: str, name: str) -> _Load:
    mine = narrowed(view, About(view.period.every, scope, whose))
    threads = {one.thread for one in mine.threads}
    waits = [one for one in waiting(view) if one.thread.thread in threads]  # as in their own report, reckoned once
    kept = meetings.planned_in(mine, mine.period)
    listed: dict[str, tuple[EvidenceKind, Sequence[str]]] = {
        "in": ("message", keys(mine.written("in"))),
        "out": ("message", keys(mine.written("out"))),
        "meetings": ("occurrence", [one.key for one in kept]),
        "ours": ("thread", found(waits, "ours").keys),
        "late": ("thread", found(waits, "ours", late=True).keys),
        "actions": ("action", _items(mine, actions.open_items)),
        "overdue": ("action", _items(mine, actions.overdue)),
    }
    figures = tuple(_figure(f"{scope}.{name_}.{whose}", name_, *listed[name_]) for name_ in _NAMES)
    return _Load(name, ("project", whose) if scope == "project" else None, figures)


def _items(view: ReportView, find: Callable[[ReportView], Sequence[Promise]]) -> list[str]:
    """What we promised; a partner's promise is no load of ours."""
    return [one.id for one in find(view) if one.ours]


def _figure(id_: str, name: str, kind: EvidenceKind, listed: Sequence[str]) -> Figure:
    late = bool(listed) and name in {"late", "overdue"}
    label, counted = say(f"column.load_{name}"), evidence(kind, listed)
    return Figure(id_, label, len(listed), counted, tone="late" if late else "")
