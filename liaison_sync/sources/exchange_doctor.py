"""What `doctor` finds out about a mailbox on an Exchange Server; the first step that fails is the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from liaison_sync.connections.clock import http_finding
from liaison_sync.connections.doctor import found_by, network, of_folders
from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_answer import retired
from liaison_sync.connections.exchange_xml import text
from liaison_sync.ports import Finding, Folder
from liaison_sync.sources.exchange_folders import inbox


def findings(
    name: str, account: ExchangeAccount, wanted: tuple[str, ...], folders: Callable[[], list[Folder]]
) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, the mailbox, the server's build, folders and roles. Never raises a Failure."""
    return found_by(_steps(account, wanted, folders), name, account.host)


def _steps(account: ExchangeAccount, wanted: tuple[str, ...], folders: Callable[[], list[Folder]]) -> Iterator[Finding]:
    settings = account.settings
    if settings.online:
        raise retired(settings.host)
    yield from network(settings.place)
    message = inbox(account, "doctor")
    yield Finding("ok", "doctor.tls", {"host": settings.host, "mode": "https"})
    yield Finding("ok", "doctor.sign_in", {"username": settings.signs_in_as})
    count = text(message, "m:Folders/*/t:TotalCount") or "?"
    yield Finding("ok", "doctor.app_mailbox", {"user": settings.user, "messages": count})
    yield Finding("ok", "doctor.exchange_build", {"build": account.version, "access": settings.access})
    yield from of_folders(wanted, folders())
    yield from http_finding(account.stamped, account.host)
