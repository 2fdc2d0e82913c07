"""Projects: enter, close, say who takes part and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.project import Project, problem
from liaison_sync.store import projects
from liaison_sync.store import schema as s
from liaison_sync.store.views import current_threads


def put(here: Acting, command: p.PutProject) -> Iterator[c.Change]:
    known = projects.one(here.connection, command.id)
    after = Project(
        id=command.id,
        name=command.name.strip(),
        code=command.code.strip(),
        owner=command.owner,
        starts=command.starts,
        ends=command.ends,
        language=command.language,
        note=command.note,
        closed_at=known.closed_at if known else None,
    )
    wrong = problem(after)
    if wrong:
        raise Refused(f"project_{wrong}")
    yield c.ProjectPut(after, here.now)


def close(here: Acting, command: p.CloseProject) -> Iterator[c.Change]:
    yield _closed(here, command.id, here.now)


def reopen(here: Acting, command: p.ReopenProject) -> Iterator[c.Change]:
    yield _closed(here, command.id, None)


def _closed(here: Acting, id_: str, at: datetime | None) -> c.Change:
    return c.ProjectPut(replace(_project(here, id_), closed_at=at), here.now)


def join(here: Acting, command: p.JoinProject) -> Iterator[c.Change]:
    there = select(s.partner.c.id).where(s.partner.c.id == command.partner)
    if here.connection.execute(there).first() is None:
        raise Refused("gone")
    yield c.ProjectJoined(_open(here, command.id).id, command.partner)


def leave(here: Acting, command: p.LeaveProject) -> Iterator[c.Change]:
    """All rows that mean this partner: those of what was merged into it too."""
    for partner in projects.chosen(here.connection, command.id).get(command.partner, ()):
        yield c.ProjectLeft(command.id, partner)


# --- what belongs to it ------------------------------------------------------------------------------------------


def group_thread(here: Acting, command: p.GroupThread) -> Iterator[c.Change]:
    """Said of every message that stands in it now, so that it outlives what the thread becomes."""
    m, t = s.message.c, s.thread.c
    thread = current_threads(here.connection, {command.thread})[command.thread]
    if here.connection.execute(select(t.id).where(t.id == thread)).first() is None:
        raise Refused("gone")
    project = _open(here, command.project).id if command.project else None
    other = func.coalesce(m.project, "") != (project or "")
    keys = here.connection.execute(select(m.key).where(m.thread == thread, other).order_by(m.key)).scalars()
    yield from (c.MessageGrouped(key, project) for key in keys)
    yield c.ThreadGrouped(thread, project)


def group_meeting(here: Acting, command: p.GroupMeeting) -> Iterator[c.Change]:
    o = s.occurrence.c
    uid = here.connection.execute(select(o.uid).where(o.key == command.meeting)).scalar()
    if uid is None:
        raise Refused("gone")
    kind: Literal["uid", "meeting"] = "uid" if command.scope == "series" else "meeting"
    if kind == "uid":  # the later word about all of them wins over what was said of this one
        yield c.MeetingUngrouped("meeting", command.meeting)
    key = uid if kind == "uid" else command.meeting
    if command.as_thread:
        yield c.MeetingUngrouped(kind, key)
        return
    project = _open(here, command.project).id if command.project else None
    yield c.MeetingGrouped(kind, key, project, here.now, here.actor)


def _project(here: Acting, id_: str) -> Project:
    found = projects.one(here.connection, id_)
    if found is None:
        raise Refused("gone")
    return found


def _open(here: Acting, id_: str) -> Project:
    found = _project(here, id_)
    if found.closed_at is not None:
        raise Refused("project_closed", name=found.name)
    return found
