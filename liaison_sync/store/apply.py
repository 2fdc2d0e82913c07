"""Writing changes: one transaction, one executemany per table, no judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, assert_never

from sqlalchemy import Connection, delete, func, select, update

from liaison_sync.domain import changes as c
from liaison_sync.domain.index_words import document_words
from liaison_sync.domain.view import Ball
from liaison_sync.store import (
    apply_approvals,
    apply_campaigns,
    apply_certificates,
    apply_directory,
    apply_files,
    apply_letters,
    apply_projects,
    fulltext,
)
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch
from liaison_sync.store.journal import chained

# What is derived from a message beside its own row and text, by its key.
BY_MESSAGE = (s.participant, s.attachment, s.letter, s.letter_reference)


def apply(connection: Connection, changes: Iterable[c.Change]) -> None:
    """Write `changes` in the caller's transaction. Raises nothing of its own."""
    batch = Batch()
    entries: list[c.Journaled] = []
    for change in changes:
        if isinstance(change, c.Journaled):
            entries.append(change)
        else:
            _gather(batch, change)
    fulltext.forget(connection, batch.reworded)  # while it still sees what it put there
    for mailbox, folder, at in batch.forgotten:
        _forget(connection, mailbox, folder, at)
    batch.run(connection)
    if batch.adds(s.engagement):
        _without_joined(connection)
    _index(connection, batch)
    _record(connection, entries)


def _gather(batch: Batch, change: c.Reading | c.Standing | c.Sending) -> None:
    match change:
        case c.RawKept() | c.RawDropped() | c.RawLetGo() | c.CopyKnown():
            _gather_bytes(batch, change)
        case c.Sighted():
            batch.put(s.sighting, _row(change))
        case c.SightingGone(at=at):
            batch.change(s.sighting, {**_row(change, "at"), "gone_at": at})
        case c.SightingBack():
            batch.change(s.sighting, {**_row(change), "gone_at": None})
        case c.SightingDropped():
            batch.drop(s.sighting, **_row(change))
        case c.Quarantined():
            batch.put(s.quarantine, {**_row(change), "released_at": None})  # it fails again: it is seen again
        case c.QuarantineReleased(id=id_, at=at):
            batch.change(s.quarantine, {"id": id_, "released_at": at})
        case c.CursorMoved(at=at):
            batch.put(s.folder, {**_row(change, "at"), "read_at": at, "gone": False})
        case c.FolderGone():
            batch.change(s.folder, {**_row(change), "gone": True, "cursor": None})
        case c.FolderForgotten(mailbox=mailbox, folder=folder, at=at):
            batch.forgotten.append((mailbox, folder, at))
            batch.change(s.folder, {"mailbox": mailbox, "folder": folder, "cursor": None})
        case c.FolderExcluded():
            batch.put(s.folder, {**_row(change), "gone": False})
        case c.MailboxPaused(mailbox=name, paused=paused):
            batch.change(s.mailbox, {"name": name, "paused": paused, "next_try": None})  # read at once when it goes on
        case c.Certified() | c.DifferenceHealed():
            apply_certificates.gather(batch, change)
        case _:
            _gather_correspondence(batch, change)


def _forget(connection: Connection, mailbox: str, folder: str, at: datetime) -> None:
    """Every copy keeps its row, under a name no server gives."""
    i = s.sighting.c
    here = (i.mailbox == mailbox, i.folder == folder, i.locator.not_like("%~%"))
    name, gone = i.locator + f"~{at:%Y%m%dT%H%M%S}", func.coalesce(i.gone_at, at)
    connection.execute(update(s.sighting).where(*here).values(locator=name, gone_at=gone))


def _gather_bytes(batch: Batch, change: c.RawKept | c.RawDropped | c.RawLetGo | c.CopyKnown) -> None:
    match change:
        case c.RawKept():
            batch.add(s.raw, _row(change))
        case c.RawDropped(sha256=digest):
            batch.drop(s.raw, sha256=digest)
        case c.RawLetGo(sha256=digest):
            batch.drop(s.raw, sha256=digest)
            batch.put(s.let_go, _row(change))
        case c.CopyKnown():
            batch.put(s.known_as, _row(change))


