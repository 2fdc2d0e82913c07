"""Letters approved or cancelled by answering our mail: carried out like the console's commands, confirmed by a reply.

As with app.outcome_mail the mail itself stays where it stands, and what came of it is kept by its key: neither a second
copy nor a replay does anything again. A code works once, for the officer it was given to, from their own address as the
policy wants it proven, while the follow-up waits as it was shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

import structlog
from sqlalchemy import select

from liaison_sync.app.act import Refused, carry_out
from liaison_sync.app.act.acting import Acting
from liaison_sync.app.approval_answers import doubt_text
from liaison_sync.app.approval_shown import shown
from liaison_sync.app.letters.approvals import confirmation
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.approval_answer import ApprovalAnswer, Doubt, Wish, wishes
from liaison_sync.domain.message import Message
from liaison_sync.domain.outcome_record import voice
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.approval_letters import Ruled
from liaison_sync.formats.approval_mail import read
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import say
from liaison_sync.store import approvals, followups, pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.approvals import Issued, Mail
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.pictures import Standing

log = structlog.get_logger()
_FORWARD = ("fwd:", "fw:", "trs:", "terusan:", "diteruskan:", "wg:")  # a colleague is asked, not we


@dataclass(slots=True)
class _Done:
    """What came of a mail; `rulings` as they are kept, `lines` in words for its writer."""

    state: str
    reason: str = ""
    rulings: list[dict[str, str]] = field(default_factory=list)
    lines: list[Ruled] = field(default_factory=list)


def work(service: Service) -> int:
    """Read what waits; how many mails were settled."""
    with reading(service.engine) as connection:
        keys = approvals.arrived(connection)
    return sum(_settle(service, key) for key in keys)


def _settle(service: Service, key: str) -> bool:
    """One mail, in one transaction; what it says is read before, so that nobody waits for a parser."""
    with reading(service.engine) as connection:
        mail = approvals.mail(connection, key)
    if mail is None:
        return False
    (parsed,) = service.parsers.read_all([mail.raw])
    message = parsed.parsed.message
    said = read(message.new_text, message.text, _names(service, mail), message.signature)
    with writing(service.engine) as connection:
        if approvals.mail(connection, key) is None:
            return False  # another worker was faster
        here = Acting(connection, service, mail.row.sender, service.clock.now())
        known = approvals.issued(connection, said.codes)
        refused = _refused(service, mail, message, known)
        done = _turned_down(refused, known) if refused else _carried_out(here, mail, said, known)
        apply(connection, list(_settled(here, mail, message, said, done)))
    return True


def _names(service: Service, mail: Mail) -> list[str]:
    own = [one.name for one in service.officers if one.address.lower() == mail.row.sender]
    return [*own, service.policy.organisation, *([service.sender.name] if service.sender else [])]


def _refused(service: Service, mail: Mail, message: Message, known: Mapping[str, Issued]) -> str:
    """Why nothing is done for this mail; "" where its writer may speak."""
    row = mail.row
    unheard = voice(
        row.sender,
        {one.address.lower() for one in service.officers},
        trust=row.trust,
        junk=row.junk,
        automatic=bool(row.automatic or message.automatic.kind),
        authentication=service.policy.authentication,
        verified=row.trust == "verified",
    )
    if unheard:
        return unheard
    if (message.subject or "").lower().startswith(_FORWARD):
        return "forwarded"
    return "somebody_elses" if known and not any(one.officer.lower() == row.sender for one in known.values()) else ""


def _turned_down(refused: str, known: Mapping[str, Issued]) -> _Done:
    """Nothing is done, and nobody is told; each letter it named says so when it is asked about."""
    return _Done("refused", refused, [{"followup": one.followup, "refused": refused} for one in known.values()])


def _carried_out(here: Acting, mail: Mail, said: ApprovalAnswer, known: Mapping[str, Issued]) -> _Done:
    mine = {code: one for code, one in known.items() if one.officer.lower() == mail.row.sender}
    wanted, doubts = wishes(said, [code for code in said.codes if code in mine])
    told = _Telling(here, here.service.language_of(mail.row.sender))
    done = _Done("unclear")
    for wish in wanted:
        ruling = _one(here, mail, wish, mine.get(wish.code))
        if isinstance(ruling, Doubt):
            doubts.append(ruling)
            continue
        done.state = "done"
        done.rulings.append({"followup": ruling.followup.id, "verb": wish.verb, "state": ruling.followup.state})
        done.lines.append(told.ruling(ruling))
    for doubt in doubts:
        followup = mine[doubt.about].followup if doubt.about in mine else ""
        state = told.state(doubt, followup)
        done.rulings.append({"followup": followup, "doubt": doubt.key, "about": _short(doubt.about), "state": state})
        done.lines.append(told.doubt(doubt, followup, state))
    return done


def _one(here: Acting, mail: Mail, wish: Wish, issued: Issued | None) -> Standing | Doubt:
    """The follow-up after the act, or why there was none."""
    against = _against(here, issued)
    if issued is None or against:
        return Doubt(against or "code_unknown", wish.code)
    why = wish.reason or say(here.service.language_of(mail.row.sender), "console.followups_page.no_reason")
    command: k.Command = (
        k.ApproveFollowUp(issued.followup) if wish.verb == "approve" else k.CancelFollowUp(issued.followup, why)
    )
    try:
        carry_out(here, command, by_message=mail.row.key)
    except Refused:
        return Doubt("gone", wish.code)
    apply(here.connection, [c.ApprovalCodeUsed(issued.hash, here.now, mail.row.key)])
    return pictures.followups(here.connection, s.followup.c.id == issued.followup)[0]


def _against(here: Acting, issued: Issued | None) -> str:
    """Why this code does nothing now; "" where it does."""
    if issued is None:
        return "code_unknown"
    if issued.used_at is not None:
        return "code_used"
    standing = next(iter(pictures.followups(here.connection, s.followup.c.id == issued.followup)), None)
    if standing is None:
        return "gone"
    if standing.followup.state != "drafted":
        return "not_waiting"
    now = shown(here.connection, here.service, standing)
    return "" if now is not None and now.version == issued.version else "letter_changed"


@dataclass(frozen=True, slots=True)
class _Telling:
    """What became of each line, in the officer's words."""

    here: Acting
    language: str

    def ruling(self, after: Standing) -> Ruled:
        followup, zone = after.followup, self.here.service.policy.zone
        if followup.state == "approved":
            at = moment_text(followup.due_at, zone, self.language)
            return Ruled(self._what(followup.id), say(self.language, "approvals.done.approved", at=at))
        if followup.state == "cancelled" and after.followup.chain[-1].key == "cancelled_by":
            return Ruled(self._what(followup.id), say(self.language, "approvals.done.cancelled"))
        why = reason_text(followup.chain[-1], self.language, zone)
        return Ruled(self._what(followup.id), say(self.language, "approvals.done.moved_on", why=why))

    def state(self, doubt: Doubt, followup: str) -> str:
        """Of a letter that no longer waits: where it stands; "" otherwise."""
        if not followup or doubt.key != "not_waiting":
            return ""
        found = self.here.connection.execute(select(s.followup.c.state).where(s.followup.c.id == followup)).scalar()
        return str(found or "")

    def doubt(self, doubt: Doubt, followup: str, state: str) -> Ruled:
        what = self._what(followup) if followup else doubt.about if doubt.key != "other_words" else ""
        said = doubt_text(doubt.key, _short(doubt.about), state, self.language)
        return Ruled(what, f"{said}. {why}" if state and (why := self._last(followup)) else said)

    def _last(self, followup: str) -> str:
        """The last word of its rule chain."""
        standing = next(iter(pictures.followups(self.here.connection, s.followup.c.id == followup)), None)
        last = standing.followup.chain[-1:] if standing else ()
        return next((reason_text(one, self.language, self.here.service.policy.zone) for one in last), "")

    def _what(self, followup: str) -> str:
        """Subject and partner of what the letter is about."""
        row = followups.one(self.here.connection, followup)
        if row is None:
            return ""
        kind = say(self.language, f"followups.trigger.{row.followup.trigger}")
        subject = " ".join(row.subject.split()) or kind
        return f"{subject} ({row.partner_name})" if row.partner_name else subject


