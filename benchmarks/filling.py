"""A store filled from one message that went through the product: its likes, written by the database itself.

A million take some minutes, most of them for the full-text index.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

ADDRESSES = 20_000  # who writes
WORDS = 50_000
A_MAIL = 40  # words
SOME = 50_000  # messages at once
TABLES = ("message", "message_text", "participant", "link", "thread", "sighting", "raw")


def fill(file: Path, size: int) -> None:
    """`size` messages where there is one."""
    with closing(sqlite3.connect(file)) as bare:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000", "temp_store=MEMORY"):
            bare.execute(f"PRAGMA {pragma}")
        draw = random.Random(size)
        numbers = sorted(draw.sample(range(1 << 62), size))  # the index likes its rows ascending
        copies = _copies(bare)
        for low in range(1, size, SOME):
            _some(bare, copies, numbers, range(low, min(low + SOME, size)))
            _words(bare, draw, numbers[low : low + SOME])
            bare.commit()
        bare.execute("PRAGMA journal_mode=WAL")


def _some(bare: sqlite3.Connection, copies: list[tuple[str, list[Any]]], numbers: list[int], which: range) -> None:
    bare.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (number INTEGER PRIMARY KEY, n INTEGER, digest TEXT)")
    bare.execute("DELETE FROM fresh")
    rows = ((number, numbers[number], sha256(str(number).encode()).hexdigest()) for number in which)
    bare.executemany("INSERT INTO fresh VALUES (?, ?, ?)", rows)
    for statement, values in copies:
        bare.execute(statement, values)


def _words(bare: sqlite3.Connection, draw: random.Random, numbers: list[int]) -> None:
    known = [f"kata{number}" for number in range(WORDS)]
    rows = ((n, " ".join(draw.choices(known, k=A_MAIL))) for n in numbers)
    bare.executemany("INSERT INTO message_search(rowid, words) VALUES (?, ?)", rows)


def _copies(bare: sqlite3.Connection) -> list[tuple[str, list[Any]]]:
    """What writes every row there is once more for each of `fresh`, under names of its own."""
    bare.row_factory = sqlite3.Row
    first = bare.execute("SELECT * FROM message").fetchone()
    others = {
        first["key"]: "'m' || substr(digest, 1, 32)",
        first["thread"]: "'t' || substr(digest, 1, 24)",
        first["sha256"]: "digest",
        "0@mitra.example": "number || '@mitra.example'",
        "rina@": f"'rina' || (number % {ADDRESSES}) || '@'",
        "Surat 0": "'Surat ' || number",
        first["digest"]: "substr(digest, 33)",
    }
    return [
        _copy(table, dict(row), others) for table in TABLES for row in bare.execute(f"SELECT * FROM {table}").fetchall()
    ]


def _copy(table: str, row: dict[str, Any], others: dict[str, str]) -> tuple[str, list[Any]]:
    values: list[Any] = []
    columns = [_column(name, value, others, values) for name, value in row.items()]
    return f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) SELECT {', '.join(columns)} FROM fresh", values


def _column(name: str, value: Any, others: dict[str, str], values: list[Any]) -> str:
    if name in {"n", "locator"}:
        return "n" if name == "n" else "'7.' || number"
    said = "?"
    values.append(value)
    for old, new in others.items():
        if isinstance(value, str) and old in value:
            said = f"replace({said}, '{old}', {new})"
    return said
