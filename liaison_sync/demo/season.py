"""The season: eight weeks of humas@ and event@, assembled from the scenes, with what is true about them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.demo import story
from liaison_sync.demo.clock import works_abroad
from liaison_sync.demo.closings import Closing, Recorded
from liaison_sync.demo.draft import Draft
from liaison_sync.demo.mailwriter import write
from liaison_sync.demo.placed import Placed
from liaison_sync.demo.projects import Undertaking, undertakings
from liaison_sync.demo.scenes import SCENES
from liaison_sync.demo.story import PARTNERS
from liaison_sync.demo.truth import EngagementTruth, MessageTruth, ThreadTruth, Truth, Whose
from liaison_sync.demo.when import WIB, StoryTime, demo_now
from liaison_sync.domain.value import dataclass

__all__ = ["Season", "build", "demo_now", "working_hours"]

OURS_LATE = timedelta(hours=8)
THEIRS_LATE_DAYS = 3
OPENS, ENDS = timedelta(hours=8), timedelta(hours=16, minutes=30)


@dataclass(frozen=True, slots=True)
class Season:
    """`messages` in the order received; `directory` in the file form `import` reads.

    `closings` and `recorded` are what officers did in the console meanwhile: threads that need no answer, and outcomes
    of meetings; `projects` are what they grouped. Whoever plays the season applies them as a person's commands.
    """

    now: datetime
    messages: tuple[Placed, ...]
    directory: dict[str, Any]
    truth: Truth
    closings: tuple[Closing, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    projects: tuple[Undertaking, ...] = ()


def build(now: datetime, is_working: Callable[[date], bool] | None = None) -> Season:
    """The season as it stands at `now` (aware; normally `demo_now(…)`). The same `now` gives the same bytes."""
    time = StoryTime(now)
    scenes = [scene(time) for scene in SCENES]
    drafts = sorted(
        (d for scene in scenes for d in scene.drafts if d.places), key=lambda d: (d.at, d.thread, d.message_id or "")
    )
    late = [draft for draft in drafts if draft.at > now]
    if late:
        raise ValueError(f"the story tells of mail after now: {late[0].thread} at {late[0].at.isoformat()}")
    names = _joined(pair for scene in scenes for pair in scene.joined)
    drafts = [replace(draft, thread=names.get(draft.thread, draft.thread)) for draft in drafts]
    written = [(draft, draft.raw or _bytes(draft)) for draft in drafts]
    working = is_working or (lambda day: day.weekday() < 5)
    return Season(
        now=now,
        messages=_placed(written),
        directory=story.directory(),
        truth=_truth(written, [e for scene in scenes for e in scene.engagements], now, working,
                     {r.uid for scene in scenes for r in scene.recorded}),
        closings=_closings(drafts),
        recorded=tuple(r for scene in scenes for r in scene.recorded),
        projects=undertakings(time, (e for scene in scenes for e in scene.engagements)),
    )  # fmt: skip


def _bytes(draft: Draft) -> bytes:
    if draft.letter is None:
        raise ValueError(f"a mail of {draft.thread} has neither letter nor bytes")
    return write(draft.letter, delivered=any(folder != "Sent" for _, folder in draft.places))


def _placed(written: Iterable[tuple[Draft, bytes]]) -> tuple[Placed, ...]:
    return tuple(
        Placed(mailbox, folder, draft.at.astimezone(UTC) + timedelta(seconds=5), raw, draft.seen)
        for draft, raw in written
        for mailbox, folder in draft.places
    )


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(pairs)


def _closings(drafts: Iterable[Draft]) -> tuple[Closing, ...]:
    """A thread is closed by an officer an hour after its last word."""
    return tuple(
        Closing(draft.thread, draft.message_id, draft.at.astimezone(UTC) + timedelta(hours=1), draft.partner)
        for draft in drafts
        if draft.closes
    )


def _truth(
    written: list[tuple[Draft, bytes]],
    engagements: list[EngagementTruth],
    now: datetime,
    is_working: Callable[[date], bool],
    recorded: set[str],
) -> Truth:
    threads = _threads([draft for draft, _ in written])
    today = now.astimezone(WIB).date()
    live = [e for e in engagements if e.status not in ("cancelled", "uninvited", "unverified", "declined_by_us")]
    known = {contact.address for contact in story.CONTACTS}
    return Truth(
        messages=tuple(_message(draft, raw) for draft, raw in written),
        threads=tuple(threads),
        engagements=tuple(engagements),
        invitations=sum(draft.itip for draft, _ in written),
        named_in_letters=sum(draft.names_meeting for draft, _ in written),
        contacts=len(known),
        partners=len(story.ORGANISATIONS),
        unknown_senders=tuple(sorted({d.sender for d, _ in written if d.direction == "in" and d.partner is None
                                      and d.automatic is None and all(f == "INBOX" for _, f in d.places)})),
        overdue_ours=tuple(t.key for t in threads if _open(t, "ours") and t.partner and t.since is not None
                           and working_hours(t.since, now, is_working) >= OURS_LATE),
        overdue_theirs=tuple(t.key for t in threads if _open(t, "theirs") and t.since is not None
                             and _late(t, t.since, now, is_working)),
        today=tuple(e.uid for e in live for start in e.starts if start.astimezone(WIB).date() == today),
        without_outcome=tuple(e.uid for e in live for start in e.starts if e.uid not in recorded
                              and now - timedelta(days=14) < start < now - timedelta(hours=4)),
    )  # fmt: skip


def _open(thread: ThreadTruth, whose: Whose) -> bool:
    return thread.whose == whose and not thread.closed


def _message(draft: Draft, raw: bytes) -> MessageTruth:
    return MessageTruth(
        sha256s=(hashlib.sha256(raw).hexdigest(),),
        message_id=draft.message_id,
        thread=draft.thread,
        partner=draft.partner,
        direction=draft.direction,
        at=draft.at.astimezone(UTC),
        sender=draft.sender,
        automatic=draft.automatic,
        mailboxes=tuple(mailbox for mailbox, _ in draft.places),
        junk=any(folder == "Junk" for _, folder in draft.places),
    )


def _threads(drafts: list[Draft]) -> list[ThreadTruth]:
    grouped: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        grouped[draft.thread].append(draft)
    return [_thread(key, mails) for key, mails in grouped.items()]


def _thread(key: str, mails: list[Draft]) -> ThreadTruth:
    whose: Whose = "nobody"
    since: datetime | None = None
    for mail in mails:
        whose, since = _turned(whose, since, mail)
    partner = next((mail.partner for mail in mails if mail.partner), None)
    return ThreadTruth(key, partner, len(mails), whose, since, mails[-1].closes)


def _turned(whose: Whose, since: datetime | None, mail: Draft) -> tuple[Whose, datetime | None]:
    """Whose turn it is after `mail`: ours runs from their first unanswered mail, theirs from our latest."""
    at, inbound = mail.at.astimezone(UTC), mail.direction == "in"
    if mail.returns:
        return "ours", at
    if mail.calendar == "ends":
        return "nobody", at
    if mail.calendar == "answers":
        owing: Whose = "theirs" if inbound else "ours"
        return ("nobody", at) if whose in (owing, "nobody") else (whose, since)
    if not (mail.turn or mail.calendar == "asks"):
        return whose, since
    if inbound:
        return "ours", since if whose == "ours" else at
    return "theirs", at


def working_hours(since: datetime, until: datetime, is_working: Callable[[date], bool]) -> timedelta:
    """Time between two moments within 08.00–16.30 WIB of working days."""
    total, begin, end = timedelta(), since.astimezone(WIB), until.astimezone(WIB)
    day = begin.date()
    while day <= end.date():
        if is_working(day):
            midnight = datetime(day.year, day.month, day.day, tzinfo=WIB)
            total += max(timedelta(), min(end, midnight + ENDS) - max(begin, midnight + OPENS))
        day += timedelta(days=1)
    return total


def _late(thread: ThreadTruth, since: datetime, now: datetime, is_working: Callable[[date], bool]) -> bool:
    """Whether three of the partner's working days have passed: abroad people keep their own holidays."""
    partner = PARTNERS.get(thread.partner or "")
    if partner is None or partner.country == "ID":
        return _days_later(since, THEIRS_LATE_DAYS, partner.zone if partner else WIB.key, is_working) <= now
    return _days_later(since, THEIRS_LATE_DAYS, partner.zone, works_abroad(partner.country)) <= now


def _days_later(since: datetime, days: int, zone: str, is_working: Callable[[date], bool]) -> datetime:
    """The same wall time so many working days on; what is said outside office hours is heard at the next opening."""
    heard = since.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    opens, closes = _office_hours(heard)
    if heard >= closes or not is_working(heard.date()):
        heard = _office_hours(_next(heard, is_working))[0]
    heard = max(heard, opens) if heard.date() == opens.date() else heard
    for _ in range(days):
        heard = _next(heard, is_working)
    return heard.replace(tzinfo=ZoneInfo(zone))


def _office_hours(day: datetime) -> tuple[datetime, datetime]:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + OPENS, midnight + ENDS


def _next(moment: datetime, is_working: Callable[[date], bool]) -> datetime:
    """The same wall time on the next working day."""
    moment += timedelta(days=1)
    while not is_working(moment.date()):
        moment += timedelta(days=1)
    return moment
