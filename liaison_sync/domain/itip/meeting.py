"""Meeting: what is known of one UID while its facts are folded; mutable, and never leaves the fold."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from liaison_sync.domain.authority import Authority
from liaison_sync.domain.fact import Fact, Order
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.value import dataclass

if TYPE_CHECKING:
    from liaison_sync.domain.overrides import Around

VerdictKind = Literal[
    "APPLIED", "STALE", "DUPLICATE", "NOT_AUTHORISED", "LOW_TRUST", "UNINVITED_GUEST", "ORPHAN", "NOTED",
    "QUARANTINED", "BAD_INSTANCE", "UNPARSEABLE", "OUTDATED_ANSWER",
]  # fmt: skip
MOST_RANGES = 32  # of one series: no calendar writes so many, and each looks back at those before it
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


@dataclass(frozen=True, slots=True)
class Range:
    """What was said of one instance and all that follow: who was asked, and the SEQUENCE answers have to reach.

    It holds for those that follow whatever is said later of the first of them alone.
    """

    said: Fact
    asked: dict[str, Attendee]
    base: int
    alone: int | None = None  # the SEQUENCE from which answers to the first of them are to that one alone
    answers: dict[str, Fact] = field(default_factory=dict)  # to the first of them before, which are to all

    def answered_by(self, sequence: int) -> bool:
        """Whether an answer of this SEQUENCE to the first of them, which was moved alone since, is to all."""
        return self.alone is not None and self.base <= sequence < self.alone


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
    split: Range | None = None  # its newest RANGE=THISANDFUTURE: what all that follow look like (RFC 5545 §3.2.13)
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
    def place(self) -> str:
        """Its key among the items."""
        return self.recurrence_id.key if self.recurrence_id else ""

    def ask_anew(self, invitation: Invitation) -> None:
        """It was moved: no answer to what it was before counts."""
        self.base = invitation.sequence
        self.asked = {who.address: who for who in invitation.attendees}
        if self.split is not None and self.split.alone is None:
            self.split = replace(self.split, alone=self.base)

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
    sole_voice: bool = True  # nobody else ever claimed to organise this
    newest_series: Invitation | None = None
    items: dict[str, Item] = field(default_factory=dict)
    named: dict[str, Moment] = field(default_factory=dict)  # RECURRENCE-ID key as sent → as the series writes it
    notes: dict[str, Note] = field(default_factory=dict)
    answered: dict[str, dict[str, Fact]] = field(default_factory=dict)  # each attendee's newest, by item and address
    accepted: dict[tuple[str, str], Order] = field(default_factory=dict)  # item and address → its latest yes
    onward: list[tuple[str, str, Fact]] = field(default_factory=list)  # answers to all from a place on, by address
    flags: set[str] = field(default_factory=set)
    splits: list[str] = field(default_factory=list)  # where a RANGE=THISANDFUTURE begins, in order
    cuts: list[str] = field(default_factory=list)  # and where the series is cancelled from there on
    last_counter: tuple[Order, str] | None = None
    declined: bool = False  # whether a proposal was ever refused
    around: Around | None = None  # kept between two words on instances of one series

    _newest_cuts: list[Fact] = field(default_factory=list)  # of `cuts` up to each; asked for when all is applied

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
        before = bisect_left(self.splits, key)
        return self.items.get(self.splits[before - 1] if before else "")

    def split(self, item: Item, fact: Fact) -> None:
        """All that follow `item` look like it, until the next split; those of them cancelled from one on are on."""
        self.end_range(item)
        if len(self.splits) >= MOST_RANGES:
            item.flags.add("too_many_ranges")
            return
        for place in self.cuts[bisect_left(self.cuts, item.place) :]:
            self._take_back(self.items[place])
        _begins(self.splits, item.place)
        item.split = Range(fact, item.asked, item.base)

    def _take_back(self, item: Item) -> None:
        """Undo the cancellation of `item` and all that follow."""
        if item.cancel is item.cut:
            item.cancel = None
        self.end_range(item)
        if not (item.version or item.cancel or item.removed):
            del self.items[item.place]

    def cut(self, item: Item, fact: Fact) -> None:
        """`item` and all that follow are cancelled."""
        self.end_range(item)
        _begins(self.cuts, item.place)
        item.cut = fact

    def end_range(self, item: Item) -> None:
        """What was said of `item` and all that follow no longer reaches those."""
        self._newest_cuts.clear()
        _ends(self.splits, item.place)
        _ends(self.cuts, item.place)
        item.split = item.cut = None

    def drop(self, item: Item) -> None:
        """Forget an item that a redefined series no longer has."""
        self.end_range(item)
        del self.items[item.place]

    def cut_before(self, key: str) -> Fact | None:
        """The newest cancellation of an earlier instance that takes all that follow with it."""
        if self.cuts and not self._newest_cuts:
            cuts = [cut for place in self.cuts if (cut := self.items[place].cut) is not None]
            self._newest_cuts[:] = accumulate(cuts, _newer)
        before = bisect_left(self.cuts, key)
        return self._newest_cuts[before - 1] if before else None

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


def _newer(one: Fact, other: Fact) -> Fact:
    return max(one, other, key=lambda fact: fact.order)


def _begins(places: list[str], place: str) -> None:
    at = bisect_left(places, place)
    if place not in places[at : at + 1]:
        places.insert(at, place)


def _ends(places: list[str], place: str) -> None:
    at = bisect_left(places, place)
    if place in places[at : at + 1]:
        del places[at]
