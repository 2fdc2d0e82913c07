"""The directory, ready to be asked: whose address, whose domain, on which day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from liaison_sync.domain.address import ascii_domain, canonical, same_mailbox
from liaison_sync.domain.lookalike import LookAlikes
from liaison_sync.domain.partner import Contact, Own, Partner
from liaison_sync.domain.value import dataclass

_WORD = re.compile(r"\w+")
_MAX_NAME = 500


@dataclass(frozen=True, slots=True)
class DomainRules:
    """What the public suffix list and the list of freemail providers say, handed down as pure functions.

    `registrable`: the registrable part of a domain, None for a public suffix · `is_freemail`: nobody's organisation.
    """

    registrable: Callable[[str], str | None]
    is_freemail: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Registered:
    """A domain a partner has registered, and the days it was his."""

    name: str
    partner: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """The words of a name a partner bears, and the days he does."""

    words: str
    partner: str
    since: date | None = None
    until: date | None = None


def _names(partner: Partner) -> Iterator[Named]:
    yield Named(spoken(partner.name), partner.id)
    for alias in partner.aliases:
        yield Named(spoken(alias.name), partner.id, alias.since, alias.until)


def named(names: Iterable[Named], name: str, day: date) -> str | None:
    """The partner who bears this very name on that day; else the one who alone ever bore it; else None."""
    said = spoken(name)
    if not said.strip():
        return None
    borne = [one for one in names if one.words == said]
    there = {one.partner for one in borne if valid_on(day, one.since, one.until)} or {one.partner for one in borne}
    return next(iter(there)) if len(there) == 1 else None


def names_of(partners: Iterable[Partner]) -> tuple[Named, ...]:
    """Every name of every partner."""
    return tuple(one for partner in partners for one in _names(partner))


def valid_on(day: date, since: date | None, until: date | None) -> bool:
    """Both ends belong to the time; None is open."""
    return (since is None or since <= day) and (until is None or day <= until)


def domain_of(address: str) -> str:
    return ascii_domain(address.rpartition("@")[2].strip())


def spoken(name: str) -> str:
    """The words of a name, one space around each: what a name inside another is looked for by."""
    return " " + " ".join(_WORD.findall(name[:_MAX_NAME].casefold())) + " "


def suffixes(domain: str) -> Iterator[str]:
    """`a.b.c`, `b.c`, `c`: longest first."""
    rest = domain[:253]
    while rest:
        yield rest
        rest = rest.partition(".")[2]


class Directory:
    """Partners and contacts, indexed; built once, asked for every message."""

    def __init__(self, partners: Iterable[Partner], contacts: Iterable[Contact], rules: DomainRules) -> None:
        self.partners = {p.id: p for p in partners}
        self.agencies = frozenset(p.id for p in self.partners.values() if p.clients)
        self.contacts = tuple(contacts)
        self.rules = rules
        self._by_address: dict[str, list[Contact]] = defaultdict(list)
        self._by_mailbox: dict[str, list[Contact]] = defaultdict(list)
        for contact in self.contacts:
            self._by_address[canonical(contact.address)].append(contact)
            self._by_mailbox[same_mailbox(contact.address)].append(contact)
        self._by_domain: dict[str, list[Registered]] = defaultdict(list)
        self._by_registrable: dict[str, list[Registered]] = defaultdict(list)
        self._contacts_under = self._organisations()
        for one in self._registrations():
            self._index(one)
        self.names = names_of(self.partners.values())
        self.look_alikes = LookAlikes([*self._by_domain, *self._contacts_under], rules.registrable)
        self._alikes: dict[tuple[str, ...], LookAlikes] = {}

    def alikes_of(self, domains: tuple[str, ...]) -> LookAlikes:
        """As `look_alikes`, of these domains; made once."""
        found = self._alikes.get(domains)
        if found is None:
            found = self._alikes[domains] = LookAlikes(domains, self.rules.registrable)
        return found

    def _organisations(self) -> dict[str, set[str]]:
        """Registrable domain → the partners that have contacts there; public mail providers are nobody's."""
        found: dict[str, set[str]] = defaultdict(set)
        for contact in self.contacts:
            core = self.rules.registrable(domain_of(contact.address)) if contact.partner else None
            if core and contact.partner and not self.rules.is_freemail(core):
                found[core].add(contact.partner)
        return found

    def _registrations(self) -> Iterator[Registered]:
        for partner in self.partners.values():
            for domain in partner.domains:
                yield Registered(ascii_domain(domain.name.strip(".")), partner.id, domain.since, domain.until)

    def _index(self, one: Registered) -> None:
        core = self.rules.registrable(one.name)
        if self.rules.is_freemail(one.name) and core in (one.name, None):
            return  # never an organisation's, whoever wrote it down
        self._by_domain[one.name].append(one)
        if core:
            self._by_registrable[core].append(one)

    def affiliations(self, address: str) -> tuple[Contact, ...]:
        """Every row of an address, past ones too; a subaddress nobody registered is its mailbox's."""
        return tuple(self._by_address.get(canonical(address), ()) or self._by_mailbox.get(same_mailbox(address), ()))

    def contacts_on(self, address: str, day: date) -> tuple[Contact, ...]:
        return tuple(c for c in self.affiliations(address) if valid_on(day, c.since, c.until))

    def registered(self, domain: str, day: date) -> tuple[Registered, ...]:
        """Who had the longest registered suffix of `domain` on that day; a public suffix holds for itself alone."""
        for name in suffixes(domain):
            if name != domain and self.rules.registrable(name) is None:
                break
            found = tuple(r for r in self._by_domain.get(name, ()) if valid_on(day, r.since, r.until))
            if found:
                return found
        return ()

    def related(self, domain: str, day: date) -> tuple[Registered, ...]:
        """Who had a domain with the same registrable part on that day."""
        core = self.rules.registrable(domain)
        if core is None or self.rules.is_freemail(core):
            return ()
        return tuple(r for r in self._by_registrable.get(core, ()) if valid_on(day, r.since, r.until))

    def colleagues(self, core: str) -> str | None:
        """The one partner that has contacts under the registrable domain `core`, if there is just one."""
        found = self._contacts_under.get(core, set())
        return next(iter(found)) if len(found) == 1 else None

    def lineage(self, partner: str) -> tuple[str, ...]:
        """`partner`, its parent, and so on to the root; a circle ends where it closes."""
        found: list[str] = []
        here: str | None = partner
        while here is not None and here in self.partners and here not in found:
            found.append(here)
            here = self.partners[here].parent
        return tuple(found)

    def common(self, partners: Iterable[str]) -> str | None:
        """The nearest partner all of `partners` belong to (one of them, or an ancestor), or None."""
        lines = [self.lineage(p) for p in dict.fromkeys(partners)]
        return next((p for p in lines[0] if all(p in line for line in lines)), None) if lines else None


def own_domain(own: Own, domain: str) -> str | None:
    """The longest of our own domains that `domain` is or lies under."""
    ours = {ascii_domain(d.strip(".")) for d in own.domains}
    return next((name for name in suffixes(domain) if name in ours), None)
