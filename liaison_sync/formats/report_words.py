"""A report's blocks in words: the values of one language and zone, ready for any format to lay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from liaison_sync.domain.followup import Reason
from liaison_sync.domain.report import blocks as b
from liaison_sync.domain.report.naming import About, about
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import date_text as d
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import MissingWording, catalogue, say

_PAGES = {
    "thread": "threads",
    "occurrence": "engagements",
    "partner": "partners",
    "project": "projects",
    "followup": "followups",
    "message": "messages",
}
_ELSEWHERE = ("errors", "outbox", "holidays")
_TITLES = {
    "all": "report.title",
    "project": "report.title_project",
    "partner": "report.title_partner",
    "officer": "report.title_officer",
}
_WORDS = {
    "decisions": "report.section.decisions",
    "open": "report.open",
    "figure": "report.column.figure",
    "value": "report.column.value",
    "before": "report.column.before",
}
_TOLD = "summary"  # the section whose sentences a person may write anew
_MINUTES, _DAY = 120, 2880  # up to which a lag is told in minutes, and in hours


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in words; `id` names it, `href` opens its list, `before` compares with what it `was`."""

    id: str
    label: str
    text: str
    amount: float
    href: str
    before: str = ""
    tone: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a table; a `whole` one stays on its line, an `empty` one says nothing beside its dash."""

    text: str
    href: str = ""
    numeric: bool = False
    whole: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart."""

    label: str
    points: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block in words: `kind` is text, points, figures, table, bars or lines, and tells which fields are filled."""

    kind: str
    id: str = ""
    title: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    numbered: bool = False
    figures: tuple[Number, ...] = ()
    columns: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()
    more: str = ""
    ticks: tuple[str, ...] = ()
    series: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report in one language."""

    language: str
    title: str
    subject: str
    period: str
    made: str
    organisation: str
    url: str
    chapters: tuple[Chapter, ...]
    words: Mapping[str, str] = field(default_factory=dict)


def figure_path(name: str, period: str, figure: str) -> str:
    """The address of a figure's list in the console, stable for as long as the report is kept."""
    return f"/reports/{quote(name, safe='')}/{quote(period, safe='')}/{quote(figure, safe='')}"


def words_of(snapshot: b.Snapshot, language: str) -> Words:
    """How the values of this report read."""
    return Words(language, snapshot.zone, snapshot.url, (snapshot.name, snapshot.period))


def page(snapshot: b.Snapshot, language: str) -> Page:
    """The report in `language`. Raises MissingWording for a language we do not have."""
    said = words_of(snapshot, language)
    title, span = said.title(snapshot), said.span(snapshot)
    ended = snapshot.made_at >= snapshot.end
    made = d.moment_text(snapshot.made_at, snapshot.zone, language)
    keyed = "report.subject" if snapshot.organisation and not snapshot.about else "report.subject_plain"
    return Page(
        language=language,
        title=title,
        subject=said.say(keyed, title=title, organisation=snapshot.organisation, span=span),
        period=said.say("report.period", span=span, number=int(snapshot.period[-2:])),
        made=said.say("report.made" if ended else "report.so_far", at=made),
        organisation=snapshot.organisation,
        url=f"{snapshot.url}/reports/{quote(snapshot.name, safe='')}/{snapshot.period}",
        chapters=tuple(_chapter(section, said, narrative(snapshot, language)) for section in snapshot.sections),
        words={name: said.say(key) for name, key in _WORDS.items()},
    )


def narrative(snapshot: b.Snapshot, language: str) -> str:
    """What a person wrote for readers of that language; "" where they read the report's own sentences."""
    return next((one.text for one in snapshot.narratives if one.language == language), "")


def own_narrative(snapshot: b.Snapshot, language: str) -> str:
    """The report's own sentences, as a person starts from them."""
    said = words_of(snapshot, language)
    told = (one for section in snapshot.sections if section.key == _TOLD for one in _opening(section.blocks))
    return "\n\n".join(said.part(one).text for one in told)


def _opening(blocks: tuple[b.Block, ...]) -> tuple[b.Block, ...]:
    """The paragraphs it begins with."""
    return tuple(takewhile(lambda one: isinstance(one, b.Text), blocks))


def _chapter(section: b.Section, said: Words, written: str) -> Chapter:
    title, blocks = said.text(b.say(f"section.{section.key}")), section.blocks
    if _nothing(section) and f"report.nothing.{section.key}" in catalogue(said.language):
        return Chapter(section.key, title, (Part("text", text=said.say(f"report.nothing.{section.key}")),))
    if section.key != _TOLD or not written:
        return Chapter(section.key, title, tuple(said.part(block) for block in blocks))
    told = [Part("text", text=" ".join(one.split())) for one in written.split("\n\n") if one.strip()]
    rest = [said.part(block) for block in blocks[len(_opening(blocks)) :]]
    return Chapter(section.key, title, (*told, *rest))


