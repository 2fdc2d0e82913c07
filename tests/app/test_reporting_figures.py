"""Every figure of a report is what an independent count finds in the raw mails of a season, and its list's length.

The count here is written from the definitions over the octets, the story's truth and the standard library; of the
product it uses nothing but the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.demo.truth import EngagementTruth
from liaison_sync.domain.report.blocks import Days, Hours, Share, Snapshot, figures
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.document import dump, snapshot
from liaison_sync.domain.report.period import period_named
from liaison_sync.domain.report.view import ReportView
from liaison_sync.formats.report_words import figure_path
from liaison_sync.store import agenda
from liaison_sync.store import reporting as rows
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app import problems_shown
from tests.app.recount import Mail, answers, first_of, hours, numbers, of_season
from tests.app.recount_problems import forged
from tests.app.report_numbers import Numbers, written
from tests.app.reporting_stage import Played, played

WIB = ZoneInfo("Asia/Jakarta")
TABLES = {
    "message": s.message.c.key,
    "thread": s.thread.c.id,
    "occurrence": s.occurrence.c.key,
    "followup": s.followup.c.id,
    "action": s.action_item.c.id,
    "contact": s.contact.c.address,
    "partner": s.partner.c.id,
    "quarantine": s.quarantine.c.id,
}
LIVE = {"proposed", "confirmed", "tentative", "countered"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played(tmp_path_factory.mktemp("report")) as one:
        yield one


@pytest.fixture(scope="module")
def last_week(stage: Played) -> Snapshot:
    """The report of the last complete week."""
    return reporting.preview_snapshot(stage.service, stage.clock.at)


@pytest.fixture(scope="module")
def this_week(stage: Played) -> Snapshot:
    """The running week as of now, the moment of which the story knows the standing truth."""
    week = stage.season.now.astimezone(WIB).date().isocalendar()
    return reporting.preview_snapshot(stage.service, stage.clock.at, f"{week.year}-W{week.week:02d}")


@pytest.fixture(scope="module")
def mails(stage: Played) -> list[Mail]:
    return of_season(stage.season)


@pytest.fixture(scope="module")
def shas(stage: Played) -> dict[str, str]:
    """Message key → the digest of its octets."""
    with reading(stage.service.engine) as connection:
        return {row.key: row.sha256 for row in connection.execute(select(s.message.c.key, s.message.c.sha256))}


def week(at: datetime) -> tuple[int, int]:
    day = at.astimezone(WIB).isocalendar()
    return day.year, day.week


def of(report: Snapshot, mails: list[Mail], direction: str) -> list[Mail]:
    wanted = (int(report.period[:4]), int(report.period[-2:]))
    return [m for m in mails if m.truth.direction == direction and m.by_hand and week(m.at) == wanted]


def value(report: Snapshot, id_: str) -> Any:
    found = figures(report)[id_].value
    return found.hours if isinstance(found, Hours) else found


def test_every_count_is_the_length_of_its_list_and_every_entry_exists(
    stage: Played, last_week: Snapshot, this_week: Snapshot
) -> None:
    with reading(stage.service.engine) as connection:
        known = {kind: set(connection.execute(select(column)).scalars()) for kind, column in TABLES.items()}
    for report in (last_week, this_week):
        assert len(figures(report)) > 40
        for figure in figures(report).values():
            listed = [key for _, key in reporting.evidence(report, figure.id)]
            assert len(listed) == len(set(listed)), figure.id
            if isinstance(figure.value, Share):
                assert figure.value.whole == len(listed), figure.id
            elif not isinstance(figure.value, (Hours, Days)):
                assert (figure.value or 0) == len(listed), figure.id
            if figure.evidence.kind != "contact":  # somebody new need not stand in the directory yet
                assert set(listed) <= known[figure.evidence.kind], figure.id


@pytest.mark.parametrize("direction", ["in", "out"])
def test_letters_are_those_of_the_raw_mails(
    stage: Played, last_week: Snapshot, mails: list[Mail], shas: dict[str, str], direction: str
) -> None:
    expected = of(last_week, mails, direction)
    assert len(expected) > 10
    keys = [key for _, key in reporting.evidence(last_week, f"correspondence.{direction}")]
    seen = {shas[key] for key in keys}
    assert len(keys) == len(expected) == value(last_week, f"correspondence.{direction}")
    assert all(seen & set(mail.truth.sha256s) for mail in expected)
    before = figures(last_week)[f"correspondence.{direction}"].before
    year, number = week(last_week.start - timedelta(days=1))
    assert before == sum(
        1 for m in mails if m.truth.direction == direction and m.by_hand and week(m.at) == (year, number)
    )


def test_letters_by_day_and_by_partner_add_up(last_week: Snapshot, mails: list[Mail]) -> None:
    for direction in ("in", "out"):
        days = Counter(m.at.astimezone(WIB).isoweekday() for m in of(last_week, mails, direction))
        for n in range(1, 8):
            assert value(last_week, f"correspondence.{direction}.day{n}") == days[n]
        partners = Counter(m.truth.partner for m in of(last_week, mails, direction))
        prefix = f"correspondence.{direction}.partner."
        shown = {f.id.removeprefix(prefix): f.value for f in figures(last_week).values() if f.id.startswith(prefix)}
        assert len(shown) >= 8
        assert {p: partners[None if p == "-" else p] for p in shown} == shown


def test_whose_turn_it_is_equals_the_story(stage: Played, this_week: Snapshot) -> None:
    truth = stage.season.truth
    stories = _stories(stage)
    for side in ("ours", "theirs"):
        waiting = {t.key for t in truth.threads if t.whose == side and not t.closed and t.partner}
        found = [stories[key] for _, key in reporting.evidence(this_week, f"turns.{side}")]
        assert sorted(found) == sorted(waiting), side
    overdue = {t.key for t in truth.threads if t.key in truth.overdue_ours and t.partner}
    assert value(this_week, "turns.ours_late") == len(overdue)
    assert value(this_week, "summary.awaiting_us") == value(this_week, "turns.ours")


def test_what_waits_too_long_is_what_the_story_says_and_each_such_thread_is_followed_up(
    stage: Played, this_week: Snapshot, mails: list[Mail]
) -> None:
    doubtful = {one.truth.thread for one in mails if forged(one)}
    truth, stories, f = stage.season.truth, _stories(stage), s.followup.c
    known = {one.key for one in truth.threads if one.partner}
    for side, overdue in (("ours", truth.overdue_ours), ("theirs", truth.overdue_theirs)):
        wanted = sorted(known & set(overdue))
        late, unanswered = (
            sorted(stories[key] for _, key in reporting.evidence(this_week, figure))
            for figure in (f"turns.{side}_late", f"problems.unanswered_{side}")
        )
        assert late == wanted
        safe = [key for key in wanted if side == "theirs" or key not in doubtful]  # nobody should answer a forger
        assert unanswered == safe
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(f.id, f.thread, f.trigger, f.state)).all()
    asked = {stories[row.thread] for row in rows if row.trigger == "no_reply" and row.thread}
    assert asked >= known & set(truth.overdue_theirs)
    for figure, state in (("to_approve", "drafted"), ("held", "held")):
        listed = {key for _, key in reporting.evidence(this_week, f"followups.{figure}")}
        assert listed == {row.id for row in rows if row.state == state}
    assert {value(this_week, f"followups.{one}") for one in ("sent", "answered", "troubled")} == {0}  # nothing left


@pytest.mark.parametrize("period", problems_shown.PERIODS)
def test_communication_problems_are_those_a_second_count_finds(stage: Played, mails: list[Mail], period: str) -> None:
    expected = problems_shown.recounted(stage, mails, _courteous(stage), period)
    assert problems_shown.shown(stage, period, expected) == expected


def test_the_season_has_problems_of_several_kinds_to_count(stage: Played, mails: list[Mail]) -> None:
    counts = [problems_shown.recounted(stage, mails, _courteous(stage), one) for one in problems_shown.PERIODS]
    found = {kind for count in counts for kind, whom in count.items() if whom}
    assert found >= {"bounced", "two_writers", "slowing", "unverified", "contradictory"}


def test_official_letters_are_those_whose_text_names_a_number(
    stage: Played, mails: list[Mail], shas: dict[str, str]
) -> None:
    letters: dict[str, Mail] = {}  # by number: who cites one later writes no such letter
    for mail in mails:
        for number in numbers(mail)[:1]:
            letters.setdefault(number, mail)
    counted = 0
    for period in ("2026-10", "2026-11"):
        month = reporting.preview_snapshot(stage.service, stage.clock.at, period, "monthly")
        for direction in ("in", "out"):
            here = [m for m in letters.values() if m.truth.direction == direction and _within(m, month)]
            figure = figures(month).get(f"letters.{direction}")
            listed = {shas[key] for key in figure.evidence.keys} if figure else set()
            assert len(listed) == len(here) == ((figure.value or 0) if figure else 0), (period, direction)
            assert all(listed & set(one.truth.sha256s) for one in here)
            counted += len(here)
    assert counted > 0


def _stories(stage: Played) -> dict[str, str]:
    """Thread id → the story's name of the thread its messages belong to."""
    names = {sha: one.thread for one in stage.season.truth.messages for sha in one.sha256s}
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.thread, s.message.c.sha256)).all()
    return {row.thread: names[row.sha256] for row in rows}


