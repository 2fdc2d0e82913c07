"""Ids that too many strangers answer: broadcasts of ours, and worn-out ids (laws 5 and 14).

Fifty organisations answering one letter of ours, each to us alone, hold fifty conversations; three colleagues who
answer to all hold one. So the messages citing an id are grouped by whom they share, and an id whose answers fall into
three or more groups joins nobody across them. Only ids we sent or never saw can be such: an outsider's message that
many answer is a discussion, since he stands in all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from hashlib import sha256

from liaison_sync.domain.linking import own_id
from liaison_sync.domain.thread_node import Node
from liaison_sync.domain.union_find import DisjointSets
from liaison_sync.domain.value import dataclass

GROUPS = 3
_REMINDERS = 8  # rounds of looking for reminders of a broadcast that were reminded of again
_FIRST = (datetime.min.replace(tzinfo=UTC), 0, "")

Chains = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Cuts:
    """`drop`: ids a node must not be linked by · `glue`: keys to join instead · `under`: key → broadcast id."""

    drop: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    glue: list[tuple[str, str]] = field(default_factory=list)
    under: dict[str, str] = field(default_factory=dict)
    worn: set[str] = field(default_factory=set)

    def part(self, key: str, group: str, family: set[str], broadcast: str) -> None:
        """Take the message `key` away from the broadcast and into the conversation of `group`."""
        self.drop[key] |= family
        self.under[key] = broadcast
        self.glue.append((group, key))


def cuts(nodes: Sequence[Node], chains: Chains) -> Cuts:
    """What to leave out and what to join instead, for the whole set of `nodes` (oldest first)."""
    found = Cuts()
    if len({_party(n) for n in nodes if _speaks(n)}) >= GROUPS:
        for worn, citing in _suspects(nodes, chains):
            if worn not in found.worn and not _all_share(citing):
                _cut(found, worn, citing, nodes, chains)
    return found


def parties(nodes: Iterable[Node]) -> list[str]:
    """Those who speak among `nodes`, told apart and not named; no more of them than make a broadcast possible."""
    spoken = {_party(node) for node in nodes if _speaks(node)}
    return sorted(sha256(one.encode("utf-8", "surrogatepass")).hexdigest()[:16] for one in spoken)[:GROUPS]


def _suspects(nodes: Sequence[Node], chains: Chains) -> Iterator[tuple[str, list[Node]]]:
    """Ids three or more parties answer, if we sent them, or cite, if nobody we know of sent them; the oldest first."""
    # A letter of ours that names nobody outside was sent to blind copies.
    sent = {own_id(n): n.order for n in nodes if n.direction != "in"}
    outsiders = {own_id(n) for n in nodes if n.direction == "in"}
    parties: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if _speaks(node) and chains[node.key]:
            for cited in {i for i in chains[node.key][:-1] if i not in sent} | {chains[node.key][-1]}:
                parties[cited].add(_party(node))
    worn = {i for i, who in parties.items() if len(who) >= GROUPS and i not in outsiders}
    citing: dict[str, list[Node]] = defaultdict(list)
    for node in nodes if worn else ():
        for cited in worn.intersection(chains[node.key]):
            citing[cited].append(node)
    # What we sent later may remind of what we sent before: the first letter leads.
    yield from ((i, citing[i]) for i in sorted(worn, key=lambda i: (i in sent, sent.get(i, _FIRST), i)))


def _all_share(citing: Iterable[Node]) -> bool:
    """The quick answer for an honest discussion: somebody stands in every message."""
    spoken = [n.participants for n in citing if _speaks(n)]
    return bool(spoken and frozenset.intersection(*spoken))


def _speaks(node: Node) -> bool:
    return node.direction == "in" and node.automatic is None


def _party(node: Node) -> str:
    return node.partner or node.sender


def _cut(found: Cuts, worn: str, citing: Sequence[Node], nodes: Sequence[Node], chains: Chains) -> None:
    family = {worn}
    for _ in range(_REMINDERS):
        groups = _groups([n for n in citing if _speaks(n)])
        if len(groups) < GROUPS:
            return
        trunk = {own_id(n) for n in citing if _reminds(n, chains[n.key][-1] in family, groups)} - {None}
        if trunk <= family:
            break
        family |= {i for i in trunk if i}
        citing = [n for n in nodes if not family.isdisjoint(chains[n.key])]
    found.worn |= family
    for group in groups:
        for node in group:
            found.part(node.key, group[0].key, family, worn)
    _follow(found, worn, family, [n for n in citing if not _speaks(n)], groups, chains)


def _groups(speakers: Iterable[Node]) -> list[list[Node]]:
    sets: DisjointSets[str] = DisjointSets()
    speakers = list(speakers)
    for node in speakers:
        sets.join_all(f"key {node.key}", _shared(node))
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in speakers:
        groups[sets.find(f"key {node.key}")].append(node)
    return list(groups.values())


def _shared(node: Node) -> Iterator[str]:
    """What puts two answers into one group: the party, the sender, a common third party, or having written each other.

    An answer sent to everybody does not draw in those who answered us alone.
    """
    yield f"party {_party(node)}"
    yield f"sender {node.sender}"
    for address in node.participants:
        if address != node.sender:
            yield f"third {address}"
            yield "pair " + " ".join(sorted((address, node.sender)))


def _touched(node: Node, groups: list[list[Node]]) -> list[list[Node]]:
    return [g for g in groups if any(n.sender in node.participants for n in g)]


def _reminds(node: Node, directly: bool, groups: list[list[Node]]) -> bool:
    """A second letter of ours to several of those who answered is the broadcast going on."""
    return directly and node.direction == "out" and node.automatic is None and len(_touched(node, groups)) > 1


def _follow(
    found: Cuts, worn: str, family: set[str], others: list[Node], groups: list[list[Node]], chains: Chains
) -> None:
    """Our own and automatic mail: further down it belongs to its own parent, directly below the broadcast it stays.

    A letter of ours directly below that goes to one group only continues that group's conversation.
    """
    for node in others:
        if chains[node.key][-1] not in family:
            found.drop[node.key] |= family
            continue
        touched = _touched(node, groups) if node.direction == "out" and node.automatic is None else []
        if len(touched) == 1:
            found.part(node.key, touched[0][0].key, family, worn)
