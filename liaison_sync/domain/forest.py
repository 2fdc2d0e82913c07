"""Parents: each message has at most one, and nobody is his own ancestor (law 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liaison_sync.domain.thread_node import Node
from liaison_sync.domain.union_find import DisjointSets


def parents(nodes: Sequence[Node], claims: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Child key → parent key; `claims` are each node's ancestors by key, nearest first; `nodes` oldest first.

    A claim that would close a circle is passed over for the next one, the same way whatever order the mail came in.
    """
    trees: DisjointSets[str] = DisjointSets()
    found: dict[str, str] = {}
    for node in nodes:
        for claim in claims.get(node.key, ()):
            if trees.find(claim) != trees.find(node.key):
                found[node.key] = claim
                trees.join(claim, node.key)
                break
    return found


def children(found: Mapping[str, str]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for child, parent in found.items():
        below.setdefault(parent, []).append(child)
    return below
