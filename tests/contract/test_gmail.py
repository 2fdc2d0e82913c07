"""Gmail: all mail is read once, drafts among it never, and a label tells what we sent."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Mailbox
from liaison_sync.connections.folders import standing
from liaison_sync.ports import Seen
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, reading, writing
from tests.contract.test_hostile_imap import opened
from tests.crash.scenario import DIRECTORY, HUMAS, RINA
from tests.peers.gmail import ALL, SPAM, Gmail
from tests.peers.hostile_imap import HostileImap
from tests.rig import Rig, rig, tables


def mail(n: int, from_: str, to: str) -> bytes:
    return (
        f"From: <{from_}>\r\nTo: <{to}>\r\nSubject: Izin {n}\r\nMessage-ID: <{n}@{from_.rpartition('@')[2]}>\r\n"
        f"Date: Thu, 05 Nov 2026 10:0{n}:00 +0700\r\n\r\nMohon kabar {n}.\r\n"
    ).encode()


def invitation(from_: str, to: str) -> bytes:
    """Where it lies decides whether its organiser is believed: only what we sent proves that it is ours."""
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//id\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:r1@x.example\r\n"
        "DTSTAMP:20261105T020000Z\r\nDTSTART:20261112T030000Z\r\nSUMMARY:Rapat\r\n"
        f"ORGANIZER:mailto:{from_}\r\nATTENDEE:mailto:{to}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    head = f"From: <{from_}>\r\nTo: <{to}>\r\nSubject: Rapat\r\nMessage-ID: <r1@x.example>\r\nMIME-Version: 1.0\r\n"
    date = "Date: Thu, 05 Nov 2026 10:00:00 +0700\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
    return (head + date + "\r\n" + ics).encode()


def full() -> Gmail:
    gmail = Gmail()
    gmail.mail[ALL] = {
        1: ('"\\\\Inbox" "\\\\Important" Sponsor', mail(1, RINA, HUMAS)),
        2: ('"\\\\Sent"', invitation(HUMAS, RINA)),
        3: ('"\\\\Draft"', mail(3, HUMAS, RINA)),
    }
    gmail.mail[SPAM] = {4: ("", mail(4, "x@spam.example", HUMAS))}
    return gmail


def stage(server: HostileImap, tmp_path: Path) -> tuple[Rig, Mailbox]:
    box = Mailbox("humas", HUMAS, lambda: opened(server))
    return rig(connect(f"sqlite:///{tmp_path}/store.db"), [box], directory=DIRECTORY), box


def test_all_mail_and_spam_are_read_and_every_other_label_says_why_not() -> None:
    with HostileImap(full().answers()) as server:
        with opened(server) as source:
            rules = {one.path: one.excluded for one in source.folders()}
        with opened(server, folders=("INBOX",)) as chosen:
            own = {one.path for one in chosen.folders() if one.excluded is None}
    assert rules.pop(ALL) is None
    assert rules.pop(SPAM) is None
    assert set(rules.values()) == {"label_folder", "drafts_folder", "trash_folder"}
    assert own == {"INBOX"}


def test_where_all_mail_is_hidden_from_imap_the_labels_are_read() -> None:
    gmail = Gmail(listed="\n".join(line for line in Gmail().listed.split("\n") if "\\All" not in line))
    with HostileImap(gmail.answers()) as server, opened(server) as source:
        assert {"INBOX", "Sponsor"} <= {one.path for one in source.folders() if one.excluded is None}


def test_each_copy_has_gmails_own_id_and_its_labels() -> None:
    with HostileImap(full().answers()) as server, opened(server) as source:
        folder = next(one for one in source.folders() if one.path == ALL)
        seen = [one for one in source.changes(folder, None).items if isinstance(one, Seen)]
    assert [one.stable_id for one in seen] == ["gmail:9001", "gmail:9002", "gmail:9003"]
    assert [standing(one.labels) for one in seen] == ["", "sent", "draft"]


def test_drafts_are_accounted_for_and_not_read_and_what_we_sent_is_known_by_its_label(tmp_path: Path) -> None:
    gmail = full()
    with HostileImap(gmail.answers()) as server:
        here, box = stage(server, tmp_path)
        assert poll(here.service, box).failure is None
        before = tables(here.engine)
        assert poll(here.service, box).messages == 0
        assert set(gmail.opened) == {ALL, SPAM}
    g, f = s.sighting.c, s.fact.c
    with reading(here.engine) as connection:
        states = {row.locator: row.state for row in connection.execute(select(g.locator, g.state))}
        subjects = set(connection.scalars(select(s.message.c.subject)).all())
        facts = connection.scalars(select(f.document)).all()
    assert states == {"7.1": "stored", "7.2": "stored", "7.3": "excluded", "7.4": "stored"}
    assert subjects == {"Izin 1", "Rapat", "Izin 4"}
    assert {one["role"] for one in facts} == {"sent"}
    list(rebuild(here.service))
    after = tables(here.engine)
    assert {name: rows for name, rows in after.items() if name in {"fact", "sighting", "engagement"}} == {
        name: rows for name, rows in before.items() if name in {"fact", "sighting", "engagement"}
    }


def stored(here: Rig) -> dict[str, tuple[str, str]]:
    g = s.sighting.c
    with reading(here.engine) as connection:
        return {row.locator: (row.state, row.rule) for row in connection.execute(select(g.locator, g.state, g.rule))}


def test_a_draft_that_is_none_any_more_is_read_when_it_is_listed_again_or_the_mailbox_is_compared(
    tmp_path: Path,
) -> None:
    gmail = full()
    gmail.mail[ALL][5] = ('"\\\\Draft"', mail(5, HUMAS, RINA))
    with HostileImap(gmail.answers()) as server:
        here, box = stage(server, tmp_path)
        poll(here.service, box)
        gmail.mail[ALL][3] = ('"\\\\Sent"', gmail.mail[ALL][3][1])
        assert certify(here.service, box).ok
        assert stored(here)["7.3"] == ("stored", "sent_label")
        assert stored(here)["7.5"] == ("excluded", "drafts_label")
        gmail.mail[ALL][5] = ("", gmail.mail[ALL][5][1])
        with writing(here.engine) as connection:
            connection.execute(update(s.folder).values(cursor=None))
        assert poll(here.service, box).messages == 1
    assert stored(here)["7.5"] == ("stored", "")


def test_spam_waits_for_nobody(tmp_path: Path) -> None:
    gmail = Gmail()
    gmail.mail[SPAM] = {4: ("", mail(4, RINA, HUMAS))}
    with HostileImap(gmail.answers()) as server:
        here, box = stage(server, tmp_path)
        poll(here.service, box)
    with reading(here.engine) as connection:
        assert connection.scalars(select(s.message.c.junk)).all() == [True]
