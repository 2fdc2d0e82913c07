"""Settings: what is configured, where it is changed, and the way to each. The configuration file is the master."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_sync.app import campaign_list, policy
from liaison_sync.app.users import ROLES
from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.policy import Hours, Override
from liaison_sync.domain.report.naming import about
from liaison_sync.domain.report.period import due_at, latest_due
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Holiday
from liaison_sync.formats import holidays_data
from liaison_sync.formats.date_text import clock_text
from liaison_sync.formats.holidays_data import BadHolidays
from liaison_sync.formats.repeat_words import weekday_name
from liaison_sync.store import directory, people, projects
from liaison_sync.web.page import Ask, Page
from liaison_sync.web.policy_shown import groups
from liaison_sync.web.report_title import called


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that is made by itself: when next, and who gets it in which language."""

    name: str
    title: str
    next: datetime
    readers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DueCampaign:
    """A campaign with its next letter: when, and to how many contacts letters are on their way; None: to nobody."""

    kept: KeptCampaign
    next: datetime | None
    ahead: int


@dataclass(frozen=True, slots=True)
class Year:
    """The days off of a year. `file`: whose: "own", "shipped", or "package" where no decree is at hand."""

    year: int
    days: tuple[tuple[date, Holiday], ...]
    source: str
    file: str
    warnings: tuple[holidays_data.Warned, ...]
    coming: tuple[date, Holiday] | None


def show(ask: Ask) -> Response:
    here = ask.service
    in_force = policy.in_force(ask.connection, here)
    return ask.page(
        "settings.html",
        policy=here.policy,
        groups=list(groups(here.policy, ask.language)),
        days=[weekday_name(one, ask.language) for one in here.policy.working.days],
        hours=lambda one: _hours(one, ask.language),
        holidays=_holidays(ask),
        users=people.everybody(ask.connection),
        roles=ROLES,
        reports=[_report(ask, name) for name in here.report.names],
        campaigns=_campaigns(ask),
        special=_special(ask, in_force.overrides),
    )


def _hours(hours: Hours, language: str) -> str:
    opens, closes = (clock_text(datetime.combine(date.min, at, UTC), language) for at in (hours.opens, hours.closes))
    return f"{opens}–{closes}"


def _holidays(ask: Ask) -> Year | None:
    """Of this year, here; None where the file is broken, which `check` tells."""
    country, folder = ask.service.policy.country, ask.service.holidays
    today = ask.now.astimezone(ZoneInfo(ask.zone)).date()
    try:
        found = holidays_data.load([country], [today.year], folder)
        warnings = holidays_data.lacking(country, ask.now, folder)
    except BadHolidays:
        return None
    days = tuple(sorted(found.days[country].items()))
    coming = next((one for one in days if one[0] >= today), None)
    decreed = (country, today.year) in found.sources
    own = folder is not None and (folder / f"{country}.toml").is_file()
    file = ("own" if own else "shipped") if decreed else "package"
    return Year(today.year, days, found.sources.get((country, today.year), ""), file, warnings, coming)


def _report(ask: Ask, name: str) -> DueReport:
    plan = ask.service.report
    last = latest_due(ask.now, plan.zone, weekday=plan.weekday, hour=plan.hour, every=about(name).every)
    due = due_at(last.after, weekday=plan.weekday, hour=plan.hour)
    return DueReport(name, called(ask, name), due, plan.readers(name))


def _campaigns(ask: Ask) -> list[DueCampaign]:
    ahead = [(one.campaign.id, one.ahead) for one in campaign_list.places(ask.connection, ask.service) if one.ahead]
    found = []
    for kept in policy.campaigns(ask.connection, ask.service):
        due = [letter.due_at for id_, letter in ahead if id_ == kept.campaign.id]
        found.append(DueCampaign(kept, min(due, default=None), len(due)))
    return found


def _special(ask: Ask, rules: tuple[Override, ...]) -> list[tuple[str, str, str, int]]:
    """("partners" or "projects", id, name, number of rules) of each that has rules of its own."""
    places = [("partners", one.partner) if one.partner else ("projects", one.project or "") for one in rules]
    if not places:
        return []
    partners = directory.names(ask.connection, [id_ for kind, id_ in places if kind == "partners"])
    names = {"partners": partners, "projects": dict(projects.choices(ask.connection))}
    return [(kind, id_, names[kind].get(id_, id_), places.count((kind, id_))) for kind, id_ in dict.fromkeys(places)]


PAGES = (Page("/settings", show, deed="manage"),)
