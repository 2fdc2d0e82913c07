"""`doctor --send`: one small letter to a mailbox of ours, watched until it is there; it never becomes a message.

Its row in the outbox stands before the first byte leaves, so that every mailbox knows the copies as excluded.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.app.service import Mailbox, Sender, Service
from liaison_sync.connections.clock import clock_finding
from liaison_sync.connections.doctor import found_by
from liaison_sync.domain import changes as c
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import authentication, mime, results_field
from liaison_sync.formats.compose import freeze
from liaison_sync.formats.headers import split
from liaison_sync.formats.render import Letter
from liaison_sync.formats.tag_list import tags
from liaison_sync.formats.trace import received_at
from liaison_sync.formats.wording import say
from liaison_sync.ports import (
    Accepted,
    Ambiguous,
    Cursor,
    Finding,
    Folder,
    Frozen,
    Outcome,
    Raw,
    Seen,
    Source,
)
from liaison_sync.store import own_letters, views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

WATCHED = ("inbox", "junk", "all")
EVERY = 2.0  # seconds between two looks
MOST_BYTES = 1024 * 1024
Signed = Callable[[str, str], list[Finding]]
"""What is said of a DKIM selector and its domain, met in the letter that arrived."""


def send_to_self(
    service: Service, *, seconds: float = 120.0, pause: Callable[[float], None] = time.sleep, signed: Signed
) -> list[Finding]:
    """What sending a letter to ourselves shows; nothing where there is no sender. Never raises a Failure."""
    if service.sender is None or not service.mailboxes:
        return []
    box = _box(service, service.sender)
    return found_by(_Trial(service, service.sender, box, seconds, pause, signed).steps(), box.name, "")


def _box(service: Service, sender: Sender) -> Mailbox:
    """The sender's own mailbox, else the first."""
    own = (one for one in service.mailboxes if one.address.lower() == sender.address.lower())
    return next(own, service.mailboxes[0])


@dataclass(slots=True)
class _Arrived:
    """The copy that came: where, by when on our clock, and its bytes."""

    folder: Folder
    at: datetime
    content: bytes


