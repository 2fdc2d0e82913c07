"""An answer a person writes in the console: who gets it, under which subject, and what it comes down from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.policy import Sending
from liaison_sync.domain.thread_node import Node
from liaison_sync.domain.value import dataclass

_PREFIXES = ("re:", "bls:", "balas:")
_MOST = 100  # people one answer goes to


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with an answer: its safe name, media type, size in bytes; its octets are kept by `sha256`."""

    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What its writer typed. `quote`: the words answered stand below, as their reader is used to."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    quote: bool = True
    files: tuple[Enclosed, ...] = ()


def refused(files: Iterable[Enclosed], policy: Sending) -> str | None:
    """Why an answer may not carry these files together, as a key of "refused"; None where it may."""
    these = tuple(files)
    if len(these) > policy.files:
        return "reply_files_many"
    if sum(one.size for one in these) > policy.files_mb * 1_000_000:
        return "reply_files_large"
    endings = {one.name.rpartition(".")[2].strip().casefold() for one in these}
    if endings & {one.casefold() for one in policy.refused_files}:
        return "reply_files_kind"
    return "reply_files_empty" if any(not one.size or not one.name for one in these) else None


def answering(subject: str) -> str:
    """The subject of an answer: one prefix, on one line."""
    line = " ".join(subject.split())
    return line if line.casefold().startswith(_PREFIXES) else f"Re: {line}".strip()


def recipients(
    message: Message, ours: Callable[[str], bool], *, outbound: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(To, Cc) of an answer to all (RFC 5322 §3.6.3); to a letter of our own it goes on to those who got that one."""
    asked = message.reply_to or message.from_
    first = _outside(message.to if outbound else asked, ours)
    if not first and not outbound:
        first = _outside(message.from_, ours)
    others = [] if outbound else [*message.to]
    rest = _outside([*others, *message.cc], ours)
    return first[:_MOST], tuple(one for one in rest if one not in first)[:_MOST]


def _outside(people: Iterable[Address], ours: Callable[[str], bool]) -> tuple[str, ...]:
    found = dict.fromkeys(one.address for one in people if "@" in one.address and not ours(one.address))
    return tuple({address.lower(): address for address in reversed(found)}.values())[::-1]


def ancestry(node: Node) -> tuple[str, ...]:
    """The References of an answer but for the message answered itself (RFC 5322 §3.6.4)."""
    return node.references or (node.in_reply_to if len(node.in_reply_to) == 1 else ())
