"""What `doctor` says before it signs in: a name with its addresses; of an address nothing twice."""

from __future__ import annotations

import socket

import pytest

from liaison_sync.connections.doctor import network
from liaison_sync.connections.tls import Endpoint


@pytest.mark.parametrize(("host", "keys"), [("127.0.0.1", ["tcp"]), ("localhost", ["dns", "tcp"])])
def test_only_a_name_is_told_with_its_addresses(host: str, keys: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = list(network(Endpoint(host=host, port=listening.getsockname()[1])))
    assert [one.key for one in found] == [f"doctor.{key}" for key in keys]
