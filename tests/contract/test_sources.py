"""What every source must keep: one contract, each implementation, real mailboxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import event, func

from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.importing import Imported, import_files
from liaison_sync.app.poll import poll
from liaison_sync.app.quiet import LONGEST
from liaison_sync.app.service import Mailbox as Box
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.domain.mail_rules import MailRules
from liaison_sync.ports import Cursor, Folder, Gone, Missing, Ref, Seen, Source, TooLarge
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.sources.feed import FeedSource
from liaison_sync.sources.graph import GraphSource
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.cyrus import Cyrus
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.exchange import FakeExchange
from tests.peers.exchange import mailbox_settings as exchange_settings
from tests.peers.feed import HEAD, FakeFeed, feed_settings, vevent
from tests.peers.graph import FakeGraph, mailbox_settings
from tests.peers.mail import letter
from tests.rig import Rig, imap, rig, rows


@dataclass(slots=True)
class Mailbox:
    """A mailbox with its source, and the hand that puts mail in and takes it out."""

    open: Callable[[], Source]
    put: Callable[[list[bytes]], list[str]]
    take: Callable[[list[str]], None]
    bytes_now: Callable[[], dict[str, bytes]]
    item: Callable[[int, int], bytes] = letter
    folder: Callable[[Source], Folder] = inbox
    begun: bytes = b"From: Rina"


@pytest.fixture(params=["imap", "maildir", "graph", "exchange", "feed", "cyrus"])
def mailbox(request: pytest.FixtureRequest, authority: Authority, tmp_path: Path) -> Iterator[Mailbox]:
    if request.param == "maildir":
        yield _maildir(tmp_path / "Maildir")
        return
    if request.param == "cyrus":
        with Cyrus() as cyrus:
            yield _cyrus(cyrus)
        return
    if request.param == "graph":
        with FakeGraph(authority.issue()) as fake:
            yield _graph(fake, authority)
        assert fake.wrong == []
        return
    if request.param == "exchange":
        with FakeExchange(authority.issue()) as server_:
            yield _exchange(server_, authority)
        assert server_.wrong == []
        return
    if request.param == "feed":
        with FakeFeed(authority.issue()) as publisher:
            yield _feed(publisher, authority)
        assert publisher.wrong == []
        return
    server: Dovecot = request.getfixturevalue("dovecot")
    settings = ImapSettings(
        host="localhost",
        port=server.tls_port,
        username="humas",
        password=SecretStr(PASSWORD),
        ca_file=authority.certificate,
    )
    yield Mailbox(
        lambda: ImapSource("humas", settings),
        lambda messages: server.deliver("humas", messages),
        lambda names: server.expunge("humas", names),
        lambda: server.contents("humas"),
    )


def _cyrus(server: Cyrus) -> Mailbox:
    return Mailbox(
        lambda: ImapSource("humas", imap(server.port, "humas")),
        lambda messages: server.deliver("humas", messages),
        lambda names: server.expunge("humas", names),
        lambda: server.contents("humas"),
    )


def _graph(fake: FakeGraph, authority: Authority) -> Mailbox:
    box, settings = fake.box, mailbox_settings(fake, authority, calendar=False)

    def take(names: list[str]) -> None:
        for name in names:
            box.delete(name)

    return Mailbox(
        lambda: GraphSource("humas", settings),
        lambda messages: [box.put(one) for one in messages],
        take,
        lambda: {id_: item.content for id_, item in box.items.items()},
    )


def _exchange(fake: FakeExchange, authority: Authority) -> Mailbox:
    box, settings = fake.box, exchange_settings(fake, authority)

    def take(names: list[str]) -> None:
        for name in names:
            box.delete(name)

    return Mailbox(
        lambda: ExchangeSource("humas", settings),
        lambda messages: [box.put(one) for one in messages],
        take,
        lambda: {id_: item.content for id_, item in box.items.items()},
    )


def meeting(number: int, size: int = 0) -> bytes:
    """A calendar of one meeting, as a feed's item is kept."""
    note = f"X-NOTE:{'x' * 9000}"
    folded = "\r\n ".join([note[:75], *(note[at : at + 74] for at in range(75, len(note), 74))])
    notes = [folded] * (size // len(folded))
    return f"{HEAD}{vevent(f'rapat-{number:06d}@pemkot.example', 'SUMMARY:Rapat', *notes)}END:VCALENDAR\r\n".encode()


def _feed(fake: FakeFeed, authority: Authority) -> Mailbox:
    settings = feed_settings(fake, authority)
    count = iter(range(1_000_000))

    def put(items: list[bytes]) -> list[str]:
        names = [str(next(count)) for _ in items]
        for name, one in zip(names, items, strict=True):
            fake.events[name] = one.decode().removeprefix(HEAD).removesuffix("END:VCALENDAR\r\n")
        return names

    def take(names: list[str]) -> None:
        for name in names:
            del fake.events[name]

    return Mailbox(
        lambda: FeedSource("agenda", settings),
        put,
        take,
        lambda: {name: text.encode() for name, text in fake.events.items()},
        meeting,
        lambda source: source.folders()[0],
        b"BEGIN:VCALENDAR",
    )


def _maildir(root: Path) -> Mailbox:
    for name in ("tmp", "new", "cur"):
        (root / name).mkdir(parents=True)
    count = iter(range(1_000_000))

    def put(messages: list[bytes]) -> list[str]:
        names = [f"1793500000.{next(count):06d}.host" for _ in messages]
        for name, content in zip(names, messages, strict=True):
            (root / "new" / name).write_bytes(content)
        return names

    def take(names: list[str]) -> None:
        for name in names:
            (root / "new" / name).unlink()

    def now() -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in root.glob("*/*")}

    return Mailbox(lambda: MaildirSource("humas", MaildirSettings(path=root)), put, take, now)


