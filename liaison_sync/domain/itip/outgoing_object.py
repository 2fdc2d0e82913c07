"""A calendar object as somebody keeps it, and the iTIP messages an edit of it calls for: the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.value import dataclass

MASTER = ""  # the key of the series, or of the single meeting; an override's is its RECURRENCE-ID's


@dataclass(frozen=True, slots=True)
class Party:
    """An attendee or organiser with who sends for him (RFC 6638 §7.1) and whether to send anyhow (§7.2)."""

    who: Attendee
    agent: str = "SERVER"
    force: str = ""

    @property
    def served(self) -> bool:
        """Whether scheduling messages with this party are ours to send."""
        return self.agent not in ("CLIENT", "NONE")


@dataclass(frozen=True, slots=True)
class Item:
    """One component: the invitation it is, who takes part, and a digest of what everybody is shown of it."""

    invitation: Invitation
    parties: Mapping[str, Party]
    organizer: Party | None
    shown: str = ""
    timing: tuple[str, ...] = ()  # normal forms of what decides when it takes place (RFC 5546 §2.1.4)

    @property
    def cancelled(self) -> bool:
        """Whether STATUS says so."""
        return self.invitation.status == "CANCELLED"


@dataclass(frozen=True, slots=True)
class CalendarObject:
    """The components of one UID: the master, where there is one, and overrides by RECURRENCE-ID."""

    uid: str
    items: Mapping[str, Item]

    @property
    def master(self) -> Item | None:
        """The series or the single meeting; None where only instances are known."""
        return self.items.get(MASTER)

    @property
    def first(self) -> Item:
        """The master, or else the first instance."""
        return self.items.get(MASTER) or next(iter(self.items.values()))

    @property
    def organizer(self) -> Party | None:
        """The organiser, the same in all components (RFC 6638 §3.2.4.2)."""
        return next((item.organizer for item in self.items.values() if item.organizer), None)

    @property
    def cancelled(self) -> bool:
        """Whether the whole of it is cancelled."""
        return all(item.cancelled for item in self.items.values()) or bool(self.master and self.master.cancelled)

    def people(self) -> dict[str, Party]:
        """Every attendee of any component, in the order of first mention."""
        found: dict[str, Party] = {}
        for item in self.items.values():
            for address, party in item.parties.items():
                found.setdefault(address, party)
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a message: which, at what SEQUENCE, and how it differs from the one it is written from."""

    key: str
    sequence: int
    source: Literal["before", "after"] = "after"
    recurrence_id: Moment | None = None  # where the component it is written from has none of its own
    cancelled: bool = False  # STATUS:CANCELLED; without it a CANCEL takes one attendee out (RFC 5546 §3.2.5)
    without: tuple[Moment, ...] = ()  # instances this recipient does not attend, as EXDATE (RFC 6638 §3.2.6)
    reset: bool = False  # a reschedule asks everybody anew (RFC 6638 §3.2.8)
    answer: Attendee | None = None  # the one ATTENDEE of a REPLY


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One iTIP message to one recipient, and the rule that calls for it. `later` orders messages to one recipient."""

    method: Literal["REQUEST", "CANCEL", "REPLY"]
    sender: str
    recipient: str
    significant: bool
    rule: str
    parts: tuple[Part, ...]
    later: int = 0
    delegate: Attendee | None = None  # to be named in a delegator's REQUEST


@dataclass(frozen=True, slots=True)
class Decision:
    """What an edit sends, and to whom it sends nothing by which rule."""

    messages: tuple[Outgoing, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()  # (address, rule); the address is empty where nobody is concerned


@dataclass(slots=True)
class Answers:
    """A decision while it is being made."""

    messages: list[Outgoing] = field(default_factory=list)
    silent: list[tuple[str, str]] = field(default_factory=list)

    def done(self) -> Decision:
        """The decision."""
        return Decision(tuple(self.messages), tuple(self.silent))
