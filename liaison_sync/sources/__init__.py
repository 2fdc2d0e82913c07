"""Where mail comes from. To add a kind: one file, one line in SOURCES."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from liaison_sync.connections.feed_client import FeedSettings
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Source
from liaison_sync.sources.exchange import ExchangeMailboxSettings, ExchangeSource
from liaison_sync.sources.feed import FeedSource
from liaison_sync.sources.graph import GraphMailboxSettings, GraphSource
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource


@dataclass(frozen=True, slots=True)
class SourceKind:
    """`open` takes the account's name and its settings; nothing is connected until it is used."""

    name: str
    settings: type[BaseModel]
    open: Callable[[str, Any], Source]


SOURCES: tuple[SourceKind, ...] = (
    SourceKind("imap", ImapSettings, ImapSource),
    SourceKind("graph", GraphMailboxSettings, GraphSource),
    SourceKind("exchange", ExchangeMailboxSettings, ExchangeSource),
    SourceKind("maildir", MaildirSettings, MaildirSource),
    SourceKind("feed", FeedSettings, FeedSource),
)
