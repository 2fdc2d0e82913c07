"""Which letters need not leave, by the definitions alone: their readers spoke meanwhile, or their meeting began."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.demo.season import Season
from tests.app.recount import Mail
from tests.app.recount_meetings import events
from tests.app.recount_problems import forged

WIB, DAY = ZoneInfo("Asia/Jakarta"), timedelta(days=1)
INVITES = {"REQUEST", "CANCEL", "PUBLISH", "ADD"}  # RFC 5546
Spared = tuple[str, str]  # the trigger, and the story's thread
Working = Callable[[date], bool]


def spared(
    season: Season, mails: list[Mail], answered: Collection[str], now: datetime, working: Working
) -> set[Spared]:
    """Of all that was due or ahead; `answered` are the threads a partner answered since."""
    began: dict[str, datetime] = {}
    for mail in mails:
        began.setdefault(mail.truth.thread, mail.at)

    def heard(partner: str | None, since: datetime) -> bool:
        """They began something new since then, other than an invitation."""
        return any(
            mail.truth.partner == partner and mail.at > since and began[mail.truth.thread] > since
            for mail in mails
            if mail.truth.direction == "in" and mail.by_hand and mail.method not in INVITES and not forged(mail)
        )

    last = {mail.truth.thread: mail for mail in mails if mail.truth.direction == "out"}
    waiting = (one for one in season.truth.threads if one.whose == "theirs" and not one.closed)
    found = {("no_reply", t.key) for t in waiting if t.key in answered or heard(t.partner, last[t.key].at)}
    partners = {one.uid: one.partner for one in season.truth.engagements}
    threads = _threads(mails)
    found |= {
        ("action_due", threads[one.uid])
        for one in season.recorded
        for each in one.promised
        if not each.ours and each.done is None
        if heard(partners[one.uid], _due(each.due, now, working) - 7 * DAY)
    }
    for one in season.truth.engagements:
        if one.uid in season.truth.today and season.now < one.start <= now:
            found |= {(trigger, threads[one.uid]) for trigger in ("briefing", *["meeting_soon"] * one.organised_by_us)}
    return found


def _threads(mails: list[Mail]) -> dict[str, str]:
    """UID → the thread of its first invitation."""
    found: dict[str, str] = {}
    for mail in mails:
        for said, _ in events(mail) if mail.method else ():
            found.setdefault(said["UID"], mail.truth.thread)
    return found


def _due(deadline: date, now: datetime, working: Working) -> datetime:
    """When the next reminder of a promise falls due: 08.00 of the working day before, or in each week after."""
    today, step = now.astimezone(WIB).date(), -1
    day = deadline - DAY
    if today > deadline:
        day, step = deadline + DAY + (today - deadline - DAY).days // 7 * 7 * DAY, 1
    while not working(day):
        day += step * DAY
    return datetime.combine(day, time(8), WIB)
