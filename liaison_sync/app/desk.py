"""The desk: everything decisions about follow-ups look at, loaded once for a pass and handed out letter by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from liaison_sync.app.campaigns import taking_part
from liaison_sync.app.policy import in_force
from liaison_sync.app.service import Service
from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import BEFORE_FLIGHT, FollowUp, derived_id
from liaison_sync.domain.overriding import languages_of, narrowed, silences
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.rhythm import Rhythm
from liaison_sync.domain.stops import FEEDBACK, View
from liaison_sync.domain.triggers import dormant, sequence
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence, Enrolled, Meeting, Turn
from liaison_sync.store import feedback, pictures, views
from liaison_sync.store import schema as s
from liaison_sync.store.pictures import Standing
from liaison_sync.store.project_meetings import projects_of
from liaison_sync.store.rhythms import rhythms

MEMORY = timedelta(days=120)  # how far back a thread may be to be followed up
_AROUND = timedelta(days=14)
_OPEN = (*sorted(BEFORE_FLIGHT), "sent")


@dataclass(slots=True)
class Desk:
    """One consistent picture; `context(…)` narrows it to one follow-up."""

    base: Context
    threads: dict[str, Correspondence]
    meetings: dict[str, Meeting]
    enrolled: dict[str, Enrolled]  # by what their follow-ups are about
    standing: dict[str, Standing]
    known: set[str]
    aliases: dict[str, str] = field(default_factory=dict)  # thread ids as follow-ups remember them → as they are now
    projects: dict[str, str] = field(default_factory=dict)  # of meetings, where an override asks for them
    _bases: dict[tuple[str | None, str | None], Context] = field(default_factory=dict)
    _by_partner: dict[str, list[Turn]] = field(default_factory=lambda: defaultdict(list))
    _by_address: dict[str, list[Turn]] = field(default_factory=lambda: defaultdict(list))

    def remember(self, connection: Connection, new: Iterable[FollowUp] = ()) -> None:
        """Index what was said since the oldest follow-up under way began, by partner and by sender."""
        began = [one.since for one in (*new, *(standing.followup for standing in self.standing.values()))]
        self._by_partner.clear()
        self._by_address.clear()
        since = max(min(began, default=self.base.now), self.base.now - MEMORY)
        for turn in pictures.recent_turns(connection, since):
            if turn.partner:
                self._by_partner[turn.partner].append(turn)
            if turn.sender:
                self._by_address[turn.sender].append(turn)
            for address in turn.undelivered or turn.bounced:
                self._by_address[address].append(turn)

    def view(self, followup: FollowUp) -> View | None:
        """The thread, meeting or place in a campaign a follow-up is about; None where it is gone."""
        if followup.trigger == sequence.NAME:
            return self.enrolled.get(followup.about)
        if followup.meeting:
            return self.meetings.get(followup.meeting)
        thread = followup.thread or ""
        return self.threads.get(self.aliases.get(thread, thread))

    def project(self, view: View) -> str | None:
        return view.project if isinstance(view, Correspondence) else self.projects.get(view.key)

    def around(self, view: View | None) -> Context:
        """The base, with the policy as it holds for the partner and the project of `view`."""
        policy = self.base.policy
        if view is None or not policy.overrides:
            return self.base
        place = (view.partner, self.project(view))
        if place not in self._bases:
            letters_in = languages_of(policy, *place)
            self._bases[place] = replace(self.base, policy=narrowed(policy, *place), letters_in=letters_in)
        return self._bases[place]

    def context(self, followup: FollowUp) -> Context:
        """What lies around one follow-up: what its partner and its recipients said since, their meetings."""
        said = {turn.key: turn for turn in self._by_partner.get(followup.partner or "", ())}
        for address in (*followup.to, *followup.cc):
            said.update((turn.key, turn) for turn in self._by_address.get(address, ()))
        recent = tuple(sorted((t for t in said.values() if t.at > followup.since), key=lambda t: (t.at, t.key)))
        meetings = tuple(m for m in self.meetings.values() if followup.partner and m.partner == followup.partner)
        return replace(self.around(self.view(followup)), recent=recent, meetings=meetings)


def load(
    connection: Connection,
    service: Service,
    now: datetime,
    *,
    looked_at: datetime | None = None,
    only: str | Standing | None = None,
) -> Desk:
    """The desk as of `now`; `only` narrows it to one follow-up (its id, or as it stands), as before sending."""
    standing = [only] if isinstance(only, Standing) else pictures.followups(connection, _wanted(only, now))
    first = connection.execute(select(func.min(s.mailbox.c.since))).scalar()
    base = _context(connection, service, now, looked_at, began=_began(service, first), first_read=first)
    known = set() if only else pictures.known_followups(connection)
    if any(one.followup.trigger == FEEDBACK and one.followup.state == "sent" for one in standing):
        base = replace(base, feedback=feedback.answered(connection, now - MEMORY))
    base = replace(base, rhythms=_rhythms(connection, base.policy, now, standing, known, narrow=only is not None))
    desk = _desk(connection, service, base, standing, narrow=only is not None)
    if only:
        desk.remember(connection)
    desk.known |= known
    return desk


def _wanted(only: str | None, now: datetime) -> ColumnElement[bool]:
    f = s.followup.c
    return f.id == only if only else and_(f.state.in_(_OPEN), f.changed_at >= now - MEMORY)


def _rhythms(
    connection: Connection, policy: Policy, now: datetime, standing: list[Standing], known: set[str], *, narrow: bool
) -> dict[str, Rhythm]:
    """Of partners long silent about whom nothing has been decided yet; of the one at hand where it is narrow."""
    waits = silences(policy)
    least = min((one for one in waits.values() if one is not None), default=None)
    open_ = [one.followup for one in standing if one.followup.trigger == dormant.NAME]
    if least is None or (narrow and not open_):
        return {}
    over = known - {one.id for one in open_}
    found = rhythms(
        connection,
        now,
        least,
        partner=open_[0].partner if narrow else None,
        settled=lambda key: derived_id(dormant.NAME, key, 1) in over,
    )
    own = ((partner, one, waits.get(partner, waits[None])) for partner, one in found.items())
    return {partner: one for partner, one, wait in own if wait is not None and one.at <= now - wait}


def load_letter(connection: Connection, service: Service, now: datetime, standing: Standing) -> Desk:
    """What a letter's words need and no more: enough to read it, not to decide about it."""
    base = _context(connection, service, now, None)
    base = replace(base, rhythms=_rhythms(connection, base.policy, now, [standing], set(), narrow=True))
    return _desk(connection, service, base, [standing], narrow=True, threads=standing.followup.meeting is None)


