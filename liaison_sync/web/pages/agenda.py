"""Agenda: the meetings of a day or a week, those that wait for their outcome, those nobody can date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_sync.app.held_suggestions import suggestions
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting
from liaison_sync.formats.date_text import in_zone
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.store import agenda, directory, engagement
from liaison_sync.web.marks import after_moment, mark
from liaison_sync.web.meeting_names import called, said_of
from liaison_sync.web.meeting_view import own_zone, tags
from liaison_sync.web.page import Ask, Page

SIZE = 50  # meetings of a list without an end
_LISTS = frozenset({"outcome", "candidates", "flagged", "twins"})  # not bound to the days shown


@dataclass(frozen=True, slots=True)
class Span:
    """The days shown: `since` up to and not including `until`."""

    view: str
    since: date
    until: date

    def moved(self, steps: int) -> date:
        return self.since + (self.until - self.since) * steps


def show(ask: Ask) -> Response:
    span = _span(ask)
    wanted = ask.query.get("show", "all")
    shown: agenda.Show = next((one for one in agenda.SHOWS if one == wanted), "all")
    partner = ask.query.get("partner", "")
    own = frozenset(ask.service.own.addresses)
    meetings, after = _meetings(ask, span, shown, partner)
    waiting = agenda.waiting_count(ask.connection, ask.now, partner)
    named = agenda.candidate_count(ask.connection, ask.now, partner)
    undated = agenda.undated(ask.connection, ask.now, own, partner=partner) if shown in {"all", "flagged"} else []
    choices = directory.choices(ask.connection)
    flagged = {flag.partition(":")[2] for one in (*meetings, *undated) for flag in one.flags if "@" in flag}
    people = engagement.people(ask.connection, flagged) if flagged else {}
    return ask.page(
        "agenda.html",
        span=span,
        shown=shown,
        partner=partner,
        days=_days(ask, meetings, span if shown not in _LISTS else None, newest_first=shown == "outcome"),
        undated=undated,
        count={"outcome": waiting, "candidates": named}.get(shown, len(meetings) + len(undated) * (shown == "flagged")),
        named=named,
        suggested=suggestions(ask.connection, ask.now, ask.service.policy.zone) if shown == "outcome" else {},
        after=after,
        waiting=waiting,
        names=dict(choices),
        choices=choices,
        shows=agenda.SHOWS,
        lists=_LISTS,
        tags=tags,
        own_zone=own_zone,
        flag_text=flag_text,
        called=called(ask.service, people, said_of((*meetings, *undated))),
        today=in_zone(ask.now, ask.zone).date(),
        day=timedelta(days=1),
    )


def _meetings(ask: Ask, span: Span, shown: agenda.Show, partner: str) -> tuple[list[Meeting], str]:
    """Those to show, and where a long list goes on ("" at its end)."""
    own = frozenset(ask.service.own.addresses)
    if shown == "candidates":
        return agenda.candidates(ask.connection, ask.now, own, partner=partner, limit=SIZE), ""
    if shown in ("flagged", "twins"):
        listed = agenda.flagged if shown == "flagged" else agenda.twins
        return listed(ask.connection, ask.now, own, partner=partner), ""
    if shown != "outcome":
        bounds = (_midnight(ask, span.since), _midnight(ask, span.until))
        return agenda.between(ask.connection, *bounds, ask.now, own, show=shown, partner=partner), ""
    after = after_moment(ask.query.get("after", ""))
    found = agenda.waiting(ask.connection, ask.now, own, partner=partner, limit=SIZE + 1, after=after)
    last = found[SIZE - 1] if len(found) > SIZE else None
    return found[:SIZE], mark(last.start, last.key) if last and last.start else ""


def _span(ask: Ask) -> Span:
    """The day or the week (from Monday) asked for; today's where the address names no date."""
    try:
        day = date.fromisoformat(ask.query.get("date", ""))
    except ValueError:
        day = in_zone(ask.now, ask.zone).date()
    day = min(max(day, date(1990, 1, 1)), date(2200, 1, 1))
    if ask.query.get("view") == "day":
        return Span("day", day, day + timedelta(days=1))
    monday = day - timedelta(days=day.weekday())
    return Span("week", monday, monday + timedelta(days=7))


def _midnight(ask: Ask, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(ask.zone)).astimezone(UTC)


def _days(ask: Ask, meetings: Sequence[Meeting], span: Span | None, *, newest_first: bool) -> dict[date, list[Meeting]]:
    """Day → its meetings; what began before a span stands on its first day."""
    days: dict[date, list[Meeting]] = {}
    for one in meetings:
        assert one.start is not None  # noqa: S101 - the read model looked
        day = in_zone(one.start, ask.zone).date()
        days.setdefault(max(day, span.since) if span else day, []).append(one)
    return dict(sorted(days.items(), reverse=newest_first))


PAGES = (Page("/agenda", show),)
