"""A person's data handed out whole, and erased: nothing names them any more, and every figure stays."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pytest
import zstandard
from sqlalchemy import Engine, func, select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.meeting_files import octets
from liaison_sync.app.privacy import erase_person, export_person, preview
from liaison_sync.app.rerecognise import rerecognise
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import files as m
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.partner import Own
from liaison_sync.store import meeting_files
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
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
    assert preview(here, row) == {"contact": 1, "message": 4, "attachment": 0, "engagement": 0, "meeting_file": 0}


def _zip(text: str) -> bytes:
    """An office document in little: the name is parted by markup."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("word/document.xml", f"<w:p><w:t>{text[:2]}</w:t></w:r><w:r><w:t>{text[2:]}</w:t></w:p>")
    return packed.getvalue()


def test_files_of_meetings_that_name_them_go_or_lose_the_name(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME)
    theirs = mail(f"{NAME} <{ADDRESS}>", "9@b", hours=7)
    head, _, body = theirs.raw.partition(b"\r\n\r\n")
    file = b"Content-Disposition: attachment; filename=cv.pdf\r\n\r\n%PDF\r\n--x--\r\n"
    kind = b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    whole = head + kind + b"--x\r\n\r\n" + body + b"\r\n--x\r\n" + file
    deliver(here, [Placed(theirs.mailbox, theirs.folder, theirs.received_at, whole)])
    invited = list(_mails())[-1].raw.replace(b"UID:u1", b"UID:u2").replace(b"<5@s>", b"<6@s>")
    both = invited.replace(f"To: {HUMAS}".encode(), f"To: {HUMAS}, {ADDRESS}".encode())
    deliver(here, [Placed(HUMAS, "INBOX", AT, both)])
    with reading(here.engine) as connection:
        meeting = connection.execute(select(s.occurrence.c.key).where(s.occurrence.c.uid == "u2")).scalar_one()
        a = s.attachment.c
        sent = connection.execute(select(a.message, a.sha256).where(a.name == "cv.pdf")).one()
    files = {
        f"Sambutan {NAME}.txt": f"Sambutan {NAME} ({ADDRESS})".encode(),
        "Daftar hadir.docx": _zip(NAME),
        "Foto.png": b"\x89PNG",
        "Biner.dat": b"\xff\0" + NAME.encode(),
    }
    uploaded = tuple(m.Uploaded(name, "", content) for name, content in files.items())
    act(here, m.AddFiles(meeting, uploaded), actor=BY)
    act(here, m.TakeAttachments(meeting, sent.message, (sent.sha256,)), actor=BY)
    held = json.loads(export_person(here, row, actor=BY))["held"]["meeting_file"]
    assert {one["name"] for one in held} == {"cv.pdf"}
    assert preview(here, row)["meeting_file"] == 5
    erase_person(here, row, ADDRESS, actor=BY)
    left = everything(here.engine)
    assert [found for found in (NAME, ADDRESS, "cv.pdf") if found in left] == []
    with reading(here.engine) as connection:
        found = meeting_files.of_meeting(connection, meeting).here
        text, photo = sorted((octets(connection, one) or b"" for one in found), reverse=True, key=len)
        raws = set(connection.execute(select(s.raw.c.sha256)).scalars())
    assert (text.startswith(b"Sambutan "), photo) == (True, b"\x89PNG")
    assert sha256(files["Daftar hadir.docx"]).hexdigest() not in raws


def test_a_note_of_a_project_loses_their_name(here: Service) -> None:
    row = put(here, ADDRESS, "bank", name=NAME)
    act(here, p.PutProject("festival", "Festival", note=f"Hubungi {NAME}, {ADDRESS}"), actor=BY)
    erase_person(here, row, ADDRESS, actor=BY)
    left = everything(here.engine)
    assert [found for found in (NAME, ADDRESS) if found in left] == []


def test_feedback_of_theirs_loses_its_words_and_keeps_its_score(here: Service) -> None:
    with writing(here.engine) as connection:
        said = c.FeedbackPut("fb-1", "fu-1", "m1", ADDRESS, 2, None, "Ruangan panas", "form", "recorded", AT)
        token = c.LetterToken("0" * 64, "feedback", "fu-1", ADDRESS, "id", AT, None)
        apply(connection, [said, c.LetterRefrozen("ob-none", b"", (token,))])
    erase_person(here, put(here, ADDRESS, "bank", name=NAME), ADDRESS, actor=BY)
    with reading(here.engine) as connection:
        (row,) = connection.execute(select(s.feedback)).all()
        (whose,) = connection.execute(select(s.letter_token.c.address)).scalars()
    assert (row.score, row.text) == (2, "")
    assert row.contact == whose != ADDRESS
