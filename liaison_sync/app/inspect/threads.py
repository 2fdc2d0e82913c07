"""`inspect threads`: the threads of a set of messages, as ingest would make them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from liaison_sync.app.inspect.known import Known, known
from liaison_sync.app.inspect.letters_of import letters_of
from liaison_sync.app.inspect.message import Json
from liaison_sync.domain import filing
from liaison_sync.domain.directory import domain_of
from liaison_sync.domain.identity import Identity, assign, identity
from liaison_sync.domain.message import Message
from liaison_sync.domain.thread import Node, partition
from liaison_sync.formats import mime
from liaison_sync.formats.parsed import Parsed


def document(files: Sequence[str], *, mailbox: Sequence[str] = (), directory: str | None = None) -> Json:
    """`mailbox`: our own addresses; without any, nobody is taken for ours and threads are joined the more carefully.

    `messages` names every copy: FILE, `FILE#1` … of an mbox, or the path inside a Maildir. Copies of one message stand
    together. Raises OSError for a file that cannot be opened.
    """
    ours = known(directory, mailbox)
    identities: dict[str, Identity] = {}
    nodes: dict[str, Node] = {}
    for file in files:
        for name, raw in letters_of(file):
            parsed = mime.parse(raw)
            identities[name] = identity(parsed.message)
            nodes[name] = _node(name, parsed, ours)
    copies: dict[str, list[str]] = defaultdict(list)
    for name, placed in assign(identities).items():
        copies[placed.key].append(name)
    order = {name: number for number, name in enumerate(nodes)}
    ordered = {key: sorted(names, key=order.__getitem__) for key, names in copies.items()}
    threads = partition(replace(nodes[names[0]], key=key) for key, names in ordered.items())
    return {
        "threads": [
            {
                "id": one.id,
                "base_subject": one.base_subject,
                "messages": [name for member in one.members for name in ordered[member.key]],
                "inferred": bool(one.inferred),
            }
            for one in threads
        ]
    }


def _node(name: str, parsed: Parsed, ours: Known) -> Node:
    found = filing.node(ours.recognised(name, parsed), ours.directory)
    found = replace(found, date=parsed.message.date)
    return found if ours.own.addresses or ours.own.domains else _anybody(found, parsed.message)


def _anybody(node: Node, message: Message) -> Node:
    """Nobody told us who we are: the partner is then everybody's organisation together, and a participant is a pair of
    people who wrote each other, so that a shared mailbox alone makes no two strangers' letters one.
    """
    people = [a.address.lower() for a in (*message.to, *message.cc, *message.bcc) if a.address]
    domains = sorted({domain_of(a) for a in (node.sender, *people) if a})
    pairs = frozenset(" ".join(sorted((node.sender, a))) for a in people if a != node.sender)
    return replace(node, direction="internal", partner=" ".join(domains) or None, participants=pairs)
