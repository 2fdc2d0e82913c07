"""A parsed message becomes a row: recognised, dated, with what threading and the ball need of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from liaison_sync.domain.changes import MessageAdded, MessageRefiled
from liaison_sync.domain.courtesy import is_courtesy
from liaison_sync.domain.directory import Directory
from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.domain.gist import KEPT, Gist, gist
from liaison_sync.domain.message import Message
from liaison_sync.domain.reachability import refused, unreachable
from liaison_sync.domain.recognise import QUEUED, Recognition, party
from liaison_sync.domain.thread import Node, keys
from liaison_sync.domain.threading import Filed
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Settled, Trust, Turn

_SKEW = timedelta(days=1)
_LOW = (
    *("authentication_failed", "display_name_of_partner", "look_alike_domain", "look_alike_own_domain"),
    "address_in_display_name",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One copy of a message, read. `mailbox` is the configured name, `role` that of its folder."""

    mailbox: str
    folder: str
    role: str
    locator: str
    received_at: datetime
    message: Message


@dataclass(frozen=True, slots=True)
class Recognised:
    """A message under its key, with whose it is; `gist` where it was made before."""

    key: str
    arrival: Arrival
    recognition: Recognition
    authentication: AuthVerdict
    alert: str | None = None
    answered: bool = False  # an invitation to which everybody asked has answered before (domain.rsvp)
    gist: Gist | None = None
    settled: Settled | None = None  # as was recorded when it arrived, or by a person since

    @property
    def drawn(self) -> Gist:
        """The gist as it was made where the message was read, or made now."""
        return self.gist or gist(self.arrival.message)


def said_at(message: Message, received_at: datetime) -> datetime:
    """When it was written: its Date, unless that lies in the future; else when we received it. Aware UTC."""
    stated = message.date
    return stated if stated and stated <= received_at + _SKEW else received_at


def filed(one: Recognised, directory: Directory) -> Filed:
    """The message as threading sees it; thread and component are still to be found."""
    found = node(one, directory)
    return Filed(found, turn(one), keys=keys(found))


def node(one: Recognised, directory: Directory) -> Node:
    message, found = one.arrival.message, one.recognition
    letter = message.letter
    return Node(
        key=one.key,
        message_id=message.message_id,
        in_reply_to=message.in_reply_to,
        references=message.references,
        base_subject=message.base_subject,
        reply_prefix=message.reply_prefix,
        date=said_at(message, one.arrival.received_at),
        direction=found.direction,
        sender=found.sender.address.lower(),
        participants=frozenset(found.external),
        partner=party(found, directory),
        thread_index=message.thread_index,
        automatic=message.automatic.kind,
        bounce_of=message.bounce.original_message_id if message.bounce else message.automatic.original_message_id,
        letter=letter.number if letter else None,
        cites=letter.refers_to if letter else (),
    )


def turn(one: Recognised) -> Turn:
    message, found, arrival = one.arrival.message, one.recognition, one.arrival
    people = (*message.to, *message.cc, *message.bcc)
    back = message.automatic.return_date
    failed = message.bounce.recipients if message.bounce else ()
    return Turn(
        key=one.key,
        message_id=message.message_id,
        at=said_at(message, arrival.received_at),
        direction=found.direction,
        sender=found.sender.address.lower(),
        recipients=tuple(dict.fromkeys(a.address.lower() for a in people if a.address)),
        partner=found.partner,
        subject=message.subject or "",
        automatic=message.automatic.kind,
        return_date=datetime.combine(back, time(12), UTC) if back else None,
        bounced=tuple(r.address.lower() for r in failed if unreachable(r)),
        to_us=_to_us(one),
        undelivered=tuple(r.address.lower() for r in failed if r.kind == "permanent"),
        refused=tuple(r.address.lower() for r in failed if refused(r)),
        bounce_of=message.bounce.original_message_id if message.bounce else None,
        calendar_method=next((ref.method for ref in message.calendar if ref.method), None),
        trust=trust(one),
        language=message.language,
        ours_automatic=bool(message.liaison_id and message.automatic.kind),
        junk=arrival.role == "junk",
        courtesy=is_courtesy(message.new_text),
        answered=one.answered,
        settled=one.settled,
    )


