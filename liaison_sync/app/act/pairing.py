"""Two UIDs are one meeting, or two: a person's word, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.act.pairing_answers import carried, given_back
from liaison_sync.app.ingest import folding
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import pairs as k
from liaison_sync.domain.meetings import folded
from liaison_sync.store import schema as s
from liaison_sync.store import views


def join(here: Acting, command: k.JoinMeetings) -> Iterator[c.Change]:
    """Nothing is thrown away: its facts stay, and answers it alone knew count. Refused where people recorded something
    of the one that would go."""
    _known(here, command.kept, command.gone)
    if _recorded(here, command.gone):
        raise Refused("pair_recorded")
    yield c.MeetingPaired(command.kept, command.gone, "same", here.now, here.actor)
    yield from carried(here, command.kept, command.gone)
    yield c.EngagementFolded(command.gone, (), ())


def apart(here: Acting, command: k.KeepMeetingsApart) -> Iterator[c.Change]:
    _known(here, command.kept, command.gone)
    yield c.MeetingPaired(command.kept, command.gone, "apart", here.now, here.actor)


def part(here: Acting, command: k.PartMeetings) -> Iterator[c.Change]:
    p = s.meeting_pair.c
    these = select(p.decision).where(p.kept == command.kept, p.gone == command.gone)
    if here.connection.execute(these).first() is None:
        raise Refused("gone")
    yield c.MeetingUnpaired(command.kept, command.gone)
    yield from given_back(here, command.kept, command.gone)
    facts = views.facts(here.connection, {command.gone})[command.gone]
    places = views.places(here.connection, {one.message for one in facts if one.message})
    yield folded(command.gone, facts, places, folding(here.service, here.now))


def _known(here: Acting, kept: str, gone: str) -> None:
    p, e = s.meeting_pair.c, s.engagement.c
    pair = or_((p.kept == kept) & (p.gone == gone), (p.kept == gone) & (p.gone == kept))
    both = set(here.connection.execute(select(e.uid).where(e.uid.in_((kept, gone)))).scalars())
    if kept == gone or len(both) < 2 or here.connection.execute(select(p.gone).where(pair)).first():
        raise Refused("gone")


def _recorded(here: Acting, uid: str) -> bool:
    """Whether an outcome, minutes, action items or files stand with it."""
    keys = select(s.occurrence.c.key).where(s.occurrence.c.uid == uid)
    columns = (s.conduct.c.occurrence, s.minutes.c.occurrence, s.action_item.c.occurrence, s.meeting_file.c.meeting)
    return any(here.connection.execute(select(one).where(one.in_(keys)).limit(1)).first() for one in columns)
