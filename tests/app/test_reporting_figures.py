"""Every figure of a report is what an independent count finds in the raw mails of a season, and its list's length.

The count here is written from the definitions over the octets, the story's truth and the standard library; of the
product it uses nothing but the report.
"""

from __future__ import annotations

import email
import email.policy
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.demo.season import working_hours
from liaison_sync.demo.truth import EngagementTruth, MessageTruth
from liaison_sync.domain.report import build
from liaison_sync.domain.report.blocks import Figure, Hours, Snapshot, figures
from liaison_sync.domain.report.document import dump, snapshot
from liaison_sync.domain.report.period import period_named
from liaison_sync.domain.report.view import ReportView
from liaison_sync.formats.report_words import figure_path
from liaison_sync.store import reporting as rows
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
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


@dataclass(frozen=True)
class Mail:
    """A message of the season with what its octets say."""

    truth: MessageTruth
    at: datetime
    method: str | None

    @property
    def by_hand(self) -> bool:
        return not self.truth.junk and (self.truth.automatic is None or self.method is not None)


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
    truth = {sha: one for one in stage.season.truth.messages for sha in one.sha256s}
    found: dict[int, Mail] = {}
    for placed in stage.season.messages:
        one = truth[sha256(placed.raw).hexdigest()]
        found.setdefault(id(one), Mail(one, _date(placed.raw) or placed.received_at, _method(placed.raw)))
    return sorted(found.values(), key=lambda mail: mail.at)


def _date(raw: bytes) -> datetime | None:
    said = email.message_from_bytes(raw)["Date"]
    return parsedate_to_datetime(said) if said else None


def _method(raw: bytes) -> str | None:
    for part in email.message_from_bytes(raw, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/calendar":
            body: Any = part.get_payload(decode=True)
            lines = [line for line in body.decode("utf-8", "replace").splitlines() if line.startswith("METHOD:")]
            return lines[0].partition(":")[2].strip() if lines else None
    return None


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
            if not isinstance(figure.value, Hours):
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


def _stories(stage: Played) -> dict[str, str]:
    """Thread id → the story's name of the thread its messages belong to."""
    names = {sha: one.thread for one in stage.season.truth.messages for sha in one.sha256s}
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.thread, s.message.c.sha256)).all()
    return {row.thread: names[row.sha256] for row in rows}


def test_the_response_time_is_the_median_over_the_raw_threads(
    stage: Played, last_week: Snapshot, mails: list[Mail]
) -> None:
    courteous = _courteous(stage)
    threads: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        if mail.by_hand and mail.truth.direction != "internal" and mail.method not in {"PUBLISH", "REFRESH"}:
            threads[mail.truth.thread].append(mail)
    hours = [h for each in threads.values() for h in _ours(each, courteous, stage, last_week)]
    assert len(hours) == len(reporting.evidence(last_week, "correspondence.response_ours"))
    assert value(last_week, "correspondence.response_ours") == pytest.approx(median(hours), abs=0.051)


def _courteous(stage: Played) -> set[str]:
    """Digests of mails that say thanks and nothing more."""
    with reading(stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.sha256, s.message.c.turn)).all()
    return {row.sha256 for row in rows if row.turn.get("courtesy")}


def _ours(mails: list[Mail], courteous: set[str], stage: Played, report: Snapshot) -> Iterator[float]:
    """Hours until our first answer to the first message of theirs we had not answered."""
    calendar = stage.service.calendars.of()

    def is_working(day: date) -> bool:
        return calendar.is_working_day(day)

    asked: datetime | None = None
    for mail in mails:
        if mail.truth.direction == "out":
            if asked is not None and week(mail.at) == (int(report.period[:4]), int(report.period[-2:])):
                yield working_hours(asked, mail.at, is_working) / timedelta(hours=1)
            asked = None
        elif asked is None and mail.method not in {"REPLY", "CANCEL", "DECLINECOUNTER"}:
            asked = None if courteous & set(mail.truth.sha256s) else mail.at


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
    back = until - timedelta(days=28)
    told = [r for r in season.recorded if r.at < until]
    held = [r for r in told if r.outcome == "held" and last_week.start <= r.start < until]
    assert value(last_week, "meetings.held") == len(held)
    unwritten = [r for r in told if r.outcome == "held" and not r.minutes and back <= r.start < until]
    assert value(last_week, "meetings.minutes_missing") == len(unwritten)
    items = [item for r in told for item in r.actions]
    assert value(last_week, "actions.open") == len(items)
    late = [due for _, _, due in items if due.astimezone(WIB).date() < until.astimezone(WIB).date()]
    assert value(last_week, "actions.overdue") == len(late)


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


class _Numbers(HTMLParser):
    """Link → its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.found[self._href], self._href = data.strip(), ""


def test_both_languages_show_the_same_numbers_and_each_links_to_its_list(stage: Played, last_week: Snapshot) -> None:
    shown = {}
    for language in ("id", "en"):
        page = _Numbers()
        page.feed(reporting.render(last_week, language, stage.service).html)
        shown[language] = {href: text for href, text in page.found.items() if "/reports/" in href}
    assert {h: t for h, t in shown["id"].items() if t.isdigit()} == {
        h: t for h, t in shown["en"].items() if t.isdigit()
    }
    base = stage.service.public_url
    for figure in figures(last_week).values():
        if figure.evidence.keys:
            assert shown["id"][base + figure_path("weekly", last_week.period, figure.id)] == _written(figure), figure.id


def _written(figure: Figure) -> str:
    if isinstance(figure.value, Hours):
        return f"{figure.value.hours:.1f}".removesuffix(".0").replace(".", ",") + " jam"
    return str(figure.value)
