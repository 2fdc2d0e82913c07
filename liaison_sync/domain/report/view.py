"""ReportView: what the sections of a report read, loaded once. Instants are aware UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.report.blocks import Say
from liaison_sync.domain.report.naming import About
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.rhythm import Rhythm
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence, Direction, Turn
from liaison_sync.domain.workdays import Calendar, Calendars

T = TypeVar("T")
LIVE = frozenset({"proposed", "confirmed", "tentative", "countered"})
OFF = frozenset({"cancelled", "tombstone", "uninvited"})
HELD = frozenset({"held", "minuted", "followed_up", "closed"})
UNKNOWN_PARTNER = ""
ASKS_NOTHING = frozenset({"REPLY", "CANCEL", "DECLINECOUNTER", "PUBLISH", "REFRESH"})  # RFC 5546


@dataclass(frozen=True, slots=True)
class Met:
    """One occurrence; `outcome` is what people recorded until then ("" for nothing), `minuted` whether it has minutes.

    `moves` are the messages that moved its engagement to another time, with when they came. `reason` is why it was not
    held (conduct.NotHeld); `missed` who had accepted and was absent; `minuted_at` when its first minutes were written;
    `invited_at` when the first invitation to it came, None for meetings of a series, announced once for all of them.
    """

    key: str
    uid: str
    title: str
    start: datetime
    end: datetime
    zone: str | None
    all_day: bool
    status: str
    partner: str | None
    owner: str | None
    thread: str | None
    flags: tuple[str, ...] = ()
    observer: bool = False
    outcome: str = ""
    minuted: bool = False
    moves: tuple[tuple[datetime, str], ...] = ()
    reason: str = ""
    missed: tuple[str, ...] = ()
    minuted_at: datetime | None = None
    invited_at: datetime | None = None
    movers: tuple[Direction, ...] = ()  # which way the messages of `moves` went, those of which we have the message

    @property
    def live(self) -> bool:
        """It is to take place, or took place, and concerns us."""
        return self.status in LIVE and not self.observer


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item; `due` is a date where we are."""

    id: str
    text: str
    owner: str
    ours: bool
    due: date | None
    created_at: datetime
    done_at: datetime | None
    partner: str | None
    occurrence: str | None


@dataclass(frozen=True, slots=True)
class Nudge:
    """A follow-up: where it stands and why (key and parameters of wording area "followups")."""

    id: str
    trigger: str
    state: str
    partner: str | None
    to: tuple[str, ...]
    about: str
    audience: str
    changed_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    reason: str
    params: tuple[tuple[str, str | int | datetime | date], ...] = ()
    thread: str | None = None
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """An official letter of the register, by the message that bears it."""

    message: str
    number: str
    subject: str
    at: datetime
    direction: Direction
    partner: str | None
    thread: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """What a partner's person said of a meeting (`occurrence`); `score` 1 to 5, None where they named none."""

    id: str
    at: datetime
    score: int | None
    text: str
    occurrence: str
    partner: str | None
    title: str


@dataclass(frozen=True, slots=True)
class BoxCertified:
    """What a mailbox's last certificate of completeness says now; `named` what was missing, as people call it,
    `refused` the folders the server does not open, `let_go` and `bare` as in `FolderCount`.
    """

    standing: str
    at: datetime
    listed: int
    missing: int = 0
    unhealed: int = 0
    unlisted: int = 0
    reason: str = ""
    named: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    let_go: int = 0
    bare: int = 0


@dataclass(frozen=True, slots=True)
class BoxHealth:
    """One mailbox: `read_until` is when its last complete pass ended; `error` what stopped the last one."""

    name: str
    address: str
    read_until: datetime | None
    error: Say | None
    paused: bool
    quarantined: tuple[str, ...] = ()
    certified: BoxCertified | None = None


