"""People's acts over threads: they are applied last and win over what headers and inference say (law 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from liaison_sync.domain.thread_node import Node, ThreadAct
from liaison_sync.domain.union_find import DisjointSets


def segment(
    nodes: Sequence[Node], up: Mapping[str, str], group_of: Mapping[str, str], acts: Iterable[ThreadAct]
) -> dict[str, str]:
    """Key of each message → a name of its thread, after the acts.

    A split or move cuts a message off what it answers; whatever answers it, now or later, goes with it, because
    belonging is inherited along `up` (child → parent). Later acts win over earlier ones about the same message.
    """
    known = {n.key for n in nodes}
    cut, links = _decided([a for a in sorted(acts, key=lambda a: a.order) if a.message in known], known, up)
    top = _tops(nodes, up, cut)
    sets: DisjointSets[str] = DisjointSets()
    for node in nodes:
        head = top[node.key]
        sets.join(f"cut {head}" if head in cut else f"group {group_of[node.key]}", node.key)
    for first, second in links:
        sets.join(first, second)
    return {n.key: sets.find(n.key) for n in nodes}


def _decided(
    acts: Sequence[ThreadAct], known: set[str], up: Mapping[str, str]
) -> tuple[set[str], list[tuple[str, str]]]:
    """Messages cut off from what they answer, and pairs to bring together."""
    cut: set[str] = set()
    links: list[tuple[str, str]] = []
    for act in acts:
        if act.kind != "merge":
            cut.add(act.message)
            links = [pair for pair in links if act.message not in {_top(p, up, cut) for p in pair}]
        if act.kind != "split" and act.target in known:
            links.append((act.message, act.target))
    return cut, links


def _top(key: str, up: Mapping[str, str], cut: set[str]) -> str:
    while key not in cut and key in up:
        key = up[key]
    return key


def _tops(nodes: Sequence[Node], up: Mapping[str, str], cut: set[str]) -> dict[str, str]:
    """Each message's nearest ancestor-or-self that was cut off or answers nothing; linear, whatever the depth."""
    tops: dict[str, str] = {}
    for node in nodes:
        path, key = [], node.key
        while key not in tops and key not in cut and key in up:
            path.append(key)
            key = up[key]
        head = tops.get(key, key)
        tops[key] = head
        tops.update(dict.fromkeys(path, head))
    return tops
