"""Inviting to a meeting of ours, changing or cancelling it, answering a partner's: reviewed first, sent once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_sync.app import clashing, inviting
from liaison_sync.app.act import Refused
from liaison_sync.app.act.acting import derived
from liaison_sync.app.act.inviting import planned
from liaison_sync.app.inviting import Planned
from liaison_sync.app.preview import Preview
from liaison_sync.domain.commands.invitations import AnswerInvite, CancelInvite, RecallInvite
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.repeating import WEEKDAYS
from liaison_sync.formats.clash_words import clash_text
from liaison_sync.formats.compose import BadAddress, HeaderInjection
from liaison_sync.formats.date_text import clock_name, date_text
from liaison_sync.formats.invite_ics import invite_of
from liaison_sync.formats.invite_series import master_of, occurrence
from liaison_sync.formats.repeat_words import repeat_text, weekday_name
from liaison_sync.store import engagement
from liaison_sync.web import invite_form
from liaison_sync.web.invite_form import Typed
from liaison_sync.web.page import Ask, NotFound, Page

_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")
_CLASHES = 12  # that a review tells one by one


def new(ask: Ask) -> Response:
    sender = ask.service.sender
    domain = sender.address.rpartition("@")[2] if sender else "invalid"
    uid = f"{derived('rapat-', ask.user.address, ask.now.isoformat())}@{domain}"
    first = ask.now.astimezone(ZoneInfo(ask.zone)) + timedelta(days=1)
    start = datetime.combine(first.date(), datetime.min.time().replace(hour=10))
    form = invite_form.shown(Invite(uid, "", start, 60, ask.zone, ()))
    return _form(ask, Typed(uid, {**form.given, "people": ask.query.get("to", "")[:1000]}))


def change(ask: Ask) -> Response:
    """A meeting of ours as it was sent last: the whole of it, or with ?one=1 this occurrence of its series."""
    key = ask.arg("key")
    row = engagement.place(ask.connection, key)
    known = inviting.known(ask.connection, row.uid, ask.service.own.addresses) if row else []
    series = master_of(known)
    if row is None or series is None or not _ours(ask, series):
        raise NotFound
    only = row.recurrence if series.recurrence.rrules and ask.query.get("one") else ""
    try:
        plan = occurrence(known, only)[1] if only else invite_of(series)
    except (LookupError, ValueError):
        raise NotFound from None
    return _form(ask, invite_form.shown(plan, key=key, only=only))


def _ours(ask: Ask, one: Invitation) -> bool:
    sender = ask.service.sender
    return bool(sender and one.organizer and one.organizer.address == sender.address.lower())


def _form(
    ask: Ask,
    form: Typed,
    *,
    refused: str = "",
    detail: str = "",
    letters: Sequence[tuple[Planned, Preview]] | None = None,
    warnings: Sequence[str] = (),
) -> Response:
    zone = form.given.get("zone")
    plan = invite_form.plan_of(form)
    return ask.page(
        "invitation.html",
        uid=form.uid,
        given=form.given,
        days=[(code, weekday_name(n, ask.language), code in form.days) for n, code in enumerate(WEEKDAYS)],
        key=form.key,
        only=form.only,
        only_day=date_text(plan.start, ask.language) if plan and form.only else "",
        repeats=repeat_text(plan.repeat, plan.start, ask.language) if plan and plan.repeat and letters else "",
        zones={one: _clock(one) for one in (*_ZONES, *([zone] if zone else []))},
        refused=refused,
        detail=detail,
        letters=letters,
        warnings=warnings[:_CLASHES],
        more=max(len(warnings) - _CLASHES, 0),
    )


def _clock(zone: str) -> str:
    """ "WIB (Asia/Jakarta)"."""
    name = clock_name(zone)
    return name if name == zone else f"{name} ({zone})"


def review(ask: Ask) -> Response:
    """What would leave and what stands against it; nothing is sent before this was seen and confirmed."""
    form = invite_form.typed(ask)
    kept = inviting.kept_rule(ask.connection, ask.service, form.uid) if form.kept else ""
    plan = invite_form.plan_of(form, kept)
    if ask.text("do") == "send" and plan:
        ask.act(invite_form.command(form, plan))
        return ask.go(f"/agenda/{quote(form.key)}" if form.key else "/agenda", "invite_queued", undo=_undo(form.uid))
    if plan is None or ask.service.sender is None:
        return _form(ask, form, refused="no_sender" if plan else "invite_time")
    try:
        edit = planned(ask.connection, ask.service, plan, ask.now, form.only)
        seen = inviting.preview(ask.connection, ask.service, edit, ask.now)
    except Refused as refused:
        return _form(ask, form, refused=refused.key)
    except (BadAddress, HeaderInjection) as error:
        return _form(ask, form, refused="reply_bad_address", detail=str(error))
    against = clashing.against(ask.connection, ask.service, edit, ask.now)
    warnings = [clash_text(one, ask.language, ask.zone) for one in against]
    return _form(ask, form, letters=list(zip(edit.letters, seen, strict=True)), warnings=warnings)


def _undo(uid: str) -> str:
    return f"/invitations/{quote(uid, safe='')}/recall"


def cancel(ask: Ask) -> Response:
    uid, key = ask.text("uid", limit=200), ask.text("key", limit=500)
    ask.act(CancelInvite(uid, ask.text("only", limit=100)))
    return ask.go(f"/agenda/{quote(key)}" if key else "/agenda", "invite_queued", undo=_undo(uid))


def recall(ask: Ask) -> Response:
    ask.act(RecallInvite(ask.arg("uid")))
    return ask.go("/agenda", "invite_recalled")


def answer(ask: Ask) -> Response:
    """Accept, tentative or decline, with a word."""
    key = ask.arg("key")
    ask.act(AnswerInvite(key, ask.text("partstat", limit=20), ask.text("comment", limit=2000)))
    found = engagement.place(ask.connection, key)
    if found is None:
        raise Refused("gone")
    return ask.go(f"/agenda/{quote(key)}", "invite_answered", undo=_undo(found.uid))


PAGES = (
    Page("/invitations/new", new, deed="work"),
    Page("/invitations/review", review, "POST", "work"),
    Page("/invitations/cancel", cancel, "POST", "work"),
    Page("/invitations/{uid}/recall", recall, "POST", "work"),
    Page("/agenda/{key}/invitation", change, deed="work"),
    Page("/agenda/{key}/answer", answer, "POST", "work"),
)
