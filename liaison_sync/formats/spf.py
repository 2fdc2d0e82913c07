"""An SPF record (RFC 7208 §4.6, §12): its mechanisms in order, and where it sends the reader on."""

from __future__ import annotations

import ipaddress
import re

from liaison_sync.domain.value import dataclass

_TERM = re.compile(r"([+?~-]?)([A-Za-z][A-Za-z0-9_.-]*)(?:([:=])([^\s]*?))?((?:/\d{1,3})?(?://\d{1,3})?)")
_NEEDS_DOMAIN = {"include", "exists"}
_MECHANISMS = {"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"}
ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
"""The terms that ask the name service, ten of which are allowed in all (RFC 7208 §4.6.4)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism, or the modifier redirect. `domain` "" stands for the domain whose record it is."""

    name: str
    qualifier: str = "+"
    domain: str = ""
    network: Network | None = None  # of ip4 and ip6
    prefixes: tuple[int, int] = (32, 128)  # of a and mx

    @property
    def spelled_out(self) -> bool:
        """Whether its domain holds no macro (§7), which only a letter under way would fill in."""
        return "%" not in self.domain


@dataclass(frozen=True, slots=True)
class BadTerm:
    """A term that breaks the syntax, and with it the whole record (§4.6)."""

    text: str


def is_spf(text: str) -> bool:
    """Whether a TXT record is one at all (§4.5)."""
    return text[:6].lower() == "v=spf1" and text[6:7] in {"", " "}


def read_spf(text: str) -> tuple[Term, ...] | BadTerm:
    """The terms that count, in the order they are asked: nothing after `all`, redirect last and only without it."""
    found: list[Term] = []
    redirects: list[Term] = []
    ended = False
    for word in text[6:].split():
        term = _term(word)
        if term is None:
            return BadTerm(word[:100])
        if term.name == "redirect":
            redirects.append(term)
        elif term.name in _MECHANISMS and not ended:
            found.append(term)
            ended = term.name == "all"
    if len(redirects) > 1:
        return BadTerm("redirect")
    return (*found, *(redirects if not ended else ()))


def _term(word: str) -> Term | None:
    match = _TERM.fullmatch(word)
    if match is None:
        return None
    sign, name, mark, value, prefix = match[1], match[2].lower(), match[3], match[4] or "", match[5]
    if mark == "=":
        if sign or (name == "redirect" and not value):
            return None
        return Term(name, domain=value)  # other modifiers are passed over (§6)
    if name not in _MECHANISMS:
        return None
    if name in {"ip4", "ip6"}:
        network = _network(name, value + prefix) if "/" not in value else None
        return Term(name, sign or "+", network=network) if network else None
    if (name in _NEEDS_DOMAIN or mark) and not value:
        return None
    if name == "all" and (mark or prefix):
        return None
    prefixes = _prefixes(prefix) if name in {"a", "mx"} else (None if prefix else (32, 128))
    return Term(name, sign or "+", value, prefixes=prefixes) if prefixes else None


def _network(name: str, text: str) -> Network | None:
    try:
        return ipaddress.IPv4Network(text, strict=False) if name == "ip4" else ipaddress.IPv6Network(text, strict=False)
    except ValueError:
        return None


def _prefixes(text: str) -> tuple[int, int] | None:
    """`/24`, `//64` or `/24//64` (§5.6's dual-cidr-length)."""
    four, double, six = text.partition("//")
    first, second = int(four[1:] or 32), int(six) if double else 128
    return (first, second) if first <= 32 and second <= 128 else None
