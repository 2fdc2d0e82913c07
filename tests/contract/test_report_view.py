"""What a report reads of the store equals what a walk over every row finds, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import ReportView
from liaison_sync.domain.view import Turn
from liaison_sync.store import reporting
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump
from liaison_sync.store.engine import migrate, reading, writing

WEEK = Period(date(2026, 11, 9), "Asia/Jakarta")
SENDERS = tuple(f"{n}@x{n % 3}.example" for n in range(12))
PARTNERS = (None, "aruna", "dinas", "baru")
NAMES = ("", "Ani", "Budi", "Zed")


def _message(n: int, dice: Random) -> dict[str, Any]:
    sender = dice.choice(SENDERS)
    earliest = 40 if sender in SENDERS[:6] else 6  # days: some write for the first time
    at = WEEK.end - timedelta(minutes=dice.randrange(earliest * 24 * 60))
    partner = dice.choice(PARTNERS if at >= WEEK.start else PARTNERS[:3])
    bounced = (dice.choice(SENDERS),) if dice.random() < 0.1 else ()
    turn = Turn(f"m{n}", None, at, "in", sender, (), partner, "Undangan", bounced=bounced, junk=dice.random() < 0.2)
    told = {"key": turn.key, "n": n, "sha256": "", "at": at, "received_at": at, "node": {}, "turn": dump(turn)}
    told |= {"sender": sender, "partner": partner, "junk": turn.junk, "thread": f"t{n}", "direction": "in"}
    return told | {"sender_name": dice.choice(NAMES)}


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    dice = Random(7)
    return [_message(n, dice) for n in range(160)]


@pytest.fixture
def told(engine: Engine, rows: list[dict[str, Any]]) -> Iterator[Connection]:
    migrate(engine)
    threads = [
        {"id": row["thread"], "partner": row["partner"], "first_at": row["at"], "last_at": row["at"], "ball": "nobody"}
        for row in rows
    ]
    with writing(engine) as connection:
        connection.execute(s.partner.insert(), [{"id": one, "name": one.title()} for one in PARTNERS if one])
        connection.execute(s.message.insert(), rows)
        connection.execute(s.thread.insert(), threads)
    with reading(engine) as connection:
        yield connection


def _view(connection: Connection) -> ReportView:
    return reporting.view(connection, ReportView(WEEK, WEEK.end, WEEK.end))


def _first(rows: list[dict[str, Any]], column: str) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for row in rows:
        if not row["junk"] and row[column]:
            found[row[column]] = min(found.get(row[column], row["at"]), row["at"])
    return found


def test_who_is_new_in_the_week_is_who_has_no_earlier_mail_that_is_not_junk(
    told: Connection, rows: list[dict[str, Any]]
) -> None:
    found = _view(told)
    for column, seen in (("sender", found.addresses_since), ("partner", found.partners_since)):
        first = _first(rows, column)
        assert seen == {key: at for key, at in first.items() if WEEK.start <= at < WEEK.end}
        assert 0 < len(seen) < len(first)
    assert found.since == min(_first(rows, "sender").values())


def test_a_name_is_the_one_signed_with_for_the_partner_that_comes_last(
    told: Connection, rows: list[dict[str, Any]]
) -> None:
    found = _view(told)
    unnamed = replace(found, names={}).unnamed()
    signed: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row["partner"] or "", row["sender_name"])):
        if row["sender"] in unnamed and row["sender_name"] and not row["junk"]:
            signed[row["sender"]] = row["sender_name"]
    assert found.names == signed
    assert signed


def test_an_empty_store_knows_nobody(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        found = _view(connection)
    assert (found.since, found.partners_since, found.addresses_since, found.names) == (None, {}, {}, {})


def test_whom_the_directory_names_nobody_looks_up(told: Connection) -> None:
    found = replace(_view(told), names={})
    one = min(found.unnamed())
    assert one not in replace(found, officers={one: "Dewi"}).unnamed()
