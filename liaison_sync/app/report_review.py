"""A report that waits for a person: frozen on its day, told to the manager, mailed to its readers when one says so."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from liaison_sync.app.act.acting import derived
from liaison_sync.app.letters.to_ours import notice
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.report.blocks import Snapshot
from liaison_sync.formats.render import Letter
from liaison_sync.formats.report_words import page
from liaison_sync.formats.wording import say
from liaison_sync.store import frozen_reports


def waiting(connection: Connection, service: Service) -> list[tuple[str, str]]:
    """(name, period) of reports that wait to be sent: the newest of each name, where nobody has sent it yet."""
    if service.report.approval != "review":
        return []
    newest = ((name, frozen_reports.periods(connection, name)[:1]) for name in service.report.names)
    return [(name, rows[0][0]) for name, rows in newest if rows and rows[0][2] is None and service.report.readers(name)]


def notices(service: Service, snapshot: Snapshot) -> Sequence[c.LetterQueued]:
    """The letter that tells the manager of it, where there is one; the same snapshot gives the same bytes."""
    to, sender = service.policy.manager or service.policy.default_owner, service.sender
    if to is None or sender is None or not service.report.readers(snapshot.name):
        return []
    language = service.language_of(to)
    shown = page(snapshot, language)
    told = say(language, "report.review.text", title=shown.title, period=shown.period, link=shown.url)
    letter = Letter(say(language, "report.review.subject", title=shown.subject), told)
    id_ = derived("ob-rr", snapshot.name, snapshot.period, to.lower())
    of, at = f"{snapshot.name}/{snapshot.period}", snapshot.made_at
    return [notice(service, sender, to, letter, id_=id_, kind="report", about=of, at=at, zone=snapshot.zone)]
