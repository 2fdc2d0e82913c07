"""How long partners are silent, and their rhythm, as a walk over every message finds it; two questions however many."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median

import pytest
from sqlalchemy import Engine, event

from liaison_sync.domain.view import Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump
from liaison_sync.store.engine import migrate, reading, writing
from liaison_sync.store.rhythms import rhythms

NOW = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
PARTNERS = tuple(f"p{n:02}" for n in range(30))


def _letters(dice: Random) -> list[Turn]:
    found = []
    for n in range(400):
        partner = dice.choice(PARTNERS)
        least = 0 if partner < "p10" else 25  # the first write still, and some of it after the period
        at = NOW - timedelta(minutes=dice.randrange(least * 1440 - 2880, 300 * 1440))
        automatic = "list" if dice.random() < 0.1 else None
        direction = "out" if dice.random() < 0.2 else "in"
        junk = dice.random() < 0.1
        found.append(Turn(f"m{n}", None, at, direction, "a@x", (), partner, "", automatic=automatic, junk=junk))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("letters", [4, 400])
def test_a_rhythm_is_that_of_the_last_letters_before_the_moment(engine: Engine, letters: int) -> None:
    migrate(engine)
    turns = _letters(Random(5))
    rows = [
        {"key": t.key, "n": n, "sha256": "", "at": t.at, "received_at": t.at, "node": {}, "turn": dump(t)}
        | {"sender": t.sender, "partner": t.partner, "junk": t.junk, "thread": "t", "direction": t.direction}
        | {"automatic": t.automatic, "sender_name": ""}
        for n, t in enumerate(turns)
    ]
    with writing(engine) as connection:
        connection.execute(s.partner.insert(), [{"id": one, "name": one} for one in PARTNERS])
        connection.execute(s.message.insert(), rows)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    with reading(engine) as connection:
        found = rhythms(connection, NOW, 21 * DAY, longest=200 * DAY, letters=letters)
    assert len([one for one in asked if one.lstrip().startswith(("SELECT", "WITH"))]) == 2
    assert {who: (one.last, one.days) for who, one in found.items()} == _walked(turns, letters)
    assert len(found) > 10


def _walked(turns: list[Turn], letters: int) -> dict[str, tuple[str, float | None]]:
    said: dict[str, list[Turn]] = defaultdict(list)
    for turn in sorted(turns, key=lambda one: one.at):
        if turn.direction == "in" and not turn.automatic and not turn.junk and turn.at < NOW:
            said[turn.partner or ""].append(turn)
    found = {}
    for partner, each in said.items():
        gaps = [(b - a).days for a, b in pairwise(sorted({one.at.date() for one in each[-letters:]}))]
        if 21 * DAY <= NOW - each[-1].at < 200 * DAY:
            found[partner] = (each[-1].key, float(median(gaps)) if len(gaps) >= 3 else None)
    return found
