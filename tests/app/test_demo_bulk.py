"""The bulk generator keeps its promises: seeded, true to its headers, varied, fast."""

from __future__ import annotations

import email
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from liaison_sync.demo.bulk import MAILBOXES, BulkMail, directory, generate
from tests.yardstick import within


@pytest.fixture(scope="module")
def mails() -> list[BulkMail]:
    return list(generate(11, 1500))


def test_the_same_seed_gives_the_same_mail_and_another_seed_other_mail(mails: list[BulkMail]) -> None:
    assert list(generate(11, 200)) == mails[:200]
    assert [m.raw for m in generate(12, 5)] != [m.raw for m in mails[:5]]


def test_exactly_as_many_copies_as_asked_in_order_of_time(mails: list[BulkMail]) -> None:
    assert len(mails) == 1500
    times = [mail.received_at for mail in mails]
    assert times == sorted(times)
    start = datetime(2020, 2, 3, tzinfo=UTC)
    assert next(generate(1, 1, start=start)).received_at >= start


def test_components_over_the_headers_are_the_threads_of_the_truth(mails: list[BulkMail]) -> None:
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for mail in mails:
        read = email.message_from_bytes(mail.raw)
        identity = read["Message-ID"] or mail.message
        assert identity == mail.message
        for cited in f"{read['References'] or ''} {read['In-Reply-To'] or ''}".split():
            parent[root(cited)] = root(identity)
    found, told = defaultdict(set), defaultdict(set)
    for mail in mails:
        found[root(mail.message)].add(mail.message)
        told[mail.thread].add(mail.message)
    assert {frozenset(ids) for ids in found.values()} == {frozenset(ids) for ids in told.values()}
    assert min(map(len, told.values())) >= 1
    assert 10 <= max(map(len, told.values())) <= 15


def test_a_thread_has_one_partner_and_the_directory_knows_it(mails: list[BulkMail]) -> None:
    domains = {partner["id"]: partner["domains"][0] for partner in directory(11)["partners"]}
    assert 30 <= len(domains) <= 60
    partners = defaultdict(set)
    for mail in mails:
        partners[mail.thread].add(mail.partner)
        outside = email.message_from_bytes(mail.raw)["To" if mail.outbound else "From"]
        assert mail.partner is None or outside.rstrip(">").endswith(domains[mail.partner])
    assert all(len(ids) == 1 for ids in partners.values())


def test_every_mail_is_well_formed_and_of_a_real_size(mails: list[BulkMail]) -> None:
    for mail in mails:
        assert b"\n" not in mail.raw.replace(b"\r\n", b"")
        assert not [part.defects for part in email.message_from_bytes(mail.raw).walk() if part.defects]
    assert 2_000 < sum(len(mail.raw) for mail in mails) / len(mails) < 30_000


def test_the_mix_holds_both_mailboxes_sent_mail_copies_and_automatic_mail(mails: list[BulkMail]) -> None:
    assert {mail.mailbox for mail in mails} == set(MAILBOXES)
    assert Counter(mail.folder for mail in mails)["Sent"] > 300
    assert all(mail.outbound == (mail.folder == "Sent") for mail in mails)
    copies = Counter(mail.message for mail in mails)
    assert sum(count == 2 for count in copies.values()) > 10
    assert {mail.automatic for mail in mails} == {None, "list", "out-of-office"}


def test_no_mailbox_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one mailbox"):
        next(generate(1, 1, mailboxes=()))


def test_it_is_fast_enough_for_the_benchmarks() -> None:
    assert within(1, lambda: sum(1 for _ in generate(3, 1000))) >= 1000  # it makes three times as many
