"""Mail of a week that arrives after its report was frozen: the report stays, and the next one owns up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.app.parsing import Parsers
from liaison_sync.demo import story
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.report.blocks import figures
from liaison_sync.domain.report.document import dump
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app import season_store
from tests.app.reporting_stage import SetClock, wired

MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(1) as started:
        yield started


def _mail(subject: str, at: datetime, **headers: str) -> Placed:
    mail = EmailMessage()
    for name, value in {"From": "ayu@aruna.example", "To": story.HUMAS, "Subject": subject, **headers}.items():
        mail[name] = value
    mail["Date"], mail["Message-ID"] = at, f"<{subject}@aruna.example>"
    mail.set_content("Mohon kabarnya.")
    return Placed(story.HUMAS, "INBOX", at, mail.as_bytes())


def test_what_arrives_after_its_week_was_frozen_changes_nothing_there_and_is_told_the_week_after(
    tmp_path: Path, parsers: Parsers
) -> None:
    clock = SetClock(MONDAY)
    service = wired(f"sqlite:///{tmp_path}/store.db", clock, parsers)
    season_store.deliver(service, [_mail("Lama", MONDAY - 30 * DAY), _mail("Tepat", MONDAY - 3 * DAY)])
    reporting.queue_due(service)
    first = dump(reporting.preview_snapshot(service, clock.at, "2026-W46"))
    news = _mail("Buletin", MONDAY - DAY, Precedence="list", **{"List-Id": "<news.aruna.example>"})
    season_store.deliver(service, [_mail("Terlambat", MONDAY - DAY), news, _mail("Baru", MONDAY + DAY)], first=3)
    clock.at += 7 * DAY
    assert dump(reporting.preview_snapshot(service, clock.at, "2026-W46")) == first

    second = reporting.preview_snapshot(service, clock.at, "2026-W47")
    late = figures(second)["correspondence.late"]
    with reading(service.engine) as connection:
        told = select(s.message.c.subject).where(s.message.c.key.in_(late.evidence.keys))
        assert connection.execute(told).scalars().all() == ["Terlambat"]
    assert figures(second)["correspondence.in"].before == 2  # what the week is known to have been
    assert "Surat pekan sebelumnya yang belum terhitung di laporannya" in reporting.render(second, "id", service).text
    service.engine.dispose()


def test_where_the_week_before_was_counted_whole_or_never_reported_nothing_is_said_to_be_late(
    tmp_path: Path, parsers: Parsers
) -> None:
    clock = SetClock(MONDAY)
    service = wired(f"sqlite:///{tmp_path}/store.db", clock, parsers)
    season_store.deliver(service, [_mail("Lama", MONDAY - 8 * DAY), _mail("Tepat", MONDAY - 3 * DAY)])
    assert "correspondence.late" not in figures(reporting.preview_snapshot(service, clock.at, "2026-W46"))
    reporting.queue_due(service)
    clock.at += 7 * DAY
    assert "correspondence.late" not in figures(reporting.preview_snapshot(service, clock.at, "2026-W47"))
    service.engine.dispose()
