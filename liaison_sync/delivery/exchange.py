"""Sending through Exchange's web services: a MIME draft with a property of ours, its id kept, then SendItem.

An item that is sent becomes another item, with another id: it is found again by our property, in the Outbox or in
Sent Items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from liaison_sync.connections.exchange_account import ExchangeAccount, account_of
from liaison_sync.connections.exchange_settings import ExchangeSettings
from liaison_sync.connections.exchange_xml import NS, id_at, said
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.delivery import exchange_requests as ask
from liaison_sync.delivery.draft_first import PATIENCE, DraftFirst, Kept
from liaison_sync.delivery.draft_recipients import unseen
from liaison_sync.domain.errors import (
    AccessDenied,
    Failure,
    MessageTooLarge,
    Misconfigured,
    NotFound,
    ProtocolViolation,
)
from liaison_sync.ports import Finding, Frozen

LARGE = 1024 * 1024  # bytes from which a web server that knows nothing of us may be refusing the size


class ExchangeSenderSettings(ExchangeSettings):
    """Sending from one mailbox of an Exchange Server."""

    per_minute: int | None = Field(default=None, ge=1, le=6000)
    per_day: int | None = Field(default=None, ge=1, le=1_000_000)


class ExchangeDelivery(DraftFirst):
    """See `Delivery`. `sent` is not needed: the server files the copy itself."""

    def __init__(
        self,
        account: str,
        settings: ExchangeSenderSettings,
        sent: ImapSettings | None = None,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        del sent
        super().__init__(account, ExchangeDrafts(settings), (settings.per_minute, settings.per_day), patience)


class ExchangeDrafts:
    """See `Drafts`. What is kept of a draft is its id and its ChangeKey, parted by a blank."""

    def __init__(self, settings: ExchangeSenderSettings) -> None:
        self.settings = settings

    @property
    def host(self) -> str:
        return self.settings.host

    @property
    def server(self) -> ExchangeAccount:
        return account_of(self.settings.account())

    def findings(self, account: str) -> list[Finding]:
        from liaison_sync.delivery.exchange_doctor import findings

        return findings(account, self.server)

    def kept(self, frozen: Frozen, id_: str | None) -> list[Kept]:
        """Without an id it was never sent, so only a draft can be there: Sent Items may be large."""
        known = self._look(id_) if id_ is not None else None
        if known is not None and known.left:
            return [known]
        found = self._bearers(frozen, ask.WHERE if id_ is not None else ask.WHERE[:1])
        if known is None:
            return found
        return [known, *(one for one in found if one.left or one.id != known.id)]

    def _look(self, id_: str) -> Kept | None:
        try:
            answer = self.server.one(ask.look(id_), operation="verify")
        except NotFound:
            return None
        item = answer.find("m:Items/*", NS)
        return None if item is None else replace(_kept(item, left=False), known=True)

    def _bearers(self, frozen: Frozen, where: Sequence[str]) -> list[Kept]:
        request = ask.bearers(frozen.outbox_id, self.settings.user, where)
        answers = self.server.each(request, operation="verify", expected=len(where))
        found: list[Kept] = []
        for name, answer in zip(where, answers, strict=True):
            if isinstance(answer, Failure):
                if name == "outbox" and isinstance(answer, NotFound | AccessDenied):
                    continue  # a delegate may see the folders alone that it needs
                raise answer
            items = answer.iterfind("m:RootFolder/t:Items/*", NS)
            found += [_kept(one, left=name != ask.DRAFTS) for one in items]
        return found

    def create(self, frozen: Frozen) -> str:
        made = self._made(frozen)
        if hidden := unseen(frozen):
            made = _id(self.server.one(ask.unseen(made, hidden), operation="prepare"), "prepare")
        return made

    def _made(self, frozen: Frozen) -> str:
        try:
            return _id(self.server.one(ask.create(frozen, self.settings.user), operation="prepare"), "prepare")
        except Misconfigured as failure:
            if failure.key != "exchange_not_there" or len(frozen.content) < LARGE:
                raise
            # IIS refuses a request over its limit as one to a place that is not there (404.13).
            raise MessageTooLarge(operation="prepare", detail=failure.detail) from None

    def remove(self, id_: str) -> None:
        self.server.one(ask.remove(id_), operation="prepare")

    def send(self, id_: str) -> None:
        self.server.one(ask.send(id_, self.settings.user), operation="submit")


def _kept(item: Any, *, left: bool) -> Kept:
    """What has been submitted waits in its folder until it is on its way; it is no draft any more."""
    left = left or said(item, "t:IsSubmitted") is True or said(item, "t:IsDraft") is False
    return Kept(_of(item, "verify"), id_at(item, "t:ParentFolderId") or "", left)


def _id(answer: Any, operation: str) -> str:
    item = answer.find("m:Items/*", NS)
    if item is None:
        raise ProtocolViolation(operation=operation, key="unreadable_answer", detail="no item")
    return _of(item, operation)


def _of(item: Any, operation: str) -> str:
    named = item.find("t:ItemId", NS)
    id_, key = ("", "") if named is None else (named.get("Id") or "", named.get("ChangeKey") or "")
    if not id_ or " " in id_ or " " in key:
        raise ProtocolViolation(operation=operation, key="unreadable_answer", detail="no ItemId")
    return f"{id_} {key}"