def test_every_message_is_read_exactly_once_and_byte_for_byte(mailbox: Mailbox) -> None:
    messages = [mailbox.item(number, number * 50) for number in range(450)]
    mailbox.put(messages)
    with mailbox.open() as source:
        reader = Reader(source, mailbox.folder(source)).settle(limit=100)
    assert reader.contents == sorted(messages)
    assert reader.seen_twice == []
    assert reader.pages >= 5


def test_a_second_reading_finds_nothing_and_keeps_the_cursor(mailbox: Mailbox) -> None:
    mailbox.put([mailbox.item(number, 0) for number in range(20)])
    with mailbox.open() as source:
        reader = Reader(source, mailbox.folder(source)).settle()
    with mailbox.open() as source:
        page = source.changes(mailbox.folder(source), reader.cursor)
    assert page.items == ()
    assert not page.more
    assert page.cursor == reader.cursor


def test_a_replayed_page_is_the_same_page(mailbox: Mailbox) -> None:
    mailbox.put([mailbox.item(number, 0) for number in range(50)])
    with mailbox.open() as source:
        folder = mailbox.folder(source)
        first = source.changes(folder, None, 20)
        second = source.changes(folder, first.cursor, 20)
    with mailbox.open() as source:
        again = source.changes(folder, first.cursor, 20)
    assert again.items == second.items
    assert again.cursor == second.cursor


def test_a_walk_goes_on_where_another_connection_left_it(mailbox: Mailbox) -> None:
    messages = [mailbox.item(number, 0) for number in range(120)]
    mailbox.put(messages)
    held: dict[str, bytes] = {}
    cursor: Cursor | None = None
    more = True
    while more:
        with mailbox.open() as source:
            reader = Reader(source, mailbox.folder(source), cursor, held)
            more = reader.page(limit=30)
            cursor = reader.cursor
        assert reader.seen_twice == []
    assert sorted(held.values()) == sorted(messages)


