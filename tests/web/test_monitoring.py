"""What monitoring sees: life without the store, health by the mailboxes' lag, figures for this machine or a token."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update

from liaison_sync.app.service import Service
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, writing
from liaison_sync.web.app import build
from tests.app.season_store import NOW
from tests.web.browser import Browser
from tests.web.conftest import LivedIn

TOKEN = "sebuah-token-yang-panjang"


def read(here: Service) -> None:
    """Both mailboxes as just read."""
    with writing(here.engine) as connection:
        for one in here.mailboxes:
            row = {"name": one.name, "address": one.address, "last_try": NOW, "last_success": NOW}
            connection.execute(insert(s.mailbox).values(row))


def last_read(here: Service, **ago: float) -> None:
    with writing(here.engine) as connection:
        at = NOW - timedelta(**ago)
        connection.execute(update(s.mailbox).where(s.mailbox.c.name == "event").values(last_success=at))


def test_health_is_false_while_a_mailbox_was_never_read_or_lags_and_true_when_it_is_paused(here: Service) -> None:
    browser = Browser(build(here))
    assert (browser.get("/healthz").status, browser.get("/healthz").text) == (503, "behind\n")
    read(here)
    assert (browser.get("/healthz").status, browser.get("/healthz").text) == (200, "ok\n")
    last_read(here, seconds=599)
    assert browser.get("/healthz").status == 200
    last_read(here, seconds=601)
    assert browser.get("/healthz").text == "behind\n"
    with writing(here.engine) as connection:
        connection.execute(update(s.mailbox).where(s.mailbox.c.name == "event").values(paused=True))
    assert browser.get("/healthz").status == 200


def test_the_process_lives_even_where_its_store_does_not(here: Service) -> None:
    gone = connect("sqlite:////nowhere/at/all.db")
    browser = Browser(build(replace(here, engine=gone)))
    assert (browser.get("/livez").status, browser.get("/livez").text) == (200, "ok\n")
    assert (browser.get("/healthz").status, browser.get("/healthz").text) == (503, "store\n")
    gone.dispose()


def test_figures_are_for_this_machine_or_for_who_shows_the_token(here: Service) -> None:
    local = Browser(build(here))
    assert local.get("/metrics").status == 200
    assert local.get("/metrics", x_forwarded_for="203.0.113.9").status == 404
    assert local.get("/metrics", x_forwarded_for="203.0.113.9", authorization="Bearer ").status == 404
    told = Browser(build(replace(here, metrics_token=TOKEN)))
    for shown, status in ((f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer x", 404), (TOKEN, 404)):
        assert told.get("/metrics", x_forwarded_for="203.0.113.9", authorization=shown).status == status


def test_every_figure_is_told_once_with_its_kind(lived_in: LivedIn) -> None:
    answer = Browser(build(lived_in.service)).get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert len(samples) == sum(not line.startswith("#") for line in lines)
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"\})?', name) for name in samples)
    kinds = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {name.partition("{")[0] for name in samples} == kinds
    assert samples['liaison_mailbox_up{mailbox="humas"}'] == "1"
    assert samples['liaison_mailbox_up{mailbox="event"}'] == "0"
    assert samples['liaison_mailbox_lag_seconds{mailbox="event"}'] == "10800"
    assert samples['liaison_mailbox_failures{mailbox="event"}'] == "3"
    assert samples['liaison_mailbox_behind{mailbox="event"}'] == "1"
    assert samples['liaison_mailbox_quarantined{mailbox="event"}'] == "1"
    assert samples['liaison_outbox_letters{state="ambiguous"}'] == "2"
    assert samples['liaison_outbox_letters{state="queued"}'] == samples["liaison_outbox_oldest_due_seconds"] == "0"
