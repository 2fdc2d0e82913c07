"""Parser processes read ahead of the writer, and give way to it."""

from __future__ import annotations

import os

from liaison_sync.app.parsing import Parsers, Read, read, set_aside
from tests.peers.mail import letter


def telling(raw: bytes) -> Read:
    """How nice the process is that reads."""
    return set_aside(read(raw), f"{os.nice(0)}", "")


def test_a_parser_process_leaves_the_first_turn_to_the_writer() -> None:
    with Parsers(1, telling) as parsers:
        (found,) = parsers.read_all([letter(1)])
    told = found.parsed.message.quarantined
    assert told is not None
    assert int(told.reason) > os.nice(0) or os.nice(0) == 19