def test_the_response_time_is_the_median_over_the_raw_threads(
    stage: Played, last_week: Snapshot, mails: list[Mail]
) -> None:
    calendar, courteous = stage.service.calendars.of(), _courteous(stage)
    here = [(q, a) for q, a in answers(mails, "ours", courteous) if _within(a, last_week)]
    took = [hours(question, answer, calendar.is_working_day) for question, answer in here]
    assert len(took) == len(reporting.evidence(last_week, "correspondence.response_ours"))
    assert value(last_week, "correspondence.response_ours") == pytest.approx(median(took), abs=0.051)


def _courteous(stage: Played) -> set[str]:
    """Digests of mails that say thanks and nothing more."""
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.sha256, s.message.c.turn)).all()
    return {row.sha256 for row in rows if row.turn.get("courtesy") or row.turn.get("settled")}


def test_both_sides_answers_are_counted_partner_by_partner(
    stage: Played, last_week: Snapshot, mails: list[Mail], shas: dict[str, str]
) -> None:
    names = {sha: mail for mail in mails for sha in mail.truth.sha256s}
    for side in ("ours", "theirs"):
        pairs = [(q, a) for q, a in answers(mails, side, _courteous(stage)) if _within(a, last_week)]
        listed = [names[shas[key]] for _, key in reporting.evidence(last_week, f"correspondence.response_{side}")]
        assert pairs
        assert {id(one) for one in listed} == {id(answer) for _, answer in pairs}, side
        partners = Counter((a if side == "theirs" else q).truth.partner for q, a in pairs)
        prefix = f"correspondence.response_{side}.partner."
        for figure in (one for one in figures(last_week).values() if one.id.startswith(prefix)):
            partner = figure.id.removeprefix(prefix)
            assert len(figure.evidence.keys) == partners[None if partner == "-" else partner], figure.id