def _to_us(one: Recognised) -> tuple[str, ...]:
    if one.recognition.direction != "out":
        return ()
    message, outside = one.arrival.message, set(one.recognition.external)
    people = (a.address.lower() for a in (*message.to, *message.cc, *message.bcc) if a.address)
    return tuple(dict.fromkeys(address for address in people if address not in outside))


def trust(one: Recognised) -> Trust:
    """Low: somebody pretends to be who they are not. Verified: our server vouches for the sender."""
    pretends = any(warning.startswith(_LOW) for warning in one.recognition.warnings)
    if pretends or one.recognition.reason == "several_senders":
        return "low"
    return "verified" if one.authentication.result == "pass" else "unchecked"


def stranger(one: Recognised) -> str | None:
    """Whom a person is to match to a partner: who wrote this, or wrote what a colleague passed on.

    Newsletters, notices and junk are nobody we would write to.
    """
    known, message = one.recognition, one.arrival.message
    if known.partner or known.reason not in QUEUED or message.automatic.kind or one.arrival.role == "junk":
        return None
    if known.direction == "in":
        return known.sender.address.lower() or None
    return known.suggestion.address if known.direction == "internal" and known.suggestion else None


def row_number(key: str) -> int:
    """The 63-bit row number of the search index, derived from the message's key."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") >> 1


def added(one: Recognised, found: Filed, place: tuple[str, str], dump: Callable[[Any], Any]) -> MessageAdded:
    """The message as a new row; `place` is its thread and component."""
    thread, component = place
    message, known, arrival = one.arrival.message, one.recognition, one.arrival
    drawn = one.drawn
    return MessageAdded(
        key=one.key,
        n=row_number(one.key),
        message_id=message.message_id,
        sha256=message.sha256,
        digest=drawn.digest,
        at=found.turn.at,
        received_at=arrival.received_at,
        direction=known.direction,
        sender=found.turn.sender,
        sender_name=known.sender.name,
        subject=message.subject or "",
        base_subject=message.base_subject,
        automatic=message.automatic.kind,
        language=message.language,
        trust=found.turn.trust,
        junk=found.turn.junk,
        partner=known.partner,
        contact=known.contact,
        reason=known.reason,
        stranger=stranger(one),
        warnings=_warnings(one),
        linked=known.linked,
        thread=thread,
        component=component,
        node=dump(found.node),
        turn=dump(found.turn),
        body=message.new_text[:KEPT],
        rest=_rest(one, dump),
        participants=drawn.participants,
        attachments=message.attachments,
        excerpt=drawn.excerpt,
        words=drawn.words,
    )


def refiled(one: Recognised, found: Filed, rest: Mapping[str, Any], dump: Callable[[Any], Any]) -> MessageRefiled:
    """What recognising a stored message anew changes of its row, and of the `rest` that is stored of it."""
    known = one.recognition
    suggested = {"suggestion": dump(known.suggestion)} if known.suggestion else {}
    return MessageRefiled(
        key=one.key,
        n=row_number(one.key),
        rest={name: value for name, value in rest.items() if name != "suggestion"} | suggested,
        sender=found.turn.sender,
        sender_name=known.sender.name,
        trust=found.turn.trust,
        partner=known.partner,
        contact=known.contact,
        reason=known.reason,
        stranger=stranger(one),
        direction=known.direction,
        node=dump(found.node),
        turn=dump(found.turn),
        warnings=_warnings(one),
        linked=known.linked,
    )


def _warnings(one: Recognised) -> tuple[str, ...]:
    return (*one.recognition.warnings, *((one.alert,) if one.alert else ()))


def _rest(one: Recognised, dump: Callable[[Any], Any]) -> dict[str, Any]:
    """What the console shows beside the new text."""
    message = one.arrival.message
    suggestion = one.recognition.suggestion
    whole = {
        "quoted": message.quoted_text[:KEPT],
        "signature": message.signature,
        "html": message.html,
        "forwarded": [dump(one) for one in message.forwarded],
        "links": list(message.links),
        "defects": [dump(one) for one in message.defects],
        "letter": dump(message.letter) if message.letter else None,
        "answer": dump(message.answer) if message.answer.kind != "none" else None,
        "meetings": [dump(one) for one in message.meetings],
        "suggestion": dump(suggestion) if suggestion else None,
        "bounce": dump(message.bounce) if message.bounce else None,
    }
    return {name: value for name, value in whole.items() if value}
