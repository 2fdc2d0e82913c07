"""Series of ours from the console: made by simple fields, one occurrence moved or called off, the whole changed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from icalendar import Calendar
from recurring_ical_events import of
from sqlalchemy import select

from liaison_sync.app.inspect.steps import read_step
from liaison_sync.app.inviting import known
from liaison_sync.app.service import Service
from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import Engagement, fold
from liaison_sync.domain.fact import Fact
from liaison_sync.formats.series import expand, is_instance
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import HUMAS, NOW
from tests.itip_tables import faults
from tests.web.browser import Browser
from tests.web.test_invitation_page import HADI, PLAN, RINA, calendar_of, letters, office, officer, opened

__all__ = ["office", "officer"]  # its fixtures

SERIES = {**PLAN, "people": RINA, "repeat": "weekly", "interval": "1", "by": "day", "count": "6", "until": "", "on": []}
SECOND = "2026-12-17T02:00:00+00:00"  # 10.00 WITA, a week after the first


def review(officer: Browser, uid: str, do: str = "send", **changed: Any) -> Any:
    return officer.act("/invitations/review", {**SERIES, "uid": uid, "key": "", "only": "", "do": do, **changed})


def told(office: Service, uid: str, to: str = RINA) -> list[tuple[str, str]]:
    """(method, iCalendar) of his letters, each of them checked by the tables."""
    mine = [row for row in letters(office, uid) if row.recipients[0]["address"] == to]
    found = [calendar_of(row) for row in mine]
    for method, text in found:
        assert faults(text, method=method, recipient=to) == []
    return found


def folded(office: Service, uid: str, to: str = RINA) -> tuple[Engagement, ...]:
    """What the reader of these letters holds afterwards, by our own fold."""
    mine = [row for row in letters(office, uid) if row.recipients[0]["address"] == to]
    facts: list[Fact] = []
    for n, row in enumerate(mine):
        step = read_step(row.frozen, None, NOW + timedelta(minutes=n), "inbox", own=(to,), authserv_id=None)
        facts += step.facts
    return fold(facts, own=frozenset({to}), policy=FoldPolicy("none"), is_instance=is_instance)


def days(office: Service, uid: str) -> list[str]:
    """When it takes place by the organiser's own book."""
    with reading(office.engine) as connection:
        book = known(connection, uid, office.own.addresses)
    found = expand(book, NOW, NOW + timedelta(days=400)).occurrences
    return [f"{one.start.wall:%m-%d %H:%M}" for one in found if not one.cancelled]


