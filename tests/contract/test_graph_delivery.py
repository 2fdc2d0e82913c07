"""What every delivery must keep, through Graph: exact bytes, one outcome for each, and a draft that tells the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.delivery.graph import GraphDelivery, GraphSenderSettings
from liaison_sync.domain.errors import AccessDenied, AuthFailed, Failure, MalformedLetter, Misconfigured, Transient
from liaison_sync.ports import (
    Accepted,
    Ambiguous,
    Deferred,
    Frozen,
    Handle,
    NotSent,
    Outcome,
    Rejected,
    Sent,
    Skipped,
    Submitted,
    Unknown,
)
from tests.peers.ca import Authority
from tests.peers.graph import DIRECTOR, FakeGraph, access

ANI, BUDI, CITRA = "ani@mitra.example", "budi@mitra.example", "citra@mitra.example"
CONTENT = (
    b"From: humas@kantor.example\r\nTo: =?utf-8?q?An=C3=AD?= <ani@mitra.example>\r\nCc: budi@mitra.example\r\n"
    b"Subject: Undangan\r\nMessage-ID: <o'b-1@kantor.example>\r\nX-Liaison-Id: ob-1\r\n\r\n.\r\n.baris\r\nSalam\r\n"
)
SEND, DRAFT = "/send$", "POST .*/messages$"


def frozen(*recipients: str, content: bytes = CONTENT) -> Frozen:
    return Frozen("ob-1", "<o'b-1@kantor.example>", "humas@kantor.example", recipients or (ANI, BUDI), content)


@pytest.fixture
def delivery(fake: FakeGraph, authority: Authority) -> GraphDelivery:
    return to(fake, authority)


def to(fake: FakeGraph, authority: Authority, /, **changes: object) -> GraphDelivery:
    settings = GraphSenderSettings.model_validate(access(fake, authority) | changes)
    return GraphDelivery("humas", settings, patience=(0.0, 0.01))


def kinds(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Submitted)
    return [type(one).__name__ for one in outcome.recipients]


def reasons(outcome: Outcome) -> set[str]:
    assert isinstance(outcome, Submitted)
    return {one.reason for one in outcome.recipients if isinstance(one, Deferred | Rejected)}


def drafts(fake: FakeGraph) -> list[str]:
    return [one.id for one in fake.box.items.values() if one.draft]


def test_exactly_the_frozen_bytes_leave_and_the_copy_is_the_services_own(
    delivery: GraphDelivery, fake: FakeGraph
) -> None:
    handle = delivery.prepare(frozen())
    assert fake.sent == []
    assert kinds(delivery.submit(handle)) == ["Accepted", "Accepted"]
    assert fake.sent == [((ANI, BUDI), CONTENT)]
    assert delivery.file_sent(handle) == Skipped("provider_files")
    sent = fake.box.items[str(handle.provider_id)]
    assert (sent.folder, sent.draft) == (fake.box.known["sentitems"], False)
    assert delivery.caps.can_verify
    assert delivery.caps.files_sent


def test_preparing_twice_leaves_one_draft_and_the_newest_bytes(delivery: GraphDelivery, fake: FakeGraph) -> None:
    first = delivery.prepare(frozen())
    second = delivery.prepare(frozen(content=CONTENT.replace(b"Salam", b"Hormat kami")))
    assert drafts(fake) == [second.provider_id]
    assert first.provider_id != second.provider_id
    delivery.submit(second)
    assert b"Hormat kami" in fake.sent[0][1]


@pytest.mark.parametrize("message_id", ["<o'b-1@kantor.example>", "o'b-1@kantor.example"])
def test_a_draft_is_found_again_with_or_without_the_brackets_of_its_id(
    delivery: GraphDelivery, fake: FakeGraph, message_id: str
) -> None:
    delivery.prepare(frozen())
    delivery.prepare(replace(frozen(), message_id=message_id))
    assert len(drafts(fake)) == 1


def test_whoever_is_not_named_in_the_headers_gets_it_unseen(delivery: GraphDelivery, fake: FakeGraph) -> None:
    delivery.submit(delivery.prepare(frozen(ANI, BUDI, CITRA)))
    ((to_, _),) = fake.sent
    assert set(to_) == {ANI, BUDI, CITRA}


def test_a_letter_whose_headers_name_others_is_not_drafted(delivery: GraphDelivery, fake: FakeGraph) -> None:
    with pytest.raises(MalformedLetter) as caught:
        delivery.prepare(frozen(ANI))
    assert caught.value.key == "letter_other_recipients"
    assert fake.asked == []


def test_bytes_that_must_not_reach_a_wire_reach_none(delivery: GraphDelivery, fake: FakeGraph) -> None:
    with pytest.raises(MalformedLetter):
        delivery.prepare(frozen(content=CONTENT + b"\n"))
    assert fake.asked == []


@pytest.mark.parametrize(
    ("where", "how", "kind", "reason"),
    [
        (SEND, (403, "ErrorSendAsDenied"), "Rejected", "sender_refused"),
        (SEND, (400, "ErrorInvalidRecipients"), "Rejected", "bad_address"),
        (SEND, (413, "ErrorMessageSizeExceeded"), "Rejected", "too_large"),
        (SEND, (400, "ErrorSomethingElse"), "Rejected", "rejected"),
        (SEND, (404, "ErrorItemNotFound"), "Deferred", "not_found"),
        (DRAFT, 413, "Rejected", "too_large"),
        (DRAFT, (400, "ErrorMimeContentInvalid"), "Rejected", "rejected"),
    ],
)
def test_what_is_wrong_with_one_letter_is_clear_and_nothing_left(
    delivery: GraphDelivery, fake: FakeGraph, where: str, how: object, kind: str, reason: str
) -> None:
    fake.faults.answers.append((where, how))
    outcome = delivery.submit(delivery.prepare(frozen()))
    assert kinds(outcome) == [kind, kind]
    assert reasons(outcome) == {reason}
    assert fake.sent == []


def test_a_throttled_letter_waits_and_nothing_is_asked_meanwhile(delivery: GraphDelivery, fake: FakeGraph) -> None:
    handle = delivery.prepare(frozen())
    fake.faults.answers.append((SEND, 429))
    assert reasons(delivery.submit(handle)) == {"throttled"}
    assert fake.sent == []


@pytest.mark.parametrize("how", ["after", "drop after"])
def test_no_answer_after_it_was_sent_is_resolved_by_the_draft(
    delivery: GraphDelivery, fake: FakeGraph, how: str
) -> None:
    handle = delivery.prepare(frozen())
    fake.faults.answers.append((SEND, how))
    assert kinds(delivery.submit(handle)) == ["Accepted", "Accepted"]
    assert len(fake.sent) == 1


@pytest.mark.parametrize("how", [500, 502, 503, 504, "drop", "junk"])
def test_no_answer_before_it_was_sent_is_safe_to_repeat(delivery: GraphDelivery, fake: FakeGraph, how: object) -> None:
    handle = delivery.prepare(frozen())
    fake.faults.answers.append((SEND, how))
    outcome = delivery.submit(handle)
    assert set(kinds(outcome)) == {"Deferred"}
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert kinds(delivery.submit(again)) == ["Accepted", "Accepted"]
    assert len(fake.sent) == 1
    assert drafts(fake) == []


def test_only_where_the_draft_cannot_be_asked_either_is_there_doubt(delivery: GraphDelivery, fake: FakeGraph) -> None:
    handle = delivery.prepare(frozen())
    fake.faults.answers += [(SEND, "after"), ("messages/", 503), ("messages/", 503)]
    outcome = delivery.submit(handle)
    assert isinstance(outcome, Ambiguous)
    assert outcome.open == (ANI, BUDI)
    assert not outcome.error.retry_safe
    # A person who says "send again" does not send it twice: the draft has become the sent letter.
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert kinds(delivery.submit(again)) == ["Accepted", "Accepted"]
    assert len(fake.sent) == 1


@pytest.mark.parametrize("rewritten", [False, True])
def test_what_was_interrupted_is_told_apart_by_its_draft(
    delivery: GraphDelivery, fake: FakeGraph, rewritten: bool
) -> None:
    fake.faults.rewrites_message_id = rewritten
    handle = delivery.prepare(frozen())
    assert delivery.verify(Handle(frozen())) == NotSent()
    assert delivery.verify(handle) == NotSent()
    delivery.submit(handle)
    verdict = delivery.verify(handle)
    assert isinstance(verdict, Sent)
    assert verdict.at is not None
    assert verdict.at.locator == handle.provider_id
    fake.box.delete(str(handle.provider_id))
    assert delivery.verify(handle) == Unknown("not_in_sent_folder")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"user": DIRECTOR}, AccessDenied),
        ({"client_secret": "salah"}, AuthFailed),
        ({"user": "nobody@kantor.example"}, Misconfigured),
    ],
)
def test_what_is_wrong_with_the_account_is_no_letters_fault(
    fake: FakeGraph, authority: Authority, changes: dict[str, object], kind: type[Failure]
) -> None:
    with pytest.raises(kind) as caught:
        to(fake, authority, **changes).prepare(frozen())
    assert caught.value.account == "humas"
    assert to(fake, authority, **changes).findings()[-1].level != "ok"


def test_a_service_that_is_away_while_drafting_loses_nothing(delivery: GraphDelivery, fake: FakeGraph) -> None:
    fake.faults.answers.append((DRAFT, "drop after"))
    with pytest.raises(Transient):
        delivery.prepare(frozen())
    assert len(drafts(fake)) == 1
    delivery.submit(delivery.prepare(frozen()))
    assert (len(drafts(fake)), len(fake.sent)) == (0, 1)


def test_doctor_finds_the_way_out_and_writes_nothing(delivery: GraphDelivery, fake: FakeGraph) -> None:
    assert {one.level for one in delivery.findings()} == {"ok"}
    assert [line for line in fake.asked if not line.startswith("GET ") and "/token" not in line] == []


def test_an_accepted_recipient_is_told_with_the_drafts_id(delivery: GraphDelivery) -> None:
    handle = delivery.prepare(frozen())
    outcome = delivery.submit(handle)
    assert isinstance(outcome, Submitted)
    assert outcome.queue_id == handle.provider_id
    assert all(isinstance(one, Accepted) for one in outcome.recipients)
