"""What reports read: the view of one period, one query per table; and the reports that are frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, union_all

from liaison_sync.domain.ball import ball
from liaison_sync.domain.changes import EngagementFolded
from liaison_sync.domain.followup import FollowUp, Reason
from liaison_sync.domain.overriding import silences
from liaison_sync.domain.report.blocks import Say
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.problems import drifting
from liaison_sync.domain.report.view import BoxCertified, BoxHealth, Nudge, Promise, Registered, ReportView
from liaison_sync.domain.threading import Decision, still_closed
from liaison_sync.domain.view import Correspondence
from liaison_sync.store import certificates, pictures, project_meetings, views
from liaison_sync.store import schema as s
from liaison_sync.store.certificates import Certificate
from liaison_sync.store.codec import load
from liaison_sync.store.report_feedback import comments
from liaison_sync.store.report_meetings import meetings
from liaison_sync.store.rhythms import rhythms

# Whose silence is news: who writes monthly is told by the monthly report. Each rhythm is a query of its own.
_NEWLY_SILENT = {"week": timedelta(days=45), "month": timedelta(days=120)}
_NEVER = timedelta(days=36500)
_TOLD_FROM = 20  # letters of theirs
_LEFT = ("sent", "ambiguous")
_STILL_TO_COME = ("planned", "approved", "postponed")  # no figure counts them
_T = s.thread.c
_THREAD: tuple[ColumnElement[Any], ...] = (
    *(_T.id, _T.subject, _T.partner, _T.owner, _T.closed),
    *(_T.closed_after, _T.snoozed_until, _T.inferred, _T.project),
)


def view(connection: Connection, base: ReportView, stood: Collection[EngagementFolded] = ()) -> ReportView:
    """`base` (its period, moments, policy, calendars and officers) with everything the store knows.

    `stood` are the meetings that news since `as_of` changed, as they stood then.
    """
    partners, contacts = views.directory(connection)
    found = replace(
        base,
        threads=_threads(connection, base),
        meetings=meetings(connection, base, stood),
        promises=_promises(connection, base),
        nudges=_nudges(connection, base),
        boxes=_boxes(connection, base),
        partners={one.id: one for one in partners},
        contacts={one.address: one for one in contacts},
        letters=_letters(connection, base),
        comments=comments(connection, base),
        projects=_projects(connection),
        ignored=frozenset(connection.execute(select(s.ignored.c.address)).scalars()),
        **_firsts(connection, base.period),
    )
    met = {one.key for one in found.meetings} | {one.occurrence for one in found.comments}
    found = replace(found, meeting_projects=project_meetings.projects_of(connection, met))
    found = replace(
        found,
        past=_past(connection, base, drifting.slow_now(found)),
        rhythms=rhythms(
            connection,
            base.as_of,
            min((one for one in silences(base.policy).values() if one is not None), default=_NEVER),
            longest=_NEWLY_SILENT[base.period.every],
            letters=_TOLD_FROM,
        ),
    )
    return replace(found, names=_names(connection, found.unnamed()))


# --- mail --------------------------------------------------------------------------------------------------------


def _threads(connection: Connection, base: ReportView) -> tuple[Correspondence, ...]:
    """Threads that wait, or had mail since the week before, as they stood at `as_of`."""
    t = s.thread.c
    waits = select(t.id).where(t.ball.in_(("ours", "theirs")))
    wanted = waits.union(select(t.id).where(t.last_at >= base.period.before.start))  # an index each
    rows = connection.execute(select(*_THREAD).where(t.id.in_(wanted)).order_by(t.id)).all()
    turns = pictures.turns_of(connection, [row.id for row in rows])
    found = (_thread(row, turns[row.id], base.as_of) for row in rows)
    return tuple(one for one in found if one.turns)


def _past(connection: Connection, base: ReportView, partners: Collection[str]) -> tuple[Correspondence, ...]:
    """The threads these partners had mail in since the weeks their answers are compared with."""
    t = s.thread.c
    rows = [
        row
        for condition in views.among(t.partner, partners)
        for row in connection.execute(
            select(*_THREAD).where(condition, t.last_at >= base.period.start - drifting.PAST).order_by(t.id)
        )
    ]
    turns = pictures.turns_of(connection, [row.id for row in rows])
    return tuple(_thread(row, turns[row.id], base.as_of) for row in rows)


def _thread(row: Any, turns: Iterable[Any], as_of: datetime) -> Correspondence:
    until = tuple(turn for turn in turns if turn.at < as_of)
    closed = still_closed(until, Decision(row.closed, row.closed_after))
    return Correspondence(
        thread=row.id,
        subject=row.subject or (until[-1].subject if until else ""),
        partner=row.partner,
        turns=until,
        ball=ball(until, closed=closed),
        owner=row.owner,
        closed=closed,
        snoozed_until=row.snoozed_until,
        inferred=row.inferred,
        project=row.project,
    )


def _firsts(connection: Connection, period: Period) -> dict[str, Any]:
    """The first mail of all; and whom we know since a mail of the period."""
    m = s.message.c
    since = select(literal("").label("kind"), literal("").label("key"), func.min(m.at).label("at")).where(
        m.junk.is_(False)
    )
    found: dict[str, dict[str, datetime]] = {"": {}, "partner": {}, "sender": {}}
    row: Any
    for row in connection.execute(union_all(since, _new("partner", period), _new("sender", period))):
        found[row.kind][row.key] = row.at
    return {
        "since": found[""][""],
        "partners_since": found["partner"],
        "addresses_since": found["sender"],
    }


def _new(kind: str, period: Period) -> Select[Any]:
    """The first mail of the period of each partner (or sender) without an earlier one; looks no further back."""
    m, earlier = s.message.c, s.message.alias("earlier")
    before = select(1).where(earlier.c[kind] == m[kind], earlier.c.at < period.start, earlier.c.junk.is_(False))
    here = and_(m.at >= period.start, m.at < period.end, m.junk.is_(False), m[kind].is_not(None))
    return select(literal(kind), m[kind], func.min(m.at)).where(here, ~before.exists()).group_by(m[kind])


def _names(connection: Connection, addresses: Collection[str]) -> dict[str, str]:
    """Address → how whoever writes from it signs."""
    m = s.message.c
    name = func.max(m.sender_name).label("name")
    found: dict[str, str] = {}
    for condition in views.among(m.sender, addresses):
        query = select(m.sender, name).where(condition, m.junk.is_(False)).group_by(m.sender, m.partner)
        for row in connection.execute(query.order_by(m.sender, m.partner.nulls_first())):
            if row.name:
                found[row.sender] = row.name
    return found


# --- letters and projects ----------------------------------------------------------------------------------------


def _letters(connection: Connection, base: ReportView) -> tuple[Registered, ...]:
    """The register since the period before."""
    own, m = s.letter.c, s.message.c
    columns = (own.message, own.number, own.subject, own.at, m.direction, m.partner, m.thread, m.subject.label("mail"))
    joined = s.letter.join(s.message, m.key == own.message)
    near = and_(own.at >= base.period.before.start, own.at < base.as_of, m.junk.is_(False), m.direction != "internal")
    rows = connection.execute(select(*columns).select_from(joined).where(near).order_by(own.at, own.message))
    return tuple(
        Registered(r.message, r.number, r.subject or r.mail, r.at, r.direction, r.partner, r.thread) for r in rows
    )


def _projects(connection: Connection) -> dict[str, str]:
    j = s.project.c
    return {row.id: row.name for row in connection.execute(select(j.id, j.name))}


# --- promises ----------------------------------------------------------------------------------------------------


def _promises(connection: Connection, base: ReportView) -> tuple[Promise, ...]:
    """Open ones, those made or kept since the period began, and those due since the one before."""
    a, e, o = s.action_item.c, s.engagement.c, s.occurrence.c
    since = min(base.period.start, base.as_of)
    wanted = or_(a.done_at.is_(None), a.done_at >= since, a.created_at >= since, a.due >= base.period.before.first)
    joined = s.action_item.outerjoin(s.occurrence, a.occurrence == o.key).outerjoin(s.engagement, o.engagement == e.key)
    rows = connection.execute(select(s.action_item, e.partner).select_from(joined).where(wanted).order_by(a.due, a.id))
    return tuple(
        Promise(r.id, r.text, r.owner, r.ours, r.due, r.created_at, r.done_at, r.partner, r.occurrence) for r in rows
    )


# --- follow-ups --------------------------------------------------------------------------------------------------


def _nudges(connection: Connection, base: ReportView) -> tuple[Nudge, ...]:
    f, o = s.followup.c, s.outbox.c
    since = base.period.before.start
    letter = pictures.letter_of()
    open_ = f.state.in_(("drafted", "held", "failed", "ambiguous"))
    decided = and_(f.changed_at >= since, f.state.not_in(_STILL_TO_COME))
    t, m, e = s.thread.c, s.occurrence.c, s.engagement.c
    told = (t.subject, e.title, e.partner.label("met"), t.partner.label("wrote"))
    query = (
        select(s.followup, o.settled_at, o.queued_at, o.state.label("letter"), *told)
        .select_from(
            s.followup.outerjoin(s.outbox, letter)
            .outerjoin(s.thread, f.thread == t.id)
            .outerjoin(s.occurrence, f.meeting == m.key)
            .outerjoin(s.engagement, m.engagement == e.key)
        )
        .where(or_(open_, decided))
        .order_by(f.due_at, f.id)
    )
    return tuple(_nudge(row) for row in connection.execute(query))


def _nudge(row: Any) -> Nudge:
    said = row.document["followup"]  # its addressees and its last reason are read, the rest is left as it is
    last = load(Reason, said["chain"][-1]) if said.get("chain") else None
    left = row.letter in _LEFT
    return Nudge(
        id=row.id,
        trigger=row.trigger,
        state=row.state,
        partner=row.partner or row.met or row.wrote,
        to=tuple(said.get("to", ())),
        about=row.title or row.subject or "",
        audience=row.audience,
        changed_at=row.changed_at,
        sent_at=(row.settled_at or row.queued_at) if left else None,
        answered_at=_answered(load(FollowUp, said), row.changed_at) if row.state == "answered" else None,
        reason=last.key if last else "",
        params=tuple((name, _plain(value)) for name, value in last.params) if last else (),
        thread=row.thread,
        meeting=row.meeting,
    )


def _answered(said: FollowUp, changed_at: datetime) -> datetime:
    """When the answer was written, by the reason that noticed it."""
    for reason in reversed(said.chain):
        at = dict(reason.params).get("at")
        if reason.key.startswith("answered") and isinstance(at, (datetime, str)):
            return datetime.fromisoformat(at) if isinstance(at, str) else at
    return changed_at


def _plain(value: Any) -> Any:
    """Parameters as a report may hold them; instants that became text in the document are instants again."""
    if isinstance(value, float):
        return str(value)
    if isinstance(value, str) and len(value) >= 25 and value[4:5] == "-" and value[10:11] == "T":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


_NAMED = 20  # of what a certificate missed

# --- mailboxes ---------------------------------------------------------------------------------------------------


def _boxes(connection: Connection, base: ReportView) -> tuple[BoxHealth, ...]:
    q, m = s.quarantine.c, s.mailbox.c
    set_aside: dict[str, list[str]] = defaultdict(list)
    waiting = select(q.id, q.mailbox).where(q.released_at.is_(None), q.at < base.now).order_by(q.at, q.id)
    for row in connection.execute(waiting):
        set_aside[row.mailbox].append(row.id)
    return tuple(
        BoxHealth(
            row.name,
            row.address,
            row.last_success,
            _cause(row.error),
            bool(row.paused),
            tuple(set_aside[row.name]),
            _certified(certificates.last(connection, row.name)),
        )
        for row in connection.execute(select(s.mailbox).order_by(m.name))
    )


def _certified(one: Certificate | None) -> BoxCertified | None:
    if one is None:
        return None
    called = (each.difference for each in one.differences[:_NAMED])
    named = tuple(f"{it.subject or it.message_id or it.locator} ({it.sender})" for it in called)
    figures = (one.listed, one.missing, one.unhealed, one.unlisted)
    return BoxCertified(one.standing, one.at, *figures, one.reason, named, one.refused, one.let_go, one.bare)


def _cause(error: Any) -> Say | None:
    if not error:
        return None
    params = sorted((name, str(value)) for name, value in (error.get("params") or {}).items())
    return Say(f"errors.{error['key']}.cause", tuple(params))


def untried(connection: Connection, names: Iterable[str], since: datetime) -> set[str]:
    """Which of these mailboxes nobody has tried to read since then; paused ones are not waited for."""
    m = s.mailbox.c
    tried = select(m.name).where(or_(m.paused.is_(True), m.last_try >= since))
    return set(names) - set(connection.execute(tried).scalars())
