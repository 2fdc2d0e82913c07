"""The one way to web services: https alone, TLS verified; what httpx raises becomes what the adapters' door knows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from liaison_sync.connections.tls import context, names_this_machine
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import Failure, Misconfigured, ProtocolViolation, Transient, UnfitSetting

MICROSOFT_LOGIN = "https://login.microsoftonline.com"


def address(text: str) -> str:
    """A service's address as settings name it: https, a host, perhaps a port. Raises UnfitSetting for anything else."""
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.path.strip("/") or parts.query:
        raise UnfitSetting("https_address", text=text)
    return f"https://{parts.netloc.lower()}"


def client(host: str, *, ca_file: Path | None, timeout: float, connections: int, extra: str) -> Any:
    """An httpx.Client; `extra` is the part of the program it comes with. Raises Misconfigured where that is missing."""
    try:
        import httpx
    except ImportError:
        raise Misconfigured(operation="connect", key="extra_missing", detail=f"liaison-sync[{extra}]") from None
    return httpx.Client(
        verify=context(ca_file),
        timeout=timeout,
        trust_env=not names_this_machine(host),  # a proxy between us and the service, if there is one
        limits=httpx.Limits(max_connections=connections + 1, max_keepalive_connections=connections),
    )


def received(response: Any, max_bytes: int, deadline: float) -> tuple[bytes, bool]:
    """The body of a streamed answer up to `max_bytes`, and whether that is all. `deadline` is monotonic time.

    Raises TimeoutError.
    """
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > max_bytes:
            return bytes(body[:max_bytes]), False
        if time.monotonic() > deadline:
            raise TimeoutError("no complete answer in time")
    return bytes(body), True


@contextmanager
def door(account: str, operation: str, host: str) -> Iterator[None]:
    """`at_the_door`, for what httpx raises too."""
    with at_the_door(account, operation, host):
        try:
            yield
        except Failure:
            raise  # not looked at: httpx itself may be what is missing
        except Exception as error:
            found = _told(error, operation)
            if found is None:
                raise
            raise found from None


def _told(error: Exception, operation: str) -> Exception | None:
    """What an exception of httpx means; an OSError below it says more. None where it is a bug of ours."""
    import httpx

    if not isinstance(error, httpx.HTTPError | httpx.StreamError | httpx.InvalidURL):
        return None
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError):
            return below
        below = below.__cause__ or below.__context__
    if isinstance(error, httpx.TimeoutException):
        return Transient(operation=operation, key="silent", detail=str(error))
    if isinstance(error, httpx.DecodingError | httpx.InvalidURL | httpx.UnsupportedProtocol):
        return ProtocolViolation(operation=operation, detail=str(error))
    return Transient(operation=operation, key="dropped", detail=str(error))
