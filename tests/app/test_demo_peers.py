"""The embedded servers keep what the product needs of a real one."""

from __future__ import annotations

import gc
import smtplib
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import imapclient
import pytest

from liaison_sync.demo import story
from liaison_sync.demo.peers import LOOPBACK, ImapPeer, Kept, SmtpSink, delivered
from liaison_sync.demo.placed import FOLDERS, Placed
from liaison_sync.demo.season import build, demo_now

WHEN = datetime(2026, 11, 3, 2, 15, 30, tzinfo=UTC)
LETTER = b"From: a@x.example\r\nSubject: satu\r\nMessage-ID: <1@x.example>\r\n\r\nHalo \xe2\x80\x94 dunia\r\n"


@pytest.fixture(scope="module")
def peer() -> Iterator[ImapPeer]:
    with ImapPeer({"humas@k.example": "rahasia", "event@k.example": "kunci"}) as peer:
        peer.place([Placed("humas@k.example", "INBOX", WHEN, LETTER + b"%d\r\n" % n, seen=n == 1) for n in range(5)])
        yield peer


@pytest.fixture
def client(peer: ImapPeer) -> Iterator[imapclient.IMAPClient]:
    client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
    client.login("humas@k.example", "rahasia")
    yield client
    client.logout()


def test_examine_and_peek_change_no_flag(client: imapclient.IMAPClient) -> None:
    client.select_folder("INBOX", readonly=True)
    uids = client.search(["UID", "1:*"])
    fetched = client.fetch(uids, ["BODY.PEEK[]", "FLAGS", "INTERNALDATE", "RFC822.SIZE"])
    assert [fetched[uid][b"BODY[]"] for uid in uids] == [LETTER + b"%d\r\n" % n for n in range(5)]
    assert [b"\\Seen" in fetched[uid][b"FLAGS"] for uid in uids] == [False, True, False, False, False]
    assert fetched[uids[0]][b"INTERNALDATE"] == WHEN.astimezone().replace(tzinfo=None)
    assert fetched[uids[0]][b"RFC822.SIZE"] == len(LETTER) + 3


def test_a_connection_outlives_the_collection_of_garbage(peer: ImapPeer) -> None:
    gc.freeze()  # what other tests left is not looked through each time
    try:
        for _ in range(5):
            client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
            client.login("humas@k.example", "rahasia")
            gc.collect()
            assert client.noop()
            client.logout()
    finally:
        gc.unfreeze()


def test_uid_ranges_list_and_status_answer(client: imapclient.IMAPClient) -> None:
    assert {name for _, _, name in client.list_folders()} == {"INBOX", "Sent", "Junk"}
    status = client.folder_status("INBOX", ["MESSAGES", "UIDNEXT", "UIDVALIDITY"])
    assert status[b"MESSAGES"] == 5
    client.select_folder("INBOX", readonly=True)
    assert len(client.search(["UID", "103:*"])) == 3


def test_an_appended_copy_keeps_its_date_and_flags(client: imapclient.IMAPClient) -> None:
    client.append("Sent", LETTER, flags=[imapclient.SEEN], msg_time=WHEN)
    client.select_folder("Sent", readonly=True)
    (uid,) = client.search(["HEADER", "Message-ID", "<1@x.example>"])
    got = client.fetch([uid], ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])[uid]
    assert imapclient.SEEN in got[b"FLAGS"]
    assert got[b"INTERNALDATE"] == WHEN.astimezone().replace(tzinfo=None)
    assert got[b"BODY[]"] == LETTER


def test_mail_placed_later_is_seen_by_a_waiting_client(peer: ImapPeer) -> None:
    client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
    client.login("event@k.example", "kunci")
    client.select_folder("INBOX", readonly=True)
    client.idle()
    peer.place([Placed("event@k.example", "INBOX", WHEN, LETTER)])
    # Read line by line: idle_check reads without waiting and breaks on a line that comes in two packets.
    assert any(b"EXISTS" in client._imap.readline() for _ in range(5))
    client.idle_done()
    client.logout()


def test_a_wrong_password_is_refused(peer: ImapPeer) -> None:
    client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
    with pytest.raises(imapclient.exceptions.LoginError):
        client.login("event@k.example", "salah")
    client.shutdown()


def test_stopping_ends_open_connections_and_frees_the_port() -> None:
    peer = ImapPeer({"a@k.example": "x"}).start()
    client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
    client.login("a@k.example", "x")
    peer.stop()
    peer.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, peer.port), timeout=1)
    client.shutdown()


def test_the_sink_keeps_each_letter_and_refuses_whom_it_must() -> None:
    handed: list[Kept] = []
    with SmtpSink(handed.append, refuse=["gone@x.example"]) as sink:
        with smtplib.SMTP(LOOPBACK, sink.port, timeout=10) as client:
            refused = client.sendmail("humas@k.example", ["b@x.example", "gone@x.example"], LETTER)
        assert list(refused) == ["gone@x.example"]
        assert [(kept.recipients, kept.raw) for kept in sink.kept] == [(("b@x.example",), LETTER)]
        assert tuple(handed) == sink.kept


def test_the_whole_season_comes_back_octet_for_octet() -> None:
    season = build(demo_now(date(2026, 11, 22), lambda day: day.weekday() < 5))
    with ImapPeer({story.HUMAS: "h", story.EVENT: "e"}) as peer:
        assert peer.place(season.messages) == len(season.messages)
        back: Counter[tuple[str, str, bytes]] = Counter()
        for mailbox, password in ((story.HUMAS, "h"), (story.EVENT, "e")):
            client = imapclient.IMAPClient(LOOPBACK, port=peer.port, ssl=False, timeout=10)
            client.login(mailbox, password)
            for folder in FOLDERS:
                client.select_folder(folder, readonly=True)
                for got in client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).values():
                    back[mailbox, folder, got[b"BODY[]"]] += 1
            client.logout()
    assert back == Counter((one.mailbox, one.folder, one.raw) for one in season.messages)


def test_a_letter_to_one_of_our_mailboxes_lands_there() -> None:
    kept = Kept(WHEN, "x@p.example", ("HUMAS@k.example", "y@p.example"), LETTER)
    landed = delivered(kept, ("humas@k.example", "event@k.example"), WHEN)
    assert landed == (Placed("humas@k.example", "INBOX", WHEN, LETTER),)
