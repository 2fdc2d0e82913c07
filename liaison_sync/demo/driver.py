"""The driver: plays the season through the product itself: real IMAP, real SMTP, the worker, the console."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select

from liaison_sync import bootstrap
from liaison_sync.app.act import act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.poll import read_all
from liaison_sync.app.recognise_job import work
from liaison_sync.app.service import Service
from liaison_sync.demo import actors, counts, expected, office, story
from liaison_sync.demo.clock import DemoClock, StoppedClock, begin, office_calendar
from liaison_sync.demo.closings import Closing, Recorded
from liaison_sync.demo.frontdesk import FrontDesk
from liaison_sync.demo.openable import write_letters
from liaison_sync.demo.peers import ImapPeer, Kept, SmtpSink
from liaison_sync.demo.projects import Undertaking
from liaison_sync.demo.records import record
from liaison_sync.demo.season import Season, build
from liaison_sync.demo.stage import Stage
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.wording import say
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.worker import loop

Tell = Callable[[str], None]
SHOWN = ("gerai-aruna",)  # what the interactive demo approves by itself; the rest waits for whoever looks on
_TICK = 0.25


@dataclass(frozen=True, slots=True)
class Options:
    """How to play. `seconds` bounds the run (None: until stopped); `pace` shortens the partners' thinking.

    `port` 0 is any free one; `today` moves the season elsewhere in time.
    """

    folder: Path
    language: str = "id"
    headless: bool = False
    seconds: float | None = None
    pace: float = 1.0
    port: int = 0
    today: date | None = None


@dataclass(slots=True)
class Playing:
    """A season on its way."""

    options: Options
    season: Season
    service: Service
    sink: SmtpSink
    stage: Stage
    desk: FrontDesk
    tell: Tell
    threads: dict[str, str] = field(default_factory=dict)  # the story's thread → the product's

    def say(self, key: str, **values: object) -> None:
        self.tell(say(self.options.language, f"demo.{key}", **values))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found beside what the story expects, by figure; `report` are files one can open."""

    found: dict[str, int]
    expected: dict[str, int]
    report: tuple[Path, ...]
    seconds: float

    @property
    def differences(self) -> list[dict[str, object]]:
        return counts.differences(self.found, self.expected)


def play(options: Options, tell: Tell, stop: Event) -> Outcome:
    """Play until the story is told (headless), `seconds` are over, or `stop` is set. Raises OSError: port taken."""
    began = time.monotonic()
    until = began + options.seconds if options.seconds is not None else float("inf")
    with staged(options, tell) as playing:
        service, season = playing.service, playing.season
        open_office(playing)
        working_days = office_calendar(season.now.date()).is_working_day
        wanted = expected.playing(season, working_days)
        found = counts.reading(service, season)
        with working(service):
            if options.headless:
                _headless(playing, wanted, until, stop)
            else:
                _shown(playing, until, stop)
        if options.headless:
            loop.once(service)  # whatever was still on its way; a finished story does not change by it
        found |= counts.playing(service, playing.sink.kept, season)
        report = write_letters(playing.sink.kept, options.folder)
    return Outcome(found, expected.reading(season) | wanted, report, time.monotonic() - began)


@contextmanager
def staged(options: Options, tell: Tell) -> Iterator[Playing]:
    """Peers running, mailboxes filled, the product wired to them; everything ends with the block."""
    start = begin(options.today)
    season = build(start, office_calendar(start.date()).is_working_day)
    passwords = {address: secrets.token_urlsafe(12) for address in story.MAILBOX_NAMES}
    heard: list[Stage] = []

    def on_letter(letter: Kept) -> None:
        for stage in heard:
            stage.heard(letter)

    with ExitStack() as stack:
        desk = stack.enter_context(FrontDesk(options.port))
        imap = stack.enter_context(ImapPeer(passwords))
        sink = stack.enter_context(SmtpSink(on_letter))
        imap.place(season.messages)
        ports = office.Ports(imap.port, sink.port, desk.port)
        clock = DemoClock(start)
        settings = office.settings(
            options.folder, ports, passwords, language=options.language, headless=options.headless
        )
        stage = stack.enter_context(Stage(imap, clock, pace=options.pace))
        heard.append(stage)
        service = stack.enter_context(bootstrap.service(settings, clock))
        playing = Playing(options, season, service, sink, stage, desk, tell)
        playing.say("filled", messages=len(season.messages), now=f"{start:%d.%m.%Y %H.%M}")
        yield playing


# --- the first morning -------------------------------------------------------------------------------------------


