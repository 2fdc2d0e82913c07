"""What `doctor` finds out about sending through an Exchange Server; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.connections.clock import http_finding
from liaison_sync.connections.doctor import found_by, network
from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_answer import retired
from liaison_sync.connections.exchange_xml import distinguished, field, node, shape
from liaison_sync.delivery.exchange_requests import DRAFTS, SENT
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Finding


def findings(account: str, server: ExchangeAccount) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, and the folders letters leave from and are filed in. Never raises a Failure."""
    return found_by(_steps(server), account, server.host)


def _steps(server: ExchangeAccount) -> Iterator[Finding]:
    settings = server.settings
    if settings.online:
        raise retired(settings.host)
    yield from network(settings.place)
    names = node("m:FolderIds", *(distinguished(name, settings.user) for name in (DRAFTS, SENT)))
    asked = node("m:GetFolder", shape("m:FolderShape", (field("folder:DisplayName"),)), names)
    for answer in server.each(asked, operation="doctor", expected=2):
        if isinstance(answer, Failure):
            raise answer
    yield Finding("ok", "doctor.tls", {"host": settings.host, "mode": "https"})
    yield Finding("ok", "doctor.sign_in", {"username": settings.signs_in_as})
    yield Finding("ok", "doctor.app_sender", {"user": settings.user})
    yield from http_finding(server.stamped, server.host)
