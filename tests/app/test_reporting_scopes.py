"""The figures of reports on one partner, project or officer, counted anew: the whole season, narrowed by definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.demo import story
from liaison_sync.demo.closings import Promised
from liaison_sync.demo.truth import EngagementTruth, ThreadTruth
from liaison_sync.domain.report.blocks import Figure, Hours, Snapshot, figures
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.recount import Mail, answers, hours, numbers, of_season
from tests.app.reporting_stage import Played
from tests.app.season_lived import lived

WIB = ZoneInfo("Asia/Jakarta")
LIVE = {"proposed", "confirmed", "tentative", "countered"}
DEWI, BAGUS, ULFA = (story.PEOPLE[one].address for one in ("dewi", "bagus", "ulfa"))
SCOPES = (
    *(f"partner:{one}" for one in ("kemenmarin", "suaranusa", "osaki")),
    *(f"project:{one}" for one in ("festival-karsa-bahari", "kampanye-media")),
    *(f"officer:{one}" for one in (DEWI, BAGUS, ULFA)),
)
NAMES = [f"{every}:{scope}" for scope in SCOPES for every in ("weekly", "monthly")]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with lived(tmp_path_factory.mktemp("scopes")) as one:
        yield one


@dataclass(frozen=True)
class Scope:
    """What of the season belongs to a report, and the report, of the running period."""

    stage: Played
    name: str
    report: Snapshot
    mails: list[Mail]
    courteous: frozenset[str]

    def owns(self, partner: str | None, thread: str = "", uid: str = "") -> bool:
        """A matter is its partner's, its project's, or the officer's who looks after its partner."""
        kind, _, whose = self.name.partition(":")[2].partition(":")
        if kind == "project":
            project = next(one for one in self.stage.season.projects if one.id == whose)
            return thread in project.threads or uid in project.meetings
        if kind == "partner":
            return partner == whose
        return partner is not None and story.PEOPLE[story.PARTNERS[partner].owner].address == whose

    def within(self, at: datetime) -> bool:
        return self.report.start <= at < min(self.report.end, self.report.made_at)

    def threads(self) -> list[ThreadTruth]:
        return [one for one in self.stage.season.truth.threads if self.owns(one.partner, one.key)]

    def letters(self, direction: str) -> list[Mail]:
        return [one for one in self.here() if one.truth.direction == direction and one.by_hand]

    def here(self) -> list[Mail]:
        keys = {one.key for one in self.threads()}
        return [one for one in self.mails if one.truth.thread in keys and self.within(one.at)]

    def answered(self, side: str) -> list[tuple[Mail, Mail]]:
        keys = {one.key for one in self.threads()}
        mine = [one for one in self.mails if one.truth.thread in keys]
        return [(q, a) for q, a in answers(mine, side, self.courteous) if self.within(a.at)]

    def meetings(self, statuses: set[str]) -> list[tuple[EngagementTruth, datetime]]:
        mine = (one for one in self.stage.season.truth.engagements if self.owns(one.partner, uid=one.uid))
        every = ((one, start) for one in mine if one.status in statuses for start in one.starts)
        return [(one, start) for one, start in every if self.report.start <= start < self.report.end]

    def promised(self) -> list[tuple[Promised, datetime]]:
        """With when it was said: at a meeting of the project, with the partner, or by the officer."""
        kind, _, whose = self.name.partition(":")[2].partition(":")
        partners = {one.uid: one.partner for one in self.stage.season.truth.engagements}
        every = [(each, one) for one in self.stage.season.recorded for each in one.promised]
        if kind == "officer":
            return [(each, one.at) for each, one in every if each.owner == whose]
        return [(each, one.at) for each, one in every if self.owns(partners[one.uid], uid=one.uid)]


@pytest.fixture(scope="module")
def scoped(stage: Played) -> Callable[[str], Scope]:
    mails, made = of_season(stage.season), dict[str, Scope]()
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.sha256, s.message.c.turn)).all()
    courteous = frozenset(row.sha256 for row in rows if row.turn.get("courtesy") or row.turn.get("settled"))
    day = stage.season.now.astimezone(WIB)
    week, month = day.isocalendar(), f"{day:%Y-%m}"

    def of(name: str) -> Scope:
        if name not in made:
            period = f"{week.year}-W{week.week:02d}" if name.startswith("weekly") else month
            report = reporting.preview_snapshot(stage.service, stage.clock.at, period, name)
            made[name] = Scope(stage, name, report, mails, courteous)
        return made[name]

    return of


def number(of: Scope, id_: str) -> float | None:
    """0 of a figure that the report leaves out because there is nothing to count."""
    found: Figure | None = figures(of.report).get(id_)
    if found is None:
        return 0
    value = found.value
    if isinstance(value, Hours):
        return value.hours
    assert value is None or isinstance(value, int)
    assert (value or 0) == len(found.evidence.keys), id_
    return value


