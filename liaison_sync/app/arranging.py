"""What a person would move between threads: the same picture for the preview and for the act."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.domain.arranging import Arranged, arranged, refusal
from liaison_sync.domain.thread_node import ActKind, ThreadAct
from liaison_sync.domain.threading import Neighbourhood
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store import views


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act with what it would do; `refused` is a key of "refused" where it would do nothing."""

    act: ThreadAct
    near: Neighbourhood
    refused: str | None = None

    @property
    def moved(self) -> tuple[str, ...]:
        """Keys of the messages that would go, oldest first."""
        return () if self.refused else self.done().going(self.act.message)

    def done(self) -> Arranged:
        return arranged(self.near, (*self.near.acts, self.act))


def proposed(
    connection: Connection, thread: str, message: str | None, target: str | None, *, id_: str, at: datetime
) -> Proposal | None:
    """Split (no target), move, or merge (no message: the whole thread) as seen in `thread`; None where it is gone."""
    here = views.current_threads(connection, {one for one in (thread, target) if one})
    kind: ActKind = "split" if target is None else "move" if message else "merge"
    named = message or _oldest(connection, here[thread])
    other = _oldest(connection, here[target]) if target else None
    if named is None or (target and other is None) or _place(connection, named) != here[thread]:
        return None
    act = ThreadAct(id_, kind, named, other, at)
    near = views.neighbourhood(connection, (), {key for key in (named, other) if key})
    return Proposal(act, near, refusal(near, act))


def _oldest(connection: Connection, thread: str) -> str | None:
    m = s.message.c
    found = select(m.key).where(m.thread == thread).order_by(m.at, m.key).limit(1)
    return connection.execute(found).scalar()


def _place(connection: Connection, message: str) -> str | None:
    return connection.execute(select(s.message.c.thread).where(s.message.c.key == message)).scalar()
