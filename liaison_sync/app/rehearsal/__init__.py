"""Rehearsal: the service itself, run over the real past in a store of its own under a clock that is set; 0 sends.

Mail arrives when it was received, people do what the journal tells, planning and sending run as they do live: what
would have gone out is what did, into nowhere. People decide about letters as they did, and when they did; a letter for
review that nobody has decided about is taken as approved the moment it is drafted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.deliver import deliver
from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.parsing import read
from liaison_sync.app.planning import plan
from liaison_sync.app.preview import subject_of
from liaison_sync.app.rehearsal import past
from liaison_sync.app.rehearsal.nowhere import Nowhere
from liaison_sync.app.rehearsal.oracle import Answer, answer_before
from liaison_sync.app.service import Sender, Service
from liaison_sync.app.wishing import granted
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.value import dataclass
from liaison_sync.store import pictures, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, migrate, reading, writing

ACTOR = "rehearsal"
_HOURS = (8, 10, 12, 14, 16)  # beside each instant at which something falls due
_SETTING = ("planned", "postponed", "approved", "queued")


@dataclass(frozen=True, slots=True)
class Would:
    """A letter that would have gone out: `review` where a person would have had to approve it.

    `answer`: what had been answered before it, as the whole mail tells today. There should be none.
    """

    followup: FollowUp
    at: datetime
    subject: str
    review: bool
    answer: Answer | None = None


@dataclass(slots=True)
class Rehearsal:
    """`held`, `stopped` and `waiting` are follow-ups that would not have gone out by the end of the period.

    `partners` are the names of those in the directory.
    """

    since: datetime
    until: datetime
    messages: int = 0
    sent: list[Would] = field(default_factory=list)
    held: list[FollowUp] = field(default_factory=list)
    stopped: list[FollowUp] = field(default_factory=list)
    waiting: list[FollowUp] = field(default_factory=list)
    partners: dict[str, str] = field(default_factory=dict)

    @property
    def after_answer(self) -> list[Would]:
        return [one for one in self.sent if one.answer is not None]


@dataclass(slots=True)
class _SetClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


def rehearse(service: Service, days: int) -> Rehearsal:
    """The last `days` of the mail `service` has read; its own store is only read."""
    until = service.clock.now()
    since = until - timedelta(days=days)
    with TemporaryDirectory(prefix="liaison-rehearsal-") as folder:
        stage = _stage(service, Path(folder), since)
        try:
            return _played(service, stage, since, until)
        finally:
            stage.service.engine.dispose()


@dataclass(slots=True)
class _Stage:
    service: Service
    clock: _SetClock
    nowhere: Nowhere
    copied: int = 0  # of the kept letters, those that came back as Sent copies
    ahead: Counter[str] = field(default_factory=Counter)  # follow-up → decisions still to come
    early: dict[str, list[past.Act]] = field(default_factory=dict)  # decisions about what is not there yet
    turns: list[datetime] = field(default_factory=list)  # instants at which an approval lets a letter go


def _stage(service: Service, folder: Path, since: datetime) -> _Stage:
    clock, nowhere = _SetClock(since), Nowhere()
    engine = connect(f"sqlite:///{folder}/rehearsal.db")
    migrate(engine)
    sender = service.sender or Sender(next((m.address for m in service.mailboxes), "rehearsal@localhost"), "", Nowhere)
    scratch = replace(
        service,
        engine=engine,
        clock=clock,
        sender=replace(sender, open=lambda: nowhere),
        policy=replace(service.policy, since=since.astimezone(ZoneInfo(service.policy.zone)).date()),
    )
    with reading(service.engine) as connection:
        partners, contacts = views.directory(connection)
        wished = set(connection.execute(select(s.wish.c.address)).scalars())
    with writing(engine) as connection:
        people: list[c.Change] = [c.PartnerPut(one, since) for one in partners]
        apply(connection, [*people, *(c.ContactPut(_unmarked(one, wished), since) for one in contacts)])
    return _Stage(scratch, clock, nowhere)


def _unmarked(contact: Contact, wished: set[str]) -> Contact:
    """Without what mail said of it: the mail says it again, at its time."""
    said = contact.address in wished
    return replace(
        contact,
        bounced=False,
        refused=False,
        opted_out=contact.opted_out and not said,
        restricted=contact.restricted and not said,
    )


def _played(service: Service, stage: _Stage, since: datetime, until: datetime) -> Rehearsal:
    with reading(service.engine) as connection:
        lying, acts = past.mail(connection), past.acts(connection)
    stage.ahead.update(one.decides for one in acts if one.decides and one.at <= until)
    pause = timedelta(seconds=service.policy.sending.undo_seconds)
    stage.turns = sorted(one.at + pause for one in acts if one.decides)
    done = Rehearsal(since, until, messages=sum(since < one.at <= until for one in lying))
    mail, at = 0, since
    while at <= until:
        stage.clock.at = at
        upto = next((n for n in range(mail, len(lying)) if lying[n].at > at), len(lying))
        for act_ in [one for one in acts if one.at <= at]:
            due = next((n for n in range(mail, upto) if lying[n].at > act_.at), upto)
            _arrive(service, stage, lying[mail:due])
            mail = due
            _do(stage, act_)
        acts = [one for one in acts if one.at > at]
        _arrive(service, stage, lying[mail:upto])
        mail = upto
        _tick(stage, at)
        at = _next(stage, at, until)
    _told(service, stage, done)
    return done


def _arrive(service: Service, stage: _Stage, lying: list[past.Lying]) -> None:
    if not lying:
        return
    with reading(service.engine) as connection:
        for page in past.copies(connection, stage.service.parsers, lying):
            _ingest(stage, page)


def _ingest(stage: _Stage, page: list[Copy]) -> None:
    with writing(stage.service.engine) as connection:
        apply(connection, ingest(connection, stage.service, page, stage.clock.now()))


def _do(stage: _Stage, one: past.Act) -> None:
    """At its own time; what stands elsewhere in the rehearsal, or is gone, is left."""
    here, stage.clock.at = stage.clock.at, one.at
    stage.ahead[one.decides] -= 1
    try:
        _said(stage, one)
    except Refused:
        stage.early.setdefault(one.decides, []).append(one)
    finally:
        stage.clock.at = here


def _said(stage: _Stage, one: past.Act) -> None:
    if isinstance(one.command, past.Wished):
        noted = one.command.noted
        with writing(stage.service.engine) as connection:
            people = [granted(contact, noted.kind) for contact in views.contacts_at(connection, noted.address)]
            apply(connection, [noted, *(c.ContactPut(contact, one.at) for contact in people)])
    elif isinstance(one.command, c.FeedbackPut):
        with writing(stage.service.engine) as connection:
            apply(connection, [one.command])
    else:
        act(stage.service, one.command, actor=one.actor)


def _tick(stage: _Stage, at: datetime) -> None:
    plan(stage.service)
    with reading(stage.service.engine) as connection:
        drafted = [one.followup.id for one in pictures.followups(connection, s.followup.c.state == "drafted")]
    for id_ in drafted:
        _decided(stage, id_)
    stage.clock.at = at + timedelta(seconds=stage.service.policy.sending.undo_seconds if drafted else 0)
    deliver(stage.service, stage.clock.now)
    _filed(stage)


def _decided(stage: _Stage, id_: str) -> None:
    """As people have decided, also a little before it was there; as they will; else approved."""
    said = stage.early.pop(id_, [])
    for one in said:
        with suppress(Refused):
            act(stage.service, one.command, actor=one.actor)
    if not said and stage.ahead[id_] <= 0:
        act(stage.service, k.ApproveFollowUp(id_), actor=ACTOR)


def _filed(stage: _Stage) -> None:
    """What left comes back as a Sent copy, as it does live."""
    box = next((one.name for one in stage.service.mailboxes), ACTOR)
    fresh = stage.nowhere.kept[stage.copied :]
    stage.copied = len(stage.nowhere.kept)
    found = [(one.outbox_id, read(one.content)) for one in fresh]
    now = stage.clock.now()
    if found:
        _ingest(stage, [Copy(Arrival(box, "Sent", "sent", id_, now, one.parsed.message), one) for id_, one in found])


def _next(stage: _Stage, at: datetime, until: datetime) -> datetime:
    """The next hour of the grid, or the next instant at which something falls due."""
    f = s.followup.c
    after = max(at, stage.clock.now())
    with reading(stage.service.engine) as connection:
        waiting = select(f.due_at).where(f.state.in_(_SETTING), f.due_at > after).order_by(f.due_at).limit(1)
        due = connection.execute(waiting).scalar()
    grid = next(_grid(after, stage.service.policy.zone))
    turn = next((one for one in stage.turns if one > after), grid)
    found = min(grid, turn, due or grid)
    return until if at < until < found else found


def _grid(after: datetime, zone: str) -> Iterator[datetime]:
    day, tz = after.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone)
    while True:
        for hour in _HOURS:
            at = datetime.combine(day, time(hour), tz)
            if at > after:
                yield at.astimezone(after.tzinfo)
        day += timedelta(days=1)


def _told(service: Service, stage: _Stage, done: Rehearsal) -> None:
    o, f = s.outbox.c, s.followup.c
    with reading(stage.service.engine) as connection:
        everything = pictures.followups(connection)
        query = select(f.id, o.settled_at, o.id.label("letter")).join_from(s.followup, s.outbox, pictures.letter_of())
        left = {row.id: row for row in connection.execute(query.where(f.state.in_(pictures.LEFT)))}
    subjects = {one.outbox_id: subject_of(one.content) for one in stage.nowhere.kept}
    with reading(service.engine) as connection:
        done.partners = {one.id: one.name for one in views.directory(connection)[0]}
        for one in everything:
            followup, row = one.followup, left.get(one.followup.id)
            if row is not None:
                answer = answer_before(connection, followup, row.settled_at)
                review = one.approved_by not in {None, "policy"}
                done.sent.append(Would(followup, row.settled_at, subjects.get(row.letter, ""), review, answer))
            else:
                kinds = {"held": done.held, "cancelled": done.stopped}
                kinds.get(followup.state, done.waiting).append(followup)
    done.sent.sort(key=lambda one: (one.at, one.followup.id))
