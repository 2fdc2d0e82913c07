"""Whoever leaves our bulk letters by the link or the address in their header gets no more automatic ones.

The token stands for whom the letter went to, so no mail has to prove who wrote it (RFC 8058 §3.1). It is the same wish
as one written in a reply, with the letter, or the mail that came, as its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app.service import Service
from liaison_sync.app.tokens import hashed
from liaison_sync.app.wishing import granted
from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.threading import Filed
from liaison_sync.domain.value import dataclass
from liaison_sync.store import feedback, views, wishes
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.feedback import Request

WORD = "unsubscribe"
_KIND = "opted_out"
_SUBJECT = re.compile(rf"\s*{WORD}\s+([A-Za-z0-9_-]{{20,100}})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the page shows: in which language, and whether it is done."""

    language: str
    done: bool


def leaving(service: Service, token: str) -> Leaving | None:
    """Whose token it is, changing nothing; None for a token nobody was given."""
    with reading(service.engine) as connection:
        request = feedback.by_token(connection, hashed(token), WORD)
        return Leaving(request.language, _stands(connection, request)) if request else None


def leave(service: Service, token: str, said: str) -> Leaving | None:
    """Keep the wish, once; `said` is how it was said."""
    now = service.clock.now()
    with writing(service.engine) as connection:
        request = feedback.by_token(connection, hashed(token), WORD)
        if request is None:
            return None
        if not _stands(connection, request):
            apply(connection, list(_noted(connection, request, _evidence(connection, request, now), said, now, now)))
        return Leaving(request.language, done=True)


def by_mail(
    connection: Connection, arrived: Mapping[str, tuple[Recognised, Filed]], now: datetime
) -> Iterator[c.Change]:
    """Of the new messages of a page those whose subject holds such a token."""
    for key, (one, found) in arrived.items():
        said = _SUBJECT.fullmatch((one.arrival.message.subject or "")[:200])
        if said is None or found.turn.direction == "out":
            continue
        request = feedback.by_token(connection, hashed(said[1]), WORD)
        if request is not None:
            yield from _noted(connection, request, key, WORD, found.turn.at, now)


def _stands(connection: Connection, request: Request) -> bool:
    """What an officer has undone may be wished again."""
    return any(one.kind == _KIND for one in wishes.standing(connection, {request.address}))


def _evidence(connection: Connection, request: Request, now: datetime) -> str:
    """The letter that was left; a second time, after the first was undone, also when."""
    id_ = request.followup
    return f"{id_}#{int(now.timestamp())}" if wishes.known(connection, id_) else id_


def _noted(
    connection: Connection, request: Request, evidence: str, said: str, at: datetime, now: datetime
) -> Iterator[c.Change]:
    yield c.WishNoted(evidence, request.address, _KIND, said, at)
    known = views.contacts_at(connection, request.address)
    if not known and request.partner:
        known = [Contact(request.address, request.partner, "")]
    yield from (c.ContactPut(granted(contact, _KIND), now) for contact in known)
    document = {"message": evidence, "said": said}
    yield c.Journaled(now, "worker", f"contact.{_KIND}", f"address:{request.address}", document)
