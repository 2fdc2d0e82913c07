"""What every `doctor` check of a server has in common: its frame, the first steps, and the folders it ends with."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Sequence

from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.tls import Endpoint
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Finding, Folder


def found_by(steps: Iterable[Finding], account: str, host: str) -> list[Finding]:
    """What `steps` find; the first that fails is the last, worded as its error is. Never raises a Failure."""
    found: list[Finding] = []
    try:
        with at_the_door(account, "doctor", host):
            for finding in steps:
                found.append(finding)  # noqa: PERF402 - a failure keeps what was found before it
    except Failure as failure:
        found.append(Finding("bad", f"errors.{failure.key}", failure.params))
    return found


def network(endpoint: Endpoint) -> Iterator[Finding]:
    """The addresses of a name, and the port."""
    with at_the_door("", "connect", endpoint.host):
        addresses = sorted({info[4][0] for info in socket.getaddrinfo(endpoint.host, endpoint.port)})
        if addresses != [endpoint.host.strip("[]")]:
            yield Finding("ok", "doctor.dns", {"host": endpoint.host, "addresses": ", ".join(map(str, addresses))})
        socket.create_connection((endpoint.host, endpoint.port), timeout=min(endpoint.timeout, 10)).close()
        yield Finding("ok", "doctor.tcp", {"host": endpoint.host, "port": str(endpoint.port)})


def encryption(endpoint: Endpoint) -> Finding:
    """What the connection made says about TLS; it is verified, or there is none."""
    if endpoint.tls == "none":
        return Finding("warn", "doctor.plain_text", {"host": endpoint.host})
    return Finding("ok", "doctor.tls", {"host": endpoint.host, "mode": endpoint.tls})


def signed_in(username: str, oauth: OAuthSettings | None) -> Finding:
    """By a password, or with whose token."""
    if oauth is None:
        return Finding("ok", "doctor.sign_in", {"username": username})
    return Finding("ok", "doctor.sign_in_token", {"username": username, "provider": oauth.provider.capitalize()})


def of_folders(wanted: Sequence[str], listed: Sequence[Folder]) -> Iterator[Finding]:
    """How many there are and which are known; those asked for that are not there, and a calendar that is shut."""
    folders = [folder for folder in listed if not folder.shut]
    named = [f"{folder.path} ({folder.role})" for folder in folders if folder.role != "other"]
    yield Finding("ok", "doctor.folders", {"count": str(len(folders)), "roles": ", ".join(named)})
    missing = sorted(set(wanted) - {folder.path for folder in folders})
    if missing:
        yield Finding("bad", "doctor.folders_missing", {"names": ", ".join(missing)})
    if len(folders) < len(listed):
        yield Finding("bad", "doctor.calendar_shut")
