"""The demo's season is what it promises: enough of everything, well formed, and the same each time."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from email.message import Message
from email.utils import getaddresses

import pytest
from icalendar import Calendar

from liaison_sync.demo import actors, story
from liaison_sync.demo.mailwriter import Letter, write
from liaison_sync.demo.season import Season, build, working_hours
from liaison_sync.demo.when import WIB, StoryTime, demo_now


def _weekday(day: date) -> bool:
    return day.weekday() < 5


NOW = demo_now(date(2026, 11, 22), _weekday)


@pytest.fixture(scope="module")
def season() -> Season:
    return build(NOW)


@pytest.fixture(scope="module")
def mails(season: Season) -> list[Message]:
    return [email.message_from_bytes(placed.raw) for placed in season.messages]


def test_the_demo_starts_on_the_latest_working_tuesday_at_ten() -> None:
    assert datetime(2026, 11, 17, 10, 0, tzinfo=WIB) == NOW
    holiday = date(2026, 11, 17)
    assert demo_now(date(2026, 11, 22), lambda day: day != holiday).date() == date(2026, 11, 10)
    assert demo_now(date(2026, 11, 24), _weekday).date() == date(2026, 11, 24)


def test_the_season_is_large_enough_to_look_lived_in(season: Season) -> None:
    counts = season.truth.counts()
    least = {"partners": 12, "contacts": 40, "messages": 400, "engagements": 40, "bounces": 2, "unknown_senders": 3}
    assert {name: counts[name] for name, floor in least.items() if counts[name] < floor} == {}
    asked = {(e.uid, e.recurrence) for e in season.truth.engagements}
    assert len(asked) == len(season.truth.engagements)
    assert {e.status for e in season.truth.engagements} >= {
        "confirmed", "proposed", "cancelled", "tentative", "countered", "declined_by_us", "declined_by_partner",
    }  # fmt: skip


def test_today_shows_work_but_not_a_flood(season: Season) -> None:
    truth = season.truth
    assert 6 <= len(truth.overdue_ours) <= 16
    assert 8 <= len(truth.overdue_theirs) <= 14
    assert len(truth.today) == 4
    assert 3 <= len(truth.without_outcome) <= 9


def test_the_same_now_gives_the_same_bytes(season: Season) -> None:
    assert build(NOW).messages == season.messages


@pytest.mark.parametrize("weeks", [0, 38, 70])
def test_the_story_holds_on_any_tuesday(weeks: int) -> None:
    season = build(demo_now(date(2025, 1, 7) + timedelta(weeks=weeks), _weekday))
    assert max(placed.received_at for placed in season.messages) <= season.now + timedelta(seconds=5)
    assert min(placed.received_at for placed in season.messages) > season.now - timedelta(weeks=8)


def test_every_mail_is_well_formed_unless_the_story_says_otherwise(season: Season, mails: list[Message]) -> None:
    for placed, mail in zip(season.messages, mails, strict=True):
        assert b"\n" not in placed.raw.replace(b"\r\n", b""), mail["Subject"]
        assert not mail.defects
        assert mail["From"]
        assert mail["Date"]
        assert max(len(line) for line in placed.raw.split(b"\r\n")) <= 998
    assert sum(mail["Message-ID"] is None for mail in mails) == 1


def test_threads_of_the_truth_are_those_of_the_headers(season: Season, mails: list[Message]) -> None:
    """Answers stay in their thread, save those of three partners to one invitation; no id is used for two mails."""
    thread_of = {m.message_id: m.thread for m in season.truth.messages if m.message_id}
    assert len(thread_of) == sum(m.message_id is not None for m in season.truth.messages)
    for mail in mails:
        cited = {*(mail["References"] or "").split(), *(mail["In-Reply-To"] or "").split()}
        mine = thread_of.get((mail["Message-ID"] or "").strip())
        asked = {thread_of[one] for one in cited if one in thread_of}
        apart = mine is not None and {mine.rpartition(":")[0]} == asked
        assert asked <= {mine} or apart, mail["Subject"]


def test_every_address_is_in_the_cast_and_none_can_exist(mails: list[Message]) -> None:
    for mail in mails:
        fields = [
            str(email.policy.default.header_fetch_parse(name, mail[name]))
            for name in ("From", "To", "Cc")
            if mail[name]
        ]
        for _, address in getaddresses(fields):
            domain = address.rpartition("@")[2]
            assert domain.endswith(".example") or "_" in address.partition("@")[0], address


def test_the_truth_names_every_placed_copy_once(season: Season) -> None:
    named = Counter({sha: len(m.mailboxes) for m in season.truth.messages for sha in m.sha256s})
    placed = Counter(hashlib.sha256(one.raw).hexdigest() for one in season.messages)
    assert named == placed


def test_every_partner_writes_and_is_written_to(season: Season) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for message in season.truth.messages:
        if message.partner:
            seen[message.partner].add(message.direction)
    assert set(seen) == set(story.PARTNERS)
    assert all({"in", "out"} <= directions for directions in seen.values())


def test_invitations_read_back_as_told(season: Season, mails: list[Message]) -> None:
    uids, components = set(), 0
    methods: Counter[str] = Counter()
    for placed, mail in zip(season.messages, mails, strict=True):
        for part in mail.walk():
            if part.get_content_type() != "text/calendar":
                continue
            raw = part.get_payload(decode=True)
            assert isinstance(raw, bytes)
            assert max(len(line) for line in raw.split(b"\r\n")) <= 75, placed.received_at
            calendar = Calendar.from_ical(raw)
            assert calendar["METHOD"] == part.get_param("method")
            methods[str(calendar["METHOD"])] += 1
            uids |= {str(event["UID"]) for event in calendar.walk("VEVENT")}
            components += 1
    assert uids == {e.uid for e in season.truth.engagements}
    assert components == season.truth.invitations
    assert set(methods) == {"REQUEST", "REPLY", "CANCEL", "COUNTER"}


def test_the_directory_is_in_the_file_form(season: Season) -> None:
    directory = season.directory
    ids = {partner["id"] for partner in directory["partners"]}
    assert {contact["partner"] for contact in directory["contacts"]} <= ids
    assert all(len({c["address"] for c in directory["contacts"]}) == len(directory["contacts"]) for _ in "1")
    assert {client for partner in directory["partners"] for client in partner["clients"]} <= ids


def test_closings_name_threads_whose_last_word_needs_no_answer(season: Season) -> None:
    closed = {thread.key for thread in season.truth.threads if thread.closed}
    assert closed == {closing.thread for closing in season.closings if closing.thread in closed}
    assert all(closing.at <= season.now for closing in season.closings)


def test_working_hours_skip_nights_and_weekends() -> None:
    time = StoryTime(NOW)
    friday, monday = time.at("1 jum 15.30"), time.at("0 sen 09.00")
    assert working_hours(friday, monday, _weekday) == timedelta(hours=2)


def _letter(key: str, box: str = story.EVENT) -> bytes:
    person = story.PEOPLE[key]
    return write(
        Letter(("Event", box), ((person.name, person.address),), "Re: Konsep — gerai", NOW, "Mohon kabarnya.",
               "<o-1@karsabahari.example>", references=("<a@b.example>",)), delivered=False,
    )  # fmt: skip


def test_a_scripted_partner_answers_in_the_thread() -> None:
    reply = actors.answer(_letter("cindy"), NOW)
    assert reply is not None
    mail = email.message_from_bytes(reply.placed.raw)
    assert mail["In-Reply-To"] == "<o-1@karsabahari.example>"
    assert mail["References"].split() == ["<a@b.example>", "<o-1@karsabahari.example>"]
    assert (reply.placed.mailbox, reply.automatic) == (story.EVENT, False)
    assert timedelta() < reply.after < timedelta(minutes=1)


def test_one_partner_is_away_and_most_say_nothing() -> None:
    away = actors.answer(_letter("wulan"), NOW)
    assert away is not None
    assert away.automatic
    assert email.message_from_bytes(away.placed.raw)["Auto-Submitted"] == "auto-replied"
    assert actors.answer(_letter("hendra"), NOW) is None
    assert actors.answer(b"\xff\x00: To", NOW) is None


def test_the_early_colleague_answers_a_waiting_thread(season: Season) -> None:
    asked = email.message_from_bytes(actors.early(NOW).raw)["In-Reply-To"].strip()
    thread = next(m.thread for m in season.truth.messages if m.message_id == asked)
    assert thread in season.truth.overdue_theirs
