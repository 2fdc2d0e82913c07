"""Which letters need not leave, by the definitions alone: their readers spoke meanwhile, or their meeting began."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from liaison_sync.demo.season import Season
from tests.app.recount import Mail
from tests.app.recount_meetings import events
from tests.app.recount_problems import forged

INVITES = {"REQUEST", "CANCEL", "PUBLISH", "ADD"}  # RFC 5546
Spared = tuple[str, str]  # the trigger, and the story's thread


def spared(season: Season, mails: list[Mail], answered: Collection[str], now: datetime) -> set[Spared]:
    """Of all that was due or ahead; `answered` are the threads a partner answered since. Whether a mail delivers what
    was promised is asked, so no reminder of a promise is spared by it.
    """
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
    threads = _threads(mails)
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
