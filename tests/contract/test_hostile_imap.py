"""A server that lies gets a named failure or a message marked as not fetched; never a crash, never a wrong message."""

from __future__ import annotations

import re
import time
import tracemalloc

import pytest
from pydantic import SecretStr

from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import Failure, FolderRefused, ProtocolViolation, TlsFailed, Transient
from liaison_sync.ports import Fetched, Gone, Missing, Raw, Ref, Seen, TooLarge, Unfetchable
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.imap_cursor import Head, State
from tests.contract.reading import Reader, inbox
from tests.peers.hostile_imap import HONEST, Answers, HostileImap

ONE = b"* 1 FETCH (UID 1 BODY[] {3}\r\none)\r\n"


def opened(server: HostileImap, **changes: object) -> ImapSource:
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "username": "humas",
        "password": SecretStr("x"),
        "timeout": 1.0,
    }
    return ImapSource("humas", ImapSettings.model_validate(values | changes))


def read(lies: Answers) -> Reader:
    with HostileImap(lies) as server, opened(server) as source:
        return Reader(source, inbox(source)).settle()


def failure(lies: Answers) -> Failure:
    with pytest.raises(Failure) as caught:
        read(lies)
    return caught.value


def fetch(lies: Answers, refs: list[Ref] | None = None, max_bytes: int = 5_000_000) -> list[Fetched]:
    with HostileImap(lies) as server, opened(server) as source:
        folder = inbox(source)
        asked = refs or [item.ref for item in source.changes(folder, None).items if isinstance(item, Seen)]
        return list(source.fetch(asked, max_bytes=max_bytes))


def test_the_script_itself_is_honest_when_nothing_lies() -> None:
    assert read({}).contents == [b"one", b"two"]


def test_a_folder_without_uidvalidity_is_not_read() -> None:
    for told in (b"* 2 EXISTS\r\n", b"* 2 EXISTS\r\n* OK [UIDVALIDITY 0] ok\r\n"):
        assert failure({"EXAMINE": told}).key == "no_uidvalidity"


@pytest.mark.parametrize("uid", [b"0", b"100000000000000000000", b"4294967296", b"-1", b"satu"])
def test_absurd_uids_are_refused(uid: bytes) -> None:
    told = failure({"UID FETCH META": b"* 1 FETCH (UID " + uid + b" RFC822.SIZE 3)\r\n"})
    assert isinstance(told, ProtocolViolation)


def test_absurd_uids_in_a_search_are_refused() -> None:
    assert isinstance(failure({"UID SEARCH": b"* SEARCH 1 99999999999999\r\n"}), ProtocolViolation)


def test_one_uid_with_two_different_bodies_is_given_to_nobody() -> None:
    lies: Answers = {"UID FETCH BODY": ONE + b"* 1 FETCH (UID 1 BODY[] {3}\r\nuno)\r\n"}
    got = {one.ref.locator: one for one in fetch(lies)}
    assert isinstance(got["7.1"], Unfetchable)


def test_answers_about_messages_not_asked_for_are_ignored() -> None:
    got = fetch({"UID FETCH BODY": b"* 9 FETCH (UID 9 BODY[] {3}\r\nbad)\r\n" + ONE}, [Ref("INBOX", "7.1", 3)])
    assert got == [Raw(Ref("INBOX", "7.1", 3), b"one")]


def test_listed_but_not_handed_over_is_pending_and_visible() -> None:
    got = {one.ref.locator: type(one) for one in fetch({"UID FETCH BODY": ONE})}
    assert got == {"7.1": Raw, "7.2": Unfetchable}


def test_listed_but_nothing_told_about_is_still_handed_out() -> None:
    with HostileImap({"UID FETCH META": b""}) as server, opened(server) as source:
        page = source.changes(inbox(source), None)
    assert [item.ref for item in page.items if isinstance(item, Seen)] == [Ref("INBOX", "7.1"), Ref("INBOX", "7.2")]


