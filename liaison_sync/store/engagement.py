"""One meeting with everything around it: its facts, who comes, what was recorded, what to know before."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Label, Select, Text, cast, exists, false, func, literal, null, or_, select, union_all

from liaison_sync.domain.confirmable import asks_for
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import ActKind, Fact, HumanAct
from liaison_sync.domain.message import Answer
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import ActionItem, Meeting
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.meeting_files import Exchanged
from liaison_sync.store.views import among

_PAST = 5  # meetings a briefing recalls
_FILES = 5  # attachments
_ANSWERS = 200  # the latest letters of a thread that are looked at


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with its verdict; `asks` is what a person could still say about it, `confirmed_by` who has said it."""

    fact: Fact
    verdict: str
    rule: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    asks: ActKind | None = None
    confirmed_by: str | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """Minutes as recorded once: discussion, decisions, place, internal."""

    version: int
    document: dict[str, str]
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Person:
    """What the directory knows of an address."""

    address: str
    name: str
    title: str
    language: str | None
    partner: str | None
    partner_name: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A meeting, and what people recorded about it. `said` is the fold as `inspect engagements` prints it.

    `past` are the last meetings with its partner, the latest first.
    """

    meeting: Meeting
    past: tuple[Meeting, ...]
    said: Engagement
    partner_name: str
    thread_subject: str
    outcome_reason: str
    outcome_by: str
    attendance: dict[str, tuple[str, str]]  # person → (name, presence)
    minutes: tuple[Version, ...]  # the latest first
    notes: tuple[tuple[str, str, datetime], ...]  # (text, actor, at)
    mailed: bool = False  # somebody answered our question about it by mail
    commented: bool = False  # a partner said how it was
    lettered: bool = False  # scheduling letters about it were queued
    twinned: bool = False  # another UID has a meeting at its start, or counts as it
    written: bool = False  # somebody wrote in its thread, or its partner did, since it began


def dossier(connection: Connection, key: str, now: datetime, own: frozenset[str]) -> Dossier | None:
    """The occurrence `key`, or None where there is none."""
    these = or_(s.occurrence.c.key == key, s.occurrence.c.key.in_(_past(key, now)))
    found = pictures.meetings(
        connection, now, own, these, partners={}, candidates=True, invited=False
    )  # `people` knows whose they are
    meeting = next((one for one in found if one.key == key), None)
    if meeting is None:
        return None
    e, p, t = s.engagement.c, s.partner.c, s.thread.c
    joined = (
        s.occurrence.join(s.engagement, s.occurrence.c.engagement == e.key)
        .outerjoin(s.partner, p.id == e.partner)
        .outerjoin(s.thread, t.id == e.thread)
        .outerjoin(s.conduct, s.conduct.c.occurrence == key)
    )
    told = (e.document, p.name.label("partner"), t.subject, s.conduct.c.reason, s.conduct.c.actor)
    columns = (*told, *_whether(meeting))
    row = connection.execute(select(*columns).select_from(joined).where(s.occurrence.c.key == key)).one()
    kept = _kept(connection, key)
    return Dossier(
        meeting=meeting,
        past=tuple(one for one in reversed(found) if one.key != key),
        said=load(Engagement, row.document),
        partner_name=row.partner or "",
        thread_subject=row.subject or "",
        outcome_reason=row.reason or "",
        outcome_by=row.actor or "",
        attendance=_attendance(kept),
        minutes=_minutes(kept),
        notes=_notes(kept),
        mailed=row.mailed,
        commented=row.commented,
        lettered=row.lettered,
        written=row.written,
        twinned=row.twinned,
    )


def _whether(meeting: Meeting) -> tuple[Label[bool], ...]:
    """Which further questions are worth asking, all answered with the meeting's own row."""
    o, m, other, pair = s.outbox.c, s.message.c, s.occurrence.alias(), s.meeting_pair.c
    theirs = or_(m.thread == s.engagement.c.thread, m.partner == s.engagement.c.partner)
    beside = exists().where(other.c.start == s.occurrence.c.start, other.c.uid != meeting.uid)
    return (
        exists().where(s.outcome_mail.c.meeting == meeting.key).label("mailed"),
        exists().where(s.feedback.c.meeting == meeting.key).label("commented"),
        exists().where(o.kind == "invitation", o.about == meeting.uid).label("lettered"),
        exists().where(theirs, m.at >= s.occurrence.c.start).label("written"),
        or_(beside, exists().where(pair.kept == meeting.uid)).label("twinned"),
    )


