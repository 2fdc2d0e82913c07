"""When a worker compares: once each local day, when asked, not again at once where it came to nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func

from liaison_sync.app.act import Refused, act
from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.quiet import called
from liaison_sync.app.service import Mailbox
from liaison_sync.domain import commands as k
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import FolderRefused, Transient
from liaison_sync.ports import Folder
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, writing
from tests.rig import Rig, rig, rows

BY = "dewi@x.example"
RAW = b"From: <rina@pemkot.example>\r\nTo: <humas@x.example>\r\nSubject: Jadwal\r\n\r\nMohon jadwal.\r\n"


class Shy(MaildirSource):
    """Lists its folders only while it is in the mood."""

    willing = True
    shut = False  # its one folder's lock is taken by somebody else

    def inventory(self, folder: Folder) -> Inventory:
        if self.shut:
            raise FolderRefused(account="humas", operation="open", detail="[INUSE] locked")
        if not self.willing:
            raise Transient(account="humas", operation="inventory")
        return super().inventory(folder)


@pytest.fixture
def source(tmp_path: Path) -> Shy:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "humas" / name).mkdir(parents=True)
    (tmp_path / "humas/cur/1.a.b:2,S").write_bytes(RAW)
    return Shy("humas", MaildirSettings(path=tmp_path / "humas"))


@pytest.fixture
def here(source: Shy, tmp_path: Path) -> Rig:
    return rig(connect(f"sqlite:///{tmp_path}/x.db"), [Mailbox("humas", "humas@x.example", lambda: source)])


def made(here: Rig) -> int:
    return int(rows(here.engine, func.count(s.certificate.c.id))[0][0])


def test_one_certificate_each_local_day_from_two_in_the_night_on(here: Rig) -> None:
    turn, (box,) = Turn(), here.service.mailboxes
    for hour, many in ((20, 1), (21, 1), (25, 1), (26, 2), (27, 2), (45, 2), (49, 2), (50, 3), (60, 3)):
        here.clock.at = datetime(2026, 11, 9, 17, 0, tzinfo=UTC)  # midnight in Jakarta
        here.clock.turn(hours=hour - 24)
        turn.read(here.service, box)
        assert made(here) == many, hour


def test_a_person_may_ask_for_one_more_which_is_made_at_once(here: Rig) -> None:
    turn, (box,) = Turn(), here.service.mailboxes
    turn.read(here.service, box)
    here.clock.turn(seconds=10)
    assert not called(here.engine, here.clock.now()).due
    act(here.service, k.CertifyMailbox("humas"), actor=BY)
    assert [*called(here.engine, here.clock.now()).due] == [box.name]
    with writing(here.engine) as connection:
        connection.execute(delete(s.sighting))
    turn.read(here.service, box)
    assert made(here) == 2
    assert rows(here.engine, s.certificate_difference.c.subject, s.certificate_difference.c.outcome) == [
        ("Jadwal", "stored")
    ]
    here.clock.turn(minutes=5)
    turn.read(here.service, box)
    assert made(here) == 2
    assert rows(here.engine, s.job.c.id) == []


def test_what_a_busy_folder_left_unproven_is_compared_again_the_same_day_until_it_is_whole(
    here: Rig, source: Shy
) -> None:
    turn, (box,), compared = Turn(), here.service.mailboxes, list[int]()
    source.shut = True
    for minutes in range(0, 6 * 60, 10):
        before = made(here)
        turn.read(here.service, box)
        if made(here) > before:
            compared.append(minutes)
        source.shut = minutes < 200
        here.clock.turn(minutes=10)
    assert compared == [0, 60, 120, 240]  # ever more seldom: a right that is missing comes back by no haste
    verdicts = [row.verdict for row in rows(here.engine, s.certificate.c.verdict, s.certificate.c.at)]
    assert sorted(verdicts) == ["complete", "partial", "partial", "partial"]


def test_nobody_can_ask_for_a_mailbox_that_is_not_there(here: Rig) -> None:
    with pytest.raises(Refused, match="gone"):
        act(here.service, k.CertifyMailbox("nowhere"), actor=BY)


def test_where_comparing_fails_reading_goes_on_and_it_is_tried_again_after_an_hour(here: Rig, source: Shy) -> None:
    turn, (box,) = Turn(), here.service.mailboxes
    source.willing = False
    assert turn.read(here.service, box).failure is not None
    here.clock.turn(minutes=5)
    assert turn.read(here.service, box).failure is None
    assert made(here) == 0
    source.willing = True
    here.clock.turn(minutes=56)
    turn.read(here.service, box)
    assert made(here) == 1
