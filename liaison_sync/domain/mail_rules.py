"""Which mail of a mailbox is not read, by rules its operator wrote: what came before a day, and what some people send.

A copy left out keeps the rule that did it, `<key>` or `<key>:<what it named>`; no longer in force, it lets the copy in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from datetime import UTC, date, datetime
from hashlib import sha256

from liaison_sync.domain.address import canonical
from liaison_sync.domain.value import dataclass

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
BEFORE, IGNORED, NOT_LISTED = "before_since", "ignored_sender", "not_listed_sender"


@dataclass(frozen=True, slots=True)
class MailRules:
    """`since` begins at the instant `begin`. Senders are addresses, or domains with all below them; canonical.

    `own` are our addresses: `only_senders` never leaves out what we write ourselves.
    """

    since: date | None = None
    begin: datetime = _BEGINNING
    only_senders: tuple[str, ...] = ()
    ignore_senders: tuple[str, ...] = ()
    own: frozenset[str] = field(default_factory=frozenset)

    def of_listing(self, received: datetime | None) -> str | None:
        """The rule that leaves out a copy received then; None: it is read, as is one nobody knows the day of."""
        return f"{BEFORE}:{self.since}" if self.since and received is not None and received < self.begin else None

    def of_sender(self, sender: str, role: str) -> str | None:
        """The rule that leaves out a copy from this address in a folder of this role; never what we sent."""
        if role == "sent" or not sender or not (self.only_senders or self.ignore_senders):
            return None
        address = canonical(sender)
        if (named := _named(address, self.ignore_senders)) is not None:
            return f"{IGNORED}:{named}"
        if not self.only_senders or address in self.own or _named(address, self.only_senders) is not None:
            return None
        return f"{NOT_LISTED}:{self._listed}"

    def stands(self, rule: str, received: datetime | None) -> bool:
        """Whether what this rule once left out is left out still, as far as the rules alone can tell."""
        key, _, named = rule.partition(":")
        match key:
            case "before_since":
                return self.of_listing(received) is not None
            case "ignored_sender":
                return named in self.ignore_senders
            case "not_listed_sender":
                return named == self._listed
        return True

    @property
    def told(self) -> dict[str, list[str]]:
        """What they say, as it is recorded; nothing where nothing is left out."""
        since = [self.since.isoformat()] if self.since else []
        every = {"since": since, "only_senders": list(self.only_senders), "ignore_senders": list(self.ignore_senders)}
        return {name: values for name, values in every.items() if values}

    @property
    def _listed(self) -> str:
        return sha256("\n".join(sorted(self.only_senders)).encode()).hexdigest()[:8] if self.only_senders else ""


def _named(address: str, entries: Collection[str]) -> str | None:
    """The entry that names an address, by itself or by a domain above it."""
    if address in entries:
        return address
    domain = address.rpartition("@")[2]
    while domain:
        if domain in entries:
            return domain
        domain = domain.partition(".")[2]
    return None
