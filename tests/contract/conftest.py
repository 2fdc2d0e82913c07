"""The fake Graph of a test, whose rules nobody has broken when the test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liaison_sync.sources.graph import GraphMailboxSettings, GraphSource
from tests.peers.ca import Authority
from tests.peers.graph import FakeGraph, mailbox_settings


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
