"""An Exchange Server at its worst: what the server does, the source answers for, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from liaison_sync.domain.errors import (
    AccessDenied,
    CursorInvalid,
    Failure,
    Misconfigured,
    NotFound,
    Permanent,
    ProtocolViolation,
    Throttled,
    Transient,
)
from liaison_sync.formats.wording import say
from liaison_sync.ports import Flags, Gone, Missing, Raw, Ref, Seen, TooLarge, Unfetchable
from liaison_sync.sources.exchange import ExchangeMailboxSettings, ExchangeSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.exchange import COLLEAGUE, FakeExchange, mailbox_settings
from tests.peers.mail import letter


@pytest.fixture
def source(on_premises: ExchangeSource) -> ExchangeSource:
    return on_premises


def walked(source: ExchangeSource, limit: int = 20) -> Reader:
    return Reader(source, inbox(source)).settle(limit)


# --- folders ----------------------------------------------------------------------------------------------------


def test_folders_have_the_roles_the_server_knows_them_by_and_only_mail_is_read(
    source: ExchangeSource, exchange: FakeExchange
) -> None:
    box = exchange.box
    box.add_folder("Mitra", box.known["inbox"])
    box.add_folder("Lama", box.known["deleteditems"])
    box.add_folder("Tanpa kelas", box.known["msgfolderroot"], kind="")
    box.add_folder("Kalender", box.known["msgfolderroot"], kind="IPF.Appointment")
    box.add_folder("Kontak", box.known["msgfolderroot"], kind="IPF.Contact")
    box.add_folder("Tugas", box.known["msgfolderroot"], kind="IPF.Task")
    assert {one.path: (one.role, one.excluded) for one in source.folders()} == {
        "Kotak Masuk": ("inbox", None),
        "Kotak Masuk/Mitra": ("other", None),
        "Item Terkirim": ("sent", None),
        "Draf": ("drafts", "drafts_folder"),
        "Kotak Keluar": ("drafts", "drafts_folder"),
        "Email Sampah": ("junk", None),
        "Item Terhapus": ("trash", "trash_folder"),
        "Item Terhapus/Lama": ("trash", "trash_folder"),
        "Tanpa kelas": ("other", None),
    }


def test_a_folder_that_is_gone_is_told_as_such(source: ExchangeSource, exchange: FakeExchange) -> None:
    id_ = exchange.box.add_folder("Mitra", exchange.box.known["inbox"])
    folder = next(one for one in source.folders() if one.id == id_)
    exchange.box.remove_folder(id_)
    with pytest.raises(NotFound) as caught:
        source.changes(folder, None)
    assert caught.value.key == "folder_gone"


# --- whose mailbox ----------------------------------------------------------------------------------------------


def test_a_delegate_reads_a_shared_mailbox_it_has_rights_on(exchange: FakeExchange, authority: Authority) -> None:
    exchange.stores[COLLEAGUE].put(letter(1))
    source = ExchangeSource("event", mailbox_settings(exchange, authority, user=COLLEAGUE))
    assert walked(source).contents == [letter(1)]


def test_a_delegate_without_rights_on_the_root_reads_the_folders_it_may(
    source: ExchangeSource, exchange: FakeExchange, premises: ExchangeMailboxSettings
) -> None:
    exchange.rootless.add(premises.user)
    assert [one.role for one in source.folders()] == ["inbox", "sent"]


def test_a_mailbox_without_rights_is_refused_by_name(exchange: FakeExchange, authority: Authority) -> None:
    source = ExchangeSource("direktur", mailbox_settings(exchange, authority, user="direktur@kantor.example"))
    with pytest.raises(AccessDenied) as caught:
        source.folders()
    assert caught.value.key == "exchange_access_denied"
    none = ExchangeSource("tak-ada", mailbox_settings(exchange, authority, user="tak-ada@kantor.example"))
    with pytest.raises(Misconfigured) as missing:
        none.folders()
    assert missing.value.key == "exchange_no_mailbox"


def test_impersonation_acts_as_the_mailbox_and_only_as_those_it_may(
    exchange: FakeExchange, authority: Authority
) -> None:
    exchange.granted.clear()
    exchange.box.put(letter(1))
    mine = ExchangeSource("humas", mailbox_settings(exchange, authority, access="impersonation"))
    assert walked(mine).contents == [letter(1)]
    other = ExchangeSource("event", mailbox_settings(exchange, authority, access="impersonation", user=COLLEAGUE))
    with pytest.raises(AccessDenied):
        other.probe()


# --- walks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [1, 3, 7, 1000])
def test_whatever_the_size_of_its_pages_the_server_loses_nothing(
    source: ExchangeSource, exchange: FakeExchange, page: int
) -> None:
    exchange.faults.page = page
    ids = [exchange.box.put(letter(n)) for n in range(40)]
    reader = walked(source)
    for n in range(100, 106):
        exchange.box.put(letter(n))
    for id_ in ids[:5]:
        exchange.box.delete(id_)
    exchange.box.move(ids[10], "deleteditems")
    reader.settle(20)
    assert reader.contents == sorted(letter(n) for n in [*range(5, 10), *range(11, 40), *range(100, 106)])
    assert reader.seen_twice == []


def test_a_moved_message_is_gone_here_and_new_there(source: ExchangeSource, exchange: FakeExchange) -> None:
    id_ = exchange.box.put(letter(1))
    reader = walked(source)
    moved = exchange.box.move(id_, "sentitems")
    page = source.changes(reader.folder, reader.cursor)
    assert page.items == (Gone(Ref(reader.folder.id, id_)),)
    sent = next(one for one in source.folders() if one.role == "sent")
    assert [one.ref.locator for one in source.changes(sent, None).items] == [moved]
    assert list(source.fetch([Ref(reader.folder.id, id_)], max_bytes=10_000)) == [Missing(Ref(reader.folder.id, id_))]


def test_a_change_of_the_read_flag_tells_all_flags(source: ExchangeSource, exchange: FakeExchange) -> None:
    id_ = exchange.box.put(letter(1))
    exchange.box.flag(id_)
    reader = walked(source)
    assert reader.flags == {id_: frozenset({"\\Flagged"})}
    exchange.box.mark_read(id_)
    page = source.changes(reader.folder, reader.cursor)
    assert page.items == (Flags(Ref(reader.folder.id, id_), frozenset({"\\Seen", "\\Flagged"})),)


def test_what_was_received_when_and_how_large_it_is_comes_with_the_listing(
    source: ExchangeSource, exchange: FakeExchange
) -> None:
    exchange.box.put(letter(1))
    (one,) = source.changes(inbox(source), None).items
    assert isinstance(one, Seen)
    assert one.received == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert one.ref.size == len(letter(1)) + 1500


def test_contacts_and_appointments_in_a_mail_folder_are_no_mail(source: ExchangeSource, exchange: FakeExchange) -> None:
    for kind in ("Contact", "CalendarItem", "Task"):
        exchange.box.put(letter(1), kind=kind)
    for n, kind in enumerate(("MeetingRequest", "MeetingCancellation", "Item", "PostItem")):
        exchange.box.put(letter(n + 10), kind=kind)
    reader = walked(source)
    assert reader.contents == sorted(letter(n + 10) for n in range(4))


def test_an_item_that_is_no_message_is_read_marked_and_named(source: ExchangeSource, exchange: FakeExchange) -> None:
    """The server refuses every property it has only of messages; listing them it leaves them out."""
    document = exchange.box.put(letter(1), kind="Item")
    exchange.box.items[document].tells_size = False
    other = exchange.box.put(letter(2))
    reader = walked(source)
    assert reader.contents == sorted([letter(1), letter(2)])
    for id_ in (document, other):
        exchange.box.mark_read(id_)
    assert {one.ref.locator for one in source.changes(reader.folder, reader.cursor).items} == {document, other}
    named = source.told([Ref(reader.folder.id, id_) for id_ in (document, other)])
    assert [seen.ref.locator for seen, _ in named] == [document, other]
    assert [b"<2@mitra.example>" in head for _, head in named] == [False, True]


def test_a_page_holds_no_more_bytes_than_a_page_may_and_another_process_reads_on(
    source: ExchangeSource, exchange: FakeExchange, premises: ExchangeMailboxSettings
) -> None:
    for n in range(6):
        exchange.box.put(letter(n, 3_000_000))
    first = source.changes(inbox(source), None)
    assert 1 <= len(first.items) < 4
    assert first.more
    other = Reader(ExchangeSource("humas", premises), inbox(source), first.cursor).settle()
    assert len(other.held) + len(first.items) == 6
    assert not other.held.keys() & {one.ref.locator for one in first.items}


def test_what_goes_between_two_pages_is_not_believed_to_be_there(
    source: ExchangeSource, exchange: FakeExchange
) -> None:
    for n in range(6):
        exchange.box.put(letter(n, 3_000_000))
    reader = Reader(source, inbox(source))
    assert reader.page()
    exchange.box.delete(next(iter(reader.held)))
    assert len(reader.settle().held) == 5


def test_a_full_comparison_lists_everything_again(source: ExchangeSource, exchange: FakeExchange) -> None:
    for n in range(30):
        exchange.box.put(letter(n))
    reader = walked(source)
    page = source.changes(reader.folder, reader.cursor, 20, full=True)
    assert (page.reset, page.more, len(page.items)) == (True, True, 20)
    rest = source.changes(reader.folder, page.cursor, 20, full=True)
    assert (rest.reset, rest.more, len(rest.items)) == (False, False, 10)


def test_a_state_the_server_has_forgotten_is_named(source: ExchangeSource, exchange: FakeExchange) -> None:
    reader = walked(source)
    exchange.box.forget_states()
    with pytest.raises(CursorInvalid):
        source.changes(reader.folder, reader.cursor)


def test_a_cursor_of_another_mailbox_or_folder_is_refused(
    source: ExchangeSource, exchange: FakeExchange, authority: Authority
) -> None:
    cursor = source.changes(inbox(source), None).cursor
    other = ExchangeSource("event", mailbox_settings(exchange, authority, user=COLLEAGUE))
    with pytest.raises(CursorInvalid):
        other.changes(inbox(other), cursor)
    sent = next(one for one in source.folders() if one.role == "sent")
    with pytest.raises(CursorInvalid):
        source.changes(sent, cursor)


# --- fetching ---------------------------------------------------------------------------------------------------


def test_one_message_that_cannot_be_made_stays_pending_and_the_rest_comes(
    source: ExchangeSource, exchange: FakeExchange
) -> None:
    ids = [exchange.box.put(letter(n)) for n in range(10)]
    exchange.faults.poison.add(ids[4])
    reader = walked(source)
    (bad,) = reader.other
    assert isinstance(bad, Unfetchable)
    assert bad.ref.locator == ids[4]
    assert "ErrorMimeContentConversionFailed" in bad.error.detail
    assert len(reader.held) == 9


def test_one_message_that_spoils_the_answer_to_all_is_found_out(source: ExchangeSource, exchange: FakeExchange) -> None:
    ids = [exchange.box.put(letter(n)) for n in range(10)]
    exchange.faults.breaks.add(ids[4])
    reader = walked(source)
    assert [one.ref.locator for one in reader.other if isinstance(one, Unfetchable)] == [ids[4]]
    assert len(reader.held) == 9


def test_a_server_that_fails_for_all_is_not_asked_for_each(source: ExchangeSource, exchange: FakeExchange) -> None:
    ids = [exchange.box.put(letter(n)) for n in range(20)]
    exchange.faults.breaks.update(ids)
    reader = Reader(source, inbox(source))
    with pytest.raises(Failure):
        reader.settle()
    assert exchange.asked.count("GetItem") <= 4


def test_sizes_that_were_not_told_are_asked_for(source: ExchangeSource, exchange: FakeExchange) -> None:
    id_ = exchange.box.put(letter(1, 500_000))
    folder = inbox(source).id
    exchange.asked.clear()
    (got,) = source.fetch([Ref(folder, id_)], max_bytes=100_000)
    assert isinstance(got, TooLarge)
    assert exchange.asked == ["GetItem", "GetItem"]
    exchange.box.items[id_].tells_size = False
    (whole,) = source.fetch([Ref(folder, id_)], max_bytes=1_000_000)
    assert isinstance(whole, Raw)
    (cut,) = source.fetch([Ref(folder, id_)], max_bytes=100_000)
    assert isinstance(cut, TooLarge)
    assert cut.head.startswith(b"From: Rina")


# --- what the server does wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "kind", "key"),
    [
        (("fault", "ErrorServerBusy", 60_000), Throttled, "throttled"),
        (("error", "ErrorServerBusy", 60_000), Throttled, "throttled"),
        (("error", "ErrorExceededConnectionCount", None), Throttled, "throttled"),
        ((503, {"Retry-After": "60"}), Throttled, "throttled"),
        ((401, {"Connection": "close"}), Failure, "auth_failed"),
        (503, Transient, "unavailable"),
        (500, Transient, "unavailable"),
        (403, AccessDenied, "exchange_access_denied"),
        (404, Misconfigured, "exchange_not_there"),
        ((302, {"Location": "https://elsewhere.example/owa"}), ProtocolViolation, "foreign_link"),
        ("drop", Transient, "dropped"),
        ("drop after", Transient, "dropped"),
        ("junk", ProtocolViolation, "unreadable_answer"),
        ("cut", ProtocolViolation, "unreadable_answer"),
        ("stateless", Transient, "unavailable"),
        (("error", "ErrorInvalidSyncStateData", None), CursorInvalid, "cursor_invalid"),
        (("error", "ErrorSyncFolderNotFound", None), NotFound, "folder_gone"),
        (("error", "ErrorMailboxMoveInProgress", None), Transient, "unavailable"),
        (("error", "ErrorPasswordExpired", None), Permanent, "password_expired"),
        (("fault", "ErrorSchemaValidation", None), Permanent, "request_refused"),
        ("online", Permanent, "exchange_online"),
    ],
)
def test_every_trouble_is_one_of_ours_and_has_words(
    source: ExchangeSource, exchange: FakeExchange, how: Any, kind: type[Failure], key: str
) -> None:
    here = inbox(source)
    exchange.faults.answers.append(("SyncFolderItems", how))
    with pytest.raises(kind) as caught:
        source.changes(here, None)
    assert caught.value.key == key
    assert (caught.value.account, caught.value.operation) == ("humas", "changes")
    for language in ("id", "en"):
        for part in ("cause", "next"):
            assert say(language, f"errors.{key}.{part}", **caught.value.params)


@pytest.mark.parametrize("form", ["fault", "error"])
def test_a_busy_server_is_left_in_peace_as_long_as_it_says(
    source: ExchangeSource, exchange: FakeExchange, form: str
) -> None:
    here = inbox(source)
    exchange.faults.answers.append(("SyncFolderItems", (form, "ErrorServerBusy", 60_000)))
    asked = datetime.now(UTC)
    with pytest.raises(Throttled) as caught:
        source.changes(here, None)
    assert caught.value.retry_at is not None
    assert timedelta(seconds=59) < caught.value.retry_at - asked < timedelta(seconds=75)
    exchange.asked.clear()
    with pytest.raises(Throttled) as again:
        source.folders()
    assert again.value.retry_at == caught.value.retry_at
    assert exchange.asked == []


def test_a_failure_leaves_the_account_fit_for_use(source: ExchangeSource, exchange: FakeExchange) -> None:
    exchange.box.put(letter(1))
    reader = Reader(source, inbox(source))
    for how in ("drop", "junk", 500, "cut", "stateless"):
        exchange.faults.answers.append(("SyncFolderItems", how))
        with pytest.raises(Failure):
            reader.page()
    assert reader.settle().contents == [letter(1)]
