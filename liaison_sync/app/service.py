"""Service: everything the use cases need, wired once by bootstrap and handed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Engine

from liaison_sync.app.directories import Directories
from liaison_sync.app.parsing import Parsers
from liaison_sync.domain.mail_rules import MailRules
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Approval, Policy
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Calendars
from liaison_sync.ports import PAGE_MESSAGES, Delivery, Source


class Clock(Protocol):
    """Where `now` comes from: the machine, a demo's own time, a test's."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A configured mailbox and how to open it.

    `owner` is whose word its calendar is: None: its own address's; "" nobody's, each item only a sighting.
    """

    name: str
    address: str
    open: Callable[[], Source]
    every_seconds: int = 60
    max_bytes: int = 50 * 1024 * 1024
    page_messages: int = PAGE_MESSAGES  # committed together
    owner: str | None = None
    rules: MailRules = field(default_factory=MailRules)
    keep_days: int | None = None  # of originals; None: for ever
    lock: Lock = field(default_factory=Lock, compare=False)  # within this process; the lease is for the others


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our letters come from, and how they leave."""

    address: str
    name: str
    open: Callable[[], Delivery]


@dataclass(frozen=True, slots=True)
class FurtherReport:
    """Another report by its name (`domain.report.naming`), and who reads it in which language."""

    name: str
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """When reports are due, in whose zone; who reads the weekly one in which language; which others there are.

    `approval` "review": they are frozen on their day, and mailed when a person says so.
    """

    zone: str = "Asia/Jakarta"
    weekday: int = 1
    hour: int = 7
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attach: tuple[str, ...] = ()  # files the mail carries: pdf, xlsx
    more: tuple[FurtherReport, ...] = ()
    approval: Approval = "automatic"

    def readers(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Language → who reads the report of that name; nobody where it is not mailed."""
        if name == "weekly":
            return self.recipients
        return next((one.recipients for one in self.more if one.name == name), {})

    @property
    def names(self) -> tuple[str, ...]:
        """Every report that is made by itself."""
        return ("weekly", *(one.name for one in self.more))


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
    holidays: Path | None = None  # an operator's own holiday files
    worker: str = "main"  # who holds leases
    directories: Directories = field(default_factory=Directories)

    def officer(self, address: str) -> Officer | None:
        """Who of ours has this address."""
        return next((one for one in self.officers if one.address.lower() == address.lower()), None)

    def language_of(self, address: str) -> str:
        """What we write to one of ours in: their language, else the organisation's."""
        officer = self.officer(address)
        return officer.language if officer else self.policy.language
