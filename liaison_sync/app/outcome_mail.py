"""How a meeting went, told by answering our mail: carried out like the console's commands, confirmed once by a reply.

The mail itself stays where it stands; what it asked for, and why if nothing came of it, is kept by its key, so that
neither a second copy nor a replay does anything again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any

import structlog
from sqlalchemy import Connection

from liaison_sync.app.act import Refused, carry_out
from liaison_sync.app.act.acting import Acting
from liaison_sync.app.letters.outcomes import PREFIX, confirmation
from liaison_sync.app.outcome_reading import answer, standing
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands.files import TakeAttachments
from liaison_sync.domain.message import Message
from liaison_sync.domain.outcome_answer import OutcomeAnswer, Unclear
from liaison_sync.domain.outcome_record import commands, files, voice
from liaison_sync.domain.value import dataclass
from liaison_sync.store import engagement, outcome_mails
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump
from liaison_sync.store.engagement import Dossier
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.outcome_mails import Mail

log = structlog.get_logger()


@dataclass(slots=True)
class _Done:
    """What came of a mail."""

    state: str
    reason: str = ""
    recorded: list[str] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    said: OutcomeAnswer = field(default_factory=OutcomeAnswer)

    def document(self) -> dict[str, Any]:
        return {"recorded": self.recorded, "unclear": [dump(one) for one in self.unclear]}


def work(service: Service) -> int:
    """Read what waits; how many mails were settled."""
    with reading(service.engine) as connection:
        keys = outcome_mails.waiting(connection)
    return sum(_settle(service, key) for key in keys)


def _settle(service: Service, key: str) -> bool:
    """One mail, in one transaction; what it says is read before, so that nobody waits for a parser."""
    with reading(service.engine) as connection:
        mail = outcome_mails.mail(connection, key)
        if mail is None:
            return False
        (parsed,) = service.parsers.read_all([mail.raw])
        message = parsed.parsed.message
        refused = _refused(service, mail, message)
        found = _meeting(connection, service, mail)
        said = answer(connection, service, mail, message, found) if found and not refused else OutcomeAnswer()
    with writing(service.engine) as connection:
        if outcome_mails.mail(connection, key) is None:
            return False  # another worker was faster
        here = Acting(connection, service, mail.row.sender, service.clock.now())
        done = _Done("refused", refused) if refused else _recorded(here, mail, message, found, said)
        apply(connection, list(_settled(here, mail, message, found, done)))
    return True


def _refused(service: Service, mail: Mail, message: Message) -> str:
    """Why nothing is done for this mail; "" where its writer may speak."""
    row, asked = mail.row, set(mail.question.asked) if mail.question else set()
    return (
        voice(
            row.sender,
            {one.address.lower() for one in service.officers} | {one for one in asked if one in service.own.addresses},
            trust=row.trust,
            junk=row.junk,
            automatic=bool(row.automatic or message.automatic.kind),
            authentication=service.policy.authentication,
            verified=row.trust == "verified",
        )
        or ""
    )


def _meeting(connection: Connection, service: Service, mail: Mail) -> Dossier | None:
    meeting = mail.question.meeting if mail.question else None
    own = frozenset(service.own.addresses)
    return engagement.dossier(connection, meeting, service.clock.now(), own) if meeting else None


def _recorded(here: Acting, mail: Mail, message: Message, found: Dossier | None, said: OutcomeAnswer) -> _Done:
    if found is None:
        several = mail.question is not None and mail.question.meeting is None
        return _Done("refused", "several_meetings" if several else "meeting_gone")
    now = standing(here.connection, found)
    wanted, misplaced = commands(found.meeting.key, said, now)
    done = _Done("unchanged", unclear=[*said.unclear, *misplaced], said=said)
    for command in (*wanted, *files(found.meeting.key, mail.row.key, message.attachments, now)):
        try:
            carry_out(here, command, by_message=mail.row.key)
        except Refused as refused:
            done.unclear.append(_unable(command, refused))
        else:
            done.recorded.append(type(command).__name__)
    if done.recorded:
        done.state = "recorded"
    elif done.unclear or said.says_nothing:
        done.state = "unclear"
    return done


def _unable(command: k.Command, refused: Refused) -> Unclear:
    """The console would have refused it as well."""
    if isinstance(command, TakeAttachments):
        return Unclear("files", str(refused.params.get("name", "")), refused.key)
    topic: Any = {k.RecordOutcome: "held", k.RecordMinutes: "discussion"}.get(type(command), "actions")
    known = {"not_yet_held", "outcome_first", "gone"}
    return Unclear(topic, "", refused.key if refused.key in known else "gone")


def _settled(here: Acting, mail: Mail, message: Message, found: Dossier | None, done: _Done) -> Iterable[c.Change]:
    letter = _told(here, mail, message, found, done)
    yield from [letter] if letter else []
    meeting = mail.question.meeting if mail.question else None
    yield c.OutcomeMailSettled(
        mail.row.key, meeting, done.state, done.reason, done.document(), letter.id if letter else None
    )
    about = f"meeting:{meeting}" if meeting else f"message:{mail.row.key}"
    told = {"by_message": mail.row.key, "reason": done.reason, **done.document()}
    yield c.Journaled(
        here.now, here.actor if done.state != "refused" else "worker", f"outcome_mail.{done.state}", about, told
    )


def _told(here: Acting, mail: Mail, message: Message, found: Dossier | None, done: _Done) -> c.LetterQueued | None:
    """The confirmation; what was recorded stands also where an operator's template cannot say so."""
    if here.service.sender is None or not _wants_word(mail, done):
        return None
    try:
        return confirmation(here, mail, message, found, done.reason, done.recorded, done.unclear)
    except (LookupError, ValueError) as error:
        log.warning("outcome not confirmed", message=mail.row.key, error=str(error)[:200])
        return None


def _wants_word(mail: Mail, done: _Done) -> bool:
    """Officers hear what became of their answer; strangers, machines, and thanks for our confirmation hear nothing."""
    if done.state == "refused":
        return done.reason in {"several_meetings", "meeting_gone"}
    thanks = done.state == "unclear" and done.said.says_nothing and not done.unclear
    return not (thanks and mail.question is not None and mail.question.outbox.startswith(PREFIX))