def test_gone_while_fetching_is_missing() -> None:
    searches = iter([b"* SEARCH 1 2\r\n", b"* SEARCH 1\r\n"])
    got = {one.ref.locator: type(one) for one in fetch({"UID FETCH BODY": ONE, "UID SEARCH": lambda _: next(searches)})}
    assert got == {"7.1": Raw, "7.2": Missing}


def test_two_gigabytes_announced_are_not_allocated_and_the_others_come() -> None:
    def body(command: str) -> bytes:
        uids = re.findall(r"[12](?=[ ,:])", command.split("(", maxsplit=1)[0])
        answer = ONE if "1" in uids else b""
        return answer + (b"* 2 FETCH (UID 2 BODY[] {2147483648}\r\nabc" if "2" in uids else b"")

    tracemalloc.start()
    got = {one.ref.locator: one for one in fetch({"UID FETCH BODY": body})}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    refused = got["7.2"]
    assert isinstance(got["7.1"], Raw)
    assert isinstance(refused, Unfetchable)
    assert refused.error.key == "literal_too_large"
    assert peak < 50_000_000


def test_a_size_that_is_a_lie_does_not_let_a_large_message_through() -> None:
    lies: Answers = {"UID FETCH BODY": b"* 1 FETCH (UID 1 BODY[] {2000}\r\n" + b"x" * 2000 + b")\r\n"}
    got = fetch(lies, [Ref("INBOX", "7.1", 3)], max_bytes=1000)
    assert isinstance(got[0], TooLarge)
    assert got[0].size == 2000


def test_a_message_that_breaks_the_connection_every_time_does_not_stop_the_others() -> None:
    def body(command: str) -> bytes:
        if "2" in command.split("(", maxsplit=1)[0].split("FETCH")[1]:
            return ONE + b"* 2 FETCH (UID 2 BODY[] {30}\r\nhalf" if "1:2" in command else b"* BYE crash{tag}\r\n"
        return b"* 1 FETCH (UID 1 BODY[]<0> {3}\r\none)\r\n"

    got = {one.ref.locator: type(one) for one in fetch({"UID FETCH BODY": body})}
    assert got == {"7.1": Raw, "7.2": Unfetchable}


def test_a_line_without_an_end_is_given_up_by_the_clock() -> None:
    began = time.monotonic()
    assert isinstance(failure({"EXAMINE": b"* OK " + b"x" * 1000 + b"{tag}"}), Transient)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "told",
    [
        b"* 1 FETCH (UID 1 BODY[] {3}\r\none\r\n",
        b"* 1 FETCH UID 1\r\n",
        b"* 1 FETCH\r\n",
        b"* 1 FETCH (UID)\r\n",
        b"* 1 FETCH ((((((((((\r\n",
        b"* 1 FETCH " + b"(" * 5000 + b")" * 5000 + b"\r\n",
        b'* 1 FETCH (UID 1 BODY[] "no end\r\n',
        b"* 1 FETCH (NIL NIL)\r\n",
        b"\xff\xfe\x00\r\n\r\n* * *\r\n",
    ],
)
def test_broken_answers_never_crash_and_never_become_a_message(told: bytes) -> None:
    for command in ("UID FETCH BODY", "UID FETCH META", "LIST", "EXAMINE", "UID SEARCH"):
        try:
            reader = read({command: told})
        except Failure:
            continue
        assert set(reader.held.values()) <= {b"one", b"two"}, command


def test_a_uid_space_that_runs_backwards_is_not_read_silently() -> None:
    lies: Answers = {"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n"}
    with HostileImap(lies) as server, opened(server) as source, pytest.raises(FolderRefused) as caught:
        source.changes(
            inbox(source), State(Head(7, last=2, exists=2, settled=True, uidnext=3), UidSet([(1, 2)])).text()
        )
    assert caught.value.key == "uids_ran_backwards"


def test_a_server_that_never_says_uidnext_is_read_all_the_same() -> None:
    assert read({"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"}).contents == [b"one", b"two"]


def test_signed_in_before_we_said_who_we_are_is_refused() -> None:
    hostile = HostileImap(greeting=b"* PREAUTH welcome\r\n")
    with hostile as server, opened(server) as source, pytest.raises(ProtocolViolation):
        source.folders()