def _gather_correspondence(batch: Batch, change: c.Corresponding | c.Standing | c.Sending) -> None:
    match change:
        case c.MessageAdded():
            message(batch, change)
        case c.MessageRederived():
            _again(batch, change.message)
        case c.MessageRefiled(n=n, rest=rest):
            batch.change(s.message, _row(change, "n", "rest"))
            batch.change(s.message_text, {"n": n, "rest": rest})
        case c.MessageMoved() | c.MessageSettled():
            batch.change(s.message, _row(change))
        case c.Linked():
            batch.put(s.link, _row(change))
        case c.ComponentJoined(old=old, into=into):
            batch.joined[old] = into
        case c.ThreadPut():
            batch.put(s.thread, thread(change))
            batch.drop(s.thread_alias, alias=change.id)
        case c.BallMoved(id=id_, ball=ball):
            batch.change(s.thread, {"id": id_, **_ball(ball)})
        case c.ThreadJoined(id=old, into=into):
            batch.drop(s.thread, id=old)
            batch.put(s.thread_alias, {"alias": old, "thread": into})
        case c.ThreadDecided():
            batch.change(s.thread, _row(change))
        case c.ThreadActed():
            batch.put(s.thread_act, {**_row(change), "undone_at": None, "undone_by": None})
        case c.ThreadActUndone(id=id_, at=at, actor=actor):
            batch.change(s.thread_act, {"id": id_, "undone_at": at, "undone_by": actor})
        case c.EngagementPlaced():
            batch.change(s.engagement, _row(change))
        case c.FollowUpPlaced():
            batch.change(s.followup, _row(change))
        case _:
            _gather_standing(batch, change)


def _gather_standing(batch: Batch, change: c.Standing | c.Sending) -> None:
    match change:
        case c.FactPut() | c.FactDropped() | c.EngagementFolded() | c.MeetingPaired() | c.MeetingUnpaired():
            _gather_facts(batch, change)
        case c.ConductPut():
            batch.put(s.conduct, _row(change))
        case c.AttendancePut():
            batch.put(s.attendance, _row(change))
        case c.MinutesPut():
            batch.add(s.minutes, {**_row(change), "words": document_words(change.document)})
        case c.ActionPut():
            batch.put(s.action_item, _row(change))
        case c.FollowUpPut(at=at):
            batch.put(s.followup, {**_row(change, "at"), "created_at": at, "changed_at": at})
        case c.FeedbackPut():
            batch.put(s.feedback, _row(change))
        case c.FeedMade():
            batch.add(s.feed, _row(change))
        case c.FeedRevoked():
            batch.change(s.feed, _row(change))
        case _:
            _gather_further(batch, change)


_Further = c.Campaigning | c.Grouping | c.MeetingFiling | c.Approving | c.Directing | c.Sending


def _gather_further(batch: Batch, change: _Further) -> None:
    """By the kinds of changes, most of which have a file of their own."""
    if isinstance(change, c.Campaigning):
        apply_campaigns.gather(batch, change)
    elif isinstance(change, c.Grouping):
        apply_projects.gather(batch, change)
    elif isinstance(change, c.MeetingFiling):
        apply_files.gather(batch, change)
    elif isinstance(change, c.Approving):
        apply_approvals.gather(batch, change)
    elif isinstance(change, c.Directing):
        apply_directory.gather(batch, change)
    else:
        _gather_sending(batch, change)


def _without_joined(connection: Connection) -> None:
    """What a person said is another UID's meeting stands nowhere by itself, however late its next fact is."""
    gone = select(s.meeting_pair.c.gone).where(s.meeting_pair.c.decision == "same")
    for table in (s.occurrence, s.engagement):
        connection.execute(delete(table).where(table.c.uid.in_(gone)))


_OfFacts = c.FactPut | c.FactDropped | c.EngagementFolded | c.MeetingPaired | c.MeetingUnpaired


def _gather_facts(batch: Batch, change: _OfFacts) -> None:
    match change:
        case c.MeetingPaired():
            batch.put(s.meeting_pair, _row(change))
        case c.MeetingUnpaired():
            batch.drop(s.meeting_pair, **_row(change))
        case c.FactPut():
            batch.put(s.fact, _row(change))
        case c.FactDropped(id=id_):
            batch.drop(s.fact, id=id_)
        case c.EngagementFolded(uid=uid):
            batch.drop(s.engagement, uid=uid)
            batch.drop(s.occurrence, uid=uid)
            for engagement in change.engagements:
                batch.put(s.engagement, _row(engagement))
            for occurrence in change.occurrences:
                batch.put(s.occurrence, _row(occurrence))


