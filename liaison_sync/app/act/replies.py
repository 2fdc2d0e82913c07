"""A person's answer: kept while it is written, sent once, taken back until it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy import Row, select
from zstandard import compress

from liaison_sync.app import replying
from liaison_sync.app.act.acting import Acting, Refused, derived
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.reply import Enclosed, Reply, refused
from liaison_sync.formats.addresses import addresses
from liaison_sync.formats.compose import BadAddress, HeaderInjection
from liaison_sync.formats.filename import filename
from liaison_sync.store import drafts
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump, load

_D, _O = s.draft.c, s.outbox.c


def save(here: Acting, command: k.SaveReply) -> Iterator[c.Change]:
    """Keep what was typed, however unfinished."""
    _answered(here, command.message)
    row = here.connection.execute(select(s.draft).where(_D.id == command.draft)).first()
    if row is None and command.draft != drafts.next_id(here.connection, here.actor, command.message):
        raise Refused("reply_sent_already")
    if row is not None:
        _own(here, row)
    files = load(Reply, row.document).files if row is not None else ()
    reply = Reply(_listed(command.to), _listed(command.cc), command.subject, command.text, command.quote, files)
    yield c.DraftPut(command.draft, here.actor, command.message, dump(reply), here.now)


def enclose(here: Acting, command: k.EncloseFile) -> Iterator[c.Change]:
    """Kept by its digest, under a name without a path; the same file twice goes once."""
    row = _own(here, _row(here, command.id))
    reply = load(Reply, row.document)
    digest = sha256(command.content).hexdigest()
    file = Enclosed(filename(command.name), command.type, len(command.content), digest)
    files = (*(one for one in reply.files if (one.name, one.sha256) != (file.name, digest)), file)
    reason, limits = refused(files, here.service.policy.sending), here.service.policy.sending
    if reason:
        raise Refused(reason, name=file.name, files=limits.files, mb=limits.files_mb)
    yield c.RawKept(digest, file.size, compress(command.content, 3))
    yield c.DraftPut(row.id, row.actor, row.message, dump(replace(reply, files=files)), here.now)


def take_out(here: Acting, command: k.TakeOutFile) -> Iterator[c.Change]:
    row = _own(here, _row(here, command.id))
    reply = load(Reply, row.document)
    files = tuple(one for one in reply.files if one.sha256 != command.sha256)
    yield c.DraftPut(row.id, row.actor, row.message, dump(replace(reply, files=files)), here.now)
    yield from _forgotten(here, row.id, {one.sha256 for one in reply.files} - {one.sha256 for one in files})


def _forgotten(here: Acting, draft: str, digests: set[str]) -> Iterator[c.Change]:
    """Files only this draft had are kept no more; a letter that left holds its own copy."""
    yield from (c.RawDropped(one) for one in sorted(digests) if not drafts.needed(here.connection, one, but=draft))


def discard(here: Acting, command: k.DiscardReply) -> Iterator[c.Change]:
    row = _own(here, _row(here, command.id))
    yield c.DraftDropped(row.id)
    yield from _forgotten(here, row.id, {one.sha256 for one in load(Reply, row.document).files})


def send(here: Acting, command: k.SendReply) -> Iterator[c.Change]:
    """The draft, frozen as its preview showed it; twice asked is once sent."""
    row = _own(here, _row(here, command.id))
    reply = load(Reply, row.document)
    if here.service.sender is None:
        raise Refused("no_sender")
    if not reply.to:
        raise Refused("reply_no_recipient")
    id_ = _letter(here, row.id)
    try:
        yield from replying.queued(here.connection, here.service, reply, _answered(here, row.message), id_, here.now)
    except (BadAddress, HeaderInjection, ValueError) as error:
        raise Refused("reply_bad_address", detail=str(error)) from None
    yield c.DraftPut(row.id, row.actor, row.message, row.document, row.saved_at, id_)


def recall(here: Acting, command: k.RecallReply) -> Iterator[c.Change]:
    """Back to the desk: before it leaves, or where no server wanted it."""
    row = _row(here, command.id)
    if row.outbox is None:
        raise Refused("gone")
    letter = here.connection.execute(select(s.outbox).where(_O.id == row.outbox)).one()
    if not _unread(letter):
        raise Refused("reply_left")
    if letter.state == "queued":
        done = {"reason": "recalled", "by": here.actor}
        yield c.OutboxMoved(letter.id, "cancelled", letter.recipients, letter.tries, None, None, done)
    if _another(here, row):
        raise Refused("reply_another_draft")
    yield c.DraftPut(row.id, row.actor, row.message, row.document, row.saved_at)


def _unread(letter: Row[Any]) -> bool:
    """Nobody has it, nobody may have it, and it is not on its way."""
    had = any(one["outcome"] in {"accepted", "ambiguous"} for one in letter.recipients)
    return letter.state in {"queued", "cancelled", "failed"} and not had


def _letter(here: Acting, draft: str) -> str:
    """A letter for each time the draft is sent: those taken back keep theirs."""
    names = (derived("ob-", draft, str(number)) for number in count())
    return next(one for one in names if here.connection.execute(select(_O.id).where(_O.id == one)).first() is None)


def _row(here: Acting, id_: str) -> Row[Any]:
    row = here.connection.execute(select(s.draft).where(_D.id == id_)).first()
    if row is None:
        raise Refused("gone")
    return row


def _own(here: Acting, row: Row[Any]) -> Row[Any]:
    """The actor's own draft, still being written."""
    if row.actor != here.actor:
        raise Refused("gone")
    if row.outbox is not None:
        raise Refused("reply_sent_already")
    return row


def _another(here: Acting, row: Row[Any]) -> bool:
    mine = (_D.actor == row.actor, _D.message == row.message, _D.outbox.is_(None), _D.id != row.id)
    return here.connection.execute(select(_D.id).where(*mine)).first() is not None


def _answered(here: Acting, message: str) -> replying.Answered:
    found = replying.answered(here.connection, here.service, message)
    if found is None:
        raise Refused("gone")
    return found


def _listed(typed: str) -> tuple[str, ...]:
    """The addresses in a field, each once; what is none stays as typed, for its writer to see."""
    found = (one.address or one.name for one in addresses(typed.replace("\n", ", ")))
    return tuple(dict.fromkeys(one for one in found if one))
