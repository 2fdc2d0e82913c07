"""Writing what changes of projects and of what belongs to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, assert_never

from liaison_sync.domain import changes as c
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch


def gather(batch: Batch, change: c.Grouping) -> None:
    """Into the batch, without judgement."""
    match change:
        case c.ProjectPut(project=project, at=at):
            batch.put(s.project, {**asdict(project), "created_at": at})
        case c.ProjectJoined():
            batch.add(s.project_partner, _row(change))
        case c.ProjectLeft():
            batch.drop(s.project_partner, **_row(change))
        case c.MessageGrouped():
            batch.change(s.message, _row(change))
        case c.ThreadGrouped():
            batch.change(s.thread, _row(change))
        case c.MeetingGrouped():
            batch.put(s.project_meeting, _row(change))
        case c.MeetingUngrouped():
            batch.drop(s.project_meeting, **_row(change))
        case _:
            assert_never(change)


def _row(change: Any) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__slots__}
