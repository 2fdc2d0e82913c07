"""Service: everything the use cases need, wired once by bootstrap and handed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Engine

from liaison_sync.app.directories import Directories
from liaison_sync.app.parsing import Parsers
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.workdays import Calendars
from liaison_sync.ports import PAGE_MESSAGES, Delivery, Source


class Clock(Protocol):
    """Where `now` comes from: the machine, a demo's own time, a test's."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A configured mailbox and how to open it."""

    name: str
    address: str
    open: Callable[[], Source]
    every_seconds: int = 60
    max_bytes: int = 50 * 1024 * 1024
    page_messages: int = PAGE_MESSAGES  # committed together
    lock: Lock = field(default_factory=Lock, compare=False)  # within this process; the lease is for the others


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our letters come from, and how they leave."""

    address: str
    name: str
    open: Callable[[], Delivery]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """When the weekly report is due, in whose zone, and who reads it in which language."""

    zone: str = "Asia/Jakarta"
    weekday: int = 1
    hour: int = 7
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attach: tuple[str, ...] = ()  # files the mail carries: pdf, xlsx


@dataclass(frozen=True, slots=True)
class Service:
    engine: Engine
    clock: Clock
    parsers: Parsers
    policy: Policy
    calendars: Calendars
    own: Own
    officers: tuple[Officer, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    sender: Sender | None = None
    report: ReportPlan = ReportPlan()
    public_url: str = ""
    metrics_token: str = ""  # who may read /metrics from elsewhere; "" nobody
    templates: Path | None = None
    logo: Path | None = None  # on papers of ours
    worker: str = "main"  # who holds leases
    directories: Directories = field(default_factory=Directories)
