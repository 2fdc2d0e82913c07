"""The letters register: by number, within its partner, the same on both databases; counts equal lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from liaison_sync.store import apply_letters, letters
from liaison_sync.store import schema as s
from liaison_sync.store.engine import migrate, reading, writing
from liaison_sync.store.letters import Cited, Filter, Letter

NOW = datetime(2026, 11, 10, 3, tzinfo=UTC)
# key, hours before NOW, direction, partner, own number, cited numbers
MAIL = (
    ("m1", 90, "in", "dinas", "B-45/HM.02/X/2026", ()),
    ("m2", 80, "out", "dinas", "027/KB/X/2026", ("B-45 / HM.02/X/2026",)),
    ("m3", 70, "in", "dinas", "b–50/HM.02/XI/2026", ("027/KB/X/2026", "9/LAIN/2020")),
    ("m4", 60, "in", "bank", "B-45/HM.02/X/2026", ()),
    ("m5", 50, "in", "dinas", None, ("B-50/HM.02/XI/2026",)),
    ("m6", 50, "in", "bank", "1/B/2026", ("027/KB/X/2026",)),
    ("m7", 40, "internal", None, "7/INT/2026", ()),
)


def _told(connection: Connection) -> None:
    connection.execute(s.partner.insert(), [{"id": one, "name": one.title()} for one in ("dinas", "bank")])
    for n, (key, hours, direction, partner, number, cited) in enumerate(MAIL):
        at = NOW - timedelta(hours=hours)
        row = {"key": key, "n": n, "sha256": "", "at": at, "received_at": at, "node": {}, "turn": {}}
        row |= {"direction": direction, "partner": partner, "thread": f"t{key}", "subject": f"Surel {key}"}
        connection.execute(s.message.insert(), [row])
        subject = "Undangan" if key == "m1" else None
        letter = {"number": number, "subject": subject, "refers_to": list(cited)}
        connection.execute(s.message_text.insert(), [{"n": n, "rest": {"letter": letter}}])
    connection.execute(s.message_text.insert(), [{"n": 99}])
    apply_letters.fill(connection)


@pytest.fixture
def told(engine: Engine) -> Iterator[Connection]:
    migrate(engine)
    with writing(engine) as connection:
        _told(connection)
    with reading(engine) as connection:
        yield connection


def _by_key(found: Any) -> dict[str, Letter]:
    return {one.message: one for one in found.rows}


def _keys(connection: Connection, **wanted: Any) -> list[str]:
    found = letters.listed(connection, Filter(**wanted))
    assert found.count == len(found.rows)
    show = wanted.get("show", "all")
    assert letters.counts(connection, Filter(**wanted))[show] == found.count
    return [one.message for one in found.rows]


def test_letters_stand_newest_first_and_mail_without_a_number_does_not(told: Connection) -> None:
    assert _keys(told) == ["m7", "m6", "m4", "m3", "m2", "m1"]


def test_each_filter_narrows(told: Connection) -> None:
    assert _keys(told, show="out") == ["m2"]
    assert _keys(told, show="in", partner="dinas") == ["m3", "m1"]
    assert _keys(told, number="hm.02") == ["m4", "m3", "m1"]
    assert _keys(told, number="B — 50/") == ["m3"]
    assert _keys(told, number="%") == []
    day = date(2026, 11, 7)  # m2 came at two in its morning, in Jakarta
    assert _keys(told, since=day, until=day, zone="Asia/Jakarta") == ["m4", "m3", "m2"]
    assert _keys(told, since=day, until=day) == ["m4", "m3"]
    assert _keys(told, until=date.max) == _keys(told)


def test_a_number_is_known_within_its_partner_however_it_is_spelt(told: Connection) -> None:
    found = _by_key(letters.listed(told, Filter()))
    assert found["m2"].refers_to == (Cited("B-45 / HM.02/X/2026", "tm1", "m1", "in"),)
    assert found["m1"].referred_by == (Cited("027/KB/X/2026", "tm2", "m2", "out"),)
    assert found["m4"].referred_by == ()
    assert found["m6"].refers_to == (Cited("027/KB/X/2026"),)
    assert set(found["m3"].refers_to) == {Cited("027/KB/X/2026", "tm2", "m2", "out"), Cited("9/LAIN/2020")}
    assert found["m3"].referred_by == (Cited("", "tm5", "m5", "in"),)


def test_the_letters_own_subject_goes_before_the_mails(told: Connection) -> None:
    found = _by_key(letters.listed(told, Filter()))
    assert (found["m1"].subject, found["m2"].subject) == ("Undangan", "Surel m2")


def test_slices_hold_everything_once(told: Connection) -> None:
    walked, after = [], ""
    while True:
        page = letters.listed(told, Filter(), after=after, size=2)
        walked += [one.message for one in page.rows]
        after = page.after
        if not after:
            break
    assert walked == [one.message for one in letters.everything(told, Filter())] == _keys(told)
