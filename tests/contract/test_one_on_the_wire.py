"""Whatever stands in a letter, one message goes over the wire to whom it is for, also to servers that read it wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from liaison_sync.delivery.frozen import on_the_wire
from liaison_sync.domain.message import Address
from liaison_sync.formats.compose import freeze
from liaison_sync.formats.render import Letter
from liaison_sync.ports import Accepted, Frozen, Submitted
from tests.contract.test_delivery import ANI, server, to
from tests.formats.naughty import NAUGHTY
from tests.peers.smtp import ScriptedSmtp

__all__ = ["server"]  # a fixture
US = "humas@kantor.example"
# What some server or other has taken for the end of a letter (CVE-2023-51764, -51765, -51766).
ENDS = (
    b"\r\n.\r\n", b"\n.\r\n", b"\n.\n", b"\r\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\r",
    b"\r\n\x00.\r\n", b"\r\n.\x00\r\n",
)  # fmt: skip
SECOND = "MAIL FROM:<bos@kantor.example>\r\nRCPT TO:<x@y.example>\r\nDATA\r\nSubject: palsu\r\n\r\npalsu\r\n"
SMUGGLED = tuple(f"Halo{end.decode('latin-1')}{SECOND}" for end in ENDS)
EVERY_END = re.compile(b"|".join(re.escape(one) for one in ENDS))


def composed(text: str, number: int) -> list[Frozen]:
    """Letters with `text` as what they say, and, where it can stand in a header, as names and subject too."""
    found = []
    for n, headline in enumerate(("Undangan", text)):
        id_ = f"ob-{number}-{n}@kantor.example"
        try:
            content = freeze(
                Letter(subject=headline, text=text),
                from_=Address(headline, US),
                to=[Address(headline, ANI)],
                message_id=id_,
                date=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
                automatic=False,
                liaison_id=f"ob-{number}-{n}",
            )
        except ValueError:
            continue
        found.append(Frozen(f"ob-{number}-{n}", f"<{id_}>", US, (ANI,), content))
    return found


def test_every_letter_is_exactly_one_message_to_its_reader(server: ScriptedSmtp) -> None:
    letters = [made for n, text in enumerate((*NAUGHTY, *SMUGGLED)) for made in composed(text, n)]
    assert len(letters) > 750
    with to(server.port, timeout=10.0) as delivery:
        for one in letters:
            outcome = delivery.submit(delivery.prepare(one))
            assert isinstance(outcome, Submitted)
            assert [type(each) for each in outcome.recipients] == [Accepted]
    assert [taken.content for taken in server.taken] == [one.content for one in letters]
    assert {(taken.mail_from, taken.recipients) for taken in server.taken} == {(US, (ANI,))}
    assert set(server.tried) == {ANI}


@pytest.mark.parametrize("text", [*SMUGGLED, "\n.\n", ".", "..", "\r\n.\r\n.\r\n"])
def test_no_server_finds_the_end_of_a_letter_before_its_end(text: str) -> None:
    letters = composed(text, 1)
    assert letters
    for made in letters:
        wire = b"354 go\r\n" + on_the_wire(made.content) + b".\r\n"
        assert [match.end() for match in EVERY_END.finditer(wire)] == [len(wire)]


def test_the_search_finds_what_is_smuggled() -> None:
    for end in ENDS:
        assert EVERY_END.search(b"Halo" + end + SECOND.encode())
