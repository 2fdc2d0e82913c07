"""The numbers beside the menu: what waits for a person. One query."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store import unknown

WAITING = ("drafted",)  # follow-ups that wait for a yes
_TROUBLED = ("ambiguous", "failed")


@dataclass(frozen=True, slots=True)
class Badges:
    followups: int  # awaiting approval
    unknown: int  # unknown senders
    mailboxes: int  # red
    quarantine: int
    letters: int  # ambiguous or failed
    replies: int  # people's own answers, ambiguous or failed

    @property
    def troubles(self) -> int:
        return self.mailboxes + self.quarantine + self.letters


def load(connection: Connection) -> Badges:
    f, b, q, o = s.followup.c, s.mailbox.c, s.quarantine.c, s.outbox.c
    counts = (
        select(func.count()).select_from(s.followup).where(f.state.in_(WAITING)).scalar_subquery(),
        unknown.counted(),
        select(func.count()).select_from(s.mailbox).where(b.error.is_not(None), b.paused.is_(False)).scalar_subquery(),
        select(func.count()).select_from(s.quarantine).where(q.released_at.is_(None)).scalar_subquery(),
        select(func.count()).select_from(s.followup).where(f.state.in_(_TROUBLED)).scalar_subquery(),
        select(func.count()).select_from(s.draft.join(s.outbox, o.id == s.draft.c.outbox)).where(o.state.in_(_TROUBLED))
        .scalar_subquery(),
    )  # fmt: skip
    row = connection.execute(select(*counts)).one()
    return Badges(*row)
