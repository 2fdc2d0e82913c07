"""The fake Graph built wrong on purpose: each defect is seen by the very questions the contract asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from liaison_sync.domain.errors import Failure
from liaison_sync.sources.graph import GraphSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.graph import FakeGraph, mailbox_settings
from tests.peers.graph_store import Item, Json, Store
from tests.peers.graph_wire import Reply, Request
from tests.peers.mail import letter

Law = Callable[[GraphSource, FakeGraph], None]


def law(source: GraphSource, fake: FakeGraph) -> None:
    """What a reading must come to, whatever happens in between; nothing said that the service would not understand."""
    fake.manners.page = 7
    ids = [fake.box.put(letter(n)) for n in range(30)]
    reader = Reader(source, inbox(source)).settle(10)
    fake.box.delete(ids[3])
    fake.box.move(ids[4], "deleteditems")
    fake.box.touch(ids[5])
    fake.box.put(letter(100))
    reader.settle(10)
    reader.settle(10)
    assert reader.contents == sorted(letter(n) for n in [*range(3), *range(5, 30), 100])
    assert reader.other == []
    assert fake.most_in_flight <= 4
    assert fake.wrong == []
    assert [one for one in fake.asked if one.count("/token")] == ["POST /kantor.example/oauth2/v2.0/token"]


class LosesAnItemBetweenPages(Store):
    def page(self, walk: Any, size: int, link: Callable[[str, str], str]) -> Json:
        found = super().page(walk, size, link)
        walk.rest[:1] = []
        for kept in self.walks.values():
            kept.rest[:1] = [] if len(kept.rest) > 20 else kept.rest[:1]
        return found


class ForgetsRemovals(Store):
    def _told(self, ids: list[str], folder: str, *, fresh: bool) -> list[Json]:
        return [one for one in super()._told(ids, folder, fresh=fresh) if "@removed" not in one]


class NeverTellsNews(Store):
    def since(self, token: str) -> Any:
        walk = super().since(token)
        walk.rest.clear()
        return walk


class ChangesIdsWhenTheyAreRead(Store):
    def message(self, item: Item) -> Json:
        return {**super().message(item), "id": item.id.lower()}


class EndsAWalkWithoutALink(Store):
    def page(self, walk: Any, size: int, link: Callable[[str, str], str]) -> Json:
        found = super().page(walk, size, link)
        found.pop("@odata.deltaLink", None)
        return found


class LeadsInACircle(Store):
    def page(self, walk: Any, size: int, link: Callable[[str, str], str]) -> Json:
        found = super().page(walk, size, link)
        token = f"{walk.serial}1"
        if "@odata.nextLink" in found:
            self.walks[token] = self.first(walk.folder)
            self.walks[token].serial, self.walks[token].pages = walk.serial, 0
            found["@odata.nextLink"] = link("$skiptoken", token)
        return found


class HandsOverHalfAMessage(FakeGraph):
    def mime(self, request: Request, store: Store, folder: str, id_: str) -> Reply:
        found = super().mime(request, store, folder, id_)
        return Reply(found.status, found.body[: len(found.body) // 2], found.headers)


class HandsOverAnotherMessage(FakeGraph):
    def mime(self, request: Request, store: Store, folder: str, id_: str) -> Reply:
        other = next(one for one in store.items.values() if one.folder == folder)
        return Reply(200, other.content)


class ForgetsItsTokens(FakeGraph):
    def answer(self, request: Request) -> Reply | None:
        found = super().answer(request)
        if len(self.asked) % 9 == 0:
            self.tokens.clear()
        return found


class AnswersWithoutTheItem(FakeGraph):
    def mime(self, request: Request, store: Store, folder: str, id_: str) -> Reply:
        return Reply(404, b"{}") if id_ == next(iter(store.items)) else super().mime(request, store, folder, id_)


STORES = (
    LosesAnItemBetweenPages, ForgetsRemovals, NeverTellsNews, ChangesIdsWhenTheyAreRead, EndsAWalkWithoutALink,
    LeadsInACircle,
)  # fmt: skip
SERVICES = (HandsOverHalfAMessage, HandsOverAnotherMessage, ForgetsItsTokens, AnswersWithoutTheItem)


@pytest.fixture
def built(authority: Authority, request: pytest.FixtureRequest) -> Iterator[FakeGraph]:
    kind = request.param
    with (kind if issubclass(kind, FakeGraph) else FakeGraph)(authority.issue()) as made:
        if issubclass(kind, Store):
            made.stores = {user: kind(user, made.manners) for user in made.stores}
        yield made


@pytest.mark.parametrize("built", [FakeGraph, Store], indirect=True)
def test_the_fake_as_it_is_keeps_the_law(built: FakeGraph, authority: Authority) -> None:
    law(GraphSource("humas", mailbox_settings(built, authority, calendar=False)), built)


@pytest.mark.parametrize("built", [*STORES, *SERVICES], indirect=True, ids=lambda kind: kind.__name__)
def test_each_seeded_defect_is_seen(built: FakeGraph, authority: Authority) -> None:
    with pytest.raises((AssertionError, Failure, LookupError)):
        law(GraphSource("humas", mailbox_settings(built, authority, calendar=False)), built)
