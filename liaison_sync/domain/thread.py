"""Threads: correspondence on one matter, as a pure function of the *set* of messages (RFC 5256 REFERENCES as a union).

`partition` never looks at arrival order: feed it the same nodes in any order and the threads are the same.

Contract with a store that threads as mail arrives
--------------------------------------------------
Store `keys(node)` with each message. Two messages that any set of messages could put into one thread are connected
through shared keys (directly, or through further messages sharing keys with them); a person's act connects the
messages it names. So when messages arrive: close their keys over the stored ones (the connected components touched),
load exactly those messages and the acts about them, call `partition` over them all, and write what differs from
before. Nodes of other components cannot change the result: partition(A ∪ B) = partition(A) ∪ partition(B) where A and
B share no key. `keys` depends on the node alone, so it is written once and stays right; a node whose recognition
changed (partner, participants) gets its keys anew. Components merge and never split, even where threads do.
A thread's id is that of its oldest ancestor, seen or not: when two threads become one the older id survives, and the
other is an alias the store keeps (`alias_of` names an id's thread by any of its members).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from liaison_sync.domain import broadcast, forest, inference
from liaison_sync.domain.linking import chain, index_keys, own_id
from liaison_sync.domain.new_subject import wholly_new
from liaison_sync.domain.thread_node import InferredJoin, Member, Node, SplitOffer, ThreadAct, ThreadGroup
from liaison_sync.domain.thread_segments import segment
from liaison_sync.domain.union_find import DisjointSets

__all__ = ["InferredJoin", "Member", "Node", "SplitOffer", "ThreadAct", "ThreadGroup", "keys", "partition", "thread_id"]


def keys(node: Node) -> frozenset[str]:
    """All keys that may join `node` with others: its id, what it cites, its Thread-Index, subject and letters."""
    own, cited = own_id(node), chain(node)
    ids = [f"m:{i}" for i in ((own, *cited) if own else cited)]
    return frozenset(ids) | index_keys(node) | inference.candidates_key(node, loose=not cited)


def thread_id(ancestor: str) -> str:
    """The id of the thread whose oldest ancestor is `ancestor` (a Message-ID without brackets, or a message key)."""
    return "t" + sha256(ancestor.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def partition(nodes: Iterable[Node], acts: Iterable[ThreadAct] = ()) -> tuple[ThreadGroup, ...]:
    """The threads of `nodes`, oldest first. Nodes with the same key are the same message; the cost is linear."""
    by_key = {n.key: n for n in nodes}
    ordered = sorted(by_key.values(), key=lambda n: n.order)
    chains = {n.key: chain(n) for n in ordered}
    cut = broadcast.cuts(ordered, chains)
    inferred = inference.joins(ordered, chains)
    group_of = _components(ordered, chains, cut, inferred)
    up = _parents(ordered, chains, cut, inferred, group_of)
    acts = list(acts)
    if acts:
        group_of = segment(ordered, up, group_of, acts)
    cut_off = frozenset(a.message for a in acts if a.kind != "merge")
    return _Groups(ordered, chains, cut, inferred, up, group_of, cut_off).build()


def _components(
    nodes: Sequence[Node],
    chains: Mapping[str, tuple[str, ...]],
    cut: broadcast.Cuts,
    inferred: Iterable[InferredJoin],
) -> dict[str, str]:
    """Message key → a name of its component."""
    sets: DisjointSets[str] = DisjointSets()
    for node in nodes:
        linked = chains[node.key]
        if node.key in cut.drop:
            linked = tuple(i for i in linked if i not in cut.drop[node.key])
        own = own_id(node)
        sets.join_all("k " + node.key, (own, *linked) if own else linked)
        if node.thread_index:
            sets.join_all("k " + node.key, index_keys(node))
    for first, second in cut.glue:
        sets.join("k " + first, "k " + second)
    for join in inferred:
        sets.join("k " + join.parent, "k " + join.child)
    return {n.key: sets.find("k " + n.key) for n in nodes}


def _parents(
    nodes: Sequence[Node],
    chains: Mapping[str, tuple[str, ...]],
    cut: broadcast.Cuts,
    inferred: Iterable[InferredJoin],
    group_of: Mapping[str, str],
) -> dict[str, str]:
    seen: dict[str, str] = {}
    for node in nodes:
        own = own_id(node)
        if own:
            seen.setdefault(own, node.key)
    asked = {j.child: j.parent for j in inferred}
    claims: dict[str, list[str]] = {}
    for node in nodes:
        near = [seen[i] for i in reversed(chains[node.key]) if i in seen and i not in cut.drop.get(node.key, ())]
        near += [asked[node.key]] if node.key in asked else []
        claims[node.key] = [k for k in near if k != node.key and group_of[k] == group_of[node.key]]
    return forest.parents(nodes, claims)


class _Groups:
    """The last step: components to ThreadGroups."""

    def __init__(
        self,
        nodes: Sequence[Node],
        chains: Mapping[str, tuple[str, ...]],
        cut: broadcast.Cuts,
        inferred: Sequence[InferredJoin],
        up: Mapping[str, str],
        group_of: Mapping[str, str],
        cut_off: frozenset[str],
    ) -> None:
        self.cut_off = cut_off
        self.by_key = {n.key: n for n in nodes}
        self.chains, self.cut, self.inferred, self.group_of = chains, cut, inferred, group_of
        self.up = {c: p for c, p in up.items() if group_of[c] == group_of[p]}
        self.members: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            self.members[group_of[node.key]].append(node)

    def build(self) -> tuple[ThreadGroup, ...]:
        ids = {name: thread_id(self._ancestor(group)) for name, group in self.members.items()}
        joined: dict[str, list[InferredJoin]] = defaultdict(list)
        for join in self.inferred:
            if self.up.get(join.child) == join.parent:
                joined[self.group_of[join.child]].append(join)
        of_id = {own_id(n): ids[name] for name, group in reversed(self.members.items()) for n in reversed(group)}
        return tuple(self._group(ids[name], group, tuple(joined[name]), of_id) for name, group in self.members.items())

    def _ancestor(self, group: Sequence[Node]) -> str:
        """The oldest ancestor: what the oldest message that answers none of the others says it comes from."""
        root = next(n for n in group if n.key not in self.up)
        dropped = self.cut.drop.get(root.key, ())
        if root.key in self.cut_off:
            return root.key
        older = (i for i in self.chains[root.key] if i not in dropped)
        return next(older, None) or own_id(root) or root.key

    def _group(
        self, name: str, group: Sequence[Node], joined: tuple[InferredJoin, ...], of_id: Mapping[str | None, str]
    ) -> ThreadGroup:
        under = next((self.cut.under[n.key] for n in group if n.key in self.cut.under), None)
        return ThreadGroup(
            id=name,
            base_subject=next((n.base_subject for n in group if n.base_subject), ""),
            members=tuple(Member(n.key, self.up.get(n.key)) for n in group),
            inferred=joined,
            offers=tuple(SplitOffer(n.key) for n in group if self._off_topic(n)),
            under=of_id.get(under) if under else None,
        )

    def _off_topic(self, node: Node) -> bool:
        parent = self.by_key.get(self.up.get(node.key, ""))
        return parent is not None and node.automatic is None and wholly_new(node.base_subject, parent.base_subject)
