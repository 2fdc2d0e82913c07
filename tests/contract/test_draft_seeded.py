"""The fakes built wrong on purpose where they send: each defect is seen by one narrow look at a letter's way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from liaison_sync.connections.exchange_account import account_of
from liaison_sync.connections.graph_client import client_of
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Accepted, Sent, Submitted
from tests.contract.drafting import CONTENT, OnExchange, OnGraph, Service, frozen
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.exchange_store import Item
from tests.peers.exchange_store import Store as ExchangeStore
from tests.peers.graph import FakeGraph
from tests.peers.graph_store import Store
from tests.peers.graph_wire import Reply, Request


def law(service: Service) -> None:
    """Drafted twice, sent with its answer lost, asked for again: it left once, as it was written."""
    delivery = service.to()
    first = delivery.prepare(frozen())
    handle = delivery.prepare(replace(frozen(), provider_id=first.provider_id))
    assert service.sent == []
    assert service.drafts() == [handle.provider_id]
    service.spoil("send", "drop after")
    outcome = delivery.submit(handle)
    assert isinstance(outcome, Submitted)
    assert {type(one) for one in outcome.recipients} == {Accepted}
    assert isinstance(delivery.verify(handle), Sent)
    delivery.submit(delivery.prepare(replace(frozen(), provider_id=handle.provider_id)))
    assert [content for _, content in service.sent] == [CONTENT]
    assert (service.drafts(), service.filed) == ([], [CONTENT])
    assert service.wrong == []


class SendsTwice(FakeExchange):
    def send_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        made = list(super().send_item(call, acting))
        self.sent += self.sent[-1:]
        return made


class ForgetsOurProperty(FakeExchange):
    def create_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        made = list(super().create_item(call, acting))
        for item in self.box.items.values():
            item.extended.clear()
        return made


class SendsWhatIsOnlyDrafted(FakeExchange):
    def _created(self, call: Any, made: Any, acting: str | None) -> Item:
        item = super()._created(call, made, acting)
        self.sent.append((("ani@mitra.example",), item.content))
        return item


class FilesNoCopy(FakeExchange):
    def transported(self, store: ExchangeStore) -> None:
        super().transported(store)
        store.items.clear()


class DeletesNothing(FakeExchange):
    def delete_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        kept = dict(self.box.items)
        made = list(super().delete_item(call, acting))
        self.box.items = kept
        return made


class GraphSendsTwice(FakeGraph):
    def send(self, request: Request, store: Store, id_: str) -> Reply:
        reply = super().send(request, store, id_)
        self.sent += self.sent[-1:]
        return reply


class GraphForgetsWhatItSent(FakeGraph):
    def send(self, request: Request, store: Store, id_: str) -> Reply:
        reply = super().send(request, store, id_)
        store.delete(id_)
        return reply


class GraphSendsWhatIsOnlyDrafted(FakeGraph):
    def draft(self, request: Request, store: Store) -> Reply:
        reply = super().draft(request, store)
        self.sent.append((("ani@mitra.example",), next(reversed(store.items.values())).content))
        return reply


class GraphKeepsDrafts(FakeGraph):
    def send(self, request: Request, store: Store, id_: str) -> Reply:
        self.keeps_draft = True
        return super().send(request, store, id_)


class GraphDeletesNothing(FakeGraph):
    def remove(self, request: Request, store: Store, id_: str) -> Reply:
        del request, store, id_
        return Reply(204)


DEFECTS = (
    SendsTwice, ForgetsOurProperty, SendsWhatIsOnlyDrafted, FilesNoCopy, DeletesNothing, GraphSendsTwice,
    GraphForgetsWhatItSent, GraphSendsWhatIsOnlyDrafted, GraphKeepsDrafts, GraphDeletesNothing,
)  # fmt: skip


def judged(kind: type[FakeExchange | FakeGraph], trust: Authority) -> None:
    account_of.cache_clear()
    client_of.cache_clear()
    with kind(trust.issue()) as fake:
        law(OnGraph(fake, trust) if isinstance(fake, FakeGraph) else OnExchange(fake, trust))


@pytest.mark.parametrize("kind", [FakeExchange, FakeGraph])
def test_the_fake_as_it_is_keeps_the_law(kind: type[FakeExchange | FakeGraph], authority: Authority) -> None:
    judged(kind, authority)


@pytest.mark.parametrize("kind", DEFECTS, ids=lambda kind: kind.__name__)
def test_each_seeded_defect_is_seen(kind: type[FakeExchange | FakeGraph], authority: Authority) -> None:
    with pytest.raises((AssertionError, Failure)):
        judged(kind, authority)
