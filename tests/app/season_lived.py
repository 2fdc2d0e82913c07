"""The demo's season with all that officers did in it, in a store of its own, without a mail server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.service import Sender, Service
from liaison_sync.demo import story
from liaison_sync.demo.season import Season, build, demo_now
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.formats import directory_file
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app import season_store
from tests.app.reporting_stage import Played, SetClock, acts, nowhere


@contextmanager
def lived(folder: Path) -> Iterator[Played]:
    """Everything up to now: mail, directory, threads closed, meetings recorded, projects grouped."""
    season = build(demo_now(date(2026, 11, 22), lambda day: day.weekday() < 5))
    read, clock = directory_file.read(json.dumps(season.directory)), SetClock(season.now)
    own = Own(read.own.domains, (*read.own.addresses, *(one.address for one in story.OFFICERS)), read.own.authserv_id)
    early = season.now - timedelta(weeks=10)
    with season_store.service(f"sqlite:///{folder}/season.db", season.now, own) as base:
        officers = tuple(Officer(one.address, one.name) for one in story.OFFICERS)
        sender = Sender(story.HUMAS, story.MAILBOX_NAMES[story.HUMAS], nowhere)
        service = replace(base, clock=clock, officers=officers, sender=sender)
        with writing(service.engine) as connection:
            people: list[c.Change] = [c.PartnerPut(one, early) for one in read.partners]
            apply(connection, [*people, *(c.ContactPut(one, early) for one in read.contacts)])
        season_store.deliver(service, season.messages)
        acts(service, clock, season)
        _grouped(service, season)
        yield Played(season, service, clock)


def _grouped(service: Service, season: Season) -> None:
    names = {sha: one.thread for one in season.truth.messages for sha in one.sha256s}
    m, o = s.message.c, s.occurrence.c
    with reading(service.engine) as connection:
        threads = {names[row.sha256]: row.thread for row in connection.execute(select(m.sha256, m.thread))}
        meetings = connection.execute(select(o.key, o.uid)).all()
    for one in season.projects:
        owner = story.PEOPLE[one.owner].address
        act(service, p.PutProject(one.id, one.name, one.code, owner, one.starts, one.ends, note=one.note), actor=owner)
        commands: list[k.Command] = [p.GroupThread(threads[key], one.id) for key in one.threads]
        commands += [p.GroupMeeting(row.key, one.id) for row in meetings if row.uid in one.meetings]
        for command in commands:
            act(service, command, actor=owner)