def _gather_sending(batch: Batch, change: c.Sending) -> None:
    match change:
        case c.LetterQueued(at=at, recipients=recipients):
            waiting = [{"address": address, "outcome": None} for address in recipients]
            row = _row(change, "at", "recipients", "tokens")
            batch.add(s.outbox, {**row, "recipients": waiting, "queued_at": at, "next_try": at, "state": "queued"})
            _tokens(batch, change.tokens)
        case c.DraftPut():
            batch.put(s.draft, _row(change))
        case c.DraftDropped(id=id_):
            batch.drop(s.draft, id=id_)
        case c.OutcomeMailArrived():
            batch.add(s.outcome_mail, {**_row(change), "state": "waiting"})
        case c.OutcomeMailSettled():
            batch.change(s.outcome_mail, _row(change))
        case c.LetterRefrozen():
            batch.change(s.outbox, _row(change, "tokens"))
            _tokens(batch, change.tokens)
        case c.OutboxMoved():
            batch.change(s.outbox, _row(change))
        case c.LetterDrafted() | c.LetterTried():
            batch.change(s.outbox, _row(change))
        case c.CopyFiled():
            batch.change(s.outbox, _row(change))
        case c.ReportFrozen(at=at):
            batch.add(s.report, {**_row(change, "at"), "frozen_at": at})
        case c.ReportReworded():
            batch.change(s.report, _row(change))
        case c.ContactBounced(address=address, bounced=bounced):
            batch.bounced[address] = bounced
        case c.ContactRefused(address=address, refused=refused):
            batch.refused[address] = refused
        case _:
            assert_never(change)


def _tokens(batch: Batch, tokens: Iterable[c.LetterToken]) -> None:
    for one in tokens:
        batch.add(s.letter_token, _row(one))


def thread(change: c.ThreadPut) -> dict[str, Any]:
    """The columns of a thread that are derived."""
    return {**_row(change, "ball"), **_ball(change.ball)}


def _ball(ball: Ball) -> dict[str, Any]:
    return {"ball": ball.whose, "ball_since": ball.since, "ball_because": ball.because}


def message(batch: Batch, change: c.MessageAdded) -> None:
    """The rows of a new message."""
    row = _row(change, "body", "rest", "participants", "attachments", "words")
    batch.add(s.message, {**row, "attachments": sum(one.counted for one in change.attachments)})
    people = " ".join(f"{name} {address}" for _, address, name in change.participants)
    files = " ".join(attachment.name for attachment in change.attachments)
    text = {"subject": change.subject, "body": change.body, "names": people, "files": files, "rest": change.rest}
    batch.add(s.message_text, {"n": change.n, **text})
    batch.indexed[change.n] = change.words
    apply_letters.gather(batch, change.key, change.at, change.rest.get("letter"))
    for role, address, name in change.participants:
        batch.add(s.participant, {"message": change.key, "role": role, "address": address, "name": name})
    for n, attachment in enumerate(change.attachments):
        row = {k: getattr(attachment, k) for k in ("name", "type", "size", "sha256", "inline", "counted")}
        batch.add(s.attachment, {"message": change.key, "n": n, **row})


def _again(batch: Batch, change: c.MessageAdded) -> None:
    """The rows of a known message in place of those that are there."""
    whole = Batch()
    message(whole, change)
    (row,), (text,) = whole.rows(s.message), whole.rows(s.message_text)
    batch.change(s.message, {name: value for name, value in row.items() if name not in {"thread", "component"}})
    batch.reworded.add(change.n)
    batch.indexed |= whole.indexed
    batch.change(s.message_text, text)
    for table in BY_MESSAGE:
        batch.drop(table, message=change.key)
        for one in whole.rows(table):
            batch.add(table, one)


def _row(change: Any, *without: str) -> dict[str, Any]:
    kind: Any = type(change)
    names, get = _reader(kind, without)
    return dict(zip(names, get(change), strict=True))


@cache
def _reader(kind: Any, without: tuple[str, ...]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]]]:
    names = [name for name in kind.__slots__ if name not in without]
    get = attrgetter(*names)
    return names, get if len(names) > 1 else lambda change: (get(change),)


def _index(connection: Connection, batch: Batch) -> None:
    fulltext.put(connection, batch.indexed.items())
    for old, into in batch.joined.items():
        connection.execute(update(s.link).where(s.link.c.component == old).values(component=into))
    for address, bounced in batch.bounced.items():
        connection.execute(update(s.contact).where(s.contact.c.address == address).values(bounced=bounced))
    for address, refused in batch.refused.items():
        connection.execute(update(s.contact).where(s.contact.c.address == address).values(refused=refused))


def _record(connection: Connection, entries: list[c.Journaled]) -> None:
    if not entries:
        return
    last = connection.execute(select(s.journal.c.n, s.journal.c.hash).order_by(s.journal.c.n.desc()).limit(1)).first()
    n, chain = (last.n, last.hash) if last else (0, "")
    rows = []
    for entry in entries:
        n, chain = n + 1, chained(chain, entry.at, entry.actor, entry.action, entry.about, entry.document)
        rows.append({**_row(entry), "n": n, "hash": chain})
    connection.execute(s.journal.insert(), rows)
