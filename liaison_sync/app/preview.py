"""A follow-up exactly as its reader would see it: the bytes that would be frozen now, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default

from sqlalchemy import Connection

from liaison_sync.app import letters
from liaison_sync.app.desk import Desk, load, load_letter
from liaison_sync.app.service import Service
from liaison_sync.domain.advance import ripe
from liaison_sync.domain.context import Context, Draft
from liaison_sync.domain.followup import FollowUp, Reason
from liaison_sync.domain.holds import holds
from liaison_sync.domain.message import Address
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.stops import View
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import mime
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter
from liaison_sync.store.pictures import Standing

_WHOLE = Draft()


@dataclass(frozen=True, slots=True)
class Preview:
    """`sender` None: nobody is configured to send, or nobody named to send it to.

    `draft` says what is missing where `text` is empty; `holding` what holds a held one at this moment.
    """

    subject: str = ""
    text: str = ""
    html: str = ""
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    draft: Draft = _WHOLE
    holding: tuple[Reason, ...] = ()
    files: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()  # SHA-256 of these files


def subject_of(frozen: bytes) -> str:
    """What a letter of ours is called; only its header is read."""
    return str(BytesHeaderParser(policy=default).parsebytes(frozen)["Subject"] or "")


def as_written(service: Service, followup: FollowUp, letter: Letter) -> str:
    """The HTML its reader would see of these words; nothing but the words is looked at, as often as they change."""
    own = service.policy.organisation
    return page(letter, language=followup.language, organisation=own, folder=service.templates)


def preview(connection: Connection, service: Service, standing: Standing) -> Preview:
    """The letter of an open follow-up as it stands now. Never raises for a bad template."""
    now = service.clock.now()
    held = standing.followup.state == "held"
    desk = load(connection, service, now, only=standing) if held else load_letter(connection, service, now, standing)
    view = desk.view(standing.followup)
    if view is None:
        return Preview()
    standing = replace(standing, followup=_renewed(standing, view, desk))
    context = desk.context(standing.followup)
    drafted = letters.draft(connection, service, standing, view, context)
    seen = _seen(connection, service, standing, drafted, now)
    return replace(seen, holding=_holding(standing.followup, view, context, drafted)) if held else seen


def _renewed(standing: Standing, view: View, desk: Desk) -> FollowUp:
    return renewed(standing.followup, view, desk.context(standing.followup), edited=standing.letter is not None)


def _holding(followup: FollowUp, view: View, context: Context, drafted: letters.Drafted) -> tuple[Reason, ...]:
    return holds(followup, view, context, drafted.draft if ripe(followup, context.now) else None)


def _seen(
    connection: Connection, service: Service, standing: Standing, drafted: letters.Drafted, now: datetime
) -> Preview:
    if drafted.letter is None:
        return Preview(draft=drafted.draft)
    if service.sender is None or not standing.followup.to:  # held until somebody is named
        whole = as_written(service, standing.followup, drafted.letter)
        return Preview(drafted.letter.subject, drafted.letter.text, whole, draft=drafted.draft)
    try:
        queued = letters.frozen(service, connection, standing, drafted, "preview", now)
    except ValueError as error:  # what goes with it cannot be made
        return Preview(draft=Draft(problem=str(error)))
    return frozen(queued.frozen, drafted.draft)


def frozen(raw: bytes, draft: Draft | None = None) -> Preview:
    """What these final bytes say to whoever reads them."""
    message = mime.parse(raw).message
    return Preview(
        subject=message.subject or "",
        text=message.text,
        html=mime.html_body(raw) or "",
        sender=message.from_[0] if message.from_ else None,
        to=message.to,
        cc=message.cc,
        draft=draft or _WHOLE,
        files=tuple(one.name for one in message.attachments if one.counted),
        enclosures=tuple(one.sha256 for one in message.attachments if one.counted),
    )
