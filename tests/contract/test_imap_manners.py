"""What IMAP servers may do at any time, and some do: news in any place, literals of every form, odd folder names."""

from __future__ import annotations

import pytest

from liaison_sync.connections.imap_names import readable_name, told_apart, wire_name
from liaison_sync.domain.errors import Transient
from liaison_sync.ports import Raw, Seen
from liaison_sync.sources.imap import ImapSource
from tests.contract.test_imap_sign_in import settings
from tests.peers.hostile_imap import HONEST, Answers, HostileImap

NEWS = (
    b"* 3 EXISTS\r\n* 1 RECENT\r\n* 2 EXPUNGE\r\n* OK Still here\r\n* FLAGS (\\Seen)\r\n* 9 FETCH (FLAGS (\\Seen))\r\n"
)


def everything(server: HostileImap) -> list[bytes]:
    """All bodies of the inbox."""
    with ImapSource("humas", settings(server)) as source:
        folder = next(one for one in source.folders() if one.role == "inbox")
        page = source.changes(folder, None)
        refs = [one.ref for one in page.items if isinstance(one, Seen)]
        return [one.content for one in source.fetch(refs, max_bytes=1000) if isinstance(one, Raw)]


@pytest.mark.parametrize("command", ["LIST", "UID SEARCH", "UID FETCH META", "UID FETCH BODY"])
def test_news_in_any_place_spoils_nothing(command: str) -> None:
    told = HONEST[command]
    assert isinstance(told, bytes)
    first, _, rest = told.partition(b"\r\n* ")
    between = first + b"\r\n" + NEWS + b"* " + rest if rest else told
    for lie in (NEWS + told, told + NEWS, between):
        with HostileImap({command: lie}) as server:
            assert everything(server) == [b"one", b"two"]


@pytest.mark.parametrize("command", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH META"])
def test_a_goodbye_in_the_middle_passes_by_itself(command: str) -> None:
    with HostileImap({command: b"* BYE Autologout; idle for too long\r\n"}) as server, pytest.raises(Transient):
        everything(server)


@pytest.mark.parametrize(
    "body",
    [
        b"{3}\r\none", b"{3+}\r\none", b"~{3}\r\none", b'"one"',
    ],
)  # fmt: skip
def test_a_body_is_read_in_every_form_it_may_have(body: bytes) -> None:
    told = b"* 1 FETCH (UID 1 BODY[] " + body + b")\r\n* 2 FETCH (BODY[] {3}\r\ntwo UID 2)\r\n"
    with HostileImap({"UID FETCH BODY": told}) as server:
        assert everything(server) == [b"one", b"two"]


LISTED = (
    (b'"Entw&APw-rfe"', "Entwürfe"),
    ('"Terkirim é"'.encode(), "Terkirim é"),
    (b'"R&D"', "R&D"),
    (b'"R&-D"', "R&D (R&-D)"),
    (b"NIL", "NIL"),
    (b"2026", "2026"),
    (b"[Arsip]/Lama", "[Arsip]/Lama"),
    (b'"tanda \\"petik\\" dan \\\\"', 'tanda "petik" dan \\'),
    (b'{5}\r\na"b\\c', 'a"b\\c'),
)


def test_folders_are_known_by_name_however_it_is_written_and_opened_by_the_same() -> None:
    lines = b"".join(b'* LIST (\\HasNoChildren) "/" ' + name + b"\r\n" for name, _ in LISTED)
    dead = b'* LIST (\\Noselect) "/" Umum\r\n* LIST (\\NonExistent \\HasChildren) "/" Hantu\r\n'
    lies: Answers = {"LIST": HONEST["LIST"] + lines + dead}  # type: ignore[operator]
    with HostileImap(lies) as server, ImapSource("humas", settings(server)) as source:
        folders = source.folders()
        assert sorted(one.path for one in folders) == sorted(["INBOX", *(path for _, path in LISTED)])
        for folder in folders:
            source.changes(folder, None)
        opened = [line.removeprefix("EXAMINE ") for line in server.said if line.startswith("EXAMINE")]
    assert len(set(opened)) == len(folders)
    assert {'"R&D"', '"R&-D"', '"NIL"', '"Entw&APw-rfe"', '"a\\"b\\\\c"'} <= set(opened)


@pytest.mark.parametrize("path", ["Terkirim", "Entwürfe", "R&D", "送信済み", "😀", "a+b~c", "&"])
def test_what_is_encoded_reads_back(path: str) -> None:
    assert readable_name(wire_name(path)) == path
    assert told_apart(path, wire_name(path), {}) == path
