"""Threads kept true as mail arrives: which components a page touches, and what changes in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from liaison_sync.domain.ball import ball
from liaison_sync.domain.broadcast import parties
from liaison_sync.domain.changes import (
    Change,
    ComponentJoined,
    Linked,
    MessageMoved,
    ThreadDecided,
    ThreadJoined,
    ThreadPut,
)
from liaison_sync.domain.thread import Node, ThreadAct, ThreadGroup, keys, partition
from liaison_sync.domain.union_find import DisjointSets
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Turn

TOLD = 200  # joins and offers a thread tells of, the latest


@dataclass(frozen=True, slots=True)
class Filed:
    """A message as threading finds it; `thread` and `component` are "" for one that just arrived."""

    node: Node
    turn: Turn
    thread: str = ""
    component: str = ""
    keys: frozenset[str] = frozenset()  # thread.keys of the node, where they were asked for before
    project: str | None = None  # what a person said of the thread it stood in then (project_thread)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a thread; `closed_after` is the key of the last message they saw."""

    closed: bool = False
    closed_after: str | None = None
    owner: str | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Everything that may share a thread with a page: the components its keys touch, whole."""

    links: Mapping[str, str]
    filed: tuple[Filed, ...]
    acts: tuple[ThreadAct, ...]
    decisions: Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Threaded:
    """Where each message stands now (key → thread, component), and the changes that make it so."""

    places: Mapping[str, tuple[str, str]]
    changes: tuple[Change, ...]


def rethread(near: Neighbourhood, arrived: Iterable[Filed], again: Collection[str] = ()) -> Threaded:
    """Thread the messages of a page together with all that may belong to them.

    `again` are keys of known messages that were recognised anew: other keys may link them now.
    """
    known = {one.node.key: one for one in near.filed}
    new = {one.node.key: one for one in arrived if one.node.key not in known}
    looked_at = {**{key: known[key] for key in again if key in known}, **new}
    wanted = {key: one.keys or keys(one.node) for key, one in looked_at.items()}
    component = _components(near, new, wanted)
    places: dict[str, tuple[str, str]] = {}
    changes: list[Change] = []
    for name, members in _members(component, {**known, **new}).items():
        changes += _component(name, members, near, places)
    changes += _links(near.links, component, wanted, near.filed)
    return Threaded(places, tuple(changes))


def _components(near: Neighbourhood, new: Mapping[str, Filed], wanted: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Message key → component; a known component keeps its name, of several the smallest."""
    sets: DisjointSets[str] = DisjointSets()
    for one in near.filed:
        sets.join(f"c {one.component}", f"k {one.node.key}")
    for act in near.acts:
        if act.target is not None:
            sets.join(f"k {act.message}", f"k {act.target}")
    for key in wanted:
        sets.join_all(f"k {key}", [f"c {near.links[w]}" if w in near.links else f"w {w}" for w in wanted[key]])
    names: dict[str, tuple[int, str]] = {}
    known = {one.component for one in near.filed}
    for rank, member in [(0, f"c {name}") for name in known] + [(1, f"k {key}") for key in new]:
        root, candidate = sets.find(member), (rank, member[2:])
        names[root] = min(names.get(root, candidate), candidate)
    return {key: names[sets.find(f"k {key}")][1] for key in [*new, *(one.node.key for one in near.filed)]}


def _members(component: Mapping[str, str], filed: Mapping[str, Filed]) -> dict[str, list[Filed]]:
    members: dict[str, list[Filed]] = defaultdict(list)
    for key, name in component.items():
        members[name].append(filed[key])
    return members


def _component(
    name: str, members: list[Filed], near: Neighbourhood, places: dict[str, tuple[str, str]]
) -> Iterator[Change]:
    by_key = {one.node.key: one for one in members}
    acts = [act for act in near.acts if act.message in by_key]
    groups = partition((one.node for one in members), acts)
    joined = _joined(members, groups)
    here = {one.thread for one in members} | {group.id for group in groups}
    decisions = inherited(joined, {id_: near.decisions[id_] for id_ in here if id_ in near.decisions}, by_key)
    moved = frozenset(act.message for act in acts if act.kind == "move")
    for group in groups:
        filed = [by_key[member.key] for member in group.members]
        for one in filed:
            places[one.node.key] = (group.id, name)
            if one.thread and (one.thread, one.component) != (group.id, name):
                yield MessageMoved(one.node.key, group.id, name)
        yield thread_put(group, filed, decisions, moved)
    changed = {id_: one for id_, one in decisions.items() if one != near.decisions.get(id_, Decision())}
    yield from (decided(id_, one) for id_, one in sorted(changed.items()))
    for old, heir in sorted(joined.items()):
        yield ThreadJoined(old, heir)


