"""An answer to an invitation that stands in a plain letter: whose it is, and the REPLY it comes to once recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from liaison_sync.domain.engagement import Participant
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee, Invitation, Moment

PARTSTATS = {"accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE", "delegated": "DELEGATED"}


def answers_for(
    sender: str, attendees: Collection[Participant], own: Collection[str], organizer: str | None
) -> str | None:
    """The attendee a letter from `sender` answers for: himself, else the only one of his house; None where unsure."""
    asked = [one.address for one in attendees if one.counted and one.address != organizer]
    if sender in asked:
        return sender
    ours = [address for address in asked if address in own]
    if sender in own:
        return ours[0] if len(ours) == 1 else None
    house = sender.rpartition("@")[2]
    same = [address for address in asked if address not in ours and address.rpartition("@")[2] == house]
    return same[0] if len(same) == 1 and house else None


def version_answered(organisers: Iterable[Fact], key: str, at: datetime) -> int:
    """The SEQUENCE of the newest invitation that was sent before the letter of `at`; of a series' occurrence both
    its own and its series' count. `organisers` are the organiser's facts that were believed."""
    sent = [one for one in organisers if one.method == "REQUEST" and one.key in ("", key)]
    before = [one for one in sent if (one.invitation.dtstamp or one.received_at) <= at]
    heard = before or sent
    return (max if before else min)((one.invitation.sequence for one in heard), default=0)


def spoken_later(facts: Iterable[Fact], address: str, key: str, at: datetime) -> bool:
    """Whether this attendee has answered himself (or was recorded) since the letter of `at`."""
    return any(
        one.key == key
        and one.method in ("REPLY", "ACT")
        and one.order[1] >= at
        and any(who.address == address for who in _answering(one))
        for one in facts
    )


def _answering(fact: Fact) -> tuple[Attendee, ...]:
    try:
        return fact.invitation.attendees
    except ValueError:  # an act that answers nothing
        return ()


def reply(
    uid: str,
    recurrence_id: Moment | None,
    address: str,
    partstat: str,
    *,
    sequence: int,
    at: datetime,
    delegate: str = "",
) -> Invitation:
    """The REPLY (RFC 5546 §3.2.3) a letter of `at` comes to."""
    others = (Attendee(delegate, delegated_from=(address,)),) if delegate else ()
    own = Attendee(address, partstat=partstat, delegated_to=(delegate,) if delegate else ())
    return Invitation(
        uid=uid, method="REPLY", recurrence_id=recurrence_id, sequence=sequence, dtstamp=at, attendees=(own, *others)
    )
