"""Microsoft 365 through Graph at its worst: what the service does, the source answers for, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from liaison_sync.domain.errors import (
    AccessDenied,
    CursorInvalid,
    Failure,
    FolderRefused,
    Misconfigured,
    NotFound,
    Permanent,
    ProtocolViolation,
    Throttled,
    Transient,
)
from liaison_sync.formats.wording import say
from liaison_sync.ports import Cursor, Folder, Missing, Raw, Ref, Seen, TooLarge, Unfetchable
from liaison_sync.sources.graph import GraphMailboxSettings, GraphSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.graph import USER, FakeGraph, mailbox_settings
from tests.peers.graph_store import Store
from tests.peers.mail import letter


def walked(source: GraphSource, limit: int = 20) -> Reader:
    """A reading to the end; a token that dies begins it anew, as a poll would."""
    reader = Reader(source, inbox(source))
    for _ in range(8):
        try:
            return reader.settle(limit)
        except CursorInvalid:
            reader.cursor = None
    raise AssertionError("never came to an end")


def to_the_end(source: GraphSource, folder: Folder) -> None:
    cursor: Cursor | None = None
    for _ in range(50):
        cursor = source.changes(folder, cursor, 4).cursor


# --- folders ----------------------------------------------------------------------------------------------------


def test_folders_have_the_roles_the_service_knows_them_by_whatever_their_names(
    source: GraphSource, fake: FakeGraph
) -> None:
    below = fake.box.folder("Mitra", fake.box.known["inbox"])
    fake.box.folder("Lama", fake.box.known["deleteditems"])
    found = {one.path: (one.role, one.excluded) for one in source.folders()}
    assert found == {
        "Kotak Masuk": ("inbox", None),
        "Kotak Masuk/Mitra": ("other", None),
        "Item Terkirim": ("sent", None),
        "Draf": ("drafts", "drafts_folder"),
        "Kotak Keluar": ("drafts", "drafts_folder"),
        "Email Sampah": ("junk", None),
        "Item Terhapus": ("trash", "trash_folder"),
        "Item Terhapus/Lama": ("trash", "trash_folder"),
    }
    assert below in {one.id for one in source.folders()}


@pytest.mark.parametrize("status", [400, 404, 501])
def test_a_cloud_that_cannot_list_folders_flat_is_asked_level_by_level(
    source: GraphSource, fake: FakeGraph, status: int
) -> None:
    """As that of 21Vianet: message delta is there, mailFolder delta is not."""
    parent = fake.box.known["inbox"]
    for name in ("Mitra", "Pemkot", "Undangan"):
        parent = fake.box.folder(name, parent)
    fake.box.folder("Lama", fake.box.known["deleteditems"])
    flat = source.folders()
    fake.manners.flat = status
    assert source.folders() == flat
    fake.asked.clear()
    assert source.folders() == flat
    assert not [line for line in fake.asked if line.endswith("/delta")]


def test_a_mailbox_made_anew_has_its_roles_though_all_its_ids_are_others(source: GraphSource, fake: FakeGraph) -> None:
    before = inbox(source).id
    fake.stores[USER] = Store(USER, fake.manners)
    assert inbox(source).id != before


def test_the_names_of_the_service_are_asked_for_once(source: GraphSource, fake: FakeGraph) -> None:
    source.folders()
    fake.asked.clear()
    source.folders()
    assert {line.rsplit("/", 1)[1] for line in fake.asked} == {"delta"}


# --- walks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "manner",
    [
        {"repeats": True},
        {"shuffles": True},
        {"removed_first": True, "shuffles": True},
        {"late": 2},
        {"page": 7},
        {"sizes": False},
        {"repeats": True, "shuffles": True, "removed_first": True, "late": 1, "page": 9},
    ],
)
def test_whatever_its_manners_the_service_loses_nothing(
    source: GraphSource, fake: FakeGraph, manner: dict[str, int]
) -> None:
    for name, value in manner.items():
        setattr(fake.manners, name, value)
    ids = [fake.box.put(letter(n)) for n in range(60)]
    reader = walked(source)
    for n in range(100, 110):
        fake.box.put(letter(n))
    for id_ in ids[:6]:
        fake.box.delete(id_)
    fake.box.move(ids[10], "deleteditems")
    fake.box.move(ids[11], "deleteditems")
    fake.box.move(ids[11], "inbox")
    for _ in range(5):
        reader.settle(20)
    kept = [*range(6, 10), *range(11, 60), *range(100, 110)]
    assert reader.contents == sorted(letter(n) for n in kept)


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_token_that_dies_within_a_walk_begins_it_anew_and_nothing_is_lost(
    source: GraphSource, fake: FakeGraph, pages: int
) -> None:
    for n in range(70):
        fake.box.put(letter(n))
    fake.manners.dies_after = pages
    reader = Reader(source, inbox(source))
    with pytest.raises(CursorInvalid):
        reader.settle(20)
    fake.manners.dies_after = None
    reader.cursor = None
    assert reader.settle(20).contents == sorted(letter(n) for n in range(70))


@pytest.mark.parametrize(
    "how",
    [(410, "resyncRequired"), (410, ""), (400, "syncStateNotFound"), (410, "SyncStateNotFound"), (400, "BadRequest")],
)
def test_every_death_of_a_token_is_named_alike(source: GraphSource, fake: FakeGraph, how: tuple[int, str]) -> None:
    reader = walked(source)
    fake.faults.answers.append(("messages/delta", how))
    with pytest.raises(CursorInvalid):
        reader.settle()


def test_a_first_request_that_is_refused_is_no_dead_token(source: GraphSource, fake: FakeGraph) -> None:
    fake.faults.answers.append(("messages/delta", (400, "BadRequest")))
    with pytest.raises(Permanent) as caught:
        source.changes(inbox(source), None)
    assert caught.value.key == "request_refused"


def test_ids_that_differ_only_in_case_are_two_messages(source: GraphSource, fake: FakeGraph) -> None:
    id_ = fake.box.new_id()
    fake.box.put(letter(1), id_=id_)
    fake.box.put(letter(2), id_=id_.swapcase().replace("aaa=", "AAA="))
    assert walked(source).contents == sorted([letter(1), letter(2)])


def test_a_moved_message_keeps_its_id_and_is_fetched_only_where_it_lies(source: GraphSource, fake: FakeGraph) -> None:
    id_ = fake.box.put(letter(1))
    here = inbox(source)
    fake.box.move(id_, "sentitems")
    assert list(source.fetch([Ref(here.id, id_)], max_bytes=10_000)) == [Missing(Ref(here.id, id_))]
    sent = next(one for one in source.folders() if one.role == "sent")
    page = source.changes(sent, None)
    assert [one.ref.locator for one in page.items if isinstance(one, Seen)] == [id_]


def test_a_page_larger_than_ours_is_cut_and_its_rest_comes_even_to_another_process(
    settings: GraphMailboxSettings, source: GraphSource, fake: FakeGraph
) -> None:
    for n in range(6):
        fake.box.put(letter(n, 3_000_000))
    fake.manners.shuffles = True
    first = source.changes(inbox(source), None)
    assert 1 <= len(first.items) < 6
    assert first.more
    other = Reader(GraphSource("humas", settings), inbox(source), first.cursor)
    fetched = list(source.fetch([one.ref for one in first.items], max_bytes=10_000_000))
    other.settle()
    assert sorted([*other.held.values(), *(one.content for one in fetched if isinstance(one, Raw))]) == sorted(
        letter(n, 3_000_000) for n in range(6)
    )
    assert not other.held.keys() & {one.ref.locator for one in first.items}


def test_a_full_comparison_lists_everything_again(source: GraphSource, fake: FakeGraph) -> None:
    for n in range(30):
        fake.box.put(letter(n))
    reader = walked(source)
    page = source.changes(reader.folder, reader.cursor, 20, full=True)
    assert page.reset
    assert page.more
    rest = source.changes(reader.folder, page.cursor, 20, full=True)
    assert not rest.reset
    assert len(page.items) + len(rest.items) == 30


def test_a_cursor_of_another_mailbox_or_folder_is_refused(
    fake: FakeGraph, authority: Authority, source: GraphSource
) -> None:
    cursor = source.changes(inbox(source), None).cursor
    other = GraphSource("event", mailbox_settings(fake, authority, user="event@kantor.example", calendar=False))
    with pytest.raises(CursorInvalid):
        other.changes(inbox(other), cursor)
    sent = next(one for one in source.folders() if one.role == "sent")
    with pytest.raises(CursorInvalid):
        source.changes(sent, cursor)


@pytest.mark.parametrize("link", ["https://elsewhere.example/v1.0/users/x", "http://localhost/v1.0/users/x", "", 7])
def test_a_cursor_never_leads_to_another_host(source: GraphSource, fake: FakeGraph, link: object) -> None:
    with pytest.raises(ProtocolViolation) as caught:
        source.client.path_of(link, "changes")
    assert caught.value.key == "foreign_link"


def test_a_link_to_another_host_is_not_followed(source: GraphSource, fake: FakeGraph) -> None:
    here = inbox(source)
    fake.faults.foreign_links = True
    with pytest.raises(ProtocolViolation, match="foreign_link"):
        source.changes(here, None)


@pytest.mark.parametrize("role", ["inbox", "calendar"])
def test_a_walk_that_leads_in_circles_by_ever_new_links_costs_its_folder_alone(
    fake: FakeGraph, authority: Authority, role: str
) -> None:
    """As Graph was seen to tell of calendars with many series; the links differ, the pages do not."""
    source = GraphSource("humas", mailbox_settings(fake, authority))
    fake.manners.circles, fake.manners.page = True, 4
    for n in range(12):
        fake.box.put(letter(n))
        fake.box.put_event({"type": "singleInstance", "iCalUId": f"u{n}"})
    folder = next(one for one in source.folders() if one.role == role)
    asked = len(fake.asked)
    with pytest.raises(FolderRefused) as caught:
        to_the_end(source, folder)
    assert caught.value.key == "folder_refused"
    assert len(fake.asked) - asked < 20


# --- fetching ---------------------------------------------------------------------------------------------------


def test_four_are_fetched_at_a_time_and_never_more(source: GraphSource, fake: FakeGraph) -> None:
    for n in range(24):
        fake.box.put(letter(n))
    fake.faults.slow = 0.02
    assert len(walked(source).contents) == 24
    assert fake.most_in_flight == 4


def test_a_message_over_the_limit_gives_its_head_and_its_size(source: GraphSource, fake: FakeGraph) -> None:
    fake.box.put(letter(1, 300_000))
    refs = [one.ref for one in source.changes(inbox(source), None).items]
    found = list(source.fetch(refs, max_bytes=5000))
    assert isinstance(found[0], TooLarge)
    assert found[0].size == len(letter(1, 300_000))
    assert found[0].head.startswith(b"From: Rina")
    assert found[0].head.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "how", [(500, "ErrorMimeContentConversionFailed"), (403, "ErrorAccessDenied"), 504, (400, "ErrorX")]
)
def test_one_message_that_cannot_be_had_stays_pending_and_the_others_come(
    source: GraphSource, fake: FakeGraph, how: object
) -> None:
    ids = [fake.box.put(letter(n)) for n in range(5)]
    refs = [one.ref for one in source.changes(inbox(source), None).items]
    fake.faults.answers.append((f"{ids[2]}/", how))
    found = {one.ref.locator: one for one in source.fetch(refs, max_bytes=100_000)}
    assert isinstance(found[ids[2]], Unfetchable)
    assert sum(isinstance(one, Raw) for one in found.values()) == 4


def test_a_service_that_hands_nothing_over_is_at_fault_itself(source: GraphSource, fake: FakeGraph) -> None:
    ids = [fake.box.put(letter(n)) for n in range(3)]
    refs = [one.ref for one in source.changes(inbox(source), None).items]
    fake.faults.answers += [(f"{id_}/", 503) for id_ in ids]
    with pytest.raises((Transient, Throttled)) as caught:
        list(source.fetch(refs, max_bytes=100_000))
    assert caught.value.account == "humas"


# --- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "kind", "key"),
    [
        ((403, "ErrorAccessDenied"), AccessDenied, "app_access_denied"),
        ((404, "ErrorInvalidUser"), Misconfigured, "no_such_account"),
        ((404, "MailboxNotEnabledForRESTAPI"), Misconfigured, "no_such_account"),
        ((404, "ErrorItemNotFound"), NotFound, "folder_gone"),
        ((429, "ApplicationThrottled"), Throttled, "throttled"),
        (500, Transient, "unavailable"),
        (502, Transient, "unavailable"),
        (503, Transient, "unavailable"),
        (504, Transient, "unavailable"),
        (302, ProtocolViolation, "foreign_link"),
        ("junk", ProtocolViolation, "unreadable_answer"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_the_service_refuses_is_told_with_the_next_step(
    source: GraphSource, fake: FakeGraph, how: object, kind: type[Failure], key: str, language: str
) -> None:
    here = inbox(source)
    fake.faults.answers.append(("messages/delta", how))
    with pytest.raises(kind) as caught:
        source.changes(here, None)
    assert caught.value.key == key
    for part in ("cause", "next"):
        assert say(language, f"errors.{key}.{part}", **caught.value.params)


def test_a_connection_dropped_once_is_made_again_and_dropped_twice_is_told(
    source: GraphSource, fake: FakeGraph
) -> None:
    here = inbox(source)
    fake.faults.answers.append(("messages/delta", "drop"))
    source.changes(here, None)
    fake.faults.answers += [("messages/delta", "drop")] * 2
    with pytest.raises(Transient) as caught:
        source.changes(here, None)
    assert caught.value.key == "dropped"


@pytest.mark.parametrize("status", [503, 504])
def test_a_service_that_is_away_and_says_until_when_is_not_polled_before(
    source: GraphSource, fake: FakeGraph, status: int
) -> None:
    here, now = inbox(source), datetime.now(UTC)
    fake.faults.retry_after = "120"
    fake.faults.answers.append(("messages/delta", status))
    with pytest.raises(Transient) as caught:
        source.changes(here, None)
    assert caught.value.retry_at is not None
    assert timedelta(seconds=115) < caught.value.retry_at - now < timedelta(seconds=125)
    asked = len(fake.asked)
    if status == 504:  # said of one request
        source.folders()
        assert len(fake.asked) > asked
    else:
        with pytest.raises(Throttled) as quiet:
            source.folders()
        assert (quiet.value.retry_at, len(fake.asked)) == (caught.value.retry_at, asked)


@pytest.mark.parametrize("dated", [False, True])
def test_retry_after_is_honoured_in_seconds_and_as_a_date(source: GraphSource, fake: FakeGraph, dated: bool) -> None:
    here, now = inbox(source), datetime.now(UTC)
    fake.faults.retry_after = (now + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT") if dated else "90"
    fake.faults.answers.append(("messages/delta", 429))
    with pytest.raises(Throttled) as first:
        source.changes(here, None)
    assert first.value.retry_at is not None
    assert timedelta(seconds=85) < first.value.retry_at - now < timedelta(seconds=95)
    asked = len(fake.asked)
    with pytest.raises(Throttled):
        source.changes(here, None)
    assert len(fake.asked) == asked  # left in peace
