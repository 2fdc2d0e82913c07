"""What every delivery must keep that drafts first: exact bytes, an outcome for each, a mailbox that tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from liaison_sync.delivery.draft_first import DraftFirst
from liaison_sync.domain.errors import AccessDenied, AuthFailed, Failure, MalformedLetter, Throttled, Transient
from liaison_sync.formats.wording import say
from liaison_sync.ports import (
    Accepted,
    Ambiguous,
    Deferred,
    Handle,
    NotSent,
    Outcome,
    Rejected,
    Sent,
    Skipped,
    Submitted,
    Unknown,
)
from tests.contract.drafting import ANI, BUDI, CITRA, CONTENT, Service, Stage, frozen, opened
from tests.peers.ca import Authority


@pytest.fixture(scope="module", params=["graph", "exchange"])
def server(request: pytest.FixtureRequest, authority: Authority) -> Iterator[Service]:
    with opened(request.param, authority) as made:
        yield made


@pytest.fixture
def service(server: Service) -> Iterator[Service]:
    server.renew()
    yield server
    assert server.wrong == []


@pytest.fixture
def delivery(service: Service) -> DraftFirst:
    return service.to()


def kinds(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Submitted)
    return [type(one).__name__ for one in outcome.recipients]


def reasons(outcome: Outcome) -> set[str]:
    assert isinstance(outcome, Submitted)
    return {one.reason for one in outcome.recipients if isinstance(one, Deferred | Rejected)}


# --- the ordinary way -------------------------------------------------------------------------------------------


def test_exactly_the_frozen_bytes_leave_and_the_copy_is_the_services_own(
    delivery: DraftFirst, service: Service
) -> None:
    handle = delivery.prepare(frozen())
    assert service.sent == []
    assert kinds(delivery.submit(handle)) == ["Accepted", "Accepted"]
    assert service.sent == [((ANI, BUDI), CONTENT)]
    assert delivery.file_sent(handle) == Skipped("provider_files")
    assert service.filed == [CONTENT]
    assert service.drafts() == []
    assert delivery.caps.can_verify
    assert delivery.caps.files_sent


def test_preparing_twice_leaves_one_draft_and_the_newest_bytes(delivery: DraftFirst, service: Service) -> None:
    first = delivery.prepare(frozen())
    second = delivery.prepare(frozen(content=CONTENT.replace(b"Salam", b"Hormat kami")))
    assert service.drafts() == [second.provider_id]
    assert first.provider_id != second.provider_id
    delivery.submit(second)
    assert b"Hormat kami" in service.sent[0][1]


def test_what_is_accepted_is_accepted_for_each_and_claims_no_words_of_the_service(delivery: DraftFirst) -> None:
    handle = delivery.prepare(frozen())
    outcome = delivery.submit(handle)
    assert isinstance(outcome, Submitted)
    assert outcome.recipients == tuple(Accepted(one) for one in handle.frozen.recipients)


@pytest.mark.parametrize("bcc", [b"", b"Bcc: Budi <BUDI@mitra.example>\r\n"])
def test_whoever_is_not_named_in_the_headers_gets_it_unseen(delivery: DraftFirst, service: Service, bcc: bytes) -> None:
    content = CONTENT if not bcc else bcc + CONTENT.replace(b"Cc: budi@mitra.example\r\n", b"")
    delivery.submit(delivery.prepare(frozen(ANI, BUDI, CITRA, content=content)))
    ((to, _),) = service.sent
    assert {address.lower() for address in to} == {ANI, BUDI, CITRA}


def test_a_letter_whose_headers_name_others_is_not_drafted(delivery: DraftFirst, service: Service) -> None:
    with pytest.raises(MalformedLetter) as caught:
        delivery.prepare(frozen(ANI))
    assert caught.value.key == "letter_other_recipients"
    assert service.asked == []


def test_bytes_that_must_not_reach_a_wire_reach_none(delivery: DraftFirst, service: Service) -> None:
    with pytest.raises(MalformedLetter):
        delivery.prepare(frozen(content=CONTENT + b"\n"))
    assert service.asked == []


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "how", "kind", "reason"),
    [
        ("send", "ErrorSendAsDenied", "Rejected", "sender_refused"),
        ("send", "ErrorInvalidRecipients", "Rejected", "one_bad_address"),
        ("send", "too large", "Rejected", "too_large"),
        ("send", "no such code", "Rejected", "rejected"),
        ("send", "gone", "Deferred", "not_found"),
        ("draft", "too large", "Rejected", "too_large"),
        ("draft", 413, "Rejected", "too_large"),
        ("draft", "ErrorMimeContentInvalid", "Rejected", "rejected"),
    ],
)
def test_what_is_wrong_with_one_letter_is_clear_and_nothing_left(
    delivery: DraftFirst, service: Service, stage: Stage, how: object, kind: str, reason: str
) -> None:
    service.spoil(stage, how)
    outcome = delivery.submit(delivery.prepare(frozen()))
    assert kinds(outcome) == [kind, kind]
    assert reasons(outcome) == {reason}
    assert service.sent == []


def test_where_there_is_but_one_reader_it_is_theirs_that_is_refused(delivery: DraftFirst, service: Service) -> None:
    service.spoil("send", "ErrorInvalidRecipients")
    alone = frozen(ANI, content=CONTENT.replace(b"Cc: budi@mitra.example\r\n", b""))
    outcome = delivery.submit(delivery.prepare(alone))
    assert (kinds(outcome), reasons(outcome)) == (["Rejected"], {"bad_address"})


@pytest.mark.parametrize("stage", ["draft", "send"])
def test_a_service_that_wants_peace_is_no_letters_fault_and_says_until_when(
    delivery: DraftFirst, service: Service, stage: Stage
) -> None:
    handle = delivery.prepare(frozen())
    service.spoil(stage, "busy")
    with pytest.raises(Throttled) as caught:
        delivery.submit(handle) if stage == "send" else delivery.prepare(frozen())
    assert caught.value.retry_at is not None
    assert service.sent == []


def test_what_is_wrong_with_the_account_is_no_letters_fault(service: Service) -> None:
    cases: tuple[tuple[dict[str, object], type[Failure]], ...] = (
        (service.denied, AccessDenied),
        (service.unknown, AuthFailed),
    )
    for changes, kind in cases:
        with pytest.raises(kind) as caught:
            service.to(**changes).prepare(frozen())
        assert caught.value.account == "humas"
        assert service.to(**changes).findings()[-1].level != "ok"


def test_doctor_finds_the_way_out_and_writes_nothing(delivery: DraftFirst, service: Service) -> None:
    found = delivery.findings()
    assert {one.level for one in found} == {"ok"}
    assert not service.drafted & set(service.asked)
    for one in found:
        for language in ("id", "en"):
            assert say(language, f"{one.key}.cause", **one.params)


def test_of_a_letter_that_does_not_leave_no_draft_stays_and_of_one_that_left_nothing_goes(
    delivery: DraftFirst, service: Service
) -> None:
    handle = delivery.prepare(frozen())
    delivery.drop(handle)
    assert service.drafts() == []
    delivery.drop(handle)  # twice is once
    again = delivery.prepare(frozen())
    delivery.submit(again)
    delivery.drop(again)
    assert service.filed == [CONTENT]


# --- doubt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["after", "drop after"])
def test_no_answer_after_it_was_sent_is_resolved_by_the_mailbox(
    delivery: DraftFirst, service: Service, how: str
) -> None:
    handle = delivery.prepare(frozen())
    service.spoil("send", how)
    assert kinds(delivery.submit(handle)) == ["Accepted", "Accepted"]
    assert len(service.sent) == 1


@pytest.mark.parametrize("how", [500, 502, 503, 504, "drop", "junk"])
def test_no_answer_before_it_was_sent_is_safe_to_repeat(delivery: DraftFirst, service: Service, how: object) -> None:
    handle = delivery.prepare(frozen())
    service.spoil("send", how)
    assert set(kinds(delivery.submit(handle))) == {"Deferred"}
    service.rest()
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert kinds(delivery.submit(again)) == ["Accepted", "Accepted"]
    assert len(service.sent) == 1
    assert service.drafts() == []


def test_only_where_the_mailbox_cannot_be_asked_either_is_there_doubt(delivery: DraftFirst, service: Service) -> None:
    handle = delivery.prepare(frozen())
    service.spoil("send", "after")
    service.spoil("look", 503, 503)
    outcome = delivery.submit(handle)
    assert isinstance(outcome, Ambiguous)
    assert outcome.open == (ANI, BUDI)
    assert not outcome.error.retry_safe
    service.rest()
    # A person who says "send again" does not send it twice: the draft has become the sent letter.
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert kinds(delivery.submit(again)) == ["Accepted", "Accepted"]
    assert len(service.sent) == 1


@pytest.mark.parametrize("rewritten", [False, True])
def test_what_was_interrupted_is_told_apart_by_the_mailbox(
    delivery: DraftFirst, service: Service, rewritten: bool
) -> None:
    if rewritten:
        service.rewrite()
    handle = delivery.prepare(frozen())
    assert delivery.verify(Handle(frozen())) == NotSent()
    assert delivery.verify(handle) == NotSent()
    delivery.submit(handle)
    verdict = delivery.verify(handle)
    assert isinstance(verdict, Sent)
    assert verdict.at is not None
    service.lose()
    assert delivery.verify(handle) == Unknown("not_in_sent_folder")


def test_a_service_that_is_away_while_drafting_loses_nothing(delivery: DraftFirst, service: Service) -> None:
    service.spoil("draft", "drop after")
    with pytest.raises(Transient):
        delivery.prepare(frozen())
    assert len(service.drafts()) == 1
    delivery.submit(delivery.prepare(frozen()))
    assert (service.drafts(), len(service.sent)) == ([], 1)


def test_a_sender_killed_between_the_new_draft_and_the_removal_of_the_old_leaves_no_doubt(
    delivery: DraftFirst, service: Service
) -> None:
    handle = delivery.prepare(frozen())
    delivery.drafts.create(frozen())  # and killed: what is kept is the old one's id
    assert len(service.drafts()) == 2
    assert delivery.verify(handle) == NotSent()
    again = delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert service.drafts() == [again.provider_id]
    assert kinds(delivery.submit(again)) == ["Accepted", "Accepted"]
    assert len(service.sent) == 1


def test_another_draft_of_the_letter_is_no_proof_that_the_one_we_know_did_not_leave(
    delivery: DraftFirst, service: Service
) -> None:
    handle = delivery.prepare(frozen())
    delivery.submit(handle)
    service.lose()  # the copy is purged, or was moved away by a rule
    delivery.drafts.create(frozen())
    assert delivery.verify(handle) == Unknown("not_in_sent_folder")


def test_a_sender_killed_before_it_kept_the_new_drafts_id_leaves_it_to_a_person_and_sends_nothing_twice(
    delivery: DraftFirst, service: Service
) -> None:
    """The one id that could prove anything belongs to a draft that is gone, as it would be had it been sent."""
    handle = delivery.prepare(frozen())
    delivery.prepare(replace(frozen(), provider_id=handle.provider_id))
    assert delivery.verify(handle) == Unknown("not_in_sent_folder")
