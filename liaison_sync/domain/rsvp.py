"""Whether an invitation still asks somebody: an update keeps the answers given before it (RFC 5546 §3.2.2)."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.directory import domain_of, own_domain
from liaison_sync.domain.invitation import Attendee, Invitation
from liaison_sync.domain.partner import Own
from liaison_sync.domain.recognise import Recognition


def all_answered(invitations: Sequence[Invitation], found: Recognition, own: Own) -> bool:
    """Whether everybody on the other side of the sender has answered; False where nobody there is listed."""
    asked = [
        who
        for one in invitations
        if one.method == "REQUEST"
        for who in one.attendees
        if not _organises(who, one) and _ours(who.address, own) == (found.direction == "in")
    ]
    return bool(asked) and all(who.partstat != "NEEDS-ACTION" for who in asked)


def _organises(who: Attendee, invitation: Invitation) -> bool:
    return invitation.organizer is not None and who.address == invitation.organizer.address


def _ours(address: str, own: Own) -> bool:
    return address in own.addresses or own_domain(own, domain_of(address)) is not None
