"""What the product found, counted in its database and in the sink, under the names of demo.expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from email import message_from_bytes
from typing import Any

from sqlalchemy import Connection, func, select

from liaison_sync.app.service import Service
from liaison_sync.demo.peers import Kept
from liaison_sync.demo.season import Season
from liaison_sync.demo.when import WIB
from liaison_sync.domain.candidate import FLAG as STATED
from liaison_sync.domain.recognise import QUEUED
from liaison_sync.domain.triggers.meeting_about import OFF
from liaison_sync.store import pictures, project_meetings
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading as picture

_FORTNIGHT = timedelta(days=14)


def reading(service: Service, season: Season) -> dict[str, int]:
    """The figures of `expected.reading`."""
    with picture(service.engine) as connection:
        return {
            **_mail(connection),
            **_directory(connection),
            **_engagements(connection),
            **_threads(connection, service),
            **_meetings(connection, service),
            **_projects(connection),
            **_records(connection, service),
            **_as_told(connection, season),
        }


def _count(connection: Connection, table: Any, *conditions: Any) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def _mail(connection: Connection) -> dict[str, int]:
    m, y = s.message.c, s.sighting.c
    unknown = (m.direction == "in", m.reason.in_(QUEUED), m.automatic.is_(None), m.junk.is_(False))
    return {
        "messages": _count(connection, s.message),
        "copies": _count(connection, s.sighting, y.state == "stored"),
        "inbound": _count(connection, s.message, m.direction == "in"),
        "outbound": _count(connection, s.message, m.direction == "out"),
        "bounces": _count(connection, s.message, m.automatic == "bounce"),
        "automatic": _count(connection, s.message, m.automatic.is_not(None)),
        "unknown_senders": len(connection.execute(select(m.sender).where(*unknown).distinct()).all()),
        "quarantined": _count(connection, s.quarantine, s.quarantine.c.released_at.is_(None)),
    }


def _directory(connection: Connection) -> dict[str, int]:
    addresses = select(func.count(func.distinct(s.contact.c.address)))
    return {
        "partners": _count(connection, s.partner),
        "contacts": connection.execute(addresses).scalar_one(),
    }


def _engagements(connection: Connection) -> dict[str, int]:
    e, f = s.engagement.c, s.fact.c
    named = e.uid.like(f"%@{STATED}")
    statuses = Counter(connection.execute(select(e.status).where(~named)).scalars())
    told = select(func.count(func.distinct(e.uid)))
    return {
        "invitations": connection.execute(select(func.count()).where(f.rule != "request.candidate")).scalar_one(),
        "engagements": connection.execute(told.where(~named)).scalar_one(),
        "engagements_in_letters": connection.execute(told.where(named)).scalar_one(),
        **{f"engagements_{status}": count for status, count in sorted(statuses.items())},
    }


def _threads(connection: Connection, service: Service) -> dict[str, int]:
    now, policy = service.clock.now(), service.policy
    t, p = s.thread.c, s.partner.c
    rows = connection.execute(
        select(t.ball, t.ball_since, t.partner, p.country, p.zone).outerjoin(s.partner, t.partner == p.id)
    ).all()
    ours = [row for row in rows if row.ball == "ours"]
    theirs = [row for row in rows if row.ball == "theirs"]
    office, calendars = service.calendars.of(), service.calendars
    late_ours = [o for o in ours if o.partner
                 and office.add_working_hours(o.ball_since, policy.we_owe.working_hours) <= now]  # fmt: skip
    late_theirs = [o for o in theirs if calendars.of(o.country, o.zone).add_working_days(
        o.ball_since, policy.no_reply.working_days) <= now]  # fmt: skip
    return {
        "threads": len(rows),
        "awaiting_us": len(ours),
        "awaiting_partner": len(theirs),
        "overdue_ours": len(late_ours),
        "overdue_theirs": len(late_theirs),
    }


def _meetings(connection: Connection, service: Service) -> dict[str, int]:
    now, o = service.clock.now(), s.occurrence.c
    around = (o.start >= now - _FORTNIGHT, o.start <= now + timedelta(days=1))
    found = [
        one
        for one in pictures.meetings(connection, now, frozenset(service.own.addresses), *around)
        if one.status not in OFF | {"unverified"} and one.start
    ]
    today = now.astimezone(WIB).date()
    return {
        "meetings_today": sum(one.start.astimezone(WIB).date() == today for one in found if one.start),
        "without_outcome": sum(one.conduct == "due_for_log" for one in found),
    }


def _projects(connection: Connection) -> dict[str, int]:
    projects = list(connection.execute(select(s.project.c.id)).scalars())
    return {
        "projects": len(projects),
        "threads_in_projects": _count(connection, s.thread, s.thread.c.project.in_(projects)),
        "meetings_in_projects": sum(_count(connection, s.occurrence, *project_meetings.of(one)) for one in projects),
    }


def _records(connection: Connection, service: Service) -> dict[str, int]:
    a, w, today = s.action_item.c, s.attendance.c, service.clock.now().astimezone(WIB).date()
    return {
        "present": _count(connection, s.attendance, w.presence == "present"),
        "absent": _count(connection, s.attendance, w.presence == "absent"),
        "promises_ours": _count(connection, s.action_item, a.ours.is_(True)),
        "promises_theirs": _count(connection, s.action_item, a.ours.is_(False)),
        "promises_kept": _count(connection, s.action_item, a.done_at.is_not(None)),
        "promises_overdue": _count(connection, s.action_item, a.done_at.is_(None), a.due < today),
    }


def _as_told(connection: Connection, season: Season) -> dict[str, int]:
    """How many threads, partners and turns are exactly those of the story."""
    m, t = s.message.c, s.thread.c
    rows = {row.sha256: row for row in connection.execute(select(m.sha256, m.thread, m.partner))}
    balls = {row.id: row.ball for row in connection.execute(select(t.id, t.ball))}
    sizes = Counter(row.thread for row in rows.values())
    told: dict[str, set[str]] = {}
    partners = 0
    for message in season.truth.messages:
        row = next((rows[sha] for sha in message.sha256s if sha in rows), None)
        if row is not None:
            told.setdefault(message.thread, set()).add(row.thread)
            partners += row.partner == message.partner
    whole = {key: next(iter(ids)) for key, ids in told.items() if len(ids) == 1}
    threads = [one for one in season.truth.threads if one.key in whole]
    return {
        "threads_as_told": sum(sizes[whole[one.key]] == one.messages for one in threads),
        "partners_as_told": partners,
        "turns_as_told": sum(balls[whole[o.key]] == ("nobody" if o.closed else o.whose) for o in threads),
    }


# --- the day -----------------------------------------------------------------------------------------------------


def playing(service: Service, kept: Iterable[Kept], season: Season) -> dict[str, int]:
    """The figures of `expected.playing`."""
    letters = tuple(kept)
    with picture(service.engine) as connection:
        return {
            **_followups(connection),
            **_letters(connection, letters),
            "answers_read": _answers(connection, season),
            "messages_in_the_end": _count(connection, s.message),
            "threads_in_the_end_with_partner_ball": _count(connection, s.thread, s.thread.c.ball == "theirs"),
            "mailboxes_failing": _count(connection, s.mailbox, s.mailbox.c.failures > 0),
        }


def _followups(connection: Connection) -> dict[str, int]:
    found = [one.followup for one in pictures.followups(connection)]
    left = Counter(one.trigger for one in found if one.state in pictures.LEFT)
    reminders = [one for one in found if one.trigger == "no_reply"]
    keys = {one.id: {reason.key for reason in one.chain} for one in reminders}
    return {
        "reminders_planned": sum(one.step == 1 for one in reminders),
        "reminders_sent": left["no_reply"],
        "reminders_answered": sum(one.state == "answered" for one in reminders),
        "reminders_withdrawn": sum(
            one.state == "cancelled" and {"approved_by", "answered_by_colleague"} <= keys[one.id] for one in reminders
        ),
        "reminders_awaiting_return": sum(
            one.state == "postponed" and "out_of_office" in keys[one.id] for one in reminders
        ),
        "nudges_sent": left["we_owe"],
        "outcomes_asked": left["outcome_missing"],
        "briefings_sent": left["briefing"],
        "promises_reminded": left["action_due"],
    }


def _letters(connection: Connection, kept: tuple[Kept, ...]) -> dict[str, int]:
    o = s.outbox.c
    pairs = Counter((_message_id(letter), address) for letter in kept for address in letter.recipients)
    return {
        "reports_sent": _count(connection, s.outbox, o.kind == "report", o.state == "sent"),
        "letters_accepted": len(kept),
        "letters_doubled": sum(count - 1 for count in pairs.values()),
        "letters_unsettled": _count(connection, s.outbox, o.state != "sent"),
    }


def _message_id(letter: Kept) -> str:
    return str(message_from_bytes(letter.raw)["Message-ID"])


def _answers(connection: Connection, season: Season) -> int:
    """Mail of people that was not there at the start."""
    m = s.message.c
    told = {sha for message in season.truth.messages for sha in message.sha256s}
    rows = connection.execute(select(m.sha256).where(m.direction == "in", m.automatic.is_(None))).scalars()
    return sum(sha not in told for sha in rows)


def differences(found: Mapping[str, int], wanted: Mapping[str, int]) -> list[dict[str, Any]]:
    """Where the product and the story differ, by figure."""
    names = dict.fromkeys([*wanted, *found])
    return [
        {"figure": name, "found": found.get(name, 0), "expected": wanted.get(name, 0)}
        for name in names
        if found.get(name, 0) != wanted.get(name, 0)
    ]
