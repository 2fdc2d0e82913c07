"""The words of a report's summary as a person wrote them, kept with the frozen report until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from liaison_sync.app.act.acting import Refused
from liaison_sync.app.report_view import made
from liaison_sync.app.report_view import period as period_of
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.report.blocks import Narrative, Snapshot
from liaison_sync.domain.report.document import dump
from liaison_sync.formats.report_words import own_narrative
from liaison_sync.store import frozen_reports as kept
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

LONGEST = 8000  # characters of one language


def written(snapshot: Snapshot, texts: Mapping[str, str]) -> dict[str, str]:
    """Language → what differs from the report's own sentences; "" gives these back."""
    plain = {language: _plain(text) for language, text in texts.items()}
    return {language: text for language, text in plain.items() if text and text != own_narrative(snapshot, language)}


def _plain(text: str) -> str:
    """Paragraphs without stray spaces, one blank line between them."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    return "\n\n".join(one for part in "\n".join(lines).split("\n\n") if (one := part.strip("\n")))[:LONGEST]


def reword(service: Service, name: str, period: str, texts: Mapping[str, str], *, actor: str) -> None:
    """Keep what a person wrote; a period that is over and not frozen is frozen with it, and not mailed by that.

    Raises Refused (report_sent, report_not_over), ValueError (no such report or period).
    """
    now = service.clock.now()
    wanted = period_of(service, name, period, now)
    if wanted.end > now:
        raise Refused("report_not_over")
    with reading(service.engine) as connection:
        known = kept.frozen(connection, name, period)
        made_now = known.snapshot if known else made(connection, service, name, wanted, now)
    with writing(service.engine) as connection:
        known = kept.frozen(connection, name, period)
        if known is not None and known.queued_at is not None:
            raise Refused("report_sent")
        before = known.snapshot if known else made_now
        said = written(before, texts)
        after = replace(before, narratives=tuple(Narrative(k, v, actor, now) for k, v in sorted(said.items())))
        frozen = [] if known else [c.ReportFrozen(name, period, dump(before), now)]
        entry = c.Journaled(now, actor, "report.reworded", f"report:{name}/{period}", said)
        apply(connection, [*frozen, c.ReportReworded(name, period, dump(after)), entry])
