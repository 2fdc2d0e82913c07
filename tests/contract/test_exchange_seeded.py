"""The fake Exchange Server built wrong on purpose: each defect is seen by the questions the contract asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from liaison_sync.domain.errors import Failure
from liaison_sync.sources.exchange import ExchangeSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange, mailbox_settings
from tests.peers.exchange_store import Item, Known, Store
from tests.peers.exchange_xml import NS, element, message
from tests.peers.mail import letter


def law(source: ExchangeSource, fake: FakeExchange) -> None:
    """What a reading must come to, whatever happens in between; nothing said that Exchange would not understand."""
    fake.faults.page = 7
    ids = [fake.box.put(letter(n)) for n in range(30)]
    reader = settled(Reader(source, inbox(source)))
    fake.box.delete(ids[3])
    fake.box.move(ids[4], "deleteditems")
    fake.box.mark_read(ids[5])
    fake.box.put(letter(100))
    settled(reader)
    fake.box.flag(ids[5])
    settled(reader)
    assert reader.contents == sorted(letter(n) for n in [*range(3), *range(5, 30), 100])
    assert reader.flags[ids[5]] == {"\\Seen", "\\Flagged"}
    assert reader.other == []
    assert fake.wrong == []


def settled(reader: Reader) -> Reader:
    """Read to the end, which must come."""
    for _ in range(20):
        if not reader.page(10):
            return reader
    raise AssertionError("no end")


class LosesAnItemBetweenPages(Store):
    def changes(self, folder: str, known: Known, most: int) -> tuple[list[tuple[str, str]], Known, bool]:
        found, after, last = super().changes(folder, known, most)
        return found[1:] if not last else found, after, last


class ForgetsRemovals(Store):
    def changes(self, folder: str, known: Known, most: int) -> tuple[list[tuple[str, str]], Known, bool]:
        found, after, last = super().changes(folder, known, most)
        return [one for one in found if one[0] != "Delete"], after, last


class NeverTellsNews(Store):
    def changes(self, folder: str, known: Known, most: int) -> tuple[list[tuple[str, str]], Known, bool]:
        found, after, last = super().changes(folder, known, most)
        return (found, after, last) if len(known) < 30 else ([], known, True)


class ForgetsReadFlags(Store):
    def changes(self, folder: str, known: Known, most: int) -> tuple[list[tuple[str, str]], Known, bool]:
        found, after, last = super().changes(folder, known, most)
        return [one for one in found if one[0] not in {"ReadFlagChange", "Update"}], after, last


class ChangesIdsWhenTheyAreRead(FakeExchange):
    def item(self, item: Item, call: Any, *, mime: bool = False) -> Any:
        made = super().item(item, call, mime=mime)
        named = made.find("t:ItemId", NS)
        named.set("Id", named.get("Id").lower().replace("aaa=", "AAA="))
        return made


class LeadsInACircle(Store):
    def state(self, folder: str, known: Known) -> str:
        return super().state(folder, known if len(known) < 14 else {})


class SaysItIsDoneTooEarly(FakeExchange):
    def sync(self, call: Any, acting: str | None) -> Iterable[Any]:
        for one in super().sync(call, acting):
            one.find("m:IncludesLastItemInRange", NS).text = "true"
            one.find("m:SyncState", NS).text = self.box.state(
                self.box.known["inbox"], {id_: (item.version, item.read) for id_, item in self.box.items.items()}
            )
            yield one


class BreaksTheSchema(FakeExchange):
    def item(self, item: Item, call: Any, *, mime: bool = False) -> Any:
        made = super().item(item, call, mime=mime)
        made.append(element("t:Subject", "di tempat yang salah"))
        return made


class HandsOverHalfAMessage(FakeExchange):
    def item(self, item: Item, call: Any, *, mime: bool = False) -> Any:
        made = super().item(item, call, mime=mime)
        for content in made.iterfind("t:MimeContent", NS):
            content.text = content.text[: len(content.text) // 8 * 4]
        return made


class HandsOverAnotherMessage(FakeExchange):
    def get_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        return list(super().get_item(call, acting))[::-1]


class AnswersForOneLess(FakeExchange):
    def get_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        return list(super().get_item(call, acting))[:-1]


class AnswersWithoutTheContent(FakeExchange):
    def _got(self, id_: str, call: Any, acting: str | None, *, content: bool) -> Any:
        made = super()._got(id_, call, acting, content=content)
        return message("GetItem", element("m:Items")) if id_ == next(iter(self.box.items)) else made


class ForgetsItsStates(FakeExchange):
    def sync(self, call: Any, acting: str | None) -> Iterable[Any]:
        yield from super().sync(call, acting)
        if len(self.asked) > 8:
            self.box.forget_states()


STORES = (LosesAnItemBetweenPages, ForgetsRemovals, NeverTellsNews, ForgetsReadFlags, LeadsInACircle)
SERVERS = (
    ChangesIdsWhenTheyAreRead, SaysItIsDoneTooEarly, BreaksTheSchema, HandsOverHalfAMessage, HandsOverAnotherMessage,
    AnswersForOneLess, AnswersWithoutTheContent, ForgetsItsStates,
)  # fmt: skip


@pytest.fixture
def built(authority: Authority, request: pytest.FixtureRequest) -> Iterator[FakeExchange]:
    kind = request.param
    with (kind if issubclass(kind, FakeExchange) else FakeExchange)(authority.issue()) as made:
        if issubclass(kind, Store):
            made.stores = {user: kind(user) for user in made.stores}
        yield made


def read(fake: FakeExchange, authority: Authority) -> None:
    law(ExchangeSource("humas", mailbox_settings(fake, authority)), fake)


@pytest.mark.parametrize("built", [FakeExchange, Store], indirect=True)
def test_the_fake_as_it_is_keeps_the_law(built: FakeExchange, authority: Authority) -> None:
    read(built, authority)


@pytest.mark.parametrize("built", [*STORES, *SERVERS], indirect=True, ids=lambda kind: kind.__name__)
def test_each_seeded_defect_is_seen(built: FakeExchange, authority: Authority) -> None:
    with pytest.raises((AssertionError, Failure, LookupError)):
        read(built, authority)