@pytest.mark.parametrize(
    ("greeting", "starttls", "key"),
    [
        (b"* OK [CAPABILITY IMAP4rev1] hi\r\n", None, "starttls_missing"),
        (b"* PREAUTH hi\r\n", b"{tag} OK go\r\n", "starttls_missing"),
        (b"* OK hi\r\n", b"{tag} BAD no\r\n", "starttls_missing"),
        (b"* OK hi\r\n", b"{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "starttls_injection"),
    ],
)
def test_stripped_or_poisoned_starttls_sends_no_password(greeting: bytes, starttls: bytes | None, key: str) -> None:
    offered = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN" + (b" STARTTLS" if starttls else b"") + b"\r\n"
    lies: Answers = {"CAPABILITY": offered, "STARTTLS": starttls or b""}
    with HostileImap(lies, greeting) as server, opened(server, tls="starttls") as source:
        with pytest.raises(TlsFailed) as caught:
            source.folders()
        assert not [line for line in server.said if line.startswith(("AUTHENTICATE", "LOGIN"))]
    assert caught.value.key == key


# --- QRESYNC ---------------------------------------------------------------------------------------------------


RESYNC: Answers = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN ENABLE CONDSTORE QRESYNC\r\n",
    "ENABLE": b"* ENABLED QRESYNC\r\n",
}
KNOWN = State(Head(7, last=2, exists=2, modseq=5, settled=True, uidnext=3), UidSet([(1, 2)])).text()


def resynced(exists: int, listed: bytes, *told: bytes, modseq: int = 9) -> list[object]:
    here = b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 3] ok\r\n* OK [HIGHESTMODSEQ %d] ok\r\n"
    lies = {"EXAMINE": here % (exists, modseq) + b"".join(told), "UID SEARCH": b"* SEARCH " + listed + b"\r\n"}
    hostile = HostileImap({**RESYNC, **lies}, b"* OK hi\r\n")
    with hostile as server, opened(server) as source:
        page = source.changes(inbox(source), KNOWN)
        again = source.changes(inbox(source), page.cursor)
        assert not page.more
        assert [item for item in again.items if isinstance(item, Gone)] == []
        return list(page.items)


def test_what_vanished_is_gone_without_a_search() -> None:
    assert resynced(1, b"no search", b"* VANISHED (EARLIER) 2,40:41\r\n") == [Gone(Ref("INBOX", "7.2"))]


def test_a_server_that_forgets_to_tell_what_vanished_is_found_out_by_its_count() -> None:
    assert resynced(1, b"1") == [Gone(Ref("INBOX", "7.2"))]


def test_what_is_said_to_have_vanished_and_is_still_listed_is_not_gone() -> None:
    items = resynced(2, b"1 2", b"* VANISHED (EARLIER) 1:2\r\n")
    assert [item for item in items if isinstance(item, Gone)] == []


def test_a_server_put_back_to_an_earlier_state_is_compared_whole() -> None:
    """The count agrees by chance, and the modification sequence runs backwards."""
    items = resynced(2, b"1", modseq=3)
    assert items == [Gone(Ref("INBOX", "7.2"))]


def test_vanished_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        resynced(1, b"1", b"* VANISHED (EARLIER) satu\r\n")


def test_the_folders_are_asked_for_once_where_the_server_tells_nothing_else_with_them() -> None:
    with HostileImap({"STATUS": b"* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n"}) as server:
        with opened(server) as source:
            for _ in range(2):
                source.stale({folder.id: None for folder in source.folders()})
        assert [line.split()[0] for line in server.said].count("LIST") == 2


def test_a_kept_connection_that_is_of_no_use_any_more_is_closed() -> None:
    answers = iter([HONEST["LIST"], b"{tag} NO [UNAVAILABLE] later\r\n", HONEST["LIST"]])

    def lists(command: str) -> bytes:
        answer = next(answers)
        assert isinstance(answer, bytes)
        return answer

    with HostileImap({"LIST": lists}) as server, opened(server) as source:
        first = source.session()
        source.folders()
        assert [folder.id for folder in source.folders()] == ["INBOX"]
        assert not first.alive
