"""A calendar on an Exchange Server, polled into the store: its owner's word, series with their exceptions, absences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.connections.exchange_account import account_of
from liaison_sync.domain.errors import FolderRefused
from liaison_sync.domain.invitation import Invitation
from liaison_sync.formats.graph_event import read
from liaison_sync.ports import Missing, Raw, Ref, Seen, Unfetchable
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.store import schema as s
from tests.peers.ca import Authority
from tests.peers.exchange import DIRECTOR, USER, FakeExchange, mailbox_settings
from tests.peers.exchange_calendar import change, meeting, put
from tests.peers.exchange_xml import element
from tests.peers.mail import letter
from tests.rig import Rig, difference, rig, rows, tables

DIRECTORY = {
    "own": {"domains": ["kantor.example"], "addresses": [USER]},
    "partners": [{"id": "pemkot", "name": "Pemkot", "domains": ["pemkot.example"]}],
    "contacts": [],
}
TODAY = date(2026, 11, 10)
WEEKLY = (
    element("t:WeeklyRecurrence", element("t:Interval", "1"), element("t:DaysOfWeek", "Monday")),
    element("t:NumberedRecurrence", element("t:StartDate", "2026-11-23"), element("t:NumberOfOccurrences", "6")),
)


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[FakeExchange]:
    with FakeExchange(authority.issue()) as made:
        yield made


@pytest.fixture
def fake(server: FakeExchange) -> Iterator[FakeExchange]:
    server.reset()
    account_of.cache_clear()
    yield server
    assert server.wrong == []


@pytest.fixture
def source(fake: FakeExchange, authority: Authority) -> ExchangeSource:
    return ExchangeSource("humas", mailbox_settings(fake, authority), lambda: TODAY)


@pytest.fixture
def here(engine: Engine, source: ExchangeSource) -> Rig:
    box = Mailbox("humas", USER, lambda: source, page_messages=5)
    return rig(engine, [box], directory=DIRECTORY, address=USER)


def polled(here: Rig, minutes: float = 5) -> None:
    here.clock.turn(minutes=minutes)
    found = poll(here.service, here.service.mailboxes[0])
    assert found.failure is None, found.failure


def kept(here: Rig, uid: str = "rapat-7@pemkot.example") -> dict[str, Any]:
    e = s.engagement.c
    (row,) = rows(here.engine, e.status, e.title, e.document, where=(e.uid == uid) & e.recurrence_id.is_(None))
    return {"status": row.status, "title": row.title, **row.document}


def told(source: ExchangeSource) -> dict[str, tuple[Invitation, ...]]:
    """What the calendar says now, by title."""
    found: dict[str, tuple[Invitation, ...]] = {}
    for one in source.fetch(listed(source), max_bytes=4_000_000):
        assert isinstance(one, Raw)
        file = read(one.content, USER).file
        assert file.problems == ()
        found[file.invitations[0].title] = file.invitations
    return found


def listed(source: ExchangeSource) -> list[Ref]:
    (calendar,) = [one for one in source.folders() if one.role == "calendar"]
    return [one.ref for one in source.changes(calendar, None).items if isinstance(one, Seen)]


# --- one item ---------------------------------------------------------------------------------------------------


def test_a_lone_meeting_says_what_its_item_says(source: ExchangeSource, fake: FakeExchange) -> None:
    put(fake.box, meeting())
    ((one,),) = told(source).values()
    assert (one.uid, one.sequence, one.location) == ("rapat-7@pemkot.example", 3, "Balai Kota")
    assert one.start is not None
    assert one.end is not None
    assert (one.start.utc, one.start.zone) == (datetime(2026, 11, 23, 3, tzinfo=UTC), "Asia/Jakarta")
    assert one.end.utc == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert one.organizer is not None
    assert (one.organizer.address, one.organizer.name) == ("rina@pemkot.example", "Rina, S.Sos.")
    assert {(who.address, who.partstat, who.role) for who in one.attendees} == {
        (USER, "TENTATIVE", "REQ-PARTICIPANT"),
        ("budi@pemkot.example", "ACCEPTED", "OPT-PARTICIPANT"),
    }
    assert one.join_url == "https://teams.microsoft.com/l/meetup-join/19%3ax"
    assert one.dtstamp == datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_what_nobody_was_asked_to_is_its_owners_and_what_was_not_sent_is_nobodys_yet(
    source: ExchangeSource, fake: FakeExchange
) -> None:
    put(fake.box, meeting(IsMeeting="false", MyResponseType="Unknown", required=(), optional=(), organizer=USER))
    ((one,),) = told(source).values()
    assert one.organizer is not None
    assert one.organizer.address == USER
    ours = {"MyResponseType": "Organizer", "IsOrganizer": "true", "organizer": USER}
    id_ = put(fake.box, meeting(MeetingRequestWasSent="false", UID="belum", **ours))  # type: ignore[arg-type]
    (raw,) = source.fetch([ref for ref in listed(source) if ref.locator == id_], max_bytes=4_000_000)
    assert isinstance(raw, Raw)
    assert read(raw.content, USER).file.problems == ("event_draft",)


def test_a_day_is_a_day_wherever_its_midnight_lies(source: ExchangeSource, fake: FakeExchange) -> None:
    put(fake.box, meeting(IsAllDayEvent="true", Start="2026-11-22T17:00:00Z", End="2026-11-23T17:00:00Z"))
    ((one,),) = told(source).values()
    assert one.start is not None
    assert (one.start.wall, one.start.all_day) == (date(2026, 11, 23), True)


def test_a_series_comes_with_its_exceptions_and_without_what_was_removed(
    source: ExchangeSource, fake: FakeExchange
) -> None:
    moved = meeting(
        Start="2026-12-08T05:00:00Z", End="2026-12-08T06:00:00Z", OriginalStart="2026-12-07T03:00:00Z",
        CalendarItemType="Exception", Location="Daring", MyResponseType="Decline",
    )  # fmt: skip
    series = meeting(
        CalendarItemType="RecurringMaster",
        recurrence=WEEKLY,
        deleted=("2026-11-30T03:00:00Z",),
        MyResponseType="Accept",
    )
    put(fake.box, series, [moved])
    ((master, exception),) = told(source).values()
    assert master.recurrence.rrules == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=SU;COUNT=6",)
    assert [one.utc for one in master.recurrence.exdates] == [datetime(2026, 11, 30, 3, tzinfo=UTC)]
    assert exception.recurrence_id is not None
    assert exception.recurrence_id.utc == datetime(2026, 12, 7, 3, tzinfo=UTC)
    assert exception.start is not None
    assert exception.start.utc == datetime(2026, 12, 8, 5, tzinfo=UTC)
    assert exception.location == "Daring"
    assert {who.partstat for who in exception.attendees if who.address == USER} == {"DECLINED"}
    assert {who.partstat for who in master.attendees if who.address == USER} == {"ACCEPTED"}


def test_a_series_whose_exception_cannot_be_had_waits_whole(source: ExchangeSource, fake: FakeExchange) -> None:
    moved = meeting(OriginalStart="2026-12-07T03:00:00Z", CalendarItemType="Exception")
    put(fake.box, meeting(CalendarItemType="RecurringMaster", recurrence=WEEKLY), [moved])
    refs = listed(source)
    fake.faults.answers += [("GetItem", "heard"), ("GetItem", ("error", "ErrorMailboxStoreUnavailable", None))]
    (one,) = source.fetch(refs, max_bytes=4_000_000)
    assert isinstance(one, Unfetchable)


@pytest.mark.parametrize(
    ("pattern", "range_", "rule"),
    [
        (
            element("t:RelativeMonthlyRecurrence", element("t:Interval", "1"), element("t:DaysOfWeek", "Weekday"),
                    element("t:DayOfWeekIndex", "Last")),
            element("t:NoEndRecurrence", element("t:StartDate", "2026-11-23")),
            "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        (
            element("t:AbsoluteYearlyRecurrence", element("t:DayOfMonth", "23"), element("t:Month", "November")),
            element("t:EndDateRecurrence", element("t:StartDate", "2026-11-23"),
                    element("t:EndDate", "2029-11-23+07:00")),
            "FREQ=YEARLY;INTERVAL=1;BYMONTH=11;BYMONTHDAY=23;UNTIL=20291123T165959Z",
        ),
        (
            element("t:RelativeYearlyRecurrence", element("t:DaysOfWeek", "Monday"),
                    element("t:DayOfWeekIndex", "Fourth"), element("t:Month", "November")),
            element("t:NoEndRecurrence", element("t:StartDate", "2026-11-23Z")),
            "FREQ=YEARLY;INTERVAL=1;BYMONTH=11;BYDAY=MO;BYSETPOS=4",
        ),
        (
            element("t:DailyRecurrence", element("t:Interval", "2")),
            element("t:NumberedRecurrence", element("t:StartDate", "2026-11-23"),
                    element("t:NumberOfOccurrences", "3")),
            "FREQ=DAILY;INTERVAL=2;COUNT=3",
        ),
        (
            element("t:AbsoluteMonthlyRecurrence", element("t:Interval", "3"), element("t:DayOfMonth", "23")),
            element("t:NoEndRecurrence", element("t:StartDate", "2026-11-23")),
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=23",
        ),
    ],
)  # fmt: skip
def test_every_pattern_is_the_rule_it_means(
    source: ExchangeSource, fake: FakeExchange, pattern: Any, range_: Any, rule: str
) -> None:
    put(fake.box, meeting(CalendarItemType="RecurringMaster", recurrence=(pattern, range_)))
    ((one,),) = told(source).values()
    assert one.recurrence.rrules == (rule,)


def test_what_was_over_long_ago_is_not_read_at_first_but_its_changes_are(
    source: ExchangeSource, fake: FakeExchange
) -> None:
    old = put(fake.box, meeting(Start="2026-01-05T03:00:00Z", End="2026-01-05T04:00:00Z", UID="lama"))
    series = meeting(Start="2026-01-05T03:00:00Z", End="2026-01-05T04:00:00Z", CalendarItemType="RecurringMaster",
                     recurrence=WEEKLY, UID="rutin")  # fmt: skip
    put(fake.box, series)
    put(fake.box, meeting())
    assert len(listed(source)) == 2
    (calendar,) = [one for one in source.folders() if one.role == "calendar"]
    cursor = source.changes(calendar, None).cursor
    change(fake.box, old, meeting(Start="2026-01-06T03:00:00Z", End="2026-01-06T04:00:00Z", UID="lama"))
    assert [one.ref.locator for one in source.changes(calendar, cursor).items] == [old]


def test_what_was_moved_out_of_the_calendar_is_not_in_it(source: ExchangeSource, fake: FakeExchange) -> None:
    id_ = put(fake.box, meeting())
    (ref,) = listed(source)
    fake.box.items[id_].folder = fake.box.known["deleteditems"]
    assert list(source.fetch([ref], max_bytes=4_000_000)) == [Missing(ref)]


def test_a_calendar_one_may_not_see_is_told_as_shut(fake: FakeExchange, authority: Authority) -> None:
    del fake.box.folders[fake.box.known["calendar"]]
    fake.granted.add(DIRECTOR)
    fake.rootless.add(DIRECTOR)
    found = {}
    for user in (USER, DIRECTOR):
        source = ExchangeSource("x", mailbox_settings(fake, authority, user=user))
        found[user] = [one.shut for one in source.folders() if one.role == "calendar"]
        assert ("doctor.calendar_shut" in {one.key for one in source.findings()}) == (user == DIRECTOR)
    assert found == {USER: [], DIRECTOR: [True]}


# --- in the store -----------------------------------------------------------------------------------------------


def test_an_item_becomes_a_meeting_with_our_own_answer_and_its_changes_follow(here: Rig, fake: FakeExchange) -> None:
    id_ = put(fake.box, meeting())
    polled(here)
    assert kept(here)["status"] == "tentative"
    change(
        fake.box, id_, meeting(Subject="Rapat baru", MyResponseType="Accept", LastModifiedTime="2026-11-21T01:00:00Z")
    )
    polled(here)
    assert (kept(here)["status"], kept(here)["title"]) == ("confirmed", "Rapat baru")
    before = tables(here.engine)
    polled(here)
    assert difference(before, tables(here.engine)).keys() <= {"folder"}


def test_what_leaves_the_calendar_is_told_and_is_not_cancelled(here: Rig, fake: FakeExchange) -> None:
    id_ = put(fake.box, meeting())
    polled(here)
    fake.box.move(id_, "deleteditems")
    polled(here)
    assert "left_calendar" in kept(here).get("flags", ())
    assert kept(here)["status"] != "cancelled"


def test_a_calendar_that_is_shut_buries_no_meeting_and_stops_no_mail(here: Rig, fake: FakeExchange) -> None:
    put(fake.box, meeting())
    polled(here)
    before = kept(here)
    fake.rootless.add(USER)
    fake.box.put(letter(1))
    here.clock.turn(minutes=5)
    failure = poll(here.service, here.service.mailboxes[0]).failure
    assert isinstance(failure, FolderRefused)
    assert failure.key == "calendar_refused"
    assert kept(here) == before
    assert rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None)) == []
    assert len(rows(here.engine, s.message.c.key)) == 1
    fake.rootless.clear()
    polled(here)
    assert kept(here) == before


def test_one_instance_of_a_series_we_were_not_asked_to_is_a_meeting_of_its_own(here: Rig, fake: FakeExchange) -> None:
    put(fake.box, meeting(CalendarItemType="Exception", OriginalStart="2026-11-23T02:00:00Z"))
    polled(here)
    assert [row.recurrence_id for row in rows(here.engine, s.engagement.c.recurrence_id)] == [
        "2026-11-23T02:00:00+00:00"
    ]


def test_an_item_cancelled_by_its_organiser_is_cancelled(here: Rig, fake: FakeExchange) -> None:
    id_ = put(fake.box, meeting())
    polled(here)
    change(fake.box, id_, meeting(IsCancelled="true", LastModifiedTime="2026-11-21T01:00:00Z",
                                  AppointmentSequenceNumber="4"))  # fmt: skip
    polled(here)
    assert kept(here)["status"] == "cancelled"


def test_an_item_that_cannot_be_a_meeting_is_set_aside_with_its_bytes(here: Rig, fake: FakeExchange) -> None:
    nameless = {uri: one for uri, one in meeting().items() if uri != "calendar:UID"}
    put(fake.box, nameless)
    put(fake.box, meeting(UID="baik"))
    polled(here)
    assert kept(here, "baik")["status"] == "tentative"
    q = s.quarantine.c
    (row,) = rows(here.engine, q.sha256, q.reason)
    assert row.reason == "event_unreadable"
    assert row.sha256
