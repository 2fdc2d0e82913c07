"""Pacing: what the sender's account may not send yet waits for its turn. Counted from the outbox alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.app.launch import Due, put
from liaison_sync.domain import changes as c
from liaison_sync.domain.followup import Move, because
from liaison_sync.domain.pace import Rule, turns
from liaison_sync.domain.value import dataclass
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply

_O = s.outbox.c


@dataclass(slots=True)
class Pacing:
    """One round's turns: whoever is kept gets the next moment that is free, each its own."""

    rules: tuple[Rule, ...]
    _turns: Iterator[tuple[datetime, Rule | None]] | None = field(default=None)

    def put_off(self, connection: Connection, due: Due, now: datetime) -> bool:
        """Whether `due` must wait; it then stands in the store with its moment and the reason."""
        if not self.rules or all(_free(connection, rule, now) for rule in self.rules):
            return False
        if self._turns is None:
            self._turns = turns(_tried(connection, self.rules, now), self.rules, now)
        at, rule = next(self._turns)
        if rule is None:
            return False
        _wait(connection, due, at, rule, now)
        return True


def _free(connection: Connection, rule: Rule, now: datetime) -> bool:
    """Whether one more may go now; one look at an index, however many went."""
    newest = select(_O.tried_at).where(_O.tried_at > now - rule.window).order_by(_O.tried_at.desc())
    return connection.execute(newest.offset(rule.letters - 1).limit(1)).first() is None


def _tried(connection: Connection, rules: tuple[Rule, ...], now: datetime) -> list[datetime]:
    longest, most = max(rule.window for rule in rules), max(rule.letters for rule in rules)
    query = select(_O.tried_at).where(_O.tried_at > now - longest).order_by(_O.tried_at.desc()).limit(most)
    return sorted(connection.execute(query).scalars())


def _wait(connection: Connection, due: Due, at: datetime, rule: Rule, now: datetime) -> None:
    told = {"letters": rule.letters, "per": rule.per, "free": at}
    if due.kind == "followup":
        ids = (due.id, *due.more)
        for one in pictures.followups(connection, s.followup.c.id.in_(ids)):
            if one.followup.state in {"approved", "queued"}:
                put(connection, one, Move("postponed", (because("pace", **told),), due_at=at), now)
        return
    row = connection.execute(select(s.outbox).where(_O.id == due.id, _O.state == "queued")).first()
    if row is not None:
        detail = {"reason": "pace", "letters": rule.letters, "per": rule.per}
        apply(connection, [c.OutboxMoved(row.id, "queued", row.recipients, row.tries, at, None, detail)])