def test_automatic_mail_is_what_no_person_wrote(last_week: Snapshot, mails: list[Mail]) -> None:
    expected = [
        m
        for m in mails
        if m.truth.direction == "in"
        and m.truth.automatic
        and not m.method
        and not m.truth.junk
        and _within(m, last_week)
    ]
    assert value(last_week, "correspondence.automatic") == len(expected) > 0


def test_who_is_new_had_no_mail_before(last_week: Snapshot, mails: list[Mail]) -> None:
    def fresh(first: dict[str, datetime]) -> set[str]:
        return {who for who, at in first.items() if last_week.start <= at < last_week.end}

    partners = fresh(first_of(mails, lambda mail: mail.truth.partner))
    assert {key for _, key in reporting.evidence(last_week, "newcomers.partners")} == partners
    people = fresh(first_of((m for m in mails if m.truth.direction == "in"), lambda mail: mail.truth.sender))
    listed = {key for _, key in reporting.evidence(last_week, "newcomers.contacts")}
    known = {m.truth.sender for m in of(last_week, mails, "in") if m.truth.partner}
    assert listed <= people
    assert listed >= {who for who in people & known if "@" in who} - _forged(mails)


def _forged(mails: list[Mail]) -> set[str]:
    """Senders our server did not vouch for: nobody of theirs need be called new."""
    return {m.truth.sender for m in mails if b"dmarc=fail" in m.raw or b"spf=fail" in m.raw}


def test_the_month_and_every_officer_are_counted_alike(stage: Played, mails: list[Mail]) -> None:
    month = reporting.preview_snapshot(stage.service, stage.clock.at, None, "monthly")
    talks = {one.key: one.partner for one in stage.season.truth.threads}
    owners = {one["id"]: one.get("owner") for one in stage.season.directory["partners"]}
    for direction in ("in", "out"):
        here = [m for m in mails if m.truth.direction == direction and m.by_hand and _within(m, month)]
        assert value(month, f"correspondence.{direction}") == len(here) > 20
        steps = [f for f in figures(month).values() if f.id.startswith(f"correspondence.{direction}.day")]
        assert sum(one.value for one in steps if isinstance(one.value, int)) == len(here)
        load = Counter(owners.get(talks[m.truth.thread] or "") for m in here)
        for officer in filter(None, set(owners.values())):
            figure = figures(month).get(f"officer.{direction}.{officer}")
            assert (figure.value if figure else 0) == load[officer], (direction, officer)


