"""Context: everything beyond the one thread or meeting that a decision about follow-ups may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from liaison_sync.domain.partner import Contact, Officer, Own, Partner
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.rhythm import Rhythm
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting, Turn
from liaison_sync.domain.workdays import Calendar, Calendars


@dataclass(frozen=True, slots=True)
class Sent:
    """One of our follow-up letters that left (or may have left: in flight and ambiguous ones count too)."""

    at: datetime
    trigger: str
    about: str
    step: int
    partner: str | None
    to: tuple[str, ...]
    thread: str | None = None
    message_id: str | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """How rendering went: names without a value, and whether the salutation is sure."""

    missing: tuple[str, ...] = ()
    salutation_sure: bool = True
    salutation_reason: str = ""
    problem: str | None = None  # the template itself is at fault


@dataclass(frozen=True, slots=True)
class Context:
    """`recent`: turns of this partner and these addresses in any thread and mailbox since the oldest `since`.

    `meetings`: meetings with this partner. `sent`: our letters of the last days, all partners.
    `began`: since when we follow up at all; what was due before is history.
    `signs`: the name our mailbox bears, for letters no officer signs.
    `first_read`: when the first of our mailboxes was first read, whatever the policy says of `began`.
    `letters_in`: by trigger, the language this partner or project is written to in, where a policy says so.
    `feedback`: who answered a request for it, and when, by follow-up.
    `rhythms`: of partners not heard of for long, by partner.
    `partly_left`: Message-IDs of follow-ups that some have had already and others not.
    `looked_at`: when the fresh look at all our mailboxes began, None where it failed or was not made.
    """

    now: datetime
    policy: Policy = field(default_factory=Policy)
    calendars: Calendars = field(default_factory=Calendars)
    own: Own = field(default_factory=Own)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    recent: tuple[Turn, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    sent: tuple[Sent, ...] = ()
    partly_left: frozenset[str] = frozenset()
    looked_at: datetime | None = None
    began: datetime | None = None
    first_read: datetime | None = None
    signs: str = ""
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    letters_in: Mapping[str, str] = field(default_factory=dict)
    feedback: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)

    def is_ours(self, address: str) -> bool:
        """Whether `address` is one of our mailboxes, officers, or of one of our domains or their sub-domains."""
        address = address.lower()
        if address in self.own.addresses or address in self.officers:
            return True
        domain = address.rpartition("@")[2]
        return any(domain == own or domain.endswith("." + own) for own in self.own.domains)

    def name_of(self, address: str) -> str:
        """The name people know `address` by, else the address."""
        known = self.contacts.get(address)
        officer = self.officers.get(address)
        return (known and known.name) or (officer and officer.name) or address

    def calendar(self, partner: str | None = None) -> Calendar:
        """The working time of a partner, or ours."""
        found = self.partners.get(partner or "")
        return self.calendars.of(found.country, found.zone) if found else self.calendars.of()

    def owner(self, owner: str | None, partner: str | None) -> str | None:
        """Who is responsible: the owner of the thread or meeting, of the partner, of all else, else the manager."""
        return next(iter(self.responsible(owner, partner)), None)

    def responsible(self, owner: str | None, partner: str | None) -> tuple[str, ...]:
        """All who may answer for it, the nearest first."""
        found = self.partners.get(partner or "")
        people = (owner, found.owner if found else None, self.policy.default_owner, self.policy.manager)
        return tuple(one for one in people if one)

    def lead(self, owner: str | None) -> str | None:
        """Whom to tell when the owner does not act."""
        officer = self.officers.get(owner or "")
        return (officer.lead if officer else None) or self.policy.manager

    def language(
        self, address: str | None, partner: str | None = None, heard: str | None = None, *, trigger: str = ""
    ) -> str:
        """The language of letters: the person's, that of such letters by policy, the partner's, theirs, ours."""
        contact, officer = self.contacts.get(address or ""), self.officers.get(address or "")
        found = self.partners.get(partner or "")
        for choice in (
            contact and contact.language,
            officer and officer.language,
            self.letters_in.get(trigger) if found else None,
            found and found.language,
            heard if heard in {"id", "en"} else None,
        ):
            if choice:
                return choice
        return self.policy.language

    def steps_sent(self, trigger: str, about: str) -> tuple[Sent, ...]:
        """Our letters for the same reason, oldest first."""
        found = (letter for letter in self.sent if (letter.trigger, letter.about) == (trigger, about))
        return tuple(sorted(found, key=lambda letter: (letter.step, letter.at)))

    def is_followup(self, turn: Turn) -> bool:
        """Whether this outbound turn is one of our own follow-ups coming back from the Sent folder."""
        known = turn.message_id in self.partly_left or any(turn.message_id == one.message_id for one in self.sent)
        return turn.ours_automatic or (turn.message_id is not None and known)
