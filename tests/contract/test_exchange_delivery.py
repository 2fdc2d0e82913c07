"""Sending through an Exchange Server beyond what every service that drafts first must keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from liaison_sync.connections.exchange_account import account_of
from liaison_sync.delivery.exchange import ExchangeDelivery, ExchangeDrafts, ExchangeSenderSettings
from liaison_sync.domain.errors import AccessDenied, ServiceRetired, Throttled
from liaison_sync.formats.wording import say
from liaison_sync.ports import Deferred, NotSent, Outcome, Rejected, Sent, Submitted
from tests.contract.drafting import ANI, CONTENT, frozen
from tests.peers.ca import Authority
from tests.peers.exchange import COLLEAGUE, FakeExchange, access


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[FakeExchange]:
    with FakeExchange(authority.issue()) as made:
        yield made


@pytest.fixture
def fake(server: FakeExchange) -> Iterator[FakeExchange]:
    server.reset()
    account_of.cache_clear()
    yield server
    assert server.wrong == []


@pytest.fixture
def delivery(fake: FakeExchange, authority: Authority) -> ExchangeDelivery:
    return to(fake, authority)


def to(fake: FakeExchange, authority: Authority, /, **changes: Any) -> ExchangeDelivery:
    settings = ExchangeSenderSettings.model_validate(access(fake, authority) | changes)
    return ExchangeDelivery("humas", settings, patience=(0.0, 0.01))


def reasons(outcome: Outcome) -> set[str]:
    """Why each recipient did not get it; "" for those who did."""
    assert isinstance(outcome, Submitted)
    return {one.reason if isinstance(one, Deferred | Rejected) else "" for one in outcome.recipients}


# --- the draft is what was drafted ------------------------------------------------------------------------------


def test_a_draft_somebody_changed_is_not_sent_and_drafted_afresh(
    delivery: ExchangeDelivery, fake: FakeExchange
) -> None:
    handle = delivery.prepare(frozen())
    (item,) = fake.box.items.values()
    item.content, item.version = CONTENT.replace(b"Salam", b"Diubah orang"), 2
    assert reasons(delivery.submit(handle)) == {"draft_changed"}
    assert fake.sent == []
    for language in ("id", "en"):
        assert say(language, "errors.draft_changed.next", account="humas", detail="", host="")
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert reasons(delivery.submit(again)) == {""}
    assert [content for _, content in fake.sent] == [CONTENT]


def test_a_draft_a_person_sent_by_hand_is_not_sent_again(delivery: ExchangeDelivery, fake: FakeExchange) -> None:
    handle = delivery.prepare(frozen())
    (item,) = fake.box.items.values()
    item.draft = False
    fake.box.move(item.id, "sentitems")
    assert reasons(delivery.submit(handle)) == {"not_found"}
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert reasons(delivery.submit(again)) == {""}
    assert fake.sent == []


def test_an_old_draft_that_leaves_while_a_new_one_is_made_is_not_sent_twice(
    delivery: ExchangeDelivery, fake: FakeExchange
) -> None:
    """The server may be slow: what it was asked before our crash it does now."""
    handle = delivery.prepare(frozen())

    class Late(ExchangeDrafts):
        def remove(self, id_: str) -> None:
            if id_ == handle.provider_id:
                old = fake.box.items[id_.partition(" ")[0]]
                old.draft = False
                fake.box.move(old.id, "sentitems")
            super().remove(id_)

    assert isinstance(delivery.drafts, ExchangeDrafts)
    delivery.drafts = Late(delivery.drafts.settings)
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert reasons(delivery.submit(again)) == {""}
    assert fake.sent == []  # the fake was never asked to send: the old one had left by itself
    assert [one.draft for one in fake.box.items.values()] == [False]


@pytest.mark.parametrize("stays", ["drafts", "outbox"])
def test_what_waits_to_be_transported_has_left(
    delivery: ExchangeDelivery, fake: FakeExchange, stays: Literal["drafts", "outbox"]
) -> None:
    fake.stays = stays
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    assert isinstance(delivery.verify(handle), Sent)
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert reasons(delivery.submit(again)) == {""}
    assert len(fake.sent) == 1
    fake.transported(fake.box)
    assert isinstance(delivery.verify(handle), Sent)


def test_what_was_never_asked_to_leave_costs_no_look_at_sent_items(
    delivery: ExchangeDelivery, fake: FakeExchange
) -> None:
    delivery.submit(delivery.prepare(frozen()))
    assert fake.asked == ["FindItem", "CreateItem", "SendItem"]


def test_another_letters_drafts_are_left_alone(delivery: ExchangeDelivery, fake: FakeExchange) -> None:
    mine = fake.box.put(CONTENT, "drafts", draft=True)
    other = delivery.prepare(frozen(outbox_id="ob-2"))
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    drafts = {one.id for one in fake.box.items.values() if one.draft}
    assert drafts == {mine, str(other.provider_id).partition(" ")[0]}
    assert delivery.verify(other) == NotSent()


# --- whose mailbox ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", ["basic", "ntlm", "oauth"])
@pytest.mark.parametrize("how", ["delegate", "impersonation"])
def test_however_one_signs_in_letters_leave_from_the_mailbox_named(
    authority: Authority, auth: str, how: Literal["delegate", "impersonation"]
) -> None:
    with FakeExchange(authority.issue(), auth) as fake:
        fake.granted, fake.impersonated = ({COLLEAGUE}, set()) if how == "delegate" else (set(), {COLLEAGUE})
        delivery = to(fake, authority, user=COLLEAGUE, access=how)
        handle = delivery.prepare(frozen())
        if auth == "oauth":
            fake.tokens.clear()  # the token dies before it is sent: it is sent once all the same
        assert reasons(delivery.submit(handle)) == {""}
        assert len(fake.sent) == 1
        assert [one.folder for one in fake.stores[COLLEAGUE].items.values()] == [
            fake.stores[COLLEAGUE].known["sentitems"]
        ]
        assert fake.box.items == {}
        assert fake.wrong == []


def test_a_delegate_who_may_not_see_the_outbox_sends_all_the_same(
    delivery: ExchangeDelivery, fake: FakeExchange
) -> None:
    del fake.box.folders[fake.box.known["outbox"]]
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    assert isinstance(delivery.verify(handle), Sent)


def test_whom_one_may_not_act_as_one_cannot_send_for(fake: FakeExchange, authority: Authority) -> None:
    with pytest.raises(AccessDenied):
        to(fake, authority, user=COLLEAGUE, access="impersonation").prepare(frozen())


# --- what the server does wrong ---------------------------------------------------------------------------------


def test_a_busy_server_is_left_in_peace_as_long_as_it_says(delivery: ExchangeDelivery, fake: FakeExchange) -> None:
    handle = delivery.prepare(frozen())
    fake.faults.answers.append(("SendItem", ("error", "ErrorServerBusy", 60_000)))
    asked = datetime.now(UTC)
    with pytest.raises(Throttled):
        delivery.submit(handle)
    fake.asked.clear()
    with pytest.raises(Throttled) as caught:
        delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert caught.value.retry_at is not None
    assert timedelta(seconds=59) < caught.value.retry_at - asked < timedelta(seconds=75)
    assert fake.asked == []


def test_a_letter_a_web_server_refuses_for_its_size_is_too_large_and_no_other(
    delivery: ExchangeDelivery, fake: FakeExchange
) -> None:
    """IIS says 404 to a request over its limit; of a small one it means that there are no web services."""
    large = CONTENT + (b"y" * 900 + b"\r\n") * 1300
    fake.faults.answers.append(("CreateItem", 404))
    assert reasons(delivery.submit(delivery.prepare(frozen(content=large)))) == {"too_large"}
    fake.faults.answers.append(("CreateItem", 404))
    with pytest.raises(Exception, match="exchange_not_there"):
        delivery.prepare(frozen())
    assert reasons(delivery.submit(delivery.prepare(frozen(content=CONTENT + (b"z" * 900 + b"\r\n") * 4700)))) == {
        "too_large"
    }


def test_exchange_online_sends_nothing_and_graph_is_named(fake: FakeExchange, authority: Authority) -> None:
    retired = to(fake, authority, endpoint="https://outlook.office365.com/EWS/Exchange.asmx")
    with pytest.raises(ServiceRetired):
        retired.prepare(frozen())
    assert [one.key for one in retired.findings()] == ["errors.exchange_online"]
    fake.faults.answers.append(("FindItem", "online"))
    with pytest.raises(ServiceRetired):
        to(fake, authority).prepare(frozen(ANI, "budi@mitra.example"))
    assert fake.sent == []
