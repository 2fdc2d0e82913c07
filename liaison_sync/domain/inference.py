"""Joins that no header states (law 6, and official letters): always within one partner, always marked, reversible."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from liaison_sync.domain.thread_node import InferredJoin, Node

WINDOW = timedelta(days=14)
_EPOCH_DAYS = 14
_BROADCAST_DOMAINS = 3


def candidates_key(node: Node, *, loose: bool) -> frozenset[str]:
    """Keys two nodes share whenever an inferred join between them is possible (store them with `thread.keys`).

    `loose`: its headers leave open what `node` answers. A subject is keyed by spells of 14 days, so that a weekly
    bulletin never loads its whole history.
    """
    return frozenset((*_subject_keys(node, loose), *_letter_keys(node, loose)))


def _subject_keys(node: Node, loose: bool) -> Iterator[str]:
    if not (node.partner and node.base_subject and node.date):
        return
    spell = node.date.toordinal() // _EPOCH_DAYS
    # An asker looks back at most one spell; who only answers stands in his own.
    for number in (spell, spell - 1) if loose and _asks_by_subject(node) else (spell,):
        yield f"s:{node.partner}:{number}:{node.base_subject.casefold()}"


def _letter_keys(node: Node, loose: bool) -> Iterator[str]:
    if not node.partner:
        return
    numbers = {node.letter, *(node.cites if loose else ())}
    yield from (f"n:{node.partner}:{letter_number(n)}" for n in numbers if n and letter_number(n))


def letter_number(text: str) -> str:
    """A letter's number as two writers of it agree: no spaces, one case, one kind of dash."""
    return "".join(text.split()).casefold().replace("–", "-").replace("—", "-").strip(".,;:")


def _asks_by_subject(node: Node) -> bool:
    """A reply by its prefix; meant for one that names no message it answers."""
    return bool(node.reply_prefix and node.base_subject and node.partner and node.date)


def joins(nodes: Iterable[Node], chains: Mapping[str, tuple[str, ...]]) -> tuple[InferredJoin, ...]:
    """Every inferred join over the set of `nodes`, by child, whatever their order; `chains`: key → `linking.chain`."""
    ordered = sorted(nodes, key=lambda n: n.order)
    loose = [n for n in ordered if not chains[n.key]]
    found = {join.child: join for join in _by_subject(ordered, loose)}
    found.update({join.child: join for join in _by_letter(ordered, loose)})
    return tuple(found[key] for key in sorted(found))


def _by_subject(ordered: list[Node], loose: list[Node]) -> Iterator[InferredJoin]:
    askers = [n for n in loose if _asks_by_subject(n)]
    wanted = {(n.partner, n.base_subject.casefold()) for n in askers}
    targets: dict[tuple[str | None, str, str], list[Node]] = defaultdict(list)
    for node in ordered if wanted else ():
        subject = node.base_subject.casefold()
        if (node.partner, subject) in wanted and _may_be_answered(node):
            for address in node.participants:
                targets[(node.partner, subject, address)].append(node)
    for asker in askers:
        parent = _asked(asker, targets)
        if parent:
            yield InferredJoin(asker.key, parent.key, "subject")


def _may_be_answered(node: Node) -> bool:
    return node.date is not None and node.automatic is None and not _broadcast(node)


def _broadcast(node: Node) -> bool:
    """We wrote to several organisations at once: an answer to that begins a thread of its own (law 14)."""
    domains = {address.rpartition("@")[2] for address in node.participants}
    return node.direction == "out" and len(domains) >= _BROADCAST_DOMAINS


def _asked(asker: Node, targets: dict[tuple[str | None, str, str], list[Node]]) -> Node | None:
    """The latest message with this subject that one of the asker's external participants took part in."""
    subject = asker.base_subject.casefold()
    earlier = (
        _last_before(asker, targets.get((asker.partner, subject, address), [])) for address in asker.participants
    )
    found = max((n for n in earlier if n), key=lambda n: n.order, default=None)
    recent = found and found.date and asker.date and asker.date - found.date <= WINDOW
    return found if recent else None


def _last_before(node: Node, ordered: list[Node]) -> Node | None:
    place = bisect_left(ordered, node.order, key=lambda n: n.order)
    return ordered[place - 1] if place else None


def _by_letter(ordered: list[Node], loose: list[Node]) -> Iterator[InferredJoin]:
    letters: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in ordered:
        if node.partner and node.letter and letter_number(node.letter):
            letters[(node.partner, letter_number(node.letter))].append(node)
    for node in loose if letters else ():
        parent = _cited(node, letters) if node.cites and node.partner else None
        if parent:
            yield InferredJoin(node.key, parent.key, "letter_number")


def _cited(node: Node, letters: dict[tuple[str, str], list[Node]]) -> Node | None:
    found = (_last_before(node, letters.get((node.partner or "", letter_number(n)), [])) for n in node.cites)
    return next((n for n in found if n), None)
