"""Wiring: settings become a Service; nothing here decides."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from liaison_sync.app.parsing import Parsers
from liaison_sync.app.service import Clock, FurtherReport, Mailbox, ReportPlan, Sender, Service
from liaison_sync.connections.imap_session import ImapSettings
from liaison_sync.domain.address import canonical
from liaison_sync.domain.mail_rules import MailRules
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.workdays import Calendars
from liaison_sync.formats import holidays_data, wording
from liaison_sync.settings import Language, MailboxSettings, SenderSettings, Settings
from liaison_sync.store.engine import answering, connect, migrate


class MachineClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def service(settings: Settings, clock: Clock | None = None) -> Iterator[Service]:
    """A Service over a migrated database; leaving it ends the parser processes and closes the database.

    Raises a Failure where the database cannot be used.
    """
    gc.freeze()  # what is there now stays: nobody need look through it for cycles
    wording.operator_folder(settings.templates)
    engine = connect(settings.store.url)
    policy = _policy(settings)
    clock = clock or MachineClock()
    with answering(engine), Parsers(max(1, min(4, os.cpu_count() or 1))) as parsers:
        migrate(engine)
        yield Service(
            engine=engine,
            clock=clock,
            parsers=parsers,
            policy=policy,
            calendars=calendars(policy, settings.organisation.holidays),
            holidays=settings.organisation.holidays,
            own=own(settings),
            officers=tuple(Officer(o.address, o.name, o.language, o.lead) for o in settings.officers),
            mailboxes=tuple(
                Mailbox(
                    m.name,
                    m.address,
                    m.open,
                    m.every_seconds,
                    m.max_message_bytes,
                    owner=m.owner,
                    rules=mail_rules(m, settings),
                    keep_days=m.keep_days,
                )
                for m in settings.mailboxes
            ),
            sender=sender(settings),
            report=report_plan(settings),
            public_url=settings.console.public_url.rstrip("/"),
            metrics_token=settings.console.metrics_token.get_secret_value() if settings.console.metrics_token else "",
            templates=settings.templates,
            logo=settings.organisation.logo,
            worker=f"{socket.gethostname()}:{os.getpid()}",
        )
    engine.dispose()


def report_plan(settings: Settings) -> ReportPlan:
    """Which reports are made, when, and for whom."""
    said = settings.report
    more = tuple(FurtherReport(one.name, _plain(one.recipients)) for one in said.more)
    return ReportPlan(said.zone, said.weekday, said.hour, _plain(said.recipients), said.attach, more, said.approval)


def _plain(readers: Mapping[Language, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {str(language): addresses for language, addresses in readers.items()}


def own(settings: Settings) -> Own:
    """What is ours: the organisation's domains, all mailboxes and officers, and the sender."""
    here = settings.organisation
    addresses = [m.address for m in settings.mailboxes] + [o.address for o in settings.officers]
    addresses += [*here.addresses, *([settings.sender.address] if settings.sender else [])]
    return Own(tuple(here.domains), tuple(dict.fromkeys(a.lower() for a in addresses)), here.authserv_id)


def mail_rules(mailbox: MailboxSettings, settings: Settings) -> MailRules:
    """Which mail of a mailbox is left out; its first day begins at midnight where the organisation is."""
    since = mailbox.since
    begin = datetime.combine(since or date.min, time(), ZoneInfo(settings.organisation.zone) if since else UTC)
    addresses = frozenset(canonical(one) for one in own(settings).addresses)
    return MailRules(since, begin, mailbox.only_senders, mailbox.ignore_senders, addresses)


def calendars(policy: Policy, folder: Path | None = None) -> Calendars:
    """Working time with the holidays of our own country and of any partner's; `folder` holds an operator's own.

    Raises BadHolidays for our own country's.
    """
    holidays_data.load([policy.country], (), folder)
    return Calendars(holidays_data.WorldDays(folder), policy.working, policy.country, policy.zone)


def _policy(settings: Settings) -> Policy:
    here, sending = settings.organisation, settings.policy.sending
    most = settings.sender.files_mb if settings.sender else None
    return replace(
        settings.policy,
        sending=sending if most is None else replace(sending, files_mb=min(sending.files_mb, most)),
        organisation=here.name,
        language=here.language,
        zone=here.zone,
        country=here.country,
        authentication=here.authentication,
    )


def sender(settings: Settings) -> Sender | None:
    if settings.sender is None:
        return None
    return Sender(
        settings.sender.address,
        settings.sender.name or settings.organisation.name,
        partial(settings.sender.open, _sent_folder(settings.sender, settings.mailboxes)),
    )


def _sent_folder(sender: SenderSettings, mailboxes: Sequence[MailboxSettings]) -> ImapSettings | None:
    """The mailbox that takes copies of our letters: the one named, else the sender's own."""
    own = (one for one in mailboxes if one.address == sender.address)
    named = (one for one in mailboxes if one.name == sender.mailbox)
    box = next(named if sender.mailbox else own, None)
    sent = getattr(box, "imap", None) if box else None
    return sent if isinstance(sent, ImapSettings) else None
