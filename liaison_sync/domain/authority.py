"""Who speaks for whom: the only door through which a fact may change a meeting.

A message speaks for its From once that is authenticated; SENT-BY and Sender count only inside the same domain; our own
addresses only from a copy in our Sent folder; Reply-To alone never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.value import dataclass

# Calendar services that mail in a person's name: the address they send from and the domain that must have signed.
RELAYS = (
    ("calendar-notification@google.com", "google.com"),
    ("calendar-noreply@google.com", "google.com"),
    ("no-reply@zoom.us", "zoom.us"),
    ("noreply@email.teams.microsoft.com", "email.teams.microsoft.com"),
    ("noreply@microsoft.com", "microsoft.com"),
)
# Strangers share these domains, so being "of the same domain" says nothing there.
PUBLIC_DOMAINS = frozenset(
    [
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "outlook.com", "outlook.co.id"),
        *("hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me"),
        *("protonmail.com", "gmx.com", "gmx.de", "gmx.net", "mail.com", "zoho.com", "yandex.com", "qq.com"),
    ]
)


@dataclass(frozen=True, slots=True)
class FoldPolicy:
    """`authentication` "none" takes From as it stands; `aliases` maps a person's other addresses to the main one."""

    authentication: Literal["none", "required"] = "required"
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    public_domains: frozenset[str] = PUBLIC_DOMAINS


@dataclass(frozen=True, slots=True)
class Authority:
    own: frozenset[str]
    policy: FoldPolicy
    confirmed_facts: frozenset[str] = frozenset()
    confirmed_senders: frozenset[str] = frozenset()
    accepted_guests: frozenset[str] = frozenset()
    accepted_organizers: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()  # acts by their facts' ids
    dismissed: bool = False  # what only a text named is no meeting, a person said

    def authentic(self, fact: Fact) -> bool:
        """Whether From is proven (or taken as it stands, where no server checks it)."""
        if fact.sender in self.own:
            return fact.role == "sent"
        return self.policy.authentication == "none" or fact.authentication.result in {"pass", "own"}

    def same_person(self, one: str, other: str) -> bool:
        return self._main(one) == self._main(other)

    def within(self, address: str, other: str) -> bool:
        """Whether both addresses belong to one organisation's domain."""
        one, two = _domain(address), _domain(other)
        if not one or not two or one in self.policy.public_domains:
            return False
        return one == two or one.endswith("." + two) or two.endswith("." + one)

    def speaks_for(self, fact: Fact, address: str, sent_by: str | None = None) -> bool:
        """Whether this message may speak as `address`, whose component names `sent_by` as its secretary."""
        if not address:
            return False
        if fact.id in self.confirmed_facts:
            return True
        if fact.role == "calendar":
            return self.same_person(fact.mailbox, address)
        if fact.forwarded:
            return False
        if address in self.own and fact.role != "sent":
            return False
        return (self.authentic(fact) and self._voice(fact, address, sent_by)) or self._relayed(fact, address)

    def _voice(self, fact: Fact, address: str, sent_by: str | None) -> bool:
        if self.same_person(fact.sender, address) or {fact.sender, address} <= self.own:
            return True  # between addresses of ours the Sent folder has vouched already
        if fact.technical_sender and self.same_person(fact.technical_sender, address):
            return self.within(fact.sender, address)
        if not sent_by or not self.same_person(fact.sender, sent_by):
            return False
        return self.within(sent_by, address) or sent_by in self.confirmed_senders

    def _relayed(self, fact: Fact, address: str) -> bool:
        """A calendar service's own signature, and a person it consistently names."""
        for relay, domain in RELAYS:
            if relay not in (fact.sender, fact.technical_sender):
                continue
            signed = domain in fact.authentication.dkim or self.policy.authentication == "none"
            return signed and address in (fact.sender, fact.reply_to)
        return False

    def _main(self, address: str) -> str:
        return self.policy.aliases.get(address, address)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def authority(facts: Iterable[Fact], own: frozenset[str], policy: FoldPolicy) -> Authority:
    """What may be believed, given what people confirmed among these facts."""
    subjects: dict[str, set[str]] = {}
    for fact in facts:
        if isinstance(fact.content, HumanAct):
            subjects.setdefault(fact.content.kind, set()).add(fact.content.subject)
    return Authority(
        own=own,
        policy=policy,
        confirmed_facts=frozenset(subjects.get("confirm", ())),
        confirmed_senders=frozenset(subjects.get("confirm_sender", ())),
        accepted_guests=frozenset(subjects.get("accept_guest", ())),
        accepted_organizers=frozenset(subjects.get("accept_organizer", ())),
        taken_back=frozenset(subjects.get("take_back", ())),
        dismissed="dismiss" in subjects,
    )
