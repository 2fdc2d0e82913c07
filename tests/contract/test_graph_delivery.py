"""Sending through Graph beyond what every service that drafts first must keep."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.delivery.graph import FILES_MB, MAX_BYTES, GraphDelivery, GraphSenderSettings
from liaison_sync.domain.errors import Failure, Misconfigured
from liaison_sync.ports import Accepted, Sent
from tests.contract.drafting import CONTENT, frozen
from tests.peers.ca import Authority
from tests.peers.graph import FakeGraph, access


@pytest.fixture
def delivery(fake: FakeGraph, authority: Authority) -> GraphDelivery:
    return to(fake, authority)


def to(fake: FakeGraph, authority: Authority, /, **changes: object) -> GraphDelivery:
    settings = GraphSenderSettings.model_validate(access(fake, authority) | changes)
    return GraphDelivery("humas", settings, patience=(0.0, 0.01))


@pytest.mark.parametrize("message_id", ["<o'b-1@kantor.example>", "o'b-1@kantor.example"])
def test_a_draft_is_found_again_with_or_without_the_brackets_of_its_id(
    delivery: GraphDelivery, fake: FakeGraph, message_id: str
) -> None:
    delivery.prepare(frozen())
    delivery.prepare(replace(frozen(), message_id=message_id))
    assert sum(one.draft for one in fake.box.items.values()) == 1


def test_what_was_sent_keeps_its_id_and_is_the_proof(delivery: GraphDelivery, fake: FakeGraph) -> None:
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    verdict = delivery.verify(handle)
    assert isinstance(verdict, Sent)
    assert verdict.at is not None
    assert verdict.at.locator == handle.provider_id
    assert fake.box.items[verdict.at.locator].folder == fake.box.known["sentitems"]


@pytest.mark.parametrize("stays", ["drafts", "outbox"])
def test_what_waits_to_be_transported_has_left(delivery: GraphDelivery, fake: FakeGraph, stays: str) -> None:
    """It is still called a draft then: a worker that dies after the 202 would send it a second time."""
    fake.stays = stays
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    assert isinstance(delivery.verify(handle), Sent)
    again = delivery.submit(delivery.prepare(replace(frozen(), provider_id=handle.provider_id)))
    assert [type(one) for one in again.recipients] == [Accepted, Accepted]  # type: ignore[union-attr]
    delivery.drop(handle)
    assert len(fake.sent) == 1
    assert len(fake.box.items) == 1
    fake.transported(fake.box)
    assert isinstance(delivery.verify(handle), Sent)


def test_what_another_try_submitted_is_known_by_its_message_id(delivery: GraphDelivery, fake: FakeGraph) -> None:
    fake.stays = "outbox"
    delivery.submit(delivery.prepare(frozen()))
    again = delivery.submit(delivery.prepare(frozen()))
    assert [type(one) for one in again.recipients] == [Accepted, Accepted]  # type: ignore[union-attr]
    assert len(fake.sent) == 1


def test_a_mailbox_that_is_not_there_is_the_accounts_fault(fake: FakeGraph, authority: Authority) -> None:
    nobody = to(fake, authority, user="nobody@kantor.example")
    with pytest.raises(Misconfigured) as caught:
        nobody.prepare(frozen())
    failure: Failure = caught.value
    assert failure.account == "humas"
    assert nobody.findings()[-1].level != "ok"


def test_a_letter_goes_whole_or_is_refused_before_it_is_drafted(delivery: GraphDelivery, fake: FakeGraph) -> None:
    filled = CONTENT + b"x\r\n" * ((MAX_BYTES - len(CONTENT)) // 3)
    outcome = delivery.submit(delivery.prepare(frozen(content=filled)))
    assert [type(one) for one in outcome.recipients] == [Accepted, Accepted]  # type: ignore[union-attr]
    assert [content for _, content in fake.sent] == [filled]
    larger = replace(frozen(content=filled + b"xxx\r\n", outbox_id="ob-2"), message_id="<ob-2@kantor.example>")
    fake.asked.clear()
    refused = delivery.submit(delivery.prepare(larger))
    assert {one.reason for one in refused.recipients} == {"too_large"}  # type: ignore[union-attr]
    assert [line for line in fake.asked if not line.startswith("GET")] == []


def test_the_files_a_letter_may_carry_fit_into_it() -> None:
    lined = FILES_MB * 1_000_000 * 4 / 3 * 78 / 76  # base64 in lines (RFC 2045 §6.8)
    assert MAX_BYTES - lined > 250_000  # for the letter itself, and the paper enclosed with it
