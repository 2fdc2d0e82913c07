"""New messages that only make a thread longer: what it comes to then, without a look at all that stands in it.

`partition` would say the same of the whole thread, if the new message is newer than everything in it, answers a
message of it by its id, bears no id anybody named before, and fewer than three parties speak (nothing can be a
broadcast then). The component must be one thread that no person has acted on. Whatever is not so goes the long way,
and so do reports on letters that came back: they change what earlier letters come to (domain.arrival).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime

from liaison_sync.domain.ball import moved
from liaison_sync.domain.broadcast import GROUPS, parties
from liaison_sync.domain.changes import Change, Linked, ThreadPut
from liaison_sync.domain.linking import chain, own_id
from liaison_sync.domain.new_subject import wholly_new
from liaison_sync.domain.thread import keys
from liaison_sync.domain.threading import TOLD, Filed, Threaded
from liaison_sync.domain.union_find import DisjointSets
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """A message others may answer."""

    key: str
    base_subject: str


@dataclass(frozen=True, slots=True)
class Tail:
    """A component that is one thread, left alone by people: what it comes to, and when its newest message is from.

    Its ball is not ours because of a letter of ours: that one reached nobody, and what it replaced is not written down.
    """

    component: str
    thread: ThreadPut
    latest: datetime


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of the components a page touches: `links` as in `Neighbourhood`, the tails of those that may grow.

    `bearers`: Message-ID (bare) → the stored messages that bear it, of all ids the page cites. `acted`: keys of the
    page that people's acts name.
    """

    links: Mapping[str, str]
    tails: Mapping[str, Tail] = field(default_factory=dict)
    bearers: Mapping[str, tuple[Answered, ...]] = field(default_factory=dict)
    acted: Collection[str] = ()


def lengthened(ends: Ends, arrived: Iterable[Filed]) -> Threaded:
    """The places of those that only make a thread longer, and what changes; the others have no place in it."""
    places: dict[str, tuple[str, str]] = {}
    changes: list[Change] = []
    for tail, members in _groups(ends, arrived) if ends.tails else ():
        growing = _Growing(ends, tail)
        if all(map(growing.take, members)):
            places |= {one.node.key: (tail.thread.id, tail.component) for one in members}
            changes += growing.changes()
    return Threaded(places, tuple(changes))


def _groups(ends: Ends, arrived: Iterable[Filed]) -> Iterator[tuple[Tail, list[Filed]]]:
    """The messages that concern one component that may grow, oldest first; whoever shares a key stands together."""
    sets: DisjointSets[str] = DisjointSets()
    touched: dict[str, set[str]] = defaultdict(set)
    members: dict[str, list[Filed]] = defaultdict(list)
    ordered = sorted(arrived, key=lambda one: one.node.order)
    for one in ordered:
        linked = [f"c {ends.links[w]}" if w in ends.links else f"w {w}" for w in wanted(one)]
        sets.join_all(f"k {one.node.key}", linked)
    for one in ordered:
        root = sets.find(f"k {one.node.key}")
        members[root].append(one)
        touched[root] |= {ends.links[w] for w in wanted(one) if w in ends.links}
    for root, found in members.items():
        tail = ends.tails.get(next(iter(touched[root]))) if len(touched[root]) == 1 else None
        if tail is not None and not any(one.node.key in ends.acted for one in found):
            yield tail, found


def wanted(one: Filed) -> frozenset[str]:
    """The keys of a message."""
    return one.keys or keys(one.node)


class _Growing:
    """One thread on its way to being longer; `thread` is what it comes to so far."""

    def __init__(self, ends: Ends, tail: Tail) -> None:
        self.ends, self.component = ends, tail.component
        self.thread, self.latest = tail.thread, tail.latest
        self.new: dict[str, Answered] = {}  # by id
        self.linked: set[str] = set()

    def take(self, one: Filed) -> bool:
        """Let the thread end with this message; False where that takes a look at the others."""
        node = one.node
        own, parent = own_id(node), self._parent(one)
        if parent is None or node.date is None or node.date <= self.latest or self._looks_back(one):
            return False
        spoken = sorted({*(self.thread.parties or ()), *parties([node])})
        if (node.base_subject and not parent.base_subject) or len(spoken) >= GROUPS:
            return False
        self.thread, self.latest = self._longer(one, parent, spoken), node.date
        self.linked |= wanted(one)
        if own:
            self.new[own] = Answered(node.key, node.base_subject)
        return True

    def _looks_back(self, one: Filed) -> bool:
        """Whether it is a report on an earlier letter, or the others may have named it before it came."""
        own = own_id(one.node)
        if one.node.automatic == "bounce" or (one.node.message_id and not own):
            return True
        return f"m:{own}" in self.ends.links or f"m:{own}" in self.linked

    def _parent(self, one: Filed) -> Answered | None:
        """The nearest message it says it answers, where there is no doubt which that is."""
        for cited in reversed(chain(one.node)):
            new = self.new.get(cited)
            found = (*self.ends.bearers.get(cited, ()), *((new,) if new else ()))
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _longer(self, one: Filed, parent: Answered, spoken: list[str]) -> ThreadPut:
        node, turn, before = one.node, one.turn, self.thread
        off = node.automatic is None and wholly_new(node.base_subject, parent.base_subject)
        return replace(
            before,
            partner=before.partner or turn.partner,
            ball=moved(before.ball, turn),
            last_at=turn.at,
            messages=before.messages + 1,
            offers=[*(before.offers or ()), *((node.key,) if off else ())][-TOLD:],
            parties=spoken,
        )

    def changes(self) -> Iterator[Change]:
        yield self.thread
        yield from (Linked(key, self.component) for key in sorted(self.linked - self.ends.links.keys()))
