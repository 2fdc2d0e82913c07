"""The mail that asks an officer to approve letters, and the reply that tells what became of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app.act.acting import Acting, derived
from liaison_sync.app.approval_shown import Shown
from liaison_sync.app.letters import frozen_letter
from liaison_sync.app.letters.to_ours import reply
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import LetterQueued
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import letter_files
from liaison_sync.formats.approval_letters import ApprovalNotedLetter, ApprovalRequestLetter, Ruled, Waiting
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.reasons import chain_text
from liaison_sync.formats.render import render
from liaison_sync.formats.wording import say
from liaison_sync.store import approvals, followups
from liaison_sync.store.approvals import Mail
from liaison_sync.store.pictures import Standing

PREFIX = "ob-y"  # of the ids of confirmations


@dataclass(frozen=True, slots=True)
class Asking:
    """A letter to be shown; `code` answers for it."""

    standing: Standing
    shown: Shown
    code: str


def request(
    connection: Connection,
    service: Service,
    officer: Officer,
    asking: Sequence[Asking],
    others: int,
    id_: str,
    now: datetime,
) -> LetterQueued:
    """Raises what rendering raises: a template of an operator may be at fault; ValueError without a sender."""
    items = tuple(_items(connection, service, asking, officer.language))
    values = ApprovalRequestLetter(
        officer.name, len(items), items[0].code, items, others, f"{service.public_url}/followups"
    )
    template = letter_files.find("approval_request", officer.language, service.templates)
    return frozen_letter(
        connection,
        service,
        render(template.text, values_of(values)),
        id_,
        now,
        kind=approvals.REQUEST,
        about=officer.address,
        to=(officer.address,),
        cc=(),
        language=officer.language,
        automatic=True,
        template=template.name,
    )


def _items(connection: Connection, service: Service, asking: Sequence[Asking], language: str) -> Iterator[Waiting]:
    for number, one in enumerate(asking, 1):
        followup, seen = one.standing.followup, one.shown.seen
        row = followups.one(connection, followup.id)
        yield Waiting(
            number=number,
            trigger=say(language, f"followups.trigger.{followup.trigger}"),
            code=one.code,
            to=_people(seen.to),
            cc=_people(seen.cc),
            partner=row.partner_name if row else "",
            reasons=tuple(chain_text(followup, language, service.policy.zone)),
            subject=" ".join(seen.subject.split()),
            quoted=_quoted(say(language, "approvals.subject", subject=" ".join(seen.subject.split())), seen.text),
            link=f"{service.public_url}/followups/{followup.id}",
            files=", ".join(seen.files),
        )


def _people(who: Sequence[Address]) -> str:
    return ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in who)


def _quoted(subject: str, text: str) -> str:
    """As mail quotes, so that whoever answers quotes it once more and none of it can be taken for their words."""
    return "\n".join(f"> {line}".rstrip() for line in (subject, "", *text.strip("\n").split("\n")))


def confirmation(here: Acting, mail: Mail, message: Message, *, done: bool, lines: Sequence[Ruled]) -> LetterQueued:
    """One for each mail: its id follows from the mail's. Raises ValueError without a sender, and as `request`."""
    row, officer = mail.row, here.service.officer(mail.row.sender)
    name, link = officer.name if officer else "", f"{here.service.public_url}/followups"
    values = ApprovalNotedLetter(name, done, tuple(lines), hint=not done, link=link)
    return reply(
        here, row, message, values, id_=derived(PREFIX, row.key), kind=approvals.NOTED, template="approval_noted"
    )
