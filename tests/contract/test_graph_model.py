"""The fake Graph is held to Microsoft's own object model, both in what it says and in what it is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from liaison_sync.domain.errors import Failure
from liaison_sync.sources.graph import GraphSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.graph import FakeGraph, mailbox_settings
from tests.peers.graph_model import faults, unknown
from tests.peers.graph_store import Item, Json, Store
from tests.peers.mail import letter


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one | {"isdraft": False}, "Message has no isdraft"),
        (lambda one: one | {"isRead": "false"}, "Message.isRead is no bool_value: 'false'"),
        (lambda one: one | {"receivedDateTime": "10/11"}, "Message.receivedDateTime is no instant: '10/11'"),
        (lambda one: one | {"importance": "urgent"}, "Message.importance is no Importance: 'urgent'"),
        (lambda one: one | {"from": {"address": "a@b.example"}}, "Recipient has no address"),
    ],
)  # fmt: skip
def test_a_fake_that_says_what_microsoft_never_would_is_caught(
    authority: Authority, change: Callable[[Json], Json], said: str
) -> None:
    class Otherwise(Store):
        def message(self, item: Item) -> Json:
            return change(super().message(item))

    with FakeGraph(authority.issue()) as fake:
        fake.stores = {user: Otherwise(user, fake.manners) for user in fake.stores}
        fake.box.put(letter(1))
        source = GraphSource("humas", mailbox_settings(fake, authority, calendar=False))
        with contextlib.suppress(Failure, LookupError, TypeError):  # what it makes of that is not asked here
            Reader(source, inbox(source)).settle()
        assert any(one.endswith(said) for one in fake.wrong), fake.wrong


def test_what_is_asked_for_must_be_there() -> None:
    assert unknown("Message", "id,isDraft,parentFolderId") == []
    assert unknown("Message", "id,draft") == ["draft"]
    whole: Any = {"value": [{"id": "x", "totalItemCount": 1, "@odata.etag": "y"}]}
    assert faults("all_folders", whole) == []
    assert faults("all_folders", {"value": ["x"]}) == ["MailFolder is str"]
