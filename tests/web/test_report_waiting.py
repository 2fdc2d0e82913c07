"""A report that waits for a person stands on Today."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email import policy as policies

from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.app.service import ReportPlan, Service
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.web.app import build
from tests.web.browser import Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import sending


def test_the_manager_is_told_under_their_name_and_in_their_language_however_the_address_is_written(
    here: Service,
) -> None:
    plan = ReportPlan(recipients={"id": ("direktur@karsabahari.example",)}, approval="review")
    manager = replace(here.officers[0], language="en")
    policy = replace(here.policy, manager=manager.address.upper())
    service = replace(sending(here), report=plan, mailboxes=(), officers=(manager,), policy=policy)
    reporting.queue_due(service)
    with reading(here.engine) as connection:
        frozen = connection.execute(select(s.outbox.c.frozen).where(s.outbox.c.id.startswith("ob-rr"))).scalar_one()
    mail = message_from_bytes(frozen, policy=policies.default)
    assert mail["Subject"].startswith("To be approved: ")
    assert manager.name in mail["To"]


def test_a_report_to_be_sent_is_told_on_today_with_the_days_it_is_on(here: Service, signed_in: SignedIn) -> None:
    plan = ReportPlan(recipients={"id": ("direktur@karsabahari.example",)}, approval="review")
    service = replace(sending(here), report=plan, mailboxes=())
    reporting.queue_due(service)
    page = Browser(build(service), dict(signed_in("admin").cookies)).get("/").text
    assert "Laporan menunggu dikirim: Laporan mingguan, 16–22 November 2026" in page
    assert 'href="/reports/weekly/2026-W47"' in page
