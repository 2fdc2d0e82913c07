"""A peer that is closed leaves nothing behind: thousands are opened in one run of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.peers.courier import Courier
from tests.peers.hostile_imap import HostileImap
from tests.peers.proxy import FaultProxy
from tests.peers.unprivileged import until


@pytest.mark.parametrize("peer", [lambda: FaultProxy(1), HostileImap, Courier], ids=["proxy", "hostile", "courier"])
def test_no_thread_waits_for_who_will_never_come(peer: Callable[[], AbstractContextManager[object]]) -> None:
    before = {*threading.enumerate()}
    with peer():
        left = {*threading.enumerate()} - before
        assert left
    until(lambda: not any(one.is_alive() for one in left), "the peer's end")