def _nothing(section: b.Section) -> bool:
    """Whether it holds nothing but noughts, now and before: a sentence says so better than a page of them."""
    every = [one for block in section.blocks if isinstance(block, b.Figures) for one in block.figures]
    only = all(isinstance(block, b.Figures) for block in section.blocks)
    return only and not any(one.value or one.before for one in every)


@dataclass(frozen=True, slots=True)
class Words:
    """How values read: in `language`, on the clock of `zone`, with links under `url` into report `of`."""

    language: str
    zone: str
    url: str
    of: tuple[str, str]

    @property
    def about(self) -> About:
        """What the report is about, by its name. Raises ValueError where there is no such report."""
        return about(self.of[0])

    def say(self, key: str, /, **params: object) -> str:
        """The words of a key of area "report", or what a report on a month says instead. Raises MissingWording."""
        monthly = key.replace("report", "report_month", 1)
        if self.about.every == "month" and monthly in catalogue(self.language):
            return say(self.language, monthly, **params)
        return say(self.language, key, **params)

    def title(self, snapshot: b.Snapshot) -> str:
        """What the report is called: by how often it comes, and whom or what it is about."""
        return self.say(_TITLES[self.about.scope], about=snapshot.about)

    def part(self, block: b.Block) -> Part:
        match block:
            case b.Text(sentences=sentences):
                return Part("text", text=" ".join(self.sentences(sentences)))
            case b.Points(sentences=sentences, numbered=numbered):
                return Part("points", points=tuple(self.sentences(sentences)), numbered=numbered)
            case b.Figures(figures=figures):
                told = (one for one in figures if one.value is not None or one.before is not None)
                return Part("figures", figures=tuple(self.number(one) for one in told))
            case b.Table():
                return self._table(block)
            case b.Bars() | b.Lines():
                return self._chart(block)

    def sentences(self, some: tuple[b.Say, ...]) -> list[str]:
        return [text for one in some if (text := self.text(one))]

    def _table(self, block: b.Table) -> Part:
        block = b.filled(block)
        columns = tuple((self.text(one.label), one.numeric) for one in block.columns)
        more = self.say("report.more", count=block.more) if block.more else ""
        rows = tuple(self._row(row, columns) for row in block.rows)
        title = self.text(block.title) if block.title else ""
        return Part("table", id=block.id, title=title, columns=columns, rows=rows, more=more)

    def _row(self, row: b.Row, columns: tuple[tuple[str, bool], ...]) -> tuple[Field, ...]:
        opened = self.opened(row)
        return tuple(
            self._field(cell, opened if n == 0 else "", numeric)
            for n, (cell, (_, numeric)) in enumerate(zip(row.cells, columns, strict=True))
        )

    def opened(self, row: b.Row) -> str:
        """Where a row leads: the thing's own page in the console."""
        if row.about is not None and row.about[0] == "mailbox" and self.url:
            return f"{self.url}/mailboxes"  # all of them stand on one page
        if row.about is None or row.about[0] not in _PAGES or not self.url:
            return ""
        return f"{self.url}/{_PAGES[row.about[0]]}/{quote(row.about[1], safe='')}"

    def _field(self, cell: b.Cell, href: str, numeric: bool) -> Field:
        if isinstance(cell, b.Figure):
            shown = self.number(cell)
            return Field(shown.text, shown.href, numeric, empty=not b.says(cell))
        return Field(self.text(cell), href, numeric, whole=_short(cell), empty=cell is None)

    def _chart(self, block: b.Bars | b.Lines) -> Part:
        return Part(
            "bars" if isinstance(block, b.Bars) else "lines",
            id=block.id,
            title=self.text(block.title),
            ticks=tuple(self.text(tick) for tick in block.ticks),
            series=tuple(Line(self.text(one.label), tuple(self.number(p) for p in one.points)) for one in block.series),
        )

    def number(self, figure: b.Figure) -> Number:
        was = self._amount(figure.before) if figure.before is not None else ""
        before = self.say("report.before", before=was) if was else ""
        value = _size(figure.value)
        href = self.url + figure_path(*self.of, figure.id) if self.url and figure.evidence.keys else ""
        text = self._amount(figure.value)
        return Number(figure.id, self.text(figure.label), text, value, href, before, figure.tone, was)

    def _amount(self, value: b.Amount | None) -> str:
        """A number standing alone: short."""
        match value:
            case b.Hours(hours=hours):
                return say(self.language, "report.hours", hours=d.number_text(hours, self.language))
            case b.Days(days=days):
                return say(self.language, "report.days", days=d.number_text(days, self.language))
            case b.Share():
                return say(self.language, "report.percent", percent=value.percent)
        return self.text(value)

    def text(self, value: b.Value) -> str:
        """Any value, as part of a sentence. Raises MissingWording for a key of ours that has none."""
        match value:
            case None:
                return say(self.language, "report.none")
            case str():
                return value
            case int():
                return _thousands(value, self.language)
            case datetime():
                return d.moment_text(value, self.zone, self.language)
            case date():
                return d.short_date_text(value, self.language)
            case b.Say():
                return self._said(value)
            case _:
                return self._timed(value)

    def _timed(self, value: Any) -> str:
        match value:
            case b.Clock(at=at):
                return d.time_text(at, self.zone, self.language)
            case b.Day(at=at, short=short):
                return self._day(at, short=short)
            case b.Span():
                return self._span(value)
            case b.Hours(hours=hours):
                return say(self.language, "report.working_hours", hours=d.number_text(hours, self.language))
            case b.WorkingDays(days=days):
                return say(self.language, "report.working_day" if days == 1 else "report.working_days", count=days)
            case b.Elapsed(minutes=minutes):
                return _elapsed(minutes, self.language)
            case b.Listed(values=values):
                return self._listed([self.text(one) for one in values])
        raise TypeError(f"no words for {type(value).__name__}")

    def _said(self, one: b.Say) -> str:
        area, _, rest = one.key.partition(".")
        try:
            if area == "followups":
                own = one.key if one.key in catalogue(self.language) else rest
                reason: Any = Reason(own, one.params)  # type: ignore[arg-type]
                return reason_text(reason, self.language, self.zone)
            values = {name: self.text(value) for name, value in one.params}
            return (
                say(self.language, one.key, **values) if area in _ELSEWHERE else self.say(f"report.{one.key}", **values)
            )
        except (MissingWording, KeyError):
            if area in {"followups", *_ELSEWHERE}:  # a reason this version no longer words must not stop an old report
                return say(self.language, "report.none")
            raise

    def _day(self, at: datetime, *, short: bool) -> str:
        from babel.dates import format_date

        local = d.in_zone(at, self.zone)
        if not short:
            return d.short_date_text(local, self.language)
        return format_date(local, "EEE d" if self.about.every == "week" else "d MMM", locale=self.language)

    def _span(self, value: b.Span) -> str:
        from babel.dates import format_date

        zone = self.zone if value.zone in {None, "", "UTC", "floating"} else value.zone
        start = d.in_zone(value.start, zone)
        day = format_date(start, "EEE d MMM", locale=self.language)
        if value.all_day:
            return day
        end = value.end if d.in_zone(value.end, zone).date() == start.date() and value.end > value.start else None
        return f"{day}, {d.both_zones_text(value.start, end, (zone, self.zone), self.language)}"

    def span(self, snapshot: b.Snapshot) -> str:
        """ "9–15 November 2026", "28 Desember 2026 – 3 Januari 2027"."""
        first = d.in_zone(snapshot.start, snapshot.zone).date()
        last = d.in_zone(snapshot.end, snapshot.zone).date() - timedelta(days=1)
        return d.days_text(first, last, self.language)

    def _listed(self, some: list[str]) -> str:
        """ "A", "A dan B", "A, B, dan C"."""
        if len(some) < 2:
            return "".join(some)
        key = "report.last_of_two" if len(some) == 2 else "report.last_item"
        return say(self.language, key, before=", ".join(some[:-1]), last=some[-1])


def _size(value: b.Amount | None) -> float:
    """The bare number: how long its bar is."""
    match value:
        case b.Hours(hours=hours):
            return hours
        case b.Days(days=days):
            return days
        case b.Share():
            return float(value.percent)
    return float(value or 0)


def _short(cell: b.Cell) -> bool:
    """Days and ages stay on their line; a moment with its hour may need two."""
    return isinstance(cell, (b.Day, b.WorkingDays, b.Hours, date)) and not isinstance(cell, datetime)


def _thousands(value: int, language: str) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if language == "id" else text


def _elapsed(minutes: int, language: str) -> str:
    if minutes < _MINUTES:
        return say(language, "report.minutes", count=minutes)
    if minutes < _DAY:
        return say(language, "report.elapsed_hours", count=minutes // 60)
    return say(language, "report.elapsed_days", count=minutes // 1440)
