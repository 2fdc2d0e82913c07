"""The pictures follow-ups and reports decide over: correspondences, meetings, letters sent, follow-ups under way."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from liaison_sync.domain.ball import ball
from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.context import Sent
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.threading import Decision, still_closed
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import ActionItem, Conduct, Correspondence, Invited, Meeting, Participant, Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump, load
from liaison_sync.store.views import among

# States of a follow-up whose letter has left, or may have.
LEFT = ("in_flight", "sent", "answered", "ambiguous")
_BETWEEN = "\n"


def correspondences(connection: Connection, *conditions: ColumnElement[bool]) -> list[Correspondence]:
    """The threads that satisfy `conditions` (over store.schema.thread), each with its turns in time order."""
    rows = connection.execute(select(s.thread).where(*conditions).order_by(s.thread.c.id)).all()
    turns = turns_of(connection, [row.id for row in rows])
    return [_correspondence(row, turns[row.id]) for row in rows if turns[row.id]]


def turns_of(connection: Connection, threads: Collection[str]) -> dict[str, tuple[Turn, ...]]:
    """Thread → its turns in time order."""
    found: dict[str, list[Turn]] = defaultdict(list)
    m = s.message.c
    for condition in among(m.thread, threads):
        query = select(m.thread, type_coerce(m.turn, Text)).where(condition).order_by(m.at, m.key)
        rows = connection.execute(query).all()
        turns = json.loads(f"[{','.join([turn for _, turn in rows])}]")  # thousands of small ones at once
        for (thread, _), turn in zip(rows, turns, strict=True):
            found[thread].append(load(Turn, turn))
    return defaultdict(tuple, {thread: tuple(each) for thread, each in found.items()})


def _correspondence(row: Any, turns: tuple[Turn, ...]) -> Correspondence:
    closed = still_closed(turns, Decision(row.closed, row.closed_after))
    return Correspondence(
        thread=row.id,
        subject=row.subject or turns[-1].subject,
        partner=row.partner,
        turns=turns,
        ball=ball(turns, closed=closed),
        owner=row.owner,
        closed=closed,
        snoozed_until=row.snoozed_until,
        inferred=row.inferred,
        project=row.project,
    )


def recent_turns(connection: Connection, since: datetime) -> list[Turn]:
    """Every turn since then, in time order."""
    m, b = s.message.c, s.feedback.c
    said = select(b.message).where(b.message.is_not(None), b.state != "dismissed").distinct().subquery()
    of = s.message.outerjoin(s.thread, m.thread == s.thread.c.id).outerjoin(said, said.c.message == m.key)
    began = select(m.turn, m.thread, s.thread.c.first_at, said.c.message.label("opinion")).select_from(of)
    rows = connection.execute(began.where(m.at >= since).order_by(m.at, m.key))
    return [
        replace(load(Turn, row.turn), began=row.first_at, thread=row.thread, opinion=row.opinion is not None)
        for row in rows
    ]


# --- meetings ----------------------------------------------------------------------------------------------------


def meetings(
    connection: Connection,
    now: datetime,
    own: frozenset[str],
    *conditions: ColumnElement[bool],
    partners: Mapping[str, str | None] | None = None,
    candidates: bool = False,
    invited: bool = True,
) -> list[Meeting]:
    """The occurrences that satisfy `conditions` (over store.schema.occurrence), by start.

    `partners` is whose each address is, for whoever has the directory at hand already; `candidates`: also those that
    only a letter names; `invited`: with our own letters that invite.
    """
    o = s.occurrence.c
    real = () if candidates else (o.status != CANDIDATE,)
    rows = connection.execute(_recorded().where(*conditions, *real).order_by(o.start, o.key)).all()
    known = _partners(connection, rows) if partners is None else partners
    ours = {row.uid for row in rows if row.ours and invited}
    around = _Around(own, _actions(connection, {row.key for row in rows}), known, _invited(connection, ours))
    return [_meeting(row, now, around) for row in rows]


def _recorded() -> Select[Any]:
    """Occurrences with their engagement and what people recorded of them."""
    o, e, c, m, a = s.occurrence.c, s.engagement.c, s.conduct.c, s.minutes.c, s.attendance.c
    minuted = exists().where(m.occurrence == o.key).label("minuted")
    # Who sent a substitute was not there either.
    missed = select(func.aggregate_strings(a.person, _BETWEEN)).where(a.occurrence == o.key, a.presence != "present")
    absent = missed.scalar_subquery().label("absent")
    of_conduct = (c.state, c.held_at, minuted, absent)
    columns = (s.occurrence, e.title, e.partner, s.thread.c.owner, e.thread, e.ours, e.document, *of_conduct)
    joined = s.occurrence.join(s.engagement, o.engagement == e.key).outerjoin(s.conduct, c.occurrence == o.key)
    # Whoever answers for the thread answers for its meeting.
    return select(*columns).select_from(joined.outerjoin(s.thread, s.thread.c.id == e.thread))


@dataclass(frozen=True, slots=True)
class _Around:
    """The action items of a set of occurrences, whose addresses stand in them, and our invitations by UID."""

    own: frozenset[str]
    actions: Mapping[str, tuple[ActionItem, ...]]
    partners: Mapping[str, str | None]
    invited: Mapping[str, Invited]


def _actions(connection: Connection, keys: set[str]) -> dict[str, tuple[ActionItem, ...]]:
    found: dict[str, list[ActionItem]] = defaultdict(list)
    for row in _where(connection, s.action_item, s.action_item.c.occurrence, keys):
        found[row.occurrence].append(action(row))
    return {key: tuple(each) for key, each in found.items()}


def _invited(connection: Connection, uids: set[str]) -> dict[str, Invited]:
    """UID → the latest message of ours that invites to it."""
    f, m = s.fact.c, s.message.c
    found: dict[str, Invited] = {}
    for condition in among(f.uid, uids):
        query = select(f.uid, m.key, m.message_id, m.at, m.turn).join(s.message, m.key == f.message)
        for row in connection.execute(query.where(condition, m.direction == "out").order_by(m.at, m.key)):
            if row.turn.get("calendar_method") == "REQUEST":
                found[row.uid] = Invited(row.key, row.message_id, row.at)
    return found


def _partners(connection: Connection, rows: Iterable[Any]) -> dict[str, str | None]:
    people = {a["address"] for row in rows for a in row.document.get("attendees", ()) if a.get("address")}
    people |= {row.document["organizer"] for row in rows if row.document.get("organizer")}
    return {row.address: row.partner for row in _where(connection, s.contact, s.contact.c.address, people)}


def _where(connection: Connection, table: Any, column: ColumnElement[Any], values: Collection[str]) -> list[Any]:
    return [row for condition in among(column, values) for row in connection.execute(select(table).where(condition))]


def action(row: Any) -> ActionItem:
    """An action item; its deadline is the end of that day, UTC."""
    due = datetime.combine(row.due, time(23, 59), UTC) if isinstance(row.due, date) else None
    return ActionItem(row.id, row.text, row.owner, row.ours, due, row.done_at is not None)


def _meeting(row: Any, now: datetime, around: _Around) -> Meeting:
    said = load(Engagement, row.document)
    return Meeting(
        key=row.key,
        uid=row.uid,
        recurrence_id=said.recurrence_id.key if said.recurrence_id else None,
        title=row.title,
        start=row.start,
        end=row.end,
        zone=row.zone,
        all_day=row.all_day,
        status=row.status,
        conduct=conduct_of(row.state, row.end or row.start, now),
        partner=row.partner,
        owner=row.owner,
        location=said.location,
        join_url=said.join_url,
        participants=tuple(_participants(said, around)),
        actions=around.actions.get(row.key, ()),
        absent=tuple(sorted(filter(None, (row.absent or "").split(_BETWEEN)))),
        minutes=row.minuted,
        held_at=row.held_at,
        thread=row.thread,
        organised_by_us=row.ours,
        flags=said.flags,
        invited=around.invited.get(row.uid) if row.ours else None,
    )


def _participants(said: Engagement, around: _Around) -> Iterator[Participant]:
    """Who is invited, and the partner's person who invites: many programs list that one as ORGANIZER alone."""
    host, own, partners = said.organizer, around.own, around.partners
    if host and host not in own and all(one.address != host for one in said.attendees):
        yield Participant(host, "", False, partners.get(host), "ACCEPTED", "CHAIR")
    for a in said.attendees:
        yield Participant(a.address, a.name, a.address in own, partners.get(a.address), a.partstat, a.role)