def _short(words: str) -> str:
    return " ".join(words.split())[:120]


def _settled(here: Acting, mail: Mail, message: Message, said: ApprovalAnswer, done: _Done) -> Iterator[c.Change]:
    letter = _told(here, mail, message, said, done)
    yield from [letter] if letter else []
    document: dict[str, Any] = {"rulings": done.rulings}
    key = mail.row.key
    yield c.ApprovalMailSettled(key, done.state, done.reason, document, letter.id if letter else None)
    actor = here.actor if done.state != "refused" else "worker"
    told = {"by_message": key, "reason": done.reason, **document}
    yield c.Journaled(here.now, actor, f"approval_mail.{done.state}", f"message:{key}", told)


def _told(here: Acting, mail: Mail, message: Message, said: ApprovalAnswer, done: _Done) -> c.LetterQueued | None:
    """The confirmation; strangers, machines, forwards, and thanks for our confirmation hear nothing."""
    thanks = mail.kind != approvals.REQUEST and not said.orders
    if here.service.sender is None or done.state == "refused" or thanks:
        return None
    try:
        return confirmation(here, mail, message, done=done.state == "done", lines=done.lines)
    except (LookupError, ValueError) as error:
        log.warning("approval not confirmed", message=mail.row.key, error=str(error)[:200])
        return None