@dataclass(slots=True)
class _Trial:
    service: Service
    sender: Sender
    box: Mailbox
    seconds: float
    pause: Callable[[float], None]
    signed: Signed
    id: str = field(default_factory=lambda: f"{own_letters.TRIAL}{secrets.token_hex(12)}")  # each trial is a new one

    def steps(self) -> Iterator[Finding]:
        with self.box.open() as source:
            places = self._places(source)
            began = self.service.clock.now()
            outcome = self._submit(began)
            yield from self._left(outcome)
            if not isinstance(outcome, Ambiguous) and not isinstance(outcome.recipients[0], Accepted):
                return
            arrived = self._watched(source, places)
        if arrived is None:
            told = {"mailbox": self.box.address, "seconds": str(round(self.seconds))}
            yield Finding("bad", "doctor.trial_not_seen", told)
            return
        yield from self._seen(arrived, began)

    # --- sending ----------------------------------------------------------------------------------------------

    def _submit(self, now: datetime) -> Outcome:
        letter = self._frozen(now)
        with self.sender.open() as delivery:
            handle = delivery.prepare(letter)
            self._known(letter, now)
            return delivery.submit(handle)

    def _frozen(self, now: datetime) -> Frozen:
        language, here = self.service.policy.language, self.service.policy
        letter = Letter(say(language, "doctor.letter.subject"), say(language, "doctor.letter.text") + "\n")
        message_id = f"{self.id}@{self.sender.address.rpartition('@')[2]}"
        content = freeze(
            letter,
            from_=Address(self.sender.name, self.sender.address),
            to=[Address("", self.box.address)],
            message_id=message_id,
            date=now.astimezone(ZoneInfo(here.zone)),
            automatic=True,
            liaison_id=self.id,
            language=language,
        )
        return Frozen(self.id, message_id, self.sender.address, (self.box.address,), content)

    def _known(self, letter: Frozen, now: datetime) -> None:
        """The row says at once that nothing more is to be done with it: whatever happens, nobody sends it again."""
        to = [{"address": self.box.address, "outcome": None}]
        queued = c.LetterQueued(
            self.id, own_letters.TRIAL_KIND, "", letter.mail_from, letter.recipients, letter.message_id, b"", now
        )
        done = c.OutboxMoved(self.id, "sent", to, 1, None, now, {"reason": "trial"})
        note = c.Journaled(now, "doctor", "letter.trial", f"outbox:{self.id}", {"to": self.box.address})
        with writing(self.service.engine) as connection:
            apply(connection, [queued, done, c.LetterTried(self.id, now), c.CopyFiled(self.id, "skipped"), note])

    def _left(self, outcome: Outcome) -> Iterator[Finding]:
        told = {"mailbox": self.box.address, "sender": self.sender.address}
        if isinstance(outcome, Ambiguous):
            yield Finding("warn", "doctor.trial_doubtful", told)
            return
        one = outcome.recipients[0]
        if isinstance(one, Accepted):
            yield Finding("ok", "doctor.trial_left", told)
        else:
            detail = f"{one.reply.code} {one.reply.text}" if one.reply else one.reason
            yield Finding("bad", "doctor.trial_refused", {**told, "detail": detail[:300]})

    # --- watching ---------------------------------------------------------------------------------------------

    def _places(self, source: Source) -> dict[Folder, Cursor | None]:
        """The folders it may arrive in, and how far each has been read; what was never read is listed through."""
        with reading(self.service.engine) as connection:
            known = views.cursors(connection, self.box.name)
        there = [one for one in source.folders() if one.role in WATCHED and one.excluded is None]
        places: dict[Folder, Cursor | None] = {}
        for folder in there:
            text, more = known.get(folder.id), True
            places[folder] = Cursor(text) if text else None
            while more:
                page = source.changes(folder, places[folder])
                places[folder], more = page.cursor, page.more
        return places

    def _watched(self, source: Source, places: dict[Folder, Cursor | None]) -> _Arrived | None:
        waited = 0.0
        while waited < self.seconds:
            self.pause(EVERY)
            waited += EVERY
            for folder, cursor in places.items():
                page = source.changes(folder, cursor)
                places[folder] = page.cursor
                new = [item.ref for item in page.items if isinstance(item, Seen)]
                for one in source.fetch(new, max_bytes=MOST_BYTES) if new else ():
                    if isinstance(one, Raw) and self.id.encode() in one.content:
                        return _Arrived(folder, self.service.clock.now(), one.content)
        return None

    # --- what it shows ----------------------------------------------------------------------------------------

    def _seen(self, arrived: _Arrived, began: datetime) -> Iterator[Finding]:
        took = max(timedelta(), arrived.at - began).total_seconds()
        told = {"mailbox": self.box.address, "folder": arrived.folder.path, "seconds": str(round(took))}
        if arrived.folder.role == "junk":
            yield Finding("warn", "doctor.trial_in_junk", told)
        else:
            yield Finding("ok", "doctor.trial_seen", told)
        headers, _, _ = split(arrived.content)
        stamp = received_at(headers)
        if stamp is not None:
            yield clock_finding(stamp, began, arrived.at, self.box.address)
        yield from self._proved(mime.parse(arrived.content).message)
        for selector, domain in _signatures(headers.unfolded("dkim-signature")):
            yield Finding("ok", "doctor.trial_signed", {"selector": selector, "domain": domain})
            yield from self.signed(selector, domain)

    def _proved(self, message: Message) -> Iterator[Finding]:
        """What the receiving server says of it (RFC 8601)."""
        domain = self.sender.address.rpartition("@")[2]
        ours = self.service.own.authserv_id
        if not message.authentication:
            yield Finding("warn", "doctor.trial_no_results", {"mailbox": self.box.address})
        elif ours is None:
            yield _unnamed(message.authentication[0])
        else:
            verdict = authentication.verdict(message.authentication, ours, domain)
            said = {"domain": domain, "server": ours or "microsoft", "reason": verdict.reason}
            match verdict.result:
                case "pass":
                    yield Finding("ok", "doctor.trial_proved", said)
                case "fail":
                    yield Finding("bad", "doctor.trial_refuted", said)
                case _:
                    yield Finding("warn", "doctor.trial_not_judged", said)


def _unnamed(header: str) -> Finding:
    """Whose word it is nobody has told us; what it says is shown all the same."""
    field_ = results_field.read(header)
    said = ", ".join(f"{one.method}={one.result}" for one in field_.results) if field_ else ""
    server = (field_.server if field_ else None) or "microsoft"
    return Finding("warn", "doctor.trial_server_unnamed", {"server": server, "said": said or "?"})


def _signatures(fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(selector, domain) of the DKIM signatures it carries, each once."""
    said = [tags(one) or {} for one in fields[:5]]
    yield from dict.fromkeys((one["s"], one["d"].lower()) for one in said if one.get("s") and one.get("d"))
