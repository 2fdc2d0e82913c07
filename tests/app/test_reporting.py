"""The weekly report is frozen once and mailed once: over restarts, missed weeks, two workers and clocks gone wrong."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update

from liaison_sync.app import report_files, report_review, reporting
from liaison_sync.app.parsing import Parsers
from liaison_sync.app.service import FurtherReport, Service
from liaison_sync.domain.report.blocks import figures
from liaison_sync.domain.report.document import dump
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.app.reporting_stage import BOARD, DIRECTOR, READERS, SetClock, silent_mailbox, wired
from tests.formats.report_scene import snapshot as pictured

MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)  # 07.00 WIB
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(1) as some:
        yield some


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def service(url: str, clock: SetClock, parsers: Parsers) -> Iterator[Service]:
    """Nobody reads its reports: they are frozen all the same, and no chart is drawn."""
    made = wired(url, clock, parsers)
    yield made
    made.engine.dispose()


def frozen(service: Service) -> list[str]:
    with reading(service.engine) as connection:
        return [one.period for one in reporting.reports(connection)]


def mailed(service: Service) -> list[str]:
    with reading(service.engine) as connection:
        return [one.period for one in reporting.reports(connection) if one.queued_at is not None]


def outbox(service: Service) -> dict[str, bytes]:
    """Reader → the bytes that wait for them."""
    with reading(service.engine) as connection:
        rows = connection.execute(select(s.outbox).where(s.outbox.c.kind == "report")).all()
    return {row.recipients[0]["address"]: bytes(row.frozen) for row in rows}


def test_a_report_is_mailed_once_to_each_reader_in_their_language(url: str, clock: SetClock, parsers: Parsers) -> None:
    service = wired(url, clock, parsers, readers=dict(READERS))
    assert reporting.queue_due(service) == 2
    assert [reporting.queue_due(service) for _ in range(3)] == [0, 0, 0]
    letters = outbox(service)
    assert set(letters) == {DIRECTOR, BOARD}
    assert b"Content-Language: id" in letters[DIRECTOR]
    assert b"Content-Language: en" in letters[BOARD]
    assert mailed(service) == ["2026-W46"]


def test_a_restart_mails_nothing_again_and_rebuilding_gives_the_same_bytes(
    url: str, clock: SetClock, parsers: Parsers
) -> None:
    first = wired(url, clock, parsers, readers=dict(READERS))
    reporting.queue_due(first)
    sent = outbox(first)
    first.engine.dispose()
    clock.at += 3 * DAY
    again = wired(url, clock, parsers, readers=dict(READERS), worker="other")
    assert reporting.queue_due(again) == 0
    assert reporting.send(again, "weekly", "2026-W46") == 0
    with reading(again.engine) as connection:
        snapshot = reporting.snapshot(connection, "weekly", "2026-W46")
    assert snapshot is not None
    assert {one.recipients[0]: one.frozen for one in reporting.letters(again, snapshot)} == sent == outbox(again)


def test_two_workers_at_the_same_moment_mail_one_report(url: str, clock: SetClock, parsers: Parsers) -> None:
    workers = [wired(url, clock, parsers, readers={"id": (DIRECTOR,)}, worker=f"w{n}") for n in range(2)]
    together = Barrier(2)

    def go(service: Service) -> int:
        together.wait()
        return reporting.queue_due(service)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, workers)) == [0, 1]
    assert len(outbox(workers[0])) == 1
    assert frozen(workers[0]) == ["2026-W46"]


def test_a_reader_added_later_gets_the_same_report_and_the_others_nothing(
    url: str, clock: SetClock, parsers: Parsers
) -> None:
    reporting.queue_due(wired(url, clock, parsers, readers={"id": (DIRECTOR,)}))
    more = wired(url, clock, parsers, readers={"id": (DIRECTOR, "baru@karsabahari.example")})
    assert reporting.queue_due(more) == 0
    assert reporting.send(more, "weekly", "2026-W46") == 1
    assert set(outbox(more)) == {DIRECTOR, "baru@karsabahari.example"}


def test_of_missed_weeks_only_the_latest_is_mailed_and_the_others_are_kept_and_named(
    service: Service, clock: SetClock
) -> None:
    reporting.queue_due(service)
    clock.at += 3 * WEEK + DAY
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W49", "2026-W48", "2026-W47", "2026-W46"]
    assert mailed(service) == ["2026-W49", "2026-W46"]
    with reading(service.engine) as connection:
        latest = reporting.snapshot(connection, "weekly", "2026-W49")
    assert latest is not None
    assert latest.skipped == ("2026-W47", "2026-W48")
    assert "2026-W47 dan 2026-W48" in reporting.render(latest, "id", service).text


def test_a_skipped_week_can_still_be_mailed_by_a_person(url: str, clock: SetClock, parsers: Parsers) -> None:
    service = wired(url, clock, parsers, readers={"id": (DIRECTOR,)})
    reporting.queue_due(service)
    clock.at += 2 * WEEK
    reporting.queue_due(service)
    assert mailed(service) == ["2026-W48", "2026-W46"]
    assert reporting.send(service, "weekly", "2026-W47", actor="sari@karsabahari.example") == 1
    assert mailed(service) == ["2026-W48", "2026-W47", "2026-W46"]
    with reading(service.engine) as connection:
        journal = s.journal.c
        asked = select(journal.actor, journal.about).where(journal.action == "report.sent")
        assert [tuple(row) for row in connection.execute(asked)] == [
            ("sari@karsabahari.example", "report:weekly/2026-W47")
        ]


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_each_zone_has_its_own_seven_o_clock(url: str, clock: SetClock, parsers: Parsers, zone: str) -> None:
    service = wired(url, clock, parsers, zone=zone)
    seven = datetime(2026, 11, 16, 7, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    clock.at = seven - 2 * DAY
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W45"]
    clock.at = seven - MINUTE
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W45"]
    clock.at = seven
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W46", "2026-W45"]


def test_every_week_around_new_year_is_reported_once_week_53_too(service: Service, clock: SetClock) -> None:
    clock.at = datetime(2026, 12, 14, 0, 0, tzinfo=UTC)
    while clock.at < datetime(2027, 1, 26, tzinfo=UTC):
        reporting.queue_due(service)
        clock.at += timedelta(hours=9)
    weeks = ["2026-W50", "2026-W51", "2026-W52", "2026-W53", "2027-W01", "2027-W02", "2027-W03"]
    assert sorted(mailed(service)) == weeks
    assert frozen(service) == mailed(service)


def test_a_clock_that_goes_back_an_hour_mails_no_older_week(service: Service, clock: SetClock) -> None:
    reporting.queue_due(service)
    clock.at -= timedelta(hours=1)
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W46"]


def test_a_clock_once_far_ahead_does_not_silence_the_reports_of_the_right_time(
    service: Service, clock: SetClock
) -> None:
    clock.at = MONDAY + 200 * WEEK
    reporting.queue_due(service)
    clock.at = MONDAY
    reporting.queue_due(service)
    assert frozen(service)[-1] == "2026-W46"


def test_a_report_waits_for_mailboxes_nobody_has_tried_yet_but_not_for_ever(
    url: str, clock: SetClock, parsers: Parsers
) -> None:
    service = wired(url, clock, parsers, mailboxes=(silent_mailbox("humas"), silent_mailbox("event")))
    with writing(service.engine) as connection:
        rows = [{"name": name, "address": name, "last_try": MONDAY - MINUTE} for name in ("humas", "event")]
        connection.execute(s.mailbox.insert(), rows)
    reporting.queue_due(service)
    assert frozen(service) == []
    with writing(service.engine) as connection:
        tried = update(s.mailbox).where(s.mailbox.c.name == "humas")
        connection.execute(tried.values(last_try=MONDAY + MINUTE, last_success=MONDAY + MINUTE))
    clock.at = MONDAY + timedelta(minutes=59)
    reporting.queue_due(service)
    assert frozen(service) == []
    clock.at = MONDAY + timedelta(minutes=60)
    reporting.queue_due(service)
    assert frozen(service) == ["2026-W46"]


def test_the_running_week_can_be_looked_at_but_not_sent(service: Service, clock: SetClock) -> None:
    with pytest.raises(reporting.NotOver):
        reporting.send(service, "weekly", "2026-W47")
    with pytest.raises(ValueError, match="not a week"):
        reporting.send(service, "weekly", "pekan lalu")
    shown = reporting.preview(service, clock.at, "en", "2026-W47")
    assert "This week is not over yet" in shown.text
    assert frozen(service) == []


def test_the_mail_is_text_and_html_with_two_charts_the_html_names(url: str, clock: SetClock, parsers: Parsers) -> None:
    service = wired(url, clock, parsers, readers={"id": (DIRECTOR,)})
    (queued,) = reporting.letters(service, pictured())
    mail = email.message_from_bytes(queued.frozen, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == DIRECTOR
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds[:4] == ["multipart/alternative", "text/plain", "multipart/related", "text/html"]
    html = next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content()
    images = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert len(images) == 2
    for image in images:
        assert f"cid:{image['Content-ID'].strip('<>')}" in html
        assert image.get_content().startswith(b"\x89PNG")
    assert "<script" not in html
    assert "<link" not in html


def test_an_empty_store_gives_an_honest_report(service: Service, clock: SetClock) -> None:
    shown = reporting.preview(service, clock.at, "id")
    assert "Pada pekan itu tidak ada pertemuan" in shown.text
    assert "Belum ada kotak surat yang terbaca" in shown.text
    snapshot = reporting.preview_snapshot(service, clock.at)
    assert {figure.value for figure in figures(snapshot).values()} <= {0, None}
    assert dump(snapshot)["period"] == "2026-W46"


def test_the_mail_encloses_the_files_that_are_configured(url: str, clock: SetClock, parsers: Parsers) -> None:
    service = wired(url, clock, parsers, readers={"id": (DIRECTOR,)})
    service = replace(service, report=replace(service.report, attach=("pdf", "xlsx")))
    assert reporting.queue_due(service) == 1
    mail = email.message_from_bytes(outbox(service)[DIRECTOR], policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    files = {one.get_filename(): one.get_content() for one in mail.iter_attachments()}
    assert set(files) == {"Laporan mingguan 2026-W46.pdf", "Laporan mingguan 2026-W46.xlsx"}
    with reading(service.engine) as connection:
        snapshot = reporting.snapshot(connection, "weekly", "2026-W46")
    assert snapshot is not None
    for name, content in files.items():
        assert report_files.file(service, snapshot, "id", str(name).rpartition(".")[2]).content == content


def test_a_report_on_paper_bears_the_logo_of_the_organisation(
    service: Service, clock: SetClock, tmp_path: Path
) -> None:
    snapshot, logo = reporting.preview_snapshot(service, clock.at), tmp_path / "logo.png"
    Image.new("RGB", (60, 20), "navy").save(logo)
    for of, pictures in ((service, 0), (replace(service, logo=logo), 1), (replace(service, logo=tmp_path / "no"), 0)):
        drawn = report_files.file(of, snapshot, "id", "pdf").content
        assert len(PdfReader(BytesIO(drawn)).pages[0].images) == pictures


def test_further_reports_are_frozen_and_mailed_once_each_at_their_own_time(
    url: str, clock: SetClock, parsers: Parsers
) -> None:
    service = wired(url, clock, parsers, readers={"id": (DIRECTOR,)})
    more = tuple(
        FurtherReport(name, {"en": (BOARD,)}) for name in ("monthly", "weekly:officer:dewi@karsabahari.example")
    )
    service = replace(service, report=replace(service.report, more=more))
    assert reporting.queue_due(service) == 3
    assert reporting.queue_due(service) == 0
    clock.at = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)  # the 1st, 06.59 WIB
    assert reporting.queue_due(service) == 2  # the weekly ones of that Monday
    clock.at += MINUTE
    assert reporting.queue_due(service) == 1
    with reading(service.engine) as connection:
        found = {(one.name.partition(":")[0], one.period) for one in reporting.everything(connection)}
    assert {("monthly", "2026-10"), ("monthly", "2026-11"), ("weekly", "2026-W46"), ("weekly", "2026-W48")} <= found


def test_a_month_is_previewed_in_words_of_months(service: Service, clock: SetClock) -> None:
    shown = reporting.preview(service, clock.at, "id", "2026-10", "monthly")
    assert shown.subject == "Laporan bulanan Yayasan Karsa Bahari: Oktober 2026"
    assert "Pada bulan itu tidak ada pertemuan" in shown.text
    assert "pekan" not in shown.text.lower().replace("per pekan", "")
    english = reporting.preview(service, clock.at, "en", "2026-10", "monthly")
    assert "week" not in english.text.lower().replace("by week", "")
    for wrong in (("2026-W40", "monthly"), ("2026-10", "weekly"), ("2026-W40", "hourly")):
        with pytest.raises(ValueError, match="no"):
            reporting.preview(service, clock.at, "id", *wrong)


def test_a_report_to_be_reviewed_waits_for_a_person_and_tells_the_manager_once(
    url: str, clock: SetClock, parsers: Parsers
) -> None:
    service = wired(url, clock, parsers, readers={"id": (DIRECTOR,)})
    plan = replace(service.report, approval="review")
    service = replace(service, report=plan, policy=replace(service.policy, manager="rina@karsabahari.example"))
    assert [reporting.queue_due(service) for _ in range(2)] == [1, 0]
    assert (frozen(service), mailed(service)) == (["2026-W46"], [])
    assert set(outbox(service)) == {"rina@karsabahari.example"}
    assert b"/reports/weekly/2026-W46" in outbox(service)["rina@karsabahari.example"]
    with reading(service.engine) as connection:
        assert report_review.waiting(connection, service) == [("weekly", "2026-W46")]
    assert reporting.send(service, "weekly", "2026-W46", actor="rina@karsabahari.example") == 1
    assert mailed(service) == ["2026-W46"]
    assert set(outbox(service)) == {"rina@karsabahari.example", DIRECTOR}
    with reading(service.engine) as connection:
        assert report_review.waiting(connection, service) == []
