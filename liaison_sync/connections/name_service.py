"""Asking the name service for records, within a time for all questions together (dnspython, of its own)."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from liaison_sync.domain.value import dataclass

RESERVED = frozenset({"example", "invalid", "localhost", "test"})  # RFC 6761: no name service has them
RecordKind = Literal["TXT", "A", "AAAA", "MX"]


@dataclass(frozen=True, slots=True)
class Records:
    """What was found, () where there is none. `unread` says why nothing could be found out, "" where it could."""

    values: tuple[str, ...] = ()
    unread: str = ""


Ask = Callable[[str, RecordKind], Records]


class NameService:
    """Asks the machine's name servers, or those given. Never raises: what cannot be read is told as unread.

    `seconds` are for one question, `in_all` for all of them: a machine without a name service is told of at once.
    """

    def __init__(
        self, servers: Sequence[str] = (), port: int = 53, *, seconds: float = 4.0, in_all: float = 20.0
    ) -> None:
        self.servers, self.port, self.seconds = tuple(servers), port, seconds
        self._left = in_all
        self._known: dict[tuple[str, RecordKind], Records] = {}
        self._resolver: Any = None

    def ask(self, name: str, kind: RecordKind) -> Records:
        """The records of a name, each asked for once; an address record as its text, MX as the hosts' names."""
        key = (name.rstrip(".").lower(), kind)
        if key not in self._known:
            begun = time.monotonic()
            self._known[key] = self._asked(*key) if self._left > 0 else Records(unread="silent")
            self._left -= time.monotonic() - begun
        return self._known[key]

    def _asked(self, name: str, kind: RecordKind) -> Records:
        if not self.servers and name.rpartition(".")[2] in RESERVED:
            return Records(unread="RFC 6761")
        from dns import exception, resolver
        from dns import name as names

        try:
            answer = self._ready().resolve(
                names.from_text(name), kind, lifetime=self.seconds, search=False, raise_on_no_answer=False
            )
        except (resolver.NXDOMAIN, resolver.YXDOMAIN, names.NameTooLong, names.LabelTooLong, names.EmptyLabel):
            return Records()
        except exception.Timeout:
            return Records(unread="silent")
        except (exception.DNSException, OSError, UnicodeError) as error:
            return Records(unread=type(error).__name__)
        return Records(tuple(_text(one, kind) for one in answer.rrset or ()))

    def _ready(self) -> Any:
        if self._resolver is None:
            from dns.resolver import Resolver

            self._resolver = Resolver(configure=not self.servers)
            if self.servers:
                self._resolver.nameservers, self._resolver.port = list(self.servers), self.port
        return self._resolver


def _text(record: Any, kind: RecordKind) -> str:
    if kind == "TXT":  # RFC 7208 §3.3: the strings of one record are one text
        return b"".join(record.strings).decode("utf-8", "replace")
    return str(record.exchange).rstrip(".") if kind == "MX" else str(record.address)


def addresses_of(ask: Ask, host: str) -> tuple[str, ...]:
    """The addresses of a host; of an address itself. () where there are none, or nothing could be read."""
    bare = host.strip("[]")
    try:
        return (str(ipaddress.ip_address(bare)),)
    except ValueError:
        return (*ask(bare, "A").values, *ask(bare, "AAAA").values)