def conduct_of(recorded: str | None, end: datetime | None, now: datetime) -> Conduct:
    """What people recorded, else what the clock says; late mail never changes it."""
    if recorded in {"held", "not_held", "minuted", "followed_up", "closed"}:
        return recorded  # type: ignore[return-value]
    return "due_for_log" if end is not None and end <= now else "upcoming"


# --- follow-ups --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A follow-up as stored: `letter` is what a person edited, `approved_by` who said yes."""

    followup: FollowUp
    letter: tuple[str, str] | None
    approved_by: str | None


def followups(connection: Connection, *conditions: ColumnElement[bool]) -> list[Standing]:
    """Follow-ups that satisfy `conditions` (over store.schema.followup), by due time."""
    f = s.followup.c
    rows = connection.execute(select(s.followup).where(*conditions).order_by(f.due_at, f.id))
    return [standing(row) for row in rows]


def standing(row: Any) -> Standing:
    letter = row.document.get("letter")
    return Standing(load(FollowUp, row.document["followup"]), tuple(letter) if letter else None, row.approved_by)


def document(one: Standing) -> dict[str, Any]:
    """What is stored of a follow-up beside its columns."""
    return {"followup": dump(one.followup), "letter": list(one.letter) if one.letter else None}


def known_followups(connection: Connection) -> set[str]:
    """The ids of all follow-ups there ever were: what was planned once is not planned again."""
    return set(connection.execute(select(s.followup.c.id)).scalars())


