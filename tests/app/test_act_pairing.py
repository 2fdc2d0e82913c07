"""One meeting under two UIDs: proposed, joined and parted by a person, or kept apart for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.explain import explain
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.commands import AddAction
from liaison_sync.domain.commands import pairs as k
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.partner import Own
from liaison_sync.store import meeting_pairs
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service

HOST, CITRA, BY = "budi@mitra.example", "citra@mitra.example", "rani@karsabahari.example"
AT = datetime(2026, 11, 30, 2, tzinfo=UTC)


def _invitation(uid: str, sequence: int = 0, answer: str = "NEEDS-ACTION") -> Placed:
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261120T02000{sequence}Z\r\nSEQUENCE:{sequence}\r\nDTSTART:20261130T020000Z\r\n"
        f"SUMMARY:Rapat koordinasi\r\nORGANIZER:mailto:{HOST}\r\nATTENDEE:mailto:{HUMAS}\r\n"
        f"ATTENDEE;PARTSTAT={answer}:mailto:{CITRA}\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    raw = (
        f"From: Budi <{HOST}>\r\nTo: {HUMAS}\r\nSubject: Rapat\r\nDate: Fri, 20 Nov 2026 08:00:00 +0700\r\n"
        f"Message-ID: <{uid}-{sequence}@mitra.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method=REQUEST; charset="utf-8"\r\n\r\n{ics}'
    )
    return Placed(HUMAS, "INBOX", datetime(2026, 11, 20, 1, sequence, tzinfo=UTC), raw.encode())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    own = Own(("karsabahari.example",), (HUMAS, EVENT), "mx.karsabahari.example")
    with service(f"sqlite:///{tmp_path}/x.db", own=own) as one:
        deliver(one, [_invitation("a"), _invitation("b")])
        yield one


def _standing(here: Service) -> set[str]:
    with reading(here.engine) as connection:
        uids = set(connection.execute(select(s.engagement.c.uid)).scalars())
        assert set(connection.execute(select(s.occurrence.c.uid)).scalars()) == uids
    return uids


def _proposed(here: Service, uid: str) -> list[str]:
    with reading(here.engine) as connection:
        said = connection.execute(select(s.engagement.c.document).where(s.engagement.c.uid == uid)).scalar_one()
        return [one.uid for one in meeting_pairs.twins(connection, load(Engagement, said), AT)]


def test_a_joined_meeting_stands_no_more_however_late_its_mail_and_comes_back_when_parted(here: Service) -> None:
    assert (_proposed(here, "a"), _proposed(here, "b")) == (["b"], ["a"])
    act(here, k.JoinMeetings("a", "b"), actor=BY)
    deliver(here, [_invitation("b", 1)])
    assert _standing(here) == {"a"}
    assert _proposed(here, "a") == []
    assert any("b" in line and BY in line for line in explain(here, "a", "id"))
    act(here, k.PartMeetings("a", "b"), actor=BY)
    assert _standing(here) == {"a", "b"}
    assert _proposed(here, "a") == ["b"]
    with reading(here.engine) as connection:
        assert load(Engagement, connection.execute(
            select(s.engagement.c.document).where(s.engagement.c.uid == "b")).scalar_one()).sequence == 1  # fmt: skip


def test_two_that_are_kept_apart_are_not_proposed_again(here: Service) -> None:
    act(here, k.KeepMeetingsApart("b", "a"), actor=BY)
    deliver(here, [_invitation("b", 1)])
    assert (_proposed(here, "a"), _proposed(here, "b")) == ([], [])
    assert _standing(here) == {"a", "b"}
    with pytest.raises(Refused):
        act(here, k.JoinMeetings("a", "b"), actor=BY)


def test_what_people_recorded_is_not_joined_away(here: Service) -> None:
    with reading(here.engine) as connection:
        key = connection.execute(select(s.occurrence.c.key).where(s.occurrence.c.uid == "b")).scalar_one()
    act(here, AddAction(key, "Kirim denah", "Dewi", True, None), actor=BY)
    with pytest.raises(Refused):
        act(here, k.JoinMeetings("a", "b"), actor=BY)
    act(here, k.JoinMeetings("b", "a"), actor=BY)
    assert _standing(here) == {"b"}


def _answer(here: Service, uid: str) -> str:
    with reading(here.engine) as connection:
        said = connection.execute(select(s.engagement.c.document).where(s.engagement.c.uid == uid)).scalar_one()
    return next(one.partstat for one in load(Engagement, said).attendees if one.address == CITRA)


def test_an_answer_only_the_joined_meeting_knew_counts_until_they_are_parted(here: Service) -> None:
    deliver(here, [_invitation("b", 1, "ACCEPTED")])
    assert (_answer(here, "a"), _answer(here, "b")) == ("NEEDS-ACTION", "ACCEPTED")
    act(here, k.JoinMeetings("a", "b"), actor=BY)
    assert _answer(here, "a") == "ACCEPTED"
    act(here, k.PartMeetings("a", "b"), actor=BY)
    assert (_answer(here, "a"), _answer(here, "b")) == ("NEEDS-ACTION", "ACCEPTED")


def test_an_answer_the_kept_meeting_has_is_not_replaced(here: Service) -> None:
    deliver(here, [_invitation("a", 1, "DECLINED"), _invitation("b", 1, "ACCEPTED")])
    act(here, k.JoinMeetings("a", "b"), actor=BY)
    assert _answer(here, "a") == "DECLINED"
