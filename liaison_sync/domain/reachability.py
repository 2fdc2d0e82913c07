"""Which addresses mail does not reach: what bounced for good, unless somebody wrote from there later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liaison_sync.domain.message import BounceRecipient
from liaison_sync.domain.view import Turn

# RFC 3463 §3.3, §3.4, §3.7: too large, not convertible: the letter's fault, another one would arrive.
_OF_THE_LETTER = ("5.2.3", "5.3.4", "5.6.")


def unreachable(recipient: BounceRecipient) -> bool:
    """Whether a failure says that the address takes no mail, rather than not now or not this letter."""
    return recipient.kind == "permanent" and not (recipient.status or "").startswith(_OF_THE_LETTER)


def failures(turns: Iterable[Turn]) -> dict[str, datetime]:
    """Address → when a bounce last said that it cannot be reached."""
    return _latest((address, turn.at) for turn in turns for address in turn.bounced)


def voices(turns: Iterable[Turn]) -> dict[str, datetime]:
    """Address → when a person last wrote from it, as far as we can trust that."""
    return _latest((turn.sender, turn.at) for turn in turns if _spoke(turn))


def _spoke(turn: Turn) -> bool:
    by_person = turn.automatic is None or turn.calendar_method in ("REPLY", "COUNTER")
    return turn.direction == "in" and bool(turn.sender) and by_person and turn.trust != "low" and not turn.junk


def _latest(pairs: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for address, at in pairs:
        found[address] = max(at, found.get(address, at))
    return found


def later(one: datetime | None, other: datetime | None) -> bool:
    """Whether `one` happened, and after `other` if that did."""
    return one is not None and (other is None or one > other)