def test_what_is_removed_becomes_gone_and_what_comes_is_seen(mailbox: Mailbox) -> None:
    names = mailbox.put([mailbox.item(number, 0) for number in range(30)])
    with mailbox.open() as source:
        reader = Reader(source, mailbox.folder(source)).settle()
        mailbox.take(names[:5])
        mailbox.put([mailbox.item(number, 0) for number in range(100, 105)])  # the count alone stays the same
        page = source.changes(reader.folder, reader.cursor)
        assert sum(isinstance(item, Gone) for item in page.items) == 5
        assert sum(isinstance(item, Seen) for item in page.items) == 5
        reader.settle()
        assert source.changes(reader.folder, reader.cursor).items == ()
    assert reader.contents == sorted(mailbox.item(number, 0) for number in [*range(5, 30), *range(100, 105)])


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "imap1 [1]",
        "imap9 [1,2,3,0,1,1,4] x",
        "maildir1 [",
        "graph1 [",
        'ews1 ["H4sI","",false,false]',
        "ews1 [",
        'feed1 ["x","","",{}]',
        "feed1 [",
        "graph1 [[[" * 900,
        "imap1 [" * 900,
    ],
)
def test_a_foreign_cursor_is_refused_by_name(mailbox: Mailbox, cursor: str) -> None:
    with mailbox.open() as source, pytest.raises(CursorInvalid):
        source.changes(mailbox.folder(source), Cursor(cursor))


def test_a_message_that_went_away_is_missing_and_the_rest_comes(mailbox: Mailbox) -> None:
    names = mailbox.put([mailbox.item(number, 0) for number in range(10)])
    with mailbox.open() as source:
        page = source.changes(mailbox.folder(source), None)
        refs = [item.ref for item in page.items if isinstance(item, Seen)]
        mailbox.take(names[:3])
        source.changes(mailbox.folder(source), page.cursor)
        got = list(source.fetch(refs, max_bytes=1_000_000))
    assert sum(isinstance(one, Missing) for one in got) == 3
    assert {one.ref.locator for one in got} == {ref.locator for ref in refs}


def test_a_message_over_the_limit_gives_its_head_only(mailbox: Mailbox) -> None:
    mailbox.put([mailbox.item(1, 3_000_000), mailbox.item(2, 0)])
    with mailbox.open() as source:
        refs = [item.ref for item in source.changes(mailbox.folder(source), None).items if isinstance(item, Seen)]
        got = {type(one).__name__: one for one in source.fetch(refs, max_bytes=1_500_000)}
    large = got["TooLarge"]
    assert isinstance(large, TooLarge)
    assert large.head.startswith(mailbox.begun)
    assert large.size > 2_900_000
    assert "Raw" in got


def test_reading_changes_nothing_in_the_mailbox(mailbox: Mailbox) -> None:
    mailbox.put([mailbox.item(number, 0) for number in range(25)])
    before = mailbox.bytes_now()
    with mailbox.open() as source:
        source.probe()
        source.findings()
        Reader(source, mailbox.folder(source)).settle()
    assert mailbox.bytes_now() == before


def test_an_unknown_locator_is_answered_not_raised(mailbox: Mailbox) -> None:
    mailbox.put([mailbox.item(1, 0)])
    with mailbox.open() as source:
        folder = mailbox.folder(source)
        got = list(source.fetch([Ref(folder.id, "not-ours"), Ref(folder.id, "99.99")], max_bytes=1000))
    assert len(got) == 2


