"""Files of a meeting: kept once, taken from mail without a copy, taken away and brought back, sent with its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select
from zstandard import compress

from liaison_sync.app.act import followups
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.minutes import TRIGGER
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import files as f
from liaison_sync.domain.followup import BEFORE_FLIGHT
from liaison_sync.domain.meeting_file import NewFile, refused
from liaison_sync.domain.reply import Enclosed
from liaison_sync.domain.reply import refused as too_much
from liaison_sync.formats.filename import filename
from liaison_sync.store import meeting_files as store
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.meeting_files import File


def add(here: Acting, command: f.AddFiles) -> Iterator[c.Change]:
    """Uploaded files, by their digests; one the meeting has already stays as it is."""
    kept = {sha256(one.content).hexdigest(): one for one in command.files}
    new = [NewFile(filename(one.name), one.type, len(one.content), digest) for digest, one in kept.items()]
    for change in _put(here, command.meeting, new, internal=command.internal):
        if isinstance(change, c.MeetingFilePut):
            yield c.RawKept(change.sha256, change.size, compress(kept[change.sha256].content, 3))
        yield change


def take(here: Acting, command: f.TakeAttachments) -> Iterator[c.Change]:
    found = store.attached(here.connection, command.message, command.files)
    if not found:
        raise Refused("gone")
    new = [NewFile(filename(row.name), row.type, row.size, row.sha256, command.message) for row in found]
    yield from _put(here, command.meeting, new)


def _put(here: Acting, meeting: str, new: list[NewFile], *, internal: bool | None = None) -> Iterator[c.Change]:
    """What was taken away comes back as it was, its octets accounted for; `internal` where that is said."""
    o = s.occurrence.c
    if here.connection.execute(select(o.key).where(o.key == meeting)).first() is None:
        raise Refused("gone")
    known, policy = store.kept(here.connection, meeting), here.service.policy
    there = [digest for digest, removed in known.items() if not removed]
    fresh = [one for one in new if one.sha256 not in there]
    if against := refused(fresh, there, policy.files, policy.sending):
        key, name = against
        limits = policy.files
        raise Refused(key, name=name, mb=limits.mb, most=limits.most, at_once=limits.at_once)
    for one in fresh:
        if one.sha256 in known:
            yield c.MeetingFileRemoved(meeting, one.sha256, None, None)
            if internal is not None:
                yield c.MeetingFileMarked(meeting, one.sha256, internal)
        else:
            told = (one.name, one.type, one.size, one.message)
            yield c.MeetingFilePut(meeting, one.sha256, *told, bool(internal), here.now, here.actor)


def mark(here: Acting, command: f.MarkFile) -> Iterator[c.Change]:
    """A file partners are not told of goes with no letter."""
    one = _file(here, command.meeting, command.file)
    yield c.MeetingFileMarked(one.meeting, one.sha256, command.internal)
    if command.internal:
        yield from _unchosen(here, one)


def remove(here: Acting, command: f.RemoveFile) -> Iterator[c.Change]:
    one = _file(here, command.meeting, command.file)
    yield c.MeetingFileRemoved(one.meeting, one.sha256, here.now, here.actor)
    yield from _unchosen(here, one)


def restore(here: Acting, command: f.RestoreFile) -> Iterator[c.Change]:
    one = store.one(here.connection, command.meeting, command.file)
    if one is None or one.removed_at is None:
        raise Refused("gone")
    yield c.MeetingFileRemoved(one.meeting, one.sha256, None, None)


def _file(here: Acting, meeting: str, digest: str) -> File:
    found = store.one(here.connection, meeting, digest)
    if found is None or found.removed_at is not None:
        raise Refused("gone")
    return found


def _unchosen(here: Acting, one: File) -> Iterator[c.Change]:
    """Letters that wait go without it, and those that were approved with it ask for another yes."""
    t = s.followup.c
    waiting = (t.meeting == one.meeting, t.trigger == TRIGGER, t.state.in_(BEFORE_FLIGHT))
    for standing in pictures.followups(here.connection, *waiting):
        files = standing.followup.files
        if one.sha256 in files:
            less = tuple(digest for digest in files if digest != one.sha256)
            yield from followups.rewritten(here, standing, files=less)


def choose(here: Acting, command: f.ChooseFiles) -> Iterator[c.Change]:
    """The letter is another one with other files: it is frozen anew, and needs a new yes."""
    standing = followups.changeable(here, command.id)
    meeting = standing.followup.meeting
    if standing.followup.trigger != TRIGGER or meeting is None:
        raise Refused("gone")
    found = {one.sha256: one for one in store.of_meeting(here.connection, meeting).here if not one.internal}
    chosen = [found[digest] for digest in dict.fromkeys(command.files) if digest in found]
    if len(chosen) != len(set(command.files)):
        raise Refused("gone")
    limits = here.service.policy.sending
    reason = too_much([Enclosed(one.name, one.type, one.size, one.sha256) for one in chosen], limits)
    if reason:
        name = max(chosen, key=lambda one: one.size).name
        raise Refused(reason.replace("reply_", "letter_"), name=name, files=limits.files, mb=limits.files_mb)
    files = tuple(one.sha256 for one in chosen)
    if files != standing.followup.files:
        yield from followups.rewritten(here, standing, files=files)
