"""The services that keep a draft before they send, each as the tests of what all of them must keep see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

from liaison_sync.connections.exchange_account import account_of
from liaison_sync.connections.graph_client import client_of
from liaison_sync.delivery.draft_first import DraftFirst
from liaison_sync.delivery.exchange import ExchangeDelivery, ExchangeSenderSettings
from liaison_sync.delivery.graph import GraphDelivery, GraphSenderSettings
from liaison_sync.ports import Frozen
from tests.peers import exchange, graph
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.graph import FakeGraph
from tests.peers.graph_store import Store

Stage = Literal["draft", "send", "look"]
ANI, BUDI, CITRA = "ani@mitra.example", "budi@mitra.example", "citra@mitra.example"
CONTENT = (
    b"From: humas@kantor.example\r\nTo: =?utf-8?q?An=C3=AD?= <ani@mitra.example>\r\nCc: budi@mitra.example\r\n"
    b"Subject: Undangan\r\nMessage-ID: <o'b-1@kantor.example>\r\nX-Liaison-Id: ob-1\r\n\r\n.\r\n.baris\r\nSalam\r\n"
)


def frozen(*recipients: str, content: bytes = CONTENT, outbox_id: str = "ob-1") -> Frozen:
    return Frozen(outbox_id, "<o'b-1@kantor.example>", "humas@kantor.example", recipients or (ANI, BUDI), content)


class OnGraph:
    """Microsoft 365."""

    drafted = frozenset({"POST", "PATCH", "DELETE"})  # requests that write
    denied: ClassVar[dict[str, object]] = {"user": graph.DIRECTOR}
    unknown: ClassVar[dict[str, object]] = {"client_secret": "salah"}

    def __init__(self, fake: FakeGraph, trust: Authority) -> None:
        self.fake, self.trust = fake, trust

    def to(self, /, **changes: object) -> DraftFirst:
        settings = GraphSenderSettings.model_validate(graph.access(self.fake, self.trust) | changes)
        return GraphDelivery("humas", settings, patience=(0.0, 0.01))

    def spoil(self, stage: Stage, *hows: Any) -> None:
        where = {"draft": "POST .*/messages$", "send": "/send$", "look": "GET .*/messages"}[stage]
        known = {"busy": 429, "too large": (413, "ErrorMessageSizeExceeded"), "gone": (404, "ErrorItemNotFound")}
        known |= {"after": "after", "no such code": (400, "ErrorSomethingElse")}
        for how in hows:
            code = isinstance(how, str) and how.startswith("Error")
            self.fake.faults.answers.append((where, (400, how) if code else known.get(how, how)))

    def drafts(self) -> list[str]:
        return [one.id for one in self.fake.box.items.values() if one.draft]

    def lose(self) -> None:
        for id_ in list(self.fake.box.items):
            self.fake.box.delete(id_)

    def rewrite(self) -> None:
        self.fake.rewrites_message_id = True

    def rest(self) -> None:
        """The time in which it wanted to be left in peace passes."""
        client_of.cache_clear()
        self.fake.quiet_until = 0.0

    def renew(self) -> None:
        client_of.cache_clear()
        self.fake.faults, self.fake.quiet_until = graph.Faults(), 0.0
        self.fake.rewrites_message_id, self.fake.stays = False, ""
        self.fake.stores = {user: Store(user, self.fake.manners) for user in self.fake.stores}
        for told in (self.fake.sent, self.fake.asked, self.fake.wrong):
            told.clear()

    @property
    def sent(self) -> list[tuple[tuple[str, ...], bytes]]:
        return self.fake.sent

    @property
    def asked(self) -> list[str]:
        return [line.partition(" ")[0] for line in self.fake.asked if "/token" not in line]

    @property
    def wrong(self) -> list[str]:
        return self.fake.wrong

    @property
    def filed(self) -> list[bytes]:
        box = self.fake.box
        return [one.content for one in box.items.values() if one.folder == box.known["sentitems"] and not one.draft]


class OnExchange:
    """An Exchange Server."""

    drafted = frozenset({"CreateItem", "UpdateItem", "SendItem", "DeleteItem"})
    denied: ClassVar[dict[str, object]] = {"user": exchange.DIRECTOR}
    unknown: ClassVar[dict[str, object]] = {"password": "salah"}

    def __init__(self, fake: FakeExchange, trust: Authority) -> None:
        self.fake, self.trust = fake, trust

    def to(self, /, **changes: object) -> DraftFirst:
        settings = ExchangeSenderSettings.model_validate(exchange.access(self.fake, self.trust) | changes)
        return ExchangeDelivery("humas", settings, patience=(0.0, 0.01))

    def spoil(self, stage: Stage, *hows: Any) -> None:
        where = {"draft": ["CreateItem"], "send": ["SendItem"], "look": ["GetItem", "FindItem"]}[stage]
        known: dict[Any, Any] = {"busy": ("error", "ErrorServerBusy", 60_000), "after": "drop after"}
        known |= {
            "too large": ("error", "ErrorMessageSizeExceeded", None),
            "gone": ("error", "ErrorItemNotFound", None),
        }
        known |= {"no such code": ("fault", "ErrorSchemaValidation", None)}
        for how in hows:
            code = isinstance(how, str) and how.startswith("Error")
            told = ("error", how, None) if code else known.get(how, how) if isinstance(how, str) else how
            self.fake.faults.answers += [(where[0], told)]

    def drafts(self) -> list[str]:
        return [f"{one.id} {one.change_key}" for one in self.fake.box.items.values() if one.draft]

    def lose(self) -> None:
        self.fake.box.items.clear()

    def rewrite(self) -> None:
        self.fake.rewrites_message_id = True

    def rest(self) -> None:
        """It asked for none."""

    def renew(self) -> None:
        account_of.cache_clear()
        self.fake.reset()

    @property
    def sent(self) -> list[tuple[tuple[str, ...], bytes]]:
        return self.fake.sent

    @property
    def asked(self) -> list[str]:
        return self.fake.asked

    @property
    def wrong(self) -> list[str]:
        return self.fake.wrong

    @property
    def filed(self) -> list[bytes]:
        box = self.fake.box
        return [one.content for one in box.items.values() if one.folder == box.known["sentitems"] and not one.draft]


Service = OnGraph | OnExchange


@contextmanager
def opened(name: str, trust: Authority) -> Iterator[Service]:
    if name == "graph":
        with FakeGraph(trust.issue()) as graph_server:
            yield OnGraph(graph_server, trust)
    else:
        with FakeExchange(trust.issue()) as exchange_server:
            yield OnExchange(exchange_server, trust)
