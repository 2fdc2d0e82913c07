"""What `doctor` finds out about sending through Graph; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.connections.clock import http_finding
from liaison_sync.connections.doctor import found_by, network
from liaison_sync.connections.graph_client import GraphClient
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.ports import Finding


def findings(account: str, settings: GraphSettings, client: GraphClient, files_mb: int) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, and the drafts folder letters leave from. Never raises a Failure."""
    return found_by(_steps(settings, client, files_mb), account, settings.host)


def _steps(settings: GraphSettings, client: GraphClient, files_mb: int) -> Iterator[Finding]:
    yield from network(settings.place)
    client.get(f"{client.user}/mailFolders/drafts", operation="doctor", select="id")
    yield Finding("ok", "doctor.tls", {"host": settings.host, "mode": "https"})
    yield Finding("ok", "doctor.app_sign_in", {"client_id": settings.client_id, "tenant": settings.tenant})
    yield Finding("ok", "doctor.app_sender", {"user": settings.user})
    yield Finding("ok", "doctor.app_letters", {"megabytes": f"{files_mb}"})
    yield from http_finding(client.stamped, settings.host)
