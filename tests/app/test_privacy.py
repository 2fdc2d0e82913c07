"""A person's data handed out whole, and erased: nothing names them any more, and every figure stays."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import zstandard
from sqlalchemy import Engine, func, select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.privacy import erase_person, export_person, preview
from liaison_sync.app.rerecognise import rerecognise
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Own
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import EVENT, HUMAS, deliver, service
from tests.app.test_act_directory import BY, put
from tests.app.test_recognition import AT, DIRECTORY, mail

NAME, ADDRESS = "Rina Wijaya", "rina@bank.example"


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    with service(store_url, own=Own(("karsabahari.example",), (HUMAS, EVENT))) as one:
        import_directory(one, json.dumps(DIRECTORY), actor="cli")
        deliver(one, list(_mails()))
        yield one


def _mails() -> Iterator[Placed]:
    yield mail(f"{NAME} <{ADDRESS}>", "1@b", "X-Note: x")
    yield mail("x@bank.example", "2@b", f"Cc: {NAME} <{ADDRESS}>", hours=1)
    yield mail(HUMAS, "3@k", "In-Reply-To: <1@b>", to=f'"{NAME}" <{ADDRESS}>', hours=2)
    encoded = "Cc: =?utf-8?q?Rina_Wijaya?= <lain@bank.example>, rina@bank.example"
    yield mail("sari@gmail.com", "4@s", encoded, hours=3)
    ics = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20261120T000000Z\r\n"
        "DTSTART:20261124T030000Z\r\nDTEND:20261124T040000Z\r\nSUMMARY:Rapat\r\nORGANIZER:mailto:sari@gmail.com\r\n"
        f"ATTENDEE;CN={NAME}:mailto:{ADDRESS}\r\nATTENDEE:mailto:{HUMAS}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    raw = (
        f"From: sari@gmail.com\r\nTo: {HUMAS}\r\nSubject: Rapat\r\nDate: Fri, 20 Nov 2026 08:00:00 +0000\r\n"
        f"Message-ID: <5@s>\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n{ics}"
    )
    yield Placed(HUMAS, "INBOX", AT, raw.encode())


def everything(engine: Engine, *, journal: bool = False) -> str:
    """All the store holds, raw mail included, as one text."""
    said: list[str] = []
    with engine.connect() as connection:
        for table in s.metadata.sorted_tables:
            if table.name != "journal" or journal:
                said += [str([str(v) for v in row]) for row in connection.execute(select(table))]
        for (zstd,) in connection.execute(select(s.raw.c.zstd)):
            said.append(zstandard.decompress(zstd).decode("utf-8", "replace"))
    return "\n".join(said)


def figures(engine: Engine) -> list[object]:
    m, t = s.message.c, s.thread.c
    with reading(engine) as connection:
        mails = select(m.key, m.at, m.direction, m.partner, m.reason, m.thread).order_by(m.key)
        threads = select(t.id, t.partner, t.ball, t.ball_since, t.messages).order_by(t.id)
        meetings = select(s.engagement.c.uid, s.engagement.c.status)
        return [tuple(row) for query in (mails, threads, meetings) for row in connection.execute(query)]


def test_what_we_hold_is_handed_out_and_that_is_journaled(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME)
    found = json.loads(export_person(here, row, actor=BY))
    assert found["person"] == [ADDRESS]
    assert {"contact", "message", "message_text", "participant", "fact", "engagement"} <= found["held"].keys()
    assert len([one for one in found["held"]["message"] if one["sender"] == ADDRESS]) == 1
    assert preview(here, row)["contact"] == 1
    with reading(here.engine) as connection:
        assert "person.exported" in connection.execute(select(s.journal.c.action)).scalars().all()


def test_erasure_leaves_every_figure_and_nothing_that_names_them(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME, phone="0812")
    act(here, k.AddNote("partner:bank", f"Telepon {NAME} dulu"), actor=BY)
    before = figures(here.engine)
    assert NAME in everything(here.engine)
    erase_person(here, row, ADDRESS.upper(), actor=BY)
    left = everything(here.engine)
    assert NAME not in left
    assert ADDRESS not in left.lower()
    assert figures(here.engine) == before
    with writing(here.engine) as connection:
        rerecognise(connection, here, None)
    assert ADDRESS not in everything(here.engine).lower()
    with reading(here.engine) as connection:
        entry = connection.execute(select(s.journal).order_by(s.journal.c.n.desc())).first()
        assert entry is not None
        assert entry.action == "person.erased"
        assert ADDRESS not in str(entry)


def test_erasure_asks_for_the_address_again_and_spares_us(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME)
    with pytest.raises(Refused, match="not_confirmed"):
        erase_person(here, row, "rina", actor=BY)
    ours = put(here, HUMAS, "bank")
    with pytest.raises(Refused, match="one_of_us"):
        erase_person(here, ours, HUMAS, actor=BY)
    with pytest.raises(Refused, match="gone"):
        erase_person(here, "tiada", ADDRESS, actor=BY)
    with reading(here.engine) as connection:
        assert connection.execute(select(func.count()).select_from(s.contact)).scalar_one() == 3


def test_two_addresses_of_one_person_in_one_letter_become_one_nobody(here: Service) -> None:
    both = f"To: {HUMAS}, {ADDRESS}, Rina <rina.w@gmail.com>"
    one = mail("x@bank.example", "6@b", hours=4)
    deliver(
        here,
        [Placed(one.mailbox, one.folder, one.received_at, one.raw.replace(f"To: {HUMAS}".encode(), both.encode()))],
    )
    row = put(here, ADDRESS, "bank", name=NAME)
    with writing(here.engine) as connection:
        connection.execute(s.contact.update().values(person="p1").where(s.contact.c.id == row))
    other = put(here, "rina.w@gmail.com", None, name=NAME)
    with writing(here.engine) as connection:
        connection.execute(s.contact.update().values(person="p1").where(s.contact.c.id == other))
    erase_person(here, row, ADDRESS, actor=BY)
    left = everything(here.engine).lower()
    assert [found for found in (ADDRESS, "rina.w@gmail.com", NAME.lower()) if found in left] == []


def test_a_stranger_whose_letters_are_joined_by_their_address_leaves_no_trace_of_it(here: Service) -> None:
    deliver(here, [mail("Élodie Martin <elodie@gmail.com>", "7@g", hours=5)])
    deliver(here, [mail("x@bank.example", "8@b", "X-Kata: x", hours=6, text="Kata ÉLODIE MARTIN begitu.")])
    row = put(here, "elodie@gmail.com", "bank", name="Élodie Martin")
    erase_person(here, row, "elodie@gmail.com", actor=BY)
    left = everything(here.engine).lower()
    assert [found for found in ("elodie@gmail.com", "élodie martin") if found in left] == []


def test_what_is_held_is_counted_before_it_is_handed_out(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME)
    assert preview(here, row) == {"contact": 1, "message": 4, "attachment": 0, "engagement": 0}
