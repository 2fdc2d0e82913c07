"""Which project a thread belongs to: a person's word about a thread is kept with each message that stood in it then.

So it outlives whatever threads become: a merge undone gives back to both what each had, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from liaison_sync.domain.thread import partition
from liaison_sync.domain.thread_node import ThreadAct
from liaison_sync.domain.threading import Neighbourhood


def handed_down(near: Neighbourhood, act: ThreadAct) -> str | None:
    """The project that the message of a split takes along: that of the nearest message it answers in its thread.

    None where it has one of its own, or there is none to take.
    """
    own = {one.node.key: one.project for one in near.filed}
    if act.kind != "split" or own.get(act.message):
        return None
    for group in partition((one.node for one in near.filed), near.acts):
        up = {member.key: member.parent for member in group.members}
        if act.message in up:
            return next((found for key in _ancestors(act.message, up) if (found := own[key])), None)
    return None


def _ancestors(key: str, up: Mapping[str, str | None]) -> Iterable[str]:
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = up.get(at)


def grouped(near: Neighbourhood, message: str, project: str) -> Neighbourhood:
    """`near` where this message belongs to `project`."""
    filed = (replace(one, project=project) if one.node.key == message else one for one in near.filed)
    return replace(near, filed=tuple(filed))
