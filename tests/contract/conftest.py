"""The fake Graph or Exchange Server of a test, whose rules nobody has broken when the test ends."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from liaison_sync.sources.exchange import ExchangeMailboxSettings, ExchangeSource
from liaison_sync.sources.graph import GraphMailboxSettings, GraphSource
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.exchange import mailbox_settings as exchange_settings
from tests.peers.graph import FakeGraph, mailbox_settings

collect_ignore = [] if os.environ.get("LIAISON_LIVE") else ["test_live.py"]  # it needs accounts that are real


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeGraph]:
    with FakeGraph(authority.issue()) as made:
        yield made
        assert made.wrong == []
        assert made.most_in_flight <= 4


@pytest.fixture
def settings(fake: FakeGraph, authority: Authority) -> GraphMailboxSettings:
    return mailbox_settings(fake, authority, calendar=False)


@pytest.fixture
def source(settings: GraphMailboxSettings) -> GraphSource:
    return GraphSource("humas", settings)


@pytest.fixture
def exchange(authority: Authority) -> Iterator[FakeExchange]:
    with FakeExchange(authority.issue()) as made:
        yield made
        assert made.wrong == []


@pytest.fixture
def premises(exchange: FakeExchange, authority: Authority) -> ExchangeMailboxSettings:
    return exchange_settings(exchange, authority, calendar=False)


@pytest.fixture
def on_premises(premises: ExchangeMailboxSettings) -> ExchangeSource:
    return ExchangeSource("humas", premises)
