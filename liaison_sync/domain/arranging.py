"""People correct threads: what an act of theirs moves, and whether it moves anything at all (law 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from liaison_sync.domain.changes import Change
from liaison_sync.domain.thread_node import ThreadAct
from liaison_sync.domain.threading import Decision, Neighbourhood, decided, rethread
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Arranged:
    """What follows from a set of acts: the changes that make it so, and where each message stood and would stand.

    `before` and `after`: message key → thread, of every message of the components touched, oldest first.
    """

    changes: tuple[Change, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]

    def going(self, message: str) -> tuple[str, ...]:
        """`message` and those of its thread that go where it goes."""
        old, new = self.before[message], self.after[message]
        return tuple(key for key, thread in self.before.items() if thread == old and self.after[key] == new)

    def staying(self, message: str) -> bool:
        """Whether anybody of its thread does not go along."""
        return len(self.going(message)) < sum(thread == self.before[message] for thread in self.before.values())


def arranged(near: Neighbourhood, acts: Iterable[ThreadAct]) -> Arranged:
    """`near` as it would stand with these acts in force instead of those it has."""
    threaded = rethread(replace(near, acts=tuple(acts)), ())
    ordered = sorted(near.filed, key=lambda one: one.node.order)
    before = {one.node.key: one.thread for one in ordered}
    return Arranged(threaded.changes, before, {key: threaded.places[key][0] for key in before})


def refusal(near: Neighbourhood, act: ThreadAct) -> str | None:
    """Why `act` would change nothing, as a key of "refused"; None where it would."""
    thread = {one.node.key: one.thread for one in near.filed}
    if act.message not in thread or (act.target is not None and act.target not in thread):
        return "gone"
    if act.target is not None:
        return "already_together" if thread[act.message] == thread[act.target] else None
    return None if arranged(near, (*near.acts, act)).staying(act.message) else "nothing_to_split"


def undone(near: Neighbourhood, act: str, decisions: Mapping[str, Decision]) -> Arranged:
    """`near` without the act of this id; `decisions` are given back to threads that come back."""
    back = {id_: one for id_, one in decisions.items() if id_ not in near.decisions}
    whole = replace(near, decisions={**near.decisions, **back})
    found = arranged(whole, (one for one in near.acts if one.id != act))
    alive = set(found.after.values())
    given = (decided(id_, one) for id_, one in sorted(back.items()) if id_ in alive)
    return replace(found, changes=(*found.changes, *given))
