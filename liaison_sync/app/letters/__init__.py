"""Letters: a follow-up's words from its template and what we know, and the final bytes of what will be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from liaison_sync.app.letters.personal import personal
from liaison_sync.app.letters.told import told
from liaison_sync.app.minutes import enclosed
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import LetterQueued
from liaison_sync.domain.context import Context, Draft
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.message import Address
from liaison_sync.domain.salutation import Salutation
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers import sequence
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import letter_files, own_wording
from liaison_sync.formats.compose import File, freeze
from liaison_sync.formats.letter_values import AnyLetter, values_of
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter, TemplateRefused, TooMuch, ValueMissing, render
from liaison_sync.formats.wording import say
from liaison_sync.store import schema as s
from liaison_sync.store.pictures import Standing


@dataclass(frozen=True, slots=True)
class Drafted:
    """A letter as it would leave now (None where it cannot be written), how writing it went, and what it was told."""

    letter: Letter | None
    draft: Draft
    values: AnyLetter | None = None
    template: str = ""  # its name and version; "" for a person's own words
    names: Mapping[str, str] = field(default_factory=dict)  # of its readers, as the directory knows them


def draft(connection: Connection, service: Service, standing: Standing, view: View, context: Context) -> Drafted:
    """What the follow-up says: a person's words, or the template filled in. Never raises for a bad template."""
    followup = standing.followup
    if standing.letter is not None:
        return Drafted(Letter(*standing.letter), Draft(), names=_names(followup, context))
    values, salutation = told(connection, service, followup, view, context)
    try:
        template = _template(followup, service.templates)
        letter = render(template.text, values_of(values))
    except ValueMissing as missing:
        return Drafted(None, _told_missing(missing.name, salutation))
    except (letter_files.NoTemplate, TemplateRefused, TooMuch) as error:
        return Drafted(None, Draft(problem=str(error)))
    sure = Draft((), salutation.sure, "" if salutation.sure else salutation.reason)
    return Drafted(letter, sure, values, template.name, _names(followup, context))


def _names(followup: FollowUp, context: Context) -> dict[str, str]:
    known = ((one, context.contacts.get(one)) for one in (*followup.to, *followup.cc))
    return {address: contact.name for address, contact in known if contact}


def _template(followup: FollowUp, folder: Path | None) -> letter_files.Template:
    """Of its trigger; a campaign may have one of its own for each letter. Raises NoTemplate."""
    if followup.trigger == sequence.NAME:
        campaign = followup.about.partition(":")[0]
        return letter_files.of_campaign(campaign, followup.step, followup.language, folder)
    return letter_files.find(followup.trigger, followup.language, folder)


def _told_missing(name: str, salutation: Salutation) -> Draft:
    if name == "salutation":
        return Draft((), salutation_sure=False, salutation_reason=salutation.reason)
    return Draft((name,))


def template_problems(folder: Path | None) -> list[str]:
    """Everything wrong with the letters in force, and with own words and pages, one line each, in both languages."""
    letters = [(f"{path}:{one.line}", one.key, one.detail) for path, one in letter_files.problems(folder)]
    return [
        f"{place}: " + " / ".join(say(language, f"templates.{key}", detail=detail) for language in ("id", "en"))
        for place, key, detail in (*letters, *own_wording.faults(folder))
    ]


# --- final bytes -------------------------------------------------------------------------------------------------


def queued(
    service: Service, connection: Connection, standing: Standing, drafted: Drafted, id_: str, now: datetime
) -> LetterQueued:
    """The follow-up's letter, frozen for its reader. Raises ValueError as `frozen` does."""
    if drafted.letter is None:
        raise ValueError(f"{standing.followup.id}: nothing to send")
    own = personal(service, standing.followup, drafted.letter, now)
    mine = replace(drafted, letter=own.letter)
    letter = frozen(service, connection, standing, mine, id_, now, unsubscribe=own.unsubscribe)
    return replace(letter, tokens=tuple(own.tokens))


def frozen(
    service: Service,
    connection: Connection,
    standing: Standing,
    drafted: Drafted,
    id_: str,
    now: datetime,
    *,
    unsubscribe: Sequence[str] = (),
) -> LetterQueued:
    """The follow-up's letter as it stands, with nothing in it that only its reader may have.

    Raises ValueError where there is nothing to freeze, or nothing to enclose.
    """
    followup = standing.followup
    if drafted.letter is None:
        raise ValueError(f"{followup.id}: nothing to send")
    return frozen_letter(
        connection,
        service,
        drafted.letter,
        id_,
        now,
        kind="followup",
        about=followup.id,
        to=followup.to,
        cc=followup.cc,
        language=followup.language,
        automatic=standing.approved_by in {None, "policy"},
        parent=_parent(connection, followup),
        attachments=enclosed(connection, service, followup),
        template=drafted.template,
        unsubscribe=unsubscribe,
        names=drafted.names,
    )


def frozen_letter(
    connection: Connection,
    service: Service,
    letter: Letter,
    id_: str,
    now: datetime,
    *,
    kind: str,
    about: str,
    to: Sequence[str],
    cc: Sequence[str],
    language: str,
    automatic: bool,
    parent: Parent | None = None,
    attachments: Sequence[File] = (),
    template: str = "",
    unsubscribe: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> LetterQueued:
    """A letter of ours under the outbox id `id_`, final to the last octet. Raises ValueError without a sender."""
    sender = service.sender
    if sender is None:
        raise ValueError(f"{id_}: nobody to send it")
    message_id = f"{id_}@{sender.address.rpartition('@')[2]}"
    names = _named(connection, (*to, *cc)) if names is None else names
    frozen = freeze(
        letter,
        from_=Address(sender.name, sender.address),
        to=[Address(names.get(one, ""), one) for one in to],
        cc=[Address(names.get(one, ""), one) for one in cc],
        message_id=message_id,
        date=now.astimezone(ZoneInfo(service.policy.zone)),
        in_reply_to=parent.message_id if parent else None,
        references=parent.references if parent else (),
        subject=_in_thread(parent.subject) if parent else None,
        automatic=automatic,
        liaison_id=id_,
        html=page(letter, language=language, organisation=service.policy.organisation, folder=service.templates),
        language=language,
        attachments=attachments,
        template=template,
        list_unsubscribe=unsubscribe,
    )
    return LetterQueued(id_, kind, about, sender.address, (*to, *cc), message_id, frozen, now)


@dataclass(frozen=True, slots=True)
class Parent:
    """The message a letter answers."""

    message_id: str
    references: tuple[str, ...]
    subject: str


def _parent(connection: Connection, followup: FollowUp) -> Parent | None:
    """The message a partner letter answers, so that it stands in the partner's thread."""
    if followup.reply_to is None or followup.audience != "partner":
        return None
    m = s.message.c
    row = connection.execute(select(m.node, m.subject).where(m.message_id == followup.reply_to)).first()
    if row is None:
        return Parent(followup.reply_to, (), "")
    return Parent(followup.reply_to, tuple(row.node.get("references", ())), row.subject)


def _in_thread(subject: str) -> str | None:
    """The thread's subject with one prefix, so that every client keeps the letter in its thread."""
    if not subject:
        return None
    return subject if subject[:3].casefold() in {"re:", "bls"} else f"Re: {subject}"


def _named(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """Address → the name the directory knows, the latest entry's."""
    c = s.contact.c
    rows = connection.execute(select(c.address, c.name).where(c.address.in_(addresses)).order_by(c.id))
    return {row.address: row.name for row in rows}