def _within(mail: Mail, report: Snapshot) -> bool:
    return report.start <= mail.at < report.end


def test_single_meetings_of_the_week_are_those_of_the_story(stage: Played, last_week: Snapshot) -> None:
    truth = stage.season.truth
    not_held = {r.uid for r in stage.season.recorded if r.outcome == "not_held"}
    series = {e.uid for e in truth.engagements if e.series or e.recurrence is not None}
    expected = {
        e.uid
        for e in truth.engagements
        if _in_week(e, last_week) and e.status in LIVE and e.uid not in series | not_held
    }
    with reading(stage.service.engine) as connection:
        uids = dict(row for row in connection.execute(select(s.occurrence.c.key, s.occurrence.c.uid)))
    found = [uids[key] for _, key in reporting.evidence(last_week, "meetings.planned")]
    assert expected
    assert {uid for uid in found if uid not in series} == expected
    assert set(found) <= {e.uid for e in truth.engagements}


def _in_week(one: EngagementTruth, report: Snapshot) -> bool:
    return report.start <= one.start < report.end


def test_outcomes_and_minutes_are_those_the_officers_recorded(stage: Played, last_week: Snapshot) -> None:
    season, until = stage.season, last_week.end
    back = until - timedelta(days=60)
    told = [r for r in season.recorded if r.at < until]
    held = [r for r in told if r.outcome == "held" and last_week.start <= r.start < until]
    assert value(last_week, "meetings.held") == len(held)
    unwritten = [r for r in told if r.outcome == "held" and not r.minutes and back <= r.start < until]
    assert value(last_week, "meetings.minutes_missing") == len(unwritten)
    items = [item for r in told for item in r.promised if item.done is None or item.done >= until]
    assert value(last_week, "actions.open") == len(items) > 3
    assert {item.ours for item in items} == {True, False}
    late = [item for item in items if item.due < until.astimezone(WIB).date()]
    assert value(last_week, "actions.overdue") == len(late) > 1


def test_report_and_agenda_ask_for_the_same_outcomes(stage: Played, this_week: Snapshot) -> None:
    with reading(stage.service.engine) as connection:
        asked = agenda.waiting(connection, stage.clock.at, frozenset(stage.service.own.addresses))
    assert len(asked) > 5
    assert {one.key for one in asked} == {key for _, key in reporting.evidence(this_week, "meetings.outcome_missing")}


def test_doubtful_senders_and_unknown_ones_are_found(last_week: Snapshot, mails: list[Mail]) -> None:
    strangers = [m for m in of(last_week, mails, "in") if m.truth.partner is None]
    assert value(last_week, "newcomers.unknown") == len(strangers)


class _Asked(dict[str, str]):
    """Names nobody; remembers for whom a section asked."""

    def __init__(self) -> None:
        super().__init__()
        self.by: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.by.add(key)
        return default


def test_whomever_a_section_calls_by_name_the_store_was_asked_for(stage: Played) -> None:
    here, week = stage.service, period_named("2026-W47", "Asia/Jakarta")
    with reading(here.engine) as connection:
        base = ReportView(week, stage.clock.at, week.end, policy=here.policy, calendars=here.calendars)
        view = replace(rows.view(connection, base), contacts={}, names={})
    asked = _Asked()
    build(replace(view, names=asked))
    assert asked.by
    assert asked.by <= view.unnamed()


def test_a_report_survives_its_document(last_week: Snapshot) -> None:
    assert snapshot(dump(last_week)) == last_week


def test_both_languages_show_the_same_numbers_and_each_links_to_its_list(stage: Played, last_week: Snapshot) -> None:
    shown = {}
    for language in ("id", "en"):
        page = Numbers()
        page.feed(reporting.render(last_week, language, stage.service).html)
        shown[language] = {href: text for href, text in page.found.items() if "/reports/" in href}
    assert {h: t for h, t in shown["id"].items() if t.isdigit()} == {
        h: t for h, t in shown["en"].items() if t.isdigit()
    }
    base = stage.service.public_url
    for figure in figures(last_week).values():
        if figure.evidence.keys:
            assert shown["id"][base + figure_path("weekly", last_week.period, figure.id)] == written(figure), figure.id
