"""An ambiguous letter, settled by a person who found out whether it left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.invited import KIND
from liaison_sync.app.launch import changed, followed, put_off
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands.invitations import RetryLetter, WithdrawLetter
from liaison_sync.domain.followup import Move, because
from liaison_sync.domain.outbox import Row, verified
from liaison_sync.store import followups, pictures
from liaison_sync.store import schema as s


def settle(here: Acting, command: k.SettleAmbiguous) -> Iterator[c.Change]:
    row = here.connection.execute(select(s.outbox).where(s.outbox.c.id == command.outbox)).first()
    if row is None:
        raise Refused("gone")
    if row.state != "ambiguous":
        raise Refused("not_ambiguous", state=row.state)
    standing = Row(row.id, "ambiguous", row.queued_at, tries=row.tries, fence=row.fence)
    left = put_off(row.recipients)
    settled = verified(standing, "sent" if command.sent else "not_sent", here.now, left=left)
    done = here.now if settled.state == "sent" else None
    detail = {"reason": settled.reason, "by": here.actor}
    people = [_settled(one, sent=command.sent) for one in row.recipients]
    yield c.OutboxMoved(row.id, settled.state, people, row.tries, settled.next_try, done, detail)
    yield from followed(here.connection, row, settled, here.now)


def again(here: Acting, command: k.RetryFollowUp) -> Iterator[c.Change]:
    """The letter of a failed follow-up once more, with all it tells: the same bytes, after the same last check."""
    row = followups.outgoing(here.connection, command.id)
    if row is None:
        raise Refused("gone")
    if row.state != "failed":
        raise Refused("letter_not_failed")
    yield _queued_again(here, row)
    f = s.followup.c
    told = f.digest == row.id if row.kind == "digest" else f.id == row.about
    for one in pictures.followups(here.connection, told, f.state == "failed"):
        reason = because("retried_by", who=here.actor, at=here.now)
        yield changed(one, Move("queued", (reason,), due_at=here.now), here.now)


def retry(here: Acting, command: RetryLetter) -> Iterator[c.Change]:
    """A failed letter of a meeting once more: the same bytes, to those who have not had it."""
    row = _letter(here, command.outbox)
    if row.state != "failed":
        raise Refused("letter_not_failed")
    yield _queued_again(here, row)


def _queued_again(here: Acting, row: Any) -> c.OutboxMoved:
    people = [one if one["outcome"] == "accepted" else {**one, "outcome": None} for one in row.recipients]
    return c.OutboxMoved(row.id, "queued", people, 0, here.now, None, {"reason": "retried", "by": here.actor})


def withdraw(here: Acting, command: WithdrawLetter) -> Iterator[c.Change]:
    """A letter of a meeting that waits, or waits for another try, taken back before anybody had it."""
    row = _letter(here, command.outbox)
    if row.state != "queued" or any(one["outcome"] == "accepted" for one in row.recipients):
        raise Refused("invite_left")
    yield c.OutboxMoved(
        row.id, "cancelled", row.recipients, row.tries, None, None, {"reason": "recalled", "by": here.actor}
    )


def _letter(here: Acting, id_: str) -> Any:
    """A scheduling letter; others have their own pages, where what they are about goes with them."""
    o = s.outbox.c
    row = here.connection.execute(select(s.outbox).where(o.id == id_, o.kind == KIND)).first()
    if row is None:
        raise Refused("gone")
    return row


def _settled(one: dict[str, Any], *, sent: bool) -> dict[str, Any]:
    """Only those nobody knew about are decided; a refusal stays a refusal."""
    return one if one["outcome"] != "ambiguous" else {**one, "outcome": "accepted" if sent else None}
