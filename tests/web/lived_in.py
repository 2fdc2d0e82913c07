"""The season's store after some days of work: every kind of record that a page may have to look up is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine, insert, select, update

from liaison_sync.app import report_narrative, reporting
from liaison_sync.app.act import act
from liaison_sync.app.service import Sender, Service
from liaison_sync.demo.season import Season
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.certificate import Difference, FolderCount
from liaison_sync.domain.commands import projects as p
from liaison_sync.ports import Delivery
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import NOW
from tests.journey.campaigning import campaigning

OFFICER = "officer@karsabahari.example"
SETTLED = ("sent", "answered", "ambiguous", "failed")


def threads_of(engine: Engine, told: Season) -> dict[str, str]:
    """The story's thread → the store's, by the octets of their mail."""
    with reading(engine) as connection:
        found = {row.sha256: row.thread for row in connection.execute(select(s.message.c.sha256, s.message.c.thread))}
    return {one.thread: found[sha] for one in told.truth.messages for sha in one.sha256s if sha in found}


def sending(here: Service) -> Service:
    """With somebody who sends, so that letters are previewed with their final bytes."""
    return replace(here, sender=Sender("humas@karsabahari.example", "Humas", _nowhere))


def _nowhere() -> Delivery:
    raise AssertionError("nothing is sent here")


def live_in(here: Service, told: Season) -> None:
    """Officers record, note, assign and put off; letters leave; a mailbox fails; a report is frozen."""
    for one in told.closings:
        act(here, k.CloseThread(threads_of(here.engine, told)[one.thread]), actor=OFFICER)
    for meeting in _meetings(here.engine):
        _record(here, meeting)
    thread = threads_of(here.engine, told)["gerai-aruna"]
    for about in (f"thread:{thread}", "partner:osaki", "partner:kemenmarin"):
        act(here, k.AddNote(about, "Sudah ditelepon"), actor=OFFICER)
    act(here, k.AssignThread(thread, OFFICER), actor=OFFICER)
    _projects(here, thread)
    campaigning(here, OFFICER)
    _letters(here.engine)
    _mailboxes(here.engine)
    reporting.send(here, "weekly", "2026-W47", actor=OFFICER)
    report_narrative.reword(here, "monthly", "2026-10", {"id": "Bulan yang tenang."}, actor=OFFICER)


def _projects(here: Service, thread: str) -> None:
    """One with threads, meetings by their own word, a partner, and one that is over."""
    act(here, p.PutProject("festival", "Festival Bahari", "FB26", OFFICER, date(2026, 11, 28)), actor=OFFICER)
    act(here, p.PutProject("kampanye", "Kampanye Laut"), actor=OFFICER)
    act(here, p.GroupThread(thread, "festival"), actor=OFFICER)
    act(here, p.JoinProject("festival", "osaki"), actor=OFFICER)
    for meeting in _meetings(here.engine)[:3]:
        act(here, p.GroupMeeting(meeting, "festival", "meeting"), actor=OFFICER)
    act(here, p.CloseProject("kampanye"), actor=OFFICER)


def _meetings(engine: Engine) -> list[str]:
    o, e = s.occurrence.c, s.engagement.c
    query = select(o.key).join(s.engagement, o.engagement == e.key)
    ended = query.where(o.end < NOW, o.status == "confirmed", e.partner.is_not(None))
    with reading(engine) as connection:
        return list(connection.execute(ended.order_by(o.start.desc()).limit(8)).scalars())


def _record(here: Service, meeting: str) -> None:
    present = (k.Presented("bu.sari@x.example", "Bu Sari", "present"),)
    for one in (
        k.RecordOutcome(meeting, True, "", present),
        k.RecordMinutes(meeting, "Aula", "Denah", "Disewa", "Rahasia"),
        k.RecordMinutes(meeting, "Aula", "Denah kedua", "Disewa"),
        k.AddAction(meeting, "Kirim denah", "Dewi", True, date(2026, 11, 20)),
        k.AddAction(meeting, "Kirim logo", "Bu Sari", False, None),
        k.AddNote(f"meeting:{meeting}", "Bawa contoh"),
    ):
        act(here, one, actor=OFFICER)


def _letters(engine: Engine) -> None:
    """Of the follow-ups of each settled state one, with what was queued for it."""
    f = s.followup.c
    with writing(engine) as connection:
        rows = connection.execute(select(s.followup).where(f.state == "approved").order_by(f.id).limit(8)).all()
        for n, row in enumerate(rows):
            state = SETTLED[n % len(SETTLED)]
            document = {**row.document, "followup": {**row.document["followup"], "state": state}}
            changed = update(s.followup).where(f.id == row.id).values(state=state, document=document)
            connection.execute(changed)
            connection.execute(insert(s.outbox).values(_queued(row, "sent" if state == "answered" else state)))


def _queued(row: object, state: str) -> dict[str, object]:
    id_ = str(getattr(row, "id", ""))
    to = getattr(row, "document", {})["followup"]["to"]
    frozen = f"From: humas@karsabahari.example\r\nTo: {to[0]}\r\nSubject: Salam\r\n\r\nYth.\r\n".encode()
    when = {"queued_at": NOW - timedelta(hours=2), "settled_at": NOW - timedelta(hours=1)}
    recipients = [{"address": one, "outcome": "accepted"} for one in to]
    names = {"id": f"ob-{id_}", "kind": "followup", "about": id_, "state": state, "message_id": f"{id_}@x.example"}
    return {**names, **when, "sender": "humas@karsabahari.example", "recipients": recipients, "frozen": frozen}


def _mailboxes(engine: Engine) -> None:
    """One well, one that cannot be read, with a message in quarantine."""
    well = {"name": "humas", "address": "humas@karsabahari.example", "last_try": NOW, "last_success": NOW}
    failing = {
        "name": "event",
        "address": "event@karsabahari.example",
        "last_try": NOW,
        "failures": 3,
        "last_success": NOW - timedelta(hours=3),
        "error": {"key": "imap_password", "params": {}},
    }
    held = {"id": "q1", "mailbox": "event", "folder": "INBOX", "locator": "1.9999", "reason": "crashed", "at": NOW}
    with writing(engine) as connection:
        connection.execute(insert(s.mailbox).values(well))
        connection.execute(insert(s.mailbox).values(failing))
        connection.execute(insert(s.quarantine).values(held))
        for name in ("event", "humas"):
            apply(connection, [_certificate(name)])


def _certificate(mailbox: str) -> c.Certified:
    """One message was missing, and is; one folder is shut."""
    line = FolderCount("INBOX", "INBOX", "inbox", "7", listed=1204, stored=1202, quarantined=1, missing=1)
    trash = FolderCount("Trash", "Trash", "trash", listed=3, excluded=3, rule="trash_folder")
    shut = FolderCount("Umum", "Umum", "other", refused="NO <b>rusak</b>")
    lost = Difference("INBOX", "7.12", "not_stored", "a@x.example", "rina@x.example", "<b>Jadwal</b>", NOW, NOW, 900)
    when = (NOW.date(), NOW - timedelta(hours=5), NOW - timedelta(hours=5))
    return c.Certified(f"ct-{mailbox}", mailbox, *when, "differs", "", (line, trash, shut), (lost,))


def an_ended(here: Service) -> str:
    """The latest confirmed meeting that is over."""
    o = s.occurrence.c
    query = select(o.key).where(o.status == "confirmed", o.end < NOW).order_by(o.start.desc()).limit(1)
    with reading(here.engine) as connection:
        key: str = connection.execute(query).scalar_one()
    return key