def _joined(members: Iterable[Filed], groups: Iterable[ThreadGroup]) -> dict[str, str]:
    """Each thread that is no more → the one its oldest message stands in now."""
    now = {member.key: group.id for group in groups for member in group.members}
    alive = set(now.values())
    gone: dict[str, str] = {}
    for one in sorted((m for m in members if m.thread and m.thread not in alive), key=lambda m: m.node.order):
        gone.setdefault(one.thread, now[one.node.key])
    return gone


def inherited(
    joined: Mapping[str, str], decisions: Mapping[str, Decision], filed: Mapping[str, Filed]
) -> dict[str, Decision]:
    """What people decided about the threads that are there, where others have become part of them.

    Somebody stays responsible; "no reply needed" and a snooze hold only where they were said of every part.
    """
    found = {id_: one for id_, one in decisions.items() if id_ not in joined}
    for old, heir in sorted(joined.items()):
        gone = decisions.get(old, Decision())
        found[heir] = _both(found[heir], gone, filed) if heir in found else gone
    return found


def _both(one: Decision, other: Decision, filed: Mapping[str, Filed]) -> Decision:
    seen = [(filed[key].turn.at, key) for d in (one, other) if (key := d.closed_after) and key in filed]
    closed = one.closed and other.closed
    later = one.snoozed_until and other.snoozed_until
    return Decision(
        closed=closed,
        closed_after=max(seen)[1] if closed and seen else None,
        owner=one.owner or other.owner,
        snoozed_until=later and min(one.snoozed_until or later, other.snoozed_until or later),
    )


def decided(id_: str, one: Decision) -> ThreadDecided:
    return ThreadDecided(id_, one.owner, one.closed, one.closed_after, one.snoozed_until)


def thread_put(
    group: ThreadGroup, members: list[Filed], decisions: Mapping[str, Decision], moved: Collection[str] = ()
) -> ThreadPut:
    """What the thread comes to: subject, partner, ball, project, and what a person may want to correct.

    `moved`: keys of messages a person moved somewhere.
    """
    turns = [one.turn for one in members]
    first, last = turns[0], max(turns, key=lambda turn: turn.at)
    closed = still_closed(turns, decisions.get(group.id, Decision()))
    return ThreadPut(
        id=group.id,
        subject=group.base_subject or first.subject,
        partner=next((turn.partner for turn in turns if turn.partner), None),
        ball=ball(turns, closed=closed),
        first_at=min(turn.at for turn in turns),
        last_at=last.at,
        messages=len(turns),
        inferred=bool(group.inferred),
        joins=[asdict(one) for one in group.inferred[-TOLD:]],
        offers=[one.key for one in group.offers[-TOLD:]],
        under=group.under,
        parties=parties(one.node for one in members),
        project=_project(group, members, moved),
    )


def _project(group: ThreadGroup, members: Iterable[Filed], moved: Collection[str]) -> str | None:
    """That of the oldest message that has one; what a person moved here brings none, unless all of it was moved."""
    brought: set[str] = set()
    if moved:
        children: dict[str | None, list[str]] = defaultdict(list)
        for member in group.members:
            children[member.parent].append(member.key)
        left = [member.key for member in group.members if member.key in moved]
        while left:
            key = left.pop()
            if key not in brought:
                brought.add(key)
                left += children[key]
    native = [one for one in members if one.node.key not in brought]
    return next((one.project for one in native or members if one.project), None)


def still_closed(turns: Iterable[Turn], decision: Decision) -> bool:
    """A person's "no reply needed" holds until a person at the partner writes again."""
    if not decision.closed:
        return False
    seen = next((turn.at for turn in turns if turn.key == decision.closed_after), None)
    return seen is None or not any(t.at > seen and t.direction == "in" and not t.automatic for t in turns)


def _links(
    links: Mapping[str, str], component: Mapping[str, str], wanted: Mapping[str, frozenset[str]], filed: Iterable[Filed]
) -> Iterator[Change]:
    joined = {one.component: component[one.node.key] for one in filed}
    yield from (ComponentJoined(old, into) for old, into in sorted(joined.items()) if old != into)
    new = {one: component[key] for key, all_of in wanted.items() for one in all_of}
    yield from (Linked(one, name) for one, name in sorted(new.items()) if one not in links)