def load_views(connection: Connection, service: Service, now: datetime, standing: list[Standing]) -> Desk:
    """What these follow-ups are about and who answers for it: less than their words need."""
    base = _context(connection, service, now, None)
    threads = any(one.followup.meeting is None for one in standing)
    return _desk(connection, service, base, standing, narrow=True, threads=threads)


def _desk(
    connection: Connection,
    service: Service,
    base: Context,
    standing: list[Standing],
    *,
    narrow: bool,
    threads: bool = True,
) -> Desk:
    open_ = [one.followup for one in standing]
    partners = {one.address: one.partner for one in base.contacts.values()}
    with_ = {one.partner for one in open_ if one.partner} if narrow else None
    correspondences, aliases = _correspondences(connection, base, open_ if threads else [], narrow=narrow)
    meetings = {one.key: one for one in _meetings(connection, service, open_, base.now, partners, with_)}
    asked = any(one.project for one in base.policy.overrides)
    return Desk(
        base=base,
        threads={one.thread: one for one in correspondences},
        meetings=meetings,
        enrolled=taking_part(connection, base, open_, narrow=narrow),
        projects=projects_of(connection, meetings) if asked else {},
        standing={one.followup.id: one for one in standing},
        known=set(),
        aliases=aliases,
    )


def _context(
    connection: Connection,
    service: Service,
    now: datetime,
    looked_at: datetime | None,
    *,
    began: datetime | None = None,
    first_read: datetime | None = None,
) -> Context:
    partners, contacts = views.directory(connection)
    sent, partly_left = pictures.sent_letters(connection, now - MEMORY)
    return Context(
        now=now,
        policy=in_force(connection, service),
        calendars=service.calendars,
        own=service.own,
        partners={one.id: one for one in partners},
        contacts={one.address: one for one in contacts},
        officers={one.address: one for one in service.officers},
        sent=sent,
        partly_left=partly_left,
        looked_at=looked_at,
        began=began,
        first_read=first_read,
        signs=service.sender.name if service.sender else "",
    )


def _began(service: Service, first_read: datetime | None) -> datetime | None:
    """Since when we follow up: as the policy says, else since the first mailbox was first read."""
    since = service.policy.since
    if since is not None:
        return datetime.combine(since, time(), ZoneInfo(service.policy.zone))
    return first_read


def _correspondences(
    connection: Connection, base: Context, open_: list[FollowUp], *, narrow: bool
) -> tuple[list[Correspondence], dict[str, str]]:
    """The threads looked at, and of those that follow-ups remember under another id, which they are now."""
    named = {one.thread for one in open_ if one.thread}
    if not narrow:
        aliases = views.current_threads(connection, named)
        asked = {*aliases.values(), *(one.thread for one in base.rhythms.values())}
        return _threads(connection, asked, base.now, narrow=False), aliases
    found = _threads(connection, named, base.now, narrow=True)
    aliases = views.current_threads(connection, named - {one.thread for one in found})
    return [*found, *_threads(connection, set(aliases.values()), base.now, narrow=True)], aliases


def _threads(connection: Connection, named: set[str], now: datetime, *, narrow: bool) -> list[Correspondence]:
    if narrow and not named:
        return []
    t = s.thread.c
    waiting = and_(t.ball != "nobody", t.last_at >= now - MEMORY)
    return pictures.correspondences(connection, t.id.in_(named) if narrow else or_(t.id.in_(named), waiting))


def _meetings(
    connection: Connection,
    service: Service,
    open_: list[FollowUp],
    now: datetime,
    partners: Mapping[str, str | None],
    with_: set[str] | None,
) -> list[Meeting]:
    """Those the follow-ups are about, and those near in time, of the partners `with_` alone where that is said."""
    o = s.occurrence.c
    named = [one.meeting for one in open_ if one.meeting]
    near = and_(o.start >= now - _AROUND, o.start <= now + _AROUND)
    if with_ is not None:
        near = and_(near, s.engagement.c.partner.in_(with_))
    else:
        near = or_(near, o.key.in_(_promising(service, now)))
    own = frozenset(service.own.addresses)
    asked = with_ is None or bool(named)  # beside a thread nobody asks how a meeting was invited to
    return pictures.meetings(connection, now, own, or_(near, o.key.in_(named)), partners=partners, invited=asked)


def _promising(service: Service, now: datetime) -> Select[Any]:
    """Meetings with an open action item that is due soon, or was not long ago."""
    a, rule = s.action_item.c, service.policy.action_due
    today = now.date()
    first, last = today - timedelta(weeks=rule.weeks + 1), today + _AROUND
    return select(a.occurrence).where(a.done_at.is_(None), a.occurrence.is_not(None), a.due.between(first, last))
