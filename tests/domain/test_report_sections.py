"""Sections count what their definitions say, over small weeks made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from liaison_sync.domain.ball import ball
from liaison_sync.domain.partner import Partner
from liaison_sync.domain.report import followups as followups_section
from liaison_sync.domain.report.blocks import (
    Hours,
    Listed,
    Say,
    Snapshot,
    Table,
    Value,
    evidence_of,
    figures,
    say,
)
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.responses import responses
from liaison_sync.domain.report.summary import decisions
from liaison_sync.domain.report.view import BoxCertified, BoxHealth, Met, Nudge, Promise, ReportView
from liaison_sync.domain.view import Correspondence, Turn

WEEK = Period(date(2026, 11, 9), "Asia/Jakarta")
MONDAY = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)  # 09.00 WIB
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ARUNA = Partner("aruna", "PT Aruna", owner="dewi@k.example")


def turn(key: str, at: datetime, direction: str = "in", **more: object) -> Turn:
    base = Turn(key, key, at, "in", "a@aruna.example", ("humas@k.example",), "aruna", "Kerja sama")
    sender = "humas@k.example" if direction == "out" else "a@aruna.example"
    return replace(base, direction=direction, sender=sender, **more)  # type: ignore[arg-type]


def thread(*turns: Turn, partner: str | None = "aruna", id_: str = "t1") -> Correspondence:
    return Correspondence(id_, "Kerja sama", partner, turns, ball(turns, closed=False))


def view(*threads: Correspondence, since: datetime = MONDAY - 60 * DAY, **more: object) -> ReportView:
    base = ReportView(
        WEEK,
        WEEK.end + 7 * HOUR,
        WEEK.end,
        threads=threads,
        partners={"aruna": ARUNA},
        officers={"dewi@k.example": "Dewi"},
        since=since,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def value(of: ReportView | Snapshot, id_: str) -> object:
    found = figures(of if isinstance(of, Snapshot) else build(of))[id_].value
    return found.hours if isinstance(found, Hours) else found


def keys(of: ReportView, id_: str) -> list[str]:
    return [key for _, key in evidence_of(build(of), id_)]


def meeting(key: str, start: datetime, **more: object) -> Met:
    base = Met(key, f"uid-{key}", key, start, start + HOUR, "Asia/Jakarta", False, "confirmed", "aruna", None, None)
    return replace(base, **more)  # type: ignore[arg-type]


# --- correspondence ----------------------------------------------------------------------------------------------


def test_the_week_begins_and_ends_at_midnight_of_the_reader() -> None:
    inside = (turn("first", WEEK.start), turn("last", WEEK.end - timedelta(seconds=1)))
    outside = (turn("before", WEEK.start - timedelta(seconds=1)), turn("after", WEEK.end))
    found = view(thread(*inside, *outside))
    assert keys(found, "correspondence.in") == ["first", "last"]
    assert figures(build(found))["correspondence.in"].before == 1


def test_what_no_person_wrote_and_junk_count_apart() -> None:
    found = view(
        thread(
            turn("person", MONDAY),
            turn("away", MONDAY + HOUR, automatic="out-of-office"),
            turn("junk", MONDAY + HOUR, junk=True),
            turn("accepts", MONDAY + HOUR, automatic="auto-reply", calendar_method="REPLY"),
            turn("ours", MONDAY + 2 * HOUR, "out", ours_automatic=True),
            turn("wrote", MONDAY + 3 * HOUR, "out"),
        )
    )
    assert keys(found, "correspondence.in") == ["person", "accepts"]
    assert keys(found, "correspondence.out") == ["wrote"]
    assert keys(found, "correspondence.automatic") == ["away"]


def test_the_week_before_is_compared_only_where_it_is_known_whole() -> None:
    mail = thread(turn("a", MONDAY))
    assert figures(build(view(mail)))["correspondence.in"].before == 0
    assert figures(build(view(mail, since=WEEK.before.start + HOUR)))["correspondence.in"].before is None


def test_a_second_reminder_never_makes_us_look_faster() -> None:
    found = view(thread(turn("ask", MONDAY), turn("again", MONDAY + 4 * HOUR), turn("reply", MONDAY + 5 * HOUR, "out")))
    assert [(one.side, one.message, one.hours) for one in responses(found)] == [("ours", "reply", 5.0)]
    assert value(found, "correspondence.response_ours") == 5.0


def test_nights_and_weekends_are_nobody_s_response_time() -> None:
    friday = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)  # 16.00 WIB
    found = view(thread(turn("ask", friday - 7 * DAY), turn("reply", MONDAY, "out")))
    assert value(found, "correspondence.response_ours") == 1.5  # half an hour on Friday, one on Monday


def test_thanks_ask_for_no_answer_and_an_accepted_invitation_is_one() -> None:
    found = view(
        thread(
            turn("invite", MONDAY, "out", calendar_method="REQUEST"),
            turn("accept", MONDAY + HOUR, calendar_method="REPLY"),
            turn("thanks", MONDAY + 2 * HOUR, courtesy=True),
            turn("news", MONDAY + 3 * HOUR, "out"),
        )
    )
    assert [(one.side, one.message) for one in responses(found)] == [("theirs", "accept")]


# --- whose turn --------------------------------------------------------------------------------------------------


def test_late_is_what_policy_says_in_our_hours_and_in_their_days() -> None:
    ours = thread(turn("q", MONDAY), id_="ours")
    fresh = thread(turn("f", WEEK.end - 62 * HOUR), id_="fresh")  # Friday 10.00 WIB: 6.5 working hours
    theirs = thread(turn("w", MONDAY, "out"), id_="theirs")
    found = view(ours, fresh, theirs)
    assert keys(found, "turns.ours") == ["ours", "fresh"]
    assert keys(found, "turns.ours_late") == ["ours"]
    assert keys(found, "turns.theirs_late") == ["theirs"]


def test_snoozed_threads_and_strangers_are_not_awaited() -> None:
    snoozed = replace(thread(turn("q", MONDAY)), snoozed_until=WEEK.end + DAY)
    stranger = thread(turn("s", MONDAY, partner=None), partner=None, id_="s")
    found = view(snoozed, stranger)
    assert value(found, "turns.ours") == 0
    assert keys(found, "newcomers.unknown") == ["s"]


# --- meetings ----------------------------------------------------------------------------------------------------


def test_meetings_are_counted_by_what_became_of_them() -> None:
    some = (
        meeting("held", MONDAY, outcome="minuted", minuted=True),
        meeting("bare", MONDAY, outcome="held"),
        meeting("open", MONDAY + DAY),
        meeting("off", MONDAY, status="cancelled"),
        meeting("late-cancel", MONDAY, status="cancelled", outcome="held"),
        meeting("missed", MONDAY, outcome="not_held"),
        meeting("watched", MONDAY, observer=True),
        meeting("next", WEEK.end + DAY),
        meeting("far", WEEK.end + 8 * DAY),
    )
    found = view(meetings=some)
    assert keys(found, "meetings.planned") == ["held", "bare", "open", "late-cancel"]
    assert keys(found, "meetings.held") == ["held", "bare", "late-cancel"]
    assert keys(found, "meetings.cancelled") == ["off", "missed"]
    assert keys(found, "meetings.upcoming") == ["next"]
    assert keys(found, "meetings.outcome_missing") == ["open"]
    assert keys(found, "meetings.minutes_missing") == ["bare", "late-cancel"]


def test_a_meeting_moved_in_the_week_counts_once_however_many_instances_it_has() -> None:
    moves = ((MONDAY - 9 * DAY, "m0"), (MONDAY + HOUR, "m1"))
    some = (meeting("a", MONDAY, moves=moves, uid="u"), meeting("b", MONDAY + DAY, moves=moves, uid="u"))
    found = view(meetings=some)
    assert keys(found, "meetings.rescheduled") == ["a"]
    assert keys(found, "problems.moved_again") == ["a"]


# --- promises, follow-ups ----------------------------------------------------------------------------------------


def test_a_promise_is_overdue_the_day_after_its_deadline() -> None:
    def promise(id_: str, due: date, done: datetime | None = None) -> Promise:
        return Promise(id_, id_, "dewi@k.example", True, due, MONDAY, done, "aruna", None)

    some = (
        promise("late", date(2026, 11, 15)),
        promise("today", date(2026, 11, 16)),
        promise("soon", date(2026, 11, 22)),
        promise("later", date(2026, 11, 23)),
        promise("done", date(2026, 11, 10), MONDAY + DAY),
    )
    found = view(promises=some)
    assert keys(found, "actions.overdue") == ["late"]
    assert keys(found, "actions.due_soon") == ["today", "soon"]
    assert keys(found, "actions.done") == ["done"]
    assert value(found, "actions.open") == 4


def nudge(id_: str, state: str, **more: object) -> Nudge:
    base = Nudge(id_, "no_reply", state, "aruna", ("a@aruna.example",), "", "partner", MONDAY, None, None, "answered")
    return replace(base, **more)  # type: ignore[arg-type]


def test_follow_ups_are_counted_when_they_left_and_when_the_answer_came() -> None:
    found = view(
        nudges=(
            nudge("earlier", "answered", sent_at=MONDAY - 9 * DAY, answered_at=MONDAY),
            nudge("now", "sent", sent_at=MONDAY + HOUR),
            nudge("spared", "cancelled"),
            nudge("held", "held", changed_at=MONDAY - 30 * DAY),
        )
    )
    assert keys(found, "followups.sent") == ["now"]
    assert keys(found, "followups.answered") == ["earlier"]
    assert keys(found, "followups.spared") == ["spared"]
    assert keys(found, "followups.held") == ["held"]
    assert followups_section.section(found).key == "followups"


def test_of_a_week_long_over_nothing_is_held_that_came_to_be_held_since() -> None:
    since = WEEK.end + HOUR
    states = ("held", "drafted", "failed")
    found = view(
        now=WEEK.end + 20 * DAY,
        nudges=tuple(
            nudge(f"{state}{n}", state, changed_at=at) for state in states for n, at in ((1, MONDAY), (2, since))
        ),
    )
    for figure, listed in (("held", "held1"), ("to_approve", "drafted1"), ("troubled", "failed1")):
        assert keys(found, f"followups.{figure}") == [listed]


@pytest.mark.parametrize(("later", "told"), [(7 * HOUR, False), (20 * DAY, True)])
def test_a_report_made_long_after_says_what_is_as_of_the_day_it_was_made(later: timedelta, told: bool) -> None:
    built = build(view(now=WEEK.end + later))
    said_ = [one.key for block in built.sections[-1].blocks for one in getattr(block, "sentences", ())]
    assert ("freshness.afterwards" in said_) == told


def opening(found: ReportView) -> list[Say]:
    """The sentences of the summary."""
    return [one for block in build(found).sections[0].blocks for one in getattr(block, "sentences", ())]


def test_of_a_running_week_meetings_to_come_are_not_said_to_lack_an_outcome() -> None:
    now = WEEK.start + 2 * DAY
    met = (meeting("held", MONDAY, outcome="held"), meeting("over", MONDAY + HOUR), meeting("ahead", now + DAY))
    found = view(now=now, as_of=now, meetings=met)
    rest = said(next(one for one in opening(found) if one.key == "narrative.meetings_running.many"))["rest"]
    parts = tuple(say(f"narrative.held.{key}", count=1) for key in ("done", "left", "ahead"))
    assert rest == say("narrative.held.mixed", parts=Listed(parts))
    tables = [block for one in build(found).sections for block in one.blocks if isinstance(block, Table)]
    (told,) = (one for one in tables if one.id == "meetings_upcoming")
    assert told.rows[0].cells[3] == Say("status.confirmed")


def test_all_partners_of_the_days_ahead_are_not_among_others() -> None:
    named = meeting("named", WEEK.end + DAY)
    assert "narrative.ahead_with.one" in [one.key for one in opening(view(meetings=(named,)))]
    five = tuple(replace(named, key=f"n{n}", partner=f"p{n}") for n in range(5))
    assert "narrative.ahead_with.many" in [one.key for one in opening(view(meetings=five))]
    more = replace(named, key="stranger", partner=None)
    assert "narrative.ahead.many" in [one.key for one in opening(view(meetings=(named, more)))]


def test_where_every_thread_that_waits_for_us_is_late_it_is_said_of_all() -> None:
    late = [thread(turn(f"q{n}", MONDAY), id_=f"t{n}") for n in range(2)]
    assert "narrative.turns.all_late" in [one.key for one in opening(view(*late))]
    assert "narrative.turns.late.one" in [one.key for one in opening(view(late[0]))]


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Asia/Jakarta", "WIB (Asia/Jakarta)"), ("Asia/Dubai", "Asia/Dubai"), ("Nowhere/Else", "Nowhere/Else")],
)
def test_a_dossier_calls_the_partners_clock_as_people_call_it(zone: str, told: str) -> None:
    found = build(view(partners={"aruna": replace(ARUNA, zone=zone)}), name="monthly:partner:aruna")
    assert told in [said(one).get("zone") for one in getattr(found.sections[0].blocks[0], "sentences", ())]


# --- problems and decisions --------------------------------------------------------------------------------------


def said(one: Say) -> dict[str, Value]:
    return dict(one.params)


def test_decisions_name_at_most_three_things_the_gravest_first() -> None:
    conflict = meeting("clash", WEEK.end + DAY, flags=("text_conflict:zone",))
    open_ = tuple(thread(turn(f"q{n}", MONDAY - n * DAY), id_=f"t{n}") for n in range(5))
    found = decisions(view(*open_, meetings=(conflict, meeting("bare", MONDAY))))
    assert [one.key for one in found] == ["decision.contradictory", "decision.answer", "decision.record.one"]
    assert said(found[1])["owner"] == "Dewi"


def test_a_second_of_a_kind_needs_a_decision_only_where_no_other_kind_does() -> None:
    ours = [thread(turn(f"q{n}", MONDAY - n * DAY), id_=f"t{n}") for n in range(4)]
    silent = thread(turn("asked", MONDAY - 20 * DAY, "out"), id_="silent")
    broken = Promise("p", "Kirim denah", "dewi@k.example", True, date(2026, 11, 10), MONDAY, None, "aruna", None)
    keys_ = [one.key for one in decisions(view(*ours, silent, promises=(broken,)))]
    assert keys_ == ["decision.promise", "decision.answer", "decision.call"]
    assert [one.key for one in decisions(view(*ours, silent))] == [
        "decision.answer",
        "decision.call",
        "decision.answer",
    ]


def test_nobody_is_told_to_answer_a_mail_that_may_be_forged() -> None:
    found = view(thread(turn("spoof", MONDAY, trust="low")))
    assert decisions(found) == []
    assert keys(found, "problems.unverified") == ["spoof"]


def test_a_bounced_address_is_told_once_with_its_report_as_evidence() -> None:
    report = turn("dsn", MONDAY, automatic="bounce", bounced=("x@aruna.example",))
    found = view(thread(report, replace(report, key="dsn2", at=MONDAY + HOUR)))
    assert keys(found, "problems.bounced") == ["dsn"]


# --- data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "key"),
    [(timedelta(minutes=5), "freshness.all"), (2 * HOUR, "freshness.behind"), (None, "freshness.behind")],
)
def test_a_mailbox_behind_is_said_at_the_top(until: timedelta | None, key: str) -> None:
    now = WEEK.end + 7 * HOUR
    fresh = BoxHealth("humas", "humas@k.example", now - timedelta(minutes=5), None, False)
    other = BoxHealth("event", "event@k.example", now - until if until else None, None, False, ("q1",))
    built = build(view(boxes=(fresh, other)))
    summary = [one.key for block in built.sections[0].blocks for one in getattr(block, "sentences", ())]
    assert (key in summary) == (key == "freshness.behind")
    assert value(built, "freshness.quarantined") == 1
    assert value(built, "freshness.quarantined.event") == 1


@pytest.mark.parametrize(
    ("certified", "said"),
    [
        (None, ["none"]),
        (BoxCertified("uncertified", WEEK.end, 0, reason="cannot_list"), ["uncertified"]),
        (BoxCertified("complete", WEEK.end, 1204), ["complete"]),
        (BoxCertified("complete", WEEK.end - 40 * HOUR, 1204), ["complete", "old"]),
        (BoxCertified("healed", WEEK.end, 9, missing=1, named=("Jadwal (rina@x)",)), ["healed", "named"]),
        (BoxCertified("differs", WEEK.end, 9, 8, 8, named=tuple("abcdefgh")), ["differs", "named_more"]),
        (BoxCertified("complete", WEEK.end, 9, let_go=3), ["complete", "let_go"]),
        (BoxCertified("complete", WEEK.end, 9, let_go=3, bare=1), ["complete", "let_go", "bare"]),
        (BoxCertified("partial", WEEK.end, 9, unlisted=2), ["partial", "unlisted"]),
        (BoxCertified("partial", WEEK.end, 9, refused=("Arsip",)), ["partial", "refused"]),
    ],
)
def test_the_completeness_of_each_mailbox_is_told(certified: BoxCertified | None, said: list[str]) -> None:
    box = BoxHealth("humas", "humas@k.example", WEEK.end, None, False, certified=certified)
    built = build(view(boxes=(box,)))
    told = [
        one.key for section in built.sections for block in section.blocks for one in getattr(block, "sentences", ())
    ]
    assert [key.removeprefix("completeness.") for key in told if key.startswith("completeness.")] == said


def test_in_the_first_week_nobody_is_called_new() -> None:
    seen: dict[str, Any] = {"partners_since": {"aruna": MONDAY}, "addresses_since": {"a@aruna.example": MONDAY}}
    mail = thread(turn("a", MONDAY))
    first = figures(build(view(mail, since=MONDAY, **seen)))
    assert "newcomers.partners" not in first
    later = view(mail, **seen)
    assert keys(later, "newcomers.partners") == ["aruna"]
    assert keys(later, "newcomers.contacts") == ["a@aruna.example"]


def test_what_reminds_one_of_us_names_no_partner_and_does_not_call_an_officer_one() -> None:
    rows = followups_section.section(
        view(
            nudges=(
                nudge("own", "held", partner=None, audience="internal", to=("dewi@ours.example",)),
                nudge("unowned", "held", partner=None, audience="internal", to=()),
            )
        )
    )
    cells = [row.cells[0] for block in rows.blocks if isinstance(block, Table) for row in block.rows]
    assert [one.key for one in cells if isinstance(one, Say)] == ["internal", "internal_nobody"]
