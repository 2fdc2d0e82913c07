"""One round of the service: read, decide, send, report. The worker runs it again and again, `poll` once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from liaison_sync.app import alarms, approval_asking, approval_mail, outcome_mail, retention
from liaison_sync.app.deliver import Delivered, deliver
from liaison_sync.app.meeting_files import tidy
from liaison_sync.app.planning import Planned, plan
from liaison_sync.app.poll import Polled, read_all
from liaison_sync.app.recognise_job import work
from liaison_sync.app.reporting import queue_due
from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.wording import say
from liaison_sync.store.health import FolderState


@dataclass(slots=True)
class Round:
    """What a round did."""

    polled: list[Polled] = field(default_factory=list)
    planned: Planned = field(default_factory=Planned)
    delivered: Delivered = field(default_factory=Delivered)
    reports: int = 0

    @property
    def failures(self) -> list[Polled]:
        return [one for one in self.polled if one.failure]

    def lines(self, language: str) -> Iterator[str]:
        """The round in words."""
        for one in self.polled:
            if one.failure:
                yield say(language, "run.mailbox_failed", mailbox=one.mailbox, cause=cause(one, language))
                yield "  " + say(language, f"errors.{one.failure.key}.next", **one.failure.params)
            elif one.skipped:
                yield say(language, "run.mailbox_skipped", mailbox=one.mailbox)
            else:
                yield say(language, "run.mailbox_read", mailbox=one.mailbox, messages=one.messages)
        yield from _not_read(self.polled, language)
        sent = self.delivered
        yield say(language, "run.letters", planned=self.planned.planned, sent=sent.sent, withheld=sent.withheld)


def _not_read(polled: Sequence[Polled], language: str) -> Iterator[str]:
    """The folders a rule keeps from being read, of all mailboxes in one line: by rule, each name once."""
    left_out = {(rule, path) for one in polled for path, rule in one.excluded.items()}
    by_rule = groupby(sorted(left_out), key=itemgetter(0))
    told = [
        f"{', '.join(path for _, path in each)} ({say(language, f'mailboxes.left_out.{rule}')})"
        for rule, each in by_rule
    ]
    if told:
        yield say(language, "run.folders_excluded", folders="; ".join(told))


def cause(one: Polled, language: str) -> str:
    """Why a mailbox could not be read, in words."""
    assert one.failure is not None  # noqa: S101 - asked of failures only
    return say(language, f"errors.{one.failure.key}.cause", **one.failure.params)


def summary(done: Round, folders: Sequence[FolderState] = ()) -> dict[str, Any]:
    """The round as JSON; `folders` are those of all mailboxes, as they stand after it."""
    return {
        "mailboxes": [
            {
                "mailbox": one.mailbox,
                "messages": one.messages,
                "own_copies": one.own,
                "quarantined": one.quarantined,
                "gone": one.gone,
                "skipped": one.skipped,
                "error": one.failure.key if one.failure else None,
                "folders": [_folder(each) for each in folders if each.mailbox == one.mailbox],
            }
            for one in done.polled
        ],
        "followups": {"planned": done.planned.planned, "moved": done.planned.moved},
        "letters": {name: getattr(done.delivered, name) for name in Delivered.__slots__},
        "reports": done.reports,
    }


def _folder(one: FolderState) -> dict[str, Any]:
    names = ("path", "role", "excluded", "counts", "withheld")
    return {name: getattr(one, name) for name in names}


def look(service: Service) -> datetime | None:
    """The fresh look before sending: when it began, or None where a mailbox could not be read."""
    began = service.clock.now()
    polled = read_all(service, service.mailboxes)
    return None if any(one.failure or one.skipped for one in polled) else began


def decide(service: Service, *, planning: bool = True) -> Round:
    """What follows from what was read: plan, queue reports, send what is due."""
    done = Round()
    recognised = work(service)
    told = outcome_mail.work(service) + approval_mail.work(service)
    if planning or recognised or told:
        done.planned = plan(service)
        tidy(service)
        retention.work(service)
        alarms.work(service)
    approval_asking.work(service)
    done.reports = queue_due(service)
    done.delivered = deliver(service, lambda: look(service))
    return done


def run_round(service: Service) -> Round:
    """Poll every mailbox, then decide."""
    polled = read_all(service, service.mailboxes)
    work(service, pages=None)
    retention.work(service, pages=None)
    done = decide(service)
    done.polled = polled
    return done
