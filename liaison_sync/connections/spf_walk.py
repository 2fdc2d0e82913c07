"""An SPF record with all it includes: how many questions it costs, what is broken in it, whether it covers a host."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import field

from liaison_sync.connections.name_service import Ask, addresses_of
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.spf import ASKING, BadTerm, Network, Term, is_spf, read_spf

MOST_QUESTIONS = 10  # RFC 7208 §4.6.4; more is permerror
STOP_AFTER = 30  # of a record that leads on and on


@dataclass(slots=True)
class Walked:
    """What was met on the way. `ending` is the qualifier of `all`, "" where nothing ends the record.

    `included` speak for us; `broken`: (key, the domain or term it is about); `unread` could not be asked for.
    """

    questions: int = 0
    ending: str = ""
    included: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    covered_by: str = ""  # the first passing term that names the host's address


@dataclass(frozen=True, slots=True)
class SpfWalk:
    """One walk: `hosts` are the addresses letters may leave from, as far as one can tell."""

    ask: Ask
    hosts: tuple[str, ...] = ()

    def walk(self, domain: str, record: str) -> Walked:
        """`record` is the one SPF record of `domain`. Asks for the worst case, in which no term matches early."""
        found = Walked()
        found.ending = self._record(domain, record, found, passing=True) or ""
        return found

    def _record(self, domain: str, record: str, found: Walked, *, passing: bool) -> str | None:
        """The qualifier of the `all` that ends it, its redirect's included; None where there is none."""
        terms = read_spf(record)
        if isinstance(terms, BadTerm):
            found.broken.append(("spf_syntax", terms.text))
            return None
        for term in terms:
            found.questions += term.name in ASKING
            if found.questions > STOP_AFTER:
                return None
            if term.name == "all":
                return term.qualifier
            if term.name in {"include", "redirect"}:
                ending = self._on(term, found, passing=passing and term.qualifier == "+")
                if term.name == "redirect":
                    return ending
            elif passing and term.qualifier == "+" and not found.covered_by and self._names(term, domain):
                found.covered_by = _written(term, domain)
        return None

    def _on(self, term: Term, found: Walked, *, passing: bool) -> str | None:
        """Goes where an include or redirect leads; without exactly one record there, all is broken (§5.2, §6.1)."""
        if not term.spelled_out:
            return None
        target = term.domain.rstrip(".").lower()
        if passing:
            found.included.append(target)
        answer = self.ask(target, "TXT")
        if answer.unread:
            found.unread.append(target)
            return None
        records = [one for one in answer.values if is_spf(one)]
        if len(records) != 1:
            found.broken.append(("spf_include_twice" if records else "spf_include_missing", target))
            return None
        return self._record(target, records[0], found, passing=passing)

    def _names(self, term: Term, domain: str) -> bool:
        """Whether a mechanism matches one of our hosts."""
        if not self.hosts:
            return False
        return any(ipaddress.ip_address(host) in network for host in self.hosts for network in self._of(term, domain))

    def _of(self, term: Term, domain: str) -> Iterator[Network]:
        if term.network is not None:
            yield term.network
        if term.name in {"a", "mx"} and term.spelled_out:
            name = term.domain or domain
            hosts = self.ask(name, "MX").values[:10] if term.name == "mx" else (name,)
            yield from _around([one for host in hosts for one in addresses_of(self.ask, host)], term.prefixes)


def _around(addresses: Iterable[str], prefixes: tuple[int, int]) -> Iterator[Network]:
    for one in addresses:
        wide = prefixes[0] if ":" not in one else prefixes[1]
        yield ipaddress.ip_network(f"{one}/{wide}", strict=False)


def _written(term: Term, domain: str) -> str:
    return f"{term.name}:{term.network or term.domain or domain}"
