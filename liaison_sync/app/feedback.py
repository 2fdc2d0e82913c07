"""What partners say of a meeting when we ask: on the page their letter leads to, or by answering the letter.

The first answer of each stands. What a letter says is recorded where its score is unmistakable and its writer is one
of those we asked; else it waits for an officer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import Connection, select

from liaison_sync.app.answers_arriving import answered
from liaison_sync.app.service import Service
from liaison_sync.app.tokens import hashed
from liaison_sync.domain import changes as c
from liaison_sync.domain.changes.feedback import State, Via
from liaison_sync.domain.feedback_answer import HIGHEST, LOWEST, Answer, kept, read
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.threading import Filed
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Turn
from liaison_sync.formats.closing_card import own_words
from liaison_sync.store import feedback
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.feedback import Feedback, Request


class NotOnTheScale(ValueError):
    """A score that is none of 1 to 5."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows: the meeting asked about, what was recorded already, and whether it is still open."""

    request: Request
    title: str
    start: datetime | None
    given: Feedback | None
    open: bool


def asked(service: Service, token: str) -> Asked | None:
    """The request this token is for, by its hash; None for a token nobody was given."""
    with reading(service.engine) as connection:
        return _asked(connection, token, service.clock.now())


def give(service: Service, token: str, score: int, text: str) -> Asked | None:
    """Record the answer, unless there is one; what stands now. Raises NotOnTheScale."""
    if not LOWEST <= score <= HIGHEST:
        raise NotOnTheScale(score)
    now = service.clock.now()
    with writing(service.engine) as connection:
        found = _asked(connection, token, now)
        if found is None or found.given is not None or not found.open:
            return found
        request = found.request
        apply(connection, list(_recorded(request, request.address, Answer(score, None, kept(text)), "form", now)))
        return _asked(connection, token, now)


def _asked(connection: Connection, token: str, now: datetime) -> Asked | None:
    request = feedback.by_token(connection, hashed(token), "feedback")
    if request is None:
        return None
    o, e = s.occurrence.c, s.engagement.c
    joined = s.occurrence.join(s.engagement, e.key == o.engagement)
    meeting = connection.execute(select(e.title, o.start).select_from(joined).where(o.key == request.meeting)).first()
    given = feedback.one(connection, id_of(request.followup, request.address))
    stands = given if given and given.state == "recorded" else None
    open_ = request.expires_at is None or now < request.expires_at
    return Asked(request, meeting.title if meeting else "", meeting.start if meeting else None, stands, open_)


# --- by mail -----------------------------------------------------------------------------------------------------


def told(connection: Connection, arrived: Mapping[str, tuple[Recognised, Filed]], now: datetime) -> Iterator[c.Change]:
    """Of the new messages of a page those that answer a request for feedback, and what they say."""
    refer = {key: ids for key, (one, _) in arrived.items() if (ids := answered(one.arrival.message))}
    if not refer:
        return
    ours = feedback.requests(connection, {id_ for ids in refer.values() for id_ in ids})
    taken: set[str] = set()  # of two answers on one page the first
    for key, ids in refer.items():
        request = next((ours[id_] for id_ in ids if id_ in ours), None)
        one, found = arrived[key]
        if request is not None and _spoken(found.turn):
            said = read(own_words(one.arrival.message))
            yield from _noted(connection, request, found.turn, said, key, now, taken)


def _spoken(turn: Turn) -> bool:
    """A person outside wrote it: no machine, no list."""
    return turn.direction == "in" and turn.automatic is None and bool(turn.sender) and not turn.ours_automatic


def _noted(
    connection: Connection, request: Request, turn: Turn, said: Answer, key: str, now: datetime, taken: set[str]
) -> Iterator[c.Change]:
    id_ = id_of(request.followup, turn.sender)
    before = feedback.one(connection, id_)
    if said.empty or id_ in taken or (before and (before.state == "recorded" or said.score is None)):
        return
    if turn.courtesy and said.score is None and said.guess is None:
        return  # thanks for the letter, and nothing else
    taken.add(id_)
    yield from _recorded(request, turn.sender, _believed(request, turn, said), "mail", now, key)


def _believed(request: Request, turn: Turn, said: Answer) -> Answer:
    """A score of whoever was not asked, or may not be who they say, is a suggestion."""
    asked_them = turn.sender == request.address or (request.partner is not None and turn.partner == request.partner)
    if asked_them and turn.trust != "low" and not turn.junk:
        return said
    return Answer(None, said.score or said.guess, said.text)


# --- both --------------------------------------------------------------------------------------------------------


def id_of(followup: str, contact: str) -> str:
    """Derived identity: one answer of one person to one request."""
    return "fb-" + sha256(f"{followup}\0{contact}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _recorded(
    request: Request, contact: str, said: Answer, via: Via, now: datetime, message: str | None = None
) -> Iterator[c.Change]:
    state: State = "recorded" if said.score is not None else "suggested"
    yield c.FeedbackPut(
        id=id_of(request.followup, contact),
        followup=request.followup,
        meeting=request.meeting,
        contact=contact,
        score=said.score,
        suggested=said.guess,
        text=said.text,
        via=via,
        state=state,
        at=now,
        message=message,
    )
    document = {"followup": request.followup, "score": said.score, "via": via, "message": message}
    yield c.Journaled(
        now, "worker" if via == "mail" else "partner", f"feedback.{state}", f"meeting:{request.meeting}", document
    )


def put(one: Feedback) -> c.FeedbackPut:
    """What is stored, as a change, for whoever alters a part of it."""
    return c.FeedbackPut(
        id=one.id,
        followup=one.followup,
        meeting=one.meeting,
        contact=one.contact,
        score=one.score,
        suggested=one.suggested,
        text=one.text,
        via=cast("Via", one.via),
        state=cast("State", one.state),
        at=one.at,
        message=one.message,
        actor=one.actor,
    )
