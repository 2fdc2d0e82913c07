"""Meeting: what is known of one UID while its facts are folded; mutable, and never leaves the fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from liaison_sync.domain.authority import Authority
from liaison_sync.domain.fact import Fact, Order
from liaison_sync.domain.invitation import Attendee, Invitation, Moment

VerdictKind = Literal[
    "APPLIED", "STALE", "DUPLICATE", "NOT_AUTHORISED", "LOW_TRUST", "UNINVITED_GUEST", "ORPHAN", "NOTED",
    "QUARANTINED", "BAD_INSTANCE", "UNPARSEABLE", "OUTDATED_ANSWER",
]  # fmt: skip
IsInstance = Callable[[Invitation, Moment], bool]
Note = tuple[VerdictKind, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A COUNTER: another time somebody asked for, and what became of it."""

    by: str
    start: Moment | None
    end: Moment | None
    comment: str
    sequence: int
    state: Literal["open", "declined", "accepted", "superseded"] = "open"
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """The master or one instance: the organiser's side of it, and the answers laid over."""

    recurrence_id: Moment | None = None
    version: Invitation | None = None
    source: Fact | None = None
    history: list[Fact] = field(default_factory=list)
    asked: dict[str, Attendee] = field(default_factory=dict)
    base: int = 0  # SEQUENCE of the last reschedule: older answers do not count
    ruled: Fact | None = None  # the last update that changed DTSTART, RRULE or zone
    cancel: Fact | None = None
    split: Invitation | None = None  # its newest RANGE=THISANDFUTURE: what all that follow look like (RFC 5545 §3.2.13)
    cut: Fact | None = None  # the cancellation of this instance and all that follow
    removed: set[str] = field(default_factory=set)
    uninvited: bool = False
    left: bool = False
    added: bool = False  # by METHOD:ADD
    derived: bool = False  # exists only because somebody answered, or cancelled, this one instance
    answers: dict[str, Fact] = field(default_factory=dict)
    delegates: dict[str, Attendee] = field(default_factory=dict)
    guests: dict[str, Fact] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def latest(self) -> Fact | None:
        """The organiser's newest word on this item."""
        known = [fact for fact in (self.source, self.cancel) if fact]
        return max(known, key=lambda fact: fact.order) if known else None

    @property
    def shown(self) -> Invitation | None:
        """What a reader sees: the version in force, or what the cancellation itself says."""
        return self.version or (self.cancel.invitation if self.cancel else None)


@dataclass(slots=True)
class Meeting:
    """All items of one UID by RECURRENCE-ID key ("" is the master)."""

    authority: Authority
    is_instance: IsInstance
    trusted: bool = True
    organizer: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    named: dict[str, Moment] = field(default_factory=dict)  # RECURRENCE-ID key as sent → as the series writes it
    notes: dict[str, Note] = field(default_factory=dict)
    answered: dict[tuple[str, str], Fact] = field(default_factory=dict)  # each attendee's newest, by item and address
    flags: set[str] = field(default_factory=set)
    ranged: set[str] = field(default_factory=set)  # where a RANGE=THISANDFUTURE begins
    last_counter: tuple[Order, str] | None = None
    declined: bool = False  # whether a proposal was ever refused

    @property
    def own(self) -> frozenset[str]:
        return self.authority.own

    @property
    def master(self) -> Invitation | None:
        """The series as last described, or None while only instances of it are known."""
        item = self.items.get("")
        return item.version if item else None

    def pattern(self, key: str) -> Item | None:
        """What an instance nobody described follows: the nearest split before it, else the series."""
        splits = [one for one in self.ranged if one < key and one in self.items and self.items[one].split is not None]
        return self.items[max(splits)] if splits else self.items.get("")

    def cut_before(self, key: str) -> Fact | None:
        """The newest cancellation of an earlier instance that takes all that follow with it."""
        before = (self.items[one].cut for one in self.ranged if one < key and one in self.items)
        return max((cut for cut in before if cut is not None), key=lambda fact: fact.order, default=None)

    def key(self, key: str) -> str:
        """The key under which an instance is kept, however a fact wrote its RECURRENCE-ID."""
        return self.named[key].key if key in self.named else key

    def known(self, fact: Fact) -> Item | None:
        """The item a fact is about, if there is one."""
        return self.items.get(self.key(fact.key))

    def moment(self, fact: Fact) -> Moment | None:
        """Its RECURRENCE-ID as the series writes it."""
        return self._name(fact.recurrence_id)

    def _name(self, recurrence_id: Moment | None) -> Moment | None:
        return self.named.get(recurrence_id.key, recurrence_id) if recurrence_id else None

    def item(self, recurrence_id: Moment | None) -> Item:
        """The item of this RECURRENCE-ID, made where there is none."""
        name = self._name(recurrence_id)
        return self.items.setdefault(name.key if name else "", Item(name))
