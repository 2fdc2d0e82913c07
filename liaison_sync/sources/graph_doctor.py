"""What `doctor` finds out about a mailbox in Graph, step by step; the first step that fails is the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from liaison_sync.connections.clock import http_finding
from liaison_sync.connections.doctor import found_by, network, of_folders
from liaison_sync.connections.graph_client import GraphClient
from liaison_sync.domain.errors import AccessDenied, Misconfigured, NotFound
from liaison_sync.ports import Finding, Folder

if TYPE_CHECKING:
    from liaison_sync.sources.graph import GraphMailboxSettings


def findings(
    account: str, settings: GraphMailboxSettings, client: GraphClient, folders: Callable[[], list[Folder]]
) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, the mailbox, folders and roles, and that the rest is shut. Never raises a Failure."""
    return found_by(_steps(settings, client, folders), account, settings.host)


def _steps(
    settings: GraphMailboxSettings, client: GraphClient, folders: Callable[[], list[Folder]]
) -> Iterator[Finding]:
    yield from network(settings.place)
    inbox = client.get(f"{client.user}/mailFolders/inbox", operation="doctor", select="id,totalItemCount")
    yield Finding("ok", "doctor.tls", {"host": settings.host, "mode": "https"})
    yield Finding("ok", "doctor.app_sign_in", {"client_id": settings.client_id, "tenant": settings.tenant})
    yield Finding(
        "ok", "doctor.app_mailbox", {"user": settings.user, "messages": str(inbox.get("totalItemCount", "?"))}
    )
    yield from of_folders(settings.folders, folders())
    yield from http_finding(client.stamped, settings.host)
    yield reach(settings, client)


def reach(settings: GraphMailboxSettings, client: GraphClient) -> Finding:
    """That a mailbox which is not ours is refused: the proof that the application's scope holds.

    Each role has a scope of its own, so its calendar is tried as well.
    """
    other = settings.out_of_reach
    if other is None:
        return Finding("warn", "doctor.reach_unproved")
    doors = {"mailFolders/inbox": "doctor.reach_open", "calendar": "doctor.reach_calendar_open"}
    try:
        for door, open_ in doors.items():
            with suppress(AccessDenied):
                client.get(f"/users/{quote(other, safe='@')}/{door}", operation="doctor", select="id")
                return Finding("bad", open_, {"user": other})
    except (NotFound, Misconfigured):
        return Finding("warn", "doctor.reach_unknown", {"user": other})
    return Finding("ok", "doctor.reach_kept", {"user": other})