def letter_of() -> ColumnElement[bool]:
    """Joins a follow-up to its letter: one of its own, or the digest that tells it."""
    f, o = s.followup.c, s.outbox.c
    return or_(and_(o.kind == "followup", o.about == f.id), o.id == f.digest)


def sent_letters(connection: Connection, since: datetime) -> tuple[tuple[Sent, ...], frozenset[str]]:
    """Our follow-ups that left since then, or may have; and the Message-IDs of those that some have had and others not.

    Two questions in one: pages have a budget of questions.
    """
    f, o = s.followup.c, s.outbox.c
    at = func.coalesce(o.settled_at, o.queued_at).label("left_at")
    columns = (f.document, at, o.message_id, o.recipients, o.queued_at, f.state.in_(LEFT).label("left"))
    joined = s.followup.join(s.outbox, letter_of())
    # A follow-up changes when its letter leaves: of years of letters only the late ones are looked at, and `left` sorts
    # out the others, since SQLite asked for a state walks over all that have it.
    late = select(*columns, false().label("begun")).select_from(joined)
    late = late.where(f.changed_at >= since, or_(o.settled_at >= since, o.queued_at >= since))
    begun = select(*columns, true().label("begun")).select_from(joined)
    begun = begun.where(f.state.not_in(LEFT), o.tried_at >= since, o.state.in_(("queued", "failed", "cancelled")))
    rows = connection.execute(late.union_all(begun).order_by("queued_at", "message_id")).all()
    had = (row for row in rows if row.begun and any(one["outcome"] == "accepted" for one in row.recipients))
    return tuple(_sent(row) for row in rows if row.left), frozenset(row.message_id for row in had)


def _sent(row: Any) -> Sent:
    one = load(FollowUp, row.document["followup"])
    return Sent(
        at=row.left_at,
        trigger=one.trigger,
        about=one.about,
        step=one.step,
        partner=one.partner,
        to=one.to,
        thread=one.thread,
        message_id=row.message_id,
        internal=one.audience == "internal",
    )
