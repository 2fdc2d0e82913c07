"""A message that kills, hangs or bloats its parser is set aside after three tries; all others are read."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison_sync.app.parsing import Parsers, Read, read
from liaison_sync.domain.errors import Transient
from tests.peers.mail import letter


class Arriving:
    """What a process gets only after a while."""

    def __reduce__(self) -> tuple[Callable[[], Callable[[bytes], Read]], tuple[()]]:
        return _arrive, ()

    def __call__(self, raw: bytes) -> Read:
        return read(raw)


def _arrive() -> Callable[[bytes], Read]:
    time.sleep(2)
    return read


class Stillborn:
    """Whose process dies before it is there."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (1,)

    def __call__(self, raw: bytes) -> Read:
        return read(raw)


def poisoned(raw: bytes) -> Read:
    """Reads as ever, but for the bytes that say what they do to a parser."""
    if b"X-Poison: crash" in raw:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"X-Poison: loop" in raw:
        time.sleep(3600)
    if b"X-Poison: bloat" in raw:
        bytearray(4 * 1024**3)
        os.abort()
    return read(raw)


@pytest.mark.parametrize(("kind", "reason"), [("crash", "parser_crashed"), ("bloat", "parser_crashed")])
def test_poison_is_set_aside_and_the_others_are_read_in_order(kind: str, reason: str) -> None:
    mails = [letter(n) for n in range(30)]
    mails[7] = f"X-Poison: {kind}\r\n".encode() + mails[7]
    with Parsers(2, poisoned) as parsers:
        found = parsers.read_all(mails)
        again = parsers.read_all(mails[:3])
    assert len(found) == 30
    bad = found[7].parsed.message.quarantined
    assert bad is not None
    assert bad.reason == reason
    assert [one.parsed.message.subject for n, one in enumerate(found) if n != 7] == [
        f"Surat {n}" for n in range(30) if n != 7
    ]
    assert not any(one.parsed.message.quarantined for one in again)


def test_a_message_that_hangs_its_parser_delays_the_others_by_one_budget_and_costs_three() -> None:
    mails = [letter(n) for n in range(25)]
    mails[7] = b"X-Poison: loop\r\n" + mails[7]
    with Parsers(1, poisoned, seconds=1.5) as parsers:
        parsers.read_all(mails[:1])  # the process is there
        began = time.monotonic()
        found = parsers.read_all(mails)
        took = time.monotonic() - began
        again = parsers.read_all(mails[:3])
    assert [n for n, one in enumerate(found) if one.parsed.message.quarantined] == [7]
    assert not any(one.parsed.message.quarantined for one in again)
    assert 4.5 <= took < 12


def test_several_messages_that_kill_their_parser_are_set_aside_each_alone() -> None:
    mails = [b"X-Poison: crash\r\n" + letter(n) if n in {0, 1, 24, 25, 29} else letter(n) for n in range(30)]
    with Parsers(2, poisoned) as parsers:
        found = parsers.read_all(mails)
    assert [n for n, one in enumerate(found) if one.parsed.message.quarantined] == [0, 1, 24, 25, 29]


def test_a_mailbox_whose_message_hangs_a_parser_leaves_the_other_parsers_to_the_other_mailboxes() -> None:
    hanging = [b"X-Poison: loop\r\n" + letter(n) if n == 7 else letter(n) for n in range(300)]
    with Parsers(2, poisoned, seconds=4) as parsers, ThreadPoolExecutor() as pool:
        parsers.read_all(hanging[:2])  # the processes are there
        one = pool.submit(parsers.read_all, hanging)
        time.sleep(0.2)
        other = pool.submit(parsers.read_all, [letter(n) for n in range(30)])
        assert len(other.result()) == 30
        assert not one.done()
        assert [n for n, read in enumerate(one.result()) if read.parsed.message.quarantined] == [7]


def test_what_does_not_fit_into_the_line_at_once_follows_when_it_does() -> None:
    mails = [letter(n) + b"Mohon dicatat.\r\n" * 4_000 for n in range(100)]
    with Parsers(1, seconds=4) as parsers:
        parsers.read_all(mails[:1])  # the process is there
        began = time.monotonic()
        found = parsers.read_all(mails)
        took = time.monotonic() - began
    assert [one.size for one in found] == [len(mail) for mail in mails]
    assert took < 4, "nothing was taken for overdue"


def test_the_time_a_process_takes_to_start_is_no_messages_time() -> None:
    with Parsers(1, Arriving(), seconds=1) as parsers:
        found = parsers.read_all([letter(n) for n in range(3)])
    assert not any(one.parsed.message.quarantined for one in found)


def test_where_no_process_starts_no_message_is_to_blame() -> None:
    with Parsers(2, Stillborn()) as parsers, pytest.raises(Transient) as told:
        parsers.read_all([letter(n) for n in range(3)])
    assert told.value.key == "parsers_absent"
