"""What `doctor` says before it signs in: a name with its addresses; of an address nothing twice."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest

from liaison_sync.connections.clock import Stamped, http_finding
from liaison_sync.connections.doctor import network
from liaison_sync.connections.tls import Endpoint


@pytest.mark.parametrize(("host", "keys"), [("127.0.0.1", ["tcp"]), ("localhost", ["dns", "tcp"])])
def test_only_a_name_is_told_with_its_addresses(host: str, keys: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = list(network(Endpoint(host=host, port=listening.getsockname()[1])))
    assert [one.key for one in found] == [f"doctor.{key}" for key in keys]


@pytest.mark.parametrize(
    ("date", "keys"),
    [
        ("Tue, 10 Nov 2026 03:00:02 GMT", ["clock"]),
        ("Tue, 10 Nov 2026 02:58:00 GMT", ["clock_ahead"]),
        ("Tue, 10 Nov 2026 03:01:10 GMT", ["clock_behind"]),
        ("", []),
        ("kemarin", []),
    ],
)
def test_an_answer_over_http_tells_how_far_our_clock_is_off(date: str, keys: list[str]) -> None:
    asked = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    found = http_finding(Stamped(asked, asked + timedelta(seconds=5), date), "graph.example")
    assert [one.key for one in found] == [f"doctor.{key}" for key in keys]
