"""What the doctor says of the server our letters are handed to, asked over the wire."""

from __future__ import annotations

import pytest

from tests.contract.test_delivery import to
from tests.peers.smtp import ScriptedSmtp


def test_the_doctor_sends_nothing() -> None:
    with ScriptedSmtp() as server:
        findings = to(server.port).findings()
        assert [finding.level for finding in findings].count("bad") == 0
        assert not server.tried


@pytest.mark.parametrize(("octets", "said"), [(300_000, "300 KB"), (25_000_000, "25 MB")])
def test_the_doctor_says_how_large_a_letter_may_be_however_little_that_is(octets: int, said: str) -> None:
    with ScriptedSmtp(max_bytes=octets) as server:
        sizes = [one.params["size"] for one in to(server.port).findings() if one.key == "doctor.smtp_size"]
    assert sizes == [said]