@dataclass(frozen=True)
class ReportView:
    """`as_of` is the period's end, or now while it still runs: standing figures are those of that moment.

    `threads` hold every thread that still waits or had mail since the week before, with the turns until `as_of`.
    `since` is the first mail we have at all; `partners_since` and `addresses_since` tell the first of those who had
    none before the period; `names` how the `unnamed` sign themselves.
    """

    period: Period
    now: datetime
    as_of: datetime
    threads: tuple[Correspondence, ...] = ()
    meetings: tuple[Met, ...] = ()
    promises: tuple[Promise, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    boxes: tuple[BoxHealth, ...] = ()
    partners: Mapping[str, Partner] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    officers: Mapping[str, str] = field(default_factory=dict)  # address → name
    names: Mapping[str, str] = field(default_factory=dict)  # address → as they sign themselves
    ignored: frozenset[str] = frozenset()
    since: datetime | None = None
    partners_since: Mapping[str, datetime] = field(default_factory=dict)
    addresses_since: Mapping[str, datetime] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    calendars: Calendars = field(default_factory=Calendars)
    skipped: tuple[str, ...] = ()
    holidays: tuple[tuple[str, int], ...] = ()  # (reason, year) of years nobody has completed yet
    letters: tuple[Registered, ...] = ()  # since the period before
    comments: tuple[Comment, ...] = ()  # likewise
    elsewhere: Mapping[str, str | None] = field(default_factory=dict)  # `heard` of the whole this view is a part of
    past: tuple[Correspondence, ...] = ()  # threads of the weeks before, of partners whose answers became slow
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)  # of partners silent for policy's `dormant.least_days`
    projects: Mapping[str, str] = field(default_factory=dict)  # id → name
    meeting_projects: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()  # our addresses
    about: About = field(default_factory=About)
    reported: frozenset[str] | None = None  # letters the frozen report of the period before counted, where there is one

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Every message from the week before on, in time order."""
        since = self.period.before.start
        found = [turn for thread in self.threads for turn in thread.turns if turn.at >= since]
        return tuple(sorted(found, key=lambda turn: (turn.at, turn.key)))

    @cached_property
    def heard(self) -> Mapping[str, str | None]:
        """Who wrote since the period before, to any of us and about anything → their partner."""
        here = {turn.sender: turn.partner for turn in self.turns if turn.direction == "in" and not turn.junk}
        return {**self.elsewhere, **here}

    def once(self, find: Callable[[ReportView], T]) -> T:
        """What several sections ask of the same view, found out once; nobody may change it."""
        if find not in self._found:
            self._found[find] = find(self)
        found: T = self._found[find]
        return found

    @cached_property
    def _found(self) -> dict[Callable[[ReportView], Any], Any]:
        return {}

    @property
    def running(self) -> bool:
        """Whether the period is not over yet."""
        return self.as_of < self.period.end

    @property
    def compares(self) -> bool:
        """Whether the whole week before is known."""
        return self.since is not None and self.since <= self.period.before.start

    def within(self, at: datetime | None, period: Period | None = None) -> bool:
        """Whether `at` lies in the period (the report's own where none is given)."""
        since, until = self._spans[period or self.period]
        return at is not None and since <= at < until

    @cached_property
    def _spans(self) -> dict[Period, tuple[datetime, datetime]]:
        """The period and the one before, asked for many thousands of times."""
        return {one: (one.start, one.end) for one in (self.period, self.period.before)}

    def partner_name(self, partner: str | None) -> str | None:
        """The partner's name; None for nobody we know."""
        found = self.partners.get(partner or "")
        return found.name if found else partner

    def person(self, address: str) -> str:
        """The name people know `address` by, else the address."""
        known = self.contacts.get(address)
        return (known and known.name) or self.officers.get(address) or self.names.get(address) or address

    def unnamed(self) -> frozenset[str]:
        """The addresses a section may call by name, of which neither directory nor settings tell one."""
        bounced = (address for turn in self.turns for address in turn.bounced)
        junk = (turn.sender for turn in self.turns if turn.junk)
        spoke = (turn.sender for thread in self.threads for turn in thread.turns if not turn.automatic)
        owners = (one.owner for some in (self.threads, self.meetings, self.promises) for one in some)
        partners = (partner.owner for partner in self.partners.values())
        nudged = (address for nudge in self.nudges for address in nudge.to)
        every = {*bounced, *junk, *spoke, *owners, *partners, *nudged, *self.addresses_since}
        return frozenset(one for one in every if one and self.person(one) == one)

    def calendar(self, partner: str | None = None) -> Calendar:
        """The working time of a partner, or ours."""
        found = self.partners.get(partner or "")
        return self.calendars.of(found.country, found.zone) if found else self.calendars.of()

    def owner(self, owner: str | None, partner: str | None) -> str | None:
        """Who of us is responsible, by name."""
        who = self.responsible(owner, partner)
        return self.person(who) if who else None

    def responsible(self, owner: str | None, partner: str | None) -> str | None:
        """The address of who of us is responsible: the thing's own officer, else its partner's."""
        found = self.partners.get(partner or "")
        return owner or (found.owner if found else None)

    def written(self, direction: Direction, period: Period | None = None) -> Sequence[Turn]:
        """What people wrote in the period (or in the one before) in that direction: no automatic mail, no junk."""
        return self._written.get((direction, period or self.period), ())

    @cached_property
    def _written(self) -> Mapping[tuple[Direction, Period], Sequence[Turn]]:
        found: dict[tuple[Direction, Period], list[Turn]] = {}
        for turn in filter(by_hand, self.turns):
            for period in self._spans:
                if self.within(turn.at, period):
                    found.setdefault((turn.direction, period), []).append(turn)
        return found


def awaits(turn: Turn) -> bool:
    """Whether it is a letter its readers may answer: by a person, no answer to an invitation, no mere thanks."""
    return by_hand(turn) and turn.calendar_method not in ASKS_NOTHING and not (turn.courtesy or turn.settled)


def by_hand(turn: Turn) -> bool:
    """Whether a person wrote it. Invitations and answers to them are people's acts, whatever their headers say."""
    if turn.junk or turn.ours_automatic:
        return False
    return turn.automatic is None or bool(turn.calendar_method)
