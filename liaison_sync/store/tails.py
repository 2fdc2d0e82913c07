"""The ends of threads a page may make longer (domain.lengthening): a few questions a page, whatever their length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from liaison_sync.domain.ball import standing
from liaison_sync.domain.broadcast import GROUPS
from liaison_sync.domain.changes import ThreadPut
from liaison_sync.domain.lengthening import Answered, Ends, Tail, wanted
from liaison_sync.domain.linking import chain, valid_id
from liaison_sync.domain.threading import Filed
from liaison_sync.store import schema as s
from liaison_sync.store.views import ARRANGING, acts_naming, components_of, links, one_of, rows_of

_M, _T = s.message.c, s.thread.c


def ends(connection: Connection, arrived: Collection[Filed]) -> Ends:
    """What is known of the components these new messages touch."""
    joined = links(connection, {key for one in arrived for key in wanted(one)})
    if not joined:
        return Ends(joined)
    new = {one.node.key for one in arrived}
    acted = {key for act in acts_naming(connection, new) for key in (act.message, act.target) if key}
    components = set(joined.values()) - components_of(connection, acted)
    components -= _acted(connection, components)
    tails = {tail.component: tail for tail in _tails(connection, components)}
    cited = {id_ for one in arrived for id_ in chain(one.node) if f"m:{id_}" in joined} if tails else ()
    return Ends(joined, tails, _bearers(connection, cited), acted)


# Acts are few: written so that no index over components leads through all messages of one.
_COMPONENT = _M.component + ""
_ACTED = (
    select(_COMPONENT.label("component"))
    .join(s.thread_act, s.thread_act.c.message == _M.key)
    .where(*ARRANGING, one_of(_COMPONENT))
    .distinct()
)
_NEWEST = (
    select(_M.component, _M.thread, func.max(_M.at).label("at"))
    .where(one_of(_M.component))
    .group_by(_M.component, _M.thread)
)
_FREE = (
    select(s.thread)
    .select_from(s.thread.outerjoin(s.message, _M.key == _T.ball_because))
    .where(_T.closed.is_(False), _T.under.is_(None), one_of(_T.id))
    .where(or_(_T.ball != "ours", _M.direction == "in"))  # else a letter of ours reached nobody
)
_BEARERS = select(_M.message_id, _M.key, _M.base_subject).where(one_of(_M.message_id))


def _acted(connection: Connection, components: Collection[str]) -> set[str]:
    """The components people's acts stand in."""
    return {row.component for row in rows_of(connection, _ACTED, components)}


def _tails(connection: Connection, components: Collection[str]) -> Iterator[Tail]:
    """Those that are one thread, which is not closed and in which few speak."""
    at: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for row in rows_of(connection, _NEWEST, components):
        at[row.component].append((row.thread, row.at))
    single = {found[0][0]: (component, found[0][1]) for component, found in at.items() if len(found) == 1}
    for row in rows_of(connection, _FREE, single):
        if row.parties is not None and len(row.parties) < GROUPS:
            component, latest = single[row.id]
            yield Tail(component, _put(row), latest)


def _put(row: Any) -> ThreadPut:
    ball = standing(row.ball, row.ball_since, row.ball_because)
    return ThreadPut(**{name: getattr(row, name) for name in ThreadPut.__slots__ if name != "ball"}, ball=ball)


def _bearers(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Answered, ...]]:
    """Message-ID → who bears it, in whichever spelling."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for row in rows_of(connection, _BEARERS, {text for id_ in ids for text in _spellings(id_)}):
        found[valid_id(row.message_id) or ""].append(Answered(row.key, row.base_subject))
    return {id_: tuple(each) for id_, each in found.items()}


def _spellings(id_: str) -> Iterator[str]:
    local, _, domain = id_.rpartition("@")
    yield from (id_, f"<{id_}>", f'"{local}"@{domain}', f'<"{local}"@{domain}>')