@pytest.mark.parametrize("name", NAMES)
def test_letters_and_answers(scoped: Callable[[str], Scope], name: str) -> None:
    of = scoped(name)
    for direction in ("in", "out"):
        mine = of.letters(direction)
        assert number(of, f"correspondence.{direction}") == len(mine), direction
        days = [one for one in figures(of.report) if one.startswith(f"correspondence.{direction}.day")]
        assert sum(number(of, one) or 0 for one in days) == len(mine)
        listed = [one for one in mine if numbers(one)]
        assert number(of, f"letters.{direction}") == len(listed)
    automatic = [m for m in of.here() if m.truth.direction == "in" and m.truth.automatic and not m.method]
    assert number(of, "correspondence.automatic") == len([m for m in automatic if not m.truth.junk])
    working = of.stage.service.calendars.of().is_working_day
    took = [hours(question, answer, working) for question, answer in of.answered("ours")]
    assert number(of, "correspondence.response_ours") == (pytest.approx(median(took), abs=0.051) if took else None)
    theirs = figures(of.report)["correspondence.response_theirs"]
    assert len(theirs.evidence.keys) == len(of.answered("theirs"))


@pytest.mark.parametrize("name", NAMES)
def test_whose_turn_it_is(scoped: Callable[[str], Scope], name: str) -> None:
    of, truth = scoped(name), scoped(name).stage.season.truth
    for side, overdue in (("ours", truth.overdue_ours), ("theirs", truth.overdue_theirs)):
        waiting = {one.key for one in of.threads() if one.whose == side and not one.closed and one.partner}
        assert number(of, f"turns.{side}") == len(waiting), side
        assert number(of, f"turns.{side}_late") == len(waiting & set(overdue)), side
    assert number(of, "summary.awaiting_us") == number(of, "turns.ours")


@pytest.mark.parametrize("name", NAMES)
def test_meetings_and_what_was_recorded_of_them(scoped: Callable[[str], Scope], name: str) -> None:
    of = scoped(name)
    recorded = {(one.uid, one.start): one for one in of.stage.season.recorded}
    told = [recorded.get((one.uid, start)) for one, start in of.meetings(LIVE)]
    assert number(of, "meetings.planned") == sum(one is None or one.outcome == "held" for one in told)
    assert number(of, "meetings.held") == sum(one is not None and one.outcome == "held" for one in told)
    off = of.meetings({"cancelled"})
    assert number(of, "meetings.cancelled") == len(off) + sum(one is not None and one.outcome != "held" for one in told)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_promised_and_what_of_it_is_late(scoped: Callable[[str], Scope], name: str) -> None:
    of = scoped(name)
    mine, until = of.promised(), min(of.report.end, of.report.made_at)
    open_ = [one for one, _ in mine if one.done is None or one.done >= until]
    assert number(of, "actions.open") == len(open_)
    today = until.astimezone(WIB).date()
    assert number(of, "actions.overdue") == len([one for one in open_ if one.due < today])
    assert number(of, "actions.made") == len([at for _, at in mine if of.within(at)])
    assert number(of, "actions.done") == len([one for one, _ in mine if one.done and of.within(one.done)])


def test_every_officer_and_project_has_something_promised_or_done(scoped: Callable[[str], Scope]) -> None:
    open_ = {scope: number(scoped(f"monthly:{scope}"), "actions.open") for scope in SCOPES[3:]}
    assert all(open_.values()), open_
    assert len(set(open_.values())) > 1
    late = [number(scoped(f"monthly:{scope}"), "actions.overdue") for scope in SCOPES[3:]]
    assert 1 in late
    assert 2 in late


@pytest.mark.parametrize("name", [one for one in NAMES if "partner" in one])
def test_a_dossier_names_everybody_the_directory_knows_there(scoped: Callable[[str], Scope], name: str) -> None:
    of, whose = scoped(name), name.rpartition(":")[2]
    people = {one["address"].lower() for one in of.stage.season.directory["contacts"] if one.get("partner") == whose}
    assert set(figures(of.report)["profile.contacts"].evidence.keys) == people


@pytest.mark.parametrize("every", ["weekly", "monthly"])
def test_the_lines_of_officers_and_projects_are_those_of_their_own_reports(
    stage: Played, scoped: Callable[[str], Scope], every: str
) -> None:
    period = scoped(f"{every}:{SCOPES[0]}").report.period
    whole = figures(reporting.preview_snapshot(stage.service, stage.clock.at, period, every))
    counted = 0
    same = {"in": "correspondence.in", "out": "correspondence.out", "meetings": "meetings.planned"}
    same |= {"ours": "turns.ours", "late": "turns.ours_late"}
    for scope in SCOPES[3:]:
        kind, _, whose = scope.partition(":")
        for column, id_ in same.items():
            shown = whole.get(f"{kind}.{column}.{whose}")
            assert (shown.value if shown else 0) == number(scoped(f"{every}:{scope}"), id_), (scope, column)
        # A partner's promise is no load of ours: a line holds less than the project's own report.
        mine = [one for one, _ in scoped(f"{every}:{scope}").promised() if one.ours and one.done is None]
        late = [one for one in mine if one.due < stage.clock.at.astimezone(WIB).date()]
        assert whole[f"{kind}.actions.{whose}"].value == len(mine) > 0, scope
        assert whole[f"{kind}.overdue.{whose}"].value == len(late), scope
        counted += len(late)
    assert counted == 2  # one officer's, which is one project's
