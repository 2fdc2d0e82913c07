"""What a report is made of: values and blocks without a language. Every format draws the same blocks.

Words are keys of wording area "report" with parameters; instants stay instants, so that each language and zone of the
reader can be drawn from one frozen snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

EvidenceKind = Literal[
    "message", "thread", "occurrence", "followup", "action", "contact", "partner", "project", "quarantine", "mailbox",
    "feedback",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """A span in working hours."""

    hours: float


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """An age in working days."""

    days: int


@dataclass(frozen=True, slots=True)
class Days:
    """A median of spans in working days."""

    days: float


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, which is at least 1; the evidence of its figure is the whole."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded, halves up; all of it and nothing of it only where that is so."""
        near = (200 * self.part + self.whole) // (2 * self.whole)
        return near if self.part in {0, self.whole} else min(99, max(1, near))


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A span on the wall clock, in minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Only the time of day of an instant (aware)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """Only the day of an instant (aware) where the report is read; `short` for the narrow places of charts."""

    at: datetime
    short: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` (aware) on the clock of `zone`; only the days where it lasts all day."""

    start: datetime
    end: datetime
    zone: str | None = None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A wording key of area "report" (or another area, then with its name: "outbox.rejected") and its parameters."""

    key: str
    params: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Several values in one place, joined as the language joins them: "A, B, dan C"."""

    values: tuple[Value, ...]


Value = str | int | None | date | datetime | Hours | WorkingDays | Elapsed | Clock | Day | Span | Say | Listed
Amount = int | Hours | Days | Share


def say(key: str, /, **params: Value) -> Say:
    return Say(key, tuple(sorted(params.items())))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a figure counts: `keys` of one kind. For a median they are what it is the median of, for a share the whole.

    `filters` are those of the console's list of that kind; the frozen keys stay the truth when the list moves on.
    """

    kind: EvidenceKind
    keys: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()


def evidence(kind: EvidenceKind, keys: Sequence[str], **filters: str) -> Evidence:
    return Evidence(kind, tuple(keys), tuple(sorted(filters.items())))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `id` is unique in the report and stands in its address. `before`: the same of the week before."""

    id: str
    label: Say
    value: Amount | None
    evidence: Evidence
    before: Amount | None = None
    tone: Literal["", "good", "late"] = ""


def count(id_: str, found: Evidence, *, before: int | None = None, tone: Literal["", "good", "late"] = "") -> Figure:
    """A figure that is the length of its list."""
    return Figure(id_, Say(f"figure.{id_}"), len(found.keys), found, before, tone if found.keys else "")


Cell = Value | Figure


@dataclass(frozen=True, slots=True)
class Column:
    label: Say
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`about` is what the row itself opens: (kind, key), or None."""

    cells: tuple[Cell, ...]
    about: tuple[EvidenceKind, str] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences of one paragraph."""

    sentences: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences one below the other; `numbered`: in order of urgency."""

    sentences: tuple[Say, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`more`: rows left out because the figure above already opens the whole list."""

    id: str
    title: Say | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    more: int = 0


def says(cell: Cell) -> bool:
    """Whether a cell holds anything; a median of nothing does not."""
    return cell is not None and not (isinstance(cell, Figure) and cell.value is None)


def filled(table: Table) -> Table:
    """Without the columns nothing stands in; the first stays."""
    return _only(table, [n for n in range(len(table.columns)) if n == 0 or any(says(r.cells[n]) for r in table.rows)])


def without(table: Table, column: Column) -> Table:
    """The same less one column."""
    return _only(table, [n for n, one in enumerate(table.columns) if one != column])


def _only(table: Table, kept: Sequence[int]) -> Table:
    rows = tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[n] for n in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class Series:
    label: Say
    points: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart over named things; one point of each series for each tick."""

    id: str
    title: Say
    ticks: tuple[Value, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart over days."""

    id: str
    title: Say
    ticks: tuple[Value, ...]
    series: tuple[Series, ...]


Block = Text | Points | Figures | Table | Bars | Lines


@dataclass(frozen=True, slots=True)
class Section:
    """`key` names its heading (`section.<key>`)."""

    key: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a person wrote in place of the summary's sentences, in one language: paragraphs between blank lines."""

    language: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A report frozen: everything any language and format of it is made from.

    `start`, `end`, `made_at` are aware; `about` is what the project, partner or officer is called;
    `skipped` are periods before this one that were frozen but never mailed; `narratives` stand in place of the
    summary's sentences, which stay in `sections` as they were.
    """

    name: str
    period: str
    zone: str
    start: datetime
    end: datetime
    made_at: datetime
    organisation: str
    url: str
    sections: tuple[Section, ...]
    skipped: tuple[str, ...] = ()
    about: str = ""
    narratives: tuple[Narrative, ...] = ()


def figures(snapshot: Snapshot) -> Mapping[str, Figure]:
    """Every figure of the report by its id, those in tables and charts too."""
    found: dict[str, Figure] = {}
    for section in snapshot.sections:
        for block in section.blocks:
            for figure in _of(block):
                found.setdefault(figure.id, figure)
    return found


def _of(block: Block) -> list[Figure]:
    match block:
        case Figures(figures=each):
            return list(each)
        case Table(rows=rows):
            return [cell for row in rows for cell in row.cells if isinstance(cell, Figure)]
        case Bars(series=series) | Lines(series=series):
            return [point for one in series for point in one.points]
        case Text() | Points():
            return []


def evidence_of(snapshot: Snapshot, figure_id: str) -> list[tuple[EvidenceKind, str]]:
    """(kind, key) of everything a figure counts; raises KeyError where the report has no such figure."""
    found = figures(snapshot)[figure_id].evidence
    return [(found.kind, key) for key in found.keys]
