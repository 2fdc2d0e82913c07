"""One more answer laid over a meeting already folded: what the whole fold would come to, without its cost.

Only where nothing else hangs on the answer: an attendee of the organiser's own list who delegates to nobody and is
nobody's delegate, or somebody who may not answer at all; and the newest counter-proposal. All else is folded anew.
"""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip import counter, reply
from liaison_sync.domain.itip.meeting import Item, Meeting


def lay(meeting: Meeting, fact: Fact) -> Item | None:
    """The item the answer is about, with its note taken; None where the meeting must be folded anew."""
    if fact.method == "COUNTER" and fact.role == "inbox" and (not fact.key or fact.key in meeting.named):
        return counter.one_more(meeting, fact)
    item = _plain(meeting, fact)
    if item is None:
        return None
    who = reply.replier(meeting, fact)
    if who is None:
        meeting.notes[fact.id] = reply.refused(meeting, fact)
        return item
    asked = item.asked.get(who.address)
    if any(one.by == who.address and one.state == "open" for one in item.proposals):
        return None
    reply.remember_yes(meeting, meeting.key(fact.key), fact, who)
    newest = meeting.answered.setdefault(meeting.key(fact.key), {})
    earlier = newest.get(who.address)
    delegating = who.partstat == "DELEGATED" or who.address in item.delegates
    if asked is None or delegating or (earlier and not _counted(item, earlier, who.address)):
        return None
    if earlier and (earlier.order, earlier.id) > (fact.order, fact.id):
        meeting.notes[fact.id] = ("STALE", "reply.stale")
        return item
    if earlier:
        meeting.notes[earlier.id] = ("STALE", "reply.stale")
    newest[who.address] = fact
    meeting.notes[fact.id] = reply.count(meeting, item, fact, who.address, item.asked)
    return item


def _plain(meeting: Meeting, fact: Fact) -> Item | None:
    """An item somebody described, no range begins at, and answered by mail.

    What we have sent ourselves also tells whom we believe.
    """
    if fact.method != "REPLY" or fact.role != "inbox" or (fact.key and fact.key not in meeting.named):
        return None
    if meeting.onward or fact.invitation.this_and_future:
        return None
    item = meeting.known(fact)
    return item if item is not None and item.version is not None and item.split is None else None


def _counted(item: Item, earlier: Fact, address: str) -> bool:
    """Whether the answer before this one stands, came by mail and delegates nothing."""
    if item.answers.get(address) is not earlier or earlier.role == "calendar":
        return False
    return reply.own_line(earlier, address).partstat != "DELEGATED"
