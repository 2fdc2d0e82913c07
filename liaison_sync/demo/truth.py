"""What is true in the demo's season, for the headless demo to compare with what the product found."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

Direction = Literal["in", "out", "internal"]
Whose = Literal["ours", "theirs", "nobody"]


@dataclass(frozen=True, slots=True)
class MessageTruth:
    """One message, however many copies lie around. `sha256s` are those of its copies' octets, `at` aware UTC."""

    sha256s: tuple[str, ...]
    message_id: str | None
    thread: str
    partner: str | None
    direction: Direction
    at: datetime
    sender: str
    automatic: str | None = None
    mailboxes: tuple[str, ...] = ()
    junk: bool = False


@dataclass(frozen=True, slots=True)
class EngagementTruth:
    """One engagement at now: the single meeting, the master of a series, or an override (`recurrence` its instant)."""

    uid: str
    title: str
    status: str
    start: datetime
    partner: str | None
    recurrence: datetime | None = None
    organised_by_us: bool = False
    series: bool = False
    flags: tuple[str, ...] = ()
    instances: tuple[datetime, ...] = ()  # of a series: those that stand as the rule says

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When it takes place."""
        return self.instances if self.series else (self.start,)


@dataclass(frozen=True, slots=True)
class ThreadTruth:
    """One thread at now: whose turn it is and since which moment (aware UTC), by its last human message."""

    key: str
    partner: str | None
    messages: int
    whose: Whose
    since: datetime | None
    closed: bool = False  # the story ends here: its last word needs no answer


@dataclass(frozen=True, slots=True)
class Truth:
    messages: tuple[MessageTruth, ...]
    threads: tuple[ThreadTruth, ...]
    engagements: tuple[EngagementTruth, ...]
    named_in_letters: int  # meetings only the text of a letter names
    invitations: int  # iTIP components sent with METHOD REQUEST, CANCEL, REPLY or COUNTER, copies counted once
    contacts: int
    partners: int
    unknown_senders: tuple[str, ...]
    quarantined: int = 0
    overdue_ours: tuple[str, ...] = ()  # threads (keys) waiting for us longer than a working day
    overdue_theirs: tuple[str, ...] = ()  # threads waiting for a partner three working days or longer
    today: tuple[str, ...] = ()  # uids of meetings on the day of now, one for each instance
    without_outcome: tuple[str, ...] = ()  # the same, of meetings in the two weeks before now, not cancelled
    notes: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """The figures the headless demo prints and compares, by name."""
        kinds = Counter(message.automatic for message in self.messages if message.automatic)
        statuses = Counter(engagement.status for engagement in self.engagements)
        return {
            "messages": len(self.messages),
            "sightings": sum(len(message.mailboxes) for message in self.messages),
            "inbound": sum(message.direction == "in" for message in self.messages),
            "outbound": sum(message.direction == "out" for message in self.messages),
            "threads": len(self.threads),
            "partners": self.partners,
            "contacts": self.contacts,
            "invitations": self.invitations,
            "engagements_in_letters": self.named_in_letters,
            "engagements": len({engagement.uid for engagement in self.engagements}),
            **{f"engagements_{status}": count for status, count in sorted(statuses.items())},
            "bounces": kinds["bounce"],
            "automatic": sum(kinds.values()),
            "unknown_senders": len(self.unknown_senders),
            "quarantined": self.quarantined,
            "awaiting_us": sum(thread.whose == "ours" and not thread.closed for thread in self.threads),
            "awaiting_partner": sum(thread.whose == "theirs" and not thread.closed for thread in self.threads),
            "meetings_today": len(self.today),
            "without_outcome": len(self.without_outcome),
        }
