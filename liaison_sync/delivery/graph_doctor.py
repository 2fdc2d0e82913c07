"""What `doctor` finds out about sending through Graph; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.connections.doctor import network, of_failure
from liaison_sync.connections.graph_client import GraphClient
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Finding


def findings(account: str, settings: GraphSettings, client: GraphClient) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, and the drafts folder letters leave from. Never raises a Failure."""
    found: list[Finding] = []
    try:
        with at_the_door(account, "doctor", settings.host):
            for finding in _steps(settings, client):
                found.append(finding)  # noqa: PERF402 - a failure keeps what was found before it
    except Failure as failure:
        found.append(of_failure(failure))
    return found


def _steps(settings: GraphSettings, client: GraphClient) -> Iterator[Finding]:
    yield from network(settings.place)
    client.get(f"{client.user}/mailFolders/drafts", operation="doctor", select="id")
    yield Finding("ok", "doctor.tls", {"host": settings.host, "mode": "https"})
    yield Finding("ok", "doctor.app_sign_in", {"client_id": settings.client_id, "tenant": settings.tenant})
    yield Finding("ok", "doctor.app_sender", {"user": settings.user})