def _past(key: str, now: datetime) -> Select[Any]:
    """The keys of the last meetings with the partner of `key`."""
    o, e = s.occurrence.c, s.engagement.c
    here, said = s.occurrence.alias(), s.engagement.alias()
    partner = select(said.c.partner).join(here, here.c.engagement == said.c.key).where(here.c.key == key)
    earlier = select(o.key).join(s.engagement, o.engagement == e.key)
    earlier = earlier.where(e.partner == partner.scalar_subquery(), o.end <= now, o.key != key, o.status != "cancelled")
    latest = earlier.order_by(o.start.desc()).limit(_PAST).subquery()
    return select(latest.c.key)


def _kept(connection: Connection, key: str) -> list[Any]:
    """Minutes, notes and attendance in one question: (kind, first, second, third, number, at)."""
    m, n, a = s.minutes.c, s.note.c, s.attendance.c
    nothing, zero = literal("").label("third"), literal(0).label("number")
    minutes = select(
        literal("minutes").label("kind"), cast(m.document, Text).label("first"), m.actor.label("second"), nothing,
        m.version.label("number"), m.at.label("at"),
    ).where(m.occurrence == key)  # fmt: skip
    notes = select(literal("note"), n.text, n.actor, nothing, zero, n.at).where(n.about == f"meeting:{key}")
    people = select(literal("attendance"), a.person, a.name, a.presence, zero, cast(null(), m.at.type))
    return list(connection.execute(union_all(minutes, notes, people.where(a.occurrence == key))))


def _attendance(kept: Sequence[Any]) -> dict[str, tuple[str, str]]:
    rows = sorted((row for row in kept if row.kind == "attendance"), key=lambda row: str(row.first))
    return {row.first: (row.second, row.third) for row in rows}


def _minutes(kept: Sequence[Any]) -> tuple[Version, ...]:
    rows = sorted((row for row in kept if row.kind == "minutes"), key=lambda row: -int(row.number))
    return tuple(Version(row.number, json.loads(row.first), row.at, row.second) for row in rows)


def _notes(kept: Sequence[Any]) -> tuple[tuple[str, str, datetime], ...]:
    rows = sorted((row for row in kept if row.kind == "note"), key=lambda row: row.at)
    return tuple((row.first, row.second, row.at) for row in rows)


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """What a letter says about coming: a suggestion, never an answer in the calendar's sense."""

    answer: Answer
    message: str
    at: datetime


def said_answers(connection: Connection, thread: str | None, *, ours: bool = False) -> dict[str, SaidAnswer]:
    """Sender → the latest that a letter of theirs in `thread` says about coming; with `ours` also our own letters."""
    if thread is None:
        return {}
    m, t = s.message.c, s.message_text.c
    joined = s.message.join(s.message_text, t.n == m.n)
    query = select(m.key, m.sender, m.at, t.rest).select_from(joined)
    query = query.where(m.thread == thread, m.automatic.is_(None))
    query = query if ours else query.where(m.direction == "in")
    rows = connection.execute(query.order_by(m.at.desc(), m.key).limit(_ANSWERS)).all()
    told = [(row, (row.rest or {}).get("answer")) for row in reversed(rows)]
    return {row.sender: SaidAnswer(load(Answer, answer), row.key, row.at) for row, answer in told if answer}


def history(connection: Connection, uid: str) -> list[Told]:
    """Every fact of a meeting in the order received, each with what it did."""
    f, m = s.fact.c, s.message.c
    columns = (f.document, f.verdict, f.rule, f.before, f.after, m.thread)
    joined = s.fact.outerjoin(s.message, m.key == f.message)
    rows = connection.execute(select(*columns).select_from(joined).where(f.uid == uid).order_by(f.received_at, f.id))
    told = [
        Told(load(Fact, row.document), row.verdict, row.rule, row.before, row.after, thread=row.thread) for row in rows
    ]
    acts = [one.fact.content for one in told if isinstance(one.fact.content, HumanAct)]
    return [_with_word(one, acts) for one in told]


def _with_word(one: Told, acts: list[HumanAct]) -> Told:
    """What a person said about it, or could say."""
    kind = asks_for(one.verdict, one.rule)
    if kind is None:
        return one
    subjects = {one.fact.id, *_addresses(one.fact)}
    said = next((act.by for act in acts if act.kind == kind and act.subject in subjects), None)
    names = (one.fact, one.verdict, one.rule, one.before, one.after)
    return Told(*names, asks=None if said else kind, confirmed_by=said, thread=one.thread)


def _addresses(fact: Fact) -> set[str]:
    people = {who.address for who in fact.invitation.attendees} if fact.method == "REPLY" else set()
    organizer = fact.invitation.organizer
    return people | ({organizer.address} if organizer else {fact.sender})


@dataclass(frozen=True, slots=True)
class Named:
    """Which meeting an occurrence is of, and its RECURRENCE-ID's key; "" for a single meeting nobody dated."""

    uid: str
    recurrence: str