def test_rules_leave_out_the_same_mail_wherever_it_lies(mailbox: Mailbox, tmp_path: Path) -> None:
    if mailbox.item is not letter:
        return  # a feed holds no mail, and rules are about mail
    mailbox.put([letter(1), letter(2, sender="promo@iklan.example"), letter(3)])
    box = Box("humas", "humas@kantor.example", mailbox.open)
    here = rig(connect(f"sqlite:///{tmp_path}/rules.db"), [box])
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    turns = (
        (MailRules(tomorrow.date(), tomorrow), {f"before_since:{tomorrow.date()}": 3}),
        (MailRules(only_senders=("pemkot.example",)), {"not_listed_sender": 3}),
        (MailRules(ignore_senders=("iklan.example",)), {"ignored_sender:iklan.example": 1, "": 2}),
        (MailRules(), {"": 3}),
    )
    for rules, wanted in turns:
        assert poll(here.service, replace(box, rules=rules)).failure is None
        known = rows(here.engine, s.sighting.c.rule, s.sighting.c.state)
        assert all((row.state == "stored") == (row.rule == "") for row in known)
        found = Counter(row.rule if row.rule in wanted else row.rule.partition(":")[0] for row in known)
        assert found == wanted
    assert len(rows(here.engine, s.message.c.key)) == 3


def imported(here: Rig, box: Box, path: Path) -> Imported:
    (total,) = import_files(here.service, box, path)
    return total


def test_what_is_imported_goes_by_the_rules_of_its_mailbox(tmp_path: Path) -> None:
    mails = [letter(1), letter(2, sender="promo@iklan.example"), letter(3)]
    (tmp_path / "lama.mbox").write_bytes(b"".join(b"From - Wed Nov 04 10:00:00 2026\n" + one + b"\n" for one in mails))
    box = Box("humas", "humas@kantor.example", lambda: pytest.fail("nothing is asked of its server"))
    here = rig(connect(f"sqlite:///{tmp_path}/rules.db"), [box])
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    turns = (
        (MailRules(tomorrow.date(), tomorrow), {"before_since": 3}, (0, 0, 3)),
        (MailRules(only_senders=("pemkot.example",)), {"not_listed_sender": 3}, (0, 0, 3)),
        (MailRules(ignore_senders=("iklan.example",)), {"ignored_sender": 1, "": 2}, (2, 0, 1)),
        (MailRules(ignore_senders=("iklan.example",)), {"ignored_sender": 1, "": 2}, (0, 2, 1)),
        (MailRules(), {"": 3}, (1, 2, 0)),
    )
    for rules, wanted, counts in turns:
        total = imported(here, replace(box, rules=rules), tmp_path / "lama.mbox")
        assert (total.messages, total.known, total.excluded) == counts
        known = rows(here.engine, s.sighting.c.rule, s.sighting.c.state)
        assert all((row.state == "stored") == (row.rule == "") for row in known)
        assert Counter(row.rule.partition(":")[0] for row in known) == wanted


def test_an_idle_mailbox_of_any_kind_asks_nothing_of_the_database(mailbox: Mailbox, tmp_path: Path) -> None:
    box = Box("humas", "humas@kantor.example", mailbox.open)
    here, turn, asked = rig(connect(f"sqlite:///{tmp_path}/store.db"), [box]), Turn(), list[str]()
    (put, _) = mailbox.put([mailbox.item(1, 0), mailbox.item(2, 0)])
    for _ in range(2):  # the day's certificate, and a pass
        assert turn.read(here.service, box).failure is None
    event.listen(here.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    for _ in range(3):
        here.clock.turn(minutes=1)
        assert turn.look(here.service, box)
    assert asked == []
    mailbox.put([mailbox.item(3, 0)])
    assert not turn.look(here.service, box)
    assert turn.read(here.service, box).failure is None
    assert rows(here.engine, func.count(s.sighting.c.locator)) == [(3,)]
    turn.read(here.service, box)
    assert turn.look(here.service, box)
    mailbox.take([put])
    assert not turn.look(here.service, box)
    turn.read(here.service, box)
    assert rows(here.engine, func.count(), where=s.sighting.c.gone_at.is_not(None)) == [(1,)]
    here.clock.turn(seconds=LONGEST.total_seconds() + 1)
    assert not turn.look(here.service, box)