def test_a_series_by_simple_fields_is_read_alike_by_three_readers(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    page = unescape(review(officer, uid, "review").text)
    assert "Setiap Kamis, 6 kali" in page
    assert "Berulang: setiap Kamis, 6 kali" in page
    assert review(officer, uid).status == 303
    ((method, text),) = told(office, uid)
    assert method == "REQUEST"
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=6" in text
    assert "BEGIN:VTIMEZONE" in text
    starts = [event["DTSTART"].dt for event in of(Calendar.from_ical(text)).between((2026, 12, 1), (2027, 12, 31))]
    expected = [datetime.fromisoformat("2026-12-10T10:00+08:00") + timedelta(weeks=n) for n in range(6)]
    assert starts == expected
    (one,) = folded(office, uid)
    assert (one.rrule, one.status) == ("FREQ=WEEKLY;BYDAY=TH;COUNT=6", "proposed")
    assert len(days(office, uid)) == 6


def test_a_series_until_a_date_ends_with_that_day_on_its_own_clock(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    assert review(officer, uid, repeat="daily", count="", until="2026-12-14").status == 303
    ((_, text),) = told(office, uid)
    assert "UNTIL=20261214T155959Z" in text  # the end of the day in Makassar
    assert [event["DTSTART"].dt.day for event in of(Calendar.from_ical(text)).between((2026, 12, 1), (2027, 1, 1))] == [
        10, 11, 12, 13, 14,
    ]  # fmt: skip


def test_one_occurrence_moves_by_its_recurrence_id_and_the_others_stay(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    review(officer, uid)
    assert review(officer, uid, only=SECOND, day="2026-12-18", hour="14:00").status == 303
    _, (method, text) = told(office, uid)
    event = _event(text)
    assert method == "REQUEST"
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-17T10:00:00+08:00"
    assert event["DTSTART"].dt.isoformat() == "2026-12-18T14:00:00+08:00"
    assert int(event["SEQUENCE"]) == 1
    assert "RRULE" not in event
    assert text.count("BEGIN:VEVENT") == 1
    assert days(office, uid) == [
        "12-10 10:00", "12-18 14:00", "12-24 10:00", "12-31 10:00", "01-07 10:00", "01-14 10:00",
    ]  # fmt: skip
    series, moved = folded(office, uid)
    assert series.exdates == ()
    assert moved.start
    assert moved.start.wall == datetime.fromisoformat("2026-12-18T14:00")
    words = letters(office, uid)[-1].frozen
    from liaison_sync.formats import mime

    assert "Semula: Kamis, 17 Desember 2026" in mime.parse(words).message.text


def test_one_occurrence_is_called_off_and_the_others_stay(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    review(officer, uid)
    assert officer.act("/invitations/cancel", {"uid": uid, "only": SECOND}).status == 303
    _, (method, text) = told(office, uid)
    event = _event(text)
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-17T10:00:00+08:00"
    assert len(days(office, uid)) == 5
    assert [one.status for one in folded(office, uid)] == ["proposed", "cancelled"]
    assert officer.act("/invitations/cancel", {"uid": uid, "only": SECOND}).status == 409  # it is off already
    assert officer.act("/invitations/cancel", {"uid": uid, "only": "2026-12-18T02:00:00+00:00"}).status == 409


def test_a_change_of_the_whole_keeps_what_was_moved_and_what_is_off(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    review(officer, uid)
    third = "2026-12-24T02:00:00+00:00"
    review(officer, uid, only=SECOND, day="2026-12-18", hour="14:00")
    officer.act("/invitations/cancel", {"uid": uid, "only": third})
    assert review(officer, uid, title="Rapat baru", people=f"{RINA}, {HADI}", count="7").status == 303
    assert days(office, uid) == [
        "12-10 10:00", "12-18 14:00", "12-31 10:00", "01-07 10:00", "01-14 10:00", "01-21 10:00",
    ]  # fmt: skip
    method, text = told(office, uid)[-1]
    titles = {str(one["SUMMARY"]) for one in Calendar.from_ical(text).walk("VEVENT")}
    assert (method, titles) == ("REQUEST", {"Rapat baru"})
    for reader in (RINA, HADI):
        found = folded(office, uid, reader)
        assert [one.title for one in found if one.status != "cancelled"] == ["Rapat baru", "Rapat baru"]
    ((_, whole),) = told(office, uid, HADI)
    kept = [
        f"{one['DTSTART'].dt:%m-%d %H:%M}" for one in of(Calendar.from_ical(whole)).between((2026, 12, 1), (2027, 6, 1))
    ]
    assert sorted(kept) == sorted(days(office, uid))


def test_another_hour_for_all_brings_the_moved_back_in_line_but_not_what_is_off(
    office: Service, officer: Browser
) -> None:
    uid = opened(officer)
    review(officer, uid)
    review(officer, uid, only=SECOND, day="2026-12-18", hour="14:00")
    officer.act("/invitations/cancel", {"uid": uid, "only": "2026-12-24T02:00:00+00:00"})
    assert review(officer, uid, hour="13:00").status == 303
    wanted = ["12-10 13:00", "12-17 13:00", "12-31 13:00", "01-07 13:00", "01-14 13:00"]
    assert days(office, uid) == wanted
    (series, *apart) = folded(office, uid)
    assert [one.status for one in apart if one.status != "cancelled"] == []
    assert len(series.exdates) == 1
    # and once more, now that the book is written from the last letters
    assert review(officer, uid, hour="09:00").status == 303
    assert days(office, uid) == [one.replace("13:00", "09:00") for one in wanted]


def test_the_whole_series_is_cancelled_for_everybody(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    review(officer, uid)
    review(officer, uid, only=SECOND, day="2026-12-18", hour="14:00")
    assert officer.act("/invitations/cancel", {"uid": uid, "only": ""}).status == 303
    assert days(office, uid) == []
    assert {one.status for one in folded(office, uid)} == {"cancelled"}
    assert int(_event(told(office, uid)[-1][1])["SEQUENCE"]) == 2


def test_what_is_moved_to_where_it_was_tells_nobody(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    review(officer, uid)
    page = review(officer, uid, "review", only=SECOND, day="2026-12-17")
    assert page.status == 200
    assert "Tidak ada yang berubah" in page.text
    assert review(officer, uid, only=SECOND, day="2026-12-17").status == 409


def test_a_series_shows_what_stands_against_each_of_its_meetings(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    page = unescape(review(officer, uid, "review", day="2026-12-11", count="4").text)
    assert "Jumat, 25 Desember 2026 hari libur: Hari Raya Natal (libur nasional)" in page
    late = unescape(review(officer, uid, "review", hour="20:00").text)
    assert late.count("di luar jam kerja.") == 6


def test_what_cannot_repeat_says_why_and_keeps_what_was_typed(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    page = review(officer, uid, "review", on=["MO"])
    assert "tidak jatuh pada salah satu hari yang dipilih" in unescape(page.text)
    assert re.search(r'value="MO" checked', page.text)
    assert 'role="alert"' in review(officer, uid, "review", count="").text
    assert 'role="alert"' in review(officer, uid, "review", count="many").text
    assert letters(office, uid) == []


def test_a_series_that_came_back_through_the_mailbox_is_changed_one_or_all(office: Service, officer: Browser) -> None:
    from liaison_sync.app.ingest import folding
    from liaison_sync.domain.meetings import refold
    from liaison_sync.store import views
    from liaison_sync.store.apply import apply
    from liaison_sync.store.engine import writing

    uid = opened(officer)
    review(officer, uid)
    (row,) = letters(office, uid)
    step = read_step(row.frozen, None, NOW, "sent", own=(HUMAS,), authserv_id=None)
    with writing(office.engine) as connection:
        apply(connection, refold({}, step.facts, views.places(connection, set()), folding(office, NOW)))
    o = s.occurrence.c
    with reading(office.engine) as connection:
        keys = connection.execute(select(o.key).where(o.uid == uid).order_by(o.start)).scalars().all()
    assert len(keys) == 6
    meeting = unescape(officer.get(f"/agenda/{keys[1]}").text)
    assert f'href="/agenda/{keys[1]}/invitation?one=1"' in meeting
    assert "setiap Kamis, 6 kali" in meeting
    one = officer.get(f"/agenda/{keys[1]}/invitation?one=1").text
    assert re.search(r'name="only" value="2026-12-17T02:00:00\+00:00"', unescape(one))
    assert 'name="day" type="date" value="2026-12-17"' in one
    assert 'id="repeat"' not in one
    whole = officer.get(f"/agenda/{keys[1]}/invitation").text
    assert 'name="day" type="date" value="2026-12-10"' in whole
    assert re.search(r'<option value="weekly" selected', whole)


def _event(text: str) -> Any:
    return next(one for one in Calendar.from_ical(text).subcomponents if one.name == "VEVENT")
