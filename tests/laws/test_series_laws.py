"""Laws of reading calendars: order makes no difference, bytes never raise, and sane series equal another reader's."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from liaison_sync.app.inspect import occurrences
from liaison_sync.domain.invitation import Moment
from liaison_sync.formats import ical, series

CALENDARS = sorted((Path(__file__).parent.parent / "formats" / "calendars").glob("*.ics"))
WINDOW = datetime(2025, 3, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = ("Asia/Jakarta", "Europe/Berlin", "America/New_York", "Australia/Sydney")


def _weekdays(ordinals: tuple[str, ...]) -> st.SearchStrategy[str]:
    one = st.tuples(st.sampled_from(ordinals), st.sampled_from(DAYS)).map("".join)
    return st.lists(one, min_size=1, max_size=3, unique=True).map(lambda days: ";BYDAY=" + ",".join(days))


def _listed(name: str, values: tuple[int, ...]) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    return some.map(lambda chosen: f";{name}=" + ",".join(map(str, chosen)))


NOTHING = st.just("")
PARTS = {
    "DAILY": NOTHING | _weekdays(("",)) | _listed("BYMONTH", (1, 3, 11)),
    "WEEKLY": NOTHING | _weekdays(("",)),
    "MONTHLY": NOTHING
    | _weekdays(("1", "3", "5", "-1", "-2"))
    | _listed("BYMONTHDAY", (1, 15, 29, 31, -1, -31))
    | st.tuples(_weekdays(("",)), _listed("BYSETPOS", (1, 2, -1))).map("".join),
    "YEARLY": NOTHING
    | _listed("BYMONTH", (1, 2, 6, 12))
    | _listed("BYYEARDAY", (1, 100, 366, -1, -366))
    | st.tuples(_listed("BYMONTH", (3, 10)), _weekdays(("1", "-1"))).map("".join)
    | st.tuples(_listed("BYWEEKNO", (1, 20, 53, -1)), _weekdays(("",))).map("".join)
    | _weekdays(("20", "-3"))
    | st.just(";BYMONTHDAY=13;BYDAY=FR"),
}


@st.composite
def _calendar(draw: Any) -> tuple[str, datetime, str]:
    """(calendar text, DTSTART wall, rule)."""
    freq = draw(st.sampled_from(sorted(PARTS)))
    rule = f"FREQ={freq};INTERVAL={draw(st.integers(1, 4))}" + draw(PARTS[freq])
    rule += draw(NOTHING | st.integers(1, 30).map(lambda count: f";COUNT={count}") | st.just(";UNTIL=20261231T235959Z"))
    start = datetime(2025, 1, 1) + timedelta(hours=draw(st.integers(0, 24 * 365)))  # noqa: DTZ001
    zone = draw(st.sampled_from(ZONES))
    body = f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nDURATION:PT{draw(st.integers(1, 30))}H\r\nRRULE:{rule}\r\n"
    for days in draw(st.lists(st.integers(0, 60), max_size=3, unique=True)):
        body += f"EXDATE;TZID={zone}:{start + timedelta(days=days):%Y%m%dT%H%M%S}\r\n"
    text = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n{body}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return text, start, rule


def _ours(text: str) -> list[datetime]:
    found = series.expand(ical.read(text.encode()).invitations, *WINDOW).occurrences
    return [each.start.utc for each in found if each.start.utc is not None]


def _theirs(text: str) -> list[datetime]:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(*WINDOW)
    return sorted({event["DTSTART"].dt.astimezone(UTC) for event in events})


@settings(max_examples=60, deadline=None)
@given(_calendar())
def test_a_sane_series_comes_to_what_another_reader_makes_of_it(made: tuple[str, datetime, str]) -> None:
    text, start, rule = made
    if (
        "COUNT" in rule
    ):  # where DTSTART is outside the rule it counts as the first (§3.3.10); dateutil counts without it
        unbounded = rrulestr(re.sub(";COUNT=\\d+", "", rule), dtstart=start)
        assume(start in unbounded.between(start, start, inc=True))
    assert _ours(text) == _theirs(text)


@settings(max_examples=40, deadline=None)
@given(_calendar())
def test_every_occurrence_is_an_instance_and_the_time_beside_it_is_none(made: tuple[str, datetime, str]) -> None:
    invitations = ical.read(made[0].encode()).invitations
    for each in series.expand(invitations, *WINDOW).occurrences[:5]:
        assert each.recurrence_id is not None
        assert series.is_instance(invitations[0], each.recurrence_id)
        assert each.recurrence_id.utc is not None
        beside = each.recurrence_id.utc + timedelta(minutes=17)
        assert not series.is_instance(invitations[0], Moment(beside.replace(tzinfo=None), "UTC", "utc", beside))


def test_the_order_of_components_makes_no_difference() -> None:
    for path in CALENDARS:
        invitations = ical.read(path.read_bytes()).invitations
        for uid in {each.uid for each in invitations}:
            one = [each for each in invitations if each.uid == uid]
            for order in itertools.islice(itertools.permutations(one), 6):
                assert series.expand(order, *WINDOW) == series.expand(one, *WINDOW), path.stem


@given(st.lists(st.tuples(st.sampled_from(["SUMMARY:A", "SUMMARY:B"]), st.booleans()), min_size=2, max_size=4))
@settings(max_examples=20, deadline=None)
def test_revisions_equal_in_all_but_their_text_are_chosen_alike_in_any_order(made: list[tuple[str, bool]]) -> None:
    start = ("DTSTART:20261123T030000Z", "DTSTART:20261124T030000Z")
    texts = [f"BEGIN:VEVENT\r\nUID:a\r\n{start[late]}\r\n{title}\r\nEND:VEVENT\r\n" for title, late in made]
    read = [ical.read(text.encode()).invitations[0] for text in texts]
    assert series.expand(read, *WINDOW) == series.expand(read[::-1], *WINDOW)


SCRAPS = st.sampled_from(
    [
        *(b"BEGIN:" + name for name in (b"VCALENDAR", b"VEVENT", b"VTIMEZONE", b"STANDARD", b"VALARM")),
        *(b"END:" + name for name in (b"VCALENDAR", b"VEVENT", b"VTIMEZONE", b"STANDARD", b"VALARM")),
        b"UID:a",
        b"TZID:Z",
        b"DTSTART;TZID=Z:20261123T100000",
        b"DTSTART:99991231T235959Z",
        b"DTSTART;VALUE=DATE:00010101",
        b"DTEND:00010101T000000",
        b"DURATION:P9999999D",
        b"DURATION:-P9999999W",
        b"TZOFFSETFROM:+2359",
        b"TZOFFSETTO:-2359",
        b"RRULE:FREQ=YEARLY;BYDAY=53MO;BYWEEKNO=53",
        b"RRULE:FREQ=DAILY;UNTIL=00010101T000000Z",
        b"RRULE:FREQ=HOURLY;INTERVAL=999999",
        b"RDATE;VALUE=PERIOD:20261123T100000Z/P1D,99991231T000000Z/99991231T235959Z,/",
        b"EXDATE;VALUE=DATE:20261123,99991231",
        b"RECURRENCE-ID;RANGE=THISANDFUTURE:00010101T000000Z",
        b"RECURRENCE-ID;VALUE=DATE:99991231",
        b'ATTENDEE;CN="a:mailto:x@y',
        b"ORGANIZER:mailto:",
        b"DTSTART;TZID=Asia/Jakarta:00010101T000000",
    ]
)


@given(st.lists(SCRAPS | st.binary(max_size=30), max_size=30), st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\n "]))
@settings(max_examples=200, deadline=None)
def test_no_bytes_whatever_raise_in_reading_or_expanding(scraps: list[bytes], ends: bytes) -> None:
    data = ends.join(scraps)
    found = ical.read(data)
    assert not [problem for problem in found.problems if problem.startswith("event_unreadable")]
    occurrences.document([data], *WINDOW)
    occurrences.document([data], datetime(1, 1, 3, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC))
    for master in found.invitations:
        for each in found.invitations:
            if each.recurrence_id is not None:
                series.is_instance(master, each.recurrence_id)
