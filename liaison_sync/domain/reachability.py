"""Which addresses mail does not reach: what bounced for good, unless somebody wrote from there later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liaison_sync.domain.message import BounceRecipient
from liaison_sync.domain.view import Turn

# RFC 3463 §3.3, §3.4, §3.7: too large, not convertible: the letter's fault, another one would arrive.
_OF_THE_LETTER = ("5.2.3", "5.3.4", "5.6.")
# RFC 3463 §3.8: refused for who we are or what we wrote; but RFC 7293 §5: the owner of the address has changed.
_BY_POLICY, _OWNER_CHANGED = "5.7.", ("5.7.17", "5.7.18")


def unreachable(recipient: BounceRecipient) -> bool:
    """Whether a failure says that the address takes no mail, rather than not now, not this letter or not from us."""
    letters_fault = (recipient.status or "").startswith(_OF_THE_LETTER)
    return recipient.kind == "permanent" and not letters_fault and not refused(recipient)


def refused(recipient: BounceRecipient) -> bool:
    """Whether a server's policy turned the letter away: the address lives, and another letter would fare alike."""
    status = recipient.status or ""
    return recipient.kind == "permanent" and status.startswith(_BY_POLICY) and status not in _OWNER_CHANGED


def failures(turns: Iterable[Turn]) -> dict[str, datetime]:
    """Address → when a bounce last said that it cannot be reached."""
    return _latest((address, turn.at) for turn in turns for address in turn.bounced)


def refusals(turns: Iterable[Turn]) -> dict[str, datetime]:
    """Address → when a bounce last said that its server refuses us by its policy."""
    return _latest((address, turn.at) for turn in turns for address in turn.refused)


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