def place(connection: Connection, key: str) -> Named | None:
    """How the occurrence `key` is named in its series: an exception by its own id, any other by when it begins."""
    o, e = s.occurrence.c, s.engagement.c
    query = select(o.uid, o.start, e.recurrence_id).join(s.engagement, o.engagement == e.key).where(o.key == key)
    row = connection.execute(query).first()
    if row is None:
        return None
    return Named(row.uid, row.recurrence_id or (row.start.isoformat() if row.start else ""))


def start_of(connection: Connection, key: str) -> datetime | None:
    """When the occurrence `key` begins (aware)."""
    return connection.execute(select(s.occurrence.c.start).where(s.occurrence.c.key == key)).scalar()


def whole(connection: Connection, key: str) -> tuple[list[Engagement], datetime] | None:
    """The meeting of the occurrence `key` with all its instances, and when we last heard of it; or None."""
    e, f, o = s.engagement.c, s.fact.c, s.occurrence.c
    uid = select(o.uid).where(o.key == key).scalar_subquery()
    last = select(func.max(f.received_at)).where(f.uid == uid).scalar_subquery()
    rows = connection.execute(select(e.document, last.label("last")).where(e.uid == uid).order_by(e.key)).all()
    return ([load(Engagement, row.document) for row in rows], rows[0].last) if rows and rows[0].last else None


def people(connection: Connection, addresses: Collection[str]) -> dict[str, Person]:
    """Address → what the directory knows; of somebody with several affiliations, the one that still holds."""
    c, p = s.contact.c, s.partner.c
    columns = (c.address, c.name, c.title, c.language, c.partner, p.name.label("partner_name"))
    joined = s.contact.outerjoin(s.partner, c.partner == p.id)
    found: dict[str, Person] = {}
    for condition in among(c.address, addresses):
        for row in connection.execute(select(*columns).select_from(joined).where(condition).order_by(c.until.desc())):
            known = Person(row.address, row.name, row.title, row.language, row.partner, row.partner_name or "")
            found.setdefault(row.address, known)
    return found


# --- before it: the briefing ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Briefing:
    """What to know of a partner before meeting them."""

    promises: tuple[tuple[ActionItem, str], ...]  # open action items of both sides, with their meeting's key
    waiting: tuple[tuple[str, str, str, datetime], ...]  # (thread, subject, whose turn, since)
    files: tuple[tuple[str, int, datetime, str, str], ...]  # (name, size, at, thread, message)


def briefing(
    connection: Connection, partner: str | None, exchanged: Sequence[Exchanged] = (), *, over: bool = False
) -> Briefing:
    """Open promises, unanswered mail (not where the meeting is over) and latest files of a partner we know."""
    if partner is None:
        return Briefing((), (), ())
    latest = sorted((one for one in exchanged if one.partner == partner), key=lambda one: one.at, reverse=True)
    files = tuple((one.name, one.size, one.at, one.thread, one.message) for one in latest[:_FILES])
    told = _told(connection, partner)
    promises = tuple((pictures.action(row), row.occurrence) for row in told if row.kind == "promise")
    waiting = tuple((row.id, row.text, row.owner, row.done_at) for row in told if row.kind == "waiting" and not over)
    return Briefing(promises, waiting, files)


def _told(connection: Connection, partner: str) -> list[Any]:
    """Open action items by deadline, then threads in which somebody waits, the latest first: in one question."""
    a, o, e, t = s.action_item.c, s.occurrence.c, s.engagement.c, s.thread.c
    joined = s.action_item.join(s.occurrence, a.occurrence == o.key).join(s.engagement, o.engagement == e.key)
    items = (literal("promise").label("kind"), a.id, a.occurrence, a.text, a.owner, a.ours, a.due, a.done_at)
    open_ = select(*items).select_from(joined).where(e.partner == partner, a.done_at.is_(None))
    promised = open_.order_by(a.due.is_(None), a.due, a.id).limit(20).subquery()
    threads = (t.id, literal(""), t.subject, t.ball, false(), cast(null(), a.due.type), t.ball_since)
    silent = select(literal("waiting").label("kind"), *threads).where(t.partner == partner, t.ball != "nobody")
    latest = silent.where(t.closed.is_(False)).order_by(t.ball_since.desc()).limit(5).subquery()
    rows = connection.execute(union_all(select(promised), select(latest))).all()
    due = sorted(
        (row for row in rows if row.kind == "promise"), key=lambda row: (row.due is None, row.due or 0, row.id)
    )
    return due + sorted((row for row in rows if row.kind == "waiting"), key=lambda row: row.done_at, reverse=True)
