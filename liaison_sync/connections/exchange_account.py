"""One mailbox on an Exchange Server: requests one after the other, each answered by elements or by Failures.

One account for each access, shared by all that read and send for it within this process: NTLM signs in a connection,
and a connection kept open spares each poll its handshakes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from liaison_sync.connections.clock import Stamped
from liaison_sync.connections.exchange_answer import of_error, retired
from liaison_sync.connections.exchange_settings import ExchangeSettings
from liaison_sync.connections.exchange_xml import Node
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import Failure, Misconfigured, ProtocolViolation, Throttled

if TYPE_CHECKING:
    from liaison_sync.connections.exchange_wire import Wire

# What concerns the whole mailbox, never one item of it.
_ALL = (Throttled,)


class ExchangeAccount:
    """Thread-safe: a mailbox's requests wait for each other. Raises Failures only."""

    def __init__(self, settings: ExchangeSettings) -> None:
        self.settings, self.host = settings, settings.host
        self.roles: dict[str, str] = {}  # folder id → the name the service knows it by
        self._quiet_until: datetime | None = None
        self._lock = Lock()
        self._wire: Wire | None = None

    def each(self, request: Node, *, operation: str, expected: int) -> list[Any]:
        """For each thing asked for, in order, the element of its response message or its Failure."""
        with at_the_door("", operation, self.host), self._lock:
            self._heeded()
            try:
                found = self._opened().ask(request)
            except Failure as failure:
                self._heed(failure)
                raise
            except Exception as error:
                told = of_error(error, operation=operation, now=_now())
                if told is None:
                    raise
                self._heed(told)
                raise told from None
            for one in found:
                self._heed(one)
        if len(found) != expected:
            raise ProtocolViolation(
                operation=operation, key="unreadable_answer", detail=f"{len(found)} answers for {expected}"
            )
        return [self._named(one, operation) for one in found]

    def one(self, request: Node, *, operation: str) -> Any:
        """The element of the only response message. Raises its Failure."""
        (found,) = self.each(request, operation=operation, expected=1)
        if isinstance(found, Failure):
            raise found
        return found

    @property
    def version(self) -> str:
        """The server's build, as its last answer told it."""
        with self._lock:
            return self._wire.version if self._wire is not None else ""

    @property
    def stamped(self) -> Stamped | None:
        """When its last answer was made, by its clock and by ours."""
        with self._lock:
            return self._wire.stamped if self._wire is not None else None

    def _opened(self) -> Wire:
        if self.settings.online:
            raise retired(self.host)
        if self._wire is None:
            try:
                from liaison_sync.connections.exchange_wire import Wire
            except ImportError:
                raise Misconfigured(operation="connect", key="extra_missing", detail="liaison-sync[exchange]") from None
            self._wire = Wire(self.settings)
        return self._wire

    def _heeded(self) -> None:
        """What the server asked us to leave in peace is not asked again before."""
        if self._quiet_until is not None and _now() < self._quiet_until:
            raise Throttled(retry_at=self._quiet_until)

    def _heed(self, told: object) -> None:
        if isinstance(told, Throttled) and told.retry_at is not None:
            self._quiet_until = max(told.retry_at, self._quiet_until or told.retry_at)

    def _named(self, found: Any, operation: str) -> Any:
        """A failure of one answer, with what it belongs to; one that concerns all is raised."""
        if not isinstance(found, Failure):
            return found
        found.operation = found.operation or operation
        found.extra.setdefault("host", self.host)
        if isinstance(found, _ALL):
            raise found
        return found


@cache
def account_of(settings: ExchangeSettings) -> ExchangeAccount:
    """The one account for these settings (`ExchangeSettings.account`) in this process."""
    return ExchangeAccount(settings)


def _now() -> datetime:
    return datetime.now(UTC)
