"""An invitation looked at before it leaves: for the command line, the letters and what stands against the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from liaison_sync.app import clashing, inviting
from liaison_sync.app.act import Refused, act
from liaison_sync.app.act import inviting as acts
from liaison_sync.app.act.acting import derived
from liaison_sync.app.preview import Preview
from liaison_sync.app.service import Service
from liaison_sync.domain.clashes import Clash
from liaison_sync.domain.commands.invitations import CancelInvite, SendInvite
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import instant
from liaison_sync.formats.clash_words import clash_text
from liaison_sync.formats.invite_file import Wish, wish_of
from liaison_sync.formats.invite_ics import invite_of
from liaison_sync.formats.invite_series import master_of, occurrence
from liaison_sync.formats.wording import say
from liaison_sync.store.engine import reading

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Review:
    """What would leave, what stands against it, and the command that sends it; `queued` once it was sent."""

    plan: inviting.Plan
    letters: tuple[Preview, ...]
    clashes: tuple[Clash, ...]
    command: SendInvite | CancelInvite
    zone: str
    queued: bool = False


def reviewed(service: Service, said: Wish, only: datetime | None = None) -> Review:
    """A meeting as somebody says it; what was sent under its UID before says the rest. Raises Refused."""
    now = service.clock.now()
    _able(service)
    with reading(service.engine) as connection:
        known = inviting.known(connection, said.uid, service.own.addresses) if said.uid else []
        key = _key(known, only)
        plan, kept = _plan(service, said, known, key)
        edit = acts.planned(connection, service, plan, now, key)
        return _seen(connection, service, edit, _command(plan, key, kept=kept), now)


def cancelled(service: Service, uid: str, only: datetime | None = None) -> Review:
    """The meeting, or one of its series, called off. Raises Refused."""
    now = service.clock.now()
    _able(service)
    with reading(service.engine) as connection:
        key = _key(inviting.known(connection, uid, service.own.addresses), only)
        edit = acts.cancelled(connection, service, uid, now, key)
        return _seen(connection, service, edit, CancelInvite(uid, key), now)


def sent(service: Service, review: Review, *, actor: str) -> bool:
    """Queue the letters; False where there are none. Raises Refused."""
    if review.plan.letters:
        act(service, review.command, actor=actor)
    return bool(review.plan.letters)


def _able(service: Service) -> None:
    if service.sender is None:
        raise Refused("no_sender")


def _key(known: list[Invitation], only: datetime | None) -> str:
    """The RECURRENCE-ID's key of the occurrence that begins, by its series, at `only` on the meeting's clock."""
    if only is None:
        return ""
    series = master_of(known)
    at = instant(only, series.start.zone) if series and series.start else None
    if at is None:
        raise Refused("invite_no_occurrence")
    return at.astimezone(UTC).isoformat()


def _plan(service: Service, said: Wish, known: list[Invitation], key: str) -> tuple[Invite, bool]:
    """The plan, and whether its series keeps a rule nobody has words for."""
    stands = _stands(known, key)
    if said.uid and stands is None and said.start is None:
        raise Refused("gone")
    if said.start is None and stands is None:
        raise Refused("invite_time")
    whole = said.over(wish_of(stands)) if stands else said
    zone = whole.zone or service.policy.zone
    assert whole.start is not None  # noqa: S101 - looked above
    uid = whole.uid or _uid(service, whole, zone)
    kept = stands.kept if stands and said.repeat is None and not key else ""
    told = whole.place or "", whole.link or "", whole.text or ""
    guests = acts.guests(whole.people or "")
    length = MINUTES if whole.minutes is None else whole.minutes
    plan = Invite(uid, whole.title or "", whole.start, length, zone, guests, *told, whole.repeat, kept)
    return replace(plan, repeat=None) if key else plan, bool(kept)


def _stands(known: list[Invitation], key: str) -> Invite | None:
    series = master_of(known)
    if series is None:
        return None
    try:
        return occurrence(known, key)[1] if key else invite_of(series)
    except (LookupError, ValueError):
        raise Refused("invite_no_occurrence") from None


def _uid(service: Service, said: Wish, zone: str) -> str:
    """Derived from what it is, so that the same command given twice is the same meeting."""
    sender = service.sender
    domain = sender.address.rpartition("@")[2] if sender else "invalid"
    when = said.start.isoformat() if said.start else ""
    return f"{derived('rapat-', said.title or '', when, zone)}@{domain}"


def _command(plan: Invite, key: str, *, kept: bool) -> SendInvite:
    people = wish_of(plan).people or ""
    told = people, plan.place, plan.link, plan.text
    return SendInvite(plan.uid, plan.title, plan.start, plan.minutes, plan.zone, *told, plan.repeat, key, kept)


def _seen(
    connection: Connection, service: Service, plan: inviting.Plan, command: SendInvite | CancelInvite, now: datetime
) -> Review:
    try:
        letters = tuple(inviting.preview(connection, service, plan, now))
    except ValueError as error:
        raise Refused("reply_bad_address", detail=str(error)) from None
    against = tuple(clashing.against(connection, service, plan, now))
    return Review(plan, letters, against, command, service.policy.zone)


# --- told --------------------------------------------------------------------------------------------------------


def lines(review: Review, language: str) -> Iterator[str]:
    """For a terminal: what stands against it, each letter's reader and subject, and what to do next."""
    for one in review.clashes:
        yield f"! {clash_text(one, language, review.zone)}"
    if not review.plan.letters:
        yield say(language, "inviting.nothing")
    for planned, seen in zip(review.plan.letters, review.letters, strict=True):
        rule = say(language, f"outgoing.rule.{planned.message.rule}")
        yield f"{planned.message.method} {planned.message.recipient}: {seen.subject} ({rule})"
    yield f"UID: {review.command.uid}"
    if review.queued:
        yield say(language, "inviting.cli.queued", n=len(review.letters))


def document(review: Review, language: str) -> dict[str, Any]:
    """The same as JSON types."""
    letters = zip(review.plan.letters, review.letters, strict=True)
    return {
        "uid": review.command.uid,
        "queued": review.queued,
        "letters": [_letter(planned, seen) for planned, seen in letters],
        "warnings": [
            {
                "kind": one.kind,
                "start": one.start.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "who": one.who or None,
                "text": clash_text(one, language, review.zone),
            }
            for one in review.clashes
        ],
    }


def _letter(planned: inviting.Planned, seen: Preview) -> dict[str, Any]:
    message = planned.message
    return {
        "method": message.method,
        "to": message.recipient,
        "significant": message.significant,
        "rule": message.rule,
        "subject": seen.subject,
        "text": seen.text,
        "ics": planned.ics,
    }
