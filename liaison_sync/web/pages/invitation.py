"""Inviting to a meeting of ours, changing or cancelling it, answering a partner's: reviewed first, sent once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_sync.app import inviting
from liaison_sync.app.act import Refused
from liaison_sync.app.act.acting import derived
from liaison_sync.app.act.inviting import guests
from liaison_sync.app.inviting import Planned
from liaison_sync.app.preview import Preview
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.invite import Invite, wrong
from liaison_sync.domain.invite_commands import AnswerInvite, CancelInvite, RecallInvite, SendInvite
from liaison_sync.formats.compose import BadAddress, HeaderInjection
from liaison_sync.formats.date_text import date_text, in_zone, time_range_text
from liaison_sync.store import agenda, engagement
from liaison_sync.web.page import Ask, NotFound, Page

_FIELDS = ("title", "day", "hour", "minutes", "zone", "people", "place", "link", "text")
_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")


def new(ask: Ask) -> Response:
    sender = ask.service.sender
    domain = sender.address.rpartition("@")[2] if sender else "invalid"
    uid = f"{derived('rapat-', ask.user.address, ask.now.isoformat())}@{domain}"
    first = ask.now.astimezone(ZoneInfo(ask.zone)) + timedelta(days=1)
    given = {"day": first.date().isoformat(), "hour": "10:00", "minutes": "60", "zone": ask.zone}
    given |= {"people": ask.query.get("to", "")[:1000]}
    return _form(ask, uid, dict.fromkeys(_FIELDS, "") | given)


def change(ask: Ask) -> Response:
    """A meeting of ours as it was sent last."""
    found = engagement.whole(ask.connection, ask.arg("key"))
    uid = found[0][0].uid if found else ""
    now = next((one for one in inviting.known(ask.connection, uid, ask.service.own.addresses) if uid), None)
    if now is None or now.start is None or now.recurrence.rrules or not _ours(ask, now):
        raise NotFound
    return _form(ask, uid, _given(now), key=ask.arg("key"))


def _ours(ask: Ask, one: Invitation) -> bool:
    sender = ask.service.sender
    return bool(sender and one.organizer and one.organizer.address == sender.address.lower())


def _given(one: Invitation) -> dict[str, str]:
    start, end = one.start, one.end
    assert start is not None  # noqa: S101 - the caller looked
    length = (end.utc - start.utc) if end and end.utc and start.utc else timedelta(hours=1)
    people = ", ".join(f"{who.name} <{who.address}>" if who.name else who.address for who in one.attendees)
    link = one.join_url or ""
    return {
        "title": one.title,
        "day": f"{start.wall:%Y-%m-%d}",
        "hour": f"{start.wall:%H:%M}",
        "minutes": str(int(length.total_seconds() // 60)),
        "zone": start.zone or "",
        "people": people,
        "place": one.location,
        "link": link,
        "text": one.description.removesuffix(link).strip(),
    }


def _form(
    ask: Ask,
    uid: str,
    given: dict[str, str],
    *,
    key: str = "",
    refused: str = "",
    letters: Sequence[tuple[Planned, Preview]] | None = None,
    warnings: Sequence[str] = (),
) -> Response:
    zones = dict.fromkeys((*_ZONES, *([given["zone"]] if given["zone"] else [])))
    return ask.page(
        "invitation.html",
        uid=uid,
        given=given,
        key=key,
        zones=list(zones),
        refused=refused,
        letters=letters,
        warnings=warnings,
    )


def review(ask: Ask) -> Response:
    """What would leave and what stands against it; nothing is sent before this was seen and confirmed."""
    uid, key = ask.text("uid", limit=200), ask.text("key", limit=500)
    given = {name: ask.text(name, limit=10_000) for name in _FIELDS}
    invite = _invite(uid, given)
    if ask.text("do") == "send" and invite:
        start, minutes = invite.start, invite.minutes
        told = (given["people"], given["place"], given["link"], given["text"])
        ask.act(SendInvite(uid, given["title"], start, minutes, given["zone"], *told))
        return ask.go(f"/agenda/{quote(key)}" if key else "/agenda", "invite_queued", undo=_undo(uid))
    if invite is None:
        return _form(ask, uid, given, key=key, refused="invite_time")
    refused = wrong(invite) or (None if ask.service.sender else "no_sender")
    if refused:
        return _form(ask, uid, given, key=key, refused=refused)
    try:
        plan = inviting.inviting(ask.connection, ask.service, invite, ask.now)
        seen = inviting.preview(ask.connection, ask.service, plan, ask.now)
    except (BadAddress, HeaderInjection):
        return _form(ask, uid, given, key=key, refused="reply_bad_address")
    except ValueError:
        return _form(ask, uid, given, key=key, refused="invite_time")
    letters = list(zip(plan.letters, seen, strict=True))
    return _form(ask, uid, given, key=key, letters=letters, warnings=_warnings(ask, invite))


def _invite(uid: str, given: dict[str, str]) -> Invite | None:
    try:
        start = datetime.fromisoformat(f"{given['day']}T{given['hour']}")
        ZoneInfo(given["zone"])
        minutes = int(given["minutes"])
    except (ValueError, OSError, KeyError):
        return None
    if start.tzinfo is not None or not uid:
        return None
    people = guests(given["people"])
    return Invite(
        uid, given["title"], start, minutes, given["zone"], people, given["place"], given["link"], given["text"]
    )


def _warnings(ask: Ask, invite: Invite) -> list[str]:
    """What stands against this time: meetings of ours, a holiday, a day nobody works, the past."""
    start = invite.start.replace(tzinfo=ZoneInfo(invite.zone))
    end = invite.end.replace(tzinfo=ZoneInfo(invite.zone))
    found = [ask.say("inviting.past")] if start <= ask.now else []
    own = frozenset(ask.service.own.addresses)
    for one in agenda.between(ask.connection, start, end, ask.now, own):
        if one.uid != invite.uid and one.status not in ("cancelled", "tombstone", "uninvited", "declined_by_us"):
            at = time_range_text(one.start, one.end, ask.zone, ask.language) if one.start else ""
            found.append(ask.say("inviting.conflict", title=one.title or ask.say("agenda.untitled"), at=at))
    days = ask.service.calendars.of(zone=invite.zone)
    day = in_zone(start, invite.zone).date()
    holiday = days.holidays.get(day)
    if holiday:
        name = ask.say("inviting.holiday", day=date_text(day, ask.language), name=holiday.name)
        return [*found, name]
    return (
        found
        if days.is_working_day(day)
        else [*found, ask.say("inviting.not_working", day=date_text(day, ask.language))]
    )


def _undo(uid: str) -> str:
    return f"/invitations/{quote(uid, safe='')}/recall"


def cancel(ask: Ask) -> Response:
    ask.act(CancelInvite(ask.text("uid", limit=200)))
    return ask.go("/agenda", "invite_queued", undo=_undo(ask.text("uid", limit=200)))


def recall(ask: Ask) -> Response:
    ask.act(RecallInvite(ask.arg("uid")))
    return ask.go("/agenda", "invite_recalled")


def answer(ask: Ask) -> Response:
    """Accept, tentative or decline, with a word."""
    key = ask.arg("key")
    ask.act(AnswerInvite(key, ask.text("partstat", limit=20), ask.text("comment", limit=2000)))
    found = engagement.whole(ask.connection, key)
    if found is None:
        raise Refused("gone")
    return ask.go(f"/agenda/{quote(key)}", "invite_answered", undo=_undo(found[0][0].uid))


PAGES = (
    Page("/invitations/new", new, deed="work"),
    Page("/invitations/review", review, "POST", "work"),
    Page("/invitations/cancel", cancel, "POST", "work"),
    Page("/invitations/{uid}/recall", recall, "POST", "work"),
    Page("/agenda/{key}/invitation", change, deed="work"),
    Page("/agenda/{key}/answer", answer, "POST", "work"),
)
