"""A store as large as the console must stand: the season told again and again, for other partners, ever earlier."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from liaison_sync.store import fulltext
from liaison_sync.store.engine import connect, writing

FAMILIES = 31  # of the season's 16 partners: 496 in all
_TOLD = "@"  # appended to an id; after every character of one
_OLD = 8  # weeks, after which what was open is settled
# Table → column → what its copy holds; a column that is not named is the same in every copy.
_TABLES: Mapping[str, Mapping[str, str]] = {
    "partner": {"id": "{family}", "name": "name || :of"},
    "partner_domain": {"partner": "{family}", "name": "{family}"},
    "contact": {"id": "{family}", "partner": "{family}", "address": "{family}"},
    "message": {
        **dict.fromkeys(("key", "message_id", "thread", "component"), "{id}"),
        "n": "{n}",
        "at": "{at}",
        "received_at": "{at}",
        "partner": "{family}",
        "sender": "CASE WHEN partner IS NULL THEN {id} ELSE {family} END",
        "stranger": "{id}",
        "turn": "json_set(turn, '$.key', {key}, '$.at', {instant}, '$.partner', {whose})",
    },
    "message_text": {"n": "{n}"},
    "attachment": {"message": "{id}"},
    "participant": {"message": "{id}", "address": "{family}"},
    "letter": {"message": "{id}", "at": "{at}", "norm": "{id}"},
    "letter_reference": {"message": "{id}", "norm": "{id}"},
    "sighting": {"message": "{id}", "locator": "{id}", "received_at": "{at}"},
    "link": {"key": "{id}", "component": "{id}"},
    "thread": {
        "id": "{id}",
        "ball_because": "{id}",
        "partner": "{family}",
        "ball": "{ball}",
        **dict.fromkeys(("ball_since", "first_at", "last_at"), "{at}"),
    },
    "fact": {"id": "{id}", "uid": "{id}", "message": "{id}", "received_at": "{at}"},
    "engagement": {"key": "{id}", "uid": "{id}", "thread": "{id}", "partner": "{family}"},
    "occurrence": {"key": "{id}", "uid": "{id}", "engagement": "{id}", "start": "{at}", '"end"': "{at}"},
    "conduct": {"occurrence": "{id}", "held_at": "{at}", "at": "{at}"},
    "minutes": {"occurrence": "{id}", "at": "{at}"},
    "attendance": {"occurrence": "{id}"},
    "action_item": {"id": "{id}", "occurrence": "{id}", "created_at": "{at}", "done_at": "{done}"},
    "note": {"id": "{id}", "about": "{id}", "at": "{at}"},
    "followup": {
        **dict.fromkeys(("id", "thread", "meeting"), "{id}"),
        **dict.fromkeys(("due_at", "created_at", "changed_at"), "{at}"),
        "about": "{id}",
        "partner": "{family}",
        "state": "{state}",
        "document": "json_set(document, '$.followup.id', id || :told, '$.followup.state', {state})",
    },
    "outbox": {"id": "{id}", "about": "{id}", "queued_at": "{at}", "settled_at": "{at}"},
    "quarantine": {"id": "{id}", "locator": "{id}", "at": "{at}"},
}


def grow(file: Path, times: int) -> None:
    """Tell the season in the SQLite database `file` `times` times more, each three days before the last."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.create_function("sooner", 2, _sooner, deterministic=True)
    connection.create_function("sooner_still", 2, _instant, deterministic=True)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    for table in _TABLES:
        connection.execute(f"CREATE TEMP TABLE told_{table} AS SELECT * FROM {table}")
    for n in range(1, times + 1):
        _tell(connection, n)
    connection.execute("COMMIT")
    connection.close()
    _index(file)


def _index(file: Path) -> None:
    engine = connect(f"sqlite:///{file}")
    with writing(engine) as connection:
        fulltext.rebuild(connection)
    engine.dispose()


def _sooner(at: str | None, days: int) -> str | None:
    return None if at is None else (datetime.fromisoformat(at) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.%f")


def _instant(at: str, days: int) -> str:
    return (datetime.fromisoformat(at) - timedelta(days=days)).isoformat()


def _tell(connection: sqlite3.Connection, n: int) -> None:
    family = n % FAMILIES
    values = {"told": f"{_TOLD}{n:04}", "of": f" {family}" if family else "", "n": n, "days": 3 * n}
    values["family"] = f"{_TOLD}{family:02}" if family else ""
    settled = 3 * n > 7 * _OLD
    for table, changed in _TABLES.items():
        if (n >= FAMILIES or not family) and table in {"partner", "partner_domain", "contact"}:
            continue  # that family is there already
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        copied = ", ".join(_copied(name, changed, settled=settled) for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {copied} FROM told_{table}", values)


def _copied(name: str, changed: Mapping[str, str], *, settled: bool) -> str:
    column = f'"{name}"'
    return changed.get(name, changed.get(column, column)).format(
        id=f"{column} || :told",
        family=f"{column} || :family",
        at=f"sooner({column}, :days)",
        key="key || :told",
        whose="partner || :family",
        instant="sooner_still(turn ->> '$.at', :days)",
        done="coalesce(done_at, sooner(created_at, :days))" if settled else "done_at",
        n=f"{column} - {column} % 512 + ({column} % 512 + :n) % 512",
        ball="'nobody'" if settled else "ball",
        state="CASE WHEN state = 'cancelled' THEN state ELSE 'answered' END" if settled else "state",
    )
