"""Whether an invitation still asks somebody."""

from __future__ import annotations

import pytest

from liaison_sync.domain.invitation import Attendee, Invitation
from liaison_sync.domain.partner import Own
from liaison_sync.domain.recognise import Recognition
from liaison_sync.domain.rsvp import all_answered
from liaison_sync.domain.view import Direction

OWN = Own(domains=("kita.or.id",), addresses=("humas@kita.or.id",))
THEY = Attendee("rina@kementerian.go.id", partstat="ACCEPTED")


@pytest.mark.parametrize(
    ("direction", "guests", "expected"),
    [
        ("in", [Attendee("humas@kita.or.id")], False),
        ("in", [Attendee("humas@kita.or.id", partstat="ACCEPTED")], True),
        ("in", [Attendee("humas@kita.or.id", partstat="DECLINED"), Attendee("ayu@kita.or.id")], False),
        ("in", [Attendee("budi@kementerian.go.id", partstat="ACCEPTED")], False),  # we come by a list
        ("out", [Attendee("budi@kementerian.go.id")], False),
        ("out", [Attendee("budi@kementerian.go.id", partstat="TENTATIVE")], True),
    ],
)
def test_it_asks_until_everybody_on_the_other_side_has_answered(
    direction: Direction, guests: list[Attendee], expected: bool
) -> None:
    organizer = THEY if direction == "in" else Attendee("humas@kita.or.id")
    invitation = Invitation("u@x", "REQUEST", organizer=organizer, attendees=(organizer, *guests))
    found = Recognition("kementerian", None, "domain", direction)
    assert all_answered([invitation], found, OWN) is expected


def test_other_methods_ask_nobody() -> None:
    reply = Invitation("u@x", "REPLY", organizer=THEY, attendees=(Attendee("humas@kita.or.id", partstat="ACCEPTED"),))
    assert not all_answered([reply], Recognition("kementerian", None, "domain", "out"), OWN)
    assert not all_answered([], Recognition("kementerian", None, "domain", "in"), OWN)