def open_office(playing: Playing) -> None:
    """Read everything, import the directory, and let officers record what they had done so far."""
    service, season = playing.service, playing.season
    read = read_all(service, service.mailboxes)
    playing.say("read", messages=sum(one.messages for one in read))
    imported = import_directory(service, json.dumps(season.directory), actor=office.HEAD.address)
    work(service, pages=None)  # recognises what was read before the directory was known
    playing.say("directory", partners=imported.partners, contacts=imported.contacts)
    playing.threads = _threads(playing)
    acts: list[Closing | Recorded] = [*season.closings, *season.recorded]
    for one in sorted(acts, key=lambda one: one.at):
        if isinstance(one, Recorded):
            record(service, one)
        elif one.thread in playing.threads:  # what was not read differs in the figures; the show goes on
            then = replace(service, clock=StoppedClock(one.at))  # officers did it then
            act(then, k.CloseThread(playing.threads[one.thread]), actor=_owner(one.partner))
    for each in season.projects:
        _group(playing, each)
    playing.say("recorded", closed=len(season.closings), meetings=len(season.recorded))


def _owner(partner: str | None) -> str:
    return story.PEOPLE[story.PARTNERS[partner].owner].address if partner else office.HEAD.address


def _group(playing: Playing, one: Undertaking) -> None:
    """The owner enters a project and says what belongs to it."""
    service, owner, o = playing.service, story.PEOPLE[one.owner].address, s.occurrence.c
    with reading(service.engine) as connection:
        meetings = list(connection.execute(select(o.key).where(o.uid.in_(one.meetings)).order_by(o.key)).scalars())
    threads = [playing.threads[key] for key in one.threads if key in playing.threads]
    commands: tuple[k.Command, ...] = (
        p.PutProject(one.id, one.name, one.code, owner, one.starts, one.ends, note=one.note),
        *(p.JoinProject(one.id, partner) for partner in one.partners),
        *(p.GroupThread(thread, one.id) for thread in threads),
        *(p.GroupMeeting(meeting, one.id) for meeting in meetings),
    )
    for command in commands:
        act(service, command, actor=owner)


def _threads(playing: Playing) -> dict[str, str]:
    """By the octets of their mail: the story's thread → the product's."""
    m = s.message.c
    with reading(playing.service.engine) as connection:
        found = {row.sha256: row.thread for row in connection.execute(select(m.sha256, m.thread))}
    return {one.thread: found[sha] for one in playing.season.truth.messages for sha in one.sha256s if sha in found}


# --- the day -----------------------------------------------------------------------------------------------------


@contextmanager
def working(service: Service) -> Iterator[None]:
    """The worker, as `run` runs it; the round under way is finished first."""
    stop = Event()
    worker = Thread(target=loop.run, args=(service, stop), kwargs={"pause": _TICK}, name="demo-worker", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


def _headless(playing: Playing, wanted: dict[str, int], until: float, stop: Event) -> None:
    """Approve what the story approves, then wait until all of it has happened."""
    season = playing.season
    approve(playing, (*expected.to_approve(season), *expected.to_withdraw(season)), until, stop)
    playing.say("approved", reminders=len(expected.to_approve(season)))
    while time.monotonic() < until and not stop.wait(_TICK):
        found = counts.playing(playing.service, playing.sink.kept, season)
        if playing.stage.quiet and not counts.differences(found, wanted):
            break
    playing.say("played", letters=len(playing.sink.kept), answers=playing.stage.answers)


def _shown(playing: Playing, until: float, stop: Event) -> None:
    """The console is open; one reminder is answered, one withdrawn, the others wait for whoever looks on."""
    season, password = playing.season, secrets.token_urlsafe(9)
    playing.desk.open(playing.service, password, playing.options.language)
    playing.say("console", url=playing.service.public_url)
    playing.say("sign_in", user=office.HEAD.address, password=password)
    approve(playing, (*SHOWN, *expected.to_withdraw(season)), min(until, time.monotonic() + 60), stop)
    playing.say("approved_shown")
    reported = False
    while time.monotonic() < until and not stop.wait(_TICK):
        pages = () if reported else write_letters(playing.sink.kept, playing.options.folder)
        if len(pages) == expected.REPORTS:
            reported = True
            for page in pages:
                playing.say("report", file=page)
            playing.say("running")
    playing.say("stopping")


def approve(playing: Playing, wanted: tuple[str, ...], until: float, stop: Event) -> None:
    """Approve the reminders of these threads, as the head of PR would, as soon as they wait for it."""
    waiting = list(wanted)
    while waiting and time.monotonic() < until:
        for thread in list(waiting):
            id_ = _waiting(playing, thread)
            if id_ is not None:
                waiting.remove(thread)
                act(playing.service, k.ApproveFollowUp(id_), actor=office.HEAD.address)
                if thread == expected.WITHDRAWN:
                    playing.stage.play(actors.early(playing.service.clock.now()))
        if stop.wait(_TICK):
            return


def _waiting(playing: Playing, thread: str) -> str | None:
    """The reminder of a thread of the story that a person must decide on."""
    f = s.followup.c
    wanted = (f.thread == playing.threads.get(thread), f.trigger == "no_reply", f.state.in_(("drafted", "held")))
    with reading(playing.service.engine) as connection:
        return connection.execute(select(f.id).where(*wanted)).scalar()
