"""What is otherwise for one partner or one project."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import rules as r
from liaison_sync.domain.policy import Override
from liaison_sync.domain.special_rule import problem
from liaison_sync.store import projects
from liaison_sync.store import schema as s
from liaison_sync.store.policy_kept import kept


def put(here: Acting, command: r.PutOverride) -> Iterator[c.Change]:
    rule = command.rule
    if not _there(here, rule):
        raise Refused("gone")
    wrong = problem(rule)
    if wrong is not None:
        raise Refused(f"rule_{wrong}")
    yield c.OverridePut(rule, here.now, here.actor)


def drop(here: Acting, command: r.DropOverride) -> Iterator[c.Change]:
    meant = (command.partner, command.project, command.trigger)
    found = [own for own, now in kept(here.connection).rules if (now.partner, now.project, now.trigger) == meant]
    if not found:
        raise Refused("gone")
    yield from (c.OverrideDropped(one) for one in found)


def _there(here: Acting, rule: Override) -> bool:
    if rule.project is not None:
        return projects.one(here.connection, rule.project) is not None
    p = s.partner.c.id
    return here.connection.execute(select(p).where(p == rule.partner)).first() is not None
