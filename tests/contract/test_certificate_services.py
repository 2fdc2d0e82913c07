"""Mailboxes in Microsoft 365 and on an Exchange Server certified: all they list is there, or is named and fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.connections.exchange_account import account_of
from liaison_sync.ports import Lister, Ref
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import schema as s
from liaison_sync.store.certificates import Certificate
from liaison_sync.store.engine import writing
from tests.contract.reading import inbox
from tests.peers import exchange, graph
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.graph import FakeGraph
from tests.peers.mail import letter
from tests.rig import Rig, rig, rows

USER = graph.USER
DIRECTORY: dict[str, Any] = {
    "own": {"domains": ["kantor.example"], "addresses": [USER]}, "partners": [], "contacts": [],
}  # fmt: skip


@pytest.fixture(params=["graph", "exchange"])
def service(request: pytest.FixtureRequest, authority: Authority) -> Iterator[tuple[Any, Any]]:
    """The fake's mailbox, and what reads it."""
    if request.param == "graph":
        with FakeGraph(authority.issue()) as fake:
            settings = graph.mailbox_settings(fake, authority, calendar=True)
            yield fake.box, GraphSource("humas", settings)
            assert fake.wrong == []
    else:
        account_of.cache_clear()
        with FakeExchange(authority.issue()) as server:
            server.box.put(b"", "inbox", "Contact")  # no mail, and no difference
            yield server.box, ExchangeSource("humas", exchange.mailbox_settings(server, authority))
            assert server.wrong == []


@pytest.fixture
def box(service: tuple[Any, Any]) -> Any:
    made = service[0]
    for n in range(23):
        made.put(letter(n))
    made.put(letter(50), "sentitems")
    made.put(letter(51), "drafts", draft=True)
    return made


@pytest.fixture
def here(engine: Engine, service: tuple[Any, Any], box: Any) -> Rig:
    made = rig(engine, [Mailbox("humas", USER, lambda: service[1], page_messages=10)], directory=DIRECTORY)
    assert poll(made.service, made.service.mailboxes[0]).failure is None
    return made


def certified(here: Rig) -> Certificate:
    done = certify(here.service, here.service.mailboxes[0])
    assert done.polled.failure is None
    assert done.certificate is not None
    here.clock.turn(seconds=1)
    return done.certificate


def test_what_is_missing_is_named_and_fetched_and_then_all_is_there(here: Rig, box: Any) -> None:
    one = certified(here)
    assert one.standing == "complete"
    assert {line.path: (line.listed, line.stored, line.excluded) for line in one.folders if line.listed} == {
        "Kotak Masuk": (23, 23, 0), "Item Terkirim": (1, 1, 0), "Draf": (1, 0, 1),
    }  # fmt: skip
    i, m = s.sighting.c, s.message.c
    lost = rows(
        here.engine, i.locator, where=i.message.in_(select(m.key).where(m.subject.in_(["Surat 3", "Surat 21"])))
    )
    with writing(here.engine) as connection:
        connection.execute(delete(s.sighting).where(i.locator.in_([row.locator for row in lost])))
    healed = certified(here)
    assert healed.standing == "healed"
    d = s.certificate_difference.c
    named = {(row.subject, row.message_id) for row in rows(here.engine, d.subject, d.message_id)}
    assert named == {("Surat 3", "3@mitra.example"), ("Surat 21", "21@mitra.example")}
    box.delete(lost[0].locator)
    assert certified(here).standing == "complete"


def test_nothing_is_told_of_what_is_gone(service: tuple[Any, Any], box: Any) -> None:
    source = service[1]
    folder = inbox(source)
    assert isinstance(source, Lister)
    listed = source.inventory(folder)
    assert (len(listed.locators), listed.counted) == (23, 23)
    id_ = next(iter(listed.locators))
    box.delete(id_)
    assert source.told([Ref(folder.id, id_)]) == []
