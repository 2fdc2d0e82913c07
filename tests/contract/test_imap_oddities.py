"""What some IMAP servers say and the others do not: all mail is read all the same, or what is odd is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.poll import Polled, poll
from liaison_sync.app.service import Mailbox
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, reading
from tests.contract.test_imap_sign_in import settings
from tests.peers.hostile_imap import HONEST, Answers, HostileImap
from tests.peers.mail import letter
from tests.rig import START, rig

ONE, TWO = letter(1), letter(2)


def body(uid: int, raw: bytes, literal: bytes = b"{%d}") -> bytes:
    return b"* %d FETCH (UID %d BODY[] " % (uid, uid) + literal % len(raw) + b"\r\n" + raw + b")\r\n"


def size(uid: int, raw: bytes) -> bytes:
    return b"* %d FETCH (UID %d RFC822.SIZE %d FLAGS ())\r\n" % (uid, uid, len(raw))


PLAIN: Answers = {"UID FETCH META": size(1, ONE) + size(2, TWO), "UID FETCH BODY": body(1, ONE) + body(2, TWO)}
OPENED = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 3] ok\r\n"


def offering(*words: str) -> bytes:
    return f"* CAPABILITY IMAP4rev1 AUTH=PLAIN {' '.join(words)}\r\n".encode()


ODD: dict[str, Answers] = {
    "plain": {},
    "out of order": {"UID FETCH META": size(2, TWO) + size(1, ONE), "UID FETCH BODY": body(2, TWO) + body(1, ONE)},
    "expunged in between": {"UID FETCH BODY": body(1, ONE) + b"* 3 EXPUNGE\r\n* 2 EXISTS\r\n" + body(2, TWO)},
    "flags in between": {
        "UID FETCH META": size(1, ONE) + b"* 1 FETCH (FLAGS (\\Seen $x) UID 1)\r\n" + size(2, TWO),
        "UID FETCH BODY": body(1, ONE) + b"* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n" + body(2, TWO),
    },
    "flags with the body": {
        "UID FETCH BODY": body(1, ONE).replace(b"(UID 1", b"(FLAGS (\\Seen) MODSEQ (9) UID 1") + body(2, TWO)
    },
    "literal8": {"UID FETCH BODY": body(1, ONE, b"~{%d}") + body(2, TWO, b"{%d+}")},
    "a go-ahead nobody asked for": {"UID FETCH BODY": b"+ go on\r\n" + body(1, ONE) + b"+\r\n" + body(2, TWO)},
    "answers to nobody": {"UID FETCH BODY": body(1, ONE) + b"A99 OK done\r\n\r\n" + body(2, TWO)},
    "an alert in brackets never closed": {"EXAMINE": b"* OK [ALERT disk full\r\n" + OPENED},
    "no UIDNEXT": {"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"},
    "counts told twice": {"EXAMINE": b"* 1 EXISTS\r\n" + OPENED},
    "huge numbers": {"EXAMINE": OPENED + b"* OK [HIGHESTMODSEQ 99999999999999999999999] ok\r\n* OK [UNSEEN 0] ok\r\n"},
    "a code unheard of": {"EXAMINE": OPENED + b"* OK [X-KOTAK \"a\" (b c)] ok\r\n* NO [X] still\r\n"},
    "small letters": {
        "LIST": b'* list (\\HASNOCHILDREN) "/" inbox\r\n', "EXAMINE": OPENED.lower().replace(b"uidv", b"UIDV"),
        "UID SEARCH": b"* search 1 2\r\n", "UID FETCH META": size(1, ONE).replace(b"FETCH", b"Fetch") + size(2, TWO),
    },
    "extended data": {"LIST": b'* LIST (\\HasChildren) "/" INBOX ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("x"))\r\n'},
    "each folder told twice": {"LIST": b'* LIST () "/" INBOX\r\n' * 2},
    "what cannot be opened": {
        "LIST": HONEST["LIST"] + b'* LIST (\\NonExistent \\HasChildren) "/" a\r\n* LIST (\\NoSelect) "/" b\r\n'  # type: ignore[operator]
    },
    "searched in several lines": {"UID SEARCH": b"* SEARCH 2\r\n* SEARCH\r\n* SEARCH 1\r\n"},
    "searched with a sequence": {"UID SEARCH": b"* SEARCH 1 2 (MODSEQ 917162500)\r\n"},
    "extended search": {
        "CAPABILITY": offering("ESEARCH"), "UID SEARCH": b'* ESEARCH (TAG "L4") UID MIN 1 COUNT 2 ALL 2,1\r\n'
    },
    "UTF8 offered and never asked for": {"CAPABILITY": offering("ENABLE", "UTF8=ACCEPT", "BINARY")},
    "more is offered later": {"AUTHENTICATE": b"* CAPABILITY IMAP4rev1 IDLE LIST-STATUS LIST-EXTENDED\r\n"},
    "a referral": {"AUTHENTICATE": b"{tag} OK [REFERRAL imap://other.example/] logged in\r\n"},
    "answers ending in a bare line feed": {"UID FETCH META": (size(1, ONE) + size(2, TWO)).replace(b"\r\n", b"\n")},
}  # fmt: skip

REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "ENABLE": (("ENABLE", "QRESYNC", "CONDSTORE"), "ENABLE"),
    "the way to list": (("LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE"), "RETURN"),
    "the way to open": (("CONDSTORE",), "(CONDSTORE)"),
    "the way to search": (("ESEARCH",), "RETURN"),
    "to let go": (("UNSELECT",), "UNSELECT"),
    "STATUS": ((), "STATUS"),
    "ids": (("OBJECTID",), "EMAILID"),
    "the id of a folder": (("OBJECTID",), "MAILBOXID"),
}


def refusing(offers: tuple[str, ...], word: str) -> Answers:
    """Offers, and then refuses what carries `word`."""

    def instead(answer: bytes | Callable[[str], bytes]) -> Callable[[str], bytes]:
        assert isinstance(answer, bytes)
        return lambda command: b"{tag} BAD Unknown command\r\n" if word in command.upper() else answer

    commands = {**HONEST, **PLAIN, "ENABLE": b"", "STATUS": b"", "UNSELECT": b""}
    return {name: instead(answer) for name, answer in commands.items()} | {"CAPABILITY": offering(*offers)}


def polled(lies: Answers, tmp_path: Path, passes: int = 1) -> tuple[list[Polled], list[str], list[str]]:
    """How each pass went, the subjects stored, and the paths of the folders read."""
    with HostileImap({**PLAIN, **lies}, b"* OK hi\r\n") as server:
        box = Mailbox("humas", "humas@kantor.example", lambda: ImapSource("humas", settings(server)))
        here = rig(connect(f"sqlite:///{tmp_path}/store.db"), [box])
        found = [poll(here.service, box) for _ in range(passes)]
        with reading(here.engine) as connection:
            subjects = sorted(connection.scalars(select(s.message.c.subject)).all())
            return found, subjects, sorted(connection.scalars(select(s.folder.c.path)).all())


WANTED = 2


@pytest.mark.parametrize("odd", ODD)
def test_all_is_read_from_a_server_with(odd: str, tmp_path: Path) -> None:
    found, subjects, _ = polled(ODD[odd], tmp_path, passes=2)
    assert [one.failure for one in found] == [None, None]
    assert (len(subjects), found[0].messages, found[1].messages) == (WANTED, WANTED, 0)
    assert sum(one.quarantined for one in found) == 0


@pytest.mark.parametrize("what", REFUSED)
def test_all_is_read_from_a_server_that_knows_nothing_of_what_it_offers(what: str, tmp_path: Path) -> None:
    """As where a proxy speaks for another server."""
    found, subjects, _ = polled(refusing(*REFUSED[what]), tmp_path, passes=2)
    assert [one.failure for one in found] == [None, None]
    assert len(subjects) == WANTED


@pytest.mark.parametrize("told", [b"NIL", b'""', b"{0}\r\n"])
def test_a_body_that_is_not_there_is_withheld_and_visible(told: bytes, tmp_path: Path) -> None:
    lies: Answers = {"UID FETCH BODY": b"* 1 FETCH (UID 1 BODY[] " + told + b")\r\n" + body(2, TWO)}
    ((found,), subjects, _) = polled(lies, tmp_path)
    assert (found.failure, len(subjects), found.quarantined) == (None, 1, 1)


NAMES = (
    b'"Umum &AGE"', b'"&&&"', b'"&Jjo-!&"', b'"\xe9t\xe9"', b'"a\\"b\\\\c"', b"{2}\r\n%*",
    b'"INBOX.Kiriman"', b'"user.budi.Terkirim"', b'"#shared/Umum"',
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_named_as_no_folder_should_be_keeps_no_other_from_being_read(name: bytes, tmp_path: Path) -> None:
    lies: Answers = {"LIST": b'* LIST () "." ' + name + b"\r\n" + HONEST["LIST"]}  # type: ignore[operator]
    found, subjects, paths = polled(lies, tmp_path, passes=2)
    assert [one.failure for one in found] == [None, None]
    assert len(subjects) == WANTED
    assert len(paths) == 2


@pytest.mark.parametrize("number", [b"4294967296", b"99999999999999999999999", b"-1"])
def test_a_count_beyond_all_counts_is_not_believed(number: bytes, tmp_path: Path) -> None:
    ((found,), _, _) = polled({"EXAMINE": b"* " + number + b" EXISTS\r\n" + OPENED[12:]}, tmp_path)
    assert isinstance(found.failure, ProtocolViolation)


@pytest.mark.parametrize("name", [b"{9}\r\nA\r\nB\x00C\xff\xfe", b"{3}\r\nA\nB"])
def test_a_folder_no_command_can_name_is_left_out_by_a_rule_that_says_so(name: bytes, tmp_path: Path) -> None:
    lies: Answers = {"LIST": b'* LIST () "." ' + name + b"\r\n" + HONEST["LIST"]}  # type: ignore[operator]
    found, subjects, _ = polled(lies, tmp_path, passes=2)
    assert [one.failure for one in found] == [None, None]
    assert len(subjects) == WANTED
    assert list(found[1].excluded.values()) == ["unsayable_folder"]


STATUSES = (
    b"* STATUS Kotak Masuk (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)", b"* STATUS INBOX (MESSAGES)", b"* STATUS INBOX",
    b"* STATUS INBOX (MESSAGES -1 UIDNEXT 3 UIDVALIDITY 7)", b"* STATUS INBOX (UIDNEXT 99999999999999999999)",
)  # fmt: skip


@pytest.mark.parametrize("told", STATUSES)
def test_a_status_nobody_understands_keeps_no_folder_from_being_read(told: bytes, tmp_path: Path) -> None:
    """It is a hint: a folder of which nothing is told is opened."""
    found, subjects, _ = polled({"STATUS": told + b"\r\n"}, tmp_path, passes=2)
    assert [one.failure for one in found] == [None, None]
    assert len(subjects) == WANTED
    listed = HONEST["LIST"] + told + b"\r\n"  # type: ignore[operator]
    offers = offering("LIST-EXTENDED", "LIST-STATUS")
    found, _, _ = polled({"CAPABILITY": offers, "LIST": listed}, tmp_path)
    assert found[0].failure is None


REFUSALS = (
    b"NO [NOPERM] Permission denied", b"NO Mailbox has invalid format", b"NO [SERVERBUG] Refer to server log",
    b"NO [INUSE] Timeout while waiting for lock",
)  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_folder_one_may_not_open_is_told_and_the_others_are_read(refusal: bytes, tmp_path: Path) -> None:
    lists = b'* LIST () "/" Arsip\r\n* LIST () "/" INBOX\r\n* LIST () "/" Umum\r\n'
    closed = dict.fromkeys(("INBOX", "Arsip"), b"{tag} " + refusal + b"\r\n")

    def examine(command: str) -> bytes:
        return next((told for name, told in closed.items() if name in command), OPENED)

    def status(command: str) -> bytes:
        told = b"* STATUS Umum (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n"
        return next((told for name, told in closed.items() if name in command), told)

    lies: Answers = {"LIST": lists, "EXAMINE": examine, "STATUS": status}
    found, subjects, paths = polled(lies, tmp_path, passes=2)
    assert paths == ["Umum"]
    assert len(subjects) == WANTED
    for one in found:
        assert one.failure is not None
        assert (one.failure.key, one.failure.detail.partition(":")[0]) == ("folder_refused", "INBOX")
        assert one.next_try == START + timedelta(seconds=60)  # no ever longer wait for what is read


def test_a_server_that_opens_nothing_more_is_left_in_peace_for_longer(tmp_path: Path) -> None:
    found, _, _ = polled({"EXAMINE": b"{tag} NO [UNAVAILABLE] later\r\n"}, tmp_path, passes=3)
    assert [one.next_try and one.next_try - START for one in found] == [timedelta(minutes=n) for n in (1, 2, 5)]


def test_a_folder_shut_later_keeps_no_other_from_being_asked_again_for_what_it_withheld(tmp_path: Path) -> None:
    lists = b'* LIST () "/" Arsip\r\n* LIST () "/" INBOX\r\n'
    shut, withheld = False, True

    def examine(command: str) -> bytes:
        return b"{tag} NO [NOPERM] no\r\n" if shut and "INBOX" in command else OPENED

    def bodies(_: str) -> bytes:
        return b"* 1 FETCH (UID 1 BODY[] NIL)\r\n" + body(2, TWO) if withheld else body(1, ONE) + body(2, TWO)

    lies: Answers = {**PLAIN, "LIST": lists, "EXAMINE": examine, "UID FETCH BODY": bodies}
    with HostileImap(lies, b"* OK hi\r\n") as server:
        box = Mailbox("humas", "humas@kantor.example", lambda: ImapSource("humas", settings(server)))
        here = rig(connect(f"sqlite:///{tmp_path}/store.db"), [box])
        assert poll(here.service, box).quarantined == 2
        shut, withheld = True, False
        here.clock.turn(seconds=120)
        found = poll(here.service, box)
    assert (found.failure and found.failure.key, found.messages) == ("folder_refused", 1)
